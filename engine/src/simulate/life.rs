use jiff::civil::Date;
use rand::{Rng, RngExt};

use super::person::{GroundTruth, normal};
use crate::history::{after, days_between};

/// One day as it was lived, recorded or not.
#[derive(Debug, Clone, Copy)]
pub(super) struct Day {
    pub date: Date,
    /// In points; may leave 1 to 10.
    pub mood: f64,
    /// The night before, in hours.
    pub slept: f64,
    /// Hour of the clock at which it ended.
    pub woke: f64,
    /// Whether the person opens the app at all.
    pub present: bool,
}

/// Every day from `start` to `end`; none if `end` is earlier.
pub(super) fn live(truth: &GroundTruth, start: Date, end: Date, rng: &mut impl Rng) -> Vec<Day> {
    let days = days_between(start, end) + 1;
    // The wave starts in its stationary distribution, so the first days are like the others.
    let spread = truth.noise / (1.0 - truth.autocorrelation.powi(2)).sqrt();
    let mut wave = normal(0.0, spread, rng);
    let mut present = true;
    (0..days)
        .map(|day| {
            let date = after(start, day);
            let weekday = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0);
            let free = weekday >= 5;
            let usual = truth.sleep_hours + if free { 0.5 } else { -0.2 };
            // In bed for at most 11 / 0.75 hours and up at 4 at the earliest: nights never overlap.
            let slept = normal(usual, truth.sleep_noise, rng).clamp(2.5, 11.0);
            let weeks = (day - days / 2) as f64 / 7.0;
            let mood = truth.mean + truth.drift * weeks + truth.weekday_effects[weekday] + truth.sleep_effect * (slept - usual) + wave
                - truth.lowered(date);
            let day = Day {
                date,
                mood,
                slept,
                woke: normal(truth.wake_hour + if free { 0.9 } else { 0.0 }, 0.4, rng).clamp(4.0, 11.5),
                present,
            };
            wave = truth.autocorrelation * wave + normal(0.0, truth.noise, rng);
            present = if present {
                !rng.random_bool(truth.leave_chance)
            } else {
                rng.random_bool(truth.return_chance)
            };
            day
        })
        .collect()
}
