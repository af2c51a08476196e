//! What is released about an organisation's people: once, with noise, of those who agree, and of nobody alone.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use std::path::Path;

use eunoia_engine::population::threshold;
use eunoia_tests::{Launch, Person, Server, fresh_id, mood};
use futures::{StreamExt, stream};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sqlx::{AnyPool, Row};

/// Organisations with one owner, and people who joined all of them and agreed to be counted.
struct House {
    server: Server,
    owner: Person,
    ids: Vec<String>,
    members: Vec<Person>,
}

fn launch(data: &Path) -> Launch {
    Launch::on(data).env("EUNOIA_STATS_BURST", "1000").log_to(&data.join("log"))
}

impl House {
    async fn with_members(data: &Path, organisations: usize, count: usize) -> Self {
        let server = launch(data).start();
        server.relayed().await;
        let owner = Person::register(&server.url).await;
        let (mut ids, mut codes) = (Vec::new(), Vec::new());
        for number in 0..organisations {
            let name = format!("Lantern House {number}");
            let (_, made) = owner.post("/v1/organisations", &json!({ "name": name })).await;
            let id = made["id"].as_str().unwrap().to_owned();
            let (_, invitation) = owner.post(&format!("/v1/organisations/{id}/invitations"), &json!({})).await;
            codes.push(invitation["code"].as_str().unwrap().to_owned());
            ids.push(id);
        }
        let (url, codes) = (&server.url, &codes);
        let joining = stream::iter(0..count).map(async |_| {
            let person = Person::register(url).await;
            for code in codes {
                let (status, joined) = person.post("/v1/memberships", &json!({ "code": code })).await;
                assert_eq!(status, StatusCode::CREATED, "{joined}");
            }
            consent(&person, true).await;
            person
        });
        let members = joining.buffer_unordered(8).collect().await;
        Self {
            server,
            owner,
            ids,
            members,
        }
    }

    async fn all(&self, organisation: usize) -> Value {
        let (status, found) = self
            .owner
            .get(&format!("/v1/population?organisation={}", self.ids[organisation]))
            .await;
        assert_eq!(status, StatusCode::OK, "{found}");
        found
    }
}

async fn consent(person: &Person, given: bool) {
    let body = json!({ "aggregate_consent": given }).to_string();
    let response = person.request(Method::PATCH, "/v1/me").body(body).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
}

async fn record(person: &Person, events: &[Value]) {
    let lines: String = events.iter().map(|event| format!("{event}\n")).collect();
    let answer = person.stream(lines).await;
    assert_eq!(answer.last().unwrap()["summary"]["recorded"], events.len(), "{answer:?}");
}

/// A mood at noon of that day of the month that begins on `start`.
fn mood_in(start: &Value, day: u8, score: f64) -> Value {
    let month = &start.as_str().unwrap()[..8];
    mood(fresh_id(), &format!("{month}{day:02}T12:00:00Z"), score)
}

fn table<'a>(found: &'a Value, name: &str) -> &'a Value {
    let tables = found["tables"].as_array().unwrap();
    tables.iter().find(|table| table["table"] == name).unwrap()
}

fn periods<'a>(found: &'a Value, name: &str) -> &'a Vec<Value> {
    table(found, name)["periods"].as_array().unwrap()
}

/// Whether nothing of a period is told but when it was.
fn is_hidden(period: &Value) -> bool {
    let told = period
        .as_object()
        .unwrap()
        .iter()
        .filter(|(name, value)| !["start", "end", "suppressed"].contains(&name.as_str()) && !value.is_null() && **value != json!([]));
    assert_eq!(told.count() == 0, period["suppressed"] == true, "{period}");
    period["suppressed"] == true
}

/// The budget that is spent, of everybody: lowest and highest in one quarter.
async fn losses(data: &Path) -> (i64, i64) {
    sqlx::any::install_default_drivers();
    let ledger = AnyPool::connect(&format!("sqlite://{}", data.join("ledger.db").display()))
        .await
        .unwrap();
    let row = sqlx::query("SELECT min(milliepsilon), max(milliepsilon) FROM privacy_loss")
        .fetch_one(&ledger)
        .await
        .unwrap();
    (row.get(0), row.get(1))
}

