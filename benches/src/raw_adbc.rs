//! The raw ADBC rate: the observations of the same events into a table with the warehouse's columns and fsync settings,
//! by nothing but bulk ingest. No token, no daily aggregate beside it; the Arrow batches are made before the clock starts.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use adbc_core::{
    Connection, Database, Driver, Optionable, Statement,
    options::{AdbcVersion, IngestMode, OptionDatabase, OptionStatement},
};
use adbc_driver_manager::{ManagedConnection, ManagedDatabase, ManagedDriver};
use arrow_array::{
    ArrayRef, Date32Array, Int8Array, Int64Array, RecordBatch, StringArray, TimestampMillisecondArray, UInt32Array, UInt64Array,
};
use eunoia_domain::Event;

const TABLE: &str = "CREATE TABLE default.observation
(
    subject     UInt64,
    metric      LowCardinality(String),
    observed_at DateTime64(3, 'UTC'),
    local_date  Date32,
    value       Int64,
    event_id    UUID,
    version     UInt32,
    sign        Int8
)
ENGINE = MergeTree
ORDER BY (subject, metric, observed_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1";

/// An embedded ClickHouse, which there is once in a process.
pub struct RawAdbc {
    _database: ManagedDatabase,
    connection: ManagedConnection,
}

impl RawAdbc {
    pub fn open(folder: &Path) -> Self {
        let library = eunoia::config::chdb_library();
        let mut driver = ManagedDriver::load_dynamic_from_filename(&library, Some(b"chdb_adbc_init"), AdbcVersion::V110).unwrap();
        let uri = format!("chdb://{}", folder.display());
        let database = driver.new_database_with_opts([(OptionDatabase::Uri, uri.as_str().into())]).unwrap();
        let connection = database.new_connection().unwrap();
        Self {
            _database: database,
            connection,
        }
    }

    /// Ingests the batches into a fresh table, each as one block.
    pub fn insert(&mut self, batches: &[RecordBatch]) -> Duration {
        self.run("DROP TABLE IF EXISTS default.observation SYNC");
        self.run(TABLE);
        let began = Instant::now();
        for batch in batches {
            let rows = batch.num_rows();
            self.run(&format!(
                "SET max_insert_block_size = {rows}, min_insert_block_size_rows = {rows}, min_insert_block_size_bytes = 0"
            ));
            let mut statement = self.connection.new_statement().unwrap();
            statement.set_option(OptionStatement::TargetTable, "observation".into()).unwrap();
            statement
                .set_option(OptionStatement::IngestMode, IngestMode::Append.into())
                .unwrap();
            statement.bind(batch.clone()).unwrap();
            statement.execute_update().unwrap();
        }
        began.elapsed()
    }

    fn run(&mut self, query: &str) {
        let mut statement = self.connection.new_statement().unwrap();
        statement.set_sql_query(query).unwrap();
        statement.execute().unwrap().for_each(|batch| drop(batch.unwrap()));
    }
}

/// The observations of each `per_batch` events as a batch.
pub fn batches(events: &[Event], per_batch: usize) -> Vec<RecordBatch> {
    events.chunks(per_batch).map(batch).collect()
}

fn batch(events: &[Event]) -> RecordBatch {
    let found = events.iter().flat_map(|event| {
        event
            .entry
            .observations(&event.moment, |_| [0; 8])
            .into_iter()
            .map(move |row| (event.id, row))
    });
    let (ids, rows): (Vec<_>, Vec<_>) = found.unzip();
    let epoch = jiff::civil::Date::constant(1970, 1, 1);
    let dates = rows.iter().map(|row| (row.local_date.duration_since(epoch).as_hours() / 24) as i32);
    let columns: [(&str, ArrayRef); 8] = [
        ("subject", Arc::new(UInt64Array::from_value(1, rows.len()))),
        (
            "metric",
            Arc::new(StringArray::from_iter_values(rows.iter().map(|row| row.metric.name()))),
        ),
        (
            "observed_at",
            Arc::new(
                TimestampMillisecondArray::from_iter_values(rows.iter().map(|row| row.observed_at.as_millisecond())).with_timezone("UTC"),
            ),
        ),
        ("local_date", Arc::new(Date32Array::from_iter_values(dates))),
        (
            "value",
            Arc::new(Int64Array::from_iter_values(rows.iter().map(|row| row.value.millionths()))),
        ),
        (
            "event_id",
            Arc::new(StringArray::from_iter_values(ids.iter().map(ToString::to_string))),
        ),
        ("version", Arc::new(UInt32Array::from_value(1, rows.len()))),
        ("sign", Arc::new(Int8Array::from_value(1, rows.len()))),
    ];
    RecordBatch::try_from_iter(columns).unwrap()
}
