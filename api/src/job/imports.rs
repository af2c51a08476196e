//! Reads what was uploaded, one import at a time.
//!
//! After each batch it is written down how far the run is. A run that was cut off is taken up by the next one, here or
//! in another process: it reads the rows that were counted once more, without recording them, and goes on after them.
//! Only the batch in hand may have been recorded without being counted; its rows come out as duplicates then.

use std::{error::Error, sync::Arc, time::Duration};

use eunoia_ingest::{
    importer::{self, ImportError, Input, Mapping},
    intake::Intake,
    ledger::LedgerError,
    seal::{KeyError, PersonKey},
    upload::{ChunkReader, Claim, Import, Interruption, Progress, Standing, UploadError, Uploads},
};
use tokio::{
    sync::watch,
    time::{Instant, sleep},
};

use crate::{
    action::{ActionError, Batches, record_batch},
    app::App,
};

/// How often other processes' jobs are looked for; those of this process are told.
const LOOK: Duration = Duration::from_secs(2);
/// How often what is over is looked for, if nothing tells of it.
const SWEEP: Duration = Duration::from_secs(600);
/// How long a store that is away is left alone.
const PAUSE: Duration = Duration::from_secs(5);
/// Renewals of a claim while it holds.
const RENEWALS: u32 = 4;
/// Runs that may break off without having got on.
const MOST_ATTEMPTS: u32 = 5;

/// How a run ended.
enum End {
    Done,
    Failed {
        code: &'static str,
        /// What to mend, if the person can.
        detail: Option<String>,
    },
    /// The job is not ours any more: cancelled, erased, or taken up by another process.
    Lost,
    /// The process stops, or a store is away: another run goes on.
    PutOff,
}

/// Runs the jobs that wait, until the process stops.
pub async fn run_imports(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    if let Err(error) = app.uploads.take_over().await {
        tracing::warn!(error = %error, "jobs that were left behind are not taken up yet");
    }
    let mut swept: Option<Instant> = None;
    loop {
        let ran = match app.uploads.claim(app.now()).await {
            Ok(Some(claim)) => run_claimed(&app, &claim, &stopped).await,
            Ok(None) => Ok(false),
            Err(error) => Err(error.into()),
        };
        let due = swept.is_none_or(|swept| swept.elapsed() > SWEEP) || matches!(ran, Ok(true));
        let swept_now = if due {
            app.uploads.sweep(app.now()).await.map(drop)
        } else {
            Ok(())
        };
        if due && swept_now.is_ok() {
            swept = Some(Instant::now());
        }
        let pause = match ran.and(swept_now.map_err(ActionError::from)) {
            Ok(()) if due => Duration::ZERO,
            Ok(()) => LOOK,
            Err(error) => {
                tracing::warn!(error = %chain(&error), "imports are put off");
                PAUSE
            }
        };
        tokio::select! {
            () = sleep(pause) => {}
            () = app.uploads.queued(), if pause == LOOK => {}
            _ = stopped.changed() => return,
        }
    }
}

/// Runs one job; true if it has ended.
async fn run_claimed(app: &App, claim: &Claim, stopped: &watch::Receiver<bool>) -> Result<bool, ActionError> {
    let key = match app.ledger.key(claim.person_id).await {
        Ok(key) => key,
        Err(KeyError::Destroyed) => {
            app.uploads.fail(claim, "erased", None, app.now()).await?;
            return Ok(true);
        }
        Err(error) => {
            app.uploads.give_back(claim).await?;
            return Err(error.into());
        }
    };
    let ran = if claim.attempts > MOST_ATTEMPTS {
        Ok(End::Failed {
            code: "gave_up",
            detail: None,
        })
    } else {
        // The heartbeat never ends by itself.
        tokio::select! {
            ran = run(app, claim, &key, stopped) => ran,
            () = heartbeat(app, claim) => Ok(End::Lost),
        }
    };
    let end = match ran {
        // What is away now may be back in a while; what is wrong inside stays wrong.
        Err(error @ ActionError::Busy(_)) => {
            app.uploads.give_back(claim).await?;
            return Err(error);
        }
        Err(error) => {
            tracing::error!(error = %chain(&error), "an import broke down");
            End::Failed {
                code: "internal",
                detail: None,
            }
        }
        Ok(end) => end,
    };
    let name = match &end {
        End::Done => "done",
        End::Failed { .. } => "failed",
        End::Lost => "lost",
        End::PutOff => "put off",
    };
    metrics::counter!("eunoia_import_runs_total", "end" => name).increment(1);
    match end {
        End::Done => app.uploads.finish(claim, app.now()).await?,
        End::Failed { code, detail } => {
            let detail = detail.as_deref().map(|detail| (&*key, detail));
            app.uploads.fail(claim, code, detail, app.now()).await?
        }
        End::PutOff => {
            app.uploads.give_back(claim).await?;
            return Ok(false);
        }
        End::Lost => Standing::Lost,
    };
    Ok(true)
}

