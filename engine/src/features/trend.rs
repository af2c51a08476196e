use jiff::civil::Date;
use rand::{Rng, RngExt};

use super::{mean, standard_deviation};
use crate::{Abstention, DailySeries, correlation::student_point, model::noun};

/// Calendar days that are looked at.
pub const TREND_DAYS: usize = 56;

/// Observed days that are needed among them.
pub const TREND_MIN_DAYS: usize = 28;

/// Pairs of neighbouring days from which it can be told how alike they are.
const MIN_NEIGHBOURS: usize = 10;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
    /// The interval holds 0: the data support neither.
    Unclear,
}

/// How fast a metric moves, in its unit per week.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    pub per_week: f64,
    pub low: f64,
    pub high: f64,
    pub direction: Direction,
    /// Observed days.
    pub days: usize,
}

/// The Theil-Sen slope (Sen 1968: the median of the slopes between all pairs of days) of the 56 days up to `today`.
///
/// The interval is Sen's, between two of the slopes in order, from the variance of Kendall's S. That is made larger by how
/// alike neighbouring days are, as by Hamed and Rao (1998), for ranks that follow an autoregression of order 1, and Student's
/// t takes the place of the normal distribution, with the degrees of freedom that days so alike leave. Where values tie,
/// as ratings in whole points do, `rng` spreads them over the points that were rounded to them: otherwise most slopes are 0,
/// and the interval is that point.
///
/// On 1,000 simulated series of 56 days without a trend and with autocorrelation 0, 0.3, 0.5 and 0.7 it states a direction
/// 3.0, 4.7, 4.7 and 4.8 times in 100, and in whole points 3.8, 6.0, 6.5 and 7.0 times.
pub fn trend(series: &DailySeries, today: Date, rng: &mut impl Rng) -> Result<Trend, Abstention> {
    let window = series.window(today, TREND_DAYS as i64);
    let (days, mut values): (Vec<usize>, Vec<f64>) = window.observed().unzip();
    let count = days.len();
    if count < TREND_MIN_DAYS {
        return Err(too_few(series, count));
    }
    spread_ties(&mut values, rng);
    let slopes = slopes(&days, &values);
    let (pairs, slope) = (slopes.len(), middle(&slopes));
    let distances: Vec<f64> = days.iter().zip(&values).map(|(day, value)| value - slope * *day as f64).collect();
    let nothing_left = || Abstention::not_supported("all recorded days lie on one line, which leaves nothing to judge by".to_owned());
    if standard_deviation(&distances) <= 0.0 {
        return Err(nothing_left());
    }
    let n = count as f64;
    let inflated = inflation(count, neighbours_alike(&days, &distances));
    let point = student_point(0.95, n / inflated - 2.0).ok_or_else(nothing_left)?;
    let reach = point * (n * (n - 1.0) * (2.0 * n + 5.0) / 18.0 * inflated).sqrt();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place in the list, or before it"
    )]
    let below = ((pairs as f64 - reach) / 2.0).floor().max(1.0) as usize;
    let (low, high) = (7.0 * slopes[below - 1], 7.0 * slopes[pairs - below]);
    Ok(Trend {
        per_week: 7.0 * slope,
        low,
        high,
        direction: if low > 0.0 {
            Direction::Up
        } else if high < 0.0 {
            Direction::Down
        } else {
            Direction::Unclear
        },
        days: count,
    })
}

fn too_few(series: &DailySeries, days: usize) -> Abstention {
    let noun = noun(series.metric());
    Abstention::too_few_days(format!(
        "needs {TREND_MIN_DAYS} of the last {TREND_DAYS} days with {noun} recorded, has {days}"
    ))
}

/// The Theil-Sen slope alone. There must be two days.
pub(super) fn slope_per_day(days: &[usize], values: &[f64]) -> f64 {
    middle(&slopes(days, values))
}

/// Of numbers in order, of which there is one at least.
fn middle(sorted: &[f64]) -> f64 {
    f64::midpoint(sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2])
}

/// Slopes per day between all pairs of days, in order.
fn slopes(days: &[usize], values: &[f64]) -> Vec<f64> {
    let mut slopes = Vec::with_capacity(days.len() * days.len() / 2);
    for (j, (day, value)) in days.iter().zip(values).enumerate() {
        let earlier = days.iter().zip(values).take(j);
        slopes.extend(earlier.map(|(earlier, before)| (value - before) / (day - earlier) as f64));
    }
    slopes.sort_unstable_by(f64::total_cmp);
    slopes
}

/// If any values tie, moves each by less than half of the smallest distance between two that differ.
fn spread_ties(values: &mut [f64], rng: &mut impl Rng) {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let steps = sorted.windows(2).map(|pair| pair[1] - pair[0]);
    let smallest = steps.clone().filter(|step| *step > 0.0).fold(f64::INFINITY, f64::min);
    if smallest.is_finite() && steps.clone().any(|step| step <= 0.0) {
        for value in values {
            *value += smallest * (rng.random::<f64>() - 0.5);
        }
    }
}

/// Autocorrelation of the ranks of neighbouring days, 0 to 0.9, without the bias that a fitted line leaves.
fn neighbours_alike(days: &[usize], distances: &[f64]) -> f64 {
    let mut order: Vec<usize> = (0..days.len()).collect();
    order.sort_unstable_by(|a, b| distances[*a].total_cmp(&distances[*b]));
    let n = days.len() as f64;
    let mut ranks = vec![0.0; days.len()];
    for (rank, place) in order.into_iter().enumerate() {
        ranks[place] = rank as f64 - (n - 1.0) / 2.0;
    }
    let neighbours = days.windows(2).zip(ranks.windows(2)).filter(|(days, _)| days[1] - days[0] == 1);
    let products: Vec<f64> = neighbours.map(|(_, ranks)| ranks[0] * ranks[1]).collect();
    if products.len() < MIN_NEIGHBOURS {
        return 0.0;
    }
    let variance = (n * n - 1.0) / 12.0;
    ((n * mean(&products) / variance + 2.0) / (n - 4.0)).clamp(0.0, 0.9)
}

/// By how much autocorrelation makes the variance of Kendall's S larger (Hamed and Rao 1998, equation 17).
fn inflation(count: usize, alike: f64) -> f64 {
    let n = count as f64;
    let mut sum = 0.0;
    let mut kept = 1.0;
    for apart in 1..count.saturating_sub(2) {
        let left = n - apart as f64;
        kept *= alike;
        sum += left * (left - 1.0) * (left - 2.0) * kept;
    }
    1.0 + 2.0 / (n * (n - 1.0) * (n - 2.0)) * sum
}
