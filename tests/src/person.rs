use std::time::Duration;

use eunoia_domain::EventId;
use jiff::Timestamp;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

/// A new UUIDv7.
pub fn fresh_id() -> Uuid {
    #[expect(clippy::disallowed_methods, reason = "a client has a clock")]
    let now = Timestamp::now().as_millisecond().unsigned_abs();
    EventId::from_record(now, &rand::random::<[u8; 10]>()).as_uuid()
}

/// A mood event for `/v1/events`.
pub fn mood(id: Uuid, at: &str, score: f64) -> Value {
    json!({ "id": id, "kind": "mood", "at": at, "data": { "score": score } })
}

/// Somebody with an account, talking to a server.
#[derive(Debug, Clone)]
pub struct Person {
    client: Client,
    url: String,
    pub email: String,
    pub token: String,
    pub refresh_token: String,
}

const PASSWORD: &str = "a-password-for-tests";

impl Person {
    /// Makes an account with a fresh address, in the zone UTC.
    pub async fn register(url: &str) -> Self {
        Self::register_in(url, "UTC").await
    }

    pub async fn register_in(url: &str, zone: &str) -> Self {
        let email = format!("{}@example.org", Uuid::from_bytes(rand::random()).simple());
        Self::enter(url, "register", json!({ "email": email, "password": PASSWORD, "zone": zone })).await
    }

    /// Signs in to an account that [`Person::register`] made, perhaps on a server that was started since.
    pub async fn log_in(url: &str, email: &str) -> Self {
        Self::enter(url, "login", json!({ "email": email, "password": PASSWORD })).await
    }

    async fn enter(url: &str, door: &str, body: Value) -> Self {
        // Whoever talks to a server that [`crate::Launch`] did not start needs it too; a second time does nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().timeout(Duration::from_secs(120)).build().unwrap();
        let response = client
            .post(format!("{url}/v1/auth/{door}"))
            .body(body.to_string())
            .send()
            .await
            .expect("the server answers");
        let status = response.status();
        let session: Value = response.json().await.unwrap();
        assert!(status.is_success(), "{door}: {status} {session}");
        let text = |key: &str| session[key].as_str().unwrap().to_owned();
        Self {
            client,
            url: url.to_owned(),
            email: session["person"]["email"].as_str().unwrap().to_owned(),
            token: text("access_token"),
            refresh_token: text("refresh_token"),
        }
    }

    /// The same person at another server.
    #[must_use]
    pub fn at(&self, url: &str) -> Self {
        Self {
            url: url.to_owned(),
            ..self.clone()
        }
    }

    /// The server that they talk to.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A request with the access token, to be sent as the caller likes.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url)).bearer_auth(&self.token)
    }

    pub async fn get(&self, path: &str) -> (StatusCode, Value) {
        answer(self.request(Method::GET, path).send().await.unwrap()).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        answer(self.request(Method::POST, path).body(body.to_string()).send().await.unwrap()).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        answer(self.request(Method::PUT, path).body(body.to_string()).send().await.unwrap()).await
    }

    pub async fn delete(&self, path: &str) -> (StatusCode, Value) {
        answer(self.request(Method::DELETE, path).send().await.unwrap()).await
    }

    /// Sends lines to `/v1/events/stream` and gives the lines of the answer.
    pub async fn stream(&self, body: impl Into<reqwest::Body>) -> Vec<Value> {
        let response = self.request(Method::POST, "/v1/events/stream").body(body).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        response
            .text()
            .await
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// Every entry of a resource, over all pages.
    pub async fn all(&self, path: &str) -> Vec<Value> {
        let mut items = Vec::new();
        let mut cursor = String::new();
        loop {
            let (status, page) = self.get(&format!("{path}?limit=500{cursor}")).await;
            assert_eq!(status, StatusCode::OK, "{page}");
            items.extend(page["items"].as_array().unwrap().iter().cloned());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return items,
            }
        }
    }
}

/// Status and JSON of an answer; null where there is no JSON.
async fn answer(response: Response) -> (StatusCode, Value) {
    let status = response.status();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}
