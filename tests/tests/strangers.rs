//! One person never sees, changes or learns of what another recorded.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use std::collections::BTreeSet;

use eunoia_tests::{Person, fresh_id, mood, shared};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

const AT: &str = "2026-11-01T09:00:00Z";

fn resources() -> [(&'static str, &'static str, Value); 4] {
    [
        ("/v1/moods", "mood", json!({ "score": 2, "note": "mine" })),
        (
            "/v1/sleep",
            "sleep",
            json!({ "start": "2026-11-01T01:00:00Z", "end": AT, "note": "mine" }),
        ),
        ("/v1/journals", "journal", json!({ "text": "mine" })),
        ("/v1/assessments", "assessment", json!({ "instrument": "phq2", "answers": [3, 3] })),
    ]
}

#[tokio::test]
async fn anothers_id_is_nobodys() {
    let shared = shared();
    let (owner, stranger) = (Person::register(shared.url()).await, Person::register(shared.url()).await);
    for (path, kind, data) in resources() {
        let id = fresh_id();
        let body = json!({ "id": id, "at": AT, "data": data });
        let (status, first) = owner.post(path, &body).await;
        assert_eq!(status, StatusCode::CREATED, "{first}");
        let entry = format!("{path}/{id}");
        // The answer is the one to an id that nobody has.
        let edit = json!({ "mutation_id": fresh_id(), "expected_version": 1, "at": AT, "data": data });
        let deletion = format!("mutation_id={}&expected_version=1", fresh_id());
        let asked = async |id: Uuid| {
            [
                stranger.get(&format!("{path}/{id}")).await,
                stranger.get(&format!("/v1/events/{id}/text")).await,
                stranger.get(&format!("/v1/journals/{id}/text?wait=1")).await,
                stranger.put(&format!("{path}/{id}"), &edit).await,
                stranger.delete(&format!("{path}/{id}?{deletion}")).await,
            ]
        };
        let (theirs, nobodys) = (asked(id).await, asked(fresh_id()).await);
        assert_eq!(theirs, nobodys, "{path}");
        assert!(
            theirs
                .iter()
                .all(|(status, problem)| *status == StatusCode::NOT_FOUND && problem["code"] == "not_found"),
            "{theirs:?}"
        );
        let changes = json!([
            { "op": "edit", "id": id, "kind": kind, "at": AT, "mutation_id": fresh_id(), "expected_version": 1, "data": data },
            { "op": "delete", "id": id, "kind": kind, "mutation_id": fresh_id(), "expected_version": 1 },
        ]);
        let (_, answer) = stranger.post("/v1/events", &changes).await;
        assert!(
            answer["items"].as_array().unwrap().iter().all(|item| item["code"] == "not_found"),
            "{answer}"
        );
        assert_eq!(owner.get(&entry).await, (StatusCode::OK, first.clone()), "nothing has changed");
        assert!(stranger.all(path).await.is_empty(), "{path}");

        // The same id is free for everybody, and then it is two entries.
        let (status, second) = stranger.post(path, &body).await;
        assert_eq!(status, StatusCode::CREATED, "{second}");
        assert_eq!(stranger.delete(&format!("{entry}?{deletion}")).await.0, StatusCode::NO_CONTENT);
        assert_eq!(owner.get(&entry).await, (StatusCode::OK, first));
        assert_eq!(stranger.get(&entry).await.0, StatusCode::GONE);
    }
}

