//! Files of other products, for one person.

use std::path::PathBuf;

use eunoia_domain::Change;
use eunoia_ingest::{
    importer::{self, Content, Format, ImportError, Input, Mapping, Report, Row, Rows},
    intake::Intake,
    ledger::{Outcome, Person},
};
use tokio::{sync::mpsc, task::JoinHandle};

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
/// Changes past which a batch is not added to.
const BATCH_CHANGES: usize = 1_000;
/// Bytes of the file, likewise.
const BATCH_BYTES: u64 = 4 << 20;

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
        let mut batches = Batches::read(rows, 0);
        while let Some(batch) = batches.next().await? {
            let bytes = batch.last().map_or(0, |row| row.bytes_read);
            record_batch(app, person.id, batch, &mut report).await?;
            progress(ImportProgress { bytes, of_bytes });
        }
    }
    Ok(Ok(report))
}

/// The rows of a file, read a few batches ahead on a thread of their own. A batch is what is committed together: small
/// enough that whoever writes an entry meanwhile hardly waits for it.
pub(crate) struct Batches {
    batches: mpsc::Receiver<Vec<Row>>,
    reading: Option<JoinHandle<()>>,
}

impl Batches {
    /// Begins to read; the first `skip` rows were recorded before.
    pub fn read(mut rows: Rows, skip: u64) -> Self {
        let (sender, batches) = mpsc::channel(2);
        let reading = tokio::task::spawn_blocking(move || {
            for _ in 0..skip {
                if sender.is_closed() || rows.next().is_none() {
                    return;
                }
            }
            loop {
                let batch = batch(&mut rows);
                if batch.is_empty() || sender.blocking_send(batch).is_err() {
                    return;
                }
            }
        });
        Self {
            batches,
            reading: Some(reading),
        }
    }

    /// The next batch; [`None`] at the end of the file.
    pub async fn next(&mut self) -> Result<Option<Vec<Row>>, ActionError> {
        let batch = self.batches.recv().await;
        if batch.is_none()
            && let Some(reading) = self.reading.take()
        {
            // A reader that broke down has not come to the end.
            reading.await.map_err(ActionError::worker)?;
        }
        Ok(batch)
    }

    /// Stops reading, and returns when the thread has let go of the file.
    pub async fn stop(mut self) {
        self.batches.close();
        while self.batches.recv().await.is_some() {}
        if let Some(reading) = self.reading.take() {
            let _ = reading.await;
        }
    }
}

fn batch(rows: &mut Rows) -> Vec<Row> {
    let (mut batch, mut changes, mut first_byte) = (Vec::with_capacity(BATCH_ROWS), 0, None);
    while batch.len() < BATCH_ROWS && changes < BATCH_CHANGES {
        let Some(row) = rows.next() else { break };
        if let Content::Changes(of_row) = &row.content {
            changes += of_row.len();
        }
        let bytes = row.bytes_read;
        batch.push(row);
        if bytes.saturating_sub(*first_byte.get_or_insert(bytes)) > BATCH_BYTES {
            break;
        }
    }
    batch
}

/// Commits the changes of a batch and counts its rows.
pub(crate) async fn record_batch(app: &App, person_id: i64, rows: Vec<Row>, report: &mut Report) -> Result<(), ActionError> {
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
    let mut outcomes = app.writer.record(person_id, changes).await?.into_iter();
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
