//! What is read in people's words: by the model that ships with the product where it is there, and what is said where it is
//! not.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::{
    collections::BTreeSet,
    path::Path,
    time::{Duration, Instant},
};

use eunoia_tests::{Launch, Person, Server, fresh_id, text_model, text_model_as};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

const AT: &str = "2026-11-01T09:00:00Z";

async fn write(person: &Person, kind: &str, data: Value) -> Uuid {
    write_at(person, kind, AT, data).await
}

async fn write_at(person: &Person, kind: &str, at: &str, data: Value) -> Uuid {
    let id = fresh_id();
    let event = json!([{ "id": id, "kind": kind, "at": at, "data": data }]);
    let (status, answer) = person.post("/v1/events", &event).await;
    assert_eq!(
        (status, &answer["items"][0]["status"]),
        (StatusCode::OK, &json!("recorded")),
        "{answer}"
    );
    id
}

async fn text_of(person: &Person, id: Uuid, wait: u32) -> Value {
    let (status, text) = person.get(&format!("/v1/events/{id}/text?wait={wait}")).await;
    assert_eq!(status, StatusCode::OK, "{text}");
    text
}

/// Every name and every string in an answer.
fn words(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| {
            found.insert(name.clone());
            words(value, found);
        }),
        Value::Array(items) => items.iter().for_each(|item| words(item, found)),
        Value::String(text) => drop(found.insert(text.clone())),
        _ => {}
    }
}

/// The probability of a crisis is for whoever cares for the person, and not for the person alone with it.
fn tells_no_crisis_number(answer: &Value) {
    let mut found = BTreeSet::new();
    words(answer, &mut found);
    for never in ["crisis", "needs_human", "level", "levels", "embedding", "journal.crisis"] {
        assert!(!found.contains(never), "{never} in {answer}");
    }
}

