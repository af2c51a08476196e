//! What a person's page is made of: every kind, how much of it, for how many days in a row, and assessments over time.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use eunoia_tests::{Person, shared};
use jiff::{SignedDuration, Timestamp, ToSpan, tz::TimeZone};
use reqwest::StatusCode;
use serde_json::{Value, json};

#[tokio::test]
async fn exercise_gratitude_and_context_are_kinds_like_the_others() {
    let server = shared();
    let ada = Person::register(server.url()).await;
    let walk = json!({ "exercise": "physical", "minutes": 30.0, "name": "a walk", "mood_before": 4.0, "mood_after": 6.0 });
    let thanks = json!({ "items": ["the rain held off", "a call"] });
    let cups = json!({ "metric": "cups of tea", "value": 3.0, "adds_up": true });
    for (path, kind, data, other) in [
        (
            "/v1/exercises",
            "exercise",
            walk,
            json!({ "exercise": "breathing", "minutes": 5.0 }),
        ),
        ("/v1/gratitude", "gratitude", thanks, json!({ "items": ["tea"] })),
        (
            "/v1/context",
            "context",
            cups,
            json!({ "metric": "weather.temperature", "value": -3.5 }),
        ),
    ] {
        let (status, made) = ada.post(path, &json!({ "at": "2026-03-01T08:00:00", "data": data })).await;
        assert_eq!(
            (status, &made["kind"], &made["data"]),
            (StatusCode::CREATED, &json!(kind), &data),
            "{made}"
        );
        let id = made["id"].as_str().unwrap();
        assert_eq!(ada.all(path).await.len(), 1);
        let edit = json!({ "at": "2026-03-01T09:00:00", "mutation_id": eunoia_tests::fresh_id(), "expected_version": 1, "data": other });
        let (status, edited) = ada.put(&format!("{path}/{id}"), &edit).await;
        assert_eq!((status, &edited["data"]), (StatusCode::OK, &other), "{edited}");
        let (status, _) = ada.get(&format!("/v1/moods/{id}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "it is no mood");
    }
    let (status, refused) = ada
        .post("/v1/context", &json!({ "data": { "metric": "phq9.total", "value": 27 } }))
        .await;
    assert_eq!(
        status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "a bare number does not pose as a score: {refused}"
    );
}

#[tokio::test]
async fn usage_counts_kinds_and_days_in_a_row() {
    // A zone in which it is another day for most of the day than in UTC.
    let zone = "Pacific/Kiritimati";
    let server = shared();
    let ada = Person::register_in(server.url(), zone).await;
    let (status, empty) = ada.get("/v1/usage").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(empty["streak"], json!({ "days": 0, "today_counted": false, "longest": 0 }));
    assert_eq!(empty["kinds"].as_array().unwrap().len(), 7);

    #[expect(clippy::disallowed_methods, reason = "a client has a clock")]
    let now = Timestamp::now();
    let today = now.to_zoned(TimeZone::get(zone).unwrap()).date();
    let at = |days: i64, time: &str| format!("{}T{time}", today.checked_sub(days.days()).unwrap());
    // Just before and just after midnight of two nights: four local days, and no other.
    let moods = [at(5, "23:59:59"), at(3, "23:59:59"), at(2, "00:00:00"), at(1, "23:59:00")];
    for at in &moods {
        let (status, made) = ada.post("/v1/moods", &json!({ "at": at, "data": { "score": 6 } })).await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
    }
    // Weather of today is nothing that the person did.
    let (status, _) = ada
        .post(
            "/v1/context",
            &json!({ "at": now, "data": { "metric": "weather.temperature", "value": 12 } }),
        )
        .await;
    assert_eq!(status, StatusCode::CREATED);
    let (_, usage) = ada.get("/v1/usage").await;
    assert_eq!(usage["today"], json!(today));
    assert_eq!(usage["streak"], json!({ "days": 3, "today_counted": false, "longest": 3 }));
    let of = |usage: &Value, kind: &str| {
        usage["kinds"]
            .as_array()
            .unwrap()
            .iter()
            .find(|k| k["kind"] == kind)
            .unwrap()
            .clone()
    };
    assert_eq!(of(&usage, "mood")["count"], json!(4));
    assert_eq!(of(&usage, "mood")["last_date"], json!(today.yesterday().unwrap()));
    assert_eq!(of(&usage, "context")["count"], json!(1));
    assert_eq!(
        of(&usage, "sleep"),
        json!({ "kind": "sleep", "count": 0, "last_used": null, "last_date": null })
    );

    let (_, today_too) = ada
        .post("/v1/gratitude", &json!({ "at": now, "data": { "items": ["a new day"] } }))
        .await;
    let (_, usage) = ada.get("/v1/usage").await;
    assert_eq!(usage["streak"], json!({ "days": 4, "today_counted": true, "longest": 4 }));
    let id = today_too["id"].as_str().unwrap();
    let mutation = eunoia_tests::fresh_id();
    ada.delete(&format!("/v1/gratitude/{id}?mutation_id={mutation}&expected_version=1"))
        .await;
    let (_, usage) = ada.get("/v1/usage").await;
    assert_eq!(usage["streak"]["today_counted"], json!(false), "what was deleted does not count");
    assert_eq!(of(&usage, "gratitude")["count"], json!(0));
}

#[tokio::test]
async fn the_dashboard_tells_what_each_day_has() {
    let server = shared();
    let ada = Person::register(server.url()).await;
    #[expect(clippy::disallowed_methods, reason = "a client has a clock")]
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    let yesterday = today.yesterday().unwrap();
    let night = json!({ "at": format!("{yesterday}T06:30:00"), "data": {
        "start": format!("{}T22:30:00", yesterday.yesterday().unwrap()), "end": format!("{yesterday}T06:30:00"),
        "stages": { "awake": 30, "light": 240, "deep": 90, "rem": 120 }
    } });
    assert_eq!(ada.post("/v1/sleep", &night).await.0, StatusCode::CREATED);
    let walk = json!({ "at": format!("{yesterday}T12:00:00"), "data": { "exercise": "physical", "minutes": 45 } });
    assert_eq!(ada.post("/v1/exercises", &walk).await.0, StatusCode::CREATED);
    let (_, dashboard) = ada.get("/v1/dashboard?days=7").await;
    let days = dashboard["days"].as_array().unwrap();
    let day = &days[5];
    assert_eq!(day["date"], json!(yesterday));
    assert_eq!(
        (
            &day["deep_hours"],
            &day["light_hours"],
            &day["rem_hours"],
            &day["awake_hours"],
            &day["exercise_minutes"]
        ),
        (&json!(1.5), &json!(4.0), &json!(2.0), &json!(0.5), &json!(45.0))
    );
    assert_eq!(day["kinds"], json!(["sleep", "exercise"]));
    assert_eq!((&days[6]["kinds"], &days[6]["deep_hours"]), (&json!([]), &Value::Null));

    // Any stretch of the past can be asked for, as a calendar does.
    let past = json!({ "at": "2019-12-31T12:00:00", "data": { "score": 8 } });
    assert_eq!(ada.post("/v1/moods", &past).await.0, StatusCode::CREATED);
    let (_, year) = ada.get("/v1/dashboard?days=366&to=2019-12-31").await;
    let days = year["days"].as_array().unwrap();
    assert_eq!(
        (days.len(), &days[365]["date"], &days[365]["mood"]),
        (366, &json!("2019-12-31"), &json!(8.0))
    );
    assert_eq!((&days[365]["kinds"], &year["today"]), (&json!(["mood"]), &json!(today)));
    let (status, _) = ada.get(&format!("/v1/dashboard?to={}", today.tomorrow().unwrap())).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "nobody knows tomorrow");
}

#[tokio::test]
async fn assessments_over_time_come_with_bands_and_changes() {
    let server = shared();
    let ada = Person::register(server.url()).await;
    let (_, none) = ada.get("/v1/assessments/course").await;
    assert_eq!(none, json!({ "items": [] }));
    for (at, answers) in [
        ("2026-01-01T10:00:00", [2, 2, 2, 2, 2, 2, 2, 2, 0]),
        ("2026-02-01T10:00:00", [1, 1, 1, 1, 1, 1, 1, 1, 0]),
    ] {
        let (status, made) = ada
            .post(
                "/v1/assessments",
                &json!({ "at": at, "data": { "instrument": "phq9", "answers": answers } }),
            )
            .await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
    }
    let screener = json!({ "instrument": "cssrs", "screener": {
        "wish_to_be_dead": true, "suicidal_thoughts": false, "behaviour_lifetime": false, "behaviour_past_3_months": false
    } });
    assert_eq!(
        ada.post("/v1/assessments", &json!({ "at": "2026-02-01T11:00:00", "data": screener }))
            .await
            .0,
        StatusCode::CREATED
    );
    let (status, course) = ada.get("/v1/assessments/course").await;
    assert_eq!(status, StatusCode::OK);
    let items = course["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    let phq9 = &items[0];
    assert_eq!(
        (&phq9["instrument"], &phq9["maximum"], &phq9["reliable_change"]),
        (&json!("phq9"), &json!(27), &json!(6))
    );
    assert_eq!(phq9["bands"][3], json!({ "name": "moderately severe", "from": 15, "to": 19 }));
    let points = phq9["points"].as_array().unwrap();
    assert_eq!(
        (&points[0]["total"], &points[0]["band"], &points[0]["change"]),
        (&json!(16), &json!("moderately severe"), &Value::Null)
    );
    assert_eq!(
        points[1]["change"],
        json!({ "from_previous": -8, "direction": "better", "reliable": true, "important": true })
    );
    assert_eq!((&items[1]["instrument"], &items[1]["maximum"]), (&json!("cssrs"), &Value::Null));
    assert_eq!(
        (&items[1]["points"][0]["tier"], &items[1]["points"][0]["total"]),
        (&json!("low"), &Value::Null)
    );
}

/// However far from UTC somebody lives, today's entry is of today.
#[tokio::test]
async fn a_streak_turns_at_local_midnight() {
    let server = shared();
    for zone in ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"] {
        let person = Person::register_in(server.url(), zone).await;
        #[expect(clippy::disallowed_methods, reason = "a client has a clock")]
        let now = Timestamp::now();
        let at = now.checked_sub(SignedDuration::from_secs(1)).unwrap();
        assert_eq!(
            person.post("/v1/moods", &json!({ "at": at, "data": { "score": 5 } })).await.0,
            StatusCode::CREATED
        );
        let (_, usage) = person.get("/v1/usage").await;
        let same_day = at.to_zoned(TimeZone::get(zone).unwrap()).date().to_string();
        let counted = usage["today"] == json!(same_day);
        assert_eq!(usage["streak"]["today_counted"], json!(counted), "{zone}: {usage}");
        assert_eq!(usage["streak"]["days"], json!(1));
    }
}
