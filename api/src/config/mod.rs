//! Configuration: one struct a concern. Each value comes from the command line, else from its variable, else from its
//! default.

mod analysis;
mod native;
mod rate_limit;
mod safety;
mod text;
mod warehouse;
mod weather;

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, ValueEnum};

pub use analysis::AnalysisConfig;
pub use native::{chdb_library, onnx_runtime_library, text_model_folder};
pub use rate_limit::RateLimitConfig;
pub use safety::SafetyConfig;
pub use text::TextConfig;
pub use warehouse::WarehouseConfig;
pub use weather::{WeatherConfig, WeatherProvider};

/// Where everything is kept.
#[derive(Debug, Clone, Args)]
pub struct StorageConfig {
    /// Folder for the ledger, the keys and the warehouse; made if it is missing.
    #[arg(long = "data", value_name = "DIR", env = "EUNOIA_DATA", default_value = "./data")]
    pub folder: PathBuf,

    /// PostgreSQL for the ledger and the wrapped keys (`postgres://...`) instead of SQLite in the data folder.
    #[arg(long = "database", value_name = "URL", env = "EUNOIA_DATABASE_URL", hide_env_values = true)]
    pub database: Option<String>,

    /// A store of its own for the wrapped keys, so that it can be backed up apart. Default: beside the ledger.
    #[arg(long = "keyring", value_name = "URL", env = "EUNOIA_KEYRING_URL", hide_env_values = true)]
    pub keyring: Option<String>,

    /// A store of its own for uploads that wait to be imported. Default: the database, or beside the ledger.
    #[arg(long = "uploads", value_name = "URL", env = "EUNOIA_UPLOADS_URL", hide_env_values = true)]
    pub uploads: Option<String>,

    /// File with the master key of 32 bytes, made on first start. Processes that share a database share it.
    /// Default: `master.key` in the data folder.
    #[arg(long = "master-key", value_name = "FILE", env = "EUNOIA_MASTER_KEY_FILE")]
    pub master_key: Option<PathBuf>,

    #[command(flatten)]
    pub warehouse: WarehouseConfig,
}

impl StorageConfig {
    /// Everything in this folder.
    pub fn embedded(folder: PathBuf) -> Self {
        Self {
            folder,
            database: None,
            keyring: None,
            uploads: None,
            master_key: None,
            warehouse: WarehouseConfig::embedded(),
        }
    }
}

/// What a process does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Role {
    /// Everything: the HTTP interface and the relay.
    All,
    /// The HTTP interface.
    Api,
    /// The relay into the warehouse.
    Relay,
}

/// How the process is reached.
#[derive(Debug, Clone, Args)]
pub struct HttpConfig {
    /// Address to listen on; port 0 takes any free one.
    #[arg(long, value_name = "ADDR", env = "EUNOIA_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,

    /// Seconds that a client may leave an answer unread before its connection is cut.
    #[arg(long, value_name = "SECONDS", env = "EUNOIA_STALL_SECONDS", default_value_t = 30)]
    pub stall_seconds: u64,
}
