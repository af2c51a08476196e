//! What a person says about themselves and changes: the zone, and the two consents.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use eunoia_tests::{Person, fresh_id, shared};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

async fn patch(person: &Person, body: &Value) -> (StatusCode, Value) {
    let response = person.request(Method::PATCH, "/v1/me").body(body.to_string()).send().await.unwrap();
    (response.status(), response.json().await.unwrap())
}

#[tokio::test]
async fn nothing_is_agreed_to_until_it_is() {
    let shared = shared();
    let person = Person::register_in(shared.url(), "Europe/Berlin").await;
    let (_, me) = person.get("/v1/me").await;
    let expected = json!({ "id": me["id"], "email": person.email, "zone": "Europe/Berlin", "synthetic": false,
        "aggregate_consent": false, "weather_consent": false, "suggestion_consent": false });
    assert_eq!(me, expected);
    let with = |changes: &[(&str, Value)]| {
        let mut me = me.clone();
        changes.iter().for_each(|(key, value)| me[*key] = value.clone());
        me
    };
    let agreed = with(&[("aggregate_consent", json!(true))]);
    assert_eq!(
        patch(&person, &json!({ "aggregate_consent": true })).await,
        (StatusCode::OK, agreed.clone())
    );
    assert_eq!(
        patch(&person, &json!({})).await,
        (StatusCode::OK, agreed.clone()),
        "what is left out stays"
    );
    assert_eq!(person.get("/v1/me").await.1, agreed);
    let both = json!({ "weather_consent": true, "aggregate_consent": false, "zone": "asia/tokyo" });
    let expected = with(&[("weather_consent", json!(true)), ("zone", json!("Asia/Tokyo"))]);
    assert_eq!(patch(&person, &both).await, (StatusCode::OK, expected.clone()));

    // One wrong value, and none of it is done.
    for (field, body) in [
        ("zone", json!({ "zone": "Mars/Olympus", "weather_consent": false })),
        ("body", json!({ "zone": null, "weather_consent": false })),
        ("body", json!({ "weather_consent": null })),
        ("body", json!({ "weather_consent": "yes" })),
        ("body", json!({ "email": "other@example.org" })),
    ] {
        let (status, problem) = patch(&person, &body).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    assert_eq!(person.get("/v1/me").await.1, expected);
}

#[tokio::test]
async fn another_zone_holds_from_now_on() {
    let shared = shared();
    let person = Person::register_in(shared.url(), "Europe/Berlin").await;
    let record = async |at: &str| {
        let entry = json!({ "id": fresh_id(), "at": at, "data": { "score": 5 } });
        let (status, entry) = person.post("/v1/moods", &entry).await;
        assert_eq!(status, StatusCode::CREATED, "{entry}");
        entry
    };
    // Late in the evening of the 31st in Berlin, and the morning of the 1st in Auckland.
    let at = "2026-10-31T21:30:00Z";
    let before = record(at).await;
    assert_eq!(before["local_date"], "2026-10-31");
    assert_eq!(patch(&person, &json!({ "zone": "Pacific/Auckland" })).await.0, StatusCode::OK);
    let after = record(at).await;
    assert_eq!(
        (&after["local_date"], &after["zone"]),
        (&json!("2026-11-01"), &json!("Pacific/Auckland"))
    );
    let path = format!("/v1/moods/{}", before["id"].as_str().unwrap());
    assert_eq!(person.get(&path).await, (StatusCode::OK, before), "nothing recorded is dated anew");
    assert_eq!(
        person.get("/v1/moods?from=2026-11-01&to=2026-11-01").await.1["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}
