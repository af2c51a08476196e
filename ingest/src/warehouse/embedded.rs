//! ClickHouse in this process, through its ADBC driver.
//!
//! The driver allows one storage path a process and one process a folder; each operation here has a connection of its
//! own, so no setting of one can reach another, and runs on a blocking thread.

use std::{path::Path, sync::Arc};

use adbc_core::{
    Connection, Database, Driver, Optionable, Statement,
    options::{AdbcVersion, IngestMode, OptionDatabase, OptionStatement},
};
use adbc_driver_manager::{ManagedConnection, ManagedDatabase, ManagedDriver};
use arrow_array::RecordBatch;
use async_trait::async_trait;
use tokio::{sync::Semaphore, task::spawn_blocking};

use super::port::{ClickHouse, MAX_QUERY_BYTES, WarehouseError};

/// An open embedded ClickHouse.
pub struct Embedded {
    database: ManagedDatabase,
    /// Keeps the database open between operations.
    _resident: ManagedConnection,
    permits: Arc<Semaphore>,
}

/// The longest query that ClickHouse reads unless it is told otherwise.
const USUAL_QUERY_BYTES: usize = 200_000;

/// Operations at a time; more wait.
const CONCURRENT: usize = 4;

impl Embedded {
    /// Loads the driver from `library` and opens the database in `folder`, which is made if it is missing.
    pub fn open(library: &Path, folder: &Path) -> Result<Self, WarehouseError> {
        std::fs::create_dir_all(folder).map_err(WarehouseError::unavailable)?;
        let folder = folder.canonicalize().map_err(WarehouseError::unavailable)?;
        if !library.is_file() {
            return Err(WarehouseError::unavailable(format!("no library at {}", library.display())));
        }
        let mut driver = ManagedDriver::load_dynamic_from_filename(library, Some(b"chdb_adbc_init"), AdbcVersion::V110).map_err(told)?;
        let uri = format!("chdb://{}", folder.display());
        let database = driver
            .new_database_with_opts([(OptionDatabase::Uri, uri.as_str().into())])
            .map_err(told)?;
        let resident = database.new_connection().map_err(told)?;
        Ok(Self {
            database,
            _resident: resident,
            permits: Arc::new(Semaphore::new(CONCURRENT)),
        })
    }

    /// Runs `work` on a fresh connection, off the async threads.
    async fn with_connection<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut ManagedConnection) -> Result<T, WarehouseError> + Send + 'static,
    ) -> Result<T, WarehouseError> {
        let permit = Arc::clone(&self.permits)
            .acquire_owned()
            .await
            .map_err(WarehouseError::unavailable)?;
        let database = self.database.clone();
        let done = spawn_blocking(move || {
            let _permit = permit;
            work(&mut database.new_connection().map_err(told)?)
        });
        done.await.map_err(WarehouseError::unavailable)?
    }
}

#[async_trait]
impl ClickHouse for Embedded {
    async fn execute(&self, statement: &str) -> Result<(), WarehouseError> {
        self.query(statement).await.map(drop)
    }

    async fn query(&self, query: &str) -> Result<Vec<RecordBatch>, WarehouseError> {
        let query = query.to_owned();
        self.with_connection(move |connection| {
            if query.len() > USUAL_QUERY_BYTES {
                run(connection, &format!("SET max_query_size = {MAX_QUERY_BYTES}"))?;
            }
            run(connection, &query)
        })
        .await
    }

    async fn insert(&self, table: &str, token: &str, batch: RecordBatch) -> Result<(), WarehouseError> {
        let (table, token) = (table.to_owned(), token.replace(['\'', '\\'], ""));
        self.with_connection(move |connection| {
            run(connection, &format!("SET insert_deduplication_token = '{token}'"))?;
            run(connection, "SET deduplicate_blocks_in_dependent_materialized_views = 1")?;
            // One block, whatever its size: a block is what a token stands for.
            let rows = batch.num_rows().max(1);
            run(
                connection,
                &format!("SET max_insert_block_size = {rows}, min_insert_block_size_rows = {rows}, min_insert_block_size_bytes = 0"),
            )?;
            let mut statement = connection.new_statement().map_err(told)?;
            statement
                .set_option(OptionStatement::TargetDbSchema, "eunoia".into())
                .map_err(told)?;
            statement
                .set_option(OptionStatement::TargetTable, table.as_str().into())
                .map_err(told)?;
            statement
                .set_option(OptionStatement::IngestMode, IngestMode::Append.into())
                .map_err(told)?;
            statement.bind(batch).map_err(told)?;
            statement
                .execute_update()
                .map(drop)
                .map_err(|e| WarehouseError::from_insert(&e.message))
        })
        .await
    }
}

fn run(connection: &mut ManagedConnection, query: &str) -> Result<Vec<RecordBatch>, WarehouseError> {
    let mut statement = connection.new_statement().map_err(told)?;
    statement.set_sql_query(query).map_err(told)?;
    let rows = statement.execute().map_err(told)?;
    rows.collect::<Result<_, _>>().map_err(WarehouseError::unavailable)
}

/// For statements of our own text: what ClickHouse says of them quotes no person's value.
fn told(error: adbc_core::error::Error) -> WarehouseError {
    WarehouseError::unavailable(error.message)
}
