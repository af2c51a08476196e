//! What is asked of the warehouse about many people at once. Who they are comes from the ledger, as subjects: a part of
//! them at a time, since ClickHouse reads no query of more than 256 KiB.

use std::fmt::Write;

use arrow_array::RecordBatch;
use eunoia_domain::{DayRule, Metric};
use eunoia_engine::population::Period;
use jiff::civil::Date;

use super::{Warehouse, WarehouseError, condition_on_rule};

/// Subjects in one query, at most: 19 digits each.
pub const COHORT_PART: usize = 10_000;

impl Warehouse {
    /// What each of `subjects` recorded of `metric` in each part of a period from `from` to `to`, as columns
    /// `subject` UInt64, `start` Date32, `total` Float64 (the sum of the daily values) and `days` UInt64, in that order of
    /// sorting. A part is a day, what of a week is in one month, or a month.
    pub async fn cohort_parts(
        &self,
        epoch: u32,
        metric: &Metric,
        period: Period,
        (from, to): (Date, Date),
        subjects: &[u64],
    ) -> Result<Vec<RecordBatch>, WarehouseError> {
        // Both are computed by adding, not by ClickHouse's own truncation, which leaves the range of Date32.
        let month = "addDays(local_date, 1 - toDayOfMonth(local_date))";
        let start = match period {
            Period::Day => "local_date".to_owned(),
            Period::Week => format!("greatest(addDays(local_date, 1 - toDayOfWeek(local_date)), {month})"),
            Period::Month => month.to_owned(),
        };
        let daily = daily_of_rule(epoch, metric.day_rule());
        let (metrics, subjects) = (metric_is_of(std::slice::from_ref(metric)), subject_is_of(subjects));
        let condition = format!("{metrics} AND local_date >= '{from}' AND local_date <= '{to}' AND {subjects}");
        let query = format!(
            "SELECT subject, toDate32({start}) AS start, sum(value) AS total, count() AS days \
             FROM ({}) GROUP BY subject, start ORDER BY subject, start",
            daily.replace("{condition}", &condition)
        );
        self.clickhouse.query(&query).await
    }

    /// Daily values of `subjects`, of metrics that add up or average, from `from` on; columns as those of
    /// [`Warehouse::daily`].
    pub async fn cohort_daily(
        &self,
        epoch: u32,
        metrics: &[Metric],
        from: Date,
        subjects: &[u64],
    ) -> Result<Vec<RecordBatch>, WarehouseError> {
        let (metrics, subjects, sum) = (metric_is_of(metrics), subject_is_of(subjects), condition_on_rule(DayRule::Sum));
        let query = format!(
            "SELECT subject, CAST(metric AS String) AS metric, local_date, if({sum}, sum(total) / 1e6, sum(total) / sum(n) / 1e6) AS value \
             FROM eunoia.daily_{epoch} WHERE {metrics} AND local_date >= '{from}' AND {subjects} \
             GROUP BY subject, metric, local_date HAVING sum(n) <> 0 ORDER BY subject, metric, local_date"
        );
        self.clickhouse.query(&query).await
    }

    /// Every value of `metrics` that `subjects` recorded, one by one, in the order of its time; columns as those of
    /// [`Warehouse::daily`].
    pub async fn cohort_values(&self, epoch: u32, metrics: &[Metric], subjects: &[u64]) -> Result<Vec<RecordBatch>, WarehouseError> {
        let (metrics, subjects) = (metric_is_of(metrics), subject_is_of(subjects));
        let query = format!(
            "SELECT subject, CAST(metric AS String) AS metric, local_date, value / 1e6 AS value FROM ( \
               SELECT subject, metric, local_date, observed_at, event_id, value FROM eunoia.observation_{epoch} \
               WHERE {metrics} AND {subjects} GROUP BY ALL HAVING sum(sign) > 0) \
             ORDER BY subject, observed_at, metric, value"
        );
        self.clickhouse.query(&query).await
    }

    /// How many of `subjects` recorded which metric of the catalogue: columns `metric` Utf8 and `people` UInt64.
    pub async fn cohort_metrics(&self, epoch: u32, subjects: &[u64]) -> Result<Vec<RecordBatch>, WarehouseError> {
        let subjects = subject_is_of(subjects);
        let query = format!(
            "SELECT CAST(metric AS String) AS metric, count() AS people FROM ( \
               SELECT metric, subject FROM eunoia.daily_{epoch} WHERE {subjects} AND NOT startsWith(metric, 'custom.') \
               GROUP BY metric, subject HAVING sum(n) <> 0) \
             GROUP BY metric ORDER BY metric"
        );
        self.clickhouse.query(&query).await
    }
}

/// A query that gives `subject`, `local_date` and `value` of one metric with this rule, where `{condition}` holds.
fn daily_of_rule(epoch: u32, rule: DayRule) -> String {
    let value = match rule {
        DayRule::Sum => "sum(total) / 1e6",
        DayRule::Mean => "sum(total) / sum(n) / 1e6",
        DayRule::Last => {
            return format!(
                "SELECT subject, local_date, argMax(value, (observed_at, value)) / 1e6 AS value FROM ( \
                   SELECT subject, local_date, observed_at, event_id, value FROM eunoia.observation_{epoch} \
                   WHERE {{condition}} GROUP BY ALL HAVING sum(sign) > 0) \
                 GROUP BY subject, local_date"
            );
        }
    };
    format!(
        "SELECT subject, local_date, {value} AS value FROM eunoia.daily_{epoch} \
         WHERE {{condition}} GROUP BY subject, local_date HAVING sum(n) <> 0"
    )
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
