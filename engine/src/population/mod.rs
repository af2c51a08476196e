//! What many people's days say together, and which of it may be shown.
//!
//! Fixed [`tables`] put each person into one cell, by their own mean. A [`release`] gives each count noise; a table about
//! fewer than [`MINIMUM_PEOPLE`] people is not shown, nor is one that does not come to the [`threshold`]. Within a table a
//! cell of few people is suppressed, and so is one that would let such a cell be had by subtraction ([`suppression`]).
//! Counts are shown rounded down to a multiple of [`COUNT_STEP`], and numbers with three digits: more would be noise.

pub mod noise;
mod release;
mod risk;
pub mod suppression;
mod table;

pub use release::{
    DELTA, Estimate, Findings, MOST_MILLIEPSILON, NOISE, Percentile, TABLE_MILLIEPSILON, difference, findings, release, standing, threshold,
};
pub use risk::{SafetyAnswer, floor_level};
pub use table::{Quarter, RISK_CELLS, SETTLING_DAYS, Span, Subject, Table, tables};

use serde::Serialize;

/// No cell is about fewer people.
pub const MINIMUM_PEOPLE: usize = 20;

/// Counts of people are shown rounded down to a multiple of this.
pub const COUNT_STEP: usize = 5;

/// How many people, as it is shown.
pub fn shown_count(people: usize) -> usize {
    people - people % COUNT_STEP
}

/// A number as it is shown, with three digits.
pub(crate) fn three_digits(value: f64) -> f64 {
    // What Rust prints of a finite number it reads again.
    format!("{value:.2e}").parse().unwrap_or(value)
}

/// How many of the people something holds for, if that may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Share {
    pub suppressed: bool,
    /// Rounded down to a multiple of five.
    pub people: Option<usize>,
    /// Of all people who are counted, made of the rounded counts; 0 to 1.
    pub share: Option<f64>,
}

/// The cells of a table that splits people up.
fn shares(counts: &[usize]) -> Vec<Share> {
    let total = counts.iter().sum::<usize>();
    let shown = suppression::partition(counts, MINIMUM_PEOPLE);
    let share = |(people, shown): (&usize, bool)| Share {
        suppressed: !shown,
        people: shown.then(|| shown_count(*people)),
        share: shown.then(|| three_digits(shown_count(*people) as f64 / shown_count(total) as f64)),
    };
    counts.iter().zip(shown).map(share).collect()
}