#[tokio::test]
async fn a_table_is_released_once_and_tells_of_nobody() {
    let data = tempfile::tempdir().unwrap();
    // Enough that the noise hides the table once in a million times at most; of 30 it shows it as rarely.
    let enough = usize::try_from(threshold(9)).unwrap() + 50;
    let mut house = House::with_members(data.path(), 2, 0).await;
    let nobody = house.all(0).await;
    let due = periods(&nobody, "mood.score").clone();
    assert_eq!(due.len(), 12);
    assert!(
        nobody["tables"]
            .as_array()
            .unwrap()
            .iter()
            .all(|table| table["periods"].as_array().unwrap().iter().all(is_hidden))
    );
    drop(house);
    let again = tempfile::tempdir().unwrap();
    house = House::with_members(again.path(), 2, enough).await;
    let (before, last) = (&due[10]["start"], &due[11]["start"]);
    for (i, member) in house.members.iter().enumerate() {
        let score = [3.5, 5.5, 7.5][i % 3];
        // Whoever records more often counts as once.
        let mut moods: Vec<Value> = (1..=if i == 0 { 20 } else { 1 }).map(|day| mood_in(last, day, score)).collect();
        if i < 30 {
            moods.push(mood_in(before, 3, score));
        }
        record(member, &moods).await;
    }
    // Who joined without agreeing is not counted, nor is the owner.
    record(&house.owner, &[mood_in(last, 2, 10.0)]).await;
    house.server.relayed().await;

    let found = house.all(0).await;
    let months = periods(&found, "mood.score");
    assert!(!is_hidden(&months[11]), "{}", table(&found, "mood.score"));
    assert!(months[..11].iter().all(is_hidden), "{}", table(&found, "mood.score"));
    let holds = |estimate: &Value, value: f64, more: f64| {
        estimate["low"].as_f64().unwrap() - more <= value && value <= estimate["high"].as_f64().unwrap() + more
    };
    // Four times their noise more than they claim: once in many thousand times.
    assert!(
        holds(&months[11]["people"], enough as f64, 20.0) && holds(&months[11]["mean"], 5.5, 1.0),
        "{}",
        months[11]
    );
    assert_eq!(
        (
            months[11]["percentiles"].as_array().unwrap().len(),
            months[11]["cells"].as_array().unwrap().len()
        ),
        (5, 9)
    );
    // Of the quarters, all that is known of everybody's risk is that nothing is known.
    let risk = periods(&found, "risk.floor");
    assert!(risk.iter().all(|quarter| !is_hidden(quarter)), "{risk:?}");
    assert_eq!(risk[3]["cells"][4]["level"], "unknown");
    assert!(periods(&found, "phq9.total").iter().all(is_hidden));
    assert_eq!(
        (&found["privacy"]["epsilon"], &found["privacy"]["epsilon_per_person_and_quarter"]),
        (&json!(0.5), &json!(5.0))
    );

    // Asked again, whoever asks and whatever happens to the people, it is the same.
    let (_, one) = house
        .owner
        .get(&format!("/v1/population?organisation={}&table=mood.score", house.ids[0]))
        .await;
    assert_eq!(one["tables"], json!([table(&found, "mood.score")]));
    consent(&house.members[1], false).await;
    let leave = format!("/v1/memberships/{}", house.ids[0]);
    assert_eq!(house.members[2].delete(&leave).await.0, StatusCode::NO_CONTENT);
    record(&house.members[4], &[mood_in(last, 9, 10.0)]).await;
    house.server.relayed().await;
    assert_eq!(house.all(0).await, found);
    let key = json!({ "name": "reports", "scopes": ["stats:read"] });
    let (_, key) = house.owner.post(&format!("/v1/organisations/{}/keys", house.ids[0]), &key).await;
    let with_key = reqwest::Client::new().get(format!("{}/v1/population", house.server.url));
    let with_key: Value = with_key
        .bearer_auth(key["secret"].as_str().unwrap())
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(with_key, found);

    // A member sees where they stand; of the table no more than its mean.
    let (status, standing) = house.members[6].get("/v1/population/standing").await;
    assert_eq!(status, StatusCode::OK);
    let mine = &standing["items"][0];
    assert_eq!(
        (standing["items"].as_array().unwrap().len(), &mine["table"], &mine["own"]),
        (1, &json!("mood.score"), &json!(3.5))
    );
    assert!(mine["percent_below"].as_f64().unwrap() < 45.0, "{standing}");
    assert_eq!(house.owner.get("/v1/population/standing").await.1, json!({ "items": [] }));

    // Nobody's budget holds another organisation's tables of these quarters.
    let full = losses(again.path()).await;
    assert!(full.0 >= 500 && full.1 <= 5_000, "{full:?}");
    let spent = house.all(1).await;
    let whole_quarters = periods(&spent, "risk.floor");
    assert!(whole_quarters[1..].iter().all(is_hidden), "{whole_quarters:?}");
    assert!(losses(again.path()).await.1 <= 5_000);

    // The exact aggregates are gone, and a restart changes nothing.
    for gone in ["summary", "levels", "insights", "risk", "export"] {
        let path = format!("/v1/stats/{gone}?organisation={}", house.ids[0]);
        assert_eq!(house.owner.get(&path).await.0, StatusCode::NOT_FOUND, "{gone}");
    }
    for (path, status, field) in [
        (
            format!("/v1/population?organisation={}&table=mood.energy", house.ids[0]),
            422,
            Some("table"),
        ),
        (
            format!("/v1/population?organisation={}&from=2026-01-01", house.ids[0]),
            422,
            Some("query"),
        ),
        ("/v1/population".to_owned(), 422, Some("organisation")),
    ] {
        let (found, problem) = house.owner.get(&path).await;
        assert_eq!(
            (found.as_u16(), problem["errors"][0]["field"].as_str()),
            (status, field),
            "{problem}"
        );
    }
    let stranger = house.members[3].get(&format!("/v1/population?organisation={}", house.ids[0])).await;
    assert_eq!(stranger.0, StatusCode::NOT_FOUND);
    let House { server, owner, ids, .. } = house;
    server.stop();
    let server = launch(again.path()).start();
    server.relayed().await;
    let owner = owner.at(&server.url);
    let (_, restarted) = owner.get(&format!("/v1/population?organisation={}", ids[0])).await;
    assert_eq!(restarted, found);
    let log = std::fs::read_to_string(again.path().join("log")).unwrap();
    assert!(!log.contains("Lantern") && !log.contains("ERROR"), "{log}");
}
