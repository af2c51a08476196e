//! The shapes of bodies. Ranges are those of `eunoia-domain`.

use serde_json::{Map, Value, json};

use super::{organisations, population, reference};

pub fn all() -> Map<String, Value> {
    let mut schemas = Map::new();
    let mut add = |name: &str, schema: Value| drop(schemas.insert(name.to_owned(), schema));
    add(
        "Problem",
        object(
            &["type", "title", "status", "code", "detail"],
            json!({
                "type": string(), "title": string(), "status": integer(), "code": text("Stable: write code against this"), "detail": text("What to mend"),
                "errors": array(object(&["field", "value", "reason"], json!({ "field": string(), "value": string(), "reason": string() })))
            }),
        ),
    );
    add(
        "NewAccount",
        object(
            &["email", "password", "zone"],
            json!({
                "email": { "type": "string", "format": "email", "maxLength": 254 },
                "password": { "type": "string", "minLength": 10, "maxLength": 200, "format": "password" },
                "zone": text("IANA time zone, such as Europe/Berlin")
            }),
        ),
    );
    add(
        "Credentials",
        object(
            &["email", "password"],
            json!({ "email": string(), "password": { "type": "string", "format": "password" } }),
        ),
    );
    add("RefreshToken", object(&["refresh_token"], json!({ "refresh_token": string() })));
    add(
        "Person",
        object(
            &[
                "id",
                "email",
                "zone",
                "synthetic",
                "aggregate_consent",
                "weather_consent",
                "suggestion_consent",
            ],
            json!({
                "id": uuid(), "email": string(), "zone": string(), "synthetic": { "type": "boolean", "description": "Made up by the simulator" },
                "aggregate_consent": consent("aggregate"), "weather_consent": consent("weather"),
                "suggestion_consent": consent("suggestion")
            }),
        ),
    );
    add(
        "PersonChange",
        closed(
            &[],
            json!({
                "zone": text("IANA time zone, such as Europe/Berlin"), "aggregate_consent": consent("aggregate"), "weather_consent": consent("weather"),
                "suggestion_consent": consent("suggestion")
            }),
        ),
    );
    add(
        "Session",
        object(
            &["person", "access_token", "expires_in", "refresh_token"],
            json!({
                "person": reference("Person"), "access_token": string(), "expires_in": integer(), "refresh_token": string()
            }),
        ),
    );
    for (name, data) in [
        ("Mood", mood()),
        ("Sleep", sleep()),
        ("Journal", journal()),
        ("Assessment", assessment()),
        ("Exercise", exercise()),
        (
            "Gratitude",
            closed(
                &["items"],
                json!({ "items": { "type": "array", "minItems": 1, "maxItems": 20, "items": words(1_000) } }),
            ),
        ),
        ("Context", context()),
    ] {
        add(&format!("{name}Data"), data);
        add(&format!("{name}Draft"), draft(name));
        add(&format!("{name}Entry"), entry(name));
        add(
            &format!("{name}Page"),
            object(
                &["items", "next_cursor"],
                json!({
                    "items": array(reference(&format!("{name}Entry"))), "next_cursor": { "type": ["string", "null"] }
                }),
            ),
        );
    }
    add("AssessmentScore", score());
    add("Change", change());
    add(
        "ItemAnswers",
        object(
            &["items"],
            json!({ "items": array(object(&["index", "status"], json!({
        "index": integer(), "status": { "enum": ["recorded", "repeated", "rejected"] }, "id": uuid(), "version": integer(), "code": string(), "reason": string()
    }))) }),
        ),
    );
    add("StreamLine", stream_line());
    add(
        "Abstention",
        object(&["code", "reason"], json!({ "code": string(), "reason": string() })),
    );
    add(
        "Model",
        object(&["name", "version"], json!({ "name": string(), "version": string() })),
    );
    add(
        "Insight",
        object(
            &[
                "code",
                "metric",
                "statement",
                "value",
                "low",
                "high",
                "unit",
                "days",
                "model",
                "abstained",
            ],
            json!({
                "code": string(), "metric": string(), "statement": string(), "value": maybe_number(), "low": maybe_number(), "high": maybe_number(),
                "unit": string(), "days": integer(), "model": reference("Model"), "abstained": maybe("Abstention")
            }),
        ),
    );
    add("Insights", object(&["items"], json!({ "items": array(reference("Insight")) })));
    add(
        "Forecast",
        object(
            &["metric", "model", "origin", "coverage", "points", "track_record", "abstained"],
            json!({
                "metric": string(), "model": reference("Model"), "origin": { "type": ["string", "null"], "format": "date" },
                "coverage": { "type": "number", "description": "Nominal probability that an interval holds the value" },
                "points": array(object(&["date", "horizon", "value", "low", "high"], json!({
                    "date": date(), "horizon": integer(), "value": number(), "low": number(), "high": number()
                }))),
                "track_record": maybe("TrackRecord"),
                "abstained": maybe("Abstention")
            }),
        ),
    );
    add(
        "TrackRecord",
        object(
            &["forecasts", "mae", "mae_of_ewma", "coverage", "interval_score", "clearly_worse"],
            json!({
                "forecasts": integer(), "mae": number(), "mae_of_ewma": number(),
                "coverage": { "type": "number", "description": "Share of the values that lay in their interval" },
                "interval_score": number(),
                "clearly_worse": { "type": "boolean", "description": "Whether the plain average was clearly better, and is used instead" }
            }),
        ),
    );
    add(
        "Leaderboard",
        object(
            &[
                "metric",
                "as_of",
                "horizon",
                "days",
                "forecasts",
                "shipped",
                "candidates",
                "abstained",
            ],
            json!({
                "metric": string(), "as_of": date(), "horizon": integer(), "days": integer(), "forecasts": integer(), "shipped": string(),
                "candidates": array(object(
                    &["name", "mae", "rmse", "mase", "intervals", "coverage", "interval_score", "skill_vs_ewma"],
                    json!({
                        "name": string(), "mae": number(), "rmse": number(), "mase": maybe_number(), "intervals": integer(),
                        "coverage": maybe_number(), "interval_score": maybe_number(),
                        "skill_vs_ewma": object(&["value", "low", "high"], json!({
                            "value": maybe_number(), "low": maybe_number(), "high": maybe_number()
                        }))
                    })
                )),
                "abstained": maybe("Abstention")
            }),
        ),
    );
    add(
        "Dashboard",
        object(
            &["today", "from", "zone", "synthetic", "days", "forecast", "insights"],
            json!({
                "today": date(), "from": date(), "zone": string(), "synthetic": { "type": "boolean" },
                "days": array(day()),
                "forecast": reference("Forecast"), "insights": array(reference("Insight"))
            }),
        ),
    );
    add(
        "Readiness",
        object(
            &["ledger", "warehouse", "relay", "text"],
            json!({
                "ledger": { "enum": ["ready", "unavailable"] }, "warehouse": { "enum": ["ready", "unavailable", "elsewhere"] },
            "relay": { "enum": ["starting", "running", "paused", "elsewhere"] },
                "relay_behind": { "type": ["integer", "null"] }, "set_aside": { "type": ["integer", "null"] },
                "text": object(&["status"], json!({
                    "status": { "enum": ["loading", "ready", "not_available"] }, "name": string(), "version": string(), "code": string(), "reason": string()
                })),
                "texts_waiting": { "type": ["integer", "null"] }
            }),
        ),
    );
    for (name, schema) in super::overview::schemas().into_iter().chain(super::correlations::schemas()) {
        add(name, schema);
    }
    super::texts::schemas(&mut schemas);
    super::imports::schemas(&mut schemas);
    super::risk::schemas(&mut schemas);
    super::recommendations::schemas(&mut schemas);
    organisations::schemas(&mut schemas);
    population::schemas(&mut schemas);
    schemas
}

