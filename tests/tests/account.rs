//! Accounts and sessions: who gets in, with what, and for how long.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use eunoia::auth::Tokens;
use eunoia_ingest::seal::MasterKey;
use eunoia_tests::{Person, fresh_id, shared};
use jiff::{SignedDuration, Timestamp};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

/// Sends a body to a door of `/v1/auth`.
async fn knock(url: &str, door: &str, body: Value) -> (StatusCode, Value) {
    let response = Client::new()
        .post(format!("{url}/v1/auth/{door}"))
        .body(body.to_string())
        .send()
        .await
        .unwrap();
    let status = response.status();
    (status, serde_json::from_str(&response.text().await.unwrap()).unwrap_or_default())
}

fn address() -> String {
    format!("{}@example.org", fresh_id().simple())
}

fn refused(answer: &(StatusCode, Value), status: u16, code: &str) {
    assert_eq!((answer.0.as_u16(), answer.1["code"].as_str()), (status, Some(code)), "{}", answer.1);
}

async fn me(url: &str, token: &str) -> StatusCode {
    let request = Client::new().get(format!("{url}/v1/me"));
    request
        .header("authorization", format!("Bearer {token}"))
        .send()
        .await
        .unwrap()
        .status()
}

#[tokio::test]
async fn an_account_is_made_once_and_opened_with_its_password() {
    let shared = shared();
    let url = shared.url();
    let email = address();
    let account = |email: &str| json!({ "email": email, "password": "ten chars!", "zone": "europe/berlin" });
    let (status, session) = knock(url, "register", account(&email)).await;
    assert_eq!(status, StatusCode::CREATED, "{session}");
    assert_eq!(
        (&session["person"]["email"], &session["person"]["zone"]),
        (&json!(email), &json!("Europe/Berlin"))
    );
    assert_eq!(
        (&session["expires_in"], &session["person"]["synthetic"]),
        (&json!(900), &json!(false))
    );
    assert_eq!(session.as_object().unwrap().len(), 4, "and nothing else: {session}");
    assert_eq!(session["person"].as_object().unwrap().len(), 7, "{session}");
    // Capitals and blanks around it make no other address.
    for same in [email.clone(), format!("  {} ", email.to_uppercase())] {
        refused(&knock(url, "register", account(&same)).await, 409, "email_taken");
        let (status, again) = knock(url, "login", json!({ "email": same, "password": "ten chars!" })).await;
        assert_eq!((status, &again["person"]), (StatusCode::OK, &session["person"]));
        assert_eq!(me(url, again["access_token"].as_str().unwrap()).await, StatusCode::OK);
    }
}

#[tokio::test]
async fn who_has_an_account_is_not_told_to_strangers() {
    let shared = shared();
    let person = Person::register(shared.url()).await;
    let wrong = knock(
        shared.url(),
        "login",
        json!({ "email": person.email, "password": "another password" }),
    )
    .await;
    let unknown = knock(shared.url(), "login", json!({ "email": address(), "password": "another password" })).await;
    refused(&wrong, 401, "wrong_credentials");
    assert_eq!(wrong, unknown, "the same answer to a wrong password and to an unknown address");
    for email in ["", "nobody", "a@b@c", "\u{0}@x"] {
        assert_eq!(
            knock(shared.url(), "login", json!({ "email": email, "password": "another password" })).await,
            unknown
        );
    }
    let long = knock(
        shared.url(),
        "login",
        json!({ "email": person.email, "password": "x".repeat(100_000) }),
    )
    .await;
    assert_eq!(long, unknown);
}

