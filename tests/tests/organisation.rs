//! Organisations: who is in, who may see what, and with which key.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use eunoia_tests::{Launch, Person, fresh_id, shared};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use sqlx::{AnyPool, Executor};

/// Asks with a key instead of a session.
async fn with_key(url: &str, key: &str, path: &str) -> (StatusCode, Value) {
    let response = Client::new().get(format!("{url}{path}")).bearer_auth(key).send().await.unwrap();
    (response.status(), response.json().await.unwrap())
}

async fn organisation(owner: &Person, name: &str) -> String {
    let (status, made) = owner.post("/v1/organisations", &json!({ "name": name })).await;
    assert_eq!(
        (status, &made["name"], &made["role"]),
        (StatusCode::CREATED, &json!(name), &json!("owner")),
        "{made}"
    );
    made["id"].as_str().unwrap().to_owned()
}

async fn code(owner: &Person, organisation: &str) -> String {
    let (status, made) = owner
        .post(&format!("/v1/organisations/{organisation}/invitations"), &json!({}))
        .await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    made["code"].as_str().unwrap().to_owned()
}

async fn key(owner: &Person, organisation: &str, scopes: Value) -> Value {
    let body = json!({ "name": "reports", "scopes": scopes });
    let (status, made) = owner.post(&format!("/v1/organisations/{organisation}/keys"), &body).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    made
}

