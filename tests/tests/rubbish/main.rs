//! Rubbish at every operation: each answer is a 2xx or a problem document that says what to mend, never a 5xx, never a
//! connection that drops; and the server is as well afterwards as before.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

mod sample;

use std::fs;

use eunoia_tests::{Launch, Person, Server, fresh_id};
use futures::{StreamExt, stream};
use reqwest::{Body, Method, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;

/// One request, and how to name it if it goes wrong.
struct Ask {
    method: Method,
    path: String,
    body: Vec<u8>,
    content_type: &'static str,
}

impl Ask {
    fn new(method: &str, path: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            method: method.parse().unwrap(),
            path: path.to_owned(),
            body: body.into(),
            content_type: "application/json",
        }
    }
}

/// Sends it and judges the answer.
async fn ask(person: &Person, ask: Ask) -> StatusCode {
    let Ask {
        method,
        path,
        body,
        content_type,
    } = ask;
    let shown: String = String::from_utf8_lossy(&body).chars().take(200).collect();
    let named = format!("{method} {path:.200} with {} bytes: {shown}", body.len());
    let mut request = person.request(method.clone(), &path);
    if !content_type.is_empty() {
        request = request.header("content-type", content_type);
    }
    let response = request
        .body(Body::from(body))
        .send()
        .await
        .unwrap_or_else(|e| panic!("{named}: {e:?}"));
    let status = response.status();
    let kind = response
        .headers()
        .get("content-type")
        .map(|value| value.to_str().unwrap().to_owned())
        .unwrap_or_default();
    let text = response.text().await.unwrap_or_else(|e| panic!("{named}: {e:?}"));
    assert!(status.is_success() || status.is_client_error(), "{named}: {status} {text}");
    if status.is_client_error() && method != Method::HEAD {
        assert_eq!(kind, "application/problem+json", "{named}: {status} {text}");
        let problem: Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{named}: {e} in {text}"));
        for member in ["type", "title", "code", "detail"] {
            assert!(
                problem[member].as_str().is_some_and(|text| !text.is_empty()),
                "{named}: no {member} in {text}"
            );
        }
        assert_eq!(problem["status"], status.as_u16(), "{named}");
        assert!(text.len() < 8_192, "{named}: a problem of {} bytes is nothing to read", text.len());
    }
    if kind == "application/x-ndjson" {
        let last: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
        assert_eq!(last["summary"]["complete"], true, "{named}: {text}");
        for line in text.lines() {
            assert!(line.len() < 8_192, "{named}: a line of {} bytes is nothing to read", line.len());
        }
    }
    status
}

/// Sends them, some at a time; gives how many were taken and how many refused.
async fn ask_all(person: &Person, asks: Vec<Ask>) -> (usize, usize) {
    let statuses = stream::iter(asks).map(|one| ask(person, one)).buffer_unordered(16);
    statuses
        .fold(
            (0, 0),
            async |(good, bad), status| if status.is_success() { (good + 1, bad) } else { (good, bad + 1) },
        )
        .await
}

struct Stage {
    server: Server,
    person: Person,
    /// Theirs.
    organisation: String,
    data: TempDir,
    base: u64,
}

/// What the server may have grown by after thousands of requests, 16 at a time: the bodies of 5 MiB in hand, the 19 MiB
/// that each of 4 threads hashes passwords in, and 64 MiB for the warehouse's and the allocators' slack.
const GROWTH: u64 = (16 * 5 + 4 * 19 + 64) << 20;

impl Stage {
    async fn set() -> Self {
        let data = TempDir::new().unwrap();
        let limits = Launch::on(data.path()).env("EUNOIA_STATS_BURST", "100000");
        let server = limits.log_to(&data.path().join("log")).start();
        let person = Person::register(&server.url).await;
        let (_, organisation) = person.post("/v1/organisations", &json!({ "name": "of the tests" })).await;
        let organisation = organisation["id"].as_str().unwrap().to_owned();
        for i in 0..40 {
            let at = format!("2026-10-{:02}T09:00:00Z", i % 30 + 1);
            person
                .post("/v1/moods", &json!({ "id": fresh_id(), "at": at, "data": { "score": 5 } }))
                .await;
        }
        server.relayed().await;
        let base = server.memory();
        Self {
            server,
            person,
            organisation,
            data,
            base,
        }
    }

