//! The importers: what they make of files, well-formed and broken, and that every row is accounted for.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod fitbit;
mod ndjson;
mod noise;
mod people;
mod report;
mod table;

use std::{collections::HashMap, fs, path::Path};

use eunoia_domain::{Change, Event, EventId};
use eunoia_ingest::{
    importer::{Format, ImportError, Mapping, Outcome, Report, Row, Rows, open},
    intake::Intake,
};

/// A person in Oslo, in the summer of 2026.
fn oslo() -> Intake {
    Intake {
        zone: "Europe/Oslo".parse().unwrap(),
        now: "2026-06-15T12:00:00Z".parse().unwrap(),
    }
}

fn opened(format: Format, content: &[u8], mapping: Option<&str>, intake: &Intake) -> Result<Rows, ImportError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, content).unwrap();
    // The open file outlives its name.
    open(format, &path, intake, mapping.map(|text| text.parse::<Mapping>().unwrap()))
}

fn rows(format: Format, content: impl AsRef<[u8]>, mapping: Option<&str>) -> Vec<Row> {
    opened(format, content.as_ref(), mapping, &oslo()).unwrap().collect()
}

/// The events of a row that was not refused.
fn events(row: &Row) -> Vec<&Event> {
    let changes = row.changes.as_ref().unwrap_or_else(|e| panic!("row {}: {e}", row.line));
    changes.iter().filter_map(Change::event).collect()
}

fn refusal(row: &Row) -> String {
    row.changes.as_ref().expect_err("the row is refused").to_string()
}

/// What the ledger makes of rows: an id that is there with the same content is a duplicate, with another a conflict.
#[derive(Default)]
struct Recorded(HashMap<EventId, Event>);

impl Recorded {
    fn import(&mut self, rows: Rows) -> Report {
        let mut report = Report::default();
        report.ignore_columns(rows.ignored_columns());
        for row in rows {
            let outcome = self.record(&row);
            report.count(row.line, outcome);
        }
        assert_eq!(report.rows(), report.mapped() + report.duplicates() + report.rejected_total());
        report
    }

    fn record(&mut self, row: &Row) -> Outcome {
        let changes = match &row.changes {
            Ok(changes) => changes,
            Err(refusal) => return Outcome::Rejected(refusal.to_string()),
        };
        assert!(!changes.is_empty(), "a row that is not refused asks for something");
        let mut new = false;
        for event in changes.iter().filter_map(Change::event) {
            match self.0.get(&event.id) {
                None => {
                    self.0.insert(event.id, event.clone());
                    new = true;
                }
                Some(recorded) if recorded == event => {}
                Some(_) => return Outcome::Rejected(format!("{} is recorded with other content", event.id)),
            }
        }
        if new { Outcome::Mapped } else { Outcome::Duplicate }
    }
}

fn import(recorded: &mut Recorded, format: Format, path: &Path, mapping: Option<&Mapping>) -> Report {
    recorded.import(open(format, path, &oslo(), mapping.cloned()).unwrap())
}

#[test]
fn formats_have_names() {
    for format in Format::ALL {
        assert_eq!(format.name().parse::<Format>().unwrap(), format);
    }
    let error = "xls".parse::<Format>().unwrap_err().to_string();
    assert_eq!(error, "format is xls, expected one of fitbit, csv, ndjson");
}

#[test]
fn what_can_not_be_opened_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let absent = open(Format::Ndjson, &folder.path().join("absent"), &oslo(), None).unwrap_err();
    assert!(
        matches!(absent, ImportError::Io { .. }) && absent.to_string().contains("absent"),
        "{absent}"
    );
    let directory = open(Format::Fitbit, folder.path(), &oslo(), None).unwrap_err();
    assert!(matches!(directory, ImportError::NotAFile { .. }), "{directory}");
    let unmapped = opened(Format::Csv, b"a,b\n", None, &oslo()).unwrap_err();
    assert!(matches!(unmapped, ImportError::MappingNeeded), "{unmapped}");
    let mapping = "source = \"x\"\n[time]\ncolumn = \"t\"\n[[metric]]\nname = \"m\"\ncolumn = \"m\"\n";
    let unused = opened(Format::Fitbit, b"[]", Some(mapping), &oslo()).unwrap_err();
    assert!(matches!(unused, ImportError::MappingUnused(Format::Fitbit)), "{unused}");
}

/// A file that can be opened and gives an error on the first read.
#[cfg(target_os = "linux")]
#[test]
fn a_failing_disk_ends_the_reading_and_is_told() {
    let failing = Path::new("/proc/self/mem");
    for format in [Format::Fitbit, Format::Ndjson] {
        let rows: Vec<Row> = open(format, failing, &oslo(), None).unwrap().take(10).collect();
        assert_eq!((rows.len(), rows[0].line), (1, 1), "{format}");
        assert!(refusal(&rows[0]).starts_with("not readable beyond byte 0"), "{}", refusal(&rows[0]));
    }
    let mapping = "source = \"x\"\n[time]\ncolumn = \"t\"\n[[metric]]\nname = \"m\"\ncolumn = \"m\"\n";
    let error = open(Format::Csv, failing, &oslo(), Some(mapping.parse().unwrap())).unwrap_err();
    assert!(
        matches!(error, ImportError::Header { .. }) && error.to_string().contains("byte 0"),
        "{error}"
    );
}
