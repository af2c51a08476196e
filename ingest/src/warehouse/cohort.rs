//! What is asked of the warehouse about many people at once. Who they are comes from the ledger, as subjects: a part of
//! them at a time, since ClickHouse reads no query that is longer than [`MAX_QUERY_BYTES`].

use std::fmt::Write;

use arrow_array::RecordBatch;
use eunoia_domain::{DayRule, Metric};
use jiff::civil::Date;

use super::{Warehouse, WarehouseError, port::MAX_QUERY_BYTES};

/// Subjects in one query, at most: 19 digits each.
pub const COHORT_PART: usize = 50_000;
const _: () = assert!(COHORT_PART * 20 + 4096 < MAX_QUERY_BYTES);

impl Warehouse {
    /// The own means of those of `subjects` who recorded `metric` from `from` to `to`: one column `own` Float64, in no order
    /// that tells whose they are.
    pub async fn own_means(
        &self,
        epoch: u32,
        metric: &Metric,
        period: (Date, Date),
        subjects: &[u64],
    ) -> Result<Vec<RecordBatch>, WarehouseError> {
        let daily = daily_of_metric(epoch, metric, period, subjects);
        let query = format!("SELECT sum(value) / count() AS own FROM ({daily}) GROUP BY subject ORDER BY own");
        self.clickhouse.query(&query).await
    }

    /// Every value of `metrics` that `subjects` recorded from `from` to `to`, one by one, in the order of its time; columns as those of
    /// [`Warehouse::daily`].
    pub async fn cohort_values(
        &self,
        epoch: u32,
        metrics: &[Metric],
        (from, to): (Date, Date),
        subjects: &[u64],
    ) -> Result<Vec<RecordBatch>, WarehouseError> {
        let (metrics, subjects) = (metric_is_of(metrics), subject_is_of(subjects));
        let query = format!(
            "SELECT subject, CAST(metric AS String) AS metric, local_date, value / 1e6 AS value FROM ( \
               SELECT subject, metric, local_date, observed_at, event_id, value FROM eunoia.observation_{epoch} \
               WHERE {metrics} AND local_date >= '{from}' AND local_date <= '{to}' AND {subjects} GROUP BY ALL HAVING sum(sign) > 0) \
             ORDER BY subject, observed_at, metric, value"
        );
        self.clickhouse.query(&query).await
    }
}

/// A query that gives `subject`, `local_date` and `value` of one metric. The days are merged as they are read: far
/// cheaper than to group them while their table is merged well, as [`Warehouse::tidy`] keeps it.
fn daily_of_metric(epoch: u32, metric: &Metric, (from, to): (Date, Date), subjects: &[u64]) -> String {
    let (metrics, subjects) = (metric_is_of(std::slice::from_ref(metric)), subject_is_of(subjects));
    let condition = format!("{metrics} AND local_date >= '{from}' AND local_date <= '{to}' AND {subjects}");
    let value = match metric.day_rule() {
        DayRule::Sum => "total / 1e6",
        DayRule::Mean => "total / n / 1e6",
        DayRule::Last => {
            return format!(
                "SELECT subject, local_date, argMax(value, (observed_at, value)) / 1e6 AS value FROM ( \
                   SELECT subject, local_date, observed_at, event_id, value FROM eunoia.observation_{epoch} \
                   WHERE {condition} GROUP BY ALL HAVING sum(sign) > 0) \
                 GROUP BY subject, local_date"
            );
        }
    };
    format!("SELECT subject, local_date, {value} AS value FROM eunoia.daily_{epoch} FINAL WHERE {condition} AND n <> 0")
}

fn metric_is_of(metrics: &[Metric]) -> String {
    // Names of the catalogue, or `custom.` and hex digits: no quotes.
    let names: Vec<String> = metrics
        .iter()
        .map(|metric| format!("'{}'", metric.name().replace(['\'', '\\'], "")))
        .collect();
    format!("metric IN ({})", names.join(", "))
}

fn subject_is_of(subjects: &[u64]) -> String {
    // Nobody's number is 0 by chance, and an empty list is no SQL.
    let mut list = "subject IN (0".to_owned();
    for subject in subjects {
        // Writing to a String cannot fail.
        let _ = write!(list, ",{subject}");
    }
    list + ")"
}
