//! Bounded numbers. A value outside its range, or one that is not finite, is refused and never clamped.

use serde::Serialize;

use crate::FieldError;

/// Checks that `value` is finite and in `low..=high`.
pub(crate) fn bounded(field: &str, value: f64, low: f64, high: f64) -> Result<f64, FieldError> {
    if value.is_finite() && (low..=high).contains(&value) {
        Ok(value)
    } else {
        Err(FieldError::new(field, value, format!("a number from {low} to {high}")))
    }
}

/// A self-rating from 1 (worst) to 10 (best); fractions are allowed, since imported scales seldom land on whole points.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Score(f64);

impl Score {
    pub const MIN: f64 = 1.0;
    pub const MAX: f64 = 10.0;

    pub fn new(field: &str, value: f64) -> Result<Self, FieldError> {
        bounded(field, value, Self::MIN, Self::MAX).map(Self)
    }

    pub fn get(self) -> f64 {
        self.0
    }
}

/// Pleasantness from -1 (very unpleasant) to 1 (very pleasant).
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Valence(f64);

impl Valence {
    pub fn new(field: &str, value: f64) -> Result<Self, FieldError> {
        bounded(field, value, -1.0, 1.0).map(Self)
    }

    pub fn get(self) -> f64 {
        self.0
    }
}

/// A linear map from a foreign scale, such as 1 to 5, onto one of ours, such as 1 to 10.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    from: (f64, f64),
    to: (f64, f64),
}

impl Scale {
    /// Both ranges must be finite and must not be empty; `from` may run downwards, which turns the scale round.
    pub fn new(from: (f64, f64), to: (f64, f64)) -> Result<Self, FieldError> {
        let finite = [from.0, from.1, to.0, to.1, from.1 - from.0, to.1 - to.0]
            .iter()
            .all(|v| v.is_finite());
        #[expect(clippy::float_cmp, reason = "an exactly empty range is the one that cannot be mapped")]
        let empty = from.0 == from.1 || to.0 == to.1;
        if !finite || empty {
            return Err(FieldError::new(
                "scale",
                format!("{from:?} to {to:?}"),
                "two finite ranges that are not empty",
            ));
        }
        Ok(Self { from, to })
    }

    /// Maps `value`; one outside the foreign range is refused.
    pub fn map(&self, field: &str, value: f64) -> Result<f64, FieldError> {
        let (low, high) = (self.from.0.min(self.from.1), self.from.0.max(self.from.1));
        let value = bounded(field, value, low, high)?;
        let share = (value - self.from.0) / (self.from.1 - self.from.0);
        // Weighted so that the ends map to the ends exactly; between them rounding may still pass an end by a hair.
        let mapped = self.to.0 * (1.0 - share) + self.to.1 * share;
        Ok(mapped.clamp(self.to.0.min(self.to.1), self.to.0.max(self.to.1)))
    }
}
