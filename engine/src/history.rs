use std::collections::{BTreeMap, BTreeSet};

use eunoia_domain::{Metric, Observation};
use jiff::{ToSpan, civil::Date};
use polars::prelude::{Column, DataFrame, Float64Chunked, Int32Chunked, IntoColumn, NamedFrom, NewChunkedArray};

/// One person's daily values: a dense calendar, every local date from the first to the last observed one, with a column for
/// each metric that is null where nothing was observed.
#[derive(Debug, Clone)]
pub struct History {
    span: Option<(Date, Date)>,
    /// In alphabetical order.
    metrics: Vec<Metric>,
    /// One a metric.
    columns: Vec<Vec<Option<f64>>>,
}

/// One metric of a [`History`]: a value for each day from `first` on, [`None`] where nothing was observed.
#[derive(Debug, Clone, PartialEq)]
pub struct DailySeries {
    metric: Metric,
    first: Date,
    values: Vec<Option<f64>>,
}

/// Signals of the person's own naming that a history holds, at most.
const MOST_CUSTOM: usize = 100;

impl History {
    /// Makes days of observations: a day's value is what [`Metric::day_rule`] makes of that day's observations in time
    /// order. Observations at the same time are taken in order of value, so the order in which they come in never
    /// matters.
    pub fn from_observations<'a>(observations: impl IntoIterator<Item = &'a Observation>) -> Self {
        let mut days: BTreeMap<&Metric, BTreeMap<Date, Vec<_>>> = BTreeMap::new();
        for seen in observations {
            let of_metric = days.entry(&seen.metric).or_default();
            let of_day = of_metric.entry(seen.local_date).or_default();
            of_day.push((seen.observed_at.as_nanosecond(), seen.value));
        }
        let daily = days.into_iter().flat_map(|(metric, days)| {
            let rule = metric.day_rule();
            days.into_iter().filter_map(move |(date, mut of_day)| {
                of_day.sort_unstable();
                // Only the order matters to the rule, and nanoseconds since 1970 do not fit its 64 bits after 2262.
                let in_order = (0..).zip(of_day.iter().map(|(_, value)| value.get()));
                Some((date, metric.clone(), rule.day_value(in_order)?))
            })
        });
        Self::from_daily(daily)
    }

    /// Takes values that are already made per day. Of the signals that the person named, the 100 with most days are kept:
    /// the calendar has a cell for each day and metric. Of several values for one day and metric the last one stays; one
    /// that is not finite counts as not observed.
    pub fn from_daily(daily: impl IntoIterator<Item = (Date, Metric, f64)>) -> Self {
        let mut metrics: BTreeMap<Metric, Vec<(Date, f64)>> = BTreeMap::new();
        for (date, metric, value) in daily {
            metrics.entry(metric).or_default().push((date, value));
        }
        Self::from_series(metrics)
    }

    /// As [`History::from_daily`], of values that come metric by metric, in any order of days.
    pub fn from_series(series: impl IntoIterator<Item = (Metric, Vec<(Date, f64)>)>) -> Self {
        let mut metrics: BTreeMap<Metric, Vec<(Date, f64)>> = BTreeMap::new();
        for (metric, days) in series {
            metrics.entry(metric).or_default().extend(days);
        }
        metrics.retain(|_, days| {
            days.retain(|(_, value)| value.is_finite());
            !days.is_empty()
        });
        keep_own_names(&mut metrics);
        let dates = || metrics.values().flatten().map(|(date, _)| *date);
        let span = dates().min().zip(dates().max());
        let height = span.map_or(0, |(first, last)| usize::try_from(days_between(first, last)).unwrap_or(0) + 1);

        let column = |days: &Vec<(Date, f64)>| {
            let mut values = vec![None; height];
            for (date, value) in days {
                let index = span.and_then(|(first, _)| usize::try_from(days_between(first, *date)).ok());
                if let Some(slot) = index.and_then(|index| values.get_mut(index)) {
                    *slot = Some(*value);
                }
            }
            values
        };
        Self {
            span,
            columns: metrics.values().map(column).collect(),
            metrics: metrics.into_keys().collect(),
        }
    }

    /// The days as a table, for anything that works on columns: the first is `date`, of dtype Date; the others are Float64,
    /// named like their metric, in alphabetical order.
    pub fn frame(&self) -> DataFrame {
        let height = self.columns.first().map_or(0, Vec::len);
        let mut columns = vec![calendar(self.first_date(), height)];
        for (metric, values) in self.metrics.iter().zip(&self.columns) {
            columns.push(Float64Chunked::from_slice_options(metric.name().into(), values).into_column());
        }
        #[expect(clippy::expect_used, reason = "columns are made with one height, and no two metrics are the same")]
        DataFrame::new(height, columns).expect("columns of one height under different names")
    }

    /// The metrics that were observed at least once, in alphabetical order.
    pub fn metrics(&self) -> &[Metric] {
        &self.metrics
    }

    /// One metric over the whole calendar; without any days if the metric was never observed.
    pub fn series(&self, metric: &Metric) -> DailySeries {
        let column = self.metrics.binary_search(metric).ok().and_then(|index| self.columns.get(index));
        DailySeries {
            metric: metric.clone(),
            first: self.span.map_or(Date::ZERO, |(first, _)| first),
            values: column.cloned().unwrap_or_default(),
        }
    }

    pub fn first_date(&self) -> Option<Date> {
        self.span.map(|(first, _)| first)
    }

    pub fn last_date(&self) -> Option<Date> {
        self.span.map(|(_, last)| last)
    }

    pub fn is_empty(&self) -> bool {
        self.span.is_none()
    }
}