pub(super) fn object(required: &[&str], properties: Value) -> Value {
    json!({ "type": "object", "required": required, "properties": properties })
}

pub(super) fn closed(required: &[&str], properties: Value) -> Value {
    json!({ "type": "object", "required": required, "properties": properties, "additionalProperties": false })
}

pub(super) fn array(items: Value) -> Value {
    json!({ "type": "array", "items": items })
}

pub(super) fn string() -> Value {
    json!({ "type": "string" })
}

pub(super) fn text(description: &str) -> Value {
    json!({ "type": "string", "description": description })
}

pub(super) fn words(most: u32) -> Value {
    json!({ "type": "string", "minLength": 1, "maxLength": most })
}

pub(super) fn integer() -> Value {
    json!({ "type": "integer" })
}

pub(super) fn number() -> Value {
    json!({ "type": "number" })
}

pub(super) fn maybe_integer() -> Value {
    json!({ "type": ["integer", "null"] })
}

pub(super) fn maybe_number() -> Value {
    json!({ "type": ["number", "null"] })
}

pub(super) fn maybe(schema: &str) -> Value {
    json!({ "oneOf": [reference(schema), { "type": "null" }] })
}

pub(super) fn between(low: f64, high: f64) -> Value {
    json!({ "type": "number", "minimum": low, "maximum": high })
}

