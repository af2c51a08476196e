//! What happened, described: level, variability, weekday pattern, trend.
//!
//! Each function takes one metric's daily values, the last day to look at and, where it draws, a source of randomness,
//! and gives either a described number or the reason why the data do not support one. Intervals are 95 % intervals.
//!
//! [`day_features`] are for other people's models: what is known at the end of each day, and nothing that comes after it.

pub(crate) mod bootstrap;
mod day;
mod level;
mod streak;
pub(crate) mod track;
mod trend;
mod variability;
mod weekday;

pub use day::{DAY_FEATURES, DayFeatures, day_features};
pub(crate) use level::level_on;
pub use level::{Comparison, LEVEL_DAYS, LEVEL_MIN_DAYS, RecentLevel, recent_level, rolling_level};
pub use streak::{Streak, streak};
pub use trend::{Direction, TREND_DAYS, TREND_MIN_DAYS, Trend, trend};
pub use variability::{VARIABILITY_DAYS, VARIABILITY_MIN_DAYS, Variability, variability};
pub use weekday::{WEEKDAY_ALPHA, WEEKDAY_MAX_DAYS, WEEKDAY_MIN_WEEKS, WeekdayPattern, weekday_pattern};

/// Mean of numbers of which there is at least one.
pub(crate) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Sample standard deviation (n - 1); 0 for a single number.
pub(crate) fn standard_deviation(values: &[f64]) -> f64 {
    let centre = mean(values);
    let squares: f64 = values.iter().map(|value| (value - centre).powi(2)).sum();
    (squares / (values.len().max(2) - 1) as f64).sqrt()
}
