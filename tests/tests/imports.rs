//! Imports over HTTP: uploaded in parts, read by a job, and reported row by row.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use std::{
    fs,
    time::{Duration, Instant},
};

use eunoia_tests::{
    Launch, Person, eunoia, fresh_id, shared,
    upload::{BATCH, begin, ended, lines, numbers, part, send, until, upload},
};
use futures::future::join_all;
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

#[tokio::test]
async fn an_import_over_http_is_the_one_of_the_command_line() {
    let shared = shared();
    let person = Person::register_in(shared.url(), "Europe/Oslo").await;
    let table = "when;mood;colour\n2026-03-01 08:00;5;red\n2026-03-01 20:00;splendid;red\n2026-03-29 02:30;7;red\n";
    let mapping = "source = \"a diary\"\ndelimiter = \";\"\n[time]\ncolumn = \"when\"\n[mood.score]\ncolumn = \"mood\"\n";
    let body = json!({ "id": fresh_id(), "format": "csv", "name": "my diary.csv", "size": table.len(), "mapping": mapping });
    let import = begin(&person, &body).await;
    assert_eq!(
        (&import["name"], &import["zone"], &import["report"]),
        (&json!("my diary.csv"), &json!("Europe/Oslo"), &Value::Null)
    );
    let id = import["id"].as_str().unwrap();
    // In small parts, as over a bad line.
    send(&person, id, table.as_bytes(), 7).await;
    let import = ended(&person, id).await;
    assert_eq!((&import["state"], &import["error"]), (&json!("done"), &Value::Null), "{import}");
    assert_eq!(import["progress"], json!({ "bytes": table.len(), "of_bytes": table.len() }));

    let folder = TempDir::new().unwrap();
    let (file, toml) = (folder.path().join("my diary.csv"), folder.path().join("mapping.toml"));
    fs::write(&file, table).unwrap();
    fs::write(&toml, mapping).unwrap();
    let data = folder.path().join("data");
    let args = [
        "import",
        "--json",
        "--format",
        "csv",
        "--zone",
        "Europe/Oslo",
        "--mapping",
        toml.to_str().unwrap(),
        "--data",
    ];
    let report = eunoia(args.into_iter().chain([data.to_str().unwrap(), file.to_str().unwrap()])).json();
    assert_eq!(import["report"], report);
    assert_eq!(numbers(&report), [3, 2, 0, 1]);
    let moods = person.all("/v1/moods").await;
    let told: Vec<_> = moods.iter().map(|m| json!([m["at"], m["source"], m["data"]["score"]])).collect();
    assert_eq!(
        told,
        [
            json!(["2026-03-29T01:30:00Z", "import", 7.0]),
            json!(["2026-03-01T07:00:00Z", "import", 5.0])
        ]
    );

    // Another import of the same file adds nothing.
    let again = begin(&person, &json!({ "format": "csv", "size": table.len(), "mapping": mapping })).await;
    let id = again["id"].as_str().unwrap();
    send(&person, id, table.as_bytes(), 1 << 20).await;
    assert_eq!(numbers(&ended(&person, id).await["report"]), [3, 0, 2, 1]);
    let (_, page) = person.get("/v1/imports?limit=1").await;
    assert_eq!(page["items"][0]["id"], id);
    let (_, page) = person
        .get(&format!("/v1/imports?limit=1&cursor={}", page["next_cursor"].as_str().unwrap()))
        .await;
    assert_eq!((&page["items"][0]["id"], &page["next_cursor"]), (&body["id"], &Value::Null));
}

