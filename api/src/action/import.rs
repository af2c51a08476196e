//! Files of other products, for one person.

use std::path::PathBuf;

use eunoia_domain::Change;
use eunoia_ingest::{
    importer::{self, Content, Format, ImportError, Input, Mapping, Report, Row, Rows},
    intake::Intake,
    ledger::{Outcome, Person},
};
use tokio::sync::mpsc;

use super::{ActionError, error::refusal_text};
use crate::app::App;

/// How far an import is.
#[derive(Debug, Clone, Copy)]
pub struct ImportProgress {
    pub bytes: u64,
    pub of_bytes: u64,
}

/// Rows that are committed together.
const BATCH_ROWS: usize = 500;

/// How much is read before fewer rows are committed, so that progress shows while a file gives little.
const BATCH_BYTES: u64 = 16 * 1024 * 1024;

/// Reads the files one after another and records what they hold. Importing again adds nothing.
pub async fn import(
    app: &App,
    person: &Person,
    intake: Intake,
    format: Format,
    mapping: Option<Mapping>,
    files: &[PathBuf],
    progress: impl Fn(ImportProgress),
) -> Result<Result<Report, ImportError>, ActionError> {
    // Each is opened before anything is recorded, so that a mistyped name leaves nothing half done.
    if let Err(error) = files
        .iter()
        .try_for_each(|file| importer::open(format, Input::file(file)?, &intake, mapping.clone()).map(drop))
    {
        return Ok(Err(error));
    }
    let mut report = Report::default();
    for file in files {
        let opened = Input::file(file).and_then(|input| importer::open(format, input, &intake, mapping.clone()));
        let rows = match opened {
            Ok(rows) => rows,
            Err(error) => return Ok(Err(error)),
        };
        if files.len() > 1 {
            report.begin_file(file.display().to_string());
        }
        report.ignore_columns(rows.ignored_columns());
        let of_bytes = rows.size();
        let mut batches = read(rows);
        while let Some(batch) = batches.recv().await {
            let bytes = batch.last().map_or(0, |row| row.bytes_read);
            record(app, person, batch, &mut report).await?;
            progress(ImportProgress { bytes, of_bytes });
        }
    }
    Ok(Ok(report))
}

/// Reads on a blocking thread, a few batches ahead.
fn read(rows: Rows) -> mpsc::Receiver<Vec<Row>> {
    let (sender, batches) = mpsc::channel(2);
    tokio::task::spawn_blocking(move || {
        let (mut batch, mut told) = (Vec::new(), 0);
        for row in rows {
            let bytes = row.bytes_read;
            batch.push(row);
            if batch.len() >= BATCH_ROWS || bytes - told >= BATCH_BYTES {
                told = bytes;
                if sender.blocking_send(std::mem::take(&mut batch)).is_err() {
                    return;
                }
            }
        }
        if !batch.is_empty() {
            let _ = sender.blocking_send(batch);
        }
    });
    batches
}

async fn record(app: &App, person: &Person, rows: Vec<Row>, report: &mut Report) -> Result<(), ActionError> {
    let mut changes: Vec<Change> = Vec::new();
    let mut counted = Vec::with_capacity(rows.len());
    for row in rows {
        // The outcome of a row's changes is known once they are recorded; of the others it is known now.
        let outcome = match row.content {
            Content::Changes(of_row) => {
                let count = of_row.len();
                changes.extend(of_row);
                Err(count)
            }
            Content::Refused(refusal) => Ok(importer::Outcome::Rejected(refusal.to_string())),
            Content::Merged(count) => Ok(importer::Outcome::Merged(count)),
            Content::NotTaken { what, count } => Ok(importer::Outcome::NotTaken { what, count }),
        };
        counted.push((row.line, outcome));
    }
    let mut outcomes = app.writer.record(person.id, changes).await?.into_iter();
    for (line, outcome) in counted {
        report.count(line, outcome.unwrap_or_else(|count| of_row(outcomes.by_ref().take(count))));
    }
    Ok(())
}

/// A row is rejected if any of its events is, mapped if any is new, else a duplicate.
fn of_row(outcomes: impl Iterator<Item = Outcome>) -> importer::Outcome {
    outcomes.fold(importer::Outcome::Duplicate, |row, outcome| match (row, outcome) {
        (row @ importer::Outcome::Rejected(_), _) => row,
        (_, Outcome::Refused(refusal)) => importer::Outcome::Rejected(refusal_text(&refusal)),
        (_, Outcome::Done { repeated: false, .. }) => importer::Outcome::Mapped,
        (row, Outcome::Done { repeated: true, .. }) => row,
    })
}
