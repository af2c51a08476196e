//! What a person wrote is nowhere in the clear: not in the ledger's files, not in the warehouse's, not in a log, not in a
//! metric; neither when it was taken nor when it was refused, edited or deleted.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use eunoia_tests::{Launch, Person, eunoia, fresh_id, text_model};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;

/// In no dictionary, and long enough not to come up by chance in any encoding.
const MARKER: &str = "Xanthorquill7Vespertine";
const AT: &str = "2026-11-01T09:00:00Z";

/// A text in the forms in which it might lie around.
fn forms(text: &str) -> Vec<(String, Vec<u8>)> {
    let mut forms = vec![
        ("UTF-8".to_owned(), text.as_bytes().to_vec()),
        ("UTF-16".to_owned(), text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        (
            "hex".to_owned(),
            text.bytes().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect(),
        ),
        (
            "bytes in words".to_owned(),
            format!("{:?}", text.as_bytes()).trim_matches(['[', ']']).into(),
        ),
        ("percent-encoded".to_owned(), text.replace('@', "%40").into_bytes()),
    ];
    for shift in 0..3 {
        // Where it begins in a longer text is unknown: the characters at the ends depend on the neighbours.
        let encoded = STANDARD_NO_PAD.encode(format!("{}{text}", "x".repeat(shift)));
        forms.push((
            format!("base64 at {shift}"),
            encoded.as_bytes()[4 * usize::from(shift > 0)..encoded.len() - 2].to_vec(),
        ));
    }
    forms
}

fn contains(text: &[u8], wanted: &[u8]) -> bool {
    let first = wanted[0];
    let mut at = 0;
    while let Some(found) = text[at..].iter().position(|byte| *byte == first) {
        at += found;
        if text[at..].starts_with(wanted) {
            return true;
        }
        at += 1;
    }
    false
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .filter(|path| path.is_file())
        .collect()
}

/// Where below `folder` the text is, in whatever form, also in the names of files.
fn traces(folder: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for file in files(folder) {
        let content = fs::read(&file).unwrap();
        for (form, wanted) in forms(text) {
            if contains(&content, &wanted) || contains(file.as_os_str().as_encoded_bytes(), &wanted) {
                found.push(format!("{form} in {}", file.display()));
            }
        }
    }
    found
}

fn data(kind: &str) -> Value {
    let text = |field: &str| format!("{field} {MARKER} {field}");
    match kind {
        "mood" => json!({
            "score": 5, "emotions": [MARKER], "activities": [MARKER, text("a")], "place": text("p"), "weather": text("w"), "note": text("n")
        }),
        "sleep" => json!({ "start": "2026-11-01T01:00:00Z", "end": AT, "quality": 5, "note": text("n") }),
        "journal" => json!({ "title": text("t"), "text": format!("{MARKER}\n").repeat(500) }),
        "assessment" => json!({ "instrument": "phq2", "answers": [0, 1] }),
        "exercise" => json!({ "exercise": "other", "minutes": 5, "name": text("e"), "note": text("n") }),
        "gratitude" => json!({ "items": [MARKER, text("g")] }),
        "context" => json!({ "metric": text("m"), "value": 5, "adds_up": true }),
        other => panic!("{other}"),
    }
}

const KINDS: [&str; 7] = ["mood", "sleep", "journal", "assessment", "exercise", "gratitude", "context"];

fn event(kind: &str) -> Value {
    json!({ "id": fresh_id(), "kind": kind, "at": AT, "data": data(kind) })
}

/// Events that are refused, each with the text in another place.
fn refused() -> Vec<String> {
    let mut refused = Vec::new();
    for kind in KINDS {
        let mut wrong = event(kind);
        wrong["at"] = "1960-01-01T00:00:00Z".into();
        refused.push(wrong.to_string());
        let mut wrong = event(kind);
        wrong["data"][MARKER] = 1.into();
        refused.push(wrong.to_string());
        let mut wrong = event(kind);
        wrong["data"]["note"] = json!({ "text": MARKER });
        refused.push(wrong.to_string());
        // Broken off in the middle of what was written.
        let broken = event(kind).to_string();
        refused.push(broken[..broken.len() - 3].to_owned());
    }
    for field in ["id", "kind", "at", "zone", "source", "mutation_id", "op", MARKER] {
        let mut wrong = event("mood");
        wrong[field] = MARKER.into();
        refused.push(wrong.to_string());
    }
    refused.extend([
        MARKER.to_owned(),
        format!("\"{MARKER}\""),
        format!("[\"{MARKER}\"]"),
        format!("{{\"{MARKER}"),
    ]);
    refused
}

/// Records through every door; gives the number of lines that the stream refused.
async fn write_everywhere(person: &Person) {
    for (path, kind) in [
        ("/v1/moods", "mood"),
        ("/v1/sleep", "sleep"),
        ("/v1/journals", "journal"),
        ("/v1/assessments", "assessment"),
    ] {
        let ids = [fresh_id(), fresh_id(), fresh_id()];
        for id in ids {
            let (status, answer) = person.post(path, &json!({ "id": id, "at": AT, "data": data(kind) })).await;
            assert_eq!(status, StatusCode::CREATED, "{answer}");
        }
        let edit = json!({ "mutation_id": fresh_id(), "expected_version": 1, "at": AT, "data": data(kind) });
        assert_eq!(person.put(&format!("{path}/{}", ids[0]), &edit).await.0, StatusCode::OK);
        assert_eq!(
            person
                .delete(&format!("{path}/{}?mutation_id={}&expected_version=1", ids[1], fresh_id()))
                .await
                .0,
            StatusCode::NO_CONTENT
        );
        // Reading it back is what it is for: it is there, only not in the clear.
        let (_, entry) = person.get(&format!("{path}/{}", ids[2])).await;
        assert!(kind == "assessment" || entry["data"].to_string().contains(MARKER), "{entry}");
        let (status, _) = person
            .post(path, &json!({ "id": ids[2], "at": AT, "data": data(kind), MARKER: MARKER }))
            .await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let (_, answer) = person.post("/v1/events", &KINDS.map(event).to_vec().into()).await;
    assert!(
        answer["items"].as_array().unwrap().iter().all(|item| item["status"] == "recorded"),
        "{answer}"
    );
    let good: Vec<_> = KINDS.iter().map(|kind| event(kind).to_string()).collect();
    let lines = [good, refused()].concat();
    let answer = person.stream(lines.join("\n")).await;
    let summary = &answer.last().unwrap()["summary"];
    assert_eq!(
        (&summary["recorded"], &summary["rejected"]),
        (&json!(KINDS.len()), &json!(refused().len())),
        "{answer:#?}"
    );
    for body in refused() {
        person.request(Method::POST, "/v1/events").body(body.clone()).send().await.unwrap();
        person.request(Method::POST, "/v1/journals").body(body).send().await.unwrap();
    }
    for path in [
        "/v1/moods/MARKER",
        "/v1/moods?cursor=MARKER",
        "/v1/moods?MARKER=1",
        "/v1/forecast?metric=MARKER",
        "/MARKER",
        "/v1/MARKER",
    ] {
        let request = person
            .request(Method::GET, &path.replace("MARKER", MARKER))
            .header("user-agent", MARKER)
            .header("x-request-id", MARKER);
        assert!(request.send().await.unwrap().status().is_client_error());
    }
    for door in ["register", "login"] {
        let body = json!({ "email": format!("{MARKER}@example.org"), "password": MARKER, "zone": MARKER });
        assert!(person.post(&format!("/v1/auth/{door}"), &body).await.0.is_client_error());
    }
    for path in ["/v1/insights", "/v1/forecast", "/v1/dashboard"] {
        assert_eq!(person.get(path).await.0, StatusCode::OK);
    }
}

/// Uploads a table to be imported, with the text in its name, its mapping and its rows, good and refused; and a file whose
/// upload is never finished.
async fn upload_everywhere(person: &Person) {
    let rows = format!("when,mood,note,{MARKER}\n{AT},6,{MARKER},1\n{AT},{MARKER},,\n{MARKER},5,\"{MARKER}\n");
    let columns =
        format!("source = \"{MARKER}\"\n[time]\ncolumn = \"when\"\n[mood.score]\ncolumn = \"mood\"\n[mood.note]\ncolumn = \"note\"\n");
    let unfitting = format!("{columns}[[metric]]\nname = \"{MARKER}\"\ncolumn = \"{MARKER} tea\"\n");
    for (mapping, state, more) in [(&columns, "done", 0), (&unfitting, "failed", 0), (&columns, "uploading", 1)] {
        let body = json!({ "format": "csv", "name": format!("{MARKER}.csv"), "size": rows.len() + more, "mapping": mapping });
        let (status, import) = person.post("/v1/imports", &body).await;
        assert_eq!(status, StatusCode::CREATED, "{import}");
        let path = format!("/v1/imports/{}", import["id"].as_str().unwrap());
        let part = person.request(Method::PATCH, &path).header("upload-offset", "0").body(rows.clone());
        assert_eq!(part.send().await.unwrap().status(), StatusCode::OK);
        let import = loop {
            let (_, import) = person.get(&path).await;
            if !["queued", "running"].contains(&import["state"].as_str().unwrap()) {
                break import;
            }
        };
        assert_eq!(import["state"], state, "{import}");
        let told = if state == "done" {
            import["report"].to_string()
        } else {
            import["error"].to_string()
        };
        assert!(told.contains(MARKER) || state == "uploading", "the person is told: {import}");
    }
    for body in [
        json!({ "format": MARKER, "size": 1 }),
        json!({ "format": "csv", "size": 1, "mapping": MARKER }),
        json!({ "format": "ndjson", "size": MARKER }),
        json!({ "format": "ndjson", "size": 1, "zone": MARKER, "name": MARKER }),
    ] {
        assert_eq!(person.post("/v1/imports", &body).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[test]
fn the_search_finds_what_it_looks_for() {
    let folder = TempDir::new().unwrap();
    let hidden = [
        format!("…{MARKER}…").into_bytes(),
        MARKER.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        STANDARD_NO_PAD.encode(format!("a note on {MARKER} and more")).into_bytes(),
        STANDARD_NO_PAD.encode(format!("a note of {MARKER}, a")).into_bytes(),
        STANDARD_NO_PAD.encode(format!("some note {MARKER}x")).into_bytes(),
        format!("{:?}", MARKER.as_bytes()).into_bytes(),
    ];
    for content in hidden {
        let file = folder.path().join("file");
        fs::write(&file, &content).unwrap();
        assert!(!traces(folder.path(), MARKER).is_empty(), "{}", String::from_utf8_lossy(&content));
        fs::remove_file(file).unwrap();
    }
    fs::write(folder.path().join("innocent"), "Xanthorquill").unwrap();
    assert!(traces(folder.path(), MARKER).is_empty());
}

#[tokio::test]
async fn what_a_person_wrote_is_nowhere_in_the_clear() {
    let (data, logs) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    // Everything that anything below would ever log.
    let launch = Launch::on(data.path())
        .log_to(&logs.path().join("server.log"))
        .env("EUNOIA_LOG", "trace");
    let model = text_model();
    let server = match &model {
        Some(model) => launch.reading(model),
        None => launch,
    }
    .start();
    let person = Person::register(&server.url).await;
    write_everywhere(&person).await;
    upload_everywhere(&person).await;
    if model.is_some() {
        server.texts_read().await;
    }
    server.relayed().await;
    let metrics = reqwest::get(format!("{}/metrics", server.url)).await.unwrap().text().await.unwrap();
    fs::write(logs.path().join("metrics"), &metrics).unwrap();
    // Also while the server runs, with its journals and unfinished parts.
    let uploads = ["uploads.db", "uploads.db-wal"].map(|name| fs::read(data.path().join(name)).unwrap());
    assert!(
        uploads.iter().any(|content| contains(content, b"csv")),
        "what is not sealed is found"
    );
    assert_eq!(traces(data.path(), MARKER), Vec::<String>::new());
    server.stop();

    let input = TempDir::new().unwrap();
    let import = |name: &str, format: &str, content: &str, more: &[&str]| {
        let file = input.path().join(name);
        fs::write(&file, content).unwrap();
        let mut args = vec![
            "import",
            "--json",
            "--format",
            format,
            "--user",
            &person.email,
            "--data",
            data.path().to_str().unwrap(),
        ];
        args.extend_from_slice(more);
        args.push(file.to_str().unwrap());
        let finished = eunoia(args);
        assert!(!finished.err.contains(MARKER), "{}", finished.err);
        fs::write(logs.path().join(name), &finished.err).unwrap();
        finished.json()
    };
    let lines: Vec<_> = KINDS.iter().map(|kind| event(kind).to_string()).chain(refused()).collect();
    let report = import("events.ndjson", "ndjson", &lines.join("\n"), &[]);
    assert_eq!(
        (&report["mapped"], &report["rejected_total"]),
        (&json!(7), &json!(refused().len())),
        "{report}"
    );
    let mapping = input.path().join("mapping.toml");
    let columns = format!(
        "source = \"diary\"\n[time]\ncolumn = \"when\"\n[mood.score]\ncolumn = \"mood\"\n[mood.note]\ncolumn = \"note\"\n[mood.place]\ncolumn = \"place\"\n\
         [mood.activities]\ncolumn = \"tags\"\nseparator = \"|\"\n[[metric]]\nname = \"{MARKER} tea\"\ncolumn = \"tea\"\n"
    );
    fs::write(&mapping, columns).unwrap();
    let rows =
        format!("when,mood,note,place,tags,tea\n{AT},5,{MARKER},{MARKER},{MARKER}|b,2\n{AT},{MARKER},{MARKER},,,\n{MARKER},5,\"{MARKER}\n");
    let report = import("diary.csv", "csv", &rows, &["--mapping", mapping.to_str().unwrap()]);
    assert_eq!((&report["mapped"], &report["rejected_total"]), (&json!(1), &json!(2)), "{report}");
    for (name, args) in [
        ("rebuild", &["rebuild", "--json", "--data"][..]),
        ("analyze", &["analyze", "--json", "--data"]),
    ] {
        let finished = eunoia(args.iter().copied().chain([data.path().to_str().unwrap()]));
        fs::write(logs.path().join(name), format!("{}{}", finished.out, finished.err)).unwrap();
        finished.success();
    }

    assert_eq!(traces(data.path(), MARKER), Vec::<String>::new());
    assert_eq!(traces(logs.path(), MARKER), Vec::<String>::new());
    // Who they are is known to the ledger alone: not to the warehouse, whose files are read here, nor to the log. What
    // `analyze` prints is for the one who asked.
    fs::remove_file(logs.path().join("analyze")).unwrap();
    let metric = traces(&data.path().join("warehouse"), "phq2.total");
    assert!(!metric.is_empty(), "what the warehouse does hold is found in its files");
    assert_eq!(traces(&data.path().join("warehouse"), &person.email), Vec::<String>::new());
    assert_eq!(traces(logs.path(), &person.email), Vec::<String>::new());
    let log = fs::read_to_string(logs.path().join("server.log")).unwrap();
    assert!(log.len() > 10_000, "there is a log to be searched");
    assert!(!log.contains("panic"), "{log}");
}
