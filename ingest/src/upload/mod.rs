//! Uploads: what people send to be imported, kept until it was read, and the queue of the jobs that read it.
//!
//! A store of its own: gigabytes that come and go must neither swell the ledger nor hold its write lock. The bytes, and
//! everything that a person named or that a report quotes, are sealed with the person's key and bound to their place.
//! A part is committed before it is acknowledged, so an upload goes on where it stood, whatever happened to the
//! process. A job is held by a lease; whoever holds it writes down after each batch how far it is, so that another run
//! goes on from there.

mod chunk;
mod claim;
mod import;
mod sweep;

use std::sync::Arc;

use sqlx::{Any, AnyPool, Executor, Transaction, migrate};
use thiserror::Error;
use tokio::sync::{Mutex, MutexGuard, Notify};

pub use chunk::{Appended, ChunkReader, Interruption};
pub use claim::{Claim, Progress, Standing};
pub use import::{About, Created, Failure, Import, ImportPage, ImportPosition, ImportState, NewImport};

use crate::{
    ledger::{LedgerError, Store},
    seal::{KeyError, Unsealable},
};

/// Why the store of uploads could not answer.
#[derive(Debug, Error)]
pub enum UploadError {
    #[error(transparent)]
    Store(#[from] LedgerError),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Damaged(#[from] Unsealable),
    /// The process is stopping.
    #[error("the uploads have been closed")]
    Stopped,
}

/// The store of uploads and jobs.
pub struct Uploads {
    pool: AnyPool,
    store: Store,
    /// SQLite has one writer at a time: those of this process wait here and not in its busy loop.
    turn: Mutex<()>,
    queued: Notify,
    most_waiting: u64,
}

/// Gives freed pages back in steps, and keeps the log short: gigabytes come and go here. The mode of vacuuming is fixed
/// with the first page, so it stands before everything else.
const SQLITE: &str = "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_size_limit = 67108864; ";

impl Uploads {
    /// Unfinished imports that a person may have at a time.
    pub const UNFINISHED: i64 = 3;
    /// Bytes of one import, at most.
    pub const MOST_BYTES: u64 = 8 << 30;
    /// Bytes that wait of everybody's imports, at most: they lie where the ledger does.
    pub const MOST_WAITING: u64 = 32 << 30;

    /// Opens the store at `url` (`sqlite://PATH` or `postgres://...`) and brings its tables up to date.
    pub async fn open(url: &str) -> Result<Arc<Self>, LedgerError> {
        Self::open_for(url, Self::MOST_WAITING).await
    }

    /// As [`Uploads::open`]; takes no more parts while so many bytes wait.
    pub async fn open_for(url: &str, most_waiting: u64) -> Result<Arc<Self>, LedgerError> {
        let store = Store::of(url)?;
        let pool = store.connect_with(url, 4, if store == Store::Sqlite { SQLITE } else { "" }).await?;
        let mut migrator = match store {
            Store::Sqlite => migrate!("../migrations/sql/sqlite/upload"),
            Store::Postgres => migrate!("../migrations/sql/postgres/upload"),
        };
        // On PostgreSQL they live beside the ledger's.
        migrator.dangerous_set_table_name("_sqlx_migrations_upload");
        migrator.run(&pool).await.map_err(|e| LedgerError::Migration(Box::new(e)))?;
        Ok(Arc::new(Self {
            pool,
            store,
            turn: Mutex::new(()),
            queued: Notify::new(),
            most_waiting,
        }))
    }

    /// Returns when this process has queued a job since the last call.
    pub async fn queued(&self) {
        self.queued.notified().await;
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

    /// Begins a transaction that writes. Those of one person come one after another.
    async fn begin(&self, person_id: i64) -> Result<Transaction<'static, Any>, LedgerError> {
        match self.store {
            Store::Sqlite => self.pool.begin_with("BEGIN IMMEDIATE").await.map_err(|e| self.failed(e)),
            Store::Postgres => {
                let mut transaction = self.pool.begin().await.map_err(|e| self.failed(e))?;
                // The number is arbitrary; it keeps these locks apart from the ledger's.
                let lock = sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(person_id ^ 0x7570_6c6f_6164_0000);
                transaction.execute(lock).await.map_err(|e| self.failed(e))?;
                Ok(transaction)
            }
        }
    }

    fn failed(&self, error: sqlx::Error) -> LedgerError {
        self.store.error(error)
    }
}

/// Where something sealed belongs; it opens nowhere else. `part` is a name, or the offset of a chunk.
fn place(person_id: i64, id: &[u8; 16], part: &[u8]) -> Vec<u8> {
    [b"import".as_slice(), &person_id.to_be_bytes(), id, part].concat()
}
