//! What the next days may bring.
//!
//! [`PooledModel`] is unfitted, [`FittedPooled`] can predict ([`Fit`], [`Predict`]); so are [`Ewma`] and [`FittedEwma`],
//! the plain average that it starts from and is measured by. How it works stands in `pooled`, what it knows of people
//! before their first day in [`Weights`]. [`forecast`] asks it for the next days, tells how it did on the person's own
//! past, and abstains while there are too few days. [`backtest`] replays that past and compares with simpler methods,
//! [`leaderboard`](fn@leaderboard) with every candidate; [`evaluate`](fn@evaluate) does so for a whole cohort, and with
//! predictions that somebody else made.

mod backtest;
mod baseline;
mod candidates;
mod evaluate;
mod interval;
mod leaderboard;
mod person;
mod pooled;
mod prior;
mod regression;
mod smoothing;
mod sorted;
mod steps;

use jiff::civil::Date;
use serde::Serialize;

use eunoia_domain::Metric;

use crate::{
    Abstention, DailySeries, ModelId,
    history::{after, days_between},
    model::{metric_name, noun, range},
};
pub use backtest::{Backtest, CandidateScore, backtest};
pub use baseline::{Ewma, EwmaError, FittedEwma};
pub use candidates::{Method, candidates};
pub use evaluate::{Candidate, Contest, CoverageByPerson, Evaluation, HorizonScores, Prediction, Scores, Skill, YOURS, evaluate};
pub use interval::{BURN_IN_DAYS, MIN_RESIDUALS};
pub use leaderboard::{LEADERBOARD_DAYS, Leaderboard, Standing, leaderboard};
pub use person::{FittedPooled, PooledModel, TrackRecord};
pub use prior::{Weights, WeightsError};
pub use steps::{Step, Target, TargetSeries};

/// A method that has seen nothing.
pub trait Fit {
    type Fitted: Predict;

    /// [`None`] if nothing was observed.
    fn fit(&self, series: &DailySeries) -> Option<Self::Fitted>;
}

/// A method that has seen a series.
pub trait Predict {
    /// The day that many days after the last observed one, from 1. [`None`] where the numbers are too large to compute with.
    fn predict(&self, days: u32) -> Option<Prediction>;
}

/// Nominal probability that an interval holds the value.
pub const COVERAGE: f64 = 0.8;

/// A forecast is made while the last observed day is at most this many days before today.
pub const MAX_AGE_DAYS: i64 = 7;

/// Days ahead of the last observed one that [`forecast`] is asked for, at most.
pub const MAX_HORIZON: u32 = 28;

/// Observed days that a forecast needs.
pub const MIN_DAYS: usize = 5;

/// Which model [`forecast`] uses.
pub const MODEL: ModelId = ModelId {
    name: "pooled",
    version: "2",
};

/// Which model [`forecast`] uses where it did clearly better on the person's own past.
pub const FALLBACK: ModelId = ModelId {
    name: "ewma",
    version: "1",
};

/// A forecast of daily values, or the reason why there is none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Forecast {
    #[serde(serialize_with = "metric_name")]
    pub metric: Metric,
    pub model: ModelId,
    /// The last observed day; horizons count from it.
    pub origin: Option<Date>,
    /// Nominal probability that an interval holds the value, 0 to 1.
    pub coverage: f64,
    /// In order of date. Empty when abstaining.
    pub points: Vec<ForecastPoint>,
    /// How the model did on the last fifth of the observed days, each forecast from the one before it; absent below five.
    pub track_record: Option<TrackRecord>,
    pub abstained: Option<Abstention>,
}

/// The forecast of one day, in the metric's unit. `low <= value <= high`, all within the metric's range.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ForecastPoint {
    pub date: Date,
    /// Days after the origin.
    pub horizon: u32,
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// Forecasts the `horizon` days after `today` (1 to 28; more is cut). Observations after `today` are not used.
pub fn forecast(series: &DailySeries, today: Date, horizon: u32) -> Forecast {
    let series = series.until(today);
    let fitted = PooledModel::default().fit(&series);
    from_fitted(&series, fitted.as_ref(), today, horizon)
}

