//! Moving-block bootstrap (Kuensch 1989): neighbouring days are alike, so whole stretches are drawn, not single days.

use rand::{Rng, RngExt};

/// Length of a block, in observed days: a week, so that a weekday pattern stays in it.
pub(crate) const BLOCK_DAYS: usize = 7;

/// Draws per interval. The 2.5 % and 97.5 % points are then the 10th draw from either end.
pub(crate) const DRAWS: usize = 399;

/// Fills `drawn` with stretches of `values`, which must not be empty, each starting anywhere and wrapping round at the
/// end (Politis and Romano 1992), so that every value is as likely as any other.
pub(crate) fn draw_blocks(values: &[f64], drawn: &mut [f64], rng: &mut impl Rng) {
    for block in drawn.chunks_mut(BLOCK_DAYS) {
        let start = rng.random_range(0..values.len());
        for (slot, value) in block.iter_mut().zip(values.iter().cycle().skip(start)) {
            *slot = *value;
        }
    }
}

/// The points that cut off 2.5 % at either end of [`DRAWS`] draws.
pub(crate) fn central_95(draws: &mut [f64]) -> Option<(f64, f64)> {
    draws.sort_unstable_by(f64::total_cmp);
    let cut = (draws.len() + 1) / 40;
    Some((*draws.get(cut.checked_sub(1)?)?, *draws.get(draws.len() - cut)?))
}

/// By how much to widen an interval whose variance is known from the distances of `days` observed days, which make few
/// blocks: as many of the blocks as the fit had `parameters` are used up by it, and the 97.5 % point is Student's with
/// one degree of freedom less than blocks, not the normal one. The ratio of those two is Fisher's expansion (1941) in the
/// inverse degrees of freedom. There must be more blocks than parameters.
pub(crate) fn few_blocks(days: usize, parameters: f64) -> f64 {
    let blocks = days as f64 / BLOCK_DAYS as f64;
    let df = blocks - 1.0;
    let student = 1.0 + 1.21 / df + 1.44 / df.powi(2) + 1.3 / df.powi(3);
    (blocks / (blocks - parameters)).sqrt() * student
}
