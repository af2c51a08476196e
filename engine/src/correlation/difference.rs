use serde::Serialize;

use super::{
    calendar::Days,
    factor::{Candidate, MIN_SHARE, MIN_SIDE},
    series::{autocorrelations, effective_n},
    significance::student_point,
    slow::Slow,
};
use crate::{Abstention, DailySeries};

/// Share of comparisons of which the interval may miss the truth, among those that are told.
const MISSED: f64 = 0.05;

/// By how much the outcome's level differed between days with more of a factor and the others, beside slow change and
/// weekdays.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Difference {
    /// In the outcome's unit, positive if it was higher.
    pub value: f64,
    /// The interval, at `level`.
    pub low: f64,
    pub high: f64,
    /// Of five in a hundred intervals of this kind among those that are told, the truth may lie outside: since they are
    /// picked out of many, each must be at a higher level than 95 % (Benjamini and Yekutieli 2005).
    pub level: f64,
    /// Days count as having more from this on, in the factor's unit; absent for what is there or not.
    pub threshold: Option<f64>,
    /// Days on either side.
    pub days_with: usize,
    pub days_without: usize,
}

/// The difference that goes with a correlation of the sign of `r`; or why the days do not support a number. `share` is the
/// share of comparisons that are told.
///
/// A regression of the outcome on "more or not", on the weekdays and on slow change, whose standard error is that of
/// independent days made larger by how alike neighbouring days are in both (Bartlett 1935), with Student's t. Chance that
/// is not alike on all days is not allowed for.
pub(super) fn difference(
    outcome: &DailySeries,
    factor: &Candidate,
    lag: usize,
    r: f64,
    slow: &Slow,
    share: f64,
) -> Result<Difference, Abstention> {
    let lagged: Vec<Option<f64>> = (0..outcome.values().len())
        .map(|day| day.checked_sub(lag).and_then(|before| factor.values[before]))
        .collect();
    let both = |day: usize| outcome.values()[day].and(lagged[day]);
    let seen: Vec<Option<f64>> = (0..lagged.len()).map(both).collect();
    let days = Days::of(&seen);
    let threshold = threshold(&seen, factor)?;
    let with: Vec<f64> = seen
        .iter()
        .map(|value| f64::from(u8::from(value.is_some_and(|value| value >= threshold))))
        .collect();
    let level: Vec<f64> = outcome.values().iter().map(|value| value.unwrap_or(0.0)).collect();
    let (more, left) = (slow.residuals(&with, &with, &days), slow.residuals(&level, &level, &days));
    let (n, spread) = (days.count() as f64, more.iter().map(|more| more * more).sum::<f64>());
    let unsupported = || Abstention::not_supported("the days do not tell by how much the level differed".to_owned());
    // Weekdays or slow change may explain who is on which side.
    if spread < MIN_SHARE * n / 4.0 {
        return Err(unsupported());
    }
    let value = more.iter().zip(&left).map(|(more, left)| more * left).sum::<f64>() / spread;
    let errors: Vec<f64> = more.iter().zip(&left).map(|(more, left)| left - value * more).collect();
    let worth = effective_n(&days, &autocorrelations(&more, &days), &autocorrelations(&errors, &days));
    let fitted = slow.columns() as f64 + 1.0;
    let df = worth * (1.0 - fitted / n) - 1.0;
    let variance = errors.iter().map(|error| error * error).sum::<f64>() / (n - fitted) / spread * (n / worth);
    let at = 1.0 - MISSED * share;
    let width = student_point(at, df).ok_or_else(unsupported)? * variance.sqrt();
    let (low, high) = (value - width, value + width);
    if !(value * r > 0.0 && (low > 0.0 || high < 0.0)) {
        return Err(unsupported());
    }
    let days_with = with.iter().map(|with| *with as usize).sum();
    Ok(Difference {
        value,
        low,
        high,
        level: at,
        threshold: (!factor.yes_no).then_some(threshold),
        days_with,
        days_without: days.count() - days_with,
    })
}

/// A round number near the factor's median with days enough on either side. The outcome has no say in it.
fn threshold(seen: &[Option<f64>], factor: &Candidate) -> Result<f64, Abstention> {
    if factor.yes_no {
        return Ok(1.0);
    }
    let mut sorted: Vec<f64> = seen.iter().flatten().copied().collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| sorted[(share * (sorted.len() - 1) as f64).round() as usize];
    let (median, quarter) = (at(0.5), at(0.75) - at(0.25));
    let step = round_step(quarter / 2.0);
    let near = (median / step).round() * step;
    let enough = |threshold: &f64| {
        let below = sorted.partition_point(|value| value < threshold);
        let least = MIN_SIDE.max((0.25 * sorted.len() as f64) as usize);
        below >= least && sorted.len() - below >= least
    };
    // Where many days share the smallest value, more than that is what tells days apart.
    let above_least = sorted.iter().copied().find(|value| *value > sorted[0]).unwrap_or(median);
    let round = [near, near + step, near - step, median, above_least].into_iter().find(enough);
    round.ok_or_else(|| Abstention::not_supported("too few days lie on one side of any level of it".to_owned()))
}

/// The largest of 1, 2 and 5 times a power of ten that is not above `size`.
fn round_step(size: f64) -> f64 {
    if size <= 0.0 || !size.is_finite() {
        return 1.0;
    }
    let power = 10_f64.powf(size.log10().floor());
    [5.0, 2.0, 1.0]
        .into_iter()
        .map(|digit| digit * power)
        .find(|step| *step <= size)
        .unwrap_or(power)
}