    /// A path of the document with ids in it: of the person's organisation, and of nothing.
    fn filled(&self, path: &str) -> String {
        let path = match path.strip_prefix("/v1/organisations/{id}") {
            Some(rest) => format!("/v1/organisations/{}{rest}", self.organisation),
            None => path.replace("{id}", &fresh_id().to_string()),
        };
        path.replace("{key_id}", &fresh_id().to_string())
    }

    /// The server still serves, is no larger than it may be, and did not panic.
    async fn end(self, entries: usize) {
        let (status, page) = self.person.get("/v1/moods?limit=1").await;
        assert_eq!(status, StatusCode::OK, "{page}");
        assert_eq!(
            self.person
                .all("/v1/moods")
                .await
                .iter()
                .filter(|entry| entry["at"].as_str().unwrap().starts_with("2026-10"))
                .count(),
            entries
        );
        let dashboard = self.person.get("/v1/dashboard?days=366").await;
        assert_eq!(dashboard.0, StatusCode::OK, "whatever was taken can be analysed: {}", dashboard.1);
        self.server.relayed().await;
        let readiness: Value = reqwest::get(format!("{}/readyz", self.server.url))
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        assert_eq!(readiness["set_aside"], 0, "whatever was taken fits into the warehouse");
        let grown = self.server.memory().saturating_sub(self.base);
        println!("memory grew by {} MiB from {} MiB", grown >> 20, self.base >> 20);
        assert!(grown < GROWTH, "grew by {grown} bytes");
        self.server.stop();
        let log = fs::read_to_string(self.data.path().join("log")).unwrap();
        assert!(!log.contains("panic") && !log.contains("ERROR"), "{log}");
    }
}

#[tokio::test]
async fn every_field_of_every_body_can_be_anything() {
    let stage = Stage::set().await;
    let mut asks = Vec::new();
    for (method, path, body) in sample::bodies(&stage.person.email) {
        let path = stage.filled(path);
        // Each password costs a tenth of a second by design, so of those a few must do.
        let step = if path.ends_with("register") || path.ends_with("login") {
            3
        } else {
            1
        };
        asks.extend(
            sample::mutations(&body)
                .into_iter()
                .step_by(step)
                .map(|body| Ask::new(method, &path, body)),
        );
    }
    let (good, bad) = ask_all(&stage.person, asks).await;
    println!("{good} taken, {bad} refused");
    assert!(good > 100 && bad > 2_000, "{good} taken, {bad} refused");
    stage.end(40).await;
}

#[tokio::test]
async fn a_body_can_be_anything() {
    let stage = Stage::set().await;
    let document = stage.person.get("/openapi.json").await.1;
    let mut asks = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        let path = stage.filled(path);
        for method in ["POST", "PUT", "GET", "DELETE", "PATCH", "HEAD", "OPTIONS"] {
            let takes_one = operations[method.to_lowercase()].get("requestBody").is_some();
            let bodies = sample::whole();
            // Where no body is read, a few that could upset the connection will do.
            let step = if takes_one { 1 } else { 20 };
            asks.extend(bodies.into_iter().step_by(step).map(|body| Ask::new(method, &path, body)));
            if takes_one {
                let good = sample::bodies(&stage.person.email)
                    .into_iter()
                    .find(|(_, of, _)| path.starts_with(&stage.filled(of)))
                    .map(|(.., body)| body.to_string())
                    .unwrap_or_default();
                for content_type in [
                    "",
                    "text/plain",
                    "application/xml",
                    "multipart/form-data; boundary=x",
                    "application/json; charset=utf-16",
                    "x",
                ] {
                    asks.push(Ask {
                        content_type,
                        ..Ask::new(method, &path, good.clone())
                    });
                }
            }
        }
    }
    let (good, bad) = ask_all(&stage.person, asks).await;
    println!("{good} taken, {bad} refused");
    stage.end(40).await;
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_and_answered() {
    let stage = Stage::set().await;
    let document = stage.person.get("/openapi.json").await.1;
    let mut refused = 0;
    for (path, operations) in document["paths"].as_object().unwrap() {
        for method in ["post", "put", "patch"]
            .into_iter()
            .filter(|method| operations.get(*method).is_some())
        {
            let path = stage.filled(path);
            let asks = (0..16).map(|_| Ask::new(&method.to_uppercase(), &path, vec![b'['; 5 << 20]));
            let (_, bad) = ask_all(&stage.person, asks.collect()).await;
            assert!(bad == 16 || path == "/v1/events/stream", "{method} {path}");
            refused += bad;
        }
    }
    assert!(refused > 100);
    stage.end(40).await;
}

