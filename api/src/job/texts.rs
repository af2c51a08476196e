//! Reads what people wrote, after it was committed: a batch at a time, newest first, as fast as the model goes. What it does
//! not get to waits in the ledger, for a later process or for a model that is not there yet.

use std::{sync::Arc, time::Duration};

use eunoia_ingest::text::{ScoreFailure, Scoring, ScoringError, ScoringStep};
use tokio::{sync::watch, time::sleep};

use crate::{
    app::App,
    clock,
    text::{NotScored, TextStatus},
};

/// How often other processes' commits are looked for; those of this process are told.
const LOOK: Duration = Duration::from_millis(500);
/// How long whoever else reads is left alone.
const ELSEWHERE: Duration = Duration::from_secs(5);
/// How long a model that is busy is left alone.
const BUSY: Duration = Duration::from_millis(200);
/// How long a store that is away, or a model that fails on everything, is left alone.
const PAUSE: Duration = Duration::from_secs(5);

/// Reads until the process stops; without a model, whose reader says why, nothing.
pub async fn run_texts(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    let status = tokio::select! {
        status = app.text.ready() => status,
        _ = stopped.changed() => return,
    };
    let TextStatus::Ready { name, version } = status else { return };
    let mut reading: Option<Scoring> = None;
    let mut commits = app.ledger.commits();
    loop {
        commits.mark_unchanged();
        let pause = match step(&app, &mut reading, (&name, &version)).await {
            Ok(pause) => pause,
            Err(error) => {
                metrics::counter!("eunoia_text_failures_total").increment(1);
                tracing::warn!(error = %error, "reading texts pauses");
                // On PostgreSQL the lock may have gone with its connection.
                reading = None;
                PAUSE
            }
        };
        tokio::select! {
            () = sleep(pause) => {}
            _ = commits.changed(), if pause == LOOK => {}
            _ = stopped.changed() => return,
        }
    }
}

/// Reads one batch; tells after how long to look again.
async fn step(app: &App, reading: &mut Option<Scoring>, (name, version): (&str, &str)) -> Result<Duration, ScoringError> {
    let scoring = match reading {
        Some(scoring) => scoring,
        None => match Scoring::start(Arc::clone(&app.ledger), name, version, clock::now).await? {
            Some(scoring) => reading.insert(scoring),
            None => return Ok(ELSEWHERE),
        },
    };
    let score = |texts| {
        let reader = app.text.clone();
        async move { reader.score(texts).await.map_err(failure) }
    };
    match scoring.step(score).await {
        Ok(ScoringStep::Scored(_)) => Ok(Duration::ZERO),
        Ok(ScoringStep::Idle) => Ok(LOOK),
        Err(ScoringError::Later) => Ok(BUSY),
        Err(error) => Err(error),
    }
}

fn failure(error: NotScored) -> ScoreFailure {
    match error {
        NotScored::NotAvailable { code: "model_failed", .. } => ScoreFailure::Failed,
        NotScored::NotAvailable { .. } | NotScored::Busy => ScoreFailure::Later,
    }
}