#[tokio::test]
async fn what_makes_no_account_is_named() {
    let shared = shared();
    let register = async |body: Value| knock(shared.url(), "register", body).await;
    let account = |field: &str, value: Value| {
        let mut account = json!({ "email": address(), "password": "a long password", "zone": "UTC" });
        account[field] = value;
        account
    };
    for (field, value) in [
        ("email", json!("nobody")),
        ("email", json!("@example.org")),
        ("email", json!("a b@example.org")),
        ("email", json!("a@")),
        ("email", json!("a@b@c")),
        ("email", json!(format!("{}@example.org", "x".repeat(250)))),
        ("password", json!("nine char")),
        ("password", json!("x".repeat(201))),
        ("zone", json!("Mars/Olympus")),
        ("zone", json!("")),
        ("zone", json!("../../etc/localtime")),
        ("zone", json!("UTC+1")),
    ] {
        let answer = register(account(field, value)).await;
        refused(&answer, 422, "invalid");
        assert_eq!(answer.1["errors"][0]["field"], field, "{}", answer.1);
        let shown = answer.1.to_string();
        assert!(
            field != "password" || !(shown.contains("nine char") || shown.contains("xxx")),
            "a password is never sent back: {shown}"
        );
    }
    // Characters are counted, not bytes.
    let (status, _) = register(account("password", json!("ünïcödé€€€".repeat(20)))).await;
    assert_eq!(status, StatusCode::CREATED);
    for rubbish in [
        json!({}),
        json!([]),
        json!(null),
        json!({ "email": 1, "password": [], "zone": {} }),
        account("admin", json!(true)),
    ] {
        for door in ["register", "login", "refresh", "logout"] {
            refused(&knock(shared.url(), door, rubbish.clone()).await, 422, "invalid");
        }
    }
}

#[tokio::test]
async fn a_refresh_token_is_good_once() {
    let shared = shared();
    let person = Person::register(shared.url()).await;
    let refresh = async |token: &str| knock(shared.url(), "refresh", json!({ "refresh_token": token })).await;
    let (status, second) = refresh(&person.refresh_token).await;
    assert_eq!((status, &second["person"]["email"]), (StatusCode::OK, &json!(person.email)));
    let second = second["refresh_token"].as_str().unwrap();
    assert_ne!(second, person.refresh_token);
    refused(&refresh(&person.refresh_token).await, 401, "session_expired");
    let (status, third) = refresh(second).await;
    assert_eq!(status, StatusCode::OK);
    let third = third["refresh_token"].as_str().unwrap().to_owned();
    // Of many that use one at the same time, one gets through.
    let racing = futures::future::join_all((0..8).map(|_| refresh(&third))).await;
    assert_eq!(
        racing.iter().filter(|(status, _)| *status == StatusCode::OK).count(),
        1,
        "{racing:?}"
    );
    for token in ["", "x", &"A".repeat(43), &person.token, &"A".repeat(100_000)] {
        refused(&refresh(token).await, 401, "session_expired");
    }
}

