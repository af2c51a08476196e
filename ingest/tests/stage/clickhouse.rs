//! An embedded ClickHouse for a test, and a reading of what it answers.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use arrow_array::{
    Array, RecordBatch,
    cast::AsArray,
    types::{Date32Type, Float64Type, Int64Type, UInt32Type, UInt64Type},
};
use arrow_schema::DataType;
use async_trait::async_trait;
use eunoia_ingest::warehouse::{ClickHouse, Embedded, WarehouseError};

/// The driver, from `EUNOIA_NATIVE_DIR` or from the checkout's `node_modules`; [`None`], and a word about it, if it is
/// in neither.
pub fn library() -> Option<PathBuf> {
    let checkout = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../node_modules/@chdb/lib-linux-x64-gnu");
    let folder = std::env::var_os("EUNOIA_NATIVE_DIR").map_or_else(checkout, PathBuf::from);
    let library = folder.join("libchdb.so");
    if !library.is_file() {
        println!("skipped: no {} (`npm ci --ignore-scripts` brings it)", library.display());
        return None;
    }
    Some(library)
}

pub fn embedded(library: &Path, folder: &Path) -> Lent {
    Lent::new(Embedded::open(library, folder).unwrap())
}

/// A ClickHouse that several hold.
#[derive(Clone)]
pub struct Lent(Arc<dyn ClickHouse>);

impl Lent {
    pub fn new(clickhouse: impl ClickHouse + 'static) -> Self {
        Self(Arc::new(clickhouse))
    }

    /// A number that a query gives.
    pub async fn number(&self, query: &str) -> i64 {
        cells(&self.0.query(&format!("SELECT toInt64({query})")).await.unwrap())[0][0]
            .parse()
            .unwrap()
    }
}

#[async_trait]
impl ClickHouse for Lent {
    async fn execute(&self, statement: &str) -> Result<(), WarehouseError> {
        self.0.execute(statement).await
    }

    async fn query(&self, query: &str) -> Result<Vec<RecordBatch>, WarehouseError> {
        self.0.query(query).await
    }

    async fn insert(&self, table: &str, token: &str, batch: RecordBatch) -> Result<(), WarehouseError> {
        self.0.insert(table, token, batch).await
    }
}

/// The rows of an answer, each cell as text; dates as days since 1970.
pub fn cells(batches: &[RecordBatch]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for batch in batches {
        for row in 0..batch.num_rows() {
            rows.push(batch.columns().iter().map(|column| cell(column, row)).collect());
        }
    }
    rows
}

fn cell(column: &dyn Array, row: usize) -> String {
    assert!(column.is_valid(row), "no column of the warehouse is null");
    match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
        DataType::UInt64 => column.as_primitive::<UInt64Type>().value(row).to_string(),
        DataType::UInt32 => column.as_primitive::<UInt32Type>().value(row).to_string(),
        DataType::Int64 => column.as_primitive::<Int64Type>().value(row).to_string(),
        DataType::Date32 => column.as_primitive::<Date32Type>().value(row).to_string(),
        DataType::Float64 => column.as_primitive::<Float64Type>().value(row).to_string(),
        other => panic!("a column of {other}"),
    }
}
