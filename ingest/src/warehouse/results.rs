//! What analyses found, on its way into the warehouse: numbers by subject and date.

use std::{collections::HashMap, fmt::Write, sync::Arc};

use arrow_array::{
    ArrayRef, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray, UInt32Array, UInt64Array,
    cast::AsArray,
    types::{Date32Type, Int8Type, Int64Type, UInt64Type},
};
use arrow_schema::ArrowError;
use eunoia_domain::{DayRule, Metric};
use eunoia_engine::Analysis;
use jiff::{Timestamp, ToSpan, civil::Date};

use super::{Warehouse, WarehouseError, condition_on_rule};
use crate::ledger::{days, millis};

/// One metric's days of one person, in no order.
pub type Series = (Metric, Vec<(Date, f64)>);

/// Up to where somebody was analysed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Analysed {
    pub as_of: Date,
    /// The last change of theirs, by its number in the ledger, that was in the warehouse; 0 of somebody it does not know.
    pub revision: i64,
}

/// What some people's analyses found.
#[derive(Debug)]
pub struct Results {
    made_at: i64,
    forecasts: Vec<(u64, Metric, Date, Date, [f64; 3], String)>,
    insights: Vec<InsightRow>,
    scores: Vec<(u64, Metric, String, Date, f64)>,
    analysed: Vec<(u64, Analysed)>,
}

#[derive(Debug)]
struct InsightRow {
    subject: u64,
    code: &'static str,
    as_of: Date,
    metric: Metric,
    numbers: [Option<f64>; 3],
    days: u32,
    abstained: &'static str,
    model: String,
}

impl Results {
    pub fn new(made_at: Timestamp) -> Self {
        Self {
            made_at: millis(made_at),
            forecasts: Vec::new(),
            insights: Vec::new(),
            scores: Vec::new(),
            analysed: Vec::new(),
        }
    }

    /// Adds one person's analysis, made of what the ledger had up to `revision`.
    pub fn add(&mut self, subject: u64, revision: i64, analysis: &Analysis) {
        let as_of = analysis.today;
        for forecast in &analysis.forecasts {
            let model = format!("{} {}", forecast.model.name, forecast.model.version);
            for point in &forecast.points {
                let numbers = [point.value, point.low, point.high];
                self.forecasts
                    .push((subject, forecast.metric.clone(), as_of, point.date, numbers, model.clone()));
            }
        }
        for insight in &analysis.insights {
            self.insights.push(InsightRow {
                subject,
                code: insight.code,
                as_of,
                metric: insight.metric.clone(),
                numbers: [insight.value, insight.low, insight.high],
                days: u32::try_from(insight.days).unwrap_or(u32::MAX),
                abstained: insight.abstained.as_ref().map_or("", |abstained| abstained.code),
                model: format!("{} {}", insight.model.name, insight.model.version),
            });
        }
        // Names that people gave have no place among results.
        for level in analysis.levels.iter().filter(|level| !level.metric.is_custom()) {
            let score = level
                .level
                .map(|value| (subject, level.metric.clone(), "level".to_owned(), as_of, value));
            self.scores.extend(score);
        }
        for backtest in &analysis.backtests {
            let score = |name: String, value| (subject, backtest.metric.clone(), name, as_of, value);
            for candidate in &backtest.candidates {
                self.scores.push(score(format!("mae.{}", candidate.name), candidate.mae));
                let coverage = candidate.coverage.map(|value| score(format!("coverage.{}", candidate.name), value));
                self.scores.extend(coverage);
            }
        }
        self.analysed.push((subject, Analysed { as_of, revision }));
    }

    pub fn forecasts(&self) -> usize {
        self.forecasts.len()
    }

    pub fn insights(&self) -> usize {
        self.insights.len()
    }

    pub fn people(&self) -> usize {
        self.analysed.len()
    }

