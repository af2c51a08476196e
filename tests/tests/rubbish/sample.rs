//! Good bodies, and the values that are put in the place of each of their parts.

use eunoia_tests::fresh_id;
use serde_json::{Value, json};

/// A time that is too far ahead, wherever these tests run: intake takes up to 24 hours.
pub fn in_25_hours() -> String {
    #[expect(clippy::disallowed_methods, reason = "a client has a clock")]
    let now = jiff::Timestamp::now();
    (now + jiff::SignedDuration::from_hours(25)).to_string()
}

const AT: &str = "2026-11-01T09:00:00Z";

/// The path of an operation, and a body that it takes.
pub fn bodies(email: &str) -> Vec<(&'static str, &'static str, Value)> {
    let mood = json!({ "score": 5, "energy": 5, "valence": 0.5, "emotions": ["calm"], "activities": ["walk"], "place": "home", "weather": "rain", "note": "n" });
    let stages = json!({ "awake": 10, "light": 100, "deep": 100, "rem": 100 });
    let sleep = json!({ "start": "2026-11-01T00:00:00Z", "end": AT, "asleep_minutes": 400, "stages": stages, "quality": 5, "efficiency": 90, "note": "n" });
    let phq9 = json!({ "instrument": "phq9", "answers": [0, 1, 2, 3, null, 0, 1, 2, 3], "difficulty": 1 });
    let screener = json!({ "wish_to_be_dead": true, "suicidal_thoughts": true, "method": false, "intent": false, "plan": false, "behaviour_lifetime": false, "behaviour_past_3_months": false });
    let entry = |data: &Value| json!({ "id": fresh_id(), "at": AT, "zone": "Europe/Berlin", "data": data });
    let event = |kind: &str, data: &Value| json!({ "op": "create", "id": fresh_id(), "kind": kind, "at": AT, "zone": "UTC", "source": "app", "data": data });
    let edit =
        json!({ "op": "edit", "id": fresh_id(), "kind": "mood", "at": AT, "mutation_id": fresh_id(), "expected_version": 1, "data": mood });
    let put = json!({ "mutation_id": fresh_id(), "expected_version": 1, "at": AT, "zone": "UTC", "data": mood });
    vec![
        (
            "POST",
            "/v1/auth/register",
            json!({ "email": "new@example.org", "password": "a-password-for-tests", "zone": "UTC" }),
        ),
        (
            "POST",
            "/v1/auth/login",
            json!({ "email": email, "password": "a-password-for-tests" }),
        ),
        ("POST", "/v1/auth/refresh", json!({ "refresh_token": "x" })),
        ("POST", "/v1/auth/logout", json!({ "refresh_token": "x" })),
        (
            "PATCH",
            "/v1/me",
            json!({ "zone": "UTC", "aggregate_consent": true, "weather_consent": false, "suggestion_consent": true }),
        ),
        (
            "POST",
            "/v1/recommendations/feedback",
            json!({ "id": fresh_id(), "exercise": "movement.walk", "mood_before": 4, "mood_after": 6, "not_for_me": false }),
        ),
        ("POST", "/v1/organisations", json!({ "name": "x" })),
        ("POST", "/v1/organisations/{id}/invitations", json!({ "expires_in_days": 1 })),
        (
            "POST",
            "/v1/organisations/{id}/keys",
            json!({ "name": "x", "scopes": ["stats:read"], "expires_in_days": 1 }),
        ),
        ("POST", "/v1/organisations/{id}/keys/{key_id}/rotate", json!({ "grace_hours": 1 })),
        ("POST", "/v1/memberships", json!({ "code": fresh_id() })),
        ("POST", "/v1/moods", entry(&mood)),
        ("POST", "/v1/sleep", entry(&sleep)),
        ("POST", "/v1/journals", entry(&json!({ "title": "t", "text": "x" }))),
        ("POST", "/v1/assessments", entry(&phq9)),
        (
            "POST",
            "/v1/assessments",
            entry(&json!({ "instrument": "cssrs", "screener": screener, "total": 1 })),
        ),
        ("PUT", "/v1/moods/{id}", put),
        ("POST", "/v1/events", event("mood", &mood)),
        (
            "POST",
            "/v1/imports",
            json!({ "id": fresh_id(), "format": "csv", "name": "n", "size": 10, "zone": "UTC",
                "mapping": "source = \"x\"\n[time]\ncolumn = \"t\"\n[mood.score]\ncolumn = \"m\"\n" }),
        ),
        (
            "POST",
            "/v1/events",
            event(
                "exercise",
                &json!({ "exercise": "breathing", "minutes": 5, "name": "n", "mood_before": 4, "mood_after": 6, "note": "n" }),
            ),
        ),
        ("POST", "/v1/events", event("gratitude", &json!({ "items": ["tea"] }))),
        (
            "POST",
            "/v1/events",
            event("context", &json!({ "metric": "cups of tea", "value": 1, "adds_up": true })),
        ),
        ("POST", "/v1/events", json!([edit])),
        ("POST", "/v1/events/stream", event("journal", &json!({ "text": "x" }))),
    ]
}

