//! What every action works with, opened in dependency order.

use std::{
    num::NonZeroU32,
    path::Path,
    sync::{Arc, Mutex, OnceLock},
};

use eunoia_ingest::{
    ledger::{Ledger, LedgerError, Writer},
    relay::RelayHealth,
    seal::{Keyring, MasterKey},
    upload::Uploads,
    warehouse::{Embedded, Warehouse, WarehouseError},
    weather::WeatherError,
};
use jiff::Timestamp;
use thiserror::Error;
use tokio::sync::{Semaphore, watch};

use crate::{
    action::{AnalysisCache, LeaderboardCache},
    auth::{Allowance, Passwords, Tokens},
    clock,
    config::{RateLimitConfig, SafetyConfig, StorageConfig, WarehouseConfig, chdb_library},
    data_dir::{DataDir, DataDirError},
    text::TextReader,
};

/// Why the product could not start.
#[derive(Debug, Error)]
pub enum StartError {
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    #[error("the master key cannot be read or made")]
    MasterKey(#[source] std::io::Error),
    #[error("the ledger cannot be opened")]
    Ledger(#[from] LedgerError),
    #[error("cannot listen on {address}")]
    Listen {
        address: std::net::SocketAddr,
        source: std::io::Error,
    },
    #[error(transparent)]
    Weather(#[from] WeatherError),
    #[error("the server stopped")]
    Serve(#[source] std::io::Error),
}

/// Codes that a person may try in a minute. They cannot be guessed in any number of tries; this keeps the tries cheap.
const JOINING: NonZeroU32 = const { NonZeroU32::new(10).unwrap() };

/// People who may wait for a text to be read, at a time.
const AWAITING_TEXTS: usize = 256;

/// Who asks for aggregates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Reader {
    /// A key, by its number.
    Key(i64),
    /// An owner.
    Person(i64),
}

/// The open product.
pub struct App {
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) writer: Writer,
    pub(crate) uploads: Arc<Uploads>,
    pub(crate) passwords: Passwords,
    pub(crate) tokens: Tokens,
    /// Reads texts, if there is a model.
    pub(crate) text: TextReader,
    /// Who may wait for a text to be read.
    pub(crate) awaiting_texts: Semaphore,
    pub(crate) analyses: Mutex<AnalysisCache>,
    pub(crate) leaderboards: Mutex<LeaderboardCache>,
    /// Analyses at a time: they are compute.
    pub(crate) analysing: Arc<Semaphore>,
    /// Questions to the warehouse about cohorts at a time, so that the relay finds a connection free.
    pub(crate) asking: Arc<Semaphore>,
    /// Held by whoever makes releases: one at a time.
    pub(crate) releasing: tokio::sync::Mutex<()>,
    /// Aggregates asked for.
    pub(crate) stats_allowance: Allowance<Reader>,
    /// Codes tried, by person.
    pub(crate) joining_allowance: Allowance<i64>,
    /// The operator's own words on where to get help.
    pub(crate) support_line: Option<String>,
    warehouse: OnceLock<Arc<Warehouse>>,
    pub(crate) relay_health: watch::Sender<RelayHealth>,
    warehouse_config: WarehouseConfig,
    data: DataDir,
}

impl App {
    /// Takes the data directory and opens the ledger. The warehouse is opened apart, by [`App::open_warehouse`]:
    /// without it everything is still recorded.
    pub async fn open(config: &StorageConfig) -> Result<Arc<Self>, StartError> {
        let reader = TextReader::none("this process reads no texts");
        Self::open_serving(config, &RateLimitConfig::default(), SafetyConfig::default(), reader).await
    }

    /// As [`App::open`], with limits on how often somebody may ask, and a reader of texts.
    pub async fn open_serving(
        config: &StorageConfig,
        limits: &RateLimitConfig,
        safety: SafetyConfig,
        text: TextReader,
    ) -> Result<Arc<Self>, StartError> {
        let data = DataDir::take(&config.folder)?;
        let key_file = config.master_key.clone().unwrap_or_else(|| data.master_key());
        let master = MasterKey::load_or_create(&key_file).map_err(StartError::MasterKey)?;
        let ledger_url = config.database.clone().unwrap_or_else(|| data.ledger_url());
        let keyring_url = config
            .keyring
            .clone()
            .or_else(|| config.database.clone())
            .unwrap_or_else(|| data.keyring_url());
        let uploads_url = config
            .uploads
            .clone()
            .or_else(|| config.database.clone())
            .unwrap_or_else(|| data.uploads_url());
        let keyring = Keyring::open(&keyring_url, &master).await?;
        let ledger = Ledger::open(&ledger_url, keyring).await?;
        Ok(Arc::new(Self {
            writer: Writer::start(Arc::clone(&ledger), clock::now),
            ledger,
            uploads: Uploads::open(&uploads_url).await?,
            passwords: Passwords::default(),
            tokens: Tokens::new(&master.derive("eunoia 2026-11 signing of access tokens")),
            text,
            awaiting_texts: Semaphore::new(AWAITING_TEXTS),
            analyses: Mutex::default(),
            leaderboards: Mutex::default(),
            analysing: Arc::new(Semaphore::new(std::thread::available_parallelism().map_or(2, usize::from))),
            asking: Arc::new(Semaphore::new(2)),
            releasing: tokio::sync::Mutex::default(),
            stats_allowance: Allowance::new(limits.stats_per_minute, limits.stats_burst),
            joining_allowance: Allowance::new(JOINING, JOINING),
            support_line: safety.support_line,
            warehouse: OnceLock::new(),
            relay_health: watch::Sender::new(RelayHealth::Starting),
            warehouse_config: config.warehouse.clone(),
            data,
        }))
    }

    /// Opens the warehouse, once; later calls give the same.
    pub async fn open_warehouse(&self) -> Result<Arc<Warehouse>, WarehouseError> {
        if let Some(warehouse) = self.warehouse.get() {
            return Ok(Arc::clone(warehouse));
        }
        let opened = match self.warehouse_config.server() {
            Some(server) => Warehouse::laid_out(server?, self.warehouse_config.layout()),
            None => {
                let (library, folder) = (chdb_library(), self.data.warehouse());
                let opened = tokio::task::spawn_blocking(move || open_embedded(&library, &folder)).await;
                opened.map_err(|e| WarehouseError::Unavailable { reason: e.to_string() })??
            }
        };
        Ok(Arc::clone(self.warehouse.get_or_init(|| Arc::new(opened))))
    }

    /// The warehouse, if it is open.
    pub fn warehouse(&self) -> Option<&Arc<Warehouse>> {
        self.warehouse.get()
    }

    /// Where a relay of this process says how it does; `/readyz` tells it.
    pub fn relay_health(&self) -> watch::Sender<RelayHealth> {
        self.relay_health.clone()
    }

    pub fn ledger(&self) -> &Arc<Ledger> {
        &self.ledger
    }

    /// Closes the stores; SQLite's logs are folded into their files.
    pub async fn close(&self) {
        self.ledger.close().await;
        self.uploads.close().await;
    }

    pub fn now(&self) -> Timestamp {
        clock::now()
    }
}

fn open_embedded(library: &Path, folder: &Path) -> Result<Warehouse, WarehouseError> {
    Embedded::open(library, folder).map(Warehouse::new)
}
