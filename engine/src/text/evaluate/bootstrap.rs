use rand::{RngExt, SeedableRng, rngs::StdRng};
use rayon::prelude::*;
use serde::Serialize;

/// Where a figure would fall in 95 of 100 sets drawn like this one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

/// Sets that are drawn for intervals.
pub const RESAMPLES: usize = 1000;

/// Percentile intervals (Efron 1979) of the `N` figures that `figures` gives for weights. Clusters are drawn with
/// replacement; a sample counts as often as its cluster was drawn. `clusters` gives each sample's, from 0 without gaps.
pub(super) fn intervals<const N: usize>(
    clusters: &[usize],
    seed: u64,
    figures: impl Fn(&[u32]) -> [Option<f64>; N] + Sync,
) -> [Option<Interval>; N] {
    let count = clusters.iter().max().map_or(0, |last| last + 1);
    if count < 2 {
        return [None; N];
    }
    let drawn: Vec<[Option<f64>; N]> = (0..RESAMPLES as u64)
        .into_par_iter()
        .map_init(
            || (vec![0; count], vec![0; clusters.len()]),
            |(times, weights), resample| {
                let mut rng = StdRng::seed_from_u64(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(resample));
                times.fill(0);
                (0..count).for_each(|_| times[rng.random_range(0..count)] += 1);
                weights
                    .iter_mut()
                    .zip(clusters)
                    .for_each(|(weight, cluster)| *weight = times[*cluster]);
                figures(weights)
            },
        )
        .collect();
    std::array::from_fn(|i| percentiles(drawn.iter().filter_map(|figures| figures[i]).collect()))
}

fn percentiles(mut values: Vec<f64>) -> Option<Interval> {
    values.sort_by(f64::total_cmp);
    let last = values.len().checked_sub(1)?;
    let at = |share: f64| {
        let place = share * last as f64;
        let (below, above) = (values[place.floor() as usize], values[place.ceil() as usize]);
        below + (above - below) * place.fract()
    };
    Some(Interval {
        low: at(0.025),
        high: at(0.975),
    })
}
