//! The ledger: the system of record, in SQL. One story, two stores: SQLite and PostgreSQL run the same statements.
//!
//! Every change of an event is a row with an ever-growing `seq`. One writer task a process groups concurrent requests
//! into one transaction and answers after its commit; SQLite syncs its log at each commit, PostgreSQL likewise, so
//! what was acknowledged is durable.

mod api_key;
mod commit;
mod floor;
mod organisation;
mod person;
mod read;
mod relay_state;
mod release;
mod row;
mod store;
mod suggestion;
mod text_attempt;
mod text_model;
mod text_score;
mod usage;
mod writer;

use std::sync::Arc;

use jiff::Timestamp;
use sqlx::{Any, AnyPool, Transaction};
use tokio::sync::{Mutex, MutexGuard, watch};

pub use api_key::{ApiKey, KeyCheck, MOST_KEYS, NewApiKey, Rotation};
pub use commit::{Outcome, Refusal};
pub use floor::{Floors, SealedError};
pub use organisation::{Joining, Leaving, MOST_INVITATIONS, MOST_MEMBERSHIPS, Membership, Organisation, Role};
pub use person::{ConsentChange, NewPerson, Person, Purpose, Registration, Settings};
pub use read::{Filter, Page, Position};
pub use relay_state::{RelayLock, RelayState};
pub use release::{Countable, NewRelease, Releasing, StoredRelease};
pub use row::Record;
pub(crate) use row::{column, days};
pub use store::{LedgerError, Store};
pub use suggestion::{Feedback, FeedbackOutcome};
pub use text_model::{ReadingLock, TextModelId};
pub use text_score::{ScoreRecord, TextItem, TextPage};
pub(crate) use text_score::{SealedScore, Waiting};
pub use usage::KindUsage;
pub use writer::{Pending, RecordError, SealedChanges, Writer};

use crate::seal::{KeyError, Keyring, PersonKey};

/// The ledger's tables and what seals them.
pub struct Ledger {
    pool: AnyPool,
    store: Store,
    keyring: Keyring,
    /// SQLite has one writer at a time: those of this process wait here, first come first served, and not in its
    /// busy loop, where a stream of commits would starve the relay.
    turn: Mutex<()>,
    /// SQLite's relay lock; PostgreSQL keeps its own.
    relaying: Arc<Mutex<()>>,
    /// SQLite's lock of whoever reads texts, likewise.
    reading: Arc<Mutex<()>>,
    committed: watch::Sender<i64>,
    scored: watch::Sender<i64>,
}

impl Ledger {
    /// Opens the ledger at `url` (`sqlite://PATH` or `postgres://...`) and brings its tables up to date.
    pub async fn open(url: &str, keyring: Keyring) -> Result<Arc<Self>, LedgerError> {
        let store = Store::of(url)?;
        let pool = store.connect(url, 8).await?;
        store.migrate_ledger(&pool).await?;
        Ok(Arc::new(Self {
            pool,
            store,
            keyring,
            turn: Mutex::new(()),
            relaying: Arc::default(),
            reading: Arc::default(),
            committed: watch::Sender::new(0),
            scored: watch::Sender::new(0),
        }))
    }

    pub fn store(&self) -> Store {
        self.store
    }

    /// Whether the store answers.
    pub async fn ping(&self) -> Result<(), LedgerError> {
        sqlx::query("SELECT 1")
            .execute(&self.pool)
            .await
            .map(drop)
            .map_err(|e| self.store.error(e))
    }

    /// Tells of each commit made through this process: the count of commits so far.
    pub fn commits(&self) -> watch::Receiver<i64> {
        self.committed.subscribe()
    }

    /// Tells those who follow the commits that something else is there to look at.
    pub(crate) fn told(&self) {
        self.committed.send_modify(|count| *count += 1);
    }

    /// Tells of each batch of texts that was read through this process.
    pub fn scored(&self) -> watch::Receiver<i64> {
        self.scored.subscribe()
    }

    /// The person's key; see [`Keyring::key`].
    pub async fn key(&self, person_id: i64) -> Result<Arc<PersonKey>, KeyError> {
        self.keyring.key(person_id).await
    }

    /// Closes the connections; the SQLite log is folded into its file.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    async fn turn(&self) -> Option<MutexGuard<'_, ()>> {
        match self.store {
            Store::Sqlite => Some(self.turn.lock().await),
            Store::Postgres => None,
        }
    }

    /// Begins a transaction that changes rows other than events.
    async fn begin(&self) -> Result<Transaction<'static, Any>, LedgerError> {
        let begun = match self.store {
            Store::Sqlite => self.pool.begin_with("BEGIN IMMEDIATE").await,
            Store::Postgres => self.pool.begin().await,
        };
        begun.map_err(|e| self.failed(e))
    }

    fn failed(&self, error: sqlx::Error) -> LedgerError {
        self.store.error(error)
    }
}

/// Whole milliseconds since 1970, as the tables keep time.
pub(crate) fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// The instant that a table keeps as `millis`.
fn instant(millis: i64, what: &'static str) -> Result<Timestamp, LedgerError> {
    Timestamp::from_millisecond(millis).map_err(|_| LedgerError::Inconsistent { seq: 0, what })
}