fn refused(answer: &(StatusCode, Value), status: u16, code: &str) {
    assert_eq!((answer.0.as_u16(), answer.1["code"].as_str()), (status, Some(code)), "{}", answer.1);
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// Does something to the ledger that only time does.
async fn as_time_goes_by(data: &std::path::Path, statement: String) {
    sqlx::any::install_default_drivers();
    let ledger = AnyPool::connect(&format!("sqlite://{}", data.join("ledger.db").display()))
        .await
        .unwrap();
    ledger.execute("PRAGMA busy_timeout = 10000").await.unwrap();
    let done = ledger.execute(sqlx::AssertSqlSafe(statement)).await.unwrap();
    assert!(done.rows_affected() > 0);
    ledger.close().await;
}

#[tokio::test]
async fn a_code_lets_in_until_it_expires_and_leaving_ends_it() {
    let shared = shared();
    let (owner, ada) = (Person::register(shared.url()).await, Person::register(shared.url()).await);
    let id = organisation(&owner, "Red House").await;
    let code = code(&owner, &id).await;
    assert!(code.len() == 32 && code.chars().all(|c| c.is_ascii_hexdigit()), "128 bits: {code}");
    let join = async |person: &Person, code: &str| person.post("/v1/memberships", &json!({ "code": code })).await;
    let member = json!({ "id": id, "name": "Red House", "role": "member" });
    assert_eq!(join(&ada, &code).await, (StatusCode::CREATED, member.clone()));
    assert_eq!(
        join(&ada, &format!(" {}\n", code.to_uppercase())).await,
        (StatusCode::OK, member.clone())
    );
    assert_eq!(ada.get("/v1/organisations").await, (StatusCode::OK, json!({ "items": [member] })));
    // An owner is not made a member by a code of their own.
    let (status, still) = join(&owner, &code).await;
    assert_eq!((status, &still["role"]), (StatusCode::OK, &json!("owner")));

    let leave = async |person: &Person| person.delete(&format!("/v1/memberships/{id}")).await;
    assert_eq!(leave(&ada).await.0, StatusCode::NO_CONTENT);
    refused(&leave(&ada).await, 404, "not_found");
    refused(&leave(&owner).await, 409, "owner");
    assert_eq!(ada.get("/v1/organisations").await.1, json!({ "items": [] }));
    assert_eq!(join(&ada, &code).await.0, StatusCode::CREATED, "and may come again");

    for wrong in ["", "x", &code[1..], &fresh_id().to_string()] {
        refused(&join(&ada, wrong).await, 404, "not_found");
    }
    let hash = sqlx_hex(&code);
    as_time_goes_by(
        shared.data(),
        format!("UPDATE invitation SET expires_at = 1 WHERE hex(code_hash) = '{hash}'"),
    )
    .await;
    let bob = Person::register(shared.url()).await;
    refused(&join(&bob, &code).await, 404, "not_found");
    // Trying on is stopped soon.
    let mut last = (StatusCode::OK, Value::Null);
    for _ in 0..12 {
        last = join(&bob, &fresh_id().to_string()).await;
    }
    refused(&last, 429, "too_often");
}

/// What the ledger keeps of a code, in the words of SQLite's hex().
fn sqlx_hex(code: &str) -> String {
    let bytes = uuid::Uuid::parse_str(code).unwrap();
    blake3::hash(bytes.as_bytes()).to_hex().to_uppercase()
}

#[tokio::test]
async fn what_is_not_a_name_or_a_time_is_refused() {
    let shared = shared();
    let owner = Person::register(shared.url()).await;
    let id = organisation(&owner, "x").await;
    let (invitations, keys) = (
        format!("/v1/organisations/{id}/invitations"),
        format!("/v1/organisations/{id}/keys"),
    );
    let rotate = format!("{keys}/{}/rotate", text(&key(&owner, &id, json!(["stats:read"])).await["id"]));
    let named = |name: &str| json!({ "name": name, "scopes": ["stats:read"] });
    for (path, body, field) in [
        ("/v1/organisations", json!({ "name": "" }), "name"),
        ("/v1/organisations", json!({ "name": " \t " }), "name"),
        ("/v1/organisations", json!({ "name": "a\nb" }), "name"),
        ("/v1/organisations", json!({ "name": "x".repeat(101) }), "name"),
        (&invitations, json!({ "expires_in_days": 0 }), "expires_in_days"),
        (&invitations, json!({ "expires_in_days": 366 }), "expires_in_days"),
        (&keys, named(""), "name"),
        (&keys, named(&"é".repeat(101)), "name"),
        (&keys, json!({ "name": "k", "scopes": [] }), "scopes"),
        (&keys, json!({ "name": "k", "scopes": ["stats:read", "all"] }), "scopes[1]"),
        (
            &keys,
            json!({ "name": "k", "scopes": ["stats:read"], "expires_in_days": i64::MAX }),
            "expires_in_days",
        ),
        (&rotate, json!({ "grace_hours": -1 }), "grace_hours"),
        (&rotate, json!({ "grace_hours": 721 }), "grace_hours"),
        ("/v1/organisations/x/keys", named("k"), "id"),
    ] {
        let answer = owner.post(path, &body).await;
        refused(&answer, 422, "invalid");
        assert_eq!(answer.1["errors"][0]["field"], field, "{path} {body}: {}", answer.1);
    }
    let (status, _) = owner.post("/v1/organisations", &json!({ "name": "é".repeat(100) })).await;
    assert_eq!(status, StatusCode::CREATED, "characters are counted, not bytes");
}

#[tokio::test]
async fn a_key_opens_while_it_holds_and_its_secret_is_shown_once() {
    let shared = shared();
    shared.server.relayed().await;
    let owner = Person::register(shared.url()).await;
    let id = organisation(&owner, "Blue House").await;
    let made = key(&owner, &id, json!(["stats:read"])).await;
    let (key_id, secret) = (text(&made["id"]).to_owned(), text(&made["secret"]).to_owned());
    let summary = async |secret: &str| with_key(shared.url(), secret, "/v1/population").await;
    let listed = async || owner.get(&format!("/v1/organisations/{id}/keys")).await.1;
    let before = listed().await;
    assert_eq!(before["items"][0]["last_used_at"], Value::Null);
    let (status, first) = summary(&secret).await;
    assert_eq!((status, &first["organisation"]), (StatusCode::OK, &json!(id)), "{first}");
    let after = listed().await;
    let item = &after["items"][0];
    assert!(item["last_used_at"].is_string() && item["revoked"] == false, "{item}");
    assert!(
        secret.starts_with("eunoia_org_") && secret.starts_with(text(&item["prefix"])),
        "{item}"
    );
    assert!(
        !after.to_string().contains(&secret[45..]),
        "the secret is nowhere but in the first answer"
    );
    summary(&secret).await;
    assert_eq!(listed().await, after, "a use is noted once a minute");

    // A wrong secret, of a key that is or is not.
    let other = format!(
        "{}{}",
        &secret[..secret.len() - 4],
        if secret.ends_with("AAAA") { "BBBB" } else { "AAAA" }
    );
    for wrong in [
        other.as_str(),
        &secret.replace(&secret[11..43], &fresh_id().simple().to_string()),
        "eunoia_org_",
        &secret[..60],
    ] {
        refused(&summary(wrong).await, 401, "unauthorized");
    }
    // A key is no session.
    for path in ["/v1/me", "/v1/organisations", "/v1/moods"] {
        refused(&with_key(shared.url(), &secret, path).await, 401, "unauthorized");
    }
    let other = organisation(&owner, "another").await;
    refused(
        &with_key(shared.url(), &secret, &format!("/v1/population?organisation={other}")).await,
        404,
        "not_found",
    );
    assert_eq!(
        with_key(shared.url(), &secret, &format!("/v1/population?table=risk.floor&organisation={id}"))
            .await
            .0,
        StatusCode::OK
    );

    let exporting = key(&owner, &id, json!(["export:read"])).await;
    refused(&summary(text(&exporting["secret"])).await, 403, "missing_scope");

    as_time_goes_by(
        shared.data(),
        format!("UPDATE api_key SET expires_at = 1 WHERE hex(public_id) = '{}'", hex(&key_id)),
    )
    .await;
    refused(&summary(&secret).await, 401, "key_expired");
    refused(&summary(&format!("{}AAAA", &secret[..secret.len() - 4])).await, 401, "unauthorized");

    let fresh = key(&owner, &id, json!(["stats:read", "export:read"])).await;
    let (path, secret) = (
        format!("/v1/organisations/{id}/keys/{}", text(&fresh["id"])),
        text(&fresh["secret"]),
    );
    assert_eq!(summary(secret).await.0, StatusCode::OK);
    for _ in 0..2 {
        assert_eq!(owner.delete(&path).await.0, StatusCode::NO_CONTENT);
    }
    refused(&summary(secret).await, 401, "key_revoked");
    refused(&owner.post(&format!("{path}/rotate"), &json!({})).await, 409, "revoked");
    let revoked: Vec<_> = listed().await["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|key| key["revoked"].clone())
        .collect();
    assert_eq!(revoked, [false, false, true]);
}

fn hex(id: &str) -> String {
    id.replace('-', "").to_uppercase()
}

#[tokio::test]
async fn a_rotated_key_has_both_secrets_for_the_grace() {
    let shared = shared();
    shared.server.relayed().await;
    let owner = Person::register(shared.url()).await;
    let id = organisation(&owner, "Green House").await;
    let first = key(&owner, &id, json!(["stats:read"])).await;
    let rotate = async |grace: Value| {
        let path = format!("/v1/organisations/{id}/keys/{}/rotate", text(&first["id"]));
        let (status, rotated) = owner.post(&path, &grace).await;
        assert_eq!((status, &rotated["id"]), (StatusCode::CREATED, &first["id"]), "{rotated}");
        text(&rotated["secret"]).to_owned()
    };
    let opens = async |secret: &str| with_key(shared.url(), secret, "/v1/population").await.0 == StatusCode::OK;
    let first_secret = text(&first["secret"]);
    let second = rotate(json!({})).await;
    assert!(opens(first_secret).await && opens(&second).await);
    as_time_goes_by(
        shared.data(),
        format!(
            "UPDATE api_key SET previous_until = 1 WHERE hex(public_id) = '{}'",
            hex(text(&first["id"]))
        ),
    )
    .await;
    assert!(!opens(first_secret).await && opens(&second).await, "the grace is over");
    let third = rotate(json!({ "grace_hours": 0 })).await;
    assert!(!opens(&second).await && opens(&third).await);
    let fourth = rotate(json!({ "grace_hours": 720 })).await;
    let fifth = rotate(json!({ "grace_hours": 1 })).await;
    assert!(!opens(&third).await && opens(&fourth).await && opens(&fifth).await, "two at a time");
    assert_eq!(
        owner.delete(&format!("/v1/organisations/{id}/keys/{}", text(&first["id"]))).await.0,
        StatusCode::NO_CONTENT
    );
    assert!(!opens(&fourth).await && !opens(&fifth).await, "revoked with all its secrets");
}

#[tokio::test]
async fn an_organisation_is_its_owners_alone() {
    let shared = shared();
    let owner = Person::register(shared.url()).await;
    let id = organisation(&owner, "Quiet House").await;
    let key_id = text(&key(&owner, &id, json!(["stats:read"])).await["id"]).to_owned();
    let (stranger, member) = (Person::register(shared.url()).await, Person::register(shared.url()).await);
    let (status, _) = member.post("/v1/memberships", &json!({ "code": code(&owner, &id).await })).await;
    assert_eq!(status, StatusCode::CREATED);
    let asks = |id: &str, key_id: &str| {
        vec![
            (Method::POST, format!("/v1/organisations/{id}/invitations"), json!({})),
            (Method::GET, format!("/v1/organisations/{id}/keys"), json!({})),
            (
                Method::POST,
                format!("/v1/organisations/{id}/keys"),
                json!({ "name": "k", "scopes": ["stats:read"] }),
            ),
            (Method::POST, format!("/v1/organisations/{id}/keys/{key_id}/rotate"), json!({})),
            (Method::DELETE, format!("/v1/organisations/{id}/keys/{key_id}"), json!({})),
            (Method::GET, format!("/v1/population?organisation={id}"), json!({})),
        ]
    };
    let ask = async |person: &Person, (method, path, body): (Method, String, Value)| {
        let response = person.request(method, &path).body(body.to_string()).send().await.unwrap();
        (response.status(), response.json::<Value>().await.unwrap())
    };
    let nobody = fresh_id().to_string();
    for person in [&stranger, &member] {
        for (theirs, nobodys) in asks(&id, &key_id).into_iter().zip(asks(&nobody, &nobody)) {
            let path = theirs.1.clone();
            let answer = ask(person, theirs).await;
            refused(&answer, 404, "not_found");
            assert_eq!(answer, ask(person, nobodys).await, "{path}: the answer to an id that nobody has");
        }
    }
    // Another owner's keys are not reached through one's own organisation.
    let own = organisation(&stranger, "Other House").await;
    for path in [
        format!("/v1/organisations/{own}/keys/{key_id}/rotate"),
        format!("/v1/organisations/{own}/keys/{key_id}"),
    ] {
        let method = if path.ends_with("rotate") { Method::POST } else { Method::DELETE };
        refused(&ask(&stranger, (method, path, json!({}))).await, 404, "not_found");
    }
    let (_, keys) = owner.get(&format!("/v1/organisations/{id}/keys")).await;
    assert_eq!(
        (keys["items"].as_array().unwrap().len(), &keys["items"][0]["revoked"]),
        (1, &json!(false))
    );
}

#[tokio::test]
async fn each_key_has_its_allowance() {
    let data = tempfile::tempdir().unwrap();
    let server = Launch::on(data.path())
        .arg("--stats-per-minute")
        .arg("1")
        .env("EUNOIA_STATS_BURST", "3")
        .start();
    server.relayed().await;
    let owner = Person::register(&server.url).await;
    let id = organisation(&owner, "Loud House").await;
    let (one, two) = (
        key(&owner, &id, json!(["stats:read"])).await,
        key(&owner, &id, json!(["stats:read"])).await,
    );
    let ask = async |secret: &str| {
        let request = Client::new().get(format!("{}/v1/population", server.url)).bearer_auth(secret);
        request.send().await.unwrap()
    };
    for _ in 0..3 {
        assert_eq!(ask(text(&one["secret"])).await.status(), StatusCode::OK);
    }
    let response = ask(text(&one["secret"])).await;
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    let wait: u64 = response.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((30..=61).contains(&wait), "one a minute: {wait}");
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    assert_eq!(response.json::<Value>().await.unwrap()["code"], "too_often");
    assert_eq!(
        ask(text(&two["secret"])).await.status(),
        StatusCode::OK,
        "the other key's is its own"
    );
    let path = format!("/v1/population?organisation={id}");
    for status in [200, 200, 200, 429] {
        assert_eq!(owner.get(&path).await.0.as_u16(), status, "and so is the owner's");
    }
}