    /// By table, in the order that they are to be written in: who is analysed is told last.
    fn batches(&self) -> Result<[(&'static str, RecordBatch); 4], ArrowError> {
        let made_at = |count: usize| Arc::new(Int64Array::from(vec![self.made_at; count])) as ArrayRef;
        let (forecasts, insights, scores) = (&self.forecasts, &self.insights, &self.scores);
        let number = |i: usize| numbers(forecasts.iter().map(|row| Some(row.4[i])));
        let forecast = RecordBatch::try_from_iter([
            ("subject", subjects(forecasts.iter().map(|row| row.0))),
            ("metric", words(forecasts.iter().map(|row| row.1.name()))),
            ("as_of", dates(forecasts.iter().map(|row| row.2))),
            ("date", dates(forecasts.iter().map(|row| row.3))),
            ("value", number(0)),
            ("low", number(1)),
            ("high", number(2)),
            ("model", words(forecasts.iter().map(|row| row.5.as_str()))),
            ("made_at", made_at(forecasts.len())),
        ])?;
        let number = |i: usize| numbers(insights.iter().map(|row| row.numbers[i]));
        let insight = RecordBatch::try_from_iter_with_nullable([
            ("subject", subjects(insights.iter().map(|row| row.subject)), false),
            ("code", words(insights.iter().map(|row| row.code)), false),
            ("as_of", dates(insights.iter().map(|row| row.as_of)), false),
            ("metric", words(insights.iter().map(|row| row.metric.name())), false),
            ("value", number(0), true),
            ("low", number(1), true),
            ("high", number(2), true),
            (
                "days",
                Arc::new(UInt32Array::from_iter_values(insights.iter().map(|row| row.days))) as ArrayRef,
                false,
            ),
            ("abstained", words(insights.iter().map(|row| row.abstained)), false),
            ("model", words(insights.iter().map(|row| row.model.as_str())), false),
            ("made_at", made_at(insights.len()), false),
        ])?;
        let score = RecordBatch::try_from_iter([
            ("subject", subjects(scores.iter().map(|row| row.0))),
            ("metric", words(scores.iter().map(|row| row.1.name()))),
            ("name", words(scores.iter().map(|row| row.2.as_str()))),
            ("as_of", dates(scores.iter().map(|row| row.3))),
            ("value", numbers(scores.iter().map(|row| Some(row.4)))),
            ("made_at", made_at(scores.len())),
        ])?;
        let revisions = self.analysed.iter().map(|(_, analysed)| analysed.revision);
        let analysed = RecordBatch::try_from_iter([
            ("subject", subjects(self.analysed.iter().map(|row| row.0))),
            ("as_of", dates(self.analysed.iter().map(|row| row.1.as_of))),
            ("revision", Arc::new(Int64Array::from_iter_values(revisions)) as ArrayRef),
            ("made_at", made_at(self.analysed.len())),
        ])?;
        Ok([
            ("forecast", forecast),
            ("insight", insight),
            ("score", score),
            ("analysed", analysed),
        ])
    }
}

fn subjects(values: impl Iterator<Item = u64>) -> ArrayRef {
    Arc::new(UInt64Array::from_iter_values(values))
}

fn words<'a>(values: impl Iterator<Item = &'a str>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

fn dates(values: impl Iterator<Item = Date>) -> ArrayRef {
    #[expect(clippy::cast_possible_truncation, reason = "a date's days since 1970 fit 32 bits")]
    Arc::new(Date32Array::from_iter_values(values.map(|date| days(date) as i32)))
}

fn numbers(values: impl Iterator<Item = Option<f64>>) -> ArrayRef {
    Arc::new(values.collect::<Float64Array>())
}

impl Warehouse {
    /// Everybody of whom there is anything, with how many observations there are: more than days; by subject.
    pub async fn subjects(&self, epoch: u32) -> Result<Vec<(u64, u64)>, WarehouseError> {
        let query = format!("SELECT subject, count() AS rows FROM eunoia.observation_{epoch} GROUP BY subject ORDER BY subject");
        let batches = self.clickhouse.query(&query).await?;
        let columns = |batch: &RecordBatch| {
            let column = |index| super::observations::u64_column(batch, index);
            column(0).into_iter().zip(column(1)).collect::<Vec<_>>()
        };
        Ok(batches.iter().flat_map(columns).collect())
    }

    /// The daily values of `subjects`, each made by its metric's [`DayRule`] as by [`Warehouse::daily`]. Nobody is there of
    /// whom nothing was recorded.
    pub async fn series(&self, epoch: u32, subjects: &[u64]) -> Result<HashMap<u64, Vec<Series>>, WarehouseError> {
        let mut list = "subject IN (0".to_owned();
        for subject in subjects {
            // Writing to a String cannot fail.
            let _ = write!(list, ",{subject}");
        }
        // Days are made here: grouping by them as well costs ClickHouse ten times as much. Of the last of a day, what was
        // taken back must be gone before it is known which it is.
        let last = condition_on_rule(DayRule::Last);
        let query = format!(
            "SELECT subject, CAST(metric AS String) AS metric, groupArray(local_date) AS dates, groupArray(value) AS numbers, \
               groupArray(sign) AS signs FROM eunoia.observation_{epoch} WHERE {list}) AND NOT {last} GROUP BY subject, metric \
             UNION ALL \
             SELECT subject, CAST(metric AS String) AS metric, groupArray(local_date) AS dates, groupArray(value) AS numbers, \
               groupArray(toInt8(1)) AS signs FROM ( \
                 SELECT subject, metric, local_date, argMax(value, (observed_at, value)) AS value FROM ( \
                   SELECT subject, metric, local_date, observed_at, event_id, value FROM eunoia.observation_{epoch} \
                   WHERE {list}) AND {last} GROUP BY ALL HAVING sum(sign) > 0) \
                 GROUP BY subject, metric, local_date) \
             GROUP BY subject, metric"
        );
        let mut found: HashMap<u64, Vec<Series>> = HashMap::new();
        for batch in self.clickhouse.query(&query).await? {
            let rows = series_of(&batch).ok_or_else(|| WarehouseError::unavailable("series have other columns than expected"))?;
            for (subject, series) in rows {
                found.entry(subject).or_default().push(series);
            }
        }
        Ok(found)
    }

