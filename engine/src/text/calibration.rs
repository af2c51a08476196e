use serde::Deserialize;

use super::{Crisis, CrisisLevel, Ekman, Emotion, EmotionGroup, Label, Probabilities, Sentiment};

/// Platt's calibration (1999) of one number of the network, and the threshold of what it means.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Line {
    pub scale: f32,
    pub bias: f32,
    pub threshold: f32,
}

impl Line {
    pub(super) fn probability(self, logit: f32) -> f32 {
        1.0 / (1.0 + (-(self.scale * logit + self.bias)).exp())
    }
}

/// From three logits to one number from -1 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub(super) struct ValenceHead {
    pub scale: f32,
    pub negative_below: f32,
    pub positive_above: f32,
}

impl ValenceHead {
    /// p(positive) - p(negative), of negative, neutral and positive.
    pub(super) fn valence(self, logits: [f32; 3]) -> f32 {
        let highest = logits.into_iter().fold(f32::NEG_INFINITY, f32::max);
        let [negative, neutral, positive] = logits.map(|logit| (self.scale * (logit - highest)).exp());
        (positive - negative) / (negative + neutral + positive)
    }

    pub(super) fn sentiment(self, valence: f32) -> Sentiment {
        match valence {
            v if v < self.negative_below => Sentiment::Negative,
            v if v > self.positive_above => Sentiment::Positive,
            _ => Sentiment::Neutral,
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct EmotionHead {
    pub lines: [Line; 28],
    pub ekman: Grouping<Ekman, 7>,
    pub groups: Grouping<EmotionGroup, 4>,
}

impl EmotionHead {
    pub(super) fn probabilities(&self, logits: &[f32; 28]) -> [f32; 28] {
        std::array::from_fn(|i| self.lines[i].probability(logits[i]))
    }
}

/// Labels that each stand for several emotions.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Grouping<L, const N: usize> {
    pub lines: [Line; N],
    members: [Vec<Emotion>; N],
    of: std::marker::PhantomData<L>,
}

impl<L: Label, const N: usize> Grouping<L, N> {
    /// Both in the order of the labels.
    pub(super) fn new(lines: [Line; N], members: [Vec<Emotion>; N]) -> Self {
        const { assert!(L::ALL.len() == N) };
        Self {
            lines,
            members,
            of: std::marker::PhantomData,
        }
    }

    /// A label's logit is the log of the summed exp of its members' logits.
    pub(super) fn probabilities(&self, logits: &[f32; 28]) -> [f32; N] {
        std::array::from_fn(|i| {
            let of = |emotion: &Emotion| logits[emotion.index()];
            let highest = self.members[i].iter().map(of).fold(f32::NEG_INFINITY, f32::max);
            let sum: f32 = self.members[i].iter().map(|emotion| (of(emotion) - highest).exp()).sum();
            self.lines[i].probability(highest + sum.ln())
        })
    }
}

/// Probabilities with what of them reaches its threshold.
pub(super) fn judged<L: Label, const N: usize>(lines: &[Line; N], values: [f32; N]) -> Probabilities<L, N> {
    Probabilities::new(values, std::array::from_fn(|i| values[i] >= lines[i].threshold))
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct CrisisHead {
    pub levels: [Line; 4],
    /// Of "needs a human now".
    pub signal: Line,
    pub stated: Stated,
}

/// From which logit on what a text says itself is a signal, and from which a floor; in this order.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub(super) struct Stated {
    pub signal: f32,
    pub floor: f32,
}

impl CrisisHead {
    /// More than none, more than indicator, more than ideation, more than behaviour; and "needs a human now".
    pub(super) fn probabilities(self, levels: [f32; 4], needs_human: f32) -> [f32; 5] {
        let [a, b, c, d] = std::array::from_fn(|i| self.levels[i].probability(levels[i]));
        [a, b, c, d, self.signal.probability(needs_human)]
    }

    /// `stated` is a logit, which no frequency is known of; hence it is compared, and never told.
    pub(super) fn judge(self, [a, b, c, d, needs_human]: [f32; 5], stated: f32) -> Crisis {
        // No level is likelier than one below it.
        let mut lowest = f32::INFINITY;
        let levels = [a, b, c, d].map(|probability| {
            lowest = lowest.min(probability);
            lowest
        });
        Crisis {
            levels,
            level: self.level(levels),
            needs_human,
            signal: needs_human >= self.signal.threshold || stated >= self.stated.signal,
            floor: stated >= self.stated.floor,
        }
    }

    /// The level above the last whose probability reaches its threshold before one does not.
    fn level(self, levels: [f32; 4]) -> CrisisLevel {
        let reached = levels.iter().zip(self.levels);
        let reached = reached.take_while(|(probability, line)| **probability >= line.threshold);
        CrisisLevel::ALL[reached.count()]
    }
}
