//! What the next days may bring.
//!
//! [`Ewma`] is unfitted, [`FittedEwma`] can predict. [`forecast`] puts an interval round its predictions that comes from
//! the errors the same method made on the person's own past (`interval`), and abstains while there are too few of
//! them. [`backtest`] replays the recent past and compares with simpler methods;
//! [`evaluate`](fn@evaluate) does so for a whole cohort, and with predictions that somebody else made.

mod backtest;
mod baseline;
mod evaluate;
mod interval;

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
pub use evaluate::{
    Candidate, Evaluation, HorizonScores, Prediction, Scores, Skill, Step, Target, TargetSeries, YOURS, candidates, evaluate,
};
use interval::RollingErrors;
pub use interval::{BURN_IN_DAYS, MIN_RESIDUALS};

/// Nominal probability that an interval holds the value.
pub const COVERAGE: f64 = 0.8;

/// A forecast is made while the last observed day is at most this many days before today.
pub const MAX_AGE_DAYS: i64 = 7;

/// Which model [`forecast`] uses: the EWMA with [`Ewma::DEFAULT_ALPHA`].
pub const MODEL: ModelId = ModelId {
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
    /// In order of date. Empty when abstaining; a day whose horizon has too few past errors is left out.
    pub points: Vec<ForecastPoint>,
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
    let origin = series.last_observed();
    let made = predict(&series, origin, today, horizon);
    let (points, abstained) = match made {
        Ok(points) => (points, None),
        Err(abstention) => (Vec::new(), Some(abstention)),
    };
    Forecast {
        metric: series.metric().clone(),
        model: MODEL,
        origin,
        coverage: COVERAGE,
        points,
        abstained,
    }
}

fn predict(series: &DailySeries, origin: Option<Date>, today: Date, horizon: u32) -> Result<Vec<ForecastPoint>, Abstention> {
    const MAX_HORIZON: u32 = 28;
    let metric = series.metric();
    let (Some(origin), Some(fitted)) = (origin, Ewma::default().fit(series)) else {
        return Err(Abstention::no_data(metric));
    };
    let age = days_between(origin, today);
    if age > MAX_AGE_DAYS {
        return Err(Abstention::stale(metric, age, MAX_AGE_DAYS));
    }
    let wanted = (age + 1)..=(age + i64::from(horizon.min(MAX_HORIZON)));
    let errors = RollingErrors::of_past(series, &mut Ewma::default().state(), usize::try_from(*wanted.end()).unwrap_or(0));
    let (least, most) = range(metric);
    let value = fitted.predict().clamp(least, most);
    let points: Vec<_> = wanted
        .filter_map(|h| {
            let (below, above) = errors.interval(usize::try_from(h).ok()?, COVERAGE)?;
            Some(ForecastPoint {
                date: after(origin, h),
                horizon: u32::try_from(h).ok()?,
                value,
                low: (value + below.min(0.0)).clamp(least, most),
                high: (value + above.max(0.0)).clamp(least, most),
            })
        })
        .collect();
    if points.is_empty() { Err(too_few(series)) } else { Ok(points) }
}

fn too_few(series: &DailySeries) -> Abstention {
    let (needed, days) = (BURN_IN_DAYS + MIN_RESIDUALS, series.observed_days());
    let noun = noun(series.metric());
    Abstention::too_few_days(if days < needed {
        format!("needs {needed} days with {noun} recorded, has {days}")
    } else {
        format!("the {days} days with {noun} recorded are too far apart to measure how good a forecast is")
    })
}
