//! Suggestions, as the document tells them.

use serde_json::{Map, Value, json};

use super::{
    AWAY, SIGNED_OUT, WRONG, answer, answers, body, operation, query, reference,
    schemas::{array, between, closed, integer, maybe_number, object, string, text, uuid},
    with,
};

pub(super) fn paths(paths: &mut Map<String, Value>) {
    let list = answers(
        &[(
            "200",
            answer(
                "Where to get help first, if that is due; then the best guess first",
                "Recommendations",
            ),
        )],
        &[SIGNED_OUT, WRONG, AWAY],
    );
    let list = operation(
        "recommendations",
        "recommendations",
        "Exercises to try now, with reasons and sources",
        list,
    );
    let count = query(
        "count",
        json!({ "type": "integer", "minimum": 1, "maximum": 6, "default": 3 }),
        "How many, at most",
    );
    let minutes = query(
        "minutes",
        json!({ "type": "integer", "minimum": 1, "maximum": 240 }),
        "Minutes at hand",
    );
    paths.insert(
        "/v1/recommendations".into(),
        json!({ "get": with(list, "parameters", json!([count, minutes])) }),
    );
    let told = answers(
        &[
            ("201", answer("Kept", "ExerciseFeedback")),
            ("200", answer("It was told before", "ExerciseFeedback")),
        ],
        &[
            SIGNED_OUT,
            (
                "409",
                "The person did not agree to suggestions by their own days, or the id was used for another content",
            ),
            WRONG,
            AWAY,
        ],
    );
    let told = operation(
        "recommendations",
        "tellOfExercise",
        "Tell how an exercise went; a mood before and after it says what helped",
        told,
    );
    paths.insert(
        "/v1/recommendations/feedback".into(),
        json!({ "post": with(told, "requestBody", body(reference("NewExerciseFeedback"))) }),
    );
}

pub(super) fn schemas(schemas: &mut Map<String, Value>) {
    let mut add = |name: &str, schema: Value| drop(schemas.insert(name.to_owned(), schema));
    let exercise = object(
        &[
            "id",
            "name",
            "kind",
            "minutes",
            "steps",
            "source",
            "contraindications",
            "for_needs",
            "calms",
            "reasons",
            "times",
            "mean_change",
        ],
        json!({
            "id": string(), "name": string(), "kind": string(), "minutes": integer(), "steps": array(string()),
            "source": object(&["citation", "doi", "finding"], json!({ "citation": string(), "doi": string(), "finding": string() })),
            "contraindications": array(string()), "for_needs": array(string()), "calms": { "type": "boolean" },
            "reasons": array(string()), "times": integer(), "mean_change": maybe_number()
        }),
    );
    add(
        "Recommendations",
        object(
            &["items", "personal"],
            json!({
                "support": reference("Help"), "items": array(exercise),
                "personal": { "type": "boolean", "description": "Chosen by the person's own days, to which they agreed" },
                "reason": text("Why there are none")
            }),
        ),
    );
    add(
        "NewExerciseFeedback",
        closed(
            &["exercise"],
            json!({
                "id": uuid(), "exercise": string(), "mood_before": between(1.0, 10.0), "mood_after": between(1.0, 10.0), "not_for_me": { "type": "boolean" }
            }),
        ),
    );
    add(
        "ExerciseFeedback",
        object(&["id", "exercise"], json!({ "id": uuid(), "exercise": string() })),
    );
}
