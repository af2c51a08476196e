//! The warehouse: observations and daily aggregates in ClickHouse, derived from the ledger.
//!
//! Tables belong to an *epoch*; which epoch is current is written in the ledger, so that a rebuild fills new tables
//! beside the old ones and switches in one step.

mod cohort;
mod embedded;
mod layout;
mod observations;
mod port;
mod results;
mod server;

use std::fmt::Write;

use arrow_array::RecordBatch;
use eunoia_domain::{DayRule, Metric};
use jiff::civil::Date;

pub use cohort::COHORT_PART;
pub use embedded::Embedded;
pub use layout::Layout;
pub use observations::{Observations, SignedObservation};
pub use port::{ClickHouse, WarehouseError};
pub use results::{Analysed, Results, Series};
pub use server::{Server, ServerOptions};

/// The warehouse over any ClickHouse.
pub struct Warehouse {
    clickhouse: Box<dyn ClickHouse>,
    layout: Layout,
}

/// Which daily values are wanted; what is [`None`] is not restricted.
#[derive(Debug, Clone, Default)]
pub struct DailyFilter {
    pub subject: Option<u64>,
    pub metric: Option<Metric>,
    pub from: Option<Date>,
    pub to: Option<Date>,
}

impl Warehouse {
    /// On a single ClickHouse.
    pub fn new(clickhouse: impl ClickHouse + 'static) -> Self {
        Self::laid_out(clickhouse, Layout::Single)
    }

    pub fn laid_out(clickhouse: impl ClickHouse + 'static, layout: Layout) -> Self {
        Self {
            clickhouse: Box::new(clickhouse),
            layout,
        }
    }

    /// Makes the tables of `epoch` where they are missing.
    pub async fn prepare(&self, epoch: u32) -> Result<(), WarehouseError> {
        self.execute_all(self.layout.prepare(epoch)).await
    }

    /// The number that tells this warehouse from any other, drawn when it is first asked for. Its tables are there since
    /// [`Warehouse::prepare`].
    pub async fn identity(&self) -> Result<i64, WarehouseError> {
        let read = async || {
            let batches = self
                .clickhouse
                .query("SELECT max(id) FROM eunoia.identity SETTINGS select_sequential_consistency = 1")
                .await?;
            let id = batches.iter().flat_map(|batch| observations::u64_column(batch, 0)).next();
            Ok::<_, WarehouseError>(id.filter(|id| *id > 0))
        };
        if read().await?.is_none() {
            // 62 bits and never 0: SQL numbers are signed.
            let id = (getrandom::u64().map_err(WarehouseError::unavailable)? >> 2) + 1;
            self.clickhouse
                .execute(&format!(
                    "INSERT INTO eunoia.identity SETTINGS distributed_foreground_insert = 1, insert_quorum = 'auto' VALUES ({id})"
                ))
                .await?;
        }
        let id = read().await?.and_then(|id| i64::try_from(id).ok());
        id.ok_or_else(|| WarehouseError::unavailable("its identity is not kept"))
    }

    /// Points the views `eunoia.observation` and `eunoia.daily` at `epoch` and drops every other epoch's tables.
    pub async fn publish(&self, epoch: u32) -> Result<(), WarehouseError> {
        self.execute_all(self.layout.publish(epoch)).await?;
        for stale in self.epochs().await?.into_iter().filter(|found| *found != epoch) {
            self.discard(stale).await?;
        }
        Ok(())
    }

    /// Drops the tables of `epoch`, if there are any.
    pub async fn discard(&self, epoch: u32) -> Result<(), WarehouseError> {
        self.execute_all(self.layout.discard(epoch)).await
    }

    async fn execute_all(&self, statements: Vec<String>) -> Result<(), WarehouseError> {
        for statement in statements {
            self.clickhouse.execute(&statement).await?;
        }
        Ok(())
    }

    /// Epochs of which there are tables.
    async fn epochs(&self) -> Result<Vec<u32>, WarehouseError> {
        let query = "SELECT DISTINCT toUInt64(extract(name, '_([0-9]+)(?:_local)?$')) AS epoch FROM system.tables \
             WHERE database = 'eunoia' AND match(name, '^(observation|daily|daily_feed|forecast|insight|score|analysed)_[0-9]+(_local)?$') ORDER BY epoch";
        let batches = self.clickhouse.query(query).await?;
        let epochs = batches
            .iter()
            .flat_map(|batch| observations::u64_column(batch, 0))
            .collect::<Vec<_>>();
        Ok(epochs.into_iter().filter_map(|epoch| u32::try_from(epoch).ok()).collect())
    }

    /// Inserts one block, once: a block that went in under this token before is not inserted again, neither into the
    /// observations nor into the daily aggregates that are fed by them.
    pub async fn insert(&self, epoch: u32, token: &str, rows: &Observations) -> Result<(), WarehouseError> {
        if rows.is_empty() {
            return Ok(());
        }
        self.clickhouse
            .insert(&format!("observation_{epoch}"), token, rows.to_batch())
            .await
    }

