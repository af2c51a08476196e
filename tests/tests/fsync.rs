//! A system-call trace shows that the ledger's log is synced before each acknowledgement.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use std::{collections::HashMap, process::Command};

use eunoia_tests::{Launch, Person, fresh_id};
use reqwest::StatusCode;
use serde_json::json;

const EVENTS: usize = 30;

#[tokio::test]
async fn the_log_is_synced_before_each_acknowledgement() {
    if Command::new("strace").arg("-V").output().is_err() {
        println!("skipped: strace is not installed");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let trace = folder.path().join("trace");
    let calls = "trace=fsync,fdatasync,write,writev,sendto,sendmsg";
    // Without the relay, whose own notes are synced to the same log.
    let tracer = ["strace", "-f", "-qq", "-y", "-s", "48", "-e", calls, "-o", trace.to_str().unwrap()];
    let launch = Launch::on(&folder.path().join("data"))
        .arg("--role")
        .arg("api")
        .env("EUNOIA_LOG", "off")
        .under(&tracer);
    let server = launch.start();
    let person = Person::register(&server.url).await;
    for _ in 0..EVENTS {
        let entry = json!({ "id": fresh_id(), "at": "2026-03-01T08:00:00Z", "data": { "score": 7 } });
        let (status, answer) = person.post("/v1/moods", &entry).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
    }
    // The tracer ends when what it traces does.
    let pid = std::fs::read_to_string(folder.path().join("data/eunoia.lock")).unwrap();
    assert!(Command::new("kill").args(["-TERM", pid.trim()]).status().unwrap().success());
    server.ended();

    let trace = std::fs::read_to_string(trace).unwrap();
    let acknowledged = acknowledgements(&trace);
    // The first 201 is the account's.
    assert_eq!(acknowledged.len(), EVENTS + 1);
    let unsynced = acknowledged.iter().filter(|syncs| **syncs == 0).count();
    assert_eq!(
        unsynced, 0,
        "answers that were sent without a sync of the log after the answer before: {acknowledged:?}"
    );
    println!("{EVENTS} acknowledgements, each after an fdatasync or fsync of ledger.db-wal");
}

/// For each answer `201 Created`, in the order they were sent: how many syncs of the ledger's log had come to their end
/// since the answer before.
fn acknowledgements(trace: &str) -> Vec<u32> {
    let (mut found, mut syncs) = (Vec::new(), 0);
    // A call that another thread's interrupts is told in two parts; only the first names the file.
    let mut begun: HashMap<&str, bool> = HashMap::new();
    for line in trace.lines() {
        let Some((thread, call)) = line.split_once(' ') else { continue };
        let call = call.trim_start();
        if call.contains("HTTP/1.1 201") {
            found.push(syncs);
            syncs = 0;
        } else if call.starts_with("fdatasync(") || call.starts_with("fsync(") {
            let of_log = call.contains("ledger.db-wal");
            if call.contains("<unfinished") {
                begun.insert(thread, of_log);
            } else if of_log && call.ends_with("= 0") {
                syncs += 1;
            }
        } else if (call.contains("fdatasync resumed") || call.contains("fsync resumed"))
            && begun.remove(thread) == Some(true)
            && call.ends_with("= 0")
        {
            syncs += 1;
        }
    }
    found
}
