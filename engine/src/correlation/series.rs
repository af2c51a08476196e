use std::ops::Range;

use super::{calendar::Days, slow::Slow};
use crate::linear::dot;

/// Days apart, as a share of the window and at most, up to which a series' resemblance to itself is counted (Pyper and
/// Peterman 1998 take a fifth).
const LAGS_SHARE: usize = 5;
const MOST_LAGS: usize = 60;

/// Pairs of days that an autocorrelation needs.
const MIN_PAIRS: usize = 10;

/// A series made ready to be compared: free of slow change and of its weekday cycle, and in ranks.
pub(super) struct Series {
    /// Left over on each day; 0 where nothing was observed.
    pub(super) left: Vec<f64>,
    pub(super) days: Days,
    /// Of what is left over on each day, the rank among all observed days, 0 being their middle; 0 where nothing was observed.
    ranks: Vec<f64>,
    squares: Vec<f64>,
    /// 1 on observed days.
    seen: Vec<f64>,
    /// Of the ranks, 1 day apart, 2 days and so on.
    autocorrelations: Vec<f64>,
}

impl Series {
    pub(super) fn new(values: &[Option<f64>], slow: &Slow) -> Self {
        let days = Days::of(values);
        let raw: Vec<f64> = values.iter().map(|value| value.unwrap_or(0.0)).collect();
        let left = slow.residuals(&raw, &drawn_in(&raw, &days), &days);
        let ranks = ranks(&left, &days);
        let autocorrelations = autocorrelations(&ranks, &days);
        Self {
            squares: ranks.iter().map(|rank| rank * rank).collect(),
            seen: values.iter().map(|value| f64::from(u8::from(value.is_some()))).collect(),
            left,
            days,
            ranks,
            autocorrelations,
        }
    }
}

/// What two series have in common.
pub(super) struct Common {
    pub(super) n: usize,
    /// Correlation of the ranks.
    pub(super) r: f64,
    /// The same over the first and over the second half of the days.
    pub(super) halves: [f64; 2],
    /// Independent days that would tell as much.
    pub(super) effective_n: f64,
}

/// `outcome` beside `factor` of `lag` days before, on the days on which both were observed. Correlations that are not
/// defined, because a series does not vary on those days, are 0.
pub(super) fn compare(outcome: &Series, factor: &Series, lag: usize) -> Common {
    let days = outcome.days.and(&factor.days.later(lag));
    let n = days.count();
    let half = days.iter().nth(n / 2).unwrap_or(0).max(lag);
    let (first, second) = (
        sums(outcome, factor, lag, lag..half),
        sums(outcome, factor, lag, half..outcome.left.len()),
    );
    let whole = std::array::from_fn(|i| first[i] + second[i]);
    Common {
        n,
        r: of_sums(&whole),
        halves: [of_sums(&first), of_sums(&second)],
        effective_n: effective_n(&days, &outcome.autocorrelations, &factor.autocorrelations),
    }
}

/// Over the common days among `days`: how many there are, and the sums of x, y, x squared, y squared and xy.
fn sums(outcome: &Series, factor: &Series, lag: usize, days: Range<usize>) -> [f64; 6] {
    let before = days.start.saturating_sub(lag)..days.end.saturating_sub(lag);
    // What was not observed is 0 throughout.
    let sum = |ours: &[f64], theirs: &[f64]| match (ours.get(days.clone()), theirs.get(before.clone())) {
        (Some(ours), Some(theirs)) => dot(ours, theirs),
        _ => 0.0,
    };
    [
        sum(&outcome.seen, &factor.seen),
        sum(&outcome.ranks, &factor.seen),
        sum(&outcome.seen, &factor.ranks),
        sum(&outcome.squares, &factor.seen),
        sum(&outcome.seen, &factor.squares),
        sum(&outcome.ranks, &factor.ranks),
    ]
}

