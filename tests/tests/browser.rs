//! What a person does with the dashboard, in a real browser: `api/dashboard/tests/dashboard.browser.mjs`, page by page, against
//! the real binary with its demo person.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use std::process::Command;

use eunoia_tests::{Launch, browser, text_model};
use tempfile::TempDir;

#[test]
fn a_person_uses_the_dashboard() {
    let Some(chromium) = browser() else { return };
    let data = TempDir::new().unwrap();
    let launch = Launch::on(data.path()).arg("--demo");
    let server = match text_model() {
        Some(model) => launch.reading(&model),
        None => launch,
    }
    .start();
    let output = Command::new("node")
        .arg("api/dashboard/tests/dashboard.browser.mjs")
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .env("EUNOIA_URL", &server.url)
        .env("EUNOIA_DEMO_EMAIL", "demo@example.org")
        .env("EUNOIA_DEMO_PASSWORD", "a-well-mind")
        .env("CHROMIUM", &chromium)
        .output()
        .expect("node starts");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    println!("{out}");
    assert!(output.status.success(), "{}: {err}", output.status);
    assert!(!out.contains("skipped"), "{out}");
    assert!(out.lines().filter(|line| line.starts_with("ok ")).count() >= 100, "{out}");
    server.stop();
}
