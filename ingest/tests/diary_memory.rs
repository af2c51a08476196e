//! However many entries a small archive unpacks to, one at a time is held. In a process of its own, since it is the
//! process whose memory is looked at.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]
#![cfg(target_os = "linux")]

use std::io::{Cursor, Write};

use base64::{Engine, engine::general_purpose::STANDARD};
use eunoia_ingest::{
    importer::{Content, Format, Input, open},
    intake::Intake,
};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// A backup of five million entries of one digit.
fn archive() -> Vec<u8> {
    let json = format!("{{\"customMoods\":[],\"dayEntries\":[{}0]}}", "0,".repeat(5_000_000));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let deflated = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    zip.start_file("backup.daylio", deflated).unwrap();
    zip.write_all(STANDARD.encode(json).as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

/// The most that this process has had resident, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}

#[test]
fn five_million_entries_take_no_more_than_their_text() {
    let archive = archive();
    assert!(archive.len() < 100_000, "{} bytes", archive.len());
    let intake = Intake {
        zone: "Europe/Oslo".parse().unwrap(),
        now: "2026-06-15T12:00:00Z".parse().unwrap(),
    };
    let before = peak();
    let input = Input::new("backup", archive.len() as u64, Cursor::new(archive));
    let rows = open(Format::Daylio, input, &intake, None).unwrap();
    for row in rows.take(1_000) {
        assert!(matches!(row.content, Content::Refused(_)), "{row:?}");
    }
    let grown = peak() - before;
    assert!(grown < 64 * 1024, "{grown} KiB");
}
