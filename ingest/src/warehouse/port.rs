use arrow_array::RecordBatch;
use async_trait::async_trait;
use thiserror::Error;

/// Why ClickHouse did not do as it was asked. No variant carries ClickHouse's own words for an insert: they quote the
/// values, which are a person's.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WarehouseError {
    /// It refuses these rows for what they hold, and will again.
    #[error("clickhouse refuses the rows: code {code}")]
    Refused { code: i32 },
    /// It is away, busy, full or read-only; the same call under the same token may go through later.
    #[error("clickhouse is unavailable: {reason}")]
    Unavailable { reason: String },
}

/// The longest query that an adapter lets ClickHouse read, in bytes.
pub(super) const MAX_QUERY_BYTES: usize = 2 << 20;

/// A ClickHouse, embedded or a server: what the warehouse asks of it. Each adapter passes the story in
/// `tests/warehouse_story.rs`.
#[async_trait]
pub trait ClickHouse: Send + Sync {
    /// Runs a statement that gives no rows.
    async fn execute(&self, statement: &str) -> Result<(), WarehouseError>;

    /// Runs a query and gives all of its rows.
    async fn query(&self, query: &str) -> Result<Vec<RecordBatch>, WarehouseError>;

    /// Appends one batch to a table of the database `eunoia` as one block under a deduplication token. When this
    /// returns, the parts are synced to disk.
    async fn insert(&self, table: &str, token: &str, batch: RecordBatch) -> Result<(), WarehouseError>;
}

/// ClickHouse's error codes that blame the rows (`src/Common/ErrorCodes.cpp`). Everything else is taken as passing:
/// to set an event aside that was merely unlucky would lose it.
const BLAMES_ROWS: [i32; 19] = [6, 26, 27, 38, 41, 43, 44, 53, 69, 70, 72, 117, 131, 321, 349, 376, 407, 469, 630];

impl WarehouseError {
    /// Reads the code out of ClickHouse's message, `Code: 469. DB::Exception: ...`.
    pub(super) fn from_insert(message: &str) -> Self {
        match code(message) {
            Some(code) if BLAMES_ROWS.contains(&code) => Self::Refused { code },
            Some(code) => Self::Unavailable {
                reason: format!("code {code}"),
            },
            None => Self::Unavailable {
                reason: "no code".to_owned(),
            },
        }
    }

    pub(super) fn unavailable(reason: impl ToString) -> Self {
        Self::Unavailable {
            reason: reason.to_string(),
        }
    }
}

fn code(message: &str) -> Option<i32> {
    let (_, rest) = message.split_once("Code: ")?;
    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::WarehouseError;

    #[test]
    fn a_refusal_is_told_from_an_outage() {
        let refused = WarehouseError::from_insert("INTERNAL: [chdb] Code: 469. DB::Exception: Constraint `c` is violated");
        assert_eq!(refused, WarehouseError::Refused { code: 469 });
        let busy = WarehouseError::from_insert("INTERNAL: [chdb] Code: 252. DB::Exception: Too many parts");
        assert_eq!(
            busy,
            WarehouseError::Unavailable {
                reason: "code 252".to_owned()
            }
        );
        assert!(!format!("{refused} {busy}").contains("violated"), "ClickHouse's own words stay out");
    }
}