impl DailySeries {
    /// `values[i]` belongs to the day `i` days after `first`. A value that is not finite counts as not observed.
    pub fn new(metric: Metric, first: Date, mut values: Vec<Option<f64>>) -> Self {
        for value in &mut values {
            *value = value.filter(|value| value.is_finite());
        }
        Self { metric, first, values }
    }

    pub fn metric(&self) -> &Metric {
        &self.metric
    }

    /// The day of the first value, whether or not anything was observed on it. Says nothing if there are no days.
    pub fn first(&self) -> Date {
        self.first
    }

    /// One value per day, in order.
    pub fn values(&self) -> &[Option<f64>] {
        &self.values
    }

    pub fn get(&self, date: Date) -> Option<f64> {
        let index = usize::try_from(days_between(self.first, date)).ok()?;
        self.values.get(index).copied().flatten()
    }

    /// The day of `values()[index]`.
    pub fn date(&self, index: usize) -> Date {
        after(self.first, i64::try_from(index).unwrap_or(i64::MAX))
    }

    /// What was observed: index of the day and value, in order.
    pub fn observed(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.values
            .iter()
            .enumerate()
            .filter_map(|(index, value)| value.map(|value| (index, value)))
    }

    /// How many days were observed.
    pub fn observed_days(&self) -> usize {
        self.values.iter().flatten().count()
    }

    pub fn first_observed(&self) -> Option<Date> {
        self.values.iter().position(Option::is_some).map(|index| self.date(index))
    }

    pub fn last_observed(&self) -> Option<Date> {
        self.values.iter().rposition(Option::is_some).map(|index| self.date(index))
    }

    /// The same days without those after `date`.
    #[must_use]
    pub fn until(&self, date: Date) -> Self {
        let days = usize::try_from(days_between(self.first, date) + 1).unwrap_or(0);
        Self {
            metric: self.metric.clone(),
            first: self.first,
            values: self.values.iter().take(days).copied().collect(),
        }
    }

    /// Exactly the days `from..=to`, those that this series does not have being unobserved.
    #[must_use]
    pub fn between(&self, from: Date, to: Date) -> Self {
        let offset = days_between(self.first, from);
        let value = |day| self.values.get(usize::try_from(offset + day).ok()?).copied().flatten();
        Self {
            metric: self.metric.clone(),
            first: from,
            values: (0..=days_between(from, to)).map(value).collect(),
        }
    }

    /// The last `days` days up to and including `date`.
    #[must_use]
    pub(crate) fn window(&self, date: Date, days: i64) -> Self {
        self.between(after(date, 1 - days), date)
    }

    /// The observed values, in order.
    pub(crate) fn numbers(&self) -> Vec<f64> {
        self.values.iter().flatten().copied().collect()
    }
}

/// Days from `from` to `to`, negative if `to` is earlier.
pub(crate) fn days_between(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_hours() / 24
}

/// The date `days` days after `date`, within the years that a date can have.
pub(crate) fn after(date: Date, days: i64) -> Date {
    date.saturating_add(days.clamp(-7_000_000, 7_000_000).days())
}

/// Of the signals that the person named, those with most days stay, and of equal ones the first by name.
fn keep_own_names(metrics: &mut BTreeMap<Metric, Vec<(Date, f64)>>) {
    let own = metrics.iter().filter(|(metric, _)| metric.is_custom());
    if own.clone().count() <= MOST_CUSTOM {
        return;
    }
    let distinct = |days: &[(Date, f64)]| days.iter().map(|(date, _)| date).collect::<BTreeSet<_>>().len();
    let mut by_days: Vec<_> = own.map(|(metric, days)| (distinct(days), metric.clone())).collect();
    by_days.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    for (_, metric) in by_days.drain(MOST_CUSTOM..) {
        metrics.remove(&metric);
    }
}

fn calendar(first: Option<Date>, height: usize) -> Column {
    let epoch = Date::constant(1970, 1, 1);
    let start = first.map_or(0, |first| i32::try_from(days_between(epoch, first)).unwrap_or(0));
    let days: Vec<i32> = (start..).take(height).collect();
    Int32Chunked::new("date".into(), days).into_date().into_column()
}