/// Pearson's correlation; 0 if either side does not vary.
fn of_sums([n, x, y, xx, yy, xy]: &[f64; 6]) -> f64 {
    let (xx, yy, xy) = (n * xx - x * x, n * yy - y * y, n * xy - x * y);
    if xx > 0.0 && yy > 0.0 {
        (xy / (xx * yy).sqrt()).clamp(-1.0, 1.0)
    } else {
        0.0
    }
}

/// Effective number of days of a correlation between series that resemble themselves from day to day: `n` over the factor
/// by which that makes the correlation's variance larger (Bartlett 1935; Pyper and Peterman 1998). Written for missing
/// days: what counts is how many pairs of the compared days lie so many days apart. Never more than `n`.
pub(super) fn effective_n(days: &Days, one: &[f64], other: &[f64]) -> f64 {
    let n = days.count() as f64;
    let both = (1..).zip(one.iter().zip(other));
    let repeated: f64 = both.map(|(apart, (a, b))| days.pairs(apart) as f64 * a * b).sum();
    n * n / (n + 2.0 * repeated).max(n)
}

/// The autocorrelations of `values` about their mean over `days`, from one day apart on; 0 where too few pairs of days
/// are that far apart.
pub(super) fn autocorrelations(values: &[f64], days: &Days) -> Vec<f64> {
    let n = days.count();
    let mean = days.iter().map(|day| values[day]).sum::<f64>() / n.max(1) as f64;
    // Days that were not observed are 0, and so add nothing to a sum of products.
    let mut about = vec![0.0; values.len()];
    for day in days.iter() {
        about[day] = values[day] - mean;
    }
    let variance = dot(&about, &about) / n.max(1) as f64;
    let most = (values.len() / LAGS_SHARE).min(MOST_LAGS);
    (1..=most)
        .map(|apart| {
            let pairs = days.pairs(apart);
            let products = dot(&about, &about[apart..]);
            if pairs < MIN_PAIRS || variance <= 0.0 {
                0.0
            } else {
                products / pairs as f64 / variance
            }
        })
        .collect()
}

/// The ranks of the values on `days`, about 0; equal values share theirs.
fn ranks(values: &[f64], days: &Days) -> Vec<f64> {
    let mut order: Vec<(f64, usize)> = days.iter().map(|day| (values[day], day)).collect();
    order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let middle = (order.len() as f64 - 1.0) / 2.0;
    let mut ranks = vec![0.0; values.len()];
    let mut first = 0;
    for tied in order.chunk_by(|a, b| a.0 == b.0) {
        let rank = first as f64 + (tied.len() as f64 - 1.0) / 2.0 - middle;
        for (_, day) in tied {
            ranks[*day] = rank;
        }
        first += tied.len();
    }
    ranks
}

/// Pearson's correlation; 0 if either side does not vary.
pub(super) fn correlation(pairs: &[(f64, f64)]) -> f64 {
    let n = pairs.len().max(1) as f64;
    let (x, y) = pairs.iter().fold((0.0, 0.0), |(x, y), pair| (x + pair.0, y + pair.1));
    let (x, y) = (x / n, y / n);
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for pair in pairs {
        let (a, b) = (pair.0 - x, pair.1 - y);
        xx += a * a;
        yy += b * b;
        xy += a * b;
    }
    if xx > 0.0 && yy > 0.0 {
        (xy / (xx * yy).sqrt()).clamp(-1.0, 1.0)
    } else {
        0.0
    }
}

/// The values with outliers drawn in to one range beyond the 5 % and 95 % points, the range being what lies between those:
/// a slip of the finger must not bend what counts as usual. Ranks take care of it afterwards.
pub(super) fn drawn_in(values: &[f64], days: &Days) -> Vec<f64> {
    let mut observed: Vec<f64> = days.iter().map(|day| values[day]).collect();
    let Some(last) = observed.len().checked_sub(1) else {
        return values.to_vec();
    };
    let mut at = |share: f64| {
        let (_, point, _) = observed.select_nth_unstable_by((share * last as f64).round() as usize, f64::total_cmp);
        *point
    };
    let (low, high) = (at(0.05), at(0.95));
    let range = high - low;
    values.iter().map(|value| value.clamp(low - range, high + range)).collect()
}
