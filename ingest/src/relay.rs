//! The relay: carries the ledger into the warehouse, exactly once, in ranges of `seq`.
//!
//! A range is written down before its insert, the cursor after it. After a crash the same range is built again from
//! the same rows and inserted under the same token, which ClickHouse takes once.

mod opening;
mod rebuilding;
mod tidying;

use std::{collections::HashSet, sync::Arc, time::Duration};

use jiff::Timestamp;
use thiserror::Error;
use tokio::{sync::watch, time::Instant};

use self::{
    opening::{Carried, Opener, in_order},
    rebuilding::write_anew,
    tidying::Tidying,
};
pub use self::{
    opening::{observations, score_observations},
    rebuilding::{Rebuilt, rebuild},
};
use crate::{
    ledger::{Ledger, LedgerError, RelayLock, RelayState},
    seal::KeyError,
    warehouse::{Observations, Warehouse, WarehouseError},
};

/// Events in a range, at most.
pub const RANGE: u32 = 32_768;

/// Why the relay could not go on; it tries again.
#[derive(Debug, Error)]
pub enum RelayError {
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Warehouse(#[from] WarehouseError),
    #[error("another process relays this ledger")]
    Locked,
    #[error("this is not the warehouse that the ledger's relay fills; `eunoia rebuild` fills this one")]
    ForeignWarehouse,
    #[error("the relay's worker stopped")]
    Worker,
}

/// How the relay of a process does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RelayHealth {
    /// It has not begun yet, or its warehouse is away.
    Starting,
    Running,
    /// The last step failed; it is tried again.
    Paused,
    /// Another process relays.
    Elsewhere,
}

/// What one step did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Everything is in the warehouse.
    Idle,
    /// The cursor moved to this `seq`.
    Moved { cursor: i64 },
    /// ClickHouse refused the range; it is tried again shorter, or without the event that was refused.
    Bisected,
}

/// Follows the ledger of one installation; there is one at a time.
pub struct Relay {
    ledger: Arc<Ledger>,
    warehouse: Arc<Warehouse>,
    clock: fn() -> Timestamp,
    state: RelayState,
    /// Events in the next range: halved by a refusal, doubled by a success, so that a cluster of refused events is
    /// worked through in small steps.
    limit: u32,
    buried: HashSet<i64>,
    opener: Opener,
    /// The epoch that the warehouse's views show.
    published: Option<u32>,
    lock: Option<RelayLock>,
}

impl Relay {
    /// Takes the relay's lock and makes the current epoch's tables ready.
    pub async fn start(ledger: Arc<Ledger>, warehouse: Arc<Warehouse>, clock: fn() -> Timestamp) -> Result<Self, RelayError> {
        let lock = ledger.lock_relay().await?.ok_or(RelayError::Locked)?;
        let state = ledger.relay_state().await?;
        warehouse.prepare(state.epoch).await?;
        own(&ledger, &warehouse, state).await?;
        let buried = ledger.buried(state.epoch).await?;
        let opener = Opener::new(Arc::clone(&ledger));
        let mut relay = Self {
            ledger,
            warehouse,
            clock,
            state,
            limit: RANGE,
            buried,
            opener,
            published: None,
            lock: Some(lock),
        };
        relay.publish().await?;
        // A crash may have come between the last move of the cursor and this.
        relay.purge().await?;
        Ok(relay)
    }

    pub fn state(&self) -> RelayState {
        self.state
    }

