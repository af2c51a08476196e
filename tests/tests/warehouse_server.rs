//! The product over a ClickHouse server: it goes away and comes back, and a product moves to it from the embedded one.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use eunoia_tests::{Launch, Person, binary, chdb_library, eunoia, fresh_id, mood};
use reqwest::StatusCode;
use serde_json::{Value, json};

/// A ClickHouse server in a process of its own; killed when dropped.
struct ClickHouse {
    child: Child,
    address: String,
}

impl ClickHouse {
    fn start(library: &Path, folder: &Path, address: &str) -> Self {
        let mut child = Command::new(binary().with_file_name("warehouse_http"))
            .args([library, folder, Path::new(address)])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().to_owned();
        assert!(!address.is_empty(), "it listens");
        Self { child, address }
    }

    fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Rows of observations and the number of days' values in what is published.
    async fn counts(&self, epoch: u32) -> (String, String) {
        let answers = ["observation", "daily"].map(async |table| {
            let query = format!(
                "SELECT sum({}) AS n FROM eunoia.{table}_{epoch}",
                if table == "daily" { "n" } else { "sign" }
            );
            let url = format!("{}/?default_format=CSV", self.url());
            let response = reqwest::Client::new().post(url).body(query).send().await.unwrap();
            response.text().await.unwrap().trim().to_owned()
        });
        let [observations, days] = answers;
        (observations.await, days.await)
    }
}

impl Drop for ClickHouse {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn record(person: &Person, first: u32, count: u32) {
    let events: Vec<Value> = (first..first + count)
        .map(|n| {
            mood(
                fresh_id(),
                &format!("2026-03-{:02}T{:02}:00:00Z", n % 28 + 1, n % 24),
                f64::from(n % 10) + 1.0,
            )
        })
        .collect();
    let (status, answer) = person.post("/v1/events", &json!(events)).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert!(answer["items"].as_array().unwrap().iter().all(|item| item["status"] == "recorded"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_goes_away_is_caught_up_with() {
    let Some(library) = chdb_library() else { return };
    let (data, far) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut clickhouse = ClickHouse::start(&library, far.path(), "127.0.0.1:0");
    let address = clickhouse.address.clone();
    let launch = Launch::on(data.path())
        .arg("--warehouse")
        .arg(clickhouse.url())
        .arg("--warehouse-patience")
        .arg("2");
    let mut server = launch.start();
    let ada = Person::register(&server.url).await;
    record(&ada, 0, 500).await;
    server.relayed().await;
    assert!(!data.path().join("warehouse").exists(), "nothing embedded is opened");
    assert_eq!(clickhouse.counts(1).await, ("500".to_owned(), "500".to_owned()));

    // It is killed while events come in; they are acknowledged all the same, and brought over when it is back.
    for round in 1..=3 {
        let ada = ada.at(&server.url);
        record(&ada, 1_000 * round, 300).await;
        drop(clickhouse);
        record(&ada, 1_000 * round + 300, 300).await;
        let away = reqwest::get(format!("{}/readyz", server.url)).await.unwrap();
        assert_eq!(away.status(), StatusCode::SERVICE_UNAVAILABLE, "readiness tells that it is away");
        if round == 2 {
            server.kill();
            server = launch.start();
        }
        let person = ada.at(&server.url);
        let (status, moods) = person.get("/v1/moods?limit=1").await;
        assert_eq!(
            (status, moods["items"].as_array().unwrap().len()),
            (StatusCode::OK, 1),
            "reading needs no warehouse"
        );
        clickhouse = ClickHouse::start(&library, far.path(), &address);
        server.relayed().await;
        let expected = (500 + 600 * round).to_string();
        assert_eq!(clickhouse.counts(1).await, (expected.clone(), expected));
    }
    server.stop();
    let folder = data.path().display().to_string();
    let analysed = eunoia([
        "analyze",
        "--data",
        &folder,
        "--warehouse",
        &clickhouse.url(),
        "--today",
        "2026-03-29",
        "--json",
    ])
    .json();
    assert_eq!(analysed[0]["levels"][0]["days"], 28, "{}", analysed[0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_product_moves_from_the_embedded_clickhouse_to_a_server() {
    let Some(library) = chdb_library() else { return };
    let (data, far) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let embedded = Launch::on(data.path());
    let server = embedded.start();
    let ada = Person::register(&server.url).await;
    record(&ada, 0, 700).await;
    server.relayed().await;
    server.stop();

    let clickhouse = ClickHouse::start(&library, far.path(), "127.0.0.1:0");
    let url = clickhouse.url();
    let launch = embedded.arg("--warehouse").arg(&url);
    // The cursor is about the other warehouse: nothing is relayed until this one was filled.
    let server = launch.start();
    record(&ada.at(&server.url), 2_000, 50).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let ready: Value = reqwest::get(format!("{}/readyz", server.url)).await.unwrap().json().await.unwrap();
    assert_eq!(
        (&ready["relay"], &ready["relay_behind"]),
        (&json!("starting"), &json!(50)),
        "{ready}"
    );
    server.stop();

    let folder = data.path().display().to_string();
    let rebuilt = eunoia(["rebuild", "--data", &folder, "--warehouse", &url, "--json"]).json();
    assert_eq!((&rebuilt["events"], &rebuilt["refused"]), (&json!(750), &json!(0)), "{rebuilt}");
    let server = launch.start();
    record(&ada.at(&server.url), 3_000, 50).await;
    server.relayed().await;
    assert_eq!(clickhouse.counts(2).await, ("800".to_owned(), "800".to_owned()));
}

#[test]
fn a_server_that_cannot_be_is_told() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().display().to_string();
    let refused = eunoia([
        "analyze",
        "--data",
        &folder,
        "--warehouse",
        "http://127.0.0.1:9",
        "--warehouse-patience",
        "1",
    ])
    .failure();
    assert!(refused.contains("clickhouse is unavailable"), "{refused}");
    let refused = eunoia(["analyze", "--data", &folder, "--warehouse-cluster", "clinic"]);
    assert!(
        refused.err.contains("--warehouse <URL>"),
        "a cluster needs a server: {}",
        refused.err
    );
}
