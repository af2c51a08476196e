//! Imports over HTTP go on where they stood: whatever happened to the process, each row is accounted for once.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use std::{fs, path::Path, time::Duration};

use eunoia_tests::{
    Launch, Person, Server, postgres_url,
    upload::{BATCH, begin, ended, lines, numbers, part, send, until, upload},
};
use futures::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::json;
use sqlx::{AnyPool, AssertSqlSafe, any::install_default_drivers};
use tempfile::TempDir;
use uuid::Uuid;

/// Kills the server amid the upload and, again and again, amid the job.
async fn survive(start: impl Fn() -> Server) {
    let mut server = start();
    let mut person = Person::register(&server.url).await;
    const ROWS: u32 = 60_000;
    let content = lines(ROWS);
    let import = begin(&person, &json!({ "format": "ndjson", "name": "a year", "size": content.len() })).await;
    let id = import["id"].as_str().unwrap().to_owned();
    let half = content.len() / 2;
    for from in (0..half).step_by(1 << 20) {
        let response = part(&person, &id, from as u64, &content[from..half.min(from + (1 << 20))]).await;
        assert_eq!(response.status(), StatusCode::OK);
    }
    // One is under way when the process dies: it is there whole or not at all.
    let cut = tokio::spawn({
        let (person, id, rest) = (person.clone(), id.clone(), content[half..half + (2 << 20)].to_vec());
        async move {
            let request = person.request(Method::PATCH, &format!("/v1/imports/{id}"));
            request.header("Upload-Offset", half.to_string()).body(rest).send().await.is_ok()
        }
    });
    tokio::time::sleep(Duration::from_millis(15)).await;
    server.kill();
    let acknowledged = cut.await.unwrap();
    server = start();
    person = person.at(&server.url);
    let (_, import) = person.get(&format!("/v1/imports/{id}")).await;
    let received = import["received"].as_u64().unwrap();
    let whole = half as u64 + (2 << 20);
    assert!(
        received == whole || (received == half as u64 && !acknowledged),
        "{received} of {half} or {whole}"
    );
    send(&person, &id, &content, 4 << 20).await;
    let mut kills = 0;
    let mut rows = 0;
    let import = loop {
        let seen = until(&person, &id, |import| {
            import["state"] == "done" || import["report"]["rows"].as_u64() > Some(rows + 6 * BATCH)
        })
        .await;
        if seen["state"] == "done" {
            break seen;
        }
        // At any moment, be it between a commit and its being written down.
        tokio::time::sleep(Duration::from_millis(rand::random_range(0..15))).await;
        rows = seen["report"]["rows"].as_u64().unwrap();
        kills += 1;
        server.kill();
        server = start();
        person = person.at(&server.url);
    };
    assert!(kills >= 3, "only {kills} kills: it was over too soon");
    let [rows, mapped, duplicates, rejected] = numbers(&import["report"]);
    println!("{kills} kills: {rows} rows, {mapped} mapped, {duplicates} duplicates, {rejected} rejected");
    let refused = u64::from(ROWS / 100);
    assert_eq!((rows, rejected), (u64::from(ROWS), refused));
    // The batch in hand at each kill may have been recorded without being counted.
    assert!(duplicates <= kills * BATCH, "{duplicates} duplicates after {kills} kills");
    assert_eq!(mapped + duplicates, u64::from(ROWS) - refused);
    let told = import["report"]["rejected"].as_array().unwrap();
    let expected: Vec<u64> = (0..u64::from(ROWS)).filter(|n| n % 100 == 50).map(|n| n + 1).collect();
    assert_eq!(told.iter().map(|row| row["line"].as_u64().unwrap()).collect::<Vec<_>>(), expected);
    assert_eq!(
        person.all("/v1/moods").await.len() as u64,
        u64::from(ROWS) - refused,
        "each is there once"
    );
    drop(server);
}

#[tokio::test]
async fn an_upload_and_a_job_survive_kills() {
    let data = TempDir::new().unwrap();
    let launch = Launch::on(data.path()).arg("--role").arg("api");
    survive(|| launch.start()).await;
    assert!(parts_left(data.path()) < 1 << 20);
}

/// Bytes of the store of uploads.
fn parts_left(data: &Path) -> u64 {
    fs::metadata(data.join("uploads.db")).unwrap().len()
}

#[tokio::test]
async fn two_processes_share_the_jobs() {
    let Some(server) = postgres_url() else { return };
    let (one, two) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    install_default_drivers();
    let name = format!("eunoia_{}", Uuid::from_bytes(rand::random()).simple());
    let pool = AnyPool::connect(&server).await.unwrap();
    sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}")))
        .execute(&pool)
        .await
        .unwrap();
    let url = format!("{}/{name}", server.rsplit_once('/').unwrap().0);
    let key = one.path().join("shared.key");
    let launch = |data: &Path| {
        let launch = Launch::on(data).arg("--role").arg("api").arg("--database").arg(&url);
        launch.arg("--master-key").arg(key.to_str().unwrap())
    };
    let (mut first, second) = (launch(one.path()).start(), launch(two.path()).start());
    let person = Person::register(&first.url).await;
    let content = lines(30_000);
    let id = upload(&person, "ndjson", &content).await;
    until(&person, &id, |import| import["report"]["rows"].as_u64() >= Some(BATCH)).await;
    // Whichever runs it: after the death of the one, the other has it, at once or when the lease is over.
    first.kill();
    let person = person.at(&second.url);
    let import = ended(&person, &id).await;
    let [rows, mapped, duplicates, rejected] = numbers(&import["report"]);
    assert_eq!((rows, mapped + duplicates, rejected), (30_000, 29_700, 300), "{}", import["state"]);
    assert!(duplicates <= BATCH);
    assert_eq!(person.all("/v1/moods").await.len(), 29_700);
    let others = join_all((0..3).map(|_| upload(&person, "ndjson", b"rubbish"))).await;
    for id in others {
        assert_eq!(ended(&person, &id).await["state"], "done");
    }
}