/// JSON, and what only looks like it, to stand where something else should.
pub fn values() -> Vec<String> {
    let mut values: Vec<String> = [
        "null",
        "true",
        "\"\"",
        "\" \"",
        "\"x\"",
        "0",
        "-0",
        "-0.0",
        "-1",
        "1e-400",
        "1e308",
        "-1e308",
        "1e999",
        "18446744073709551616",
        "-9223372036854775809",
        "1.5",
        "4294967296",
        "NaN",
        "Infinity",
        "01",
        "+1",
        "0x1",
        "[]",
        "[null]",
        "{}",
        "{\"\":0}",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "\"\\uFFFF\"",
        "\"9999-12-31T23:59:59Z\"",
        "\"99999-01-01T00:00:00Z\"",
        "\"-009999-01-02T00:00:00Z\"",
        "\"1969-12-31T23:59:59.999Z\"",
        "\"1970-01-01T00:00:00Z\"",
        "\"1970-01-01T00:00:00+14:00\"",
        "\"2026-02-30T00:00:00Z\"",
        "\"2026-11-01T24:00:01Z\"",
        "\"2026-11-01T09:00:00+99:00\"",
        "\"2026-11-01T09:00:00[Mars/Olympus]\"",
        "\"0000-00-00\"",
        "\"Mars/Olympus\"",
        "\"../../etc/passwd\"",
        "\"Etc/Unknown\"",
        "\"EST5EDT,M3.2.0,M11.1.0\"",
        "\"00000000-0000-0000-0000-000000000000\"",
        "\"ffffffff-ffff-7fff-bfff-ffffffffffff\"",
        "\"550e8400-e29b-41d4-a716-446655440000\"",
        "\"'; DROP TABLE event; --\"",
        "\"\u{202e}\u{fdd0}\u{10ffff}\"",
        "",
        "}",
        "\"",
    ]
    .map(str::to_owned)
    .to_vec();
    values.push(format!("\"{}\"", in_25_hours()));
    values.push(format!("\"{}\"", "x".repeat(100_001)));
    values.push(format!("\"{}\"", "\\u0001".repeat(50_000)));
    values.push("9".repeat(5_000));
    values.push(format!("{}{}", "[".repeat(10_000), "]".repeat(10_000)));
    values.push("[".repeat(10_000));
    values.push("{\"a\":".repeat(10_000));
    values.push(format!("[{}0]", "0,".repeat(10_000)));
    values.push(format!("{{{}\"data\":0}}", "\"x\":0,".repeat(10_000)));
    values
}

