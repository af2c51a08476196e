//! What is known of people before any of their data: weights learnt from published studies.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{
    candidates::replay_pool,
    pooled::{Belief, POINTS, Prior, Reach, ReachPrior, Rows, fit},
    steps::{Step, TargetSeries},
};
use crate::features::track::FEATURES;

/// Rows of a reach that one series of many people adds, at most; so that no study outweighs the others by its length.
const ROWS_EACH: usize = 2_000;

/// The farthest that is learnt from, in steps.
const HORIZON: u32 = 14;

/// Rounds of the fit, and rows that the belief in no effect is worth.
const ROUNDS: usize = 12;
const ROWS_OF_NOTHING: f64 = 100.0;

/// Points of a distribution that are kept.
const SHARES: usize = 30;

/// The weights that forecasts of new people start from: for steps that are days, and for rows.
///
/// They were learnt from the studies that `origin` names. To judge them on one of these, learn others without it
/// ([`Weights::learn`]).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    pub name: String,
    pub version: String,
    /// Which data they come from.
    pub origin: String,
    day: Vec<Weighted>,
    row: Vec<Weighted>,
}

/// One reach.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Weighted {
    low: Vec<f64>,
    middle: Vec<f64>,
    high: Vec<f64>,
    excess: Vec<f64>,
}

#[derive(Debug, Error)]
pub enum WeightsError {
    #[error("not weights of this version: {0}")]
    Json(#[from] serde_json::Error),
    #[error("weights have {found} numbers in a list, expected {FEATURES}")]
    Width { found: usize },
    #[error("weights are for {found} reaches, expected at most {}", Reach::COUNT)]
    Reaches { found: usize },
}

static SHIPPED: LazyLock<Weights> = LazyLock::new(|| {
    // A test reads the file; without it every forecast would start from the level alone.
    Weights::read(include_bytes!("prior.json")).unwrap_or_else(|_| Weights::none())
});

impl Weights {
    /// Those that come with the engine.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// None: forecasts of new people are their exponentially weighted average.
    pub fn none() -> Self {
        Self {
            name: "none".to_owned(),
            version: "1".to_owned(),
            origin: String::new(),
            day: Vec::new(),
            row: Vec::new(),
        }
    }

    pub fn read(json: &[u8]) -> Result<Self, WeightsError> {
        let weights: Self = serde_json::from_slice(json)?;
        for reaches in [&weights.day, &weights.row] {
            if reaches.len() > Reach::COUNT {
                return Err(WeightsError::Reaches { found: reaches.len() });
            }
            let lists = reaches.iter().flat_map(|reach| [&reach.low, &reach.middle, &reach.high]);
            if let Some(list) = lists.into_iter().find(|list| list.len() != FEATURES) {
                return Err(WeightsError::Width { found: list.len() });
            }
        }
        Ok(weights)
    }

    /// Learns from cohorts, each one item of one study: those whose steps are days, and those whose steps are rows.
    /// Every cohort counts alike but for its number of rows, of which it adds 2,000 at most.
    pub fn learn(name: &str, version: &str, origin: &str, cohorts: &[Vec<TargetSeries>]) -> Self {
        let daily = |cohort: &&Vec<TargetSeries>| is_daily(cohort);
        Self {
            name: name.to_owned(),
            version: version.to_owned(),
            origin: origin.to_owned(),
            day: learn(&cohorts.iter().filter(daily).collect::<Vec<_>>()),
            row: learn(&cohorts.iter().filter(|cohort| !daily(cohort)).collect::<Vec<_>>()),
        }
    }

    pub(crate) fn prior(&self, daily: bool) -> Prior {
        let reaches = if daily { &self.day } else { &self.row };
        let each = reaches.iter().map(|reach| ReachPrior {
            weights: [reach.low.clone(), reach.middle.clone(), reach.high.clone()],
            excess: reach.excess.clone(),
        });
        Prior { reaches: each.collect() }
    }
}

pub(super) fn is_daily(cohort: &[TargetSeries]) -> bool {
    let first = cohort.iter().find_map(|series| series.steps.first());
    first.is_some_and(|first| matches!(first.step, Step::Day(_)))
}

fn learn(cohorts: &[&Vec<TargetSeries>]) -> Vec<Weighted> {
    let mut rows = vec![Rows::new(FEATURES); Reach::COUNT];
    for cohort in cohorts {
        let (pool, _) = replay_pool(cohort, &[], HORIZON, &Prior::default());
        for (reach, rows) in rows.iter_mut().enumerate() {
            if let Some(seen) = pool.rows(reach) {
                add_scaled(rows, seen);
            }
        }
    }
    let nothing = [0.0; FEATURES];
    let belief = Belief {
        coefficients: &nothing,
        rows: ROWS_OF_NOTHING,
    };
    let weights = rows
        .iter()
        .map(|rows| POINTS.map(|point| fit(rows, point, belief, &nothing, ROUNDS)));
    let mut prior = Prior {
        reaches: weights
            .map(|weights| ReachPrior {
                weights,
                excess: Vec::new(),
            })
            .collect(),
    };
    let mut excess = vec![Vec::new(); Reach::COUNT];
    for cohort in cohorts {
        let (pool, _) = replay_pool(cohort, &[], HORIZON, &prior);
        for (distance, all) in [1, 2, 5, 10, 15].into_iter().zip(&mut excess) {
            let seen = pool.excess(distance);
            all.extend(
                (0..seen.len().min(ROWS_EACH))
                    .filter_map(|i| seen.nth(1 + i * seen.len() / seen.len().min(ROWS_EACH)))
                    .map(f64::from),
            );
        }
    }
    for (reach, excess) in prior.reaches.iter_mut().zip(&mut excess) {
        reach.excess = evenly(excess);
    }
    let rounded = |numbers: Vec<f64>| numbers.into_iter().map(|number| (number * 1e4).round() / 1e4).collect();
    let weighted = prior.reaches.into_iter().map(|reach| {
        let [low, middle, high] = reach.weights.map(rounded);
        Weighted {
            low,
            middle,
            high,
            excess: rounded(reach.excess),
        }
    });
    weighted.collect()
}

/// Adds rows in units of the typical response, so that scales of any width count alike.
fn add_scaled(rows: &mut Rows, seen: &Rows) {
    let typical = seen.each().map(|(_, response)| response.abs()).sum::<f64>() / seen.len() as f64;
    if !(typical > 0.0 && typical.is_finite()) {
        return;
    }
    for (inputs, response) in seen.each().step_by(seen.len().div_ceil(ROWS_EACH)) {
        let scaled: Vec<_> = inputs.iter().map(|input| input / typical).collect();
        rows.push(&scaled, response / typical);
    }
}

/// Evenly spaced points of a distribution.
fn evenly(numbers: &mut [f64]) -> Vec<f64> {
    numbers.sort_unstable_by(f64::total_cmp);
    let points = (0..SHARES).filter_map(|i| numbers.get((2 * i + 1) * numbers.len() / (2 * SHARES)));
    points.copied().collect()
}
