//! What a person does with the dashboard, in a real browser: `api/dashboard/tests/dashboard.browser.mjs`, page by page, against
//! the real binary with its demo person.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use eunoia_tests::Launch;
use tempfile::TempDir;

#[test]
fn a_person_uses_the_dashboard() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let chromium = env::var_os("CHROMIUM").map_or_else(|| PathBuf::from("/usr/bin/chromium"), PathBuf::from);
    let needed = [
        (
            "node",
            Command::new("node")
                .arg("--version")
                .output()
                .is_ok_and(|output| output.status.success()),
        ),
        (
            "node_modules (npm ci --ignore-scripts)",
            ["playwright-core", "axe-core"]
                .iter()
                .all(|name| root.join("node_modules").join(name).is_dir()),
        ),
        ("chromium (CHROMIUM names another place)", chromium.is_file()),
    ];
    let missing: Vec<_> = needed.iter().filter(|(_, there)| !there).map(|(name, _)| *name).collect();
    if !missing.is_empty() {
        println!("skipped: the dashboard in a browser, which needs {}", missing.join(" and "));
        return;
    }
    let data = TempDir::new().unwrap();
    let server = Launch::on(data.path()).arg("--demo").start();
    let output = Command::new("node")
        .arg("api/dashboard/tests/dashboard.browser.mjs")
        .current_dir(root)
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
