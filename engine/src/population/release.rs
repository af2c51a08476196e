//! How a table is released: once, with noise, or not at all.

use rand::Rng;
use serde::Serialize;

use super::{MINIMUM_PEOPLE, Share, Subject, Table, noise::Laplace, shares, three_digits};

/// Privacy loss of one table, in thousandths of epsilon.
pub const TABLE_MILLIEPSILON: u32 = 500;

/// Privacy loss of one person's days of one quarter over everything that is ever released about them, at most. It is what
/// one organisation's tables cost: three months of two, and four of the whole quarter.
pub const MOST_MILLIEPSILON: u32 = 10 * TABLE_MILLIEPSILON;

/// The probability that a table of just [`MINIMUM_PEOPLE`] people is shown, which one of fewer never is.
pub const DELTA: f64 = 1e-6;

/// What every cell of a table gets.
pub const NOISE: Laplace = Laplace::new(TABLE_MILLIEPSILON);

/// Whether a table of `people` is shown whose counts with noise sum up to `noisy`.
///
/// No table is about fewer than [`MINIMUM_PEOPLE`]. That alone would tell 19 from 20 for certain; so a table must come to
/// this threshold *with* its noise, which one of 20 people does with a probability of at most [`DELTA`].
fn is_shown(people: u64, noisy: i64, width: usize) -> bool {
    people >= MINIMUM_PEOPLE as u64 && noisy >= threshold(width)
}

/// What the counts of a table of `width` cells must sum up to, with their noise.
pub fn threshold(width: usize) -> i64 {
    MINIMUM_PEOPLE as i64 + NOISE.margin(width, DELTA)
}

/// The counts of a table as they are shown from now on, each with noise of its own; [`None`] if it is not shown.
///
/// Each person is in one cell at most, so that one person more or less changes one count by one, and what is shown is
/// (0.5, 1e-6)-differentially private: whatever an onlooker concludes, they conclude nearly as likely without that person.
/// A release is made once and kept: drawing again would let the noise be averaged away.
pub fn release<R: Rng + ?Sized>(counts: &[u64], noise: &mut R) -> Option<Vec<i64>> {
    let noisy: Vec<i64> = counts
        .iter()
        .map(|count| i64::try_from(*count).unwrap_or(i64::MAX).saturating_add(NOISE.draw(noise)))
        .collect();
    let sum = noisy.iter().fold(0_i64, |sum, count| sum.saturating_add(*count));
    is_shown(counts.iter().sum(), sum, counts.len()).then_some(noisy)
}

/// What a released table says. All of it is made of the noisy counts alone.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Findings {
    /// Who recorded anything in the period, as far as the noise lets it be told.
    pub people: Estimate,
    /// Of the people's own means, each taken as the middle of its cell; absent for a table of floors.
    pub mean: Option<Estimate>,
    /// Between people.
    pub standard_deviation: Option<f64>,
    /// Below which own mean 10, 25, 50, 75 and 90 % of the people are.
    pub percentiles: Vec<Percentile>,
    pub cells: Vec<Share>,
}

/// A number with its 95 % interval, which holds both that people differ and the noise.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Percentile {
    pub percent: f64,
    #[serde(flatten)]
    pub at: Estimate,
}

/// The 97.5 % point of the normal distribution.
const Z: f64 = 1.96;

const PERCENTS: [f64; 5] = [10.0, 25.0, 50.0, 75.0, 90.0];

/// What `counts` of `table` say; [`None`] if they are not of that table.
pub fn findings(table: &Table, counts: &[i64]) -> Option<Findings> {
    if counts.len() != table.width() {
        return None;
    }
    let people = counts.iter().sum::<i64>().max(1) as f64;
    let spread = Z * (NOISE.variance() * counts.len() as f64).sqrt();
    let clipped: Vec<usize> = counts.iter().map(|count| usize::try_from(*count).unwrap_or(0)).collect();
    let level = level(table, counts, people);
    let cells = shares(&clipped);
    Some(Findings {
        people: Estimate {
            value: people.round(),
            low: (people - spread).floor().max(0.0),
            high: (people + spread).ceil(),
        },
        mean: level.map(|(mean, _)| mean),
        standard_deviation: level.and_then(|(_, deviation)| deviation),
        percentiles: percentiles(table, &clipped, &cells),
        cells,
    })
}

