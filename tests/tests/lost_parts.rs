//! A data folder that has lost a part of itself says so, and what can be made anew is.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use std::{fs, os::unix::fs::PermissionsExt, time::Duration};

use eunoia_tests::{Launch, Person, chdb_library, eunoia, fresh_id, mood};
use reqwest::StatusCode;
use serde_json::Value;

async fn readiness(url: &str) -> (StatusCode, Value) {
    let response = reqwest::get(format!("{url}/readyz")).await.unwrap();
    (response.status(), response.json().await.unwrap())
}

#[tokio::test]
async fn a_lost_warehouse_is_told_and_rebuilt() {
    if chdb_library().is_none() {
        return;
    }
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().to_str().unwrap();
    let launch = Launch::on(data.path());
    let server = launch.start();
    let person = Person::register(&server.url).await;
    let (status, _) = person.post("/v1/events", &mood(fresh_id(), "2026-03-01T08:00:00Z", 7.0)).await;
    assert_eq!(status, StatusCode::OK);
    server.relayed().await;
    assert_eq!(readiness(&server.url).await.0, StatusCode::OK);
    server.stop();
    assert_eq!(fs::metadata(data.path()).unwrap().permissions().mode() & 0o777, 0o700);

    fs::remove_dir_all(data.path().join("warehouse")).unwrap();
    // The cursor is about another warehouse: going on from there would leave a hole that nobody sees.
    let server = launch.start();
    let again = Person::log_in(&server.url, &person.email).await;
    let (status, _) = again.post("/v1/events", &mood(fresh_id(), "2026-03-02T08:00:00Z", 5.0)).await;
    assert_eq!(status, StatusCode::OK, "it is recorded all the same");
    tokio::time::sleep(Duration::from_millis(1500)).await;
    let (status, told) = readiness(&server.url).await;
    assert_eq!(
        (status, &told["relay"]),
        (StatusCode::SERVICE_UNAVAILABLE, &Value::from("starting")),
        "{told}"
    );
    server.stop();
    let refused = eunoia(["analyze", "--data", folder, "--json"]).failure();
    assert!(refused.contains("eunoia rebuild"), "{refused}");

    eunoia(["rebuild", "--data", folder]).success();
    let analysed = eunoia(["analyze", "--data", folder, "--today", "2026-03-03", "--json"]).json();
    assert_eq!(
        (&analysed[0]["levels"][0]["days"], &analysed[0]["levels"][0]["mean"]),
        (&Value::from(2), &Value::from(6.0))
    );
    let server = launch.start();
    server.relayed().await;
    assert_eq!(readiness(&server.url).await.0, StatusCode::OK);
}

#[tokio::test]
async fn another_master_key_does_not_start() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().to_str().unwrap();
    let server = Launch::on(data.path()).arg("--role").arg("api").start();
    let person = Person::register(&server.url).await;
    person.post("/v1/events", &mood(fresh_id(), "2026-03-01T08:00:00Z", 7.0)).await;
    server.stop();
    fs::rename(data.path().join("master.key"), data.path().join("kept.key")).unwrap();
    let refused = eunoia(["serve", "--data", folder, "--listen", "127.0.0.1:0"]).failure();
    assert!(refused.contains("master key"), "{refused}");
    fs::remove_file(data.path().join("master.key")).unwrap();
    fs::rename(data.path().join("kept.key"), data.path().join("master.key")).unwrap();
    let server = Launch::on(data.path()).arg("--role").arg("api").start();
    let again = Person::log_in(&server.url, &person.email).await;
    assert_eq!(again.all("/v1/moods").await.len(), 1);
}
