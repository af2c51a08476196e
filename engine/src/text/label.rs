use std::fmt;

use serde::{Deserialize, Serialize};

/// A closed set of names.
pub trait Label: Copy + Eq + fmt::Debug + 'static {
    /// All of them, in the order of their numbers.
    const ALL: &'static [Self];

    /// The name that files, scores and metrics use.
    fn name(self) -> &'static str;

    /// Its place in [`ALL`](Self::ALL).
    fn index(self) -> usize;

    /// The label of that name.
    fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|label| label.name() == name)
    }
}

macro_rules! labels {
    ($(#[$doc:meta])* $set:ident { $($variant:ident = $name:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $set { $($variant),* }

        impl Label for $set {
            const ALL: &'static [Self] = &[$(Self::$variant),*];

            fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            fn index(self) -> usize {
                self as usize
            }
        }

        impl fmt::Display for $set {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

labels! {
    /// The 27 emotions of GoEmotions (Demszky et al. 2020) and neutral. A text can have several.
    Emotion {
        Admiration = "admiration",
        Amusement = "amusement",
        Anger = "anger",
        Annoyance = "annoyance",
        Approval = "approval",
        Caring = "caring",
        Confusion = "confusion",
        Curiosity = "curiosity",
        Desire = "desire",
        Disappointment = "disappointment",
        Disapproval = "disapproval",
        Disgust = "disgust",
        Embarrassment = "embarrassment",
        Excitement = "excitement",
        Fear = "fear",
        Gratitude = "gratitude",
        Grief = "grief",
        Joy = "joy",
        Love = "love",
        Nervousness = "nervousness",
        Optimism = "optimism",
        Pride = "pride",
        Realization = "realization",
        Relief = "relief",
        Remorse = "remorse",
        Sadness = "sadness",
        Surprise = "surprise",
        Neutral = "neutral",
    }
}

labels! {
    /// Ekman's six basic emotions and neutral: a grouping of the 28.
    Ekman {
        Anger = "anger",
        Disgust = "disgust",
        Fear = "fear",
        Joy = "joy",
        Sadness = "sadness",
        Surprise = "surprise",
        Neutral = "neutral",
    }
}

labels! {
    /// Whether an emotion is a good one: another grouping of the 28. Unlike [`Sentiment`], of which a text has one.
    EmotionGroup {
        Positive = "positive",
        Negative = "negative",
        Ambiguous = "ambiguous",
        Neutral = "neutral",
    }
}

labels! {
    /// What a text's valence comes to.
    Sentiment {
        Negative = "negative",
        Neutral = "neutral",
        Positive = "positive",
    }
}

labels! {
    /// How close a text is to suicide, as the Columbia scale (C-SSRS) orders it. Ordered: each level includes those below.
    CrisisLevel {
        None = "none",
        Indicator = "indicator",
        Ideation = "ideation",
        Behaviour = "behaviour",
        Attempt = "attempt",
    }
}
