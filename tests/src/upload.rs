//! Uploads to be imported, as an app sends them.

use std::time::{Duration, Instant};

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::{Person, fresh_id, mood};

/// Rows that are committed together, at most.
pub const BATCH: u64 = 500;

/// Lines to import: good ones, and each hundredth refused.
pub fn lines(count: u32) -> Vec<u8> {
    let line = |n: u32| {
        let (day, minute) = (1 + n / 1_440 % 28, n % 1_440);
        let at = format!("2026-{:02}-{day:02}T{:02}:{:02}:00Z", 1 + n / 40_320 % 10, minute / 60, minute % 60);
        let score = if n % 100 == 50 { 50.0 } else { f64::from(1 + n % 10) };
        mood(fresh_id(), &at, score).to_string()
    };
    (0..count).map(line).collect::<Vec<_>>().join("\n").into_bytes()
}

pub async fn begin(person: &Person, body: &Value) -> Value {
    let (status, import) = person.post("/v1/imports", body).await;
    assert_eq!(status, StatusCode::CREATED, "{import}");
    assert_eq!((&import["state"], &import["received"]), (&json!("uploading"), &json!(0)));
    import
}

pub async fn part(person: &Person, import: &str, offset: u64, bytes: &[u8]) -> Response {
    let request = person.request(Method::PATCH, &format!("/v1/imports/{import}"));
    let request = request.header("Upload-Offset", offset.to_string()).body(bytes.to_vec());
    request.send().await.unwrap()
}

/// Sends the parts of `content` from where the import stands.
pub async fn send(person: &Person, id: &str, content: &[u8], size: usize) -> Value {
    let (_, mut import) = person.get(&format!("/v1/imports/{id}")).await;
    while import["received"].as_u64().unwrap() < content.len() as u64 {
        let from = import["received"].as_u64().unwrap() as usize;
        let to = content.len().min(from + size);
        let response = part(person, id, from as u64, &content[from..to]).await;
        assert_eq!(response.status(), StatusCode::OK);
        import = response.json().await.unwrap();
        assert_eq!(import["received"], to);
    }
    import
}

/// Begins and uploads an import; gives its id.
pub async fn upload(person: &Person, format: &str, content: &[u8]) -> String {
    let import = begin(person, &json!({ "format": format, "size": content.len() })).await;
    let id = import["id"].as_str().unwrap().to_owned();
    send(person, &id, content, 4 << 20).await;
    id
}

/// Waits until `enough` says so.
pub async fn until(person: &Person, id: &str, enough: impl Fn(&Value) -> bool) -> Value {
    let deadline = Instant::now() + Duration::from_secs(120);
    loop {
        let (status, import) = person.get(&format!("/v1/imports/{id}")).await;
        assert_eq!(status, StatusCode::OK, "{import}");
        if enough(&import) {
            return import;
        }
        assert!(Instant::now() < deadline, "still {import}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

pub async fn ended(person: &Person, id: &str) -> Value {
    until(person, id, |import| {
        !["queued", "running"].contains(&import["state"].as_str().unwrap())
    })
    .await
}

pub fn numbers(report: &Value) -> [u64; 4] {
    let numbers = ["rows", "mapped", "duplicates", "rejected_total"].map(|name| report[name].as_u64().unwrap());
    assert_eq!(
        numbers[0],
        numbers[1] + numbers[2] + numbers[3],
        "every row is counted once: {report}"
    );
    numbers
}
