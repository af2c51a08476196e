//! A person's own risk, as the document tells it.

use eunoia_engine::crisis::{RiskLevel, Signal};
use serde_json::{Map, Value, json};

use super::{
    AWAY, SIGNED_OUT, WRONG, answer, answers, operation, query, reference,
    schemas::{array, between, date, integer, maybe, object, string, text},
    with,
};

pub(super) fn paths(paths: &mut Map<String, Value>) {
    let responses = answers(
        &[("200", answer("Where to get help first, then the risk with its reasons", "Risk"))],
        &[SIGNED_OUT, WRONG, AWAY],
    );
    let get = operation(
        "risk",
        "ownRisk",
        "How much there is to worry about the person themself, with reasons: a triage aid, no diagnosis",
        responses,
    );
    let days = query(
        "days",
        json!({ "type": "integer", "minimum": 7, "maximum": 366, "default": 90 }),
        "Days of history up to `to`",
    );
    let to = query("to", date(), "Last local date of the history; today by default");
    paths.insert("/v1/risk".into(), json!({ "get": with(get, "parameters", json!([days, to])) }));
}

pub(super) fn schemas(schemas: &mut Map<String, Value>) {
    let mut add = |name: &str, schema: Value| drop(schemas.insert(name.to_owned(), schema));
    let level = || json!({ "enum": RiskLevel::ALL });
    let maybe_level = || json!({ "enum": RiskLevel::ALL.iter().map(|level| json!(level)).chain([Value::Null]).collect::<Vec<_>>() });
    let signal = || json!({ "enum": Signal::ALL.iter().map(|signal| json!(signal)).chain([Value::Null]).collect::<Vec<_>>(), "description": "Null for a floor" });
    let points = || json!({ "type": ["number", "null"], "minimum": 0, "maximum": 100 });
    add(
        "Help",
        object(
            &["message", "resources"],
            json!({ "message": string(), "resources": array(string()) }),
        ),
    );
    add(
        "RiskScore",
        object(
            &[
                "date",
                "level",
                "points",
                "certainty",
                "contributions",
                "lacks",
                "model",
                "abstained",
            ],
            json!({
                "date": date(), "level": maybe_level(), "points": points(),
                "certainty": object(&["value", "word"], json!({ "value": between(0.0, 1.0), "word": { "enum": ["low", "medium", "high"] } })),
                "contributions": array(object(&["signal", "points", "most", "reason", "days", "last"], json!({
                    "signal": signal(), "points": between(0.0, 100.0), "most": between(0.0, 100.0), "reason": string(), "days": integer(), "last": date()
                }))),
                "lacks": array(object(&["signal", "code", "reason"], json!({
                    "signal": { "enum": Signal::ALL }, "code": { "enum": ["no_data", "stale"] }, "reason": string()
                }))),
                "model": reference("Model"), "abstained": maybe("Abstention")
            }),
        ),
    );
    add(
        "Risk",
        object(
            &["today", "follow_up", "floors", "history", "about"],
            json!({
                "support": reference("Help"), "today": reference("RiskScore"),
                "follow_up": { "enum": ["none", "required"] },
                "floors": array(object(&["source", "level", "since"], json!({
                    "source": { "enum": ["item9", "screener", "text"] }, "level": level(), "since": date()
                }))),
                "history": array(object(&["date", "level", "points", "certainty", "contributions"], json!({
                    "date": date(), "level": maybe_level(), "points": points(), "certainty": between(0.0, 1.0),
                    "contributions": array(object(&["signal", "points"], json!({ "signal": signal(), "points": between(0.0, 100.0) })))
                }))),
                "about": text("What this is, and what it is not")
            }),
        ),
    );
}
