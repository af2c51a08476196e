//! A place for one ledger: a folder with SQLite files, or a database of a PostgreSQL.

use std::sync::Arc;

use eunoia_ingest::{
    ledger::{Ledger, LedgerError, NewPerson, Person, Registration, Store, Writer},
    seal::{Keyring, MasterKey},
};
use sqlx::{AnyPool, AssertSqlSafe, any::install_default_drivers};
use tempfile::TempDir;

use crate::entries::clock;

pub struct Home {
    pub folder: TempDir,
    ledger: String,
    keyring: String,
}

impl Home {
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = |name: &str| format!("sqlite://{}?mode=rwc", folder.path().join(name).display());
        Self {
            ledger: url("ledger.db"),
            keyring: url("keyring.db"),
            folder,
        }
    }

    /// A new database of the PostgreSQL that `EUNOIA_TEST_POSTGRES_URL` names; [`None`], and a word about it, if it
    /// names none.
    pub async fn postgres() -> Option<Self> {
        let Ok(server) = std::env::var("EUNOIA_TEST_POSTGRES_URL") else {
            println!("skipped: EUNOIA_TEST_POSTGRES_URL is not set");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let name = format!("eunoia_{}", uuid::Uuid::now_v7().simple());
        install_default_drivers();
        let pool = AnyPool::connect(&server).await.unwrap();
        sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}")))
            .execute(&pool)
            .await
            .unwrap();
        pool.close().await;
        let (address, _) = server.rsplit_once('/').unwrap();
        let url = format!("{address}/{name}");
        Some(Self {
            ledger: url.clone(),
            keyring: url,
            folder,
        })
    }

    pub fn store(&self) -> Store {
        Store::of(&self.ledger).unwrap()
    }

    /// Opens the ledger; another process would do the same.
    pub async fn open(&self) -> Arc<Ledger> {
        self.open_at(&self.ledger).await
    }

    /// Opens the ledger of a PostgreSQL as a process that calls itself `application`.
    pub async fn open_as(&self, application: &str) -> Arc<Ledger> {
        self.open_at(&format!("{}?application_name={application}", self.ledger)).await
    }

    async fn open_at(&self, url: &str) -> Arc<Ledger> {
        Ledger::open(url, self.keyring().await).await.unwrap()
    }

    pub async fn keyring(&self) -> Keyring {
        let master = MasterKey::load_or_create(&self.folder.path().join("master.key")).unwrap();
        self.keyring_under(&master).await.unwrap()
    }

    pub async fn keyring_under(&self, master: &MasterKey) -> Result<Keyring, LedgerError> {
        Keyring::open(&self.keyring, master).await
    }

    /// Connections that know nothing of the ledger.
    pub async fn sql(&self) -> AnyPool {
        install_default_drivers();
        AnyPool::connect(&self.ledger).await.unwrap()
    }

    /// The same to the store of keys.
    pub async fn keyring_sql(&self) -> AnyPool {
        install_default_drivers();
        AnyPool::connect(&self.keyring).await.unwrap()
    }
}

/// A writer of the ledger, with the tests' clock.
pub fn writer(ledger: &Arc<Ledger>) -> Writer {
    Writer::start(Arc::clone(ledger), clock)
}

pub async fn person(ledger: &Ledger, email: &str) -> Person {
    let new = NewPerson {
        email: email.to_owned(),
        password_hash: "$argon2id$none".to_owned(),
        zone: "Europe/Oslo".parse().unwrap(),
        synthetic: false,
    };
    match ledger.add_person(new, clock()).await.unwrap() {
        Registration::Added(person) => person,
        Registration::EmailTaken => panic!("{email} is taken"),
    }
}