pub(super) fn uuid() -> Value {
    json!({ "type": "string", "format": "uuid" })
}

pub(super) fn date() -> Value {
    json!({ "type": "string", "format": "date" })
}

fn consent(what: &str) -> Value {
    let description = match what {
        "aggregate" => "Their days may count in the aggregates of organisations that they joined; off by default",
        "suggestion" => "What is suggested may be chosen by their own days and by what helped them; off by default",
        _ => "The weather at their place may be fetched; off by default",
    };
    json!({ "type": "boolean", "description": description })
}

fn time() -> Value {
    text("RFC 3339, or local date and time in `zone`; from 1970 to 24 hours from now")
}

fn mood() -> Value {
    let names = json!({ "type": "array", "maxItems": 30, "items": words(60) });
    closed(
        &["score"],
        json!({
            "score": between(1.0, 10.0), "energy": between(1.0, 10.0), "valence": between(-1.0, 1.0), "emotions": names.clone(), "activities": names,
            "place": words(200), "weather": words(100), "note": words(10_000)
        }),
    )
}

fn sleep() -> Value {
    let minutes = json!({ "type": "number", "minimum": 0, "description": "Minutes" });
    closed(
        &["start", "end"],
        json!({
            "start": time(), "end": time(), "asleep_minutes": minutes.clone(),
            "stages": closed(&["awake", "light", "deep", "rem"], json!({ "awake": minutes.clone(), "light": minutes.clone(), "deep": minutes.clone(), "rem": minutes })),
            "quality": between(1.0, 10.0), "efficiency": between(0.0, 100.0), "note": words(10_000)
        }),
    )
}

fn journal() -> Value {
    closed(&["text"], json!({ "title": words(200), "text": words(100_000) }))
}

fn assessment() -> Value {
    let yes = json!({ "type": "boolean" });
    closed(
        &["instrument"],
        json!({
            "instrument": { "enum": ["phq9", "gad7", "phq2", "gad2", "who5", "isi", "cssrs"] },
            "answers": { "type": "array", "items": { "type": ["integer", "null"] }, "description": "In the instrument's order; null for an item left out" },
            "difficulty": { "type": "integer", "minimum": 0, "maximum": 3, "description": "PHQ-9's unscored question" },
            "screener": closed(&["wish_to_be_dead", "suicidal_thoughts", "behaviour_lifetime", "behaviour_past_3_months"], json!({
                "wish_to_be_dead": yes.clone(), "suicidal_thoughts": yes.clone(), "method": yes.clone(), "intent": yes.clone(), "plan": yes.clone(),
                "intent_or_plan_past_day": yes.clone(), "behaviour_lifetime": yes.clone(), "behaviour_past_3_months": yes
            })),
            "total": { "type": "number", "description": "Your own total: compared with ours, and refused if it differs" }
        }),
    )
}

fn exercise() -> Value {
    closed(
        &["exercise", "minutes"],
        json!({
            "exercise": { "enum": ["breathing", "mindfulness", "physical", "relaxation", "cognitive", "other"] },
            "minutes": between(0.1, 1440.0), "name": words(100), "mood_before": between(1.0, 10.0), "mood_after": between(1.0, 10.0), "note": words(10_000)
        }),
    )
}

