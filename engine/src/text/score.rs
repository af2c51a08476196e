use std::{collections::BTreeMap, marker::PhantomData};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use super::label::{CrisisLevel, Ekman, Emotion, EmotionGroup, Label, Sentiment};

/// What the model reads in one text.
#[derive(Serialize, Deserialize, Clone, PartialEq, Debug)]
pub struct TextScore {
    /// From -1 (as negative as can be) to 1.
    pub valence: f32,
    pub sentiment: Sentiment,
    pub emotions: Emotions,
    pub crisis: Crisis,
    pub embedding: Embedding,
}

/// Which emotions a text has: calibrated probabilities of the 28 labels and of two groupings of them.
///
/// The probability of a grouping's label is of its own calibration, not a sum: a text with a little of each of three angers
/// can be angry without any of them being present.
#[derive(Serialize, Deserialize, Clone, PartialEq, Debug)]
pub struct Emotions {
    pub(super) labels: Probabilities<Emotion, 28>,
    pub(super) ekman: Probabilities<Ekman, 7>,
    pub(super) groups: Probabilities<EmotionGroup, 4>,
}

impl Emotions {
    pub fn new(labels: Probabilities<Emotion, 28>, ekman: Probabilities<Ekman, 7>, groups: Probabilities<EmotionGroup, 4>) -> Self {
        Self { labels, ekman, groups }
    }

    /// Probabilities of all 28 labels.
    pub fn labels(&self) -> &Probabilities<Emotion, 28> {
        &self.labels
    }

    /// The emotions whose probability reaches their threshold, in the order of the labels.
    pub fn present(&self) -> impl Iterator<Item = (Emotion, f32)> {
        self.labels.present()
    }

    /// Probabilities of Ekman's six and neutral.
    pub fn ekman(&self) -> &Probabilities<Ekman, 7> {
        &self.ekman
    }

    /// Probabilities of positive, negative, ambiguous and neutral emotions.
    pub fn groups(&self) -> &Probabilities<EmotionGroup, 4> {
        &self.groups
    }
}

/// A probability for each label of a set, and which of them reach their label's threshold.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Probabilities<L, const N: usize> {
    values: [f32; N],
    present: [bool; N],
    of: PhantomData<L>,
}

impl<L: Label, const N: usize> Probabilities<L, N> {
    /// Both in the order of the labels.
    pub fn new(values: [f32; N], present: [bool; N]) -> Self {
        const { assert!(L::ALL.len() == N) };
        Self {
            values,
            present,
            of: PhantomData,
        }
    }

    /// 0 to 1.
    pub fn of(&self, label: L) -> f32 {
        self.values[label.index()]
    }

    /// Whether the probability reaches the label's threshold.
    pub fn has(&self, label: L) -> bool {
        self.present[label.index()]
    }

    /// All of them, in the order of the labels.
    pub fn iter(&self) -> impl Iterator<Item = (L, f32)> {
        L::ALL.iter().copied().zip(self.values)
    }

    /// Those that reach their threshold.
    pub fn present(&self) -> impl Iterator<Item = (L, f32)> {
        self.iter().filter(|(label, _)| self.has(*label))
    }
}

#[derive(Serialize, Deserialize)]
struct Written<Name: Ord> {
    probability: BTreeMap<Name, f32>,
    present: Vec<Name>,
}

/// `{"probability": {"joy": 0.8, ...}, "present": ["joy"]}`.
impl<L: Label, const N: usize> Serialize for Probabilities<L, N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Written {
            probability: self.iter().map(|(label, probability)| (label.name(), probability)).collect(),
            present: self.present().map(|(label, _)| label.name()).collect(),
        }
        .serialize(serializer)
    }
}

impl<'de, L: Label, const N: usize> Deserialize<'de> for Probabilities<L, N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = Written::<String>::deserialize(deserializer)?;
        let (mut values, mut present) = ([0.0; N], [false; N]);
        for label in L::ALL {
            let missing = || D::Error::custom(format_args!("no probability of `{}`", label.name()));
            values[label.index()] = *read.probability.get(label.name()).ok_or_else(missing)?;
        }
        for name in &read.present {
            let unknown = || D::Error::custom(format_args!("no label is called `{name}`"));
            present[L::named(name).ok_or_else(unknown)?.index()] = true;
        }
        Ok(Self::new(values, present))
    }
}

/// How close a text is to suicide.
#[derive(Serialize, Deserialize, Clone, PartialEq, Debug)]
pub struct Crisis {
    /// Probability of more than none, more than indicator, more than ideation, more than behaviour; never rising.
    pub levels: [f32; 4],
    /// The highest level that the probabilities support.
    pub level: CrisisLevel,
    /// Probability that a human should look at this now.
    pub needs_human: f32,
    /// By `needs_human` or by what the text says itself, calm words and where to get help are due.
    pub signal: bool,
    /// The text itself says plainly that its writer is in danger, which nothing else may dilute: it asks for a C-SSRS at once.
    pub floor: bool,
}

/// What a text is about: 384 numbers of unit length; the cosine of two of them says how near their meanings are.
///
/// Serialised as base64 of IEEE half precision, 1,024 characters; reading it back gives each number to a thousandth of
/// itself, the tiniest (below 0.00006) to 3e-8.
#[derive(Clone, PartialEq, Debug)]
pub struct Embedding(Box<[f32]>);

impl Embedding {
    /// How many numbers.
    pub const WIDTH: usize = 384;

    /// Made unit length. `None` unless there are [`WIDTH`](Self::WIDTH) finite numbers, not all zero.
    pub fn new(mut numbers: Vec<f32>) -> Option<Self> {
        let length = numbers.iter().map(|n| n * n).sum::<f32>().sqrt();
        if numbers.len() != Self::WIDTH || !length.is_finite() || length == 0.0 {
            return None;
        }
        numbers.iter_mut().for_each(|n| *n /= length);
        Some(Self(numbers.into()))
    }

    pub fn as_slice(&self) -> &[f32] {
        &self.0
    }

    /// From -1 to 1.
    pub fn cosine(&self, other: &Self) -> f32 {
        self.0.iter().zip(&other.0).map(|(a, b)| a * b).sum()
    }
}

impl Serialize for Embedding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use base64::{Engine, prelude::BASE64_STANDARD};
        let halves: Vec<u8> = self.0.iter().flat_map(|&n| half::f16::from_f32(n).to_le_bytes()).collect();
        serializer.serialize_str(&BASE64_STANDARD.encode(halves))
    }
}

impl<'de> Deserialize<'de> for Embedding {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use base64::{Engine, prelude::BASE64_STANDARD};
        let text = String::deserialize(deserializer)?;
        let halves = BASE64_STANDARD.decode(text).map_err(D::Error::custom)?;
        let (pairs, rest) = halves.as_chunks::<2>();
        let numbers = pairs.iter().map(|&pair| half::f16::from_le_bytes(pair).to_f32()).collect();
        let embedding = if rest.is_empty() { Self::new(numbers) } else { None };
        embedding.ok_or_else(|| D::Error::custom(format_args!("an embedding is {} halves, not all zero", Self::WIDTH)))
    }
}
