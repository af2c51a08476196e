//! A ClickHouse server or cluster, through its HTTP interface.
//!
//! Rows travel as Arrow streams, both ways. A call that gets no answer in time, or none that can be read, is tried again
//! a few times: an insert under its token, which ClickHouse takes once, so that an answer that was lost doubles nothing.
//! What ClickHouse itself refuses is not tried again here; whoever calls knows better how long to wait.

use std::{future::Future, sync::Arc, time::Duration};

use arrow_array::RecordBatch;
use async_trait::async_trait;
use clickhouse::{Client, Compression, error::Error};
use clickhouse_ext_arrow::{ArrowClientExt, ArrowQueryExt};
use hyper_util::{
    client::legacy::{Client as HttpClient, connect::HttpConnector},
    rt::TokioExecutor,
};
use tokio::{
    sync::Semaphore,
    time::{sleep, timeout},
};

use super::port::{ClickHouse, MAX_QUERY_BYTES, WarehouseError};

/// How a server is reached.
#[derive(Debug, Clone)]
pub struct ServerOptions {
    /// `http://host:8123` or `https://host:8443`.
    pub url: String,
    pub user: Option<String>,
    pub password: Option<String>,
    /// The longest that one step may take without a sign of life: connecting, sending, waiting for the next rows.
    pub patience: Duration,
}

/// A ClickHouse server.
pub struct Server {
    client: Client,
    patience: Duration,
    permits: Arc<Semaphore>,
}

/// Requests at a time; more wait.
const CONCURRENT: usize = 8;

/// Pauses before a call is tried again.
const PAUSES: [Duration; 2] = [Duration::from_millis(100), Duration::from_millis(500)];

impl Server {
    /// Prepares to talk to a server, which need not be there yet.
    pub fn new(options: &ServerOptions) -> Result<Self, WarehouseError> {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(options.patience));
        tcp.set_keepalive(Some(Duration::from_secs(60)));
        // ClickHouse closes idle connections after three seconds.
        let http = HttpClient::builder(TokioExecutor::new())
            .pool_idle_timeout(Duration::from_secs(2))
            .to_owned();
        let client = if options.url.starts_with("https:") {
            let tls = hyper_rustls::HttpsConnectorBuilder::new()
                .with_provider_and_native_roots(rustls::crypto::ring::default_provider())
                .map_err(WarehouseError::unavailable)?
                .https_only()
                .enable_http1()
                .wrap_connector(tcp);
            Client::with_http_client(http.build(tls))
        } else {
            Client::with_http_client(http.build(tcp))
        };
        let mut client = client
            .with_url(&options.url)
            .with_compression(Compression::Lz4)
            .with_setting("enable_http_compression", "1")
            .with_setting("max_query_size", MAX_QUERY_BYTES.to_string());
        if let Some(user) = &options.user {
            client = client.with_user(user);
        }
        if let Some(password) = &options.password {
            client = client.with_password(password);
        }
        Ok(Self {
            client,
            patience: options.patience,
            permits: Arc::new(Semaphore::new(CONCURRENT)),
        })
    }

    /// Runs `work`, again after a pause if nothing was heard from the server.
    async fn patiently<T, W: Future<Output = Result<T, Failure>>>(&self, work: impl Fn() -> W) -> Result<T, WarehouseError> {
        let _permit = self.permits.acquire().await.map_err(WarehouseError::unavailable)?;
        for pause in PAUSES {
            match work().await {
                Err(Failure::Silent(_)) => sleep(pause).await,
                done => return done.map_err(Failure::into),
            }
        }
        work().await.map_err(Failure::into)
    }

    /// A step that must not take longer than the patience there is.
    async fn soon<T>(&self, step: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        timeout(self.patience, step).await.unwrap_or(Err(Error::TimedOut))
    }
}

#[async_trait]
impl ClickHouse for Server {
    async fn execute(&self, statement: &str) -> Result<(), WarehouseError> {
        self.patiently(async || self.soon(self.client.query_raw(statement).execute()).await.map_err(Failure::from))
            .await
    }

    async fn query(&self, query: &str) -> Result<Vec<RecordBatch>, WarehouseError> {
        self.patiently(async || {
            let mut cursor = self.client.query_raw(query).fetch_arrow()?;
            let mut batches = Vec::new();
            while let Some(batch) = self.soon(cursor.next()).await? {
                batches.push(batch);
            }
            Ok(batches)
        })
        .await
    }

    async fn insert(&self, table: &str, token: &str, batch: RecordBatch) -> Result<(), WarehouseError> {
        let columns = batch.schema().fields().iter().map(|field| field.name().clone()).collect::<Vec<_>>();
        let statement = format!("INSERT INTO eunoia.{table} ({}) FORMAT ArrowStream", columns.join(", "));
        // One block, whatever its size: a block is what a token stands for.
        let rows = batch.num_rows().max(1).to_string();
        let settings = [
            ("insert_deduplication_token", token),
            ("insert_deduplicate", "1"),
            ("deduplicate_blocks_in_dependent_materialized_views", "1"),
            ("async_insert", "0"),
            ("max_insert_block_size", &rows),
            ("min_insert_block_size_rows", &rows),
            ("min_insert_block_size_bytes", "0"),
            // Of a cluster: the answer waits until the shards, and a majority of a shard's replicas, have the rows.
            ("distributed_foreground_insert", "1"),
            ("insert_quorum", "auto"),
            // An error is told by the status, before any of the answer's body.
            ("wait_end_of_query", "1"),
        ];
        let client = settings
            .iter()
            .fold(self.client.clone(), |client, (name, value)| client.with_setting(*name, *value));
        self.patiently(async || {
            let mut insert = client.insert_arrow_with(&statement);
            self.soon(insert.write(&batch)).await?;
            self.soon(insert.flush()).await?;
            self.soon(insert.end()).await?;
            Ok(())
        })
        .await
        .map_err(|error| match error {
            // Its words quote values, which are a person's: the code is all that is kept.
            WarehouseError::Unavailable { reason } if reason.contains("Code: ") => WarehouseError::from_insert(&reason),
            error => error,
        })
    }
}

/// Why a call failed, in the only respect that matters here.
enum Failure {
    /// Nothing was heard, or nothing that makes sense: the call may have been carried out or not.
    Silent(String),
    /// ClickHouse's own words.
    Told(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            // A proxy that has no ClickHouse behind it answers too, without a code.
            Error::BadResponse(words) if words.contains("Code: ") => Self::Told(words),
            Error::BadResponse(_) => Self::Silent("not an answer of ClickHouse".to_owned()),
            Error::TimedOut => Self::Silent("no answer in time".to_owned()),
            Error::Network(_) => Self::Silent("the connection failed".to_owned()),
            Error::InvalidParams(why) => Self::Told(format!("cannot be asked: {why}")),
            // An answer that breaks off or is no Arrow stream.
            _ => Self::Silent("an answer that cannot be read".to_owned()),
        }
    }
}

impl From<Failure> for WarehouseError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Silent(reason) | Failure::Told(reason) => Self::Unavailable { reason },
        }
    }
}
