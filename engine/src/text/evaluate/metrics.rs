use serde::Serialize;

use super::{
    Interval,
    bootstrap::intervals,
    class::{ClassScores, Counts, share},
    ranking::Ranking,
    reliability::Bins,
};

/// One text, or one person's texts: what is right, and what was read. Classes are bits.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sample {
    pub truth: u32,
    pub predicted: u32,
    /// How likely each class is, 0 to 1; empty where the reader gives no probabilities.
    pub probabilities: Vec<f32>,
}

/// Samples over the same classes.
#[derive(Debug, Clone)]
pub struct Samples {
    classes: usize,
    samples: Vec<Sample>,
    /// Which samples stand or fall together, from 0 without gaps.
    clusters: Vec<usize>,
    /// The class that is looked for, of a detector.
    sought: Option<usize>,
    /// By class; none where a sample has no probabilities.
    rankings: Vec<Ranking>,
}

/// Figures over all classes; one that has no meaning for the samples is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Metrics {
    /// Share of samples whose classes are all told right, and no others.
    pub accuracy: Option<f64>,
    /// Mean of the classes' F1.
    pub macro_f1: Option<f64>,
    /// F1 of all decisions about all classes.
    pub micro_f1: Option<f64>,
    /// Mean of the classes' recall.
    pub macro_recall: Option<f64>,
    /// Of the class that is looked for; else the mean over classes.
    pub auc: Option<f64>,
    /// Of the class that is looked for.
    pub precision: Option<f64>,
    /// Of the class that is looked for.
    pub recall: Option<f64>,
    /// Share of the samples that are not of the class that is looked for and were called so.
    pub fpr: Option<f64>,
    /// Expected calibration error in ten bins, of the class that is looked for; else over the probabilities of all classes.
    pub ece: Option<f64>,
}

/// 95 % bootstrap intervals of the [`Metrics`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Intervals {
    pub accuracy: Option<Interval>,
    pub macro_f1: Option<Interval>,
    pub micro_f1: Option<Interval>,
    pub macro_recall: Option<Interval>,
    pub auc: Option<Interval>,
    pub precision: Option<Interval>,
    pub recall: Option<Interval>,
    pub fpr: Option<Interval>,
    pub ece: Option<Interval>,
}

/// Figures of some samples.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    pub metrics: Metrics,
    pub intervals: Intervals,
    /// In the order of the classes.
    pub classes: Vec<ClassScores>,
}

impl Samples {
    /// At most 32 `classes`. `clusters` names for each sample those that are drawn with it in a resample (texts of one
    /// person); `None` draws each alone. `sought` is the class that a detector looks for.
    pub fn new(classes: usize, samples: Vec<Sample>, clusters: Option<Vec<usize>>, sought: Option<usize>) -> Self {
        let with_probabilities = samples.iter().all(|sample| sample.probabilities.len() == classes);
        let ranked = if with_probabilities { classes } else { 0 };
        let of = |class: usize| Ranking::new(samples.iter().map(move |sample| sample.probabilities[class]));
        Self {
            classes,
            rankings: (0..ranked).map(of).collect(),
            clusters: clusters.unwrap_or_else(|| (0..samples.len()).collect()),
            samples,
            sought,
        }
    }

    /// All figures, with intervals by the seed.
    pub fn evaluate(&self, seed: u64) -> Evaluation {
        let once = vec![1; self.samples.len()];
        let counts = self.counts(&once);
        let with_auc = counts
            .iter()
            .enumerate()
            .map(|(class, counts)| counts.scores(self.auc(class, &once)));
        let found = intervals(&self.clusters, seed, |weights| self.metrics(weights).list());
        let [accuracy, macro_f1, micro_f1, macro_recall, auc, precision, recall, fpr, ece] = found;
        Evaluation {
            metrics: self.metrics(&once),
            intervals: Intervals {
                accuracy,
                macro_f1,
                micro_f1,
                macro_recall,
                auc,
                precision,
                recall,
                fpr,
                ece,
            },
            classes: with_auc.collect(),
        }
    }

    /// Figures where each sample counts as often as its weight says.
    pub fn metrics(&self, weights: &[u32]) -> Metrics {
        let counts = self.counts(weights);
        let all = counts.iter().copied().fold(Counts::default(), |a, b| a + b);
        // Classes that no sample is of have nothing to be found.
        let there = || counts.iter().filter(|counts| counts.hits + counts.misses > 0);
        let sought = self.sought.map(|class| counts[class]);
        let ranked = self.sought.map_or(0..self.rankings.len(), |class| class..class + 1);
        Metrics {
            accuracy: self.accuracy(weights),
            macro_f1: mean(there().map(|counts| counts.f1())),
            micro_f1: all.f1(),
            macro_recall: mean(there().map(|counts| counts.recall())),
            auc: mean(ranked.map(|class| self.auc(class, weights))),
            precision: sought.and_then(Counts::precision),
            recall: sought.and_then(Counts::recall),
            fpr: sought.and_then(Counts::false_positive_rate),
            ece: self.calibration_error(weights),
        }
    }

    fn counts(&self, weights: &[u32]) -> Vec<Counts> {
        (0..self.classes).map(|class| Counts::of(class, &self.samples, weights)).collect()
    }

    fn accuracy(&self, weights: &[u32]) -> Option<f64> {
        let (mut right, mut all) = (0, 0);
        for (sample, weight) in self.samples.iter().zip(weights) {
            all += u64::from(*weight);
            right += u64::from(*weight) * u64::from(sample.truth == sample.predicted);
        }
        share(right, all)
    }

    fn auc(&self, class: usize, weights: &[u32]) -> Option<f64> {
        let is = |sample: usize| self.samples[sample].truth >> class & 1 == 1;
        self.rankings.get(class)?.auc(is, weights)
    }

    fn calibration_error(&self, weights: &[u32]) -> Option<f64> {
        let mut bins = Bins::default();
        for (sample, weight) in self.samples.iter().zip(weights) {
            for (class, probability) in sample.probabilities.iter().enumerate() {
                if self.sought.is_none_or(|sought| sought == class) {
                    bins.add(*probability, sample.truth >> class & 1 == 1, *weight);
                }
            }
        }
        bins.error()
    }
}

impl Metrics {
    fn list(self) -> [Option<f64>; 9] {
        let Self {
            accuracy,
            macro_f1,
            micro_f1,
            macro_recall,
            auc,
            precision,
            recall,
            fpr,
            ece,
        } = self;
        [accuracy, macro_f1, micro_f1, macro_recall, auc, precision, recall, fpr, ece]
    }
}

/// Mean of what there is; `None` of nothing.
fn mean(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let (sum, count) = values.flatten().fold((0.0, 0_u32), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}