/// Whole bodies that are wrong whatever is asked.
pub fn whole() -> Vec<Vec<u8>> {
    let mut bodies: Vec<Vec<u8>> = values().into_iter().map(String::into_bytes).collect();
    bodies.extend(
        [
            &b"\xff\xfe"[..],
            b"\xef\xbb\xbf{}",
            b"{\"id\":\"\xc3\x28\"}",
            b"{\"data\":\"\xed\xa0\x80\"}",
            b"\0",
            b"{}\0",
            b"{} {}",
            b"<a/>",
            b"a=1&b=2",
            b"\x1f\x8b\x08\x00",
        ]
        .map(<[u8]>::to_vec),
    );
    bodies.push(vec![0; 100_000]);
    bodies.push(vec![b'{'; 1 << 20]);
    bodies
}

/// `body` with each part of it replaced, one at a time, and each field repeated and left out: raw texts, as not all are
/// JSON.
pub fn mutations(body: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut pointers = Vec::new();
    places(body, String::new(), &mut pointers);
    for pointer in pointers {
        let mut marked = body.clone();
        *marked.pointer_mut(&pointer).unwrap() = "@@@".into();
        let marked = marked.to_string();
        found.extend(values().iter().map(|value| marked.replace("\"@@@\"", value)));
        let (parent, field) = pointer.rsplit_once('/').unwrap();
        let mut without = body.clone();
        match without.pointer_mut(parent).unwrap() {
            Value::Object(parent) => drop(parent.remove(field)),
            Value::Array(parent) => drop(parent.remove(field.parse().unwrap())),
            _ => unreachable!("only these have parts"),
        }
        found.push(without.to_string());
        found.push(
            body.to_string()
                .replace(&format!("\"{field}\":"), &format!("\"{field}\":null,\"{field}\":")),
        );
    }
    found
}

fn places(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, part)| places(part, format!("{at}/{name}"), found)),
        Value::Array(items) => items.iter().take(1).for_each(|part| places(part, format!("{at}/0"), found)),
        _ => {}
    }
    if !at.is_empty() {
        found.push(at);
    }
}

/// What may stand behind `name=` in a query, percent-encoded.
pub fn parameters() -> Vec<String> {
    let mut values: Vec<String> = [
        "",
        "0",
        "-1",
        "-0",
        "1.5",
        "1e9",
        "1000000000",
        "4294967296",
        "99999999999999999999999",
        "NaN",
        "null",
        "true",
        "%00",
        "%ff",
        "%F0%9F%92%A9",
        "%",
        "%zz",
        "+",
        "%2B1",
        "9999-12-31",
        "-009999-01-01",
        "10000-01-01",
        "1969-12-31",
        "2026-02-30",
        "0000-00-00",
        "2026-11-01T00:00:00Z",
        "2026-13-01",
        "yesterday",
        "%27%3B%20DROP%20TABLE%20event%3B--",
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-7fff-bfff-ffffffffffff",
        "mood.score",
        "mood.energy",
        "custom.mean.0",
        "..%2f..%2f",
        "MA",
        "OjE",
        "MTo6MQ",
        // "9223372036854775807:" and "-9223372036854775808:" before an id, "99999999999999999999:" before one, and "0:x".
        "OTIyMzM3MjAzNjg1NDc3NTgwNzpmZmZmZmZmZi1mZmZmLTdmZmYtYmZmZi1mZmZmZmZmZmZmZmY",
        "LTkyMjMzNzIwMzY4NTQ3NzU4MDg6ZmZmZmZmZmYtZmZmZi03ZmZmLWJmZmYtZmZmZmZmZmZmZmZm",
        "OTk5OTk5OTk5OTk5OTk5OTk5OTk6ZmZmZmZmZmYtZmZmZi03ZmZmLWJmZmYtZmZmZmZmZmZmZmZm",
        "MDp4",
    ]
    .map(str::to_owned)
    .to_vec();
    values.push("x".repeat(8_000));
    values
}
