use serde::Serialize;

use eunoia_domain::Metric;

use super::{
    COVERAGE, Fit, FittedPooled, PooledModel,
    baseline::{Ahead, Ewma, LastValue, Level, RunningMean},
    interval::{BURN_IN_DAYS, MIN_RESIDUALS, RollingErrors},
};
use crate::{
    Abstention, DailySeries,
    model::{metric_name, noun, range},
};

/// How far ahead a gap may reach and still be scored, in days.
const MAX_GAP_DAYS: usize = 14;

/// Forecasts of the recent past, each made from the days before it alone.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Backtest {
    #[serde(serialize_with = "metric_name")]
    pub metric: Metric,
    /// Days that were forecast: of the last fifth of the observed days, those at most 14 days after the one before.
    pub forecasts: usize,
    /// `pooled` (the one that is used), `ewma`, `last_value` and `mean`; empty when abstaining.
    pub candidates: Vec<CandidateScore>,
    pub abstained: Option<Abstention>,
}

/// How one method did. Lower is better for `mae` and `interval_score`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CandidateScore {
    pub name: &'static str,
    /// Mean absolute error, in the metric's unit.
    pub mae: f64,
    /// How many of the forecasts had an interval.
    pub intervals: usize,
    /// Share of those intervals that held the value, 0 to 1; nominal is 0.8.
    pub coverage: Option<f64>,
    /// Mean interval score (Gneiting and Raftery 2007, equation 43), in the metric's unit.
    pub interval_score: Option<f64>,
}

/// Rolling origin over the last fifth of the observed days (Tashman 2000): each of them is forecast from the observed
/// day before it, by four methods; the intervals of all but `pooled` are made the same way (`interval`).
pub fn backtest(series: &DailySeries) -> Backtest {
    from_fitted(series, PooledModel::default().fit(series).as_ref())
}

pub(super) fn from_fitted(series: &DailySeries, fitted: Option<&FittedPooled>) -> Backtest {
    let days = series.observed_days();
    let needed = BURN_IN_DAYS + MIN_RESIDUALS;
    let skip = days - days / 5;
    let candidates = if days < needed {
        Vec::new()
    } else {
        [
            fitted.and_then(|fitted| fitted.within(MAX_GAP_DAYS, range(series.metric()))),
            replay("ewma", &mut Ewma::default().state(), series, skip),
            replay("last_value", &mut LastValue, series, skip),
            replay("mean", &mut RunningMean::default(), series, skip),
        ]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
    };
    let noun = noun(series.metric());
    let abstained = if days == 0 {
        Some(Abstention::no_data(series.metric()))
    } else if days < needed {
        Some(Abstention::too_few_days(format!(
            "needs {needed} days with {noun} recorded, has {days}"
        )))
    } else if candidates.is_empty() {
        Some(Abstention::too_few_days(format!(
            "the days with {noun} recorded are more than {MAX_GAP_DAYS} days apart"
        )))
    } else {
        None
    };
    Backtest {
        metric: series.metric().clone(),
        forecasts: candidates.first().map_or(0, |(_, forecasts)| *forecasts),
        candidates: candidates.into_iter().map(|(score, _)| score).collect(),
        abstained,
    }
}

/// The score and the number of forecasts; [`None`] if no day could be forecast.
fn replay(name: &'static str, method: &mut impl Level, series: &DailySeries, skip: usize) -> Option<(CandidateScore, usize)> {
    let (least, most) = range(series.metric());
    let observed: Vec<(usize, f64)> = series.observed().collect();
    let scored = observed.windows(2).skip(skip.saturating_sub(1)).map(|pair| pair[1].0 - pair[0].0);
    let mut errors = RollingErrors::at(&scored.filter(|gap| *gap <= MAX_GAP_DAYS).collect());
    let mut before: Option<(usize, Ahead)> = None;
    let (mut forecasts, mut absolute) = (0_usize, 0.0);
    let (mut intervals, mut held, mut penalties) = (0_usize, 0_usize, 0.0);
    for (step, (day, value)) in observed.into_iter().enumerate() {
        if let Some((made, ahead)) = before.filter(|(made, _)| step >= skip && day - made <= MAX_GAP_DAYS) {
            let forecast = ahead.on(None);
            forecasts += 1;
            absolute += (value - forecast).abs();
            if let Some((below, above)) = errors.interval(day - made, COVERAGE) {
                let low = (forecast + below.min(0.0)).clamp(least, most);
                let high = (forecast + above.max(0.0)).clamp(least, most);
                intervals += 1;
                held += usize::from((low..=high).contains(&value));
                penalties += interval_score(low, high, value);
            }
        }
        let next = method.observe(value, None);
        errors.observe(day, value, None, next);
        before = Some((day, next));
    }
    let share = |sum: f64| (intervals > 0).then(|| sum / intervals as f64);
    let score = (forecasts > 0).then(|| CandidateScore {
        name,
        mae: absolute / forecasts as f64,
        intervals,
        coverage: share(held as f64),
        interval_score: share(penalties),
    })?;
    Some((score, forecasts))
}

/// Width, plus `2 / a` times the distance by which the value falls outside.
pub(super) fn interval_score(low: f64, high: f64, value: f64) -> f64 {
    let outside = (low - value).max(value - high).max(0.0);
    (high - low) + 2.0 / (1.0 - COVERAGE) * outside
}
