use thiserror::Error;

use super::{Fit, Predict, evaluate::Prediction};
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

/// A forecaster that learns one observed step at a time.
pub(crate) trait Level {
    /// Learns `value` (and which weekday it is from, if steps are days) and gives the forecast made after it.
    fn observe(&mut self, value: f64, weekday: Option<usize>) -> Ahead;
}

/// What is said of all later steps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Ahead {
    Same(f64),
    ByWeekday([f64; 7]),
}

impl Ahead {
    /// Of a step on that weekday.
    pub(crate) fn on(&self, weekday: Option<usize>) -> f64 {
        match self {
            Self::Same(value) => *value,
            Self::ByWeekday(values) => weekday.and_then(|weekday| values.get(weekday)).copied().unwrap_or(values[0]),
        }
    }
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

impl Fit for Ewma {
    type Fitted = FittedEwma;

    fn fit(&self, series: &DailySeries) -> Option<FittedEwma> {
        let mut state = self.state();
        let ahead = series.observed().map(|(_, value)| state.observe(value, None)).last()?;
        Some(FittedEwma { level: ahead.on(None) })
    }
}

impl Predict for FittedEwma {
    /// The same for every later day, and no interval.
    fn predict(&self, _: u32) -> Option<Prediction> {
        Some(Prediction {
            value: self.level,
            interval: None,
        })
    }
}

pub(crate) struct EwmaState {
    alpha: f64,
    level: Option<f64>,
}

impl Level for EwmaState {
    fn observe(&mut self, value: f64, _: Option<usize>) -> Ahead {
        let level = self.level.map_or(value, |level| level + self.alpha * (value - level));
        self.level = Some(level);
        Ahead::Same(level)
    }
}

/// The last value again.
pub(crate) struct LastValue;

impl Level for LastValue {
    fn observe(&mut self, value: f64, _: Option<usize>) -> Ahead {
        Ahead::Same(value)
    }
}

/// The mean of all values so far.
#[derive(Default)]
pub(crate) struct RunningMean {
    count: f64,
    mean: f64,
}

impl Level for RunningMean {
    fn observe(&mut self, value: f64, _: Option<usize>) -> Ahead {
        self.count += 1.0;
        self.mean += (value - self.mean) / self.count;
        Ahead::Same(self.mean)
    }
}

/// The mean of each weekday, with four days at the mean of all: a seasonal mean that does not believe in one day.
#[derive(Default)]
pub(crate) struct WeekdayMean {
    all: (f64, f64),
    weekdays: [(f64, f64); 7],
}

impl Level for WeekdayMean {
    fn observe(&mut self, value: f64, weekday: Option<usize>) -> Ahead {
        const AT_THE_MEAN: f64 = 4.0;
        self.all = (self.all.0 + 1.0, self.all.1 + (value - self.all.1) / (self.all.0 + 1.0));
        if let Some((count, sum)) = weekday.and_then(|weekday| self.weekdays.get_mut(weekday)) {
            *count += 1.0;
            *sum += value;
        }
        let mean = self.all.1;
        Ahead::ByWeekday(self.weekdays.map(|(count, sum)| (sum + AT_THE_MEAN * mean) / (count + AT_THE_MEAN)))
    }
}
