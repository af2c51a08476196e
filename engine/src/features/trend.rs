use jiff::civil::Date;
use rand::Rng;
use rand_distr::{Distribution, StandardNormal};

use super::{
    bootstrap::{DRAWS, central_95, draw_blocks, few_blocks},
    mean, standard_deviation,
};
use crate::{Abstention, DailySeries, model::noun};

/// Calendar days that are looked at.
pub const TREND_DAYS: usize = 56;

/// Observed days that are needed among them.
pub const TREND_MIN_DAYS: usize = 28;

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
/// The interval comes from a moving-block bootstrap of the distances from that line, smoothed (Silverman and Young
/// 1987), because ratings in whole points tie so often that the median of their slopes hardly moves otherwise, and
/// widened for having few blocks. On 1,500 simulated series of 56 days without a trend and with autocorrelation 0, 0.3,
/// 0.5 and 0.7 it states a direction 1.8, 2.9, 4.8 and 9.1 times in 100.
pub fn trend(series: &DailySeries, today: Date, rng: &mut impl Rng) -> Result<Trend, Abstention> {
    let window = series.window(today, TREND_DAYS as i64);
    let (days, values): (Vec<f64>, Vec<f64>) = window.observed().map(|(day, value)| (day as f64, value)).unzip();
    if days.len() < TREND_MIN_DAYS {
        return Err(too_few(series, days.len()));
    }
    let mut slopes = Vec::new();
    let slope = theil_sen(&days, &values, &mut slopes);
    let mut distances: Vec<f64> = days.iter().zip(&values).map(|(day, value)| value - slope * day).collect();
    let centre = mean(&distances);
    for distance in &mut distances {
        *distance -= centre;
    }
    let spread = standard_deviation(&distances);
    if spread <= 0.0 {
        return Err(Abstention::not_supported(
            "all recorded days lie on one line, which leaves nothing to judge by".to_owned(),
        ));
    }
    let smoothing = 0.9 * spread * (days.len() as f64).powf(-0.2);
    let mut drawn = vec![0.0; days.len()];
    let mut errors: Vec<f64> = (0..DRAWS)
        .map(|_| {
            draw_blocks(&distances, &mut drawn, rng);
            for value in &mut drawn {
                let normal: f64 = StandardNormal.sample(rng);
                *value += smoothing * normal;
            }
            theil_sen(&days, &drawn, &mut slopes)
        })
        .collect();
    let (down, up) = central_95(&mut errors).ok_or_else(|| too_few(series, days.len()))?;
    let widen = few_blocks(days.len(), 2.0);
    let (low, high) = (7.0 * (slope - widen * up), 7.0 * (slope - widen * down));
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
        days: days.len(),
    })
}

fn too_few(series: &DailySeries, days: usize) -> Abstention {
    let noun = noun(series.metric());
    Abstention::too_few_days(format!(
        "needs {TREND_MIN_DAYS} of the last {TREND_DAYS} days with {noun} recorded, has {days}"
    ))
}

/// Slope per day. `days` ascend, at least two of them; `slopes` is room to work in.
fn theil_sen(days: &[f64], values: &[f64], slopes: &mut Vec<f64>) -> f64 {
    slopes.clear();
    for (j, (day, value)) in days.iter().zip(values).enumerate() {
        slopes.extend(
            days.iter()
                .zip(values)
                .take(j)
                .map(|(earlier, before)| (value - before) / (day - earlier)),
        );
    }
    let middle = slopes.len() / 2;
    let (below, median, _) = slopes.select_nth_unstable_by(middle, f64::total_cmp);
    let (largest_below, median) = (below.iter().copied().fold(f64::NEG_INFINITY, f64::max), *median);
    if slopes.len() % 2 == 1 {
        median
    } else {
        f64::midpoint(largest_below, median)
    }
}
