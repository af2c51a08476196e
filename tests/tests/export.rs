//! What somebody recorded comes out again, in each format, over HTTP and from the command line.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use eunoia_tests::{Launch, Person, eunoia, fresh_id};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

async fn recorded(person: &Person) {
    let events: Vec<Value> = [
        ("mood", "2026-03-01T08:00:00", json!({ "score": 4, "note": "a private word" })),
        ("mood", "2026-03-01T20:00:00", json!({ "score": 7 })),
        (
            "assessment",
            "2026-03-02T08:00:00",
            json!({ "instrument": "gad7", "answers": [1, 1, 1, 1, 1, 1, 1] }),
        ),
        (
            "context",
            "2026-03-02T09:00:00",
            json!({ "metric": "cups of \"tea\", hot", "value": 2, "adds_up": true }),
        ),
        (
            "context",
            "2026-03-02T15:00:00",
            json!({ "metric": "cups of \"tea\", hot", "value": 1, "adds_up": true }),
        ),
        // The same name for another thing: on one day, both.
        (
            "context",
            "2026-03-02T16:00:00",
            json!({ "metric": "cups of \"tea\", hot", "value": 9 }),
        ),
        (
            "context",
            "2026-03-03T15:00:00",
            json!({ "metric": "weather.temperature", "value": -2.5 }),
        ),
    ]
    .into_iter()
    .map(|(kind, at, data)| json!({ "id": fresh_id(), "kind": kind, "at": at, "data": data }))
    .collect();
    let (status, answer) = person.post("/v1/events", &json!(events)).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
}

fn expected() -> Vec<(String, String, String, f64)> {
    [
        ("2026-03-02", "gad7.total", "points", 7.0),
        ("2026-03-01", "mood.score", "points", 5.5),
        ("2026-03-02", "own.cups of \"tea\", hot", "", 9.0),
        ("2026-03-02", "own.cups of \"tea\", hot (sum)", "", 3.0),
        ("2026-03-03", "weather.temperature", "degrees Celsius", -2.5),
    ]
    .map(|(date, metric, unit, value)| (date.to_owned(), metric.to_owned(), unit.to_owned(), value))
    .to_vec()
}

async fn download(person: &Person, format: &str) -> (String, Vec<u8>) {
    let response = person
        .request(Method::GET, &format!("/v1/export?format={format}"))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let kind = response.headers()["content-type"].to_str().unwrap().to_owned();
    assert!(
        response.headers()["content-disposition"]
            .to_str()
            .unwrap()
            .contains(&format!(".{format}\"")),
        "a browser saves it under a name"
    );
    (kind, response.bytes().await.unwrap().to_vec())
}