#[tokio::test]
async fn a_part_belongs_where_the_upload_stands() {
    let shared = shared();
    let person = Person::register(shared.url()).await;
    let content = lines(20);
    let body = json!({ "id": fresh_id(), "format": "ndjson", "size": content.len() });
    let import = begin(&person, &body).await;
    let id = import["id"].as_str().unwrap();
    let mismatch = async |response: Response, at: u64| {
        assert_eq!(response.status(), StatusCode::CONFLICT);
        assert_eq!(response.headers()["upload-offset"], at.to_string());
        let problem: Value = response.json().await.unwrap();
        assert_eq!(problem["code"], "offset_mismatch", "{problem}");
    };
    mismatch(part(&person, id, 100, &content[100..200]).await, 0).await;
    // Two at a time: one wins, the other is told where to go on.
    let two = join_all([part(&person, id, 0, &content[..100]), part(&person, id, 0, &content[..50])]).await;
    let taken: Vec<_> = two.iter().filter(|response| response.status() == StatusCode::OK).collect();
    assert_eq!(taken.len(), 1, "{two:?}");
    let received: u64 = taken[0].headers()["upload-offset"].to_str().unwrap().parse().unwrap();
    for lost in two.into_iter().filter(|response| response.status() != StatusCode::OK) {
        mismatch(lost, received).await;
    }
    mismatch(part(&person, id, 0, &content[..received as usize]).await, received).await;
    for wrong in ["", "-1", "+1", "1.0", "x", "99999999999999999999", "9223372036854775808", "1, 2"] {
        let request = person
            .request(Method::PATCH, &format!("/v1/imports/{id}"))
            .header("Upload-Offset", wrong);
        let response = request.body("x").send().await.unwrap();
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        let problem: Value = response.json().await.unwrap();
        assert_eq!(problem["errors"][0]["field"], "Upload-Offset");
    }
    let nowhere = person
        .request(Method::PATCH, &format!("/v1/imports/{id}"))
        .body("x")
        .send()
        .await
        .unwrap();
    assert_eq!(nowhere.status(), StatusCode::UNPROCESSABLE_ENTITY);
    // More than was announced is refused whole.
    let more = [&content[received as usize..], b"\n"].concat();
    let response = part(&person, id, received, &more).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let response = part(&person, id, received, &vec![b'x'; (4 << 20) + 1]).await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    // The same request again is the same import; another one under its id is not.
    let (status, same) = person.post("/v1/imports", &body).await;
    assert_eq!((status, &same["received"]), (StatusCode::OK, &json!(received)));
    let (status, problem) = person
        .post("/v1/imports", &json!({ "id": id, "format": "ndjson", "size": 1 }))
        .await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("conflict")));
    send(&person, id, &content, 1_000).await;
    mismatch(
        part(&person, id, received, &content[received as usize..]).await,
        content.len() as u64,
    )
    .await;
    assert_eq!(numbers(&ended(&person, id).await["report"]), [20, 20, 0, 0]);
}

