use std::time::Duration;

use sqlx::{
    Any, AnyPool, Executor, Transaction,
    any::{AnyPoolOptions, install_default_drivers},
    error::ErrorKind,
    migrate::{MigrateError, Migrator},
};
use thiserror::Error;

/// Why the ledger could not answer.
#[derive(Debug, Error)]
pub enum LedgerError {
    /// The store is away, busy or full; the same call may go through later.
    #[error("the ledger is unavailable")]
    Unavailable(#[source] sqlx::Error),
    /// A row does not hold what this program writes.
    #[error("row {seq} of the ledger is inconsistent: {what}")]
    Inconsistent { seq: i64, what: &'static str },
    #[error("the ledger's tables could not be brought up to date")]
    Migration(#[source] Box<MigrateError>),
    #[error("the master key is not the one that these people's keys are wrapped with")]
    WrongMasterKey,
    #[error("`{0}` is neither a sqlite:// nor a postgres:// address")]
    UnknownStore(String),
}

impl LedgerError {
    /// Whether a constraint refused what was to be written, rather than the store being away.
    pub(super) fn blames_rows(&self) -> bool {
        matches!(self, Self::Unavailable(sqlx::Error::Database(error)) if !matches!(error.kind(), ErrorKind::Other))
    }
}

/// Which database holds the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Store {
    Sqlite,
    Postgres,
}

/// Held by a PostgreSQL transaction that commits events: commit order is `seq` order. The number is arbitrary.
const COMMIT_LOCK: &str = "SELECT pg_advisory_xact_lock(8031924507)";

impl Store {
    pub fn of(url: &str) -> Result<Self, LedgerError> {
        match url.split_once(':').map(|(scheme, _)| scheme) {
            Some("sqlite") => Ok(Self::Sqlite),
            Some("postgres" | "postgresql") => Ok(Self::Postgres),
            scheme => Err(LedgerError::UnknownStore(scheme.unwrap_or("?").to_owned())),
        }
    }

    pub(crate) async fn connect(self, url: &str, connections: u32) -> Result<AnyPool, LedgerError> {
        self.connect_with(url, connections, "").await
    }

    /// As [`Store::connect`]; each connection begins with the statements `first`.
    pub(crate) async fn connect_with(self, url: &str, connections: u32, first: &'static str) -> Result<AnyPool, LedgerError> {
        install_default_drivers();
        // A process that stalls in a transaction must not hold the others for good: PostgreSQL ends it.
        let session: &'static str = match self {
            Self::Sqlite => {
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 10000; PRAGMA cache_size = -32000"
            }
            Self::Postgres => {
                "SET synchronous_commit = on; SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '20s'; SET statement_timeout = '60s'"
            }
        };
        AnyPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(Duration::from_secs(10))
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    connection.execute(first).await?;
                    connection.execute(session).await?;
                    Ok(())
                })
            })
            .connect(url)
            .await
            .map_err(|e| self.error(e))
    }

    pub(crate) async fn migrate_ledger(self, pool: &AnyPool) -> Result<(), LedgerError> {
        static SQLITE: Migrator = sqlx::migrate!("../migrations/sql/sqlite/ledger");
        static POSTGRES: Migrator = sqlx::migrate!("../migrations/sql/postgres/ledger");
        let migrator = if self == Self::Sqlite { &SQLITE } else { &POSTGRES };
        migrator.run(pool).await.map_err(|e| LedgerError::Migration(Box::new(e)))
    }

    pub(crate) async fn migrate_keyring(self, pool: &AnyPool) -> Result<(), LedgerError> {
        let mut migrator = match self {
            Self::Sqlite => sqlx::migrate!("../migrations/sql/sqlite/keyring"),
            Self::Postgres => sqlx::migrate!("../migrations/sql/postgres/keyring"),
        };
        // The keyring may live in the ledger's database or in one of its own.
        migrator.dangerous_set_table_name("_sqlx_migrations_keyring");
        migrator.run(pool).await.map_err(|e| LedgerError::Migration(Box::new(e)))
    }

    /// Begins a transaction that will commit events.
    pub(super) async fn begin_commit(self, pool: &AnyPool) -> Result<Transaction<'static, Any>, LedgerError> {
        match self {
            Self::Sqlite => pool.begin_with("BEGIN IMMEDIATE").await.map_err(|e| self.error(e)),
            Self::Postgres => {
                let mut transaction = pool.begin().await.map_err(|e| self.error(e))?;
                transaction.execute(COMMIT_LOCK).await.map_err(|e| self.error(e))?;
                Ok(transaction)
            }
        }
    }

    /// A driver's failure is not an inconsistent row: only a column that does not decode is.
    #[expect(
        clippy::unused_self,
        reason = "kept as a method: the stores may come to differ in what is worth a retry"
    )]
    pub(crate) fn error(self, error: sqlx::Error) -> LedgerError {
        match error {
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) | sqlx::Error::ColumnNotFound(_) => LedgerError::Inconsistent {
                seq: 0,
                what: "a column does not decode",
            },
            error => LedgerError::Unavailable(error),
        }
    }
}
