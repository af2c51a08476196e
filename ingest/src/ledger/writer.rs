//! One task owns the writing transaction and groups the requests that wait for it.

use std::sync::Arc;

use eunoia_domain::Change;
use jiff::Timestamp;
use thiserror::Error;
use tokio::sync::{mpsc, oneshot};

use super::{Ledger, LedgerError, Outcome, row::SealedChange};
use crate::seal::KeyError;

/// Why a request was not committed.
#[derive(Debug, Error)]
pub enum RecordError {
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Ledger(#[from] Arc<LedgerError>),
    /// The process is stopping.
    #[error("the writer has stopped")]
    Stopped,
}

/// Requests that may wait for the writer; more wait in the senders.
const WAITING: usize = 256;
/// Changes in one transaction, at most, beyond the request that was begun.
const GROUP: usize = 8192;
/// Sealed bytes in one transaction, likewise.
const GROUP_BYTES: usize = 32 << 20;

struct Request {
    items: Vec<SealedChange>,
    answer: oneshot::Sender<Result<Vec<Outcome>, Arc<LedgerError>>>,
}

impl Request {
    fn bytes(&self) -> usize {
        self.items.iter().map(|item| item.body.len()).sum()
    }
}

/// The door to the ledger for writes. Clones share one task, which ends when the last is dropped.
#[derive(Clone)]
pub struct Writer {
    ledger: Arc<Ledger>,
    requests: mpsc::Sender<Request>,
    clock: fn() -> Timestamp,
}

impl Writer {
    /// Starts the task on the current runtime. `clock` gives the time of each commit.
    pub fn start(ledger: Arc<Ledger>, clock: fn() -> Timestamp) -> Self {
        let (requests, queue) = mpsc::channel(WAITING);
        tokio::spawn(write(Arc::clone(&ledger), queue, clock));
        Self { ledger, requests, clock }
    }

    pub fn ledger(&self) -> &Arc<Ledger> {
        &self.ledger
    }

    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Seals the changes of one person and commits them. Returns after the commit, an outcome for each in order; a
    /// caller that goes away does not undo it.
    pub async fn record(&self, person_id: i64, changes: Vec<Change>) -> Result<Vec<Outcome>, RecordError> {
        let sealed = self.seal(person_id, changes).await?;
        self.submit(sealed).await?.outcomes().await
    }

    /// The first step of [`Writer::record`], which many may take at a time: seals.
    pub async fn seal(&self, person_id: i64, changes: Vec<Change>) -> Result<SealedChanges, RecordError> {
        const WORTH_A_THREAD: usize = 32;
        if changes.is_empty() {
            return Ok(SealedChanges(Vec::new()));
        }
        let key = self.ledger.key(person_id).await?;
        let few = changes.len() < WORTH_A_THREAD;
        let seal = move || {
            changes
                .iter()
                .map(|change| SealedChange::new(person_id, change, &key))
                .collect::<Result<Vec<_>, _>>()
        };
        let sealed = if few {
            seal()
        } else {
            tokio::task::spawn_blocking(seal).await.map_err(|_| RecordError::Stopped)?
        };
        Ok(SealedChanges(sealed?))
    }

    /// The second step: queues the changes. Those submitted first are committed first.
    pub async fn submit(&self, changes: SealedChanges) -> Result<Pending, RecordError> {
        let (answer, outcomes) = oneshot::channel();
        self.requests
            .send(Request { items: changes.0, answer })
            .await
            .map_err(|_| RecordError::Stopped)?;
        Ok(Pending(outcomes))
    }
}

/// Changes that are sealed and not yet queued.
pub struct SealedChanges(Vec<SealedChange>);

/// Changes that are queued. Dropping it does not undo them.
pub struct Pending(oneshot::Receiver<Result<Vec<Outcome>, Arc<LedgerError>>>);

impl Pending {
    /// Whether [`Pending::outcomes`] would not have to wait.
    pub fn is_ready(&self) -> bool {
        !self.0.is_empty() || self.0.is_terminated()
    }

    /// Waits for the commit: an outcome for each change, in order.
    pub async fn outcomes(self) -> Result<Vec<Outcome>, RecordError> {
        Ok(self.0.await.map_err(|_| RecordError::Stopped)??)
    }
}

async fn write(ledger: Arc<Ledger>, mut queue: mpsc::Receiver<Request>, clock: fn() -> Timestamp) {
    while let Some(first) = queue.recv().await {
        let mut group = vec![first];
        let (mut size, mut bytes) = (group[0].items.len(), group[0].bytes());
        while size < GROUP && bytes < GROUP_BYTES {
            let Ok(next) = queue.try_recv() else { break };
            size += next.items.len();
            bytes += next.bytes();
            group.push(next);
        }
        let (mut items, mut answers) = (Vec::with_capacity(size), Vec::with_capacity(group.len()));
        for request in group {
            answers.push((request.items.len(), request.answer));
            items.extend(request.items);
        }
        metrics::histogram!("eunoia_commit_events").record(size as f64);
        match ledger.commit(&mut items, clock()).await {
            Ok(outcomes) => {
                let mut outcomes = outcomes.into_iter();
                for (count, answer) in answers {
                    // A caller that went away is not waited for; what it sent is committed all the same.
                    let _ = answer.send(Ok(outcomes.by_ref().take(count).collect()));
                }
            }
            // A request that the tables refuse, such as one of somebody who was erased, takes no other down with it.
            Err(error) if error.blames_rows() && answers.len() > 1 => {
                let mut rest = items.as_mut_slice();
                for (count, answer) in answers {
                    let (own, others) = std::mem::take(&mut rest).split_at_mut(count);
                    rest = others;
                    let _ = answer.send(ledger.commit(own, clock()).await.map_err(Arc::new));
                }
            }
            Err(error) => {
                tracing::error!(error = %error, events = size, "a group was not committed");
                let error = Arc::new(error);
                for (_, answer) in answers {
                    let _ = answer.send(Err(Arc::clone(&error)));
                }
            }
        }
    }
}
