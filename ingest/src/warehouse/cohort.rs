//! What is asked of the warehouse about many people at once. Who they are comes from the ledger, as subjects: a part of
//! them at a time, since ClickHouse reads no query that is longer than [`MAX_QUERY_BYTES`].

use std::fmt::Write;

use arrow_array::RecordBatch;
use eunoia_domain::{DayRule, Metric};
use eunoia_engine::population::Period;
use jiff::civil::Date;

use super::{Warehouse, WarehouseError, condition_on_rule, port::MAX_QUERY_BYTES};

/// Subjects in one query, at most: 19 digits each.
pub const COHORT_PART: usize = 50_000;
const _: () = assert!(COHORT_PART * 20 + 4096 < MAX_QUERY_BYTES);

impl Warehouse {
    /// The level of `subjects` in each period that has any of their daily values from `from` to `to`: each person's own mean
    /// first, then over people. Columns `start` Date32, `people` UInt64, `mean` Float64 and `squares` Float64, the sum of
    /// squared distances from the mean, 0 if all are alike but for rounding; in order of `start`.
    pub async fn cohort_levels(
        &self,
        epoch: u32,
        metric: &Metric,
        period: Period,
        (from, to): (Date, Date),
        subjects: &[u64],
    ) -> Result<Vec<RecordBatch>, WarehouseError> {
        let daily = daily_of_metric(epoch, metric, (from, to), subjects);
        let own = match period {
            Period::Day => format!("SELECT local_date AS start, value AS own FROM ({daily})"),
            Period::Week | Period::Month => format!(
                "SELECT {} AS start, sum(value) / count() AS own FROM ({daily}) GROUP BY subject, start",
                start_of(period)
            ),
        };
        let query = format!(
            "SELECT toDate32(start) AS start, count() AS people, avg(own) AS mean, \
             if(max(own) - min(own) <= 1e-9 * (1 + abs(max(own))), 0., varPopStable(own) * count()) AS squares FROM ({own}) GROUP BY start ORDER BY start"
        );
        self.clickhouse.query(&query).await
    }

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

    /// How many of `subjects` recorded `metric` in what of each week is in one month: columns `start` Date32, the first day
    /// that such a part can have, and `people` UInt64; in order of `start`.
    pub async fn cohort_people_by_part_of_week(
        &self,
        epoch: u32,
        metric: &Metric,
        (from, to): (Date, Date),
        subjects: &[u64],
    ) -> Result<Vec<RecordBatch>, WarehouseError> {
        let daily = daily_of_metric(epoch, metric, (from, to), subjects);
        let start = format!("greatest({}, {})", start_of(Period::Week), start_of(Period::Month));
        let query = format!(
            "SELECT toDate32(start) AS start, count() AS people FROM ( \
               SELECT {start} AS start FROM ({daily}) GROUP BY subject, start) \
             GROUP BY start ORDER BY start"
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

/// The first day of the period that `local_date` is in, by adding: ClickHouse's own truncation leaves the range of Date32.
fn start_of(period: Period) -> &'static str {
    match period {
        Period::Day => "local_date",
        Period::Week => "addDays(local_date, 1 - toDayOfWeek(local_date))",
        Period::Month => "addDays(local_date, 1 - toDayOfMonth(local_date))",
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
