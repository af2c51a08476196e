//! What somebody is told of their own risk: help first, reasons with it, and floors that nothing but a talk takes away. And
//! what is suggested to them, which never takes the place of help.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use eunoia_tests::{Launch, Person, fresh_id, shared};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;

fn phq9(item9: u8) -> Value {
    json!({ "instrument": "phq9", "answers": [0, 0, 0, 0, 0, 0, 0, 0, item9] })
}

fn screener(intent: bool) -> Value {
    let mut answers =
        json!({ "wish_to_be_dead": true, "suicidal_thoughts": intent, "behaviour_lifetime": false, "behaviour_past_3_months": false });
    if intent {
        for (name, answer) in [
            ("method", true),
            ("intent", true),
            ("plan", false),
            ("intent_or_plan_past_day", true),
        ] {
            answers[name] = answer.into();
        }
    }
    json!({ "instrument": "cssrs", "screener": answers })
}

async fn assess(person: &Person, day: &str, data: &Value) -> Value {
    let at = format!("2026-{day}T09:00:00Z");
    let (status, entry) = person.post("/v1/assessments", &json!({ "at": at, "data": data })).await;
    assert_eq!(status, StatusCode::CREATED, "{entry}");
    entry
}

async fn risk(person: &Person) -> Value {
    let (status, risk) = person.get("/v1/risk?days=30").await;
    assert_eq!(status, StatusCode::OK, "{risk}");
    risk
}

async fn suggested(person: &Person) -> Value {
    let (status, suggested) = person.get("/v1/recommendations").await;
    assert_eq!(status, StatusCode::OK, "{suggested}");
    suggested
}