fn context() -> Value {
    closed(
        &["metric", "value"],
        json!({
            "metric": { "type": "string", "maxLength": 60, "description": "A metric of the catalogue, such as weather.temperature, or a name of one's own" },
            "value": between(-1e9, 1e9), "adds_up": { "type": "boolean", "description": "For a signal of one's own: a day's values add up rather than average" }
        }),
    )
}

/// A day of the dashboard; what was not observed is null.
fn day() -> Value {
    let measured = [
        "mood",
        "mood_level",
        "sleep_hours",
        "sleep_quality",
        "deep_hours",
        "light_hours",
        "rem_hours",
        "awake_hours",
        "exercise_minutes",
        "gratitude_entries",
        "journal_entries",
    ];
    let mut properties: Map<String, Value> = measured.map(|name| (name.to_owned(), maybe_number())).into_iter().collect();
    properties.insert("date".to_owned(), date());
    properties.insert("kinds".to_owned(), array(string()));
    object(&[&["date", "kinds"], measured.as_slice()].concat(), properties.into())
}

fn score() -> Value {
    object(
        &["instrument", "missing", "prorated", "follow_up"],
        json!({
            "instrument": string(), "total": { "type": ["integer", "null"] }, "band": { "type": ["string", "null"] },
            "screen_positive": { "type": ["boolean", "null"] }, "missing": integer(),
            "prorated": { "type": "boolean", "description": "The total is the mean of the answered items times the number of items, rounded half up" },
            "item9": { "type": ["integer", "null"] }, "tier": { "enum": ["none", "low", "moderate", "high", "imminent", null] },
            "follow_up": { "enum": ["none", "ask", "required"] }
        }),
    )
}

fn draft(name: &str) -> Value {
    closed(
        &["data"],
        json!({
            "id": { "type": "string", "format": "uuid", "description": "A UUIDv7 that you make; without one the call cannot be repeated safely" },
            "at": time(), "zone": text("IANA zone; the person's own by default"),
            "mutation_id": { "type": "string", "format": "uuid", "description": "For an edit: an id of this edit" },
            "expected_version": { "type": "integer", "minimum": 1, "description": "For an edit: the version it was made from" },
            "data": reference(&format!("{name}Data"))
        }),
    )
}

fn entry(name: &str) -> Value {
    let mut properties = json!({
        "id": uuid(), "kind": string(), "version": integer(), "at": { "type": "string", "format": "date-time" }, "zone": string(),
        "local_date": date(), "recorded_at": { "type": "string", "format": "date-time" }, "source": { "enum": ["app", "import", "synthetic", "weather"] },
        "data": reference(&format!("{name}Data"))
    });
    if name == "Assessment" {
        properties["score"] = reference("AssessmentScore");
    }
    object(
        &["id", "kind", "version", "at", "zone", "local_date", "recorded_at", "source", "data"],
        properties,
    )
}

fn change() -> Value {
    closed(
        &["id", "kind"],
        json!({
            "op": { "enum": ["create", "edit", "delete"], "default": "create" }, "id": { "type": "string", "format": "uuid", "description": "A UUIDv7 that you make" },
            "kind": { "enum": ["mood", "sleep", "journal", "assessment", "exercise", "gratitude", "context"] },
            "at": time(), "zone": string(), "source": { "enum": ["app", "import", "synthetic", "weather"] },
            "mutation_id": uuid(), "expected_version": integer(),
            "data": { "type": "object", "description": "The entry, as in its resource" }
        }),
    )
}

fn stream_line() -> Value {
    let one = |key: &str, required: &[&str], properties: Value| closed(&[key], json!({ key: object(required, properties) }));
    let counts = json!({ "lines": integer(), "recorded": integer(), "repeated": integer(), "rejected": integer(), "complete": { "type": "boolean" } });
    json!({ "oneOf": [
        one("rejected", &["line", "code", "reason"], json!({ "line": integer(), "code": string(), "reason": string() })),
        one("committed", &["from", "to", "recorded", "repeated", "rejected"], json!({
            "from": integer(), "to": integer(), "recorded": integer(), "repeated": integer(), "rejected": integer()
        })),
        one("summary", &["lines", "recorded", "repeated", "rejected", "complete"], counts),
        one("failed", &["code", "detail"], json!({ "code": string(), "detail": string() })),
    ] })
}
