use thiserror::Error;

use crate::DailySeries;

/// Exponentially weighted moving average (Brown 1959, simple exponential smoothing), not yet fitted.
///
/// The level starts at the first observed value; each observed day moves it by `alpha` times the distance to that day's
/// value. A day without a value leaves it alone, so a gap of any length is one step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ewma {
    alpha: f64,
}

/// An average that has seen a series; its forecast is the same for every horizon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FittedEwma {
    level: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Error)]
pub enum EwmaError {
    #[error("alpha is {0}, expected a number above 0 and at most 1")]
    Alpha(f64),
}

/// A forecaster that learns one observed day at a time and says the same for every horizon.
pub(crate) trait Level {
    /// Learns `value` and gives the forecast made after it.
    fn observe(&mut self, value: f64) -> f64;
}

impl Ewma {
    pub const DEFAULT_ALPHA: f64 = 0.3;

    /// `alpha` is the weight of the newest day, above 0 and at most 1.
    pub fn new(alpha: f64) -> Result<Self, EwmaError> {
        if alpha > 0.0 && alpha <= 1.0 {
            Ok(Self { alpha })
        } else {
            Err(EwmaError::Alpha(alpha))
        }
    }

    /// [`None`] if nothing was observed.
    pub fn fit(&self, series: &DailySeries) -> Option<FittedEwma> {
        let mut state = self.state();
        let level = series.observed().map(|(_, value)| state.observe(value)).last()?;
        Some(FittedEwma { level })
    }

    pub(crate) fn state(self) -> EwmaState {
        EwmaState {
            alpha: self.alpha,
            level: None,
        }
    }
}

impl Default for Ewma {
    fn default() -> Self {
        Self {
            alpha: Self::DEFAULT_ALPHA,
        }
    }
}

impl FittedEwma {
    /// The expected value of any later day, in the series' unit.
    pub fn predict(&self) -> f64 {
        self.level
    }
}

pub(crate) struct EwmaState {
    alpha: f64,
    level: Option<f64>,
}

impl Level for EwmaState {
    fn observe(&mut self, value: f64) -> f64 {
        let level = self.level.map_or(value, |level| level + self.alpha * (value - level));
        self.level = Some(level);
        level
    }
}

/// The last value again.
pub(crate) struct LastValue;

impl Level for LastValue {
    fn observe(&mut self, value: f64) -> f64 {
        value
    }
}

/// The mean of all values so far.
#[derive(Default)]
pub(crate) struct RunningMean {
    count: f64,
    mean: f64,
}

impl Level for RunningMean {
    fn observe(&mut self, value: f64) -> f64 {
        self.count += 1.0;
        self.mean += (value - self.mean) / self.count;
        self.mean
    }
}