/// What is wrong is told in these words, and nothing is given to nobody.
async fn refuses(person: &Person, url: &str, route: &str, wrong: &str, words: &str) {
    let (status, problem) = person.get(&format!("{route}?{wrong}")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(problem.to_string().contains(words), "{problem}");
    let nobody = reqwest::get(format!("{url}{route}")).await.unwrap();
    assert_eq!(nobody.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn features_of_each_day_come_out_in_each_format() {
    let data = tempfile::tempdir().unwrap();
    let server = Launch::on(data.path()).start();
    let ada = Person::register(&server.url).await;
    recorded(&ada).await;
    let file = async |query: &str| {
        let answer = ada.request(Method::GET, &format!("/v1/features?{query}")).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        answer.bytes().await.unwrap().to_vec()
    };
    let csv = file("").await;
    let mut reader = csv::Reader::from_reader(csv.as_slice());
    let days: Vec<BTreeMap<String, String>> = reader.deserialize().map(Result::unwrap).collect();
    let column = |name: &str| days.iter().map(|day| day[name].clone()).collect::<Vec<_>>();
    assert_eq!(column("local_date"), ["2026-03-01", "2026-03-02", "2026-03-03"]);
    assert_eq!(column("value"), ["5.5", "", ""]);
    assert_eq!(column("lag_1"), ["", "5.5", ""]);
    assert_eq!(column("days_since"), ["0.0", "1.0", "2.0"]);
    assert_eq!([column("gad7_total"), column("gad7_age")], [["", "7.0", "7.0"], ["", "0.0", "1.0"]]);
    let lines = String::from_utf8(file("format=ndjson&metric=weather.temperature").await).unwrap();
    let last: Value = serde_json::from_str(lines.lines().last().unwrap()).unwrap();
    assert_eq!(
        (&last["value"], &last["lag_1"], &last["days_since"]),
        (&json!(-2.5), &json!(null), &json!(0.0))
    );
    assert!(file("format=parquet").await.starts_with(b"PAR1"));

    refuses(&ada, &server.url, "/v1/features", "metric=mood.scores", "a metric of the catalogue").await;

    let (email, folder) = (ada.email.clone(), data.path().display().to_string());
    drop(server);
    let out = data.path().join("features.csv");
    let arguments = [
        "export",
        "--data",
        &folder,
        "--format",
        "csv",
        "--user",
        &email,
        "--features",
        "mood.score",
        "--out",
    ];
    eunoia(arguments.into_iter().chain([out.to_str().unwrap()])).success();
    assert_eq!(std::fs::read(&out).unwrap(), csv);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ones_own_series_come_out_in_each_format() {
    let data = tempfile::tempdir().unwrap();
    let server = Launch::on(data.path()).start();
    let ada = Person::register(&server.url).await;
    recorded(&ada).await;
    let bob = Person::register(&server.url).await;
    assert_eq!(
        download(&bob, "csv").await.1,
        b"subject,local_date,metric,unit,value\n",
        "others' are others'"
    );

    let (kind, csv) = download(&ada, "csv").await;
    assert!(kind.starts_with("text/csv"), "{kind}");
    let mut rows: Vec<_> = csv::Reader::from_reader(csv.as_slice())
        .deserialize::<(String, String, String, String, f64)>()
        .map(Result::unwrap)
        .map(|(_, date, metric, unit, value)| (date, metric, unit, value))
        .collect();
    rows.sort_by(|a, b| a.1.cmp(&b.1));
    assert_eq!(rows, expected());
    let (_, me) = ada.get("/v1/me").await;
    assert!(String::from_utf8(csv.clone()).unwrap().contains(me["id"].as_str().unwrap()));

    let (_, lines) = download(&ada, "ndjson").await;
    let lines: Vec<Value> = String::from_utf8(lines.clone())
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 5);
    let (kind, parquet) = download(&ada, "parquet").await;
    assert_eq!(kind, "application/vnd.apache.parquet");
    assert!(parquet.starts_with(b"PAR1") && parquet.ends_with(b"PAR1"));
    for file in [&csv, &parquet] {
        assert!(!String::from_utf8_lossy(file).contains("private word"), "numbers, not words");
    }

    refuses(&ada, &server.url, "/v1/export", "format=xlsx", "one of parquet, csv, ndjson").await;

    let email = ada.email.clone();
    let folder = data.path().display().to_string();
    let held = eunoia(["export", "--data", &folder, "--format", "csv", "--user", &email]);
    assert!(held.failure().contains("process"), "the folder is held");
    drop(server);
    let file = data.path().join("mine.csv");
    eunoia([
        "export",
        "--data",
        &folder,
        "--format",
        "csv",
        "--user",
        &email,
        "--out",
        &file.display().to_string(),
    ])
    .success();
    assert_eq!(std::fs::read(&file).unwrap(), csv, "the command line gives the same file");
    let piped = eunoia(["export", "--data", &folder, "--format", "ndjson", "--user", &email]).success();
    assert_eq!(piped.lines().count(), 5);
    let unknown = eunoia(["export", "--data", &folder, "--format", "csv", "--user", "nobody@example.org"]);
    assert!(unknown.failure().contains("no account with the address nobody@example.org"));
}
