//! Moving-block bootstrap (Kuensch 1989): neighbouring days are alike, so whole stretches are drawn, not single days.

use rand::{Rng, RngExt};

/// Length of a block, in observed days, where nothing asks for a longer one: a week, so that a weekday pattern stays in it.
pub(crate) const BLOCK_DAYS: usize = 7;

/// Draws per interval. The 2.5 % and 97.5 % points are then the 10th draw from either end.
pub(crate) const DRAWS: usize = 399;

/// The sums of stretches of `length` values, by where they start; a stretch wraps round at the end (Politis and Romano 1992),
/// so that every value is as likely as any other to be drawn.
fn stretch_sums(values: &[f64], length: usize) -> Vec<f64> {
    let starts = 0..values.len();
    starts.map(|start| values.iter().cycle().skip(start).take(length).sum()).collect()
}

/// The means of `count` values that are drawn in stretches of neighbours.
pub(crate) struct BlockMeans {
    count: usize,
    block: usize,
    whole: Vec<f64>,
    rest: Vec<f64>,
}

impl BlockMeans {
    /// In blocks of a week. There must be a value, and `count` must not be 0.
    pub(crate) fn new(values: &[f64], count: usize) -> Self {
        Self::in_blocks(values, count, BLOCK_DAYS)
    }

    /// `block` must not be 0 either.
    pub(crate) fn in_blocks(values: &[f64], count: usize, block: usize) -> Self {
        Self {
            count,
            block,
            whole: stretch_sums(values, block),
            rest: stretch_sums(values, count % block),
        }
    }

    pub(crate) fn draw(&self, rng: &mut impl Rng) -> f64 {
        let mut sum = |sums: &[f64]| sums[rng.random_range(0..sums.len())];
        let mut total = 0.0;
        for _ in 0..self.count / self.block {
            total += sum(&self.whole);
        }
        if !self.count.is_multiple_of(self.block) {
            total += sum(&self.rest);
        }
        total / self.count as f64
    }
}

/// The points that cut off 2.5 % at either end of [`DRAWS`] draws.
pub(crate) fn central_95(draws: &mut [f64]) -> Option<(f64, f64)> {
    draws.sort_unstable_by(f64::total_cmp);
    let cut = (draws.len() + 1) / 40;
    Some((*draws.get(cut.checked_sub(1)?)?, *draws.get(draws.len() - cut)?))
}

/// By how much to widen an interval whose variance is known from so many blocks, which are few: the mean uses up one of
/// them, and the 97.5 % point is Student's with one degree of freedom less than blocks, not the normal one. The ratio of
/// those two is Fisher's expansion (1941) in the inverse degrees of freedom. There must be more blocks than one.
pub(crate) fn few_blocks(blocks: f64) -> f64 {
    let df = blocks - 1.0;
    let student = 1.0 + 1.21 / df + 1.44 / df.powi(2) + 1.3 / df.powi(3);
    (blocks / df).sqrt() * student
}