#[tokio::test]
async fn paths_and_parameters_can_be_anything() {
    let stage = Stage::set().await;
    let document = stage.person.get("/openapi.json").await.1;
    let mut asks = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap().iter().filter(|(name, _)| *name != "parameters") {
            let named: Vec<_> = operation["parameters"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|p| p["name"].as_str().unwrap())
                .collect();
            let whole = stage.filled(path);
            let method = method.to_uppercase();
            for value in sample::parameters() {
                for name in named.iter().chain(&["colour", "%00", ""]) {
                    // The others as they should be, so that this one is what is looked at.
                    let others = if named.contains(&"mutation_id") {
                        format!("&mutation_id={}&expected_version=1", fresh_id())
                    } else if named.contains(&"organisation") {
                        format!("&organisation={}", stage.organisation)
                    } else {
                        String::new()
                    };
                    let others = others
                        .split('&')
                        .filter(|other| !other.starts_with(*name))
                        .collect::<Vec<_>>()
                        .join("&");
                    asks.push(Ask::new(&method, &format!("{whole}?{name}={value}&{others}"), ""));
                    asks.push(Ask::new(&method, &format!("{whole}?{name}=1&{name}={value}"), ""));
                }
                if path.contains("{id}") && !value.is_empty() && value != "..%2f..%2f" {
                    asks.push(Ask::new(&method, &path.replace("{id}", &value), ""));
                }
            }
        }
    }
    let (good, bad) = ask_all(&stage.person, asks).await;
    println!("{good} taken, {bad} refused");
    assert!(good > 50 && bad > 1_000, "{good} taken, {bad} refused");
    stage.end(40).await;
}

#[tokio::test]
async fn limits_and_ranges_say_what_they_take() {
    let stage = Stage::set().await;
    for (path, field) in [
        ("/v1/moods?limit=0", "limit"),
        ("/v1/moods?limit=501", "limit"),
        ("/v1/moods?cursor=x", "cursor"),
        ("/v1/dashboard?days=6", "days"),
        ("/v1/dashboard?days=367", "days"),
        ("/v1/forecast?metric=none", "metric"),
        ("/v1/moods/x", "id"),
    ] {
        let (status, problem) = stage.person.get(path).await;
        assert_eq!(
            (status, &problem["code"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalid")),
            "{path}"
        );
        assert_eq!(problem["errors"][0]["field"], field, "{path}: {problem}");
        assert!(
            problem["errors"][0]["reason"].as_str().unwrap().starts_with("expected "),
            "{problem}"
        );
    }
    for (body, field) in [
        (json!({ "at": sample::in_25_hours(), "data": { "score": 5 } }), "at"),
        (json!({ "at": "1969-12-31T23:59:59Z", "data": { "score": 5 } }), "at"),
        (
            json!({ "at": "2026-10-01T00:00:00", "zone": "Mars/Olympus", "data": { "score": 5 } }),
            "zone",
        ),
        (json!({ "at": "2026-10-01T00:00:00Z", "data": { "score": 11 } }), "data.score"),
        (
            json!({ "at": "2026-10-01T00:00:00Z", "data": { "score": 5, "emotions": [""] } }),
            "data.emotions[0]",
        ),
    ] {
        let (status, problem) = stage.person.post("/v1/moods", &body).await;
        assert_eq!(
            (status, &problem["errors"][0]["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)),
            "{problem}"
        );
    }
    stage.end(40).await;
}
