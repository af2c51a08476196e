use linfa::{Dataset, traits::Fit};
use linfa_elasticnet::ElasticNet;
use ndarray::{Array1, Array2};

use super::baseline::{Ahead, Level};
use crate::features::track::{FEATURES, Track, Usual};

/// Steps before the first fit, and by how much their number grows before the next.
const FIRST: usize = 20;
const GROWTH: f64 = 1.3;

/// Newest steps that a fit looks at.
const MOST: usize = 500;

/// One person's level plus what an elastic net (Zou and Hastie 2005, by linfa) makes of the features: least squares with
/// both penalties, learnt from that person alone.
#[derive(Default)]
pub(crate) struct ElasticNetOnFeatures {
    track: Track,
    rows: Vec<([f64; FEATURES], f64)>,
    fitted: usize,
    weights: Option<(Vec<f64>, f64)>,
    /// What was known after the last step.
    known: Option<[f64; FEATURES]>,
}

impl Level for ElasticNetOnFeatures {
    fn observe(&mut self, value: f64, weekday: Option<usize>) -> Ahead {
        if let Some(mut features) = self.known {
            features[18] = weekday.map_or(0.0, |weekday| self.track.weekday(weekday));
            self.rows.push((features, value - self.track.level()));
        }
        self.track.observe(value, value, weekday);
        let features = self.track.features(Usual::default(), None);
        self.known = Some(features);
        if self.rows.len() >= FIRST && self.rows.len() as f64 >= self.fitted as f64 * GROWTH {
            self.fitted = self.rows.len();
            self.weights = fit(&self.rows[self.rows.len().saturating_sub(MOST)..]).or(self.weights.take());
        }
        let (level, (least, most)) = (self.track.level(), self.track.range());
        let Some((weights, intercept)) = &self.weights else {
            return Ahead::Same(level);
        };
        let change: f64 = weights.iter().zip(features).map(|(weight, feature)| weight * feature).sum();
        Ahead::Same((level + change + intercept).clamp(least, most))
    }
}

/// Weights and intercept; [`None`] if the rows do not give any.
fn fit(rows: &[([f64; FEATURES], f64)]) -> Option<(Vec<f64>, f64)> {
    let spread = rows.iter().map(|(_, response)| response.abs()).sum::<f64>() / rows.len() as f64;
    if !(spread > 0.0 && spread.is_finite()) {
        return None;
    }
    let inputs = rows
        .iter()
        .flat_map(|(features, _)| features.map(|feature| feature / spread))
        .collect();
    let inputs = Array2::from_shape_vec((rows.len(), FEATURES), inputs).ok()?;
    let responses: Array1<f64> = rows.iter().map(|(_, response)| response / spread).collect();
    let net = ElasticNet::params().penalty(0.05).l1_ratio(0.5).max_iterations(200);
    let fitted = net.fit(&Dataset::new(inputs, responses)).ok()?;
    let (weights, intercept) = (fitted.hyperplane().to_vec(), fitted.intercept() * spread);
    (intercept.is_finite() && weights.iter().all(|weight| weight.is_finite())).then_some((weights, intercept))
}
