//! Looks for clearings of floors after each commit, and through what was recorded before there were floors. Floors
//! themselves do not wait for this: they are there with what raised them.

use std::{sync::Arc, time::Duration};

use eunoia_ingest::{ledger::SealedError, seal::KeyError};
use tokio::{sync::watch, time::sleep};

use crate::{app::App, clock};

/// How often other processes' commits are looked for; those of this process are told.
const LOOK: Duration = Duration::from_secs(2);
const PAGE: u32 = 256;

/// Runs until the process stops.
pub async fn run_floors(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    let mut commits = app.ledger.commits();
    let mut looked_back = false;
    loop {
        commits.mark_unchanged();
        let done = step(&app, &mut looked_back).await;
        if let Err(error) = &done {
            metrics::counter!("eunoia_floor_failures_total").increment(1);
            tracing::warn!(error = %error, "looking for floors pauses");
        }
        tokio::select! {
            () = sleep(LOOK) => {}
            _ = commits.changed(), if done.is_ok() => {}
            _ = stopped.changed() => return,
        }
    }
}

async fn step(app: &App, looked_back: &mut bool) -> Result<(), SealedError> {
    while !*looked_back {
        *looked_back = !app.ledger.look_back_for_floors(clock::now()).await?;
    }
    let (mut after, mut failed) = (0, None);
    loop {
        let people = app.ledger.unsettled_people(after, PAGE).await?;
        let Some(last) = people.last() else { break };
        after = *last;
        for person in people {
            match app.ledger.settle_floors(person, clock::now()).await {
                // Erased: there is nothing to tell any more.
                Ok(_) | Err(SealedError::Key(KeyError::Destroyed)) => {}
                // One person's rows stop nobody else's.
                Err(error) => failed = Some(error),
            }
        }
    }
    failed.map_or(Ok(()), Err)
}
