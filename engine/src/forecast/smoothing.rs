//! Exponential smoothing and seasonal decomposition, by augurs, fitted anew at every origin.

use augurs::{
    Fit, Forecast, Predict,
    ets::{AutoETS, trend::AutoETSTrendModel},
    mstl::MSTLModel,
};

use super::{
    COVERAGE,
    evaluate::Prediction,
    steps::{Observed, Target, TargetSeries},
};

/// Newest steps that a fit looks at.
const MOST: usize = 200;

/// Steps that a fit needs, and days that a weekly season needs.
const FEWEST: usize = 12;
const FEWEST_DAYS: usize = 28;

const WEEK: usize = 7;

/// Gaps are closed up: the observed steps follow each other. Where there are too few, or all are the same, the last value.
pub(super) fn ets(series: &TargetSeries, targets: &[Target]) -> Vec<Prediction> {
    at_each_origin(series, targets, |known, longest| smooth(&values(known), longest))
}

/// Days without a value are interpolated. Where there are too few days, exponential smoothing alone.
pub(super) fn mstl(series: &TargetSeries, targets: &[Target]) -> Vec<Prediction> {
    at_each_origin(series, targets, |known, longest| {
        let days = filled(known);
        if days.len() < FEWEST_DAYS || same(&days) {
            return smooth(&values(known), longest);
        }
        let trend = AutoETSTrendModel::from(AutoETS::non_seasonal());
        let fitted = MSTLModel::new(vec![WEEK], trend).fit(&days).ok()?;
        fitted.predict(longest, COVERAGE).ok()
    })
}

fn values(known: &[Observed]) -> Vec<f64> {
    known[known.len().saturating_sub(MOST)..].iter().map(|step| step.value).collect()
}

fn same(values: &[f64]) -> bool {
    values.windows(2).all(|pair| pair[0] == pair[1])
}

fn smooth(values: &[f64], longest: usize) -> Option<Forecast> {
    if values.len() < FEWEST || same(values) {
        return None;
    }
    AutoETS::non_seasonal().fit(values).ok()?.predict(longest, COVERAGE).ok()
}

/// The newest days of the calendar up to the last known one, days between two values lying on the line between them.
fn filled(known: &[Observed]) -> Vec<f64> {
    let mut days: Vec<f64> = Vec::new();
    for pair in known[known.len().saturating_sub(MOST)..].windows(2) {
        let gap = (pair[1].number - pair[0].number).clamp(1, MOST as i64);
        days.extend((0..gap).map(|day| pair[0].value + (pair[1].value - pair[0].value) * day as f64 / gap as f64));
    }
    days.extend(known.last().map(|last| last.value));
    days.split_off(days.len().saturating_sub(MOST))
}

fn at_each_origin(series: &TargetSeries, targets: &[Target], fit: impl Fn(&[Observed], usize) -> Option<Forecast>) -> Vec<Prediction> {
    const FARTHEST: i64 = 28;
    let ahead = |target: &Target| usize::try_from(series.distance(target).clamp(1, FARTHEST)).unwrap_or(1);
    let longest = targets.iter().map(ahead).max().unwrap_or(1);
    let mut last: Option<(usize, Option<Forecast>)> = None;
    let each = targets.iter().map(|target| {
        let known = &series.steps[..=target.origin];
        if last.as_ref().is_none_or(|(origin, _)| *origin != target.origin) {
            last = Some((target.origin, fit(known, longest)));
        }
        let forecast = last.as_ref().and_then(|(_, forecast)| forecast.as_ref());
        forecast
            .and_then(|forecast| read(forecast, ahead(target) - 1))
            .unwrap_or(Prediction {
                value: known[known.len() - 1].value,
                interval: None,
            })
    });
    each.collect()
}

/// One step of a forecast, if its numbers can be used.
fn read(forecast: &Forecast, step: usize) -> Option<Prediction> {
    let value = forecast.point.get(step).copied().filter(|value| value.is_finite())?;
    let ends = forecast
        .intervals
        .as_ref()
        .and_then(|ends| Some((*ends.lower.get(step)?, *ends.upper.get(step)?)));
    Some(Prediction {
        value,
        interval: ends.filter(|(low, high)| low.is_finite() && high.is_finite() && low <= high),
    })
}
