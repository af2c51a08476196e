//! The few rules of the house that a compiler does not enforce.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Every file of the house, by its path from the root; nothing that is built or fetched.
fn files() -> Vec<PathBuf> {
    const SKIPPED: [&str; 5] = ["target", "node_modules", "dist", ".git", "data"];
    let (mut found, mut folders) = (Vec::new(), vec![root()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() {
                if !SKIPPED.contains(&name) {
                    folders.push(path);
                }
            } else {
                found.push(path.strip_prefix(root()).unwrap().to_owned());
            }
        }
    }
    found
}

fn sources<'a>(files: &'a [PathBuf], under: &'a str) -> impl Iterator<Item = (&'a PathBuf, String)> {
    let rust = files
        .iter()
        .filter(move |file| file.starts_with(under) && file.extension().is_some_and(|extension| extension == "rs"));
    rust.map(|file| (file, fs::read_to_string(root().join(file)).unwrap()))
}

/// The crates that a member's `[dependencies]` name.
fn dependencies(member: &str) -> BTreeSet<String> {
    let manifest = fs::read_to_string(root().join(member).join("Cargo.toml")).unwrap();
    let (_, section) = manifest.split_once("[dependencies]").unwrap();
    let section = section.split("\n[").next().unwrap();
    section
        .lines()
        .filter_map(|line| line.split(['.', ' ', '=']).next())
        .filter(|name| !name.is_empty() && !name.starts_with('#'))
        .map(str::to_owned)
        .collect()
}

#[test]
fn crates_depend_in_one_direction() {
    let ours = |member: &str| {
        dependencies(member)
            .into_iter()
            .filter(|name| name.starts_with("eunoia"))
            .collect::<Vec<_>>()
    };
    assert_eq!(ours("engine/domain"), [""; 0]);
    assert_eq!(ours("engine"), ["eunoia-domain"]);
    assert_eq!(ours("ingest"), ["eunoia-domain", "eunoia-engine"]);
    assert_eq!(ours("api"), ["eunoia-domain", "eunoia-engine", "eunoia-ingest"]);
    for (member, never) in [
        ("engine/domain", "tokio sqlx axum reqwest rand getrandom rayon"),
        ("engine", "tokio sqlx axum reqwest getrandom"),
        ("ingest", "axum clap"),
    ] {
        for name in never.split(' ') {
            assert!(!dependencies(member).contains(name), "{member} must not depend on {name}");
        }
    }
}

#[test]
fn the_engine_does_no_io_and_reads_no_clock() {
    let files = files();
    for (file, text) in sources(&files, "engine").filter(|(file, _)| !file.components().any(|part| part.as_os_str() == "tests")) {
        for never in [
            "std::fs",
            "std::net",
            "std::env",
            "std::process",
            "SystemTime",
            "Instant::now",
            "Timestamp::now",
            "Zoned::now",
            "thread_rng",
            "rand::rng()",
        ] {
            assert!(!text.contains(never), "{} uses {never}", file.display());
        }
    }
}

#[test]
fn handlers_hold_no_sql() {
    let files = files();
    for (file, text) in sources(&files, "api/src/rest") {
        for never in ["sqlx", "SELECT ", "INSERT INTO", "UPDATE event"] {
            assert!(!text.contains(never), "{} has {never}", file.display());
        }
    }
}

#[test]
fn files_can_be_read_in_one_go() {
    for file in files() {
        let counted = file
            .extension()
            .and_then(|extension| extension.to_str())
            .is_some_and(|extension| ["rs", "ts", "tsx", "mjs", "css", "py"].contains(&extension));
        let lines = if counted {
            fs::read_to_string(root().join(&file)).unwrap().lines().count()
        } else {
            0
        };
        assert!(lines <= 500, "{} has {lines} lines; is there a second noun in it?", file.display());
    }
}

#[test]
fn rooms_are_named_for_what_is_in_them() {
    const NEVER: [&str; 9] = [
        "util", "utils", "common", "helper", "helpers", "manager", "managers", "misc", "shared",
    ];
    for file in files() {
        for part in file.iter() {
            let name = part.to_str().unwrap();
            let stem = name.split('.').next().unwrap();
            assert!(!NEVER.contains(&stem), "{}: say what is in it", file.display());
        }
    }
}

#[test]
fn nothing_is_left_for_later() {
    let files = files();
    for (file, text) in ["engine", "ingest", "api"].iter().flat_map(|folder| sources(&files, folder)) {
        for never in ["todo!(", "unimplemented!(", "TODO", "FIXME", "#[ignore"] {
            assert!(!text.contains(never), "{} has {never}", file.display());
        }
    }
}

#[test]
fn the_architecture_page_names_rooms_that_are_there() {
    let page = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let mut named = 0;
    for quoted in page.split('`').skip(1).step_by(2) {
        let path = quoted.trim_end_matches('/');
        let is_path = path.contains('/') && !path.contains([' ', '{', '*', ':', '<', '$']) && !path.starts_with(['/', '.']);
        if is_path {
            named += 1;
            assert!(root().join(path).exists(), "ARCHITECTURE.md names `{quoted}`, which is not there");
        }
    }
    assert!(named >= 20, "ARCHITECTURE.md names only {named} places");
}