async fn heartbeat(app: &App, claim: &Claim) {
    loop {
        sleep(Uploads::LEASE / RENEWALS).await;
        // Whether it still holds is seen at the next batch, which then has something to write down.
        if let Err(error) = app.uploads.renew(claim, app.now()).await {
            tracing::warn!(error = %error, "a claim was not renewed");
        }
    }
}

/// Reads the file and records it, from where the run before came to.
async fn run(app: &App, claim: &Claim, key: &Arc<PersonKey>, stopped: &watch::Receiver<bool>) -> Result<End, ActionError> {
    let Some(import) = app.uploads.import(claim.person_id, claim.id, key).await? else {
        return Ok(End::Lost);
    };
    let reader = ChunkReader::new(Arc::clone(&app.uploads), Arc::clone(key), &import);
    let interruption = reader.interruption();
    let intake = Intake {
        zone: import.zone()?,
        // The same in each run, so that each finds the same rows good.
        now: import.queued_at.unwrap_or(import.created_at),
    };
    let mapping = match import.about.mapping.as_deref().map(str::parse::<Mapping>).transpose() {
        Ok(mapping) => mapping,
        Err(error) => {
            return Ok(End::Failed {
                code: "mapping",
                detail: Some(error.to_string()),
            });
        }
    };
    let (format, size) = (import.format, import.size);
    let name = import.about.name.clone().unwrap_or_else(|| "the file".to_owned());
    let open = move || importer::open(format, Input::new(name, size, reader), &intake, mapping);
    let opened = tokio::task::spawn_blocking(open).await.map_err(ActionError::worker)?;
    if let Some(cause) = interruption.cause() {
        return interrupted(app, claim, cause).await;
    }
    let rows = match opened {
        Ok(rows) => rows,
        Err(error) => {
            return Ok(End::Failed {
                code: code(&error),
                detail: Some(chain(&error)),
            });
        }
    };
    let mut import = import;
    let report = import.report.get_or_insert_default();
    report.ignore_columns(rows.ignored_columns());
    let mut batches = Batches::read(rows, import.rows_read);
    let ended = record_all(app, claim, key, &mut import, &mut batches, &interruption, stopped).await;
    batches.stop().await;
    ended
}

async fn record_all(
    app: &App,
    claim: &Claim,
    key: &PersonKey,
    import: &mut Import,
    batches: &mut Batches,
    interruption: &Interruption,
    stopped: &watch::Receiver<bool>,
) -> Result<End, ActionError> {
    let report = import.report.get_or_insert_default();
    let mut told = None;
    loop {
        let progress = Progress {
            report,
            rows_read: import.rows_read,
            bytes_read: import.bytes_read,
            rejected_changed: told != Some(report.rejected().len()),
        };
        told = Some(report.rejected().len());
        if app.uploads.save(claim, key, &progress, app.now()).await? == Standing::Lost {
            return Ok(End::Lost);
        }
        if *stopped.borrow() {
            return Ok(End::PutOff);
        }
        let batch = batches.next().await?;
        // Looked at before the rows are: the last one may be about the interruption and not about the file.
        if let Some(cause) = interruption.cause() {
            return interrupted(app, claim, cause).await;
        }
        let Some(batch) = batch else { return Ok(End::Done) };
        import.rows_read += batch.len() as u64;
        import.bytes_read = batch.last().map_or(import.bytes_read, |row| row.bytes_read);
        record_batch(app, claim.person_id, batch, report).await?;
    }
}

/// What to do about a file that could not be read on.
async fn interrupted(app: &App, claim: &Claim, cause: &UploadError) -> Result<End, ActionError> {
    // Whoever cancels an import removes its parts, too.
    if app.uploads.renew(claim, app.now()).await? == Standing::Lost {
        return Ok(End::Lost);
    }
    tracing::warn!(error = %cause, "an upload could not be read on");
    Ok(match cause {
        UploadError::Store(LedgerError::Unavailable(_)) | UploadError::Stopped => {
            sleep(PAUSE).await;
            End::PutOff
        }
        _ => End::Failed {
            code: "damaged",
            detail: None,
        },
    })
}

/// The stable code of a file that can't be imported at all.
fn code(error: &ImportError) -> &'static str {
    match error {
        ImportError::MappingNeeded | ImportError::MappingUnused(_) | ImportError::MappingMismatch { .. } | ImportError::Mapping(_) => {
            "mapping"
        }
        ImportError::Header { .. } => "header",
        ImportError::Io { .. } | ImportError::NotAFile { .. } => "unreadable",
    }
}

/// An error with its causes. Of a file it may quote what a person wrote: it is sealed, and never logged.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}
