//! `eunoia analyze`: what is stale is computed anew, and what is written stays.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use std::{
    path::Path,
    process::{Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use eunoia_tests::{binary, eunoia};

fn analyze(data: &Path, more: &[&str]) -> String {
    let fixed = ["analyze", "--data", data.to_str().unwrap()];
    eunoia(fixed.iter().chain(more).copied()).success()
}

fn simulate(data: &Path, users: &str, days: &str) {
    let args = [
        "simulate",
        "--users",
        users,
        "--days",
        days,
        "--seed",
        "5",
        "--end",
        "2026-10-31",
        "--into",
    ];
    eunoia(args.into_iter().chain([data.to_str().unwrap()])).success();
}

#[test]
fn what_is_up_to_date_is_left_alone() {
    let data = tempfile::tempdir().unwrap();
    simulate(data.path(), "3", "90");
    let today = ["--today", "2026-11-01"];
    let first = analyze(data.path(), &today);
    assert!(first.starts_with("3 people: 3 analysed, 0 up to date; "), "{first}");
    assert!(!first.contains("; 0 forecast days"), "{first}");
    assert!(analyze(data.path(), &today).starts_with("3 people: 0 analysed, 3 up to date"));
    assert!(analyze(data.path(), &["--today", "2026-11-02"]).starts_with("3 people: 3 analysed, 0 up to date"));
    // Somebody records: they alone are stale.
    let file = data.path().join("moods");
    let mood = r#"{"id":"019a3b6e-7c00-7000-8000-000000000001","kind":"mood","at":"2026-10-31T21:00:00Z","data":{"score":9}}"#;
    std::fs::write(&file, mood).unwrap();
    let import = ["import", "--format", "ndjson", "--user", "sim-1@example.org", "--data"];
    eunoia(import.into_iter().chain([data.path().to_str().unwrap(), file.to_str().unwrap()])).success();
    assert!(analyze(data.path(), &["--today", "2026-11-02"]).starts_with("3 people: 1 analysed, 2 up to date"));
    // A rebuild writes the days anew, and the results are made of these.
    eunoia(["rebuild", "--data", data.path().to_str().unwrap()]).success();
    assert!(analyze(data.path(), &["--today", "2026-11-02"]).starts_with("3 people: 3 analysed, 0 up to date"));
}

#[test]
fn a_killed_run_is_gone_on_with() {
    let data = tempfile::tempdir().unwrap();
    simulate(data.path(), "12", "40");
    let run = || {
        let mut command = Command::new(binary());
        command
            .args(["analyze", "--json", "--today", "2026-11-01", "--data"])
            .arg(data.path());
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    // Killed at any time, it leaves nothing that stands in the way.
    for after in [0, 150, 300, 600, 1_000] {
        let mut running = run();
        sleep(Duration::from_millis(after));
        let _ = running.kill();
        running.wait().unwrap();
    }
    let began = Instant::now();
    let done = analyze(data.path(), &["--today", "2026-11-01"]);
    assert!(done.starts_with("12 people: "), "{done} after {:?}", began.elapsed());
    assert!(analyze(data.path(), &["--today", "2026-11-01"]).starts_with("12 people: 0 analysed, 12 up to date"));
}
