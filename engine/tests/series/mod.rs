//! Series whose truth is known.

use eunoia_domain::Metric;
use eunoia_engine::DailySeries;
use jiff::civil::{Date, date};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use rand_distr::{Distribution, StandardNormal};

/// A Monday.
pub const FIRST: Date = date(2024, 1, 1);

/// Stationary AR(1) of sd 1 around 5.5 plus `shape(day)`; each day is missed with chance `missed`.
pub fn autoregressive(days: usize, autocorrelation: f64, missed: f64, seed: u64, shape: impl Fn(usize) -> f64) -> DailySeries {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut wave: f64 = StandardNormal.sample(&mut rng);
    let values = (0..days).map(|day| {
        let step: f64 = StandardNormal.sample(&mut rng);
        wave = autocorrelation * wave + (1.0 - autocorrelation * autocorrelation).sqrt() * step;
        (!rng.random_bool(missed)).then(|| 5.5 + wave + shape(day))
    });
    DailySeries::new(Metric::MOOD_SCORE, FIRST, values.collect())
}

/// The day of the last value.
pub fn last(series: &DailySeries) -> Date {
    series.date(series.values().len() - 1)
}