#[tokio::test]
async fn nothing_is_told_of_somebody_of_whom_nothing_is_known() {
    let server = shared();
    let person = Person::register(server.url()).await;
    let risk = risk(&person).await;
    assert_eq!(risk["today"]["level"], Value::Null);
    assert_eq!(risk["today"]["abstained"]["code"], "no_data");
    assert_eq!(
        (
            risk["today"]["lacks"].as_array().unwrap().len(),
            risk["history"].as_array().unwrap().len()
        ),
        (9, 30)
    );
    assert!(risk.get("support").is_none() && risk["floors"].as_array().unwrap().is_empty());
    assert!(risk["about"].as_str().unwrap().contains("no diagnosis"));
    for (query, field) in [("days=6", "days"), ("days=367", "days"), ("to=9999-01-01", "to")] {
        let (status, problem) = person.get(&format!("/v1/risk?{query}")).await;
        assert_eq!(
            (status, &problem["errors"][0]["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)),
            "{problem}"
        );
    }
}

#[tokio::test]
async fn help_comes_first_and_a_floor_stays_until_it_is_talked_about() {
    let server = shared();
    let person = Person::register(server.url()).await;
    let first = assess(&person, "09-01", &phq9(2)).await;
    let told = risk(&person).await;
    assert_eq!((&told["today"]["level"], &told["follow_up"]), (&json!("high"), &json!("required")));
    assert_eq!(
        told["floors"][0],
        json!({ "source": "item9", "level": "high", "since": "2026-09-01" })
    );
    let sum: f64 = told["today"]["contributions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["points"].as_f64().unwrap())
        .sum();
    assert!((sum - told["today"]["points"].as_f64().unwrap()).abs() < 1e-6, "{told}");
    let resources = told["support"]["resources"].to_string();
    assert!(
        resources.contains("local emergency number") && resources.contains("findahelpline.com"),
        "{resources}"
    );
    // Not the answer itself: it is not to be read over a shoulder.
    assert!(!told.to_string().contains("better off dead"));

    // Neither better days, nor an edit, nor a deletion takes it away.
    for day in 1..=28 {
        let mood = json!({ "at": format!("2026-10-{day:02}T20:00:00Z"), "data": { "score": 9 } });
        assert_eq!(person.post("/v1/moods", &mood).await.0, StatusCode::CREATED);
    }
    let id = first["id"].as_str().unwrap();
    let edit = json!({ "mutation_id": fresh_id(), "expected_version": 1, "at": "2026-11-01T09:00:00Z", "data": phq9(0) });
    assert_eq!(person.put(&format!("/v1/assessments/{id}"), &edit).await.0, StatusCode::OK);
    assert_eq!(risk(&person).await["today"]["level"], "high");
    let path = format!("/v1/assessments/{id}?mutation_id={}&expected_version=2", fresh_id());
    let deleted = person.request(Method::DELETE, &path).send().await.unwrap();
    assert_eq!(deleted.status(), StatusCode::NO_CONTENT);
    assert_eq!(risk(&person).await["today"]["level"], "high");

    // A wish to be dead is less than that: it clears it, and is a floor of its own; nothing is asked any more.
    assess(&person, "11-02", &screener(false)).await;
    let told = risk(&person).await;
    assert_eq!((&told["today"]["level"], &told["follow_up"]), (&json!("low"), &json!("none")));
    assert!(told.get("support").is_none());
    assert_eq!(
        told["floors"],
        json!([{ "source": "screener", "level": "low", "since": "2026-11-02" }])
    );
    // The past is told as it was known then.
    let (_, then) = person.get("/v1/risk?days=7&to=2026-11-01").await;
    assert_eq!(then["history"][6]["level"], "high");

    assess(&person, "11-03", &screener(true)).await;
    let told = risk(&person).await;
    assert_eq!(told["today"]["level"], "imminent");
    assert!(told["today"]["points"].as_f64().unwrap() >= 80.0);
}

#[tokio::test]
async fn a_kill_right_after_the_answer_loses_no_floor() {
    let folder = TempDir::new().unwrap();
    let launch = Launch::on(folder.path()).env("EUNOIA_SUPPORT_LINE", "Our own line: room 7, any time.");
    let mut server = launch.start();
    let person = Person::register(&server.url).await;
    for round in 0..5 {
        assess(&person.at(&server.url), &format!("09-0{}", round + 1), &phq9(1)).await;
        server.kill();
        server = launch.start();
        let told = risk(&person.at(&server.url)).await;
        assert_eq!(told["floors"].as_array().unwrap().len(), round + 1, "{told}");
        assert_eq!(told["today"]["level"], "moderate");
        assert_eq!(told["support"]["resources"][0], "Our own line: room 7, any time.");
    }
}

#[tokio::test]
async fn suggestions_are_personal_by_consent_and_never_instead_of_help() {
    let server = shared();
    let person = Person::register(server.url()).await;
    let general = suggested(&person).await;
    assert_eq!(
        (general["items"].as_array().unwrap().len(), &general["personal"]),
        (3, &json!(false))
    );
    for item in general["items"].as_array().unwrap() {
        assert!(item["source"]["doi"].as_str().unwrap().starts_with("10."), "{item}");
        assert!(item["minutes"].as_u64().unwrap() > 0 && !item["contraindications"].as_array().unwrap().is_empty());
    }
    assert_eq!(suggested(&person).await, general, "the same all day");

    // Nothing is kept without consent.
    let id = fresh_id();
    let told = |after: f64| json!({ "id": id, "exercise": "movement.walk", "mood_before": 4, "mood_after": after });
    let (status, problem) = person.post("/v1/recommendations/feedback", &told(6.0)).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("no_consent")));
    let agree = person
        .request(Method::PATCH, "/v1/me")
        .body(json!({ "suggestion_consent": true }).to_string());
    assert_eq!(agree.send().await.unwrap().status(), StatusCode::OK);
    assert_eq!(person.post("/v1/recommendations/feedback", &told(6.0)).await.0, StatusCode::CREATED);
    assert_eq!(
        person.post("/v1/recommendations/feedback", &told(6.0)).await.0,
        StatusCode::OK,
        "the same again"
    );
    let (status, problem) = person.post("/v1/recommendations/feedback", &told(7.0)).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("conflict")));
    for (body, field) in [
        (json!({ "exercise": "sword.swallowing" }), "exercise"),
        (json!({ "exercise": "movement.walk", "mood_before": 4 }), "mood_after"),
        (
            json!({ "exercise": "movement.walk", "mood_before": 4, "mood_after": 11 }),
            "mood_after",
        ),
    ] {
        let (status, problem) = person.post("/v1/recommendations/feedback", &body).await;
        assert_eq!(
            (status, &problem["errors"][0]["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)),
            "{problem}"
        );
    }
    // What helped, time and again, is what comes first.
    for _ in 0..12 {
        let helped = json!({ "exercise": "movement.walk", "mood_before": 3, "mood_after": 8 });
        assert_eq!(person.post("/v1/recommendations/feedback", &helped).await.0, StatusCode::CREATED);
    }
    let own = suggested(&person).await;
    assert_eq!(
        (&own["items"][0]["id"], &own["items"][0]["times"]),
        (&json!("movement.walk"), &json!(13)),
        "{own}"
    );

    // At moderate risk help comes with it, and only what calms is left; at high risk nothing but help.
    assess(&person, "11-01", &phq9(1)).await;
    let moderate = suggested(&person).await;
    assert!(moderate["support"]["resources"].is_array(), "{moderate}");
    let items = moderate["items"].as_array().unwrap();
    assert!(!items.is_empty() && items.iter().all(|item| item["calms"] == true), "{moderate}");
    assess(&person, "11-02", &phq9(3)).await;
    let high = suggested(&person).await;
    assert!(
        high["items"].as_array().unwrap().is_empty() && high["support"].is_object() && high["reason"].is_string(),
        "{high}"
    );
}