#[tokio::test]
async fn another_persons_import_is_invisible() {
    let shared = shared();
    let (ada, eve) = (Person::register(shared.url()).await, Person::register(shared.url()).await);
    let id = fresh_id();
    begin(&ada, &json!({ "id": id, "format": "ndjson", "size": 10 })).await;
    let path = format!("/v1/imports/{id}");
    for (status, problem) in [eve.get(&path).await, eve.delete(&path).await] {
        assert_eq!((status, &problem["code"]), (StatusCode::NOT_FOUND, &json!("not_found")));
    }
    assert_eq!(part(&eve, &id.to_string(), 0, b"x").await.status(), StatusCode::NOT_FOUND);
    assert_eq!(eve.get("/v1/imports").await.1["items"], json!([]));
    // Nor does the id tell them that it is taken.
    begin(&eve, &json!({ "id": id, "format": "fitbit", "size": 11 })).await;
    assert_eq!(ada.get(&path).await.1["format"], "ndjson");
    let nobody = reqwest::get(format!("{}{path}", shared.url())).await.unwrap();
    assert_eq!(nobody.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn what_can_not_become_an_import_is_told_at_once() {
    let shared = shared();
    let person = Person::register(shared.url()).await;
    let mapping = "source = \"x\"\n[time]\ncolumn = \"t\"\n[mood.score]\ncolumn = \"m\"\n";
    for (body, field) in [
        (json!({ "format": "carrier pigeon", "size": 1 }), "format"),
        (json!({ "format": "ndjson", "size": 0 }), "size"),
        (json!({ "format": "ndjson", "size": (8_u64 << 30) + 1 }), "size"),
        (json!({ "format": "ndjson", "size": -1 }), "body"),
        (json!({ "format": "ndjson", "size": 1, "zone": "Mars/Olympus" }), "zone"),
        (json!({ "format": "ndjson", "size": 1, "name": " " }), "name"),
        (json!({ "format": "ndjson", "size": 1, "name": "x".repeat(256) }), "name"),
        (json!({ "format": "ndjson", "size": 1, "id": Uuid::nil() }), "id"),
        (json!({ "format": "ndjson", "size": 1, "mapping": mapping }), "mapping"),
        (json!({ "format": "csv", "size": 1 }), "mapping"),
        (
            json!({ "format": "csv", "size": 1, "mapping": "[moods]\n\"so so\" = 3\n" }),
            "mapping",
        ),
        (json!({ "format": "daylio-csv", "size": 1, "mapping": mapping }), "mapping"),
        (json!({ "format": "csv", "size": 1, "mapping": "[time" }), "mapping"),
        (json!({ "format": "csv", "size": 1, "mapping": "x".repeat(300_000) }), "mapping"),
        (json!({ "format": "ndjson", "size": 1, "colour": 1 }), "body"),
    ] {
        let (status, problem) = person.post("/v1/imports", &body).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body:.200}: {problem}");
        let told = problem["errors"][0]["field"].as_str().unwrap();
        assert!(told == field || told.starts_with(&format!("{field}.")), "{body:.200}: {problem}");
    }
    assert_eq!(person.get("/v1/imports").await.1["items"], json!([]));
    for _ in 0..3 {
        begin(&person, &json!({ "format": "ndjson", "size": 8_u64 << 30 })).await;
    }
    let (status, problem) = person.post("/v1/imports", &json!({ "format": "ndjson", "size": 1 })).await;
    assert_eq!(
        (status, &problem["code"]),
        (StatusCode::CONFLICT, &json!("too_many_imports")),
        "{problem}"
    );
    let (_, formats) = person.get("/v1/imports/formats").await;
    let csv = formats["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|format| format["format"] == "csv")
        .unwrap();
    assert_eq!(csv["needs_mapping"], true);
    assert!(csv["extensions"].as_array().unwrap().contains(&json!(".csv")) && !csv["title"].as_str().unwrap().is_empty());
}

#[tokio::test]
async fn a_file_that_can_not_be_read_says_what_to_mend() {
    let shared = shared();
    let person = Person::register(shared.url()).await;
    let mapping = "source = \"x\"\n[time]\ncolumn = \"when\"\n[mood.score]\ncolumn = \"mood\"\n";
    for (table, code, word) in [
        ("day,mood\n2026-03-01,5\n", "mapping", "when"),
        ("\"when,mood\n2026", "header", "header"),
    ] {
        let import = begin(
            &person,
            &json!({ "format": "csv", "name": "diary.csv", "size": table.len(), "mapping": mapping }),
        )
        .await;
        let id = import["id"].as_str().unwrap();
        send(&person, id, table.as_bytes(), 1 << 20).await;
        let import = ended(&person, id).await;
        assert_eq!(
            (&import["state"], &import["error"]["code"]),
            (&json!("failed"), &json!(code)),
            "{import}"
        );
        assert!(import["error"]["detail"].as_str().unwrap().contains(word), "{import}");
        let late = part(&person, id, table.len() as u64, b"").await;
        assert_eq!(late.status(), StatusCode::CONFLICT);
        assert_eq!(late.json::<Value>().await.unwrap()["code"], "import_ended");
        // It can be taken off the list.
        let path = format!("/v1/imports/{id}");
        assert_eq!(person.delete(&path).await.0, StatusCode::NO_CONTENT);
        assert_eq!(person.get(&path).await.0, StatusCode::NOT_FOUND);
        assert_eq!(person.delete(&path).await.0, StatusCode::NOT_FOUND);
    }
    // A file of rubbish is read, and each row is accounted for.
    let id = upload(&person, "ndjson", b"rubbish\n\xff\n{}").await;
    assert_eq!(numbers(&ended(&person, &id).await["report"]), [3, 0, 0, 3]);
    assert_eq!(person.all("/v1/moods").await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_cancelled_import_stops_and_its_entries_stay() {
    let data = TempDir::new().unwrap();
    let server = Launch::on(data.path()).arg("--role").arg("api").start();
    let person = Person::register(&server.url).await;
    let content = lines(100_000);
    let id = upload(&person, "ndjson", &content).await;
    let full = fs::metadata(data.path().join("uploads.db")).unwrap().len();
    assert!(full > content.len() as u64 / 2);
    until(&person, &id, |import| import["report"]["rows"].as_u64() >= Some(BATCH)).await;
    assert_eq!(person.delete(&format!("/v1/imports/{id}")).await.0, StatusCode::NO_CONTENT);
    let (_, import) = person.get(&format!("/v1/imports/{id}")).await;
    assert_eq!(import["state"], "cancelled");
    // Whatever comes after it is taken up at once, so the run has stopped.
    let next = upload(&person, "ndjson", &lines(10)).await;
    assert_eq!(numbers(&ended(&person, &next).await["report"]), [10, 10, 0, 0]);
    let (_, import) = person.get(&format!("/v1/imports/{id}")).await;
    let [rows, mapped, duplicates, _] = numbers(&import["report"]);
    assert!(rows < 100_000 && duplicates == 0, "{}", import["report"]);
    assert_eq!(
        person.all("/v1/moods").await.len() as u64,
        mapped + 10,
        "what was recorded stays, and is what the report says"
    );
    // Nothing that was uploaded takes up space any more.
    let deadline = Instant::now() + Duration::from_secs(10);
    while fs::metadata(data.path().join("uploads.db")).unwrap().len() > 1 << 20 {
        assert!(Instant::now() < deadline, "the space of what is over is given back");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_server_that_is_stopped_puts_its_job_off() {
    let data = TempDir::new().unwrap();
    let launch = Launch::on(data.path()).arg("--role").arg("api");
    let server = launch.start();
    let mut person = Person::register(&server.url).await;
    let id = upload(&person, "ndjson", &lines(40_000)).await;
    let seen = until(&person, &id, |import| import["report"]["rows"].as_u64() >= Some(BATCH)).await;
    assert_eq!(seen["state"], "running", "it is under way: {seen}");
    server.stop();
    let server = launch.start();
    person = person.at(&server.url);
    let report = ended(&person, &id).await["report"].take();
    // Stopped in good order, it lost count of nothing.
    assert_eq!(numbers(&report), [40_000, 39_600, 0, 400]);
    server.stop();
}

/// Somebody who writes while another's import runs hardly waits for it.
#[tokio::test]
async fn an_import_leaves_room_for_entries() {
    let data = TempDir::new().unwrap();
    let server = Launch::on(data.path()).arg("--role").arg("api").start();
    let (person, other) = (Person::register(&server.url).await, Person::register(&server.url).await);
    let id = upload(&other, "ndjson", &lines(60_000)).await;
    until(&other, &id, |import| import["state"] == "running").await;
    let mut waits = Vec::new();
    while other.get(&format!("/v1/imports/{id}")).await.1["state"] == "running" {
        let begun = Instant::now();
        let body = json!({ "id": fresh_id(), "at": "2026-11-01T09:00:00Z", "data": { "score": 5 } });
        assert_eq!(person.post("/v1/moods", &body).await.0, StatusCode::CREATED);
        waits.push(begun.elapsed());
    }
    waits.sort_unstable();
    assert!(waits.len() > 20, "only {} entries while it ran", waits.len());
    let (median, most) = (waits[waits.len() / 2], waits[waits.len() * 95 / 100]);
    println!("{} entries meanwhile: median {median:?}, 95 % within {most:?}", waits.len());
    // A batch or two of a build that is not optimised, on a machine that does other things too.
    assert!(median < Duration::from_millis(500), "{median:?}");
}

#[tokio::test]
async fn renamed_moods_come_in_with_their_mapping() {
    let shared = shared();
    let person = Person::register(shared.url()).await;
    let file = "full_date,date,weekday,time,mood,activities,note_title,note\n\
        2026-03-02,March 2,Monday,8:10 pm,so so,walking,,\n2026-03-01,March 1,Sunday,8:10 pm,good,,,\n";
    let mapping = "[moods]\n\"so so\" = 2.5\n";
    for (mapping, mapped) in [(None, 1), (Some(mapping), 1)] {
        let mut body = json!({ "format": "daylio-csv", "size": file.len() });
        if let Some(mapping) = mapping {
            body["mapping"] = json!(mapping);
        }
        let id = begin(&person, &body).await["id"].as_str().unwrap().to_owned();
        send(&person, &id, file.as_bytes(), 1 << 20).await;
        let done = until(&person, &id, |import| import["state"] == "done").await;
        assert_eq!(done["report"]["mapped"], mapped, "{done}");
    }
    let moods = person.all("/v1/moods").await;
    let scores: Vec<f64> = moods.iter().map(|mood| mood["data"]["score"].as_f64().unwrap()).collect();
    // 2.5 of 1 to 5 lies at 4.375 of 1 to 10.
    assert_eq!(scores, [4.375, 7.75]);
}