    /// Up to where each subject was analysed.
    pub async fn analysed(&self, epoch: u32) -> Result<HashMap<u64, Analysed>, WarehouseError> {
        let query = format!(
            "SELECT subject, argMax(as_of, made_at) AS day, argMax(revision, made_at) AS number FROM eunoia.analysed_{epoch} GROUP BY subject"
        );
        let mut found = HashMap::new();
        for batch in self.clickhouse.query(&query).await? {
            let rows = analysed_of(&batch).ok_or_else(|| WarehouseError::unavailable("results have other columns than expected"))?;
            found.extend(rows);
        }
        Ok(found)
    }

    /// Writes results down. Whoever is among them counts as analysed only once everything else of theirs is there.
    pub async fn keep(&self, epoch: u32, results: &Results) -> Result<(), WarehouseError> {
        let Some((first, _)) = results.analysed.first() else {
            return Ok(());
        };
        for (table, batch) in results.batches().map_err(WarehouseError::unavailable)? {
            if batch.num_rows() > 0 {
                let token = format!("{table} {epoch} {} {first}", results.made_at);
                self.clickhouse.insert(&format!("{table}_{epoch}"), &token, batch).await?;
            }
        }
        Ok(())
    }
}

fn series_of(batch: &RecordBatch) -> Option<Vec<(u64, Series)>> {
    let subjects = batch.column_by_name("subject")?.as_primitive_opt::<UInt64Type>()?;
    let metrics = batch.column_by_name("metric")?.as_string_opt::<i32>()?;
    let list = |name| batch.column_by_name(name)?.as_list_opt::<i32>();
    let (dates, numbers, signs) = (list("dates")?, list("numbers")?, list("signs")?);
    let row = |i: usize| {
        let (dates, numbers, signs) = (dates.value(i), numbers.value(i), signs.value(i));
        let dates = dates.as_primitive_opt::<Date32Type>()?.values();
        let (numbers, signs) = (numbers.as_primitive_opt::<Int64Type>()?, signs.as_primitive_opt::<Int8Type>()?);
        let signed = numbers.values().iter().zip(signs.values().iter().copied());
        let metric = Metric::recorded(metrics.value(i))?;
        let days = day_values(dates.iter().copied().zip(signed), metric.day_rule());
        Some((subjects.value(i), (metric, days?)))
    };
    (0..batch.num_rows()).map(row).collect()
}

/// What a metric's rule makes of each day, of millionths that were added (1) or taken back (-1) in any order. Of a day of
/// which the last value counts, that alone must be there.
fn day_values<'a>(signed: impl Iterator<Item = (i32, (&'a i64, i8))>, rule: DayRule) -> Option<Vec<(Date, f64)>> {
    let mut rows: Vec<(i32, i128, i32)> = signed
        .map(|(date, (value, sign))| (date, i128::from(*value) * i128::from(sign), i32::from(sign)))
        .collect();
    rows.sort_unstable_by_key(|row| row.0);
    let days = rows.chunk_by(|a, b| a.0 == b.0).filter_map(|day| {
        let (sum, count) = day.iter().fold((0, 0), |(sum, count), row| (sum + row.1, count + row.2));
        let divisor = if rule == DayRule::Sum { 1.0 } else { f64::from(count) };
        (count != 0).then(|| Some((date_of(day[0].0)?, sum as f64 / divisor / 1e6)))
    });
    days.collect()
}

fn analysed_of(batch: &RecordBatch) -> Option<Vec<(u64, Analysed)>> {
    let subjects = batch.column_by_name("subject")?.as_primitive_opt::<UInt64Type>()?;
    let days = batch.column_by_name("day")?.as_primitive_opt::<Date32Type>()?;
    let numbers = batch.column_by_name("number")?.as_primitive_opt::<Int64Type>()?;
    let row = |i: usize| {
        let as_of = date_of(days.value(i))?;
        let revision = numbers.value(i);
        Some((subjects.value(i), Analysed { as_of, revision }))
    };
    (0..batch.num_rows()).map(row).collect()
}

fn date_of(days: i32) -> Option<Date> {
    Date::constant(1970, 1, 1).checked_add(days.days()).ok()
}
