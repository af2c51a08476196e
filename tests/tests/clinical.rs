//! What the day rule and the scoring tables give over HTTP.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use eunoia_tests::{Person, shared};
use reqwest::StatusCode;
use serde_json::{Value, json};

#[tokio::test]
async fn a_time_belongs_to_the_date_of_its_zone() {
    let shared = shared();
    let person = Person::register_in(shared.url(), "Europe/Berlin").await;
    let cases = [
        // As given, zone of its own, the instant, the date.
        ("2026-06-30T23:30:00Z", None, "2026-06-30T23:30:00Z", "2026-07-01"),
        (
            "2026-06-30T23:30:00Z",
            Some("America/New_York"),
            "2026-06-30T23:30:00Z",
            "2026-06-30",
        ),
        (
            "2026-06-30T23:30:00-05:00",
            Some("Asia/Kolkata"),
            "2026-07-01T04:30:00Z",
            "2026-07-01",
        ),
        ("2026-06-30T23:30:00", None, "2026-06-30T21:30:00Z", "2026-06-30"),
        (
            "2026-06-30T23:30:00",
            Some("Pacific/Kiritimati"),
            "2026-06-30T09:30:00Z",
            "2026-06-30",
        ),
        // Half past two does not exist on the day that the clocks go forward: an hour later.
        ("2026-03-29T02:30:00", None, "2026-03-29T01:30:00Z", "2026-03-29"),
        // And comes twice on the day that they go back: the first one counts.
        ("2026-10-25T02:30:00", None, "2026-10-25T00:30:00Z", "2026-10-25"),
        ("2026-10-25T02:30:00+01:00", None, "2026-10-25T01:30:00Z", "2026-10-25"),
        // Clocks that change at midnight: the day begins at one.
        (
            "2025-09-07T00:30:00",
            Some("America/Santiago"),
            "2025-09-07T04:30:00Z",
            "2025-09-07",
        ),
        // A day that was left out altogether.
        ("2011-12-30T12:00:00", Some("Pacific/Apia"), "2011-12-30T22:00:00Z", "2011-12-31"),
        (
            "1970-01-01T00:00:00Z",
            Some("America/New_York"),
            "1970-01-01T00:00:00Z",
            "1969-12-31",
        ),
        ("2026-06-30T12:00:00.123456789Z", None, "2026-06-30T12:00:00.123Z", "2026-06-30"),
    ];
    for (at, zone, instant, date) in cases {
        let (status, entry) = person
            .post("/v1/moods", &json!({ "at": at, "zone": zone, "data": { "score": 5 } }))
            .await;
        assert_eq!(status, StatusCode::CREATED, "{at}: {entry}");
        assert_eq!(
            (&entry["at"], &entry["local_date"]),
            (&json!(instant), &json!(date)),
            "{at} in {zone:?}"
        );
    }
    assert_eq!(person.all("/v1/moods").await.len(), cases.len());
    // Also the earliest one finds its way through the warehouse.
    shared.server.relayed().await;
    assert_eq!(person.get("/v1/dashboard").await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_sleep_is_of_the_day_of_waking() {
    let shared = shared();
    let person = Person::register_in(shared.url(), "Europe/Berlin").await;
    let night = |at: Value, start: &str, end: &str| json!({ "at": at, "data": { "start": start, "end": end } });
    for at in [
        Value::Null,
        json!("2026-06-02T05:00:00Z"),
        json!("2026-06-02T07:00:00"),
        json!("2026-06-02T07:00:00+02:00"),
    ] {
        let (status, entry) = person
            .post("/v1/sleep", &night(at, "2026-06-01T23:00:00", "2026-06-02T07:00:00"))
            .await;
        assert_eq!(status, StatusCode::CREATED, "{entry}");
        assert_eq!(
            (&entry["at"], &entry["local_date"]),
            (&json!("2026-06-02T05:00:00Z"), &json!("2026-06-02"))
        );
        assert_eq!(
            (&entry["data"]["start"], &entry["data"]["end"]),
            (&json!("2026-06-01T21:00:00Z"), &json!("2026-06-02T05:00:00Z"))
        );
    }
    for (at, start, end, field) in [
        (json!("2026-06-01T21:00:00Z"), "2026-06-01T23:00:00", "2026-06-02T07:00:00", "at"),
        (Value::Null, "2026-06-02T07:00:00", "2026-06-01T23:00:00", "data.end"),
        (Value::Null, "2026-06-02T07:00:00", "2026-06-02T07:00:00", "data.end"),
        (Value::Null, "2026-06-01T07:00:00", "2026-06-02T07:00:01", "data.end"),
        (Value::Null, "1969-12-31T23:00:00Z", "1970-01-01T07:00:00Z", "data.start"),
    ] {
        let (status, problem) = person.post("/v1/sleep", &night(at, start, end)).await;
        assert_eq!(
            (status, &problem["errors"][0]["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)),
            "{problem}"
        );
    }
    // In the night that the clocks go back an hour more is slept than they say.
    let (_, entry) = person
        .post("/v1/sleep", &night(Value::Null, "2026-10-24T23:00:00", "2026-10-25T07:00:00"))
        .await;
    assert_eq!(
        (&entry["data"]["start"], &entry["data"]["end"]),
        (&json!("2026-10-24T21:00:00Z"), &json!("2026-10-25T06:00:00Z"))
    );
    assert_eq!(person.all("/v1/sleep").await.len(), 5);
}

/// Posts an assessment at a fixed time.
async fn assess(person: &Person, data: &Value) -> (StatusCode, Value) {
    person
        .post("/v1/assessments", &json!({ "at": "2026-11-01T09:00:00Z", "data": data }))
        .await
}

#[tokio::test]
async fn answers_are_scored_by_the_server() {
    let shared = shared();
    let person = Person::register(shared.url()).await;
    let cases = [
        // Answers, then total, band, screen, missing, prorated, follow-up.
        (
            "phq9",
            json!([0, 0, 0, 0, 0, 0, 0, 0, 0]),
            json!([0, "minimal", false, 0, false, "none"]),
        ),
        (
            "phq9",
            json!([1, 1, 1, 1, 1, 1, 1, 2, 0]),
            json!([9, "mild", false, 0, false, "none"]),
        ),
        (
            "phq9",
            json!([1, 1, 1, 1, 1, 1, 1, 3, 0]),
            json!([10, "moderate", true, 0, false, "none"]),
        ),
        (
            "phq9",
            json!([0, 0, 0, 0, 0, 0, 0, 0, 1]),
            json!([1, "minimal", false, 0, false, "required"]),
        ),
        (
            "phq9",
            json!([3, 3, 3, 3, 3, 3, 3, 3, 3]),
            json!([27, "severe", true, 0, false, "required"]),
        ),
        (
            "phq9",
            json!([2, 2, 2, 2, 2, 2, 2, 2, null]),
            json!([18, "moderately severe", true, 1, true, "ask"]),
        ),
        // 10 of 7 answered items, times 9: 12.86, rounded half up.
        (
            "phq9",
            json!([null, null, 2, 2, 2, 2, 2, 0, 0]),
            json!([13, "moderate", true, 2, true, "none"]),
        ),
        (
            "phq9",
            json!([null, null, null, 3, 3, 3, 3, 3, 0]),
            json!([null, null, null, 3, false, "none"]),
        ),
        ("gad7", json!([2, 2, 2, 2, 1, 0, 0]), json!([9, "mild", false, 0, false, "none"])),
        ("gad7", json!([3, 3, 3, 3, 3, 0, 0]), json!([15, "severe", true, 0, false, "none"])),
        ("phq2", json!([1, 1]), json!([2, null, false, 0, false, "none"])),
        ("gad2", json!([1, 2]), json!([3, null, true, 0, false, "none"])),
        ("who5", json!([3, 3, 2, 2, 2]), json!([48, "low wellbeing", true, 0, false, "none"])),
        // Above the cut, and still one item at its low end.
        (
            "who5",
            json!([5, 5, 5, 5, 1]),
            json!([84, "adequate wellbeing", true, 0, false, "none"]),
        ),
        ("isi", json!([4, 4, 4, 3, 0, 0, 0]), json!([15, "moderate", null, 0, false, "none"])),
    ];
    for (instrument, answers, expected) in cases {
        let (status, entry) = assess(&person, &json!({ "instrument": instrument, "answers": answers })).await;
        assert_eq!(status, StatusCode::CREATED, "{entry}");
        let score = &entry["score"];
        let found = json!([
            score["total"],
            score["band"],
            score["screen_positive"],
            score["missing"],
            score["prorated"],
            score["follow_up"]
        ]);
        assert_eq!(found, expected, "{instrument} {answers}");
        assert_eq!(
            score["item9"],
            if instrument == "phq9" { answers[8].clone() } else { Value::Null },
            "as answered, never made up"
        );
        // Read again it is scored the same.
        assert_eq!(
            person.get(&format!("/v1/assessments/{}", entry["id"].as_str().unwrap())).await.1,
            entry
        );
    }
}

#[tokio::test]
async fn a_screener_gives_its_highest_tier() {
    let shared = shared();
    let person = Person::register(shared.url()).await;
    // Q1, Q2, Q3, Q4, Q5, past day, lifetime, past three months.
    let screener = |answers: [Option<bool>; 8]| {
        let names = [
            "wish_to_be_dead",
            "suicidal_thoughts",
            "method",
            "intent",
            "plan",
            "intent_or_plan_past_day",
            "behaviour_lifetime",
            "behaviour_past_3_months",
        ];
        let answers = names
            .into_iter()
            .zip(answers)
            .filter_map(|(name, answer)| Some((name.to_owned(), json!(answer?))));
        json!({ "instrument": "cssrs", "screener": serde_json::Map::from_iter(answers) })
    };
    let (yes, no, not_asked) = (Some(true), Some(false), None);
    for (answers, tier) in [
        ([no, no, not_asked, not_asked, not_asked, not_asked, no, no], "none"),
        ([yes, no, not_asked, not_asked, not_asked, not_asked, no, no], "low"),
        ([no, yes, no, no, no, not_asked, no, no], "low"),
        ([no, no, not_asked, not_asked, not_asked, not_asked, yes, no], "moderate"),
        ([no, yes, yes, no, no, not_asked, no, no], "moderate"),
        ([no, yes, no, yes, no, no, no, no], "high"),
        ([no, no, not_asked, not_asked, not_asked, not_asked, yes, yes], "high"),
        ([yes, yes, yes, no, yes, yes, no, no], "imminent"),
    ] {
        let (status, entry) = assess(&person, &screener(answers)).await;
        assert_eq!((status, &entry["score"]["tier"]), (StatusCode::CREATED, &json!(tier)), "{entry}");
        assert_eq!(entry["score"]["follow_up"], if tier == "none" { "none" } else { "required" });
        assert!(entry["score"]["total"].is_null(), "answers are never summed");
    }
    for contradiction in [
        [no, yes, not_asked, no, no, not_asked, no, no],
        [no, no, yes, not_asked, not_asked, not_asked, no, no],
        [no, yes, no, yes, no, not_asked, no, no],
        [no, yes, no, no, no, yes, no, no],
        [no, no, not_asked, not_asked, not_asked, not_asked, no, yes],
    ] {
        assert_eq!(
            assess(&person, &screener(contradiction)).await.0,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{contradiction:?}"
        );
    }
}

#[tokio::test]
async fn a_total_that_does_not_add_up_is_refused_with_both_numbers() {
    let shared = shared();
    let person = Person::register(shared.url()).await;
    let phq9 = |total: Value| json!({ "instrument": "phq9", "answers": [1, 2, 3, 0, 1, 2, 3, 0, 0], "total": total });
    let (status, problem) = assess(&person, &phq9(json!(4))).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let error = &problem["errors"][0];
    assert_eq!((&error["field"], &error["value"]), (&json!("data.total"), &json!("4")), "{problem}");
    assert!(error["reason"].as_str().unwrap().starts_with("expected 12, "), "{problem}");
    for wrong in [json!(12.5), json!(-12), json!(1e300)] {
        assert_eq!(assess(&person, &phq9(wrong)).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    }
    for (wrong, field) in [
        (
            json!({ "instrument": "phq9", "answers": [4, 0, 0, 0, 0, 0, 0, 0, 0] }),
            "data.answers[0]",
        ),
        (
            json!({ "instrument": "phq9", "answers": [0, -1, 0, 0, 0, 0, 0, 0, 0] }),
            "data.answers[1]",
        ),
        (json!({ "instrument": "phq9", "answers": [0, 0, 0] }), "data.answers"),
        (json!({ "instrument": "gad2", "answers": [0, null] }), "data.answers"),
        (
            json!({ "instrument": "gad7", "answers": [0, 0, 0, 0, 0, 0, 0], "difficulty": 1 }),
            "data.difficulty",
        ),
        (json!({ "instrument": "mood" }), "data.instrument"),
        (json!({ "instrument": "cssrs" }), "data.screener"),
        (json!({ "instrument": "cssrs", "answers": [1] }), "data.answers"),
    ] {
        let (status, problem) = assess(&person, &wrong).await;
        assert_eq!(
            (status, &problem["errors"][0]["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)),
            "{problem}"
        );
    }
    assert!(person.all("/v1/assessments").await.is_empty());
    assert_eq!(
        assess(&person, &phq9(json!(12))).await.0,
        StatusCode::CREATED,
        "a total that is right is welcome"
    );
}
