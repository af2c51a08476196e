//! Where a store of uploads lives, and somebody to upload.

use std::sync::Arc;

use bytes::Bytes;
use eunoia_ingest::{
    importer::Format,
    seal::{Keyring, MasterKey, PersonKey},
    upload::{About, Appended, Created, Import, NewImport, Uploads},
};
use jiff::{Timestamp, ToSpan};
use sqlx::{AnyPool, AssertSqlSafe, Row, any::install_default_drivers};
use tempfile::TempDir;
use uuid::Uuid;

pub struct Place {
    pub folder: TempDir,
    pub url: String,
    pub uploads: Arc<Uploads>,
    keyring: Keyring,
}

impl Place {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = |name: &str| format!("sqlite://{}?mode=rwc", folder.path().join(name).display());
        let (uploads, keyring) = (url("uploads.db"), url("keyring.db"));
        Self::open(folder, uploads, &keyring).await
    }

    /// A new database of the PostgreSQL that `EUNOIA_TEST_POSTGRES_URL` names; [`None`], and a word about it, if it
    /// names none.
    pub async fn postgres() -> Option<Self> {
        let Ok(server) = std::env::var("EUNOIA_TEST_POSTGRES_URL") else {
            println!("skipped: EUNOIA_TEST_POSTGRES_URL is not set");
            return None;
        };
        install_default_drivers();
        let name = format!("eunoia_{}", Uuid::now_v7().simple());
        let pool = AnyPool::connect(&server).await.unwrap();
        sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}")))
            .execute(&pool)
            .await
            .unwrap();
        pool.close().await;
        let (address, _) = server.rsplit_once('/').unwrap();
        let url = format!("{address}/{name}");
        Some(Self::open(tempfile::tempdir().unwrap(), url.clone(), &url).await)
    }

    async fn open(folder: TempDir, url: String, keyring: &str) -> Self {
        let master = MasterKey::load_or_create(&folder.path().join("master.key")).unwrap();
        Self {
            uploads: Uploads::open(&url).await.unwrap(),
            keyring: Keyring::open(keyring, &master).await.unwrap(),
            folder,
            url,
        }
    }

    /// The store as another process has it.
    pub async fn opened_again(&self) -> Arc<Uploads> {
        Uploads::open(&self.url).await.unwrap()
    }

    /// As [`Place::opened_again`], with room for so many bytes that wait.
    pub async fn opened_for(&self, most_waiting: u64) -> Arc<Uploads> {
        Uploads::open_for(&self.url, most_waiting).await.unwrap()
    }

    pub fn is_sqlite(&self) -> bool {
        self.url.starts_with("sqlite")
    }

    pub async fn key(&self, person: i64) -> Arc<PersonKey> {
        self.keyring.key(person).await.unwrap()
    }

    /// Begins an import of `size` bytes.
    pub async fn begin(&self, person: i64, id: Uuid, size: u64) -> Created {
        let new = new_import(id, size);
        self.uploads.create(person, &new, &*self.key(person).await, now()).await.unwrap()
    }

    pub async fn append(&self, person: i64, id: Uuid, start: u64, part: &[u8]) -> Appended {
        let key = self.key(person).await;
        let part = Bytes::copy_from_slice(part);
        self.uploads.append(person, id, &key, start, part, now()).await.unwrap()
    }

    /// Uploads `content` in one part.
    pub async fn upload(&self, person: i64, id: Uuid, content: &[u8]) {
        let created = self.begin(person, id, content.len() as u64).await;
        assert!(matches!(created, Created::New(_)), "{created:?}");
        let taken = self.append(person, id, 0, content).await;
        assert!(matches!(taken, Appended::Taken { .. }), "{taken:?}");
    }

    pub async fn import(&self, person: i64, id: Uuid) -> Import {
        self.uploads
            .import(person, id, &*self.key(person).await)
            .await
            .unwrap()
            .expect("the import")
    }

    /// Rows of a table, seen from outside.
    pub async fn count(&self, table: &str) -> i64 {
        let rows = sqlx::query(AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}")));
        rows.fetch_one(&self.sql().await).await.unwrap().get(0)
    }

    /// Connections that know nothing of the store.
    pub async fn sql(&self) -> AnyPool {
        install_default_drivers();
        AnyPool::connect(&self.url).await.unwrap()
    }
}

pub fn new_import(id: Uuid, size: u64) -> NewImport {
    let about = About {
        name: Some("diary of Ada.ndjson".to_owned()),
        zone: "Europe/Oslo".to_owned(),
        mapping: None,
    };
    let mut digest = [7; 32];
    digest[..8].copy_from_slice(&size.to_be_bytes());
    NewImport {
        id,
        format: Format::Ndjson,
        about,
        size,
        digest,
    }
}

pub fn id(n: u64) -> Uuid {
    Uuid::from_u64_pair(0x0190_0000_0000_7000, 0x8000_0000_0000_0000 | n)
}

/// Noon on 21 November 2026.
pub fn now() -> Timestamp {
    Timestamp::from_second(1_795_262_400).unwrap()
}

pub fn later(seconds: i64) -> Timestamp {
    now() + seconds.seconds()
}