/// [`forecast`] and [`backtest`] of the days up to `today`, by one fit.
pub(crate) fn with_backtest(series: &DailySeries, today: Date, horizon: u32) -> (Forecast, Backtest) {
    let series = series.until(today);
    let fitted = PooledModel::default().fit(&series);
    let forecast = from_fitted(&series, fitted.as_ref(), today, horizon);
    (forecast, backtest::from_fitted(&series, fitted.as_ref()))
}

fn from_fitted(series: &DailySeries, fitted: Option<&FittedPooled>, today: Date, horizon: u32) -> Forecast {
    let origin = series.last_observed();
    let mut forecast = Forecast {
        metric: series.metric().clone(),
        model: MODEL,
        origin,
        coverage: COVERAGE,
        points: Vec::new(),
        track_record: None,
        abstained: None,
    };
    match predict(series, fitted, today, horizon) {
        Ok(made) => (forecast.model, forecast.track_record, forecast.points) = made,
        Err(abstention) => forecast.abstained = Some(abstention),
    }
    forecast
}

type MadeBy = (ModelId, Option<TrackRecord>, Vec<ForecastPoint>);

fn predict(series: &DailySeries, fitted: Option<&FittedPooled>, today: Date, horizon: u32) -> Result<MadeBy, Abstention> {
    let metric = series.metric();
    let origin = series.last_observed().ok_or_else(|| Abstention::no_data(metric))?;
    let age = days_between(origin, today);
    if age > MAX_AGE_DAYS {
        return Err(Abstention::stale(metric, age, MAX_AGE_DAYS));
    }
    let (days, noun) = (series.observed_days(), noun(metric));
    if days < MIN_DAYS {
        return Err(Abstention::too_few_days(format!(
            "needs {MIN_DAYS} days with {noun} recorded, has {days}"
        )));
    }
    let (Some(model), Some(plain)) = (fitted, Ewma::default().fit(series)) else {
        return Err(Abstention::no_data(metric));
    };
    let record = model.track_record();
    let falls_back = record.is_some_and(|record| record.clearly_worse);
    let (least, most) = range(metric);
    // All that can be asked for, so that a day's interval is the same however many days are.
    let wanted = (age + 1)..=(age + i64::from(MAX_HORIZON));
    let points = wanted.filter_map(|days| {
        let days = u32::try_from(days).ok()?;
        let made = model.predict(days)?;
        let value = if falls_back { plain.predict(days)?.value } else { made.value }.clamp(least, most);
        let (low, high) = made.interval?;
        Some(ForecastPoint {
            date: after(origin, i64::from(days)),
            horizon: days,
            value,
            low: low.min(value),
            high: high.max(value),
        })
    });
    let mut points: Vec<_> = points.collect();
    widen(&mut points);
    points.truncate(horizon as usize);
    for point in &mut points {
        (point.low, point.high) = (point.low.max(least), point.high.min(most));
    }
    if points.is_empty() {
        return Err(Abstention::not_supported(format!(
            "the values of {noun} are too large to compute with"
        )));
    }
    Ok((if falls_back { FALLBACK } else { MODEL }, record, points))
}

/// Lets no interval reach less far than that of an earlier day. Nothing is known better of a later day: margins that shrink
/// are noise of few residuals, and become the mean of their neighbours'.
fn widen(points: &mut [ForecastPoint]) {
    let below = isotonic(points.iter().map(|point| point.value - point.low));
    let above = isotonic(points.iter().map(|point| point.high - point.value));
    for ((point, below), above) in points.iter_mut().zip(below).zip(above) {
        (point.low, point.high) = (point.value - below, point.value + above);
    }
}

/// The closest numbers, by squares, that never fall (pool adjacent violators; Ayer et al. 1955).
fn isotonic(numbers: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for number in numbers {
        let mut block = (number, 1);
        while let Some((mean, count)) = blocks.pop_if(|(mean, _)| *mean > block.0) {
            let (here, there) = (block.1 as f64, count as f64);
            block = ((block.0 * here + mean * there) / (here + there), block.1 + count);
        }
        blocks.push(block);
    }
    blocks
        .into_iter()
        .flat_map(|(mean, count)| std::iter::repeat_n(mean, count))
        .collect()
}