#[tokio::test]
async fn an_entry_is_of_its_kind_alone() {
    let shared = shared();
    let person = Person::register(shared.url()).await;
    for (path, _, data) in resources() {
        let id = fresh_id();
        let (_, entry) = person.post(path, &json!({ "id": id, "at": AT, "data": data })).await;
        for (other, _, other_data) in resources().into_iter().filter(|(other, ..)| *other != path) {
            assert_eq!(
                person.get(&format!("{other}/{id}")).await.0,
                StatusCode::NOT_FOUND,
                "a {path} at {other}"
            );
            let edit = json!({ "mutation_id": fresh_id(), "expected_version": 1, "at": AT, "data": other_data });
            assert_eq!(person.put(&format!("{other}/{id}"), &edit).await.0, StatusCode::NOT_FOUND);
            assert_eq!(
                person
                    .delete(&format!("{other}/{id}?mutation_id={}&expected_version=1", fresh_id()))
                    .await
                    .0,
                StatusCode::NOT_FOUND
            );
            assert_eq!(
                person.post(other, &json!({ "id": id, "at": AT, "data": other_data })).await.0,
                StatusCode::CONFLICT
            );
        }
        assert_eq!(person.get(&format!("{path}/{id}")).await, (StatusCode::OK, entry));
    }
}

#[tokio::test]
async fn lists_and_what_is_computed_are_of_ones_own() {
    let shared = shared();
    let (owner, stranger) = (Person::register(shared.url()).await, Person::register(shared.url()).await);
    let untouched = async |path: &str| stranger.get(path).await;
    let computed = [
        "/v1/insights",
        "/v1/forecast",
        "/v1/forecast?metric=sleep.hours",
        "/v1/forecast/leaderboard",
        "/v1/forecast/leaderboard?metric=sleep.hours&horizon=1",
        "/v1/dashboard?days=366",
    ];
    let mut before = Vec::new();
    for path in computed {
        before.push(untouched(path).await);
    }
    let today: jiff::civil::Date = before[5].1["today"].as_str().unwrap().parse().unwrap();
    let days = (0..60).map(|ago| today.saturating_sub(jiff::Span::new().days(ago + 1)));
    let lines: String = days
        .map(|day| format!("{}\n", mood(fresh_id(), &format!("{day}T09:00:00Z"), 3.0)))
        .collect();
    assert_eq!(owner.stream(lines).await.last().unwrap()["summary"]["recorded"], 60);
    for (path, before) in computed.into_iter().zip(before) {
        assert_eq!(untouched(path).await, before, "{path}");
    }
    let (_, forecast) = owner.get("/v1/forecast").await;
    assert!(forecast["abstained"].is_null(), "the owner has a forecast: {forecast}");

    // A cursor is a place in one's own list, whoever it came from.
    stranger
        .post(
            "/v1/events",
            &json!([
                mood(fresh_id(), "2020-01-01T00:00:00Z", 9.0),
                mood(fresh_id(), "2020-01-02T00:00:00Z", 9.0)
            ]),
        )
        .await;
    let (_, page) = owner.get("/v1/moods?limit=5").await;
    let (_, other) = stranger
        .get(&format!("/v1/moods?cursor={}", page["next_cursor"].as_str().unwrap()))
        .await;
    let scores: BTreeSet<_> = other["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["data"]["score"].to_string())
        .collect();
    assert_eq!(scores, BTreeSet::from(["9.0".to_owned()]), "{other}");
}

#[tokio::test]
async fn nothing_is_shown_without_a_token() {
    let shared = shared();
    let person = Person::register(shared.url()).await;
    let (_, document) = person.get("/openapi.json").await;
    let mut asked = 0;
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap().iter().filter(|(name, _)| *name != "parameters") {
            let open = operation["security"].as_array().is_some_and(Vec::is_empty);
            let method: Method = method.to_uppercase().parse().unwrap();
            let url = format!(
                "{}{}",
                shared.url(),
                path.replace("{id}", &fresh_id().to_string())
                    .replace("{key_id}", &fresh_id().to_string())
            );
            let response = reqwest::Client::new().request(method.clone(), url).body("{}").send().await.unwrap();
            assert_eq!(
                response.status() == StatusCode::UNAUTHORIZED,
                !open,
                "{method} {path}: {}",
                response.status()
            );
            asked += usize::from(!open);
        }
    }
    assert_eq!(asked, 72, "the operations that are somebody's own");
}