async fn exported(person: &Person) -> Vec<Value> {
    let response = person.request(Method::GET, "/v1/export?format=ndjson").send().await.unwrap();
    let text = response.text().await.unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn exported_metrics(rows: &[Value]) -> BTreeSet<String> {
    rows.iter().map(|row| row["metric"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn without_a_model_everything_works_and_says_so() {
    let data = TempDir::new().unwrap();
    let server = Launch::on(data.path()).start();
    let person = Person::register(&server.url).await;
    let page = write(&person, "journal", json!({ "text": "It rained, and I stayed in." })).await;
    let (mood, note) = (
        write(&person, "mood", json!({ "score": 6 })).await,
        write(&person, "mood", json!({ "score": 6, "note": "so so" })).await,
    );
    let asked = Instant::now();
    let text = text_of(&person, page, 10).await;
    assert!(asked.elapsed() < Duration::from_secs(5), "what will not come is not waited for");
    assert_eq!(
        (&text["status"], &text["code"]),
        (&json!("not_available"), &json!("model_missing")),
        "{text}"
    );
    assert!(text["reason"].as_str().unwrap().contains("no text model"), "{text}");
    assert!(text.get("reading").is_none() && text.get("model").is_none(), "{text}");
    assert!(!text.to_string().contains("/"), "nothing of the server's folders: {text}");
    assert_eq!(text_of(&person, note, 0).await["status"], "not_available");
    assert_eq!(text_of(&person, mood, 0).await["status"], "no_text");

    let (status, list) = person.get("/v1/text").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(list["model"], Value::Null);
    let statuses: Vec<_> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["status"].clone())
        .collect();
    assert_eq!(statuses, ["not_available", "not_available"], "{list}");

    server.relayed().await;
    let readiness = server.readiness().await;
    assert_eq!(readiness["text"]["status"], "not_available", "{readiness}");
    assert_eq!(readiness["texts_waiting"], 2);
    let response = reqwest::get(format!("{}/readyz", server.url)).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK, "the product is ready all the same");
    assert_eq!(person.get("/v1/dashboard").await.0, StatusCode::OK);
    let metrics = exported_metrics(&exported(&person).await);
    assert_eq!(metrics, BTreeSet::from(["journal.entries", "mood.score"].map(str::to_owned)));
    server.stop();
}

#[tokio::test]
async fn questions_about_texts_are_checked() {
    let data = TempDir::new().unwrap();
    let server = Launch::on(data.path()).start();
    let (person, stranger) = (Person::register(&server.url).await, Person::register(&server.url).await);
    let page = write(&person, "journal", json!({ "text": "Mine." })).await;
    let note = write(&person, "mood", json!({ "score": 6, "note": "Mine too." })).await;
    for (path, status) in [
        (format!("/v1/events/{page}/text?wait=11"), StatusCode::UNPROCESSABLE_ENTITY),
        (format!("/v1/events/{page}/text?wait=-1"), StatusCode::UNPROCESSABLE_ENTITY),
        (format!("/v1/events/{page}/text?now=1"), StatusCode::UNPROCESSABLE_ENTITY),
        ("/v1/events/17/text".to_owned(), StatusCode::UNPROCESSABLE_ENTITY),
        (format!("/v1/events/{}/text", fresh_id()), StatusCode::NOT_FOUND),
        (format!("/v1/journals/{page}/text"), StatusCode::OK),
        (format!("/v1/journals/{note}/text"), StatusCode::NOT_FOUND),
        ("/v1/text?limit=0".to_owned(), StatusCode::UNPROCESSABLE_ENTITY),
        ("/v1/text?limit=501".to_owned(), StatusCode::UNPROCESSABLE_ENTITY),
        ("/v1/text?cursor=elsewhere".to_owned(), StatusCode::UNPROCESSABLE_ENTITY),
        ("/v1/text?from=2026-11-31".to_owned(), StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let (found, answer) = person.get(&path).await;
        assert_eq!(found, status, "{path}: {answer}");
        let (found, answer) = stranger.get(&path).await;
        let theirs = if status == StatusCode::OK { StatusCode::NOT_FOUND } else { status };
        assert_eq!(found, theirs, "a stranger at {path}: {answer}");
    }
    assert_eq!(stranger.get("/v1/text").await.1["items"], json!([]));
    let deletion = format!("/v1/journals/{page}?mutation_id={}&expected_version=1", fresh_id());
    assert_eq!(person.delete(&deletion).await.0, StatusCode::NO_CONTENT);
    assert_eq!(person.get(&format!("/v1/events/{page}/text")).await.0, StatusCode::GONE);

    // Pages of the list.
    for day in 1..=9 {
        let at = format!("2026-10-0{day}T09:00:00Z");
        write_at(&person, "journal", &at, json!({ "text": format!("Day {day}.") })).await;
    }
    let (mut dates, mut cursor) = (Vec::new(), String::new());
    loop {
        let (_, page) = person.get(&format!("/v1/text?limit=2&from=2026-10-02&to=2026-10-08{cursor}")).await;
        let items = page["items"].as_array().unwrap();
        dates.extend(items.iter().map(|item| item["local_date"].as_str().unwrap().to_owned()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    let expected: Vec<_> = (2..=8).rev().map(|day| format!("2026-10-0{day}")).collect();
    assert_eq!(dates, expected);
    server.stop();
}

#[tokio::test]
async fn a_key_of_an_organisation_reads_nobodys_texts() {
    let data = TempDir::new().unwrap();
    let server = Launch::on(data.path()).start();
    let owner = Person::register(&server.url).await;
    let (_, organisation) = owner.post("/v1/organisations", &json!({ "name": "A clinic" })).await;
    let keys = format!("/v1/organisations/{}/keys", organisation["id"].as_str().unwrap());
    let (status, key) = owner
        .post(&keys, &json!({ "name": "a program", "scopes": ["stats:read", "export:read"] }))
        .await;
    assert_eq!(status, StatusCode::CREATED, "{key}");
    let page = write(&owner, "journal", json!({ "text": "Mine." })).await;
    for path in [
        "/v1/text".to_owned(),
        format!("/v1/events/{page}/text"),
        format!("/v1/journals/{page}/text"),
    ] {
        let client = reqwest::Client::new().get(format!("{}{path}", server.url));
        let response = client.bearer_auth(key["secret"].as_str().unwrap()).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{path}");
    }
    server.stop();
}

/// A server that reads, and whether its model came up.
async fn reading(data: &Path, model: &Path) -> Server {
    let server = Launch::on(data).reading(model).start();
    let deadline = Instant::now() + Duration::from_secs(60);
    while server.readiness().await["text"]["status"] == "loading" {
        assert!(Instant::now() < deadline, "the model is loading for a minute");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let readiness = server.readiness().await;
    assert_eq!(readiness["text"]["status"], "ready", "{readiness}");
    server
}

#[tokio::test]
async fn what_a_person_writes_is_read_once_and_told_to_them() {
    let Some(model) = text_model() else { return };
    let data = TempDir::new().unwrap();
    let server = reading(data.path(), &model).await;
    let name = server.readiness().await["text"].clone();
    let person = Person::register(&server.url).await;
    let words = "I am so happy and grateful today, we laughed all evening!";
    let page = write(&person, "journal", json!({ "title": "A good day", "text": words })).await;
    let first = text_of(&person, page, 10).await;
    assert_eq!(first["status"], "read", "{first}");
    assert_eq!(
        (&first["model"]["name"], &first["model"]["version"]),
        (&name["name"], &name["version"])
    );
    let reading = &first["reading"];
    let valence = reading["valence"].as_f64().unwrap();
    assert!((-1.0..=1.0).contains(&valence));
    assert_eq!(reading["probabilities"].as_object().unwrap().len(), 28);
    assert_eq!(reading["ekman"].as_object().unwrap().len(), 7);
    for emotion in reading["emotions"].as_array().unwrap() {
        assert_eq!(emotion["probability"], reading["probabilities"][emotion["label"].as_str().unwrap()]);
    }
    tells_no_crisis_number(&first);
    assert_eq!(text_of(&person, page, 0).await, first, "the same stored result");
    assert_eq!(person.get(&format!("/v1/journals/{page}/text")).await.1, first);

    // Words of another kind count for safety alone.
    let note = write_at(&person, "mood", "2026-11-02T09:00:00Z", json!({ "score": 6, "note": words })).await;
    assert_eq!(text_of(&person, note, 10).await["status"], "read");
    let nothing = write_at(&person, "journal", "2026-11-03T09:00:00Z", json!({ "text": "\u{200b}\u{200b}" })).await;
    let nothing = text_of(&person, nothing, 10).await;
    assert_eq!(
        (&nothing["status"], &nothing["code"]),
        (&json!("not_available"), &json!("no_words")),
        "{nothing}"
    );
    server.texts_read().await;
    let rows = exported(&person).await;
    let of = |date: &str| -> BTreeSet<String> {
        exported_metrics(&rows.iter().filter(|row| row["local_date"] == date).cloned().collect::<Vec<_>>())
    };
    assert_eq!(of("2026-11-01").len(), 31, "{:?}", of("2026-11-01"));
    let told = rows.iter().find(|row| row["metric"] == "journal.valence").unwrap();
    assert!((told["value"].as_f64().unwrap() - valence).abs() < 1e-6, "{told}");
    assert_eq!(
        of("2026-11-02"),
        BTreeSet::from(["journal.crisis", "mood.score"].map(str::to_owned))
    );
    assert_eq!(of("2026-11-03"), BTreeSet::from(["journal.entries".to_owned()]));

    // An edit is read anew, and what was read before it is gone; so it is with a deletion.
    let edit = json!({ "mutation_id": fresh_id(), "expected_version": 1, "at": AT, "data": { "text": "Everything hurts and I cried all night." } });
    assert_eq!(person.put(&format!("/v1/journals/{page}"), &edit).await.0, StatusCode::OK);
    let second = text_of(&person, page, 10).await;
    assert_eq!((&second["status"], &second["version"]), (&json!("read"), &json!(2)));
    assert_ne!(second["reading"], first["reading"]);
    let rows = exported(&person).await;
    let told: Vec<_> = rows.iter().filter(|row| row["metric"] == "journal.valence").collect();
    assert_eq!(told.len(), 1);
    assert!((told[0]["value"].as_f64().unwrap() - second["reading"]["valence"].as_f64().unwrap()).abs() < 1e-6);
    let deletion = format!("/v1/journals/{page}?mutation_id={}&expected_version=2", fresh_id());
    assert_eq!(person.delete(&deletion).await.0, StatusCode::NO_CONTENT);
    assert!(!exported_metrics(&exported(&person).await).contains("journal.valence"));
    server.stop();
}

#[tokio::test]
async fn words_of_support_are_told_at_the_signal_and_a_screener_is_asked_for_at_the_floor() {
    let Some(model) = text_model() else { return };
    // Points that every text reaches, and that none does.
    for (signal, floor, follow_up) in [(true, false, "none"), (true, true, "required"), (false, false, "none")] {
        let data = TempDir::new().unwrap();
        let model = text_model_as(&model, "1.0.0-test", signal, floor);
        let server = reading(data.path(), model.path()).await;
        let person = Person::register(&server.url).await;
        for (kind, words) in [
            ("journal", json!({ "text": "I can't go on like this." })),
            ("mood", json!({ "score": 2, "note": "I can't go on." })),
            ("gratitude", json!({ "items": ["that it is over soon"] })),
        ] {
            let id = write(&person, kind, words).await;
            let text = text_of(&person, id, 10).await;
            let reading = &text["reading"];
            assert_eq!(reading["follow_up"], follow_up, "{text}");
            assert_eq!(reading.get("support").is_some(), signal, "{text}");
            if signal {
                assert!(
                    reading["support"]["resources"].as_str().unwrap().contains("findahelpline.com"),
                    "{text}"
                );
            }
            tells_no_crisis_number(&text);
        }
        server.stop();
    }
}

#[tokio::test]
async fn texts_of_before_are_read_once_a_model_is_there_and_again_under_another() {
    let Some(model) = text_model() else { return };
    let data = TempDir::new().unwrap();
    let server = Launch::on(data.path()).start();
    let person = Person::register(&server.url).await;
    let mut pages = Vec::new();
    for day in 1..=9 {
        let at = format!("2026-10-0{day}T09:00:00Z");
        pages.push(write_at(&person, "journal", &at, json!({ "text": format!("Day {day} was fine.") })).await);
    }
    server.stop();

    let versions = async |person: &Person| {
        let (_, list) = person.get("/v1/text?limit=500").await;
        let items = list["items"].as_array().unwrap();
        assert!(items.iter().all(|item| item["status"] == "read"), "{list}");
        items
            .iter()
            .map(|item| item["model"]["version"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let first = text_model_as(&model, "1", false, false);
    let mut server = reading(data.path(), first.path()).await;
    let person = Person::log_in(&server.url, &person.email).await;
    server.texts_read().await;
    assert_eq!(versions(&person).await, ["1"; 9]);
    let before = exported(&person).await;
    server.kill();

    // Another version reads everything, and then is shown at once.
    let second = text_model_as(&model, "2", true, false);
    let server = reading(data.path(), second.path()).await;
    let person = person.at(&server.url);
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let versions: BTreeSet<_> = versions(&person).await.into_iter().collect();
        assert_eq!(versions.len(), 1, "never two in one list: {versions:?}");
        if versions.contains("2") {
            break;
        }
        assert!(Instant::now() < deadline, "not switched after a minute");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(text_of(&person, pages[0], 0).await["model"]["version"], "2");
    // The same weights give the same numbers.
    assert_eq!(exported(&person).await, before);
    server.relayed().await;
    server.stop();
}
