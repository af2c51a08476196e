//! Intervals from the errors that a method made on the same person's past.
//!
//! After each observed day a forecast is made as if that day were the last one; once a later day is observed, the signed
//! error is kept under the number of days between them. The interval at a horizon lies between two order statistics of
//! the errors at that horizon, with the finite-sample correction of split conformal prediction (Papadopoulos et al.
//! 2002; Lei et al. 2018): among `n` errors the `ceil((n + 1)(1 - a/2))`th above and the `floor((n + 1) a/2)`th below
//! hold a new exchangeable error with probability at least `1 - a`. Days of one person are only roughly exchangeable,
//! which is why the coverage is measured too (`backtest`).

use std::collections::BTreeSet;

use super::{baseline::Ahead, sorted::Sorted};

/// Observed days that a method sees before its errors count.
pub const BURN_IN_DAYS: usize = 7;

/// Errors at one horizon that an interval needs.
pub const MIN_RESIDUALS: usize = 20;

/// The signed errors (observed minus forecast) of one method at each horizon, gathered in one pass over time.
pub(crate) struct RollingErrors {
    /// Index 0 is one day ahead; [`None`] where nobody asks.
    by_horizon: Vec<Option<Sorted>>,
    /// Forecasts that a day within reach may still score: the day they were made after, and the value.
    pending: Vec<(usize, Ahead)>,
    observed: usize,
}

impl RollingErrors {
    pub(crate) fn new(max_horizon: usize) -> Self {
        Self::at(&(1..=max_horizon).collect())
    }

    /// Those at some horizons alone.
    pub(crate) fn at(horizons: &BTreeSet<usize>) -> Self {
        let longest = horizons.last().copied().unwrap_or(0);
        let asked = |horizon| horizons.contains(&horizon).then(Sorted::default);
        Self {
            by_horizon: (1..=longest).map(asked).collect(),
            pending: Vec::new(),
            observed: 0,
        }
    }

    /// Scores the forecasts that were made for `day`, then keeps `next`, the forecast made after it. Days must come in
    /// order.
    pub(crate) fn observe(&mut self, day: usize, value: f64, weekday: Option<usize>, next: Ahead) {
        self.pending.retain(|(made, _)| day - made <= self.by_horizon.len());
        for (made, forecast) in &self.pending {
            if let Some(errors) = &mut self.by_horizon[day - made - 1] {
                errors.insert(value - forecast.on(weekday));
            }
        }
        self.observed += 1;
        if self.observed >= BURN_IN_DAYS {
            self.pending.push((day, next));
        }
    }

    /// How far below and above a forecast `horizon` days ahead (1 or more) the interval reaches, signed; [`None`] with
    /// fewer than [`MIN_RESIDUALS`] errors, or too few for that coverage.
    pub(crate) fn interval(&self, horizon: usize, coverage: f64) -> Option<(f64, f64)> {
        let errors = self.by_horizon.get(horizon.checked_sub(1)?)?.as_ref()?;
        if errors.len() < MIN_RESIDUALS {
            return None;
        }
        let (low, high) = ranks(errors.len(), coverage)?;
        Some((errors.nth(low)?, errors.nth(high)?))
    }
}

/// Ranks, from 1, of the order statistics that bound an interval of `coverage`; [`None`] if `n` errors cannot give it.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rank lies between 0 and n + 1"
)]
fn ranks(n: usize, coverage: f64) -> Option<(usize, usize)> {
    let tail = (1.0 - coverage) / 2.0;
    // Rounding must not turn a product that is whole, such as 30 x 0.1, into the next rank.
    let low = ((n + 1) as f64 * tail + 1e-9).floor() as usize;
    let high = n + 1 - low;
    (low >= 1).then_some((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_the_split_conformal_order_statistics() {
        // n: floor((n + 1) / 10) from below, ceil(0.9 (n + 1)) from above.
        assert_eq!(ranks(20, 0.8), Some((2, 19)));
        assert_eq!(ranks(29, 0.8), Some((3, 27)));
        assert_eq!(ranks(99, 0.8), Some((10, 90)));
        assert_eq!(ranks(8, 0.8), None);
        for n in 9..2_000 {
            let (low, high) = ranks(n, 0.8).unwrap_or_default();
            let held = (high - low) as f64 / (n + 1) as f64;
            assert!((0.8 - 1e-9..0.8 + 2.0 / (n + 1) as f64).contains(&held), "{n}: {held}");
        }
    }

    #[test]
    fn errors_are_kept_by_the_days_between() {
        let mut errors = RollingErrors::new(3);
        for day in 0..BURN_IN_DAYS {
            errors.observe(day, 0.0, None, Ahead::Same(1.0));
        }
        errors.observe(BURN_IN_DAYS + 1, 5.0, None, Ahead::Same(2.0));
        errors.observe(BURN_IN_DAYS + 2, 7.0, None, Ahead::Same(2.0));
        // The first forecast that counts is made after the last day of the burn-in; it is scored two and three days on.
        let found: Vec<_> = errors
            .by_horizon
            .iter()
            .flatten()
            .map(|errors| (errors.len(), errors.nth(1)))
            .collect();
        assert_eq!(found, [(1, Some(5.0)), (1, Some(4.0)), (1, Some(6.0))]);
    }
}
