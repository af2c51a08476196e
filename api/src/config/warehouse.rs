use std::time::Duration;

use clap::Args;
use eunoia_ingest::warehouse::{Layout, Server, ServerOptions, WarehouseError};

/// Which ClickHouse the warehouse is in. Without a URL it is the embedded one, in the data folder.
#[derive(Debug, Clone, Args)]
pub struct WarehouseConfig {
    /// A ClickHouse server (`http://host:8123`, `https://host:8443`) instead of the embedded one.
    #[arg(id = "warehouse", long = "warehouse", value_name = "URL", env = "EUNOIA_WAREHOUSE_URL")]
    pub url: Option<String>,

    /// User at the ClickHouse server.
    #[arg(
        id = "warehouse-user",
        long = "warehouse-user",
        value_name = "NAME",
        env = "EUNOIA_WAREHOUSE_USER",
        requires = "warehouse"
    )]
    pub user: Option<String>,

    /// Password at the ClickHouse server; better given by the variable.
    #[arg(
        id = "warehouse-password",
        long = "warehouse-password",
        value_name = "TEXT",
        env = "EUNOIA_WAREHOUSE_PASSWORD",
        hide_env_values = true,
        requires = "warehouse"
    )]
    pub password: Option<String>,

    /// Name of the cluster that the tables are spread over, as in the server's `remote_servers`.
    #[arg(
        id = "warehouse-cluster",
        long = "warehouse-cluster",
        value_name = "NAME",
        env = "EUNOIA_WAREHOUSE_CLUSTER",
        requires = "warehouse"
    )]
    pub cluster: Option<String>,

    /// Seconds to wait for a sign of life of the ClickHouse server before a call is tried again.
    #[arg(
        id = "warehouse-patience",
        long = "warehouse-patience",
        value_name = "SECONDS",
        env = "EUNOIA_WAREHOUSE_PATIENCE",
        default_value_t = 30
    )]
    pub patience_seconds: u64,
}

impl WarehouseConfig {
    /// The embedded one.
    pub fn embedded() -> Self {
        Self {
            url: None,
            user: None,
            password: None,
            cluster: None,
            patience_seconds: 30,
        }
    }

    /// The server that is asked for, if one is.
    pub fn server(&self) -> Option<Result<Server, WarehouseError>> {
        let url = self.url.clone()?;
        Some(Server::new(&ServerOptions {
            url,
            user: self.user.clone(),
            password: self.password.clone(),
            patience: Duration::from_secs(self.patience_seconds.max(1)),
        }))
    }

    pub fn layout(&self) -> Layout {
        self.cluster.clone().map_or(Layout::Single, Layout::Cluster)
    }
}