#[tokio::test]
async fn logging_out_ends_that_session_alone() {
    let shared = shared();
    let phone = Person::register(shared.url()).await;
    let laptop = Person::log_in(shared.url(), &phone.email).await;
    let body = json!({ "refresh_token": phone.refresh_token });
    for _ in 0..2 {
        assert_eq!(knock(shared.url(), "logout", body.clone()).await.0, StatusCode::NO_CONTENT);
    }
    assert_eq!(
        knock(shared.url(), "logout", json!({ "refresh_token": "x" })).await.0,
        StatusCode::NO_CONTENT
    );
    refused(&knock(shared.url(), "refresh", body).await, 401, "session_expired");
    assert_eq!(
        knock(shared.url(), "refresh", json!({ "refresh_token": laptop.refresh_token }))
            .await
            .0,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_token_that_is_not_ours_opens_nothing() {
    let shared = shared();
    let person = Person::register(shared.url()).await;
    assert_eq!(me(shared.url(), &person.token).await, StatusCode::OK);
    let [header, claims, signature] = person.token.split('.').collect::<Vec<_>>().try_into().unwrap();
    let decoded: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let with = |key: &str, value: Value| {
        let mut claims = decoded.clone();
        claims[key] = value;
        encode(&claims)
    };
    let another = Person::register(shared.url()).await;
    let other_signature = another.token.rsplit('.').next().unwrap();
    let mut forged = vec![
        String::new(),
        "x".to_owned(),
        "..".to_owned(),
        format!("{header}.{claims}"),
        format!("{header}.{claims}."),
        format!("{header}.{claims}.{other_signature}"),
        format!("{header}.{}.{signature}", with("sub", json!("1"))),
        format!("{header}.{}.{signature}", with("exp", json!(4_102_444_800_i64))),
        format!("{header}.{claims}.{}", signature.chars().rev().collect::<String>()),
        format!("{}.{claims}.{signature}", encode(&json!({ "alg": "HS512", "typ": "JWT" }))),
        format!("{}.{claims}.{signature}", encode(&json!({ "alg": "RS256", "typ": "JWT" }))),
        "x".repeat(4_000),
        person.refresh_token.clone(),
    ];
    for none in ["none", "None", "NONE", ""] {
        let header = encode(&json!({ "alg": none, "typ": "JWT" }));
        forged.extend([format!("{header}.{claims}."), format!("{header}.{claims}.{signature}")]);
    }
    for token in &forged {
        assert_eq!(me(shared.url(), token).await, StatusCode::UNAUTHORIZED, "{token}");
    }
    let get = async |header: Option<String>| {
        let mut request = Client::new().get(format!("{}/v1/me", shared.url()));
        if let Some(header) = header {
            request = request.header("authorization", header);
        }
        request.send().await.unwrap()
    };
    for header in [
        None,
        Some(person.token.clone()),
        Some(format!("Basic {}", person.token)),
        Some(format!("Bearer{}", person.token)),
    ] {
        let response = get(header).await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(
            (
                response.headers()["www-authenticate"].as_bytes(),
                response.headers()["content-type"].as_bytes()
            ),
            (&b"Bearer"[..], &b"application/problem+json"[..])
        );
    }
}

#[tokio::test]
async fn a_token_of_ours_holds_for_a_quarter_of_an_hour() {
    let shared = shared();
    let person = Person::register(shared.url()).await;
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(person.token.split('.').nth(1).unwrap()).unwrap()).unwrap();
    let id: i64 = claims["sub"].as_str().unwrap().parse().unwrap();
    // The server's own key, so that nothing but the time, or the person, is wrong with these.
    let key = MasterKey::load_or_create(&shared.data().join("master.key")).unwrap();
    let tokens = Tokens::new(&key.derive("eunoia 2026-11 signing of access tokens"));
    #[expect(clippy::disallowed_methods, reason = "a client has a clock")]
    let now = Timestamp::now();
    let issued = |id: i64, seconds: i64| tokens.issue(id, now - SignedDuration::from_secs(seconds)).unwrap();
    assert_eq!(me(shared.url(), &issued(id, 840)).await, StatusCode::OK);
    assert_eq!(me(shared.url(), &issued(id, 901)).await, StatusCode::UNAUTHORIZED, "it has expired");
    for nobody in [0, -1, id + 1_000_000, i64::MAX] {
        assert_eq!(
            me(shared.url(), &issued(nobody, 0)).await,
            StatusCode::UNAUTHORIZED,
            "there is no person {nobody}"
        );
    }
}

#[tokio::test]
async fn whoever_sends_much_with_a_bad_token_is_told_so() {
    let shared = shared();
    let body = vec![b'\n'; 8 << 20];
    for path in ["/v1/events", "/v1/events/stream", "/v1/moods", "/v1/me", "/nowhere"] {
        for _ in 0..8 {
            let request = Client::new()
                .request(Method::POST, format!("{}{path}", shared.url()))
                .header("authorization", "Bearer x");
            // Not a connection that breaks off: the answer has to get through to whoever still sends.
            let response = request.body(body.clone()).send().await.unwrap_or_else(|e| panic!("{path}: {e:?}"));
            let expected = match path {
                "/v1/me" => StatusCode::METHOD_NOT_ALLOWED,
                "/nowhere" => StatusCode::NOT_FOUND,
                _ => StatusCode::UNAUTHORIZED,
            };
            assert_eq!(response.status(), expected, "{path}");
        }
    }
}
