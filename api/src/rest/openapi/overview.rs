use serde_json::{Map, Value, json};

use super::{
    AWAY, SIGNED_OUT, WRONG, answer, answers, file, operation, query, reference,
    schemas::{array, date, integer, maybe_integer, object, string},
    with,
};

pub fn paths(paths: &mut Map<String, Value>) {
    let mut get = |path: &str, tag: &str, id: &str, summary: &str, schema: &str| {
        let responses = answers(&[("200", answer(summary, schema))], &[SIGNED_OUT, AWAY]);
        paths.insert(path.to_owned(), json!({ "get": operation(tag, id, summary, responses) }));
    };
    get(
        "/v1/usage",
        "insights",
        "usage",
        "How much of each kind was recorded, and for how many days in a row",
        "Usage",
    );
    get(
        "/v1/assessments/course",
        "assessments",
        "assessmentCourse",
        "Assessments over time, with bands and changes",
        "Courses",
    );
    paths.insert("/v1/export".to_owned(), export());
    paths.insert("/v1/features".to_owned(), features());
}

/// What is known at the end of each of the caller's days, as a file.
fn features() -> Value {
    let format = format_of("subject, local_date, then the features in docs/data-science.md");
    let metric = query(
        "metric",
        json!({ "type": "string", "default": "mood.score" }),
        "The metric of the catalogue that they are to forecast",
    );
    let features = operation(
        "insights",
        "features",
        "Features of each day, made of nothing that came after it",
        answers(&[("200", file("The file"))], &[SIGNED_OUT, WRONG, AWAY]),
    );
    json!({ "get": with(features, "parameters", json!([format, metric])) })
}

/// The caller's own daily series as a file.
fn export() -> Value {
    let format = format_of("subject, local_date, metric, unit, value");
    let export = operation(
        "insights",
        "export",
        "The person's own daily series, a value for each metric and day",
        answers(&[("200", file("The file"))], &[SIGNED_OUT, WRONG, AWAY]),
    );
    json!({ "get": with(export, "parameters", json!([format])) })
}

/// What a file with these columns is written in.
fn format_of(columns: &str) -> Value {
    query(
        "format",
        json!({ "enum": ["parquet", "csv", "ndjson"], "default": "csv" }),
        &format!("What the file is written in; the columns are the same: {columns}"),
    )
}

pub fn schemas() -> [(&'static str, Value); 4] {
    let instant = json!({ "type": ["string", "null"], "format": "date-time" });
    let nullable = |values: &[&str]| json!({ "enum": values.iter().map(|v| json!(v)).chain([Value::Null]).collect::<Vec<_>>() });
    let yes_or_unknown = json!({ "type": ["boolean", "null"] });
    [
        (
            "Usage",
            object(
                &["today", "zone", "streak", "kinds"],
                json!({
                    "today": date(), "zone": string(),
                    "streak": object(&["days", "today_counted", "longest"], json!({
                        "days": { "type": "integer", "description": "Days in a row up to today, or up to yesterday while nothing is recorded today; context measures and imported sleeps and exercises do not count" },
                        "today_counted": { "type": "boolean" }, "longest": integer()
                    })),
                    "kinds": array(object(&["kind", "count", "last_used", "last_date"], json!({
                        "kind": string(), "count": integer(), "last_used": instant, "last_date": { "type": ["string", "null"], "format": "date" }
                    })))
                }),
            ),
        ),
        ("Courses", object(&["items"], json!({ "items": array(reference("Course")) }))),
        (
            "Course",
            object(
                &[
                    "instrument",
                    "minimum",
                    "maximum",
                    "bands",
                    "reliable_change",
                    "important_difference",
                    "points",
                ],
                json!({
                    "instrument": string(), "minimum": maybe_integer(), "maximum": maybe_integer(),
                    "bands": array(object(&["name", "from", "to"], json!({ "name": string(), "from": integer(), "to": integer() }))),
                    "reliable_change": maybe_integer(), "important_difference": maybe_integer(), "points": array(reference("CoursePoint"))
                }),
            ),
        ),
        (
            "CoursePoint",
            object(
                &["id", "at", "local_date", "total", "band", "tier", "prorated", "change"],
                json!({
                    "id": { "type": "string", "format": "uuid" }, "at": { "type": "string", "format": "date-time" }, "local_date": date(), "total": maybe_integer(),
                    "band": { "type": ["string", "null"] }, "tier": nullable(&["none", "low", "moderate", "high", "imminent"]), "prorated": { "type": "boolean" },
                    "change": { "oneOf": [{ "type": "null" }, object(&["from_previous", "direction", "reliable", "important"], json!({
                        "from_previous": integer(), "direction": { "enum": ["better", "worse", "same"] },
                        "reliable": yes_or_unknown.clone(), "important": yes_or_unknown
                    }))] }
                }),
            ),
        ),
    ]
}
