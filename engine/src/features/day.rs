use eunoia_domain::Metric;
use jiff::civil::Date;

use super::{
    LEVEL_DAYS, LEVEL_MIN_DAYS, VARIABILITY_DAYS, VARIABILITY_MIN_DAYS, mean, standard_deviation, trend::slope_per_day, variability::rmssd,
};
use crate::{DailySeries, History, history::after};

/// Nights that a person's own need of sleep is taken from, and how many of them must be recorded.
const NEED_NIGHTS: usize = 90;
const NEED_MIN_NIGHTS: usize = 14;

/// What [`day_features`] gives for each day, in order.
pub const DAY_FEATURES: [&str; 29] = [
    "value",
    "lag_1",
    "lag_2",
    "lag_3",
    "lag_7",
    "level_7",
    "level_28",
    "sd_28",
    "rmssd_28",
    "slope_28",
    "weekday",
    "day_of_year",
    "days_since",
    "recorded_7",
    "recorded_28",
    "sleep_hours",
    "sleep_debt_14",
    "sleep_sd_28",
    "sleep_quality",
    "valence_7",
    "crisis_7",
    "phq9_total",
    "phq9_age",
    "gad7_total",
    "gad7_age",
    "who5_total",
    "who5_age",
    "isi_total",
    "isi_age",
];

/// Of questionnaires the last total counts until the next one.
const QUESTIONNAIRES: [&str; 4] = ["phq9.total", "gad7.total", "who5.total", "isi.total"];

/// What is known at the end of a day.
#[derive(Debug, Clone, PartialEq)]
pub struct DayFeatures {
    pub date: Date,
    /// As named by [`DAY_FEATURES`]; [`None`] where the days up to this one do not give it.
    pub values: [Option<f64>; DAY_FEATURES.len()],
}