    /// Carries one range over. Once everything is in the warehouse, and another text model has read everything, writes the
    /// warehouse anew with its scores.
    pub async fn step(&mut self) -> Result<Step, RelayError> {
        self.publish().await?;
        let RelayState { epoch, cursor, .. } = self.state;
        let to = match self.state.pending_to {
            Some(to) => to,
            None => match self.ledger.range_end(cursor, self.limit).await? {
                None => {
                    self.switch_texts().await?;
                    return Ok(Step::Idle);
                }
                Some(to) => {
                    self.write_down(RelayState {
                        pending_to: Some(to),
                        ..self.state
                    })
                    .await?;
                    to
                }
            },
        };
        let records = in_order(self.ledger.range(cursor, to).await?, self.ledger.scores_in_range(cursor, to).await?);
        let events: Vec<i64> = records.iter().map(Carried::seq).collect();
        let (rows, unsealable) = self.rows(records, to).await?;
        for seq in unsealable {
            self.bury(seq, "does not open").await?;
        }
        match self.warehouse.insert(epoch, &token(epoch, cursor, to), &rows).await {
            Ok(()) => {}
            Err(WarehouseError::Refused { code }) => match events.as_slice() {
                // Half of the range at least is other events: look for the culprit in there.
                [first, .., _] => {
                    self.limit = (self.limit / 2).max(1);
                    let middle = events.get(events.len() / 2 - 1).copied().unwrap_or(*first);
                    self.write_down(RelayState {
                        pending_to: Some(middle),
                        ..self.state
                    })
                    .await?;
                    return Ok(Step::Bisected);
                }
                // Set aside, it is left out of the same range, which still takes back what it took the place of.
                [seq] if !self.buried.contains(seq) => {
                    self.bury(*seq, &format!("refused with code {code}")).await?;
                    return Ok(Step::Bisected);
                }
                _ => return Err(WarehouseError::Refused { code }.into()),
            },
            Err(error) => return Err(error.into()),
        }
        self.write_down(RelayState {
            epoch,
            cursor: to,
            pending_to: None,
        })
        .await?;
        self.limit = (self.limit * 2).min(RANGE);
        self.purge().await?;
        metrics::counter!("eunoia_relayed_events_total").increment(events.len() as u64);
        Ok(Step::Moved { cursor: to })
    }

    /// Steps until everything committed so far is in the warehouse.
    pub async fn drain(&mut self) -> Result<(), RelayError> {
        while self.step().await? != Step::Idle {}
        Ok(())
    }

    /// Follows the ledger until `stop` holds true; what fails is tried again, with a growing pause.
    pub async fn run(mut self, mut stop: watch::Receiver<bool>, health: watch::Sender<RelayHealth>) {
        const POLL: Duration = Duration::from_millis(150);
        const LONGEST_PAUSE: Duration = Duration::from_secs(5);
        const REST: Duration = Duration::from_millis(100);
        const LONGEST_REST: Duration = Duration::from_millis(500);
        /// Events in a range that say that more are to come.
        const POURING: i64 = 1_000;
        let mut commits = self.ledger.commits();
        let mut pause = Duration::from_millis(50);
        let mut tidying = Tidying::default();
        loop {
            commits.mark_unchanged();
            let before = self.state.cursor;
            let step = self.step().await;
            health.send_replace(if step.is_ok() { RelayHealth::Running } else { RelayHealth::Paused });
            let wait = match step {
                Ok(Step::Moved { cursor }) => {
                    metrics::gauge!("eunoia_relay_cursor").set(cursor as f64);
                    pause = Duration::from_millis(50);
                    tidying.moved(cursor - before);
                    // While events pour in, those who wait for an answer go first, and what gathers goes in one range.
                    let rest = if cursor - before >= POURING { LONGEST_REST } else { Duration::ZERO };
                    let until = Instant::now() + rest;
                    while commits.has_changed().unwrap_or(false) && Instant::now() < until && !*stop.borrow() {
                        commits.mark_unchanged();
                        tokio::time::sleep(REST).await;
                    }
                    None
                }
                Ok(Step::Bisected) => None,
                // Commits of other processes are seen by looking now and then.
                Ok(Step::Idle) => {
                    tidying.when_due(&self.warehouse, self.state.epoch);
                    Some(POLL)
                }
                Err(error) => {
                    metrics::counter!("eunoia_relay_failures_total").increment(1);
                    tracing::warn!(error = %error, "the relay pauses");
                    if let RelayError::Locked = error
                        && let Err(error) = self.resume().await
                    {
                        tracing::warn!(error = %error, "the relay waits for its turn");
                    }
                    pause = (pause * 2).min(LONGEST_PAUSE);
                    tokio::select! {
                        () = tokio::time::sleep(pause) => {}
                        _ = stop.changed() => {}
                    }
                    None
                }
            };
            if let Some(wait) = wait {
                tokio::select! {
                    _ = commits.changed() => {}
                    () = tokio::time::sleep(wait) => {}
                    _ = stop.changed() => {}
                }
            }
            if *stop.borrow() {
                return;
            }
        }
    }

    /// Writes down where the relay stands, unless another process, which got the lock when this one lost its
    /// connection, has moved on meanwhile.
    async fn write_down(&mut self, state: RelayState) -> Result<(), RelayError> {
        if !self.ledger.move_relay_state(self.state, state).await? {
            return Err(RelayError::Locked);
        }
        self.state = state;
        Ok(())
    }

