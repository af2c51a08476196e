//! The interface as it is written down: every path that the document names is on the router, and the document and the
//! command line's help change only on purpose (`INSTA_UPDATE=always cargo test` accepts a change).
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use std::collections::BTreeSet;

use eunoia_tests::{Person, eunoia, fresh_id, mood, shared};
use reqwest::{Method, StatusCode};
use serde_json::Value;

const METHODS: [&str; 7] = ["get", "post", "put", "patch", "delete", "options", "trace"];

async fn document(person: &Person) -> Value {
    let (status, document) = person.get("/openapi.json").await;
    assert_eq!(status, StatusCode::OK);
    document
}

#[tokio::test]
async fn the_document_and_the_router_agree_on_paths_and_methods() {
    let shared = shared();
    shared.server.relayed().await;
    let person = Person::register(shared.url()).await;
    let document = document(&person).await;
    let mut asked = BTreeSet::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for method in METHODS {
            let declared = operations.get(method).is_some();
            let path = path
                .replace("{id}", &fresh_id().to_string())
                .replace("{key_id}", &fresh_id().to_string());
            let response = person.request(method.to_uppercase().parse().unwrap(), &path).send().await.unwrap();
            let status = response.status();
            let kind = response
                .headers()
                .get("content-type")
                .map(|value| value.to_str().unwrap().to_owned());
            let body: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap_or_default();
            assert_eq!(
                status == StatusCode::METHOD_NOT_ALLOWED,
                !declared,
                "{method} {path}: {status} {body}"
            );
            if declared {
                asked.insert((method, path.clone()));
                let missing_path = body["detail"]
                    .as_str()
                    .is_some_and(|detail| detail.contains("nothing at this path"));
                assert!(!missing_path && !status.is_server_error(), "{method} {path}: {status} {body}");
                // An answer that is not declared, whatever it says, is one that a client cannot expect.
                let declared = operations[method]["responses"].as_object().unwrap();
                assert!(
                    declared.contains_key(status.as_str()),
                    "{method} {path} answers {status}, and declares {:?}",
                    declared.keys()
                );
            } else {
                assert_eq!(body["code"], "method_not_allowed", "{method} {path}");
                assert_eq!(kind.as_deref(), Some("application/problem+json"));
            }
        }
    }
    assert!(asked.len() > 50, "{asked:#?}");
}

#[tokio::test]
async fn an_unknown_path_is_a_problem_too() {
    let shared = shared();
    let person = Person::register(shared.url()).await;
    let long = format!("/v1/{}", "x".repeat(8_000));
    let paths = [
        "/v1",
        "/v2/moods",
        "/v1/moods/",
        "/v1/moods/a/b",
        "/v1//moods",
        "/V1/moods",
        "/%00",
        "/%ff",
        "/..%2f..%2fetc/passwd",
        "/assets/none.js",
        &long,
    ];
    for path in paths {
        for method in [Method::GET, Method::POST, Method::DELETE] {
            let response = person.request(method, path).send().await.unwrap();
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
            assert_eq!(response.headers()["content-type"], "application/problem+json", "{path}");
            let problem: Value = response.json().await.unwrap();
            assert_eq!((&problem["status"], &problem["code"]), (&404.into(), &"not_found".into()), "{path}");
        }
    }
}

#[tokio::test]
async fn every_reference_of_the_document_leads_somewhere() {
    let shared = shared();
    let person = Person::register(shared.url()).await;
    let document = document(&person).await;
    let text = document.to_string();
    let references: BTreeSet<_> = text
        .split("\"$ref\":\"#")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert!(references.len() > 20);
    for reference in references {
        assert!(document.pointer(reference).is_some(), "{reference}");
    }
    let response = person.request(Method::GET, "/docs/").send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK, "the document can be read in a browser");
}

#[tokio::test]
async fn the_document_changes_only_on_purpose() {
    let shared = shared();
    let person = Person::register(shared.url()).await;
    insta::assert_json_snapshot!("openapi", document(&person).await);
}

#[test]
fn the_help_changes_only_on_purpose() {
    insta::assert_snapshot!("help", eunoia(["--help"]).success());
    for command in ["serve", "import", "simulate", "analyze", "evaluate", "export", "rebuild"] {
        let help = eunoia([command, "--help"]).success();
        assert!(!help.contains('\u{1b}'), "no colours where nobody watches");
        insta::assert_snapshot!(format!("help_{command}"), help);
    }
    insta::assert_snapshot!("help_evaluate_text", eunoia(["evaluate", "text", "--help"]).success());
    insta::assert_snapshot!("help_evaluate_forecast", eunoia(["evaluate", "forecast", "--help"]).success());
}

#[test]
fn every_command_is_in_the_snapshots() {
    let help = eunoia(["--help"]).success();
    let commands = help.split("Commands:").nth(1).unwrap().split("Options:").next().unwrap();
    let commands: Vec<_> = commands.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(
        commands,
        ["serve", "import", "simulate", "analyze", "evaluate", "export", "rebuild", "help"]
    );
    for wrong in [
        &["fly"][..],
        &["serve", "--listen", "nowhere"],
        &["import"],
        &["simulate", "--users", "0", "--days", "1", "--seed", "1", "--out", "x"],
    ] {
        let finished = eunoia(wrong);
        assert_eq!(finished.code, Some(2), "{wrong:?}");
        assert!(finished.err.starts_with("error: "), "{}", finished.err);
    }
}

#[tokio::test]
async fn health_and_metrics_need_no_account_and_name_nobody() {
    let shared = shared();
    let person = Person::register(shared.url()).await;
    let id = fresh_id();
    person
        .post(
            "/v1/moods",
            &serde_json::json!({ "id": id, "at": "2026-11-01T09:00:00Z", "data": { "score": 5 } }),
        )
        .await;
    person.get(&format!("/v1/moods/{id}")).await;
    person.post("/v1/events", &mood(fresh_id(), "2026-11-01T09:00:00Z", 5.0)).await;
    let get = async |path: &str| reqwest::get(format!("{}{path}", shared.url())).await.unwrap();
    assert_eq!(get("/healthz").await.text().await.unwrap(), "ok");
    shared.server.relayed().await;
    let readiness: Value = get("/readyz").await.json().await.unwrap();
    assert_eq!(
        (&readiness["ledger"], &readiness["warehouse"], &readiness["set_aside"]),
        (&"ready".into(), &"ready".into(), &0.into())
    );
    let metrics = get("/metrics").await.text().await.unwrap();
    assert!(metrics.contains("route=\"/v1/moods/{id}\""), "{metrics}");
    assert!(!metrics.contains(&id.to_string()) && !metrics.contains(&person.email), "{metrics}");
}
