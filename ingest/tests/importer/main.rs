//! The importers: what they make of files, well-formed and broken, and that every row is accounted for.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod apple;
mod apple_limits;
mod daylio;
mod fitbit;
mod json_formats;
mod ndjson;
mod noise;
mod people;
mod report;
mod table;

use std::{collections::HashMap, io::Cursor, path::Path};

use eunoia_domain::{Change, Event, EventId};
use eunoia_ingest::{
    importer::{Content, Format, ImportError, Input, Mapping, Outcome, Report, Row, Rows, open},
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
    let input = Input::new("file", content.len() as u64, Cursor::new(content.to_vec()));
    open(format, input, intake, mapping.map(|text| text.parse::<Mapping>().unwrap()))
}

fn rows(format: Format, content: impl AsRef<[u8]>, mapping: Option<&str>) -> Vec<Row> {
    opened(format, content.as_ref(), mapping, &oslo()).unwrap().collect()
}

/// The events of a row that was not refused.
fn events(row: &Row) -> Vec<&Event> {
    match &row.content {
        Content::Changes(changes) => changes.iter().filter_map(Change::event).collect(),
        other => panic!("row {}: {other:?}", row.line),
    }
}

fn taken(row: &Row) -> bool {
    matches!(row.content, Content::Changes(_))
}

fn refusal(row: &Row) -> String {
    match &row.content {
        Content::Refused(refusal) => refusal.to_string(),
        other => panic!("row {} is not refused: {other:?}", row.line),
    }
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
        let recorded = report.mapped() + report.duplicates() + report.rejected_total();
        assert_eq!(report.rows(), recorded + report.merged() + report.not_taken_total());
        report
    }

    fn record(&mut self, row: &Row) -> Outcome {
        let changes = match &row.content {
            Content::Changes(changes) => changes,
            Content::Refused(refusal) => return Outcome::Rejected(refusal.to_string()),
            Content::Merged(count) => return Outcome::Merged(*count),
            Content::NotTaken { what, count } => {
                let (what, count) = (what.clone(), *count);
                return Outcome::NotTaken { what, count };
            }
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
    recorded.import(open(format, Input::file(path).unwrap(), &oslo(), mapping.cloned()).unwrap())
}

#[test]
fn formats_have_names() {
    for format in Format::ALL {
        assert_eq!(format.name().parse::<Format>().unwrap(), format);
        assert!(!format.title().is_empty() && format.extensions().iter().all(|extension| extension.starts_with('.')));
    }
    let error = "xls".parse::<Format>().unwrap_err().to_string();
    assert_eq!(
        error,
        "format is xls, expected one of fitbit, csv, ndjson, daylio-csv, daylio, apple-health, state-of-mind, oura, mindlamp"
    );
}

#[test]
fn what_can_not_be_opened_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let absent = Input::file(&folder.path().join("absent")).unwrap_err();
    assert!(
        matches!(absent, ImportError::Io { .. }) && absent.to_string().contains("absent"),
        "{absent}"
    );
    let directory = Input::file(folder.path()).unwrap_err();
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
        let rows: Vec<Row> = open(format, Input::file(failing).unwrap(), &oslo(), None)
            .unwrap()
            .take(10)
            .collect();
        assert_eq!((rows.len(), rows[0].line), (1, 1), "{format}");
        assert!(refusal(&rows[0]).starts_with("not readable beyond byte 0"), "{}", refusal(&rows[0]));
    }
    let mapping = "source = \"x\"\n[time]\ncolumn = \"t\"\n[[metric]]\nname = \"m\"\ncolumn = \"m\"\n";
    let error = open(Format::Csv, Input::file(failing).unwrap(), &oslo(), Some(mapping.parse().unwrap())).unwrap_err();
    assert!(
        matches!(error, ImportError::Header { .. }) && error.to_string().contains("byte 0"),
        "{error}"
    );
}
