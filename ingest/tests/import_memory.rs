//! However large an export from Apple is, little of it is held. In a process of its own, since it is the process whose
//! memory is looked at.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]
#![cfg(target_os = "linux")]

use std::{
    fmt::Write,
    io::{self, Read},
};

use eunoia_ingest::{
    importer::{Content, Format, Input, open},
    intake::Intake,
};
use jiff::{SignedDuration, Timestamp};

/// Two hundred megabytes of an export, made up as they are read.
struct Endless {
    day: i64,
    chunk: String,
    at: usize,
    written: u64,
    closed: bool,
}

const BYTES: u64 = 200_000_000;

impl Endless {
    fn next_day(&mut self) {
        self.chunk.clear();
        self.at = 0;
        let midnight: Timestamp = "2010-01-01T00:00:00Z".parse().unwrap();
        let midnight = midnight + SignedDuration::from_hours(24 * self.day);
        let date = midnight.strftime("%Y-%m-%d").to_string();
        for minute in 0..1_000 {
            let (hour, minute) = (minute / 60, minute % 60);
            let kind = if minute % 3 == 0 {
                "StepCount\" unit=\"count"
            } else {
                "HeartRate\" unit=\"count/min"
            };
            writeln!(
                self.chunk,
                "<Record type=\"HKQuantityTypeIdentifier{kind}\" sourceName=\"Watch\" sourceVersion=\"10.1\" device=\"&lt;&lt;HKDevice&gt;\" startDate=\"{date} {hour:02}:{minute:02}:00 +0000\" endDate=\"{date} {hour:02}:{minute:02}:30 +0000\" value=\"61\"><MetadataEntry key=\"HKMetadataKeyHeartRateMotionContext\" value=\"1\"/></Record>"
            )
            .unwrap();
        }
        for part in 0..30 {
            writeln!(
                self.chunk,
                "<Record type=\"HKCategoryTypeIdentifierSleepAnalysis\" sourceName=\"Watch\" startDate=\"{date} 0{}:{:02}:00 +0000\" endDate=\"{date} 0{}:{:02}:00 +0000\" value=\"HKCategoryValueSleepAnalysisAsleepCore\"/>",
                part / 4, part % 4 * 15, part / 4, part % 4 * 15 + 14
            )
            .unwrap();
        }
        self.day += 1;
        self.written += self.chunk.len() as u64;
    }
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.chunk.len() {
            if self.written < BYTES {
                self.next_day();
            } else if !self.closed {
                self.closed = true;
                self.chunk = "</HealthData>".to_owned();
                self.at = 0;
            }
        }
        let rest = &self.chunk.as_bytes()[self.at..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.at += count;
        Ok(count)
    }
}

/// The most that this process has had resident, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}

#[test]
fn two_hundred_megabytes_are_read_in_forty_of_memory() {
    let bytes = Endless {
        day: 0,
        chunk: "<HealthData locale=\"en\">\n".to_owned(),
        at: 0,
        written: 0,
        closed: false,
    };
    let intake = Intake {
        zone: "Europe/Oslo".parse().unwrap(),
        now: "2026-06-15T12:00:00Z".parse().unwrap(),
    };
    let before = peak();
    let (mut rows, mut mapped, mut last) = (0_u64, 0, 0);
    for row in open(Format::AppleHealth, Input::new("export.xml", BYTES, bytes), &intake, None).unwrap() {
        last = row.bytes_read;
        rows += match row.content {
            Content::Changes(_) => {
                mapped += 1;
                1
            }
            Content::Refused(refusal) => panic!("{refusal}"),
            Content::Merged(count) | Content::NotTaken { count, .. } => count,
        };
    }
    assert!(
        last >= BYTES && rows > 500_000 && mapped > 1_000,
        "{rows} rows of {last} bytes, {mapped} mapped"
    );
    let grown = peak() - before;
    assert!(grown < 40 * 1024, "{grown} KiB");
}