    /// Daily values as Arrow: `subject` UInt64, `metric` Utf8, `local_date` Date32, `value` Float64, in that order of
    /// sorting; each made by its metric's [`DayRule`]. Of several latest values at one instant the largest counts, as in the
    /// engine.
    pub async fn daily(&self, epoch: u32, filter: &DailyFilter) -> Result<Vec<RecordBatch>, WarehouseError> {
        let condition = filter.condition();
        let last = condition_on_rule(DayRule::Last);
        let sum = condition_on_rule(DayRule::Sum);
        // The aggregates are in order of metric and day, the observations in order of subject.
        let (table, total, n) = if filter.subject.is_some() {
            ("observation", "value * sign", "sign")
        } else {
            ("daily", "total", "n")
        };
        let query = format!(
            "SELECT subject, CAST(metric AS String) AS metric, local_date, value FROM ( \
               SELECT subject, metric, local_date, if({sum}, sum({total}) / 1e6, sum({total}) / sum({n}) / 1e6) AS value \
               FROM eunoia.{table}_{epoch} WHERE {condition} AND NOT {last} \
               GROUP BY subject, metric, local_date HAVING sum({n}) <> 0 \
               UNION ALL \
               SELECT subject, metric, local_date, argMax(value, (observed_at, value)) / 1e6 AS value FROM ( \
                 SELECT subject, metric, local_date, observed_at, event_id, value FROM eunoia.observation_{epoch} \
                 WHERE {condition} AND {last} GROUP BY ALL HAVING sum(sign) > 0) \
               GROUP BY subject, metric, local_date) \
             ORDER BY subject, metric, local_date"
        );
        self.clickhouse.query(&query).await
    }

    /// What the observations of `epoch` collapse to: every row that is not cancelled, sorted, with the sum of its
    /// signs, as columns `subject, metric, observed_at, local_date, value, event_id, version, signs`. For checking.
    pub async fn collapsed(&self, epoch: u32) -> Result<Vec<RecordBatch>, WarehouseError> {
        let query = format!(
            "SELECT subject, CAST(metric AS String) AS metric, toUnixTimestamp64Milli(observed_at) AS observed_at, local_date, value, \
             toString(event_id) AS event_id, version, sum(sign) AS signs FROM eunoia.observation_{epoch} \
             GROUP BY subject, metric, observed_at, local_date, value, event_id, version HAVING signs <> 0 ORDER BY ALL"
        );
        self.clickhouse.query(&query).await
    }

    /// What the daily aggregates of `epoch` collapse to: `subject, metric, local_date, total, n`, sorted.
    pub async fn collapsed_daily(&self, epoch: u32) -> Result<Vec<RecordBatch>, WarehouseError> {
        let query = format!(
            "SELECT subject, CAST(metric AS String) AS metric, local_date, sum(total) AS total, sum(n) AS n FROM eunoia.daily_{epoch} \
             GROUP BY subject, metric, local_date HAVING n <> 0 OR total <> 0 ORDER BY ALL"
        );
        self.clickhouse.query(&query).await
    }

    /// Merges the daily aggregates of `epoch` into one part, if they are in more than one: reading many people's days is
    /// cheap then. Takes about a second for ten million days; what is inserted meanwhile is not touched.
    pub async fn tidy(&self, epoch: u32) -> Result<(), WarehouseError> {
        let table = self.layout.local(&format!("daily_{epoch}"));
        let merge = format!(
            "OPTIMIZE TABLE eunoia.{table}{} FINAL SETTINGS optimize_skip_merged_partitions = 1",
            self.layout.on_cluster()
        );
        self.clickhouse.execute(&merge).await
    }

    /// Whether it answers.
    pub async fn ping(&self) -> Result<(), WarehouseError> {
        self.clickhouse.query("SELECT 1").await.map(drop)
    }

    /// Runs a statement as it stands; for tests and repair.
    pub async fn execute(&self, statement: &str) -> Result<(), WarehouseError> {
        self.clickhouse.execute(statement).await
    }
}

impl DailyFilter {
    fn condition(&self) -> String {
        let mut condition = "1".to_owned();
        // Writing to a String cannot fail. Metric names hold no quotes: a catalogue's, or `custom.` and hex digits.
        let mut and = |part: std::fmt::Arguments<'_>| condition.write_fmt(format_args!(" AND {part}")).unwrap_or_default();
        if let Some(subject) = self.subject {
            and(format_args!("subject = {subject}"));
        }
        if let Some(metric) = &self.metric {
            and(format_args!("metric = '{}'", metric.name().replace(['\'', '\\'], "")));
        }
        if let Some(from) = self.from {
            and(format_args!("local_date >= '{from}'"));
        }
        if let Some(to) = self.to {
            and(format_args!("local_date <= '{to}'"));
        }
        condition
    }
}

/// SQL that holds for the metrics of a rule.
fn condition_on_rule(rule: DayRule) -> String {
    let names = Metric::all()
        .filter(|metric| metric.day_rule() == rule)
        .map(|metric| format!("'{metric}'"))
        .collect::<Vec<_>>()
        .join(", ");
    let own = if rule == DayRule::Sum {
        " OR startsWith(metric, 'custom.sum.')"
    } else {
        ""
    };
    format!("(metric IN ({names}){own})")
}