/// Features of each day of the history, to forecast `metric` on later ones: nothing that comes after a day is in its features.
///
/// - `value`, `lag_k`: the metric on the day, and `k` days before.
/// - `level_7`, `level_28`: mean of the last days (3 and 14 of them recorded at least); `sd_28`: their standard deviation
///   (n - 1); `rmssd_28`: root mean square of differences between days that follow each other (7 at least; Jahng, Wood and
///   Trull 2008); `slope_28`: Theil-Sen slope in the metric's unit per week (14 days).
/// - `weekday`: 1 (Monday) to 7; `day_of_year`: from 1.
/// - Missingness: `days_since` the metric was last recorded, 0 if it was on the day; `recorded_7`, `recorded_28`: share of the
///   last days on which it was.
/// - `sleep_hours`, `sleep_quality` of the night that ended on the day; `sleep_debt_14`: hours by which the recorded nights of
///   the last 14 (7 at least) fall short of the person's need, in sum, negative if they exceed it; the need, which nobody can
///   observe, is taken to be the median night of the last 90 (14 at least). `sleep_sd_28`: standard deviation of the hours
///   (14 nights), how regular the nights are in length. When they begin is not known day by day.
/// - `valence_7`: mean of what a model read in journal pages of the last 7 days; `crisis_7`: the highest day's probability.
/// - `phq9_total` and so on: the last total, with its age in days.
pub fn day_features(history: &History, metric: &Metric) -> Vec<DayFeatures> {
    let (Some(first), Some(last)) = (history.first_date(), history.last_date()) else {
        return Vec::new();
    };
    let series = |metric: &Metric| history.series(metric).between(first, last);
    let known = |name: &str| Metric::known(name).map(|metric| series(&metric));
    let target = series(metric);
    let (hours, quality) = (series(&Metric::SLEEP_HOURS), series(&Metric::SLEEP_QUALITY));
    let (valence, crisis) = (known("journal.valence"), known("journal.crisis"));
    let totals = QUESTIONNAIRES.map(|name| known(name).map(|series| carried(&series)));
    let mut since: Option<f64> = None;
    let day = |day: usize| {
        let date = after(first, i64::try_from(day).unwrap_or(i64::MAX));
        let lag = |by: usize| day.checked_sub(by).and_then(|day| target.values()[day]);
        since = if lag(0).is_some() {
            Some(0.0)
        } else {
            since.map(|days| days + 1.0)
        };
        let (week, month) = (recorded(&target, day, LEVEL_DAYS), recorded(&target, day, VARIABILITY_DAYS));
        let share = |found: &[f64], days: usize| found.len() as f64 / days as f64;
        let read = |series: &Option<DailySeries>| series.as_ref().map(|series| recorded(series, day, LEVEL_DAYS)).unwrap_or_default();
        let nights = recorded(&hours, day, VARIABILITY_DAYS);
        let mut values = [None; DAY_FEATURES.len()];
        values[..21].copy_from_slice(&[
            lag(0),
            lag(1),
            lag(2),
            lag(3),
            lag(7),
            (week.len() >= LEVEL_MIN_DAYS).then(|| mean(&week)),
            (month.len() >= VARIABILITY_MIN_DAYS).then(|| mean(&month)),
            (month.len() >= VARIABILITY_MIN_DAYS).then(|| standard_deviation(&month)),
            rmssd(window(&target, day, VARIABILITY_DAYS)),
            slope(&target, day),
            Some(f64::from(date.weekday().to_monday_one_offset())),
            Some(f64::from(date.day_of_year())),
            since,
            Some(share(&week, LEVEL_DAYS)),
            Some(share(&month, VARIABILITY_DAYS)),
            hours.values()[day],
            debt(&hours, day),
            (nights.len() >= VARIABILITY_MIN_DAYS).then(|| standard_deviation(&nights)),
            quality.values()[day],
            Some(read(&valence)).filter(|days| !days.is_empty()).map(|days| mean(&days)),
            read(&crisis).into_iter().reduce(f64::max),
        ]);
        for (pair, total) in values[21..].chunks_exact_mut(2).zip(&totals) {
            if let Some((total, age)) = total.as_ref().and_then(|days| days[day]) {
                (pair[0], pair[1]) = (Some(total), Some(age));
            }
        }
        DayFeatures { date, values }
    };
    (0..target.values().len()).map(day).collect()
}

/// The last `days` days up to `day`.
fn window(series: &DailySeries, day: usize, days: usize) -> &[Option<f64>] {
    &series.values()[(day + 1).saturating_sub(days)..=day]
}

fn recorded(series: &DailySeries, day: usize, days: usize) -> Vec<f64> {
    window(series, day, days).iter().flatten().copied().collect()
}

fn slope(series: &DailySeries, day: usize) -> Option<f64> {
    let days = window(series, day, VARIABILITY_DAYS).iter().enumerate();
    let (days, values): (Vec<usize>, Vec<f64>) = days.filter_map(|(day, value)| Some((day, (*value)?))).unzip();
    (days.len() >= VARIABILITY_MIN_DAYS).then(|| 7.0 * slope_per_day(&days, &values))
}

/// Hours of sleep that are owed.
fn debt(hours: &DailySeries, day: usize) -> Option<f64> {
    let mut usual = recorded(hours, day, NEED_NIGHTS);
    let lately = recorded(hours, day, 14);
    if usual.len() < NEED_MIN_NIGHTS || lately.len() < 7 {
        return None;
    }
    let middle = usual.len() / 2;
    let need = *usual.select_nth_unstable_by(middle, f64::total_cmp).1;
    Some(lately.iter().map(|night| need - night).sum())
}

/// On each day the last value so far, and how many days ago that was.
fn carried(series: &DailySeries) -> Vec<Option<(f64, f64)>> {
    let mut last: Option<(f64, f64)> = None;
    let day = |value: &Option<f64>| {
        last = value.map(|value| (value, 0.0)).or(last.map(|(value, age)| (value, age + 1.0)));
        last
    };
    series.values().iter().map(day).collect()
}
