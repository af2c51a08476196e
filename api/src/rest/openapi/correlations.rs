use eunoia_engine::correlation::OUTCOMES;
use serde_json::{Map, Value, json};

use super::{
    AWAY, SIGNED_OUT, WRONG, answer, answers, operation, query, reference,
    schemas::{array, date, integer, maybe, maybe_number, number, object, string},
    with,
};

pub fn paths(paths: &mut Map<String, Value>) {
    let metric = query(
        "metric",
        json!({ "type": "string", "enum": OUTCOMES, "default": "mood.score" }),
        "What other things are compared with",
    );
    let responses = answers(
        &[(
            "200",
            answer("What goes with better and worse days, with the evidence", "Correlations"),
        )],
        &[SIGNED_OUT, WRONG, AWAY],
    );
    let summary = "What goes with better and worse days, on the same day and up to three days after; or why that cannot be told";
    let read = operation("insights", "correlations", summary, responses);
    paths.insert(
        "/v1/correlations".into(),
        json!({ "get": with(read, "parameters", json!([metric])) }),
    );
}

fn told(kind: &str, description: &str) -> Value {
    json!({ "type": kind, "description": description })
}

pub fn schemas() -> [(&'static str, Value); 4] {
    [
        (
            "Correlations",
            object(
                &[
                    "outcome",
                    "from",
                    "to",
                    "days",
                    "tests",
                    "false_discovery_rate",
                    "items",
                    "others",
                    "not_compared",
                    "changes",
                    "model",
                    "abstained",
                ],
                json!({
                    "outcome": string(), "from": date(), "to": date(), "days": integer(),
                    "tests": told("integer", "Comparisons made, of a metric at a lag each"),
                    "false_discovery_rate": told("number", "Expected share of false ones among the items, at most"),
                    "items": array(reference("Association")),
                    "others": array(reference("Comparison")),
                    "not_compared": array(object(&["metric", "abstained"], json!({ "metric": string(), "abstained": reference("Abstention") }))),
                    "changes": object(&["items", "model", "abstained"], json!({
                        "items": array(reference("LevelChange")), "model": reference("Model"), "abstained": maybe("Abstention")
                    })),
                    "model": reference("Model"), "abstained": maybe("Abstention")
                }),
            ),
        ),
        (
            "Association",
            object(
                &[
                    "metric",
                    "statement",
                    "lag",
                    "direction",
                    "difference",
                    "difference_abstained",
                    "evidence",
                    "weight",
                    "new",
                    "beside",
                ],
                json!({
                    "metric": string(), "statement": told("string", "What went together, in plain English; names no cause"),
                    "lag": told("integer", "Days by which the metric lies before the outcome, 0 to 3"),
                    "direction": { "enum": ["higher", "lower"] },
                    "difference": { "oneOf": [{ "type": "null" }, object(
                        &["value", "low", "high", "level", "threshold", "days_with", "days_without"],
                        json!({
                            "value": number(), "low": number(), "high": number(),
                            "level": told("number", "Level of the interval; above 0.95, since what is told is picked out of many"),
                            "threshold": maybe_number(), "days_with": integer(), "days_without": integer()
                        })
                    )] },
                    "difference_abstained": maybe("Abstention"),
                    "evidence": array(reference("Comparison")),
                    "weight": told("number", "What the items are ordered by"),
                    "new": told("boolean", "Whether it would not have been told four weeks before"),
                    "beside": { "type": ["string", "null"], "description": "A metric told before it that it goes with itself" }
                }),
            ),
        ),
        (
            "Comparison",
            object(
                &["metric", "lag", "r", "low", "high", "n", "effective_n", "p", "q", "halves", "told"],
                json!({
                    "metric": string(), "lag": integer(),
                    "r": told("number", "Rank correlation of what slow change and weekdays leave of both"),
                    "low": number(), "high": number(), "n": integer(),
                    "effective_n": told("number", "Independent days that the n days are worth"),
                    "p": number(), "q": told("number", "The smallest false discovery rate at which it would be told"),
                    "halves": array(number()), "told": { "type": "boolean" }
                }),
            ),
        ),
        (
            "LevelChange",
            object(
                &[
                    "metric",
                    "statement",
                    "date",
                    "before",
                    "after",
                    "difference",
                    "low",
                    "high",
                    "days_before",
                    "days_after",
                ],
                json!({
                    "metric": string(), "statement": string(), "date": date(), "before": number(), "after": number(), "difference": number(),
                    "low": number(), "high": number(), "days_before": integer(), "days_after": integer()
                }),
            ),
        ),
    ]
}