/// Mean and deviation of the cells' middles. Counts below zero stay: to cut them would push the mean to the middle.
fn level(table: &Table, counts: &[i64], people: f64) -> Option<(Estimate, Option<f64>)> {
    let Subject::Level { low, high, .. } = table.subject else {
        return None;
    };
    let middles: Option<Vec<f64>> = (0..counts.len())
        .map(|cell| table.ends(cell).map(|(from, to)| f64::midpoint(from, to)))
        .collect();
    let middles = middles?;
    let sum = |of: &dyn Fn(f64) -> f64| counts.iter().zip(&middles).map(|(n, middle)| *n as f64 * of(*middle)).sum::<f64>();
    let mean = (sum(&|middle| middle) / people).clamp(low, high);
    let variance = sum(&|middle| (middle - mean).powi(2)) / people;
    let noise = NOISE.variance() * middles.iter().map(|middle| (middle - mean).powi(2)).sum::<f64>() / people.powi(2);
    // Nobody is known to be at the middle of their cell: whole numbers lie on its edge. That moves a mean by half a cell at most.
    let counted = counts.iter().map(|n| (*n).max(0)).sum::<i64>().max(1) as f64;
    let placing = (0..counts.len())
        .filter_map(|cell| table.ends(cell).map(|(from, to)| counts[cell].max(0) as f64 * (to - from) / 2.0))
        .sum::<f64>()
        / counted;
    let half = Z * (variance.max(0.0) / people + noise).sqrt() + placing;
    let estimate = Estimate {
        value: three_digits(mean),
        low: three_digits((mean - half).max(low)),
        high: three_digits((mean + half).min(high)),
    };
    Some((estimate, (variance > 0.0).then(|| three_digits(variance.sqrt()))))
}

fn percentiles(table: &Table, counts: &[usize], cells: &[Share]) -> Vec<Percentile> {
    let people = counts.iter().sum::<usize>().max(1) as f64;
    let at = |percent: f64| {
        let share = percent / 100.0;
        // At most what the noise of all cells does to a share.
        let noise = NOISE.variance() * counts.len() as f64 * share.max(1.0 - share).powi(2) / people.powi(2);
        let half = Z * (share * (1.0 - share) / people + noise).sqrt();
        let estimate = Estimate {
            value: three_digits(value_at(table, counts, cells, share, f64::midpoint)?),
            low: three_digits(value_at(table, counts, cells, share - half, |from, _| from)?),
            high: three_digits(value_at(table, counts, cells, share + half, |_, to| to)?),
        };
        Some(Percentile { percent, at: estimate })
    };
    PERCENTS.into_iter().filter_map(at).collect()
}

/// The value below which `share` of the people are, who are taken to be spread evenly within their cells. Within a cell that is
/// not shown nothing may tell how many are in it: there it is what `hidden` makes of the cell's ends.
fn value_at(table: &Table, counts: &[usize], cells: &[Share], share: f64, hidden: fn(f64, f64) -> f64) -> Option<f64> {
    let mut before = share.clamp(0.0, 1.0) * counts.iter().sum::<usize>() as f64;
    let mut last = None;
    for (cell, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let (from, to) = table.ends(cell)?;
        let count = *count as f64;
        if before <= count {
            let within = from + (to - from) * before / count;
            return Some(if cells[cell].suppressed { hidden(from, to) } else { within });
        }
        before -= count;
        last = Some(to);
    }
    last
}

/// Of the people in a released table of means, the percentage whose own mean is below `mean`, to a multiple of five; [`None`] for another table.
pub fn standing(table: &Table, counts: &[i64], mean: f64) -> Option<f64> {
    let clipped: Vec<f64> = counts.iter().map(|count| (*count).max(0) as f64).collect();
    let own = table.cell_of_mean(mean);
    let (from, to) = table.ends(own)?;
    let below: f64 = clipped.iter().take(own).sum();
    let within = clipped.get(own)? * ((mean - from) / (to - from)).clamp(0.0, 1.0);
    let people: f64 = clipped.iter().sum();
    (people > 0.0).then(|| 5.0 * (20.0 * (below + within) / people).round())
}

/// How much higher the mean of one release is than that of another, of other people or of another period, as if those were
/// other people: of the same ones the interval is rather too wide.
pub fn difference(one: &Estimate, other: &Estimate) -> Estimate {
    let value = one.value - other.value;
    let half = ((one.high - one.low) / 2.0).hypot((other.high - other.low) / 2.0);
    Estimate {
        value: three_digits(value),
        low: three_digits(value - half),
        high: three_digits(value + half),
    }
}
