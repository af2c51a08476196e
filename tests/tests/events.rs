//! Events by the batch and by the stream: an answer for each, nothing dropped in silence, nothing recorded twice.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use std::{collections::BTreeSet, time::Duration};

use eunoia_tests::{Person, fresh_id, mood, shared};
use futures::{StreamExt, channel::mpsc};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

const AT: &str = "2026-11-01T09:00:00Z";

fn line(event: &Value) -> String {
    format!("{event}\n")
}

fn statuses(answer: &Value) -> Vec<&str> {
    answer["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["code"].as_str().unwrap_or_else(|| item["status"].as_str().unwrap()))
        .collect()
}

#[tokio::test]
async fn one_event_is_answered_for_and_repeating_it_changes_nothing() {
    let shared = shared();
    let person = Person::register(shared.url()).await;
    let id = fresh_id();
    let event = mood(id, AT, 6.5);
    let (status, answer) = person.post("/v1/events", &event).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        answer,
        json!({ "items": [{ "index": 0, "status": "recorded", "id": id, "version": 1 }] })
    );
    let (_, answer) = person.post("/v1/events", &event).await;
    assert_eq!(
        answer,
        json!({ "items": [{ "index": 0, "status": "repeated", "id": id, "version": 1 }] })
    );
    let (_, answer) = person.post("/v1/events", &mood(id, AT, 3.0)).await;
    assert_eq!(statuses(&answer), ["conflict"]);
    let moods = person.all("/v1/moods").await;
    assert_eq!(moods.len(), 1);
    assert_eq!(moods[0]["data"], json!({ "score": 6.5 }));
}