    /// Takes the lock anew and goes on from where the relay stands by now.
    async fn resume(&mut self) -> Result<(), RelayError> {
        self.lock = None;
        self.lock = Some(self.ledger.lock_relay().await?.ok_or(RelayError::Locked)?);
        self.state = self.ledger.relay_state().await?;
        own(&self.ledger, &self.warehouse, self.state).await?;
        self.buried = self.ledger.buried(self.state.epoch).await?;
        Ok(())
    }

    /// Lets the warehouse's views show the current epoch, unless they do.
    async fn publish(&mut self) -> Result<(), RelayError> {
        let epoch = self.state.epoch;
        if self.published != Some(epoch) {
            self.warehouse.publish(epoch).await?;
            self.published = Some(epoch);
        }
        Ok(())
    }

    /// Empties the bodies that nothing needs any more.
    async fn purge(&mut self) -> Result<(), RelayError> {
        while self.ledger.purge_superseded(self.state.cursor).await? > 0 {}
        Ok(())
    }

    async fn bury(&mut self, seq: i64, reason: &str) -> Result<(), RelayError> {
        tracing::error!(seq, reason, "an event is set aside");
        self.ledger.bury(self.state.epoch, seq, reason, (self.clock)()).await?;
        self.buried.insert(seq);
        Ok(())
    }

    /// The rows that `records` stand for: what a version took the place of is taken back, with what was read in it; what it
    /// says is added. And the numbers of those that do not open.
    ///
    /// A score is committed only while its version is current, so its number lies before that of the version which takes
    /// its place: it is never added after it was taken back.
    async fn rows(&mut self, records: Vec<Carried>, to: i64) -> Result<(Observations, Vec<i64>), RelayError> {
        let mut old = self.ledger.superseded(self.state.cursor, to).await?;
        let old_scores = self.ledger.scores_superseded(self.state.cursor, to).await?;
        // What is set aside is not in the warehouse, so there is nothing to take back.
        old.retain(|_, record| !self.buried.contains(&record.seq));
        let mut signed = Vec::with_capacity(records.len() + old_scores.len());
        let old_scores = old_scores.into_iter().filter(|score| !self.buried.contains(&score.seq));
        signed.extend(old_scores.map(|score| (-1, Carried::Score(score))));
        for record in records {
            if let Carried::Event(event) = &record
                && let Some(old) = old.remove(&(event.person_id, event.id, event.version.saturating_sub(1)))
            {
                signed.push((-1, Carried::Event(old)));
            }
            let deletes = matches!(&record, Carried::Event(event) if event.is_deleted());
            if !deletes && !self.buried.contains(&record.seq()) {
                signed.push((1, record));
            }
        }
        self.opener.open(signed).await
    }

    /// Writes the warehouse anew with the scores of another text model, if one has read everything.
    async fn switch_texts(&mut self) -> Result<(), RelayError> {
        if self.ledger.next_text_model().await?.is_none() {
            return Ok(());
        }
        tracing::info!("another text model has read everything; the warehouse is written anew with its scores");
        write_anew(Arc::clone(&self.ledger), Arc::clone(&self.warehouse), self.clock, |_| {}).await?;
        self.state = self.ledger.relay_state().await?;
        self.buried = self.ledger.buried(self.state.epoch).await?;
        self.publish().await?;
        // It wakes whoever forgets the old scores.
        self.ledger.told();
        Ok(())
    }
}

/// Makes sure that the relay's place is about this warehouse: a cursor says nothing about any other.
async fn own(ledger: &Ledger, warehouse: &Warehouse, state: RelayState) -> Result<(), RelayError> {
    let here = warehouse.identity().await?;
    match ledger.relay_warehouse().await? {
        Some(id) if id == here => Ok(()),
        None if state.cursor == 0 && state.pending_to.is_none() => {
            // Nothing was relayed yet. What may be here is another ledger's, gone since.
            warehouse.discard(state.epoch).await?;
            warehouse.prepare(state.epoch).await?;
            Ok(ledger.set_relay_warehouse(here).await?)
        }
        _ => Err(RelayError::ForeignWarehouse),
    }
}

/// The token of a range; it never stands for another range of the same epoch that could be inserted as well.
fn token(epoch: u32, after: i64, to: i64) -> String {
    format!("{epoch}:{after}-{to}:observation")
}
