use super::{calendar::Days, slow::Slow};

/// Days apart, as a share of the window and at most, up to which a series' resemblance to itself is counted (Pyper and
/// Peterman 1998 take a fifth).
const LAGS_SHARE: usize = 5;
const MOST_LAGS: usize = 60;

/// Pairs of days that an autocorrelation needs.
const MIN_PAIRS: usize = 10;

/// A series made ready to be compared: free of slow change and of its weekday cycle.
pub(super) struct Series {
    /// Left over on each day; 0 where nothing was observed.
    pub(super) left: Vec<f64>,
    pub(super) days: Days,
    /// The observed days from the smallest to the largest of what is left over.
    order: Vec<usize>,
    /// Of the ranks, 1 day apart, 2 days and so on.
    autocorrelations: Vec<f64>,
}

impl Series {
    pub(super) fn new(values: &[Option<f64>], slow: &Slow) -> Self {
        let days = Days::of(values);
        let raw: Vec<f64> = values.iter().map(|value| value.unwrap_or(0.0)).collect();
        let left = slow.residuals(&raw, &drawn_in(&raw, &days), &days);
        let mut order: Vec<usize> = days.iter().collect();
        order.sort_unstable_by(|a, b| left[*a].total_cmp(&left[*b]));
        let mut ranks = vec![0.0; left.len()];
        rank(&order, |day| left[day], |day, rank| ranks[day] = rank);
        let autocorrelations = autocorrelations(&ranks, &days);
        Self {
            left,
            days,
            order,
            autocorrelations,
        }
    }

    /// The ranks of `days` of this series among each other, 0 being their middle; `shift` is added to each day.
    fn ranks(&self, days: &Days, shift: usize, ranks: &mut [f64]) {
        let here: Vec<usize> = self.order.iter().copied().filter(|day| days.has(day + shift)).collect();
        rank(&here, |day| self.left[day], |day, rank| ranks[day + shift] = rank);
    }
}

/// What two series have in common.
pub(super) struct Common {
    pub(super) n: usize,
    /// Spearman's rank correlation.
    pub(super) r: f64,
    /// The correlation of the same ranks over the first and over the second half of the days.
    pub(super) halves: [f64; 2],
    /// Independent days that would tell as much.
    pub(super) effective_n: f64,
}

/// `outcome` beside `factor` of `lag` days before, on the days on which both were observed. Correlations that are not
/// defined, because a series does not vary on those days, are 0.
pub(super) fn compare(outcome: &Series, factor: &Series, lag: usize) -> Common {
    let days = outcome.days.and(&factor.days.later(lag));
    let length = outcome.left.len();
    let (mut ours, mut theirs) = (vec![0.0; length], vec![0.0; length]);
    outcome.ranks(&days, 0, &mut ours);
    factor.ranks(&days, lag, &mut theirs);
    let pairs: Vec<(f64, f64)> = days.iter().map(|day| (ours[day], theirs[day])).collect();
    let (first, second) = pairs.split_at(pairs.len() / 2);
    Common {
        n: pairs.len(),
        r: correlation(&pairs),
        halves: [correlation(first), correlation(second)],
        effective_n: effective_n(&days, &outcome.autocorrelations, &factor.autocorrelations),
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
    let variance = about.iter().map(|value| value * value).sum::<f64>() / n.max(1) as f64;
    let most = (values.len() / LAGS_SHARE).min(MOST_LAGS);
    (1..=most)
        .map(|apart| {
            let pairs = days.pairs(apart);
            let products: f64 = about.iter().zip(&about[apart..]).map(|(a, b)| a * b).sum();
            if pairs < MIN_PAIRS || variance <= 0.0 {
                0.0
            } else {
                products / pairs as f64 / variance
            }
        })
        .collect()
}

/// Gives each of `order`, which ascends by `value`, its rank, about 0; equal values share theirs.
fn rank(order: &[usize], value: impl Fn(usize) -> f64, mut set: impl FnMut(usize, f64)) {
    let middle = (order.len() as f64 - 1.0) / 2.0;
    let mut first = 0;
    for tied in order.chunk_by(|a, b| value(*a) == value(*b)) {
        let rank = first as f64 + (tied.len() as f64 - 1.0) / 2.0 - middle;
        for day in tied {
            set(*day, rank);
        }
        first += tied.len();
    }
}

/// Pearson's correlation; 0 if either side does not vary.
pub(super) fn correlation(pairs: &[(f64, f64)]) -> f64 {
    let n = pairs.len().max(1) as f64;
    let (x, y) = pairs.iter().fold((0.0, 0.0), |(x, y), pair| (x + pair.0 / n, y + pair.1 / n));
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
    let mut sorted: Vec<f64> = days.iter().map(|day| values[day]).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| {
        sorted
            .get((share * sorted.len().saturating_sub(1) as f64).round() as usize)
            .copied()
    };
    let (Some(low), Some(high)) = (at(0.05), at(0.95)) else {
        return values.to_vec();
    };
    let range = high - low;
    values.iter().map(|value| value.clamp(low - range, high + range)).collect()
}
