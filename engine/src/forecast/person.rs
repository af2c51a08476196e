//! One person's forecaster: the pooled model with a pool of one.

use serde::{Serialize, Serializer};

use super::{
    Fit, MAX_AGE_DAYS, MODEL, Predict, Prediction, Weights,
    backtest::{CandidateScore, interval_score},
    pooled::{Made, Pool},
};
use crate::{DailySeries, features::track::Usual, history::days_between, model::range};
use jiff::civil::Date;

/// What a level is typically missed by from one day to the next, as a share of the metric's range, before there are days to
/// tell: the median of the studies that the shipped weights were learnt from.
const USUAL_ERROR: f64 = 0.1;

/// Days ahead that are learnt from: two weeks, and as long as a forecast may wait for a newer day.
const HORIZON: i64 = 14 + MAX_AGE_DAYS;

/// Newest observed days that are learnt from, and days before the track record at least: what is older is known by averages and
/// medians alone, so that decades do not cost as many times what a year costs.
const LEARNT_DAYS: usize = 400;
const LEARNT_BEFORE_RECORD: usize = 100;

/// Forecasts that a track record needs, and from how many on it may speak against a model.
const FEWEST: usize = 5;
const FEWEST_AGAINST: usize = 30;

/// Not fitted to anybody yet.
#[derive(Debug, Clone, Copy)]
pub struct PooledModel<'a> {
    weights: &'a Weights,
}

/// Has seen one person's days.
#[derive(Debug, Clone)]
pub struct FittedPooled {
    pool: Pool,
    /// Days from 1970 to the last observed one.
    origin: i64,
    record: Vec<Judged>,
}

/// How a model did on the person's own past, one observed day ahead of the other.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TrackRecord {
    pub forecasts: usize,
    /// Mean absolute error, in the metric's unit.
    #[serde(serialize_with = "rounded")]
    pub mae: f64,
    /// That of the exponentially weighted average on the same days.
    #[serde(serialize_with = "rounded")]
    pub mae_of_ewma: f64,
    /// Share of the values that lay in their interval.
    #[serde(serialize_with = "rounded")]
    pub coverage: f64,
    /// Mean interval score (Gneiting and Raftery 2007, equation 43), in the metric's unit.
    #[serde(serialize_with = "rounded")]
    pub interval_score: f64,
    /// Whether the average was better by more than two standard errors over 30 forecasts or more.
    pub clearly_worse: bool,
}

#[derive(Debug, Clone, Copy)]
struct Judged {
    /// Days since the one before.
    distance: i64,
    value: f64,
    level: f64,
    made: Made,
}

impl<'a> PooledModel<'a> {
    /// Starts from other weights than those that are shipped.
    pub fn from_weights(weights: &'a Weights) -> Self {
        Self { weights }
    }
}

impl Default for PooledModel<'_> {
    fn default() -> Self {
        Self::from_weights(Weights::shipped())
    }
}

impl Fit for PooledModel<'_> {
    type Fitted = FittedPooled;

    fn fit(&self, series: &DailySeries) -> Option<FittedPooled> {
        let (least, most) = range(series.metric());
        let width = Some(most - least).filter(|width| width.is_finite()).unwrap_or(0.0);
        let usual = Usual {
            mean: 0.0,
            error: USUAL_ERROR * width,
        };
        let first = days_between(Date::constant(1970, 1, 1), series.first());
        let days = series.observed_days();
        let mut pool = Pool::new(1, &self.weights.prior(true), HORIZON, true, usual);
        let (mut record, mut origin) = (Vec::new(), None);
        let learnt = LEARNT_DAYS.max(days / 5 + LEARNT_BEFORE_RECORD);
        for (seen, (index, value)) in series.observed().enumerate() {
            let number = first + i64::try_from(index).ok()?;
            let weekday = weekday(number);
            if seen + learnt < days {
                pool.remember(0, value, value, weekday);
                continue;
            }
            if let Some(last) = origin.filter(|_| seen >= days - days / 5)
                && let (Some(made), Some(level)) = (pool.predict(0, number - last, weekday), pool.level(0))
            {
                let distance = number - last;
                record.push(Judged {
                    distance,
                    value,
                    level,
                    made,
                });
            }
            pool.observe(0, number, value, value, weekday);
            origin = Some(number);
        }
        Some(FittedPooled {
            pool,
            origin: origin?,
            record,
        })
    }
}

impl Predict for FittedPooled {
    fn predict(&self, days: u32) -> Option<Prediction> {
        let days = i64::from(days.max(1));
        let made = self.pool.predict(0, days, weekday(self.origin + days))?;
        Some(made.into())
    }
}

impl FittedPooled {
    /// Over the last fifth of the observed days; [`None`] below five forecasts.
    pub fn track_record(&self) -> Option<TrackRecord> {
        let judged = &self.record;
        let count = judged.len() as f64;
        if judged.len() < FEWEST {
            return None;
        }
        let mean = |of: fn(&Judged) -> f64| judged.iter().map(of).sum::<f64>() / count;
        let own = |judged: &Judged| (judged.value - judged.made.value).abs();
        let ewma = |judged: &Judged| (judged.value - judged.level).abs();
        let (mae, mae_of_ewma) = (mean(own), mean(ewma));
        let squares = judged
            .iter()
            .map(|judged| (own(judged) - ewma(judged) - (mae - mae_of_ewma)).powi(2));
        let error = (squares.sum::<f64>() / (count - 1.0) / count).sqrt();
        Some(TrackRecord {
            forecasts: judged.len(),
            mae,
            mae_of_ewma,
            coverage: mean(|judged| f64::from(u8::from((judged.made.low..=judged.made.high).contains(&judged.value)))),
            interval_score: mean(|judged| interval_score(judged.made.low, judged.made.high, judged.value)),
            clearly_worse: judged.len() >= FEWEST_AGAINST && mae - mae_of_ewma > 2.0 * error,
        })
    }
}

impl FittedPooled {
    /// The record of days at most `gap` days after the one before, as a candidate of a backtest.
    pub(super) fn within(&self, gap: usize, (least, most): (f64, f64)) -> Option<(CandidateScore, usize)> {
        let near = |judged: &&Judged| usize::try_from(judged.distance).is_ok_and(|distance| distance <= gap);
        let judged: Vec<_> = self.record.iter().filter(near).collect();
        let count = judged.len() as f64;
        let mean = |of: &dyn Fn(&Judged) -> f64| judged.iter().map(|judged| of(judged)).sum::<f64>() / count;
        let ends = |made: &Made| (made.low.clamp(least, most), made.high.clamp(least, most));
        let held = |judged: &Judged| {
            let (low, high) = ends(&judged.made);
            f64::from(u8::from((low..=high).contains(&judged.value)))
        };
        let penalty = |judged: &Judged| {
            let (low, high) = ends(&judged.made);
            interval_score(low, high, judged.value)
        };
        let score = CandidateScore {
            name: MODEL.name,
            mae: mean(&|judged| (judged.value - judged.made.value).abs()),
            intervals: judged.len(),
            coverage: Some(mean(&held)),
            interval_score: Some(mean(&penalty)),
        };
        (!judged.is_empty()).then_some((score, judged.len()))
    }
}

/// The same of a date wherever it is asked for.
fn weekday(number: i64) -> Option<usize> {
    usize::try_from(number.rem_euclid(7)).ok()
}

/// Sums of the same days in another order differ in the last digits, which mean nothing.
fn rounded<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((number * 1e6).round() / 1e6)
}
