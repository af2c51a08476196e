use serde::Serialize;

use super::Sample;

/// How well one class is told, at the decisions that were made.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ClassScores {
    /// The share of what was called so that is; `None` where nothing was.
    pub precision: Option<f64>,
    /// The share of what is so that was called so; `None` where nothing is.
    pub recall: Option<f64>,
    /// Harmonic mean of both; 0 where nothing is found, `None` where there is nothing to find and nothing was called so.
    pub f1: Option<f64>,
    /// Samples that are of this class.
    pub support: u64,
    /// How likely one that is so ranks above one that is not.
    pub auc: Option<f64>,
}

/// Right and wrong decisions about one class.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub hits: u64,
    pub false_alarms: u64,
    pub misses: u64,
    pub rejections: u64,
}

impl Counts {
    /// About class number `class`, each sample counting as often as its weight says.
    pub(super) fn of(class: usize, samples: &[Sample], weights: &[u32]) -> Self {
        let mut counts = Self::default();
        for (sample, weight) in samples.iter().zip(weights) {
            let (is, called) = (sample.truth >> class & 1 == 1, sample.predicted >> class & 1 == 1);
            let cell = match (is, called) {
                (true, true) => &mut counts.hits,
                (false, true) => &mut counts.false_alarms,
                (true, false) => &mut counts.misses,
                (false, false) => &mut counts.rejections,
            };
            *cell += u64::from(*weight);
        }
        counts
    }

    pub(super) fn precision(self) -> Option<f64> {
        share(self.hits, self.hits + self.false_alarms)
    }

    pub(super) fn recall(self) -> Option<f64> {
        share(self.hits, self.hits + self.misses)
    }

    pub(super) fn false_positive_rate(self) -> Option<f64> {
        share(self.false_alarms, self.false_alarms + self.rejections)
    }

    pub(super) fn f1(self) -> Option<f64> {
        share(2 * self.hits, 2 * self.hits + self.false_alarms + self.misses)
    }

    pub(super) fn scores(self, auc: Option<f64>) -> ClassScores {
        ClassScores {
            precision: self.precision(),
            recall: self.recall(),
            f1: self.f1(),
            support: self.hits + self.misses,
            auc,
        }
    }
}

impl std::ops::Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            hits: self.hits + other.hits,
            false_alarms: self.false_alarms + other.false_alarms,
            misses: self.misses + other.misses,
            rejections: self.rejections + other.rejections,
        }
    }
}

/// `None` of nothing.
pub(super) fn share(part: u64, of: u64) -> Option<f64> {
    (of > 0).then(|| part as f64 / of as f64)
}