#[tokio::test]
async fn a_bad_item_never_fails_its_neighbours() {
    let shared = shared();
    let person = Person::register(shared.url()).await;
    let (first, last, twice) = (fresh_id(), fresh_id(), fresh_id());
    let batch = json!([
        mood(first, AT, 5.0),
        mood(fresh_id(), AT, 11.0),
        { "kind": "mood", "at": AT, "data": { "score": 5 } },
        { "id": Uuid::from_u128(1), "kind": "mood", "at": AT, "data": { "score": 5 } },
        { "id": fresh_id(), "kind": "fear", "at": AT, "data": {} },
        { "id": fresh_id(), "kind": "mood", "at": AT, "data": { "score": 5, "colour": "red" } },
        { "id": fresh_id(), "kind": "mood", "at": "yesterday", "data": { "score": 5 } },
        { "id": fresh_id(), "kind": "mood", "data": { "score": 5 } },
        42,
        null,
        "a mood",
        [],
        mood(twice, AT, 4.0),
        mood(twice, AT, 4.0),
        mood(twice, AT, 4.5),
        mood(last, AT, 9.0),
    ]);
    let (status, answer) = person.post("/v1/events", &batch).await;
    assert_eq!(status, StatusCode::OK);
    let mut expected = vec!["recorded"];
    expected.extend(["invalid"; 11]);
    expected.extend(["recorded", "repeated", "conflict", "recorded"]);
    assert_eq!(statuses(&answer), expected);
    for (index, item) in answer["items"].as_array().unwrap().iter().enumerate() {
        assert_eq!(item["index"], index);
        assert_eq!(item["status"] == "rejected", item["reason"].is_string(), "{item}");
    }
    assert!(
        answer["items"][1]["reason"]
            .as_str()
            .unwrap()
            .contains("data.score is 11, expected a number from 1 to 10"),
        "{answer}"
    );
    let recorded: BTreeSet<_> = person
        .all("/v1/moods")
        .await
        .iter()
        .map(|entry| entry["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(recorded, [first, twice, last].iter().map(Uuid::to_string).collect());
}

#[tokio::test]
async fn every_kind_is_recorded_edited_and_deleted_through_events() {
    let shared = shared();
    let person = Person::register(shared.url()).await;
    let kinds = [
        ("mood", json!({ "score": 5 }), json!({ "score": 6 })),
        (
            "sleep",
            json!({ "start": "2026-11-01T22:00:00Z", "end": "2026-11-02T06:00:00Z" }),
            json!({ "start": "2026-11-01T23:00:00Z", "end": "2026-11-02T06:00:00Z" }),
        ),
        ("journal", json!({ "text": "one" }), json!({ "text": "two" })),
        (
            "assessment",
            json!({ "instrument": "phq2", "answers": [0, 1] }),
            json!({ "instrument": "phq2", "answers": [1, 1] }),
        ),
        (
            "exercise",
            json!({ "exercise": "breathing", "minutes": 5 }),
            json!({ "exercise": "breathing", "minutes": 6 }),
        ),
        ("gratitude", json!({ "items": ["tea"] }), json!({ "items": ["tea", "rain"] })),
        (
            "context",
            json!({ "metric": "weather.temperature", "value": 5 }),
            json!({ "metric": "weather.temperature", "value": 6 }),
        ),
    ];
    for (kind, first, second) in kinds {
        let id = fresh_id();
        let (edit, delete) = (fresh_id(), fresh_id());
        let at = if kind == "sleep" { Value::Null } else { json!(AT) };
        let create = json!({ "id": id, "kind": kind, "at": at, "data": first });
        let edit = json!({ "op": "edit", "id": id, "kind": kind, "at": at, "mutation_id": edit, "expected_version": 1, "data": second });
        let delete = json!({ "op": "delete", "id": id, "kind": kind, "mutation_id": delete, "expected_version": 2 });
        let (_, answer) = person.post("/v1/events", &json!([delete, edit, create])).await;
        assert_eq!(statuses(&answer), ["not_found", "not_found", "recorded"], "{kind}");
        let (_, answer) = person
            .post("/v1/events", &json!([delete, edit, edit, delete, delete, create, edit]))
            .await;
        assert_eq!(
            statuses(&answer),
            [
                "version_mismatch",
                "recorded",
                "repeated",
                "recorded",
                "repeated",
                "gone",
                "repeated"
            ],
            "{kind}"
        );
        let other =
            json!({ "op": "edit", "id": id, "kind": kind, "at": at, "mutation_id": fresh_id(), "expected_version": 3, "data": first });
        let (_, answer) = person.post("/v1/events", &other).await;
        assert_eq!(statuses(&answer), ["gone"], "{kind}");
    }
    for resource in ["/v1/moods", "/v1/sleep", "/v1/journals", "/v1/assessments"] {
        assert!(person.all(resource).await.is_empty(), "{resource}");
    }
}

#[tokio::test]
async fn a_batch_has_a_size_and_must_be_json() {
    let shared = shared();
    let person = Person::register(shared.url()).await;
    let events = |n: usize| Value::from((0..n).map(|_| mood(fresh_id(), AT, 5.0)).collect::<Vec<_>>());
    let (status, answer) = person.post("/v1/events", &events(1_001)).await;
    assert_eq!((status, &answer["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalid")));
    assert!(answer["detail"].as_str().unwrap().contains("/v1/events/stream"), "{answer}");
    assert!(
        person.all("/v1/moods").await.is_empty(),
        "nothing of a batch that is too long is taken"
    );
    let (status, answer) = person.post("/v1/events", &events(1_000)).await;
    assert_eq!((status, answer["items"].as_array().unwrap().len()), (StatusCode::OK, 1_000));
    assert_eq!(
        person.post("/v1/events", &json!([])).await,
        (StatusCode::OK, json!({ "items": [] }))
    );
    let large = vec![b' '; (4 << 20) + 1];
    for (body, expected) in [(b"[{]".to_vec(), 422), (b"\xff".to_vec(), 422), (Vec::new(), 422), (large, 413)] {
        let response = person.request(Method::POST, "/v1/events").body(body).send().await.unwrap();
        assert_eq!(response.status(), expected);
        assert_eq!(response.headers()["content-type"], "application/problem+json");
    }
    assert_eq!(person.all("/v1/moods").await.len(), 1_000);
}

/// What a stream's answer says, checked for being coherent.
struct Told {
    rejected: Vec<(u64, String)>,
    committed: Vec<(u64, u64)>,
    summary: Value,
}

/// Reads an answer: rejects come before the range that they lie in, ranges rise and do not overlap, and the counts of
/// the ranges add up to the summary, which comes last.
fn told(lines: &[Value]) -> Told {
    let mut told = Told {
        rejected: Vec::new(),
        committed: Vec::new(),
        summary: Value::Null,
    };
    let mut sums = [0; 3];
    for (index, line) in lines.iter().enumerate() {
        let (what, body) = line.as_object().unwrap().iter().next().unwrap();
        let number = |key: &str| body[key].as_u64().unwrap();
        match what.as_str() {
            "rejected" => {
                assert!(!body["reason"].as_str().unwrap().is_empty());
                told.rejected.push((number("line"), body["code"].as_str().unwrap().to_owned()));
            }
            "committed" => {
                let (from, to) = (number("from"), number("to"));
                let before = told.committed.last().map_or(0, |(_, to)| *to);
                assert!(from > before && to >= from, "{from} to {to} after {before}");
                assert!(
                    told.rejected.last().is_none_or(|(line, _)| *line <= to),
                    "a reject is told before its range"
                );
                told.committed.push((from, to));
                for (sum, key) in sums.iter_mut().zip(["recorded", "repeated", "rejected"]) {
                    *sum += number(key);
                }
            }
            "summary" => {
                assert_eq!(index, lines.len() - 1, "the summary comes last");
                told.summary = body.clone();
            }
            other => panic!("{other}: {body}"),
        }
    }
    let summed = ["recorded", "repeated", "rejected"].map(|key| told.summary[key].as_u64().expect("a summary"));
    assert_eq!(sums, summed, "the ranges add up to the summary");
    told
}

impl Told {
    fn covers(&self, line: u64) -> bool {
        self.committed.iter().any(|(from, to)| (*from..=*to).contains(&line))
    }
}

#[tokio::test]
async fn a_stream_accounts_for_each_line_and_tells_the_first_thousand_rejects() {
    let shared = shared();
    let person = Person::register(shared.url()).await;
    let mut body = String::new();
    for i in 0..2_000 {
        body += &line(&mood(fresh_id(), AT, f64::from(i % 10 + 1)));
        if i < 1_500 {
            body += &line(&mood(fresh_id(), AT, 11.0));
        }
    }
    let answer = told(&person.stream(body.clone()).await);
    assert_eq!(
        answer.summary,
        json!({ "lines": 3_500, "recorded": 2_000, "repeated": 0, "rejected": 1_500, "complete": true })
    );
    let first_thousand: Vec<_> = (1..=1_000).map(|n| (2 * n, "invalid".to_owned())).collect();
    assert_eq!(answer.rejected, first_thousand);
    assert!((1..=3_500).all(|line| answer.covers(line)), "every line lies in a committed range");
    assert_eq!(person.all("/v1/moods").await.len(), 2_000);

    let again = told(&person.stream(body).await);
    assert_eq!(
        again.summary,
        json!({ "lines": 3_500, "recorded": 0, "repeated": 2_000, "rejected": 1_500, "complete": true })
    );
    assert_eq!(person.all("/v1/moods").await.len(), 2_000, "the same stream adds nothing");
}

#[tokio::test]
async fn odd_lines_are_told_apart() {
    let shared = shared();
    let person = Person::register(shared.url()).await;
    let good = || line(&mood(fresh_id(), AT, 5.0));
    let mut body = Vec::new();
    body.extend(good().as_bytes());
    body.extend(b"\n   \n\r\n");
    body.extend(good().replace('\n', "\r\n").as_bytes());
    let long = mood(fresh_id(), AT, 5.0).to_string();
    body.extend(long.as_bytes());
    body.extend(vec![b' '; (1 << 20) + 1 - long.len()]);
    body.extend(b"\n");
    // As long as a line may be.
    let longest = mood(fresh_id(), AT, 5.0).to_string();
    body.extend(longest.as_bytes());
    body.extend(vec![b' '; (1 << 20) - longest.len()]);
    body.extend(b"\n");
    body.extend(b"{\"id\":\"\xff\xfe\"}\n");
    body.extend(b"{\"id\n\0\n");
    body.extend(vec![b'['; 10_000]);
    body.extend(b"\n");
    body.extend(good().trim_end().as_bytes());
    let answer = told(&person.stream(body).await);
    assert_eq!(
        answer.summary,
        json!({ "lines": 12, "recorded": 4, "repeated": 0, "rejected": 5, "complete": true })
    );
    let rejected: Vec<_> = answer.rejected.iter().map(|(line, code)| (*line, code.as_str())).collect();
    assert_eq!(
        rejected,
        [(6, "too_long"), (8, "invalid"), (9, "invalid"), (10, "invalid"), (11, "invalid")]
    );
    assert!(
        [1, 5, 6, 7, 8, 9, 10, 11, 12].iter().all(|line| answer.covers(*line)),
        "{:?}",
        answer.committed
    );
    assert_eq!(person.all("/v1/moods").await.len(), 4);

    let nothing = told(&person.stream("").await);
    assert_eq!(
        nothing.summary,
        json!({ "lines": 0, "recorded": 0, "repeated": 0, "rejected": 0, "complete": true })
    );
}

#[tokio::test]
async fn a_stream_edits_and_deletes_in_order() {
    let shared = shared();
    let person = Person::register(shared.url()).await;
    let (kept, gone) = (fresh_id(), fresh_id());
    let mut body = line(&mood(kept, AT, 1.0)) + &line(&mood(gone, AT, 1.0));
    // More edits of one entry than fit into a batch: each is made from the one before it.
    for version in 1..=2_400 {
        let data = json!({ "score": f64::from(version % 10 + 1) });
        body += &line(
            &json!({ "op": "edit", "id": kept, "kind": "mood", "at": AT, "mutation_id": fresh_id(), "expected_version": version, "data": data }),
        );
    }
    body += &line(&json!({ "op": "delete", "id": gone, "kind": "mood", "mutation_id": fresh_id(), "expected_version": 1 }));
    let answer = told(&person.stream(body).await);
    assert_eq!(
        answer.summary,
        json!({ "lines": 2_403, "recorded": 2_403, "repeated": 0, "rejected": 0, "complete": true })
    );
    let moods = person.all("/v1/moods").await;
    assert_eq!(moods.len(), 1);
    assert_eq!((&moods[0]["version"], &moods[0]["data"]["score"]), (&json!(2_401), &json!(1.0)));
}

#[tokio::test]
async fn a_line_is_answered_before_the_next_one_comes() {
    let shared = shared();
    let person = Person::register(shared.url()).await;
    let (sender, body) = mpsc::unbounded::<Result<String, std::io::Error>>();
    let send = |event: Value| sender.unbounded_send(Ok(line(&event))).unwrap();
    send(mood(fresh_id(), AT, 1.0));
    let response = person
        .request(Method::POST, "/v1/events/stream")
        .body(reqwest::Body::wrap_stream(body))
        .send()
        .await
        .unwrap();
    assert_eq!(response.headers()["content-type"], "application/x-ndjson");
    let mut answer = response.bytes_stream();
    for number in 1..=5 {
        // The input stays open all the while; a committed line must not wait for more of it. Patience is for busy machines.
        let told = tokio::time::timeout(Duration::from_secs(20), answer.next())
            .await
            .expect("an answer in time")
            .unwrap()
            .unwrap();
        let told: Value = serde_json::from_slice(&told).unwrap();
        assert_eq!(
            told,
            json!({ "committed": { "from": number, "to": number, "recorded": 1, "repeated": 0, "rejected": 0 } })
        );
        assert_eq!(person.all("/v1/moods").await.len(), number);
        if number < 5 {
            send(mood(fresh_id(), AT, 1.0));
        }
    }
    sender.close_channel();
    let end: Value = serde_json::from_slice(&answer.next().await.unwrap().unwrap()).unwrap();
    assert_eq!(end["summary"]["complete"], true);
}
