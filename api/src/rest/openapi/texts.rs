//! What was read in a person's own words, as the document tells it.

use eunoia_engine::text::{Ekman, Emotion, EmotionGroup, Label};
use serde_json::{Map, Value, json};

use super::{
    AWAY, SIGNED_OUT, WRONG, answer, answers, operation, query, reference,
    schemas::{array, between, date, integer, maybe, object, string, text, uuid},
    with,
};

pub(super) fn paths(paths: &mut Map<String, Value>) {
    let id = json!({ "name": "id", "in": "path", "required": true, "schema": uuid(), "description": "The entry's UUIDv7" });
    let wait = query(
        "wait",
        json!({ "type": "integer", "minimum": 0, "maximum": 10, "default": 0 }),
        "Seconds to wait for a text that is not read yet",
    );
    for (path, id_of, summary) in [
        (
            "/v1/journals/{id}/text",
            "journalText",
            "What a model read in a page of the journal",
        ),
        (
            "/v1/events/{id}/text",
            "eventText",
            "What a model read in the sentences of an entry of any kind",
        ),
    ] {
        let read = answers(
            &[("200", answer("What was read, or why nothing was", "TextReading"))],
            &[
                SIGNED_OUT,
                ("404", "There is no such entry"),
                ("410", "The entry was deleted"),
                WRONG,
                AWAY,
            ],
        );
        let get = with(operation("text", id_of, summary, read), "parameters", json!([wait]));
        paths.insert(path.into(), json!({ "parameters": [id], "get": get }));
    }
    let list = answers(&[("200", answer("Newest first", "TextPage"))], &[SIGNED_OUT, WRONG, AWAY]);
    let list = operation(
        "text",
        "listText",
        "What one model read in the person's entries; those that it has not read yet are pending",
        list,
    );
    let parameters = json!([
        query(
            "limit",
            json!({ "type": "integer", "minimum": 1, "maximum": 500, "default": 50 }),
            "Entries in a page"
        ),
        query("cursor", string(), "`next_cursor` of the page before"),
        query("from", date(), "First local date"),
        query("to", date(), "Last local date"),
    ]);
    paths.insert("/v1/text".into(), json!({ "get": with(list, "parameters", parameters) }));
}

pub(super) fn schemas(schemas: &mut Map<String, Value>) {
    let told = "Absent unless it was not read";
    let reading = object(
        &["id", "kind", "version", "at", "local_date", "status"],
        json!({
            "id": uuid(), "kind": string(), "version": integer(), "at": { "type": "string", "format": "date-time" }, "local_date": date(),
            "status": { "enum": ["read", "pending", "not_available", "no_text"] },
            "code": text(&format!("`waiting`, `no_text`, `no_words`, `model_missing`, `model_broken`, `runtime_missing`, `runtime_broken` or `model_failed`. {told}")),
            "reason": text(told), "model": reference("Model"), "reading": reference("TextScore")
        }),
    );
    schemas.insert("TextReading".into(), reading);
    let score = object(
        &["sentiment", "valence", "emotions", "probabilities", "ekman", "groups", "follow_up"],
        json!({
            "sentiment": { "enum": ["negative", "neutral", "positive"] }, "valence": between(-1.0, 1.0),
            "emotions": described(
                array(object(&["label", "probability"], json!({ "label": { "enum": names::<Emotion>() }, "probability": between(0.0, 1.0) }))),
                "Those that reach their own threshold, the likeliest first",
            ),
            "probabilities": probabilities::<Emotion>(), "ekman": probabilities::<Ekman>(), "groups": probabilities::<EmotionGroup>(),
            "follow_up": described(json!({ "enum": ["none", "required"] }), "Required: fill in a C-SSRS screener now"),
            "support": object(&["message", "resources"], json!({ "message": string(), "resources": string() }))
        }),
    );
    schemas.insert("TextScore".into(), score);
    let page = object(
        &["model", "items", "next_cursor"],
        json!({ "model": maybe("Model"), "items": array(reference("TextReading")), "next_cursor": { "type": ["string", "null"] } }),
    );
    schemas.insert("TextPage".into(), page);
}

fn described(mut schema: Value, description: &str) -> Value {
    schema["description"] = description.into();
    schema
}

fn names<L: Label>() -> Vec<&'static str> {
    L::ALL.iter().map(|label| label.name()).collect()
}

fn probabilities<L: Label>() -> Value {
    let properties: Map<String, Value> = names::<L>().into_iter().map(|name| (name.to_owned(), between(0.0, 1.0))).collect();
    object(&names::<L>(), properties.into())
}
