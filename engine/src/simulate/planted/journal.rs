//! Journals out of templates, whose tone follows the day, and what a reader of texts would have made of them.
//!
//! The sentences are made up. The darkest speak of hopelessness and withdrawal in plain words, never of a plan, a means or
//! an act.

use rand::{Rng, RngExt, seq::IndexedRandom};

use super::super::person::normal;

/// How a day reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Bright,
    Plain,
    Low,
    Dark,
}

impl Tone {
    /// Of a day with that mood, in points. A day reads dark only in a deterioration, or when it is very low.
    pub(super) fn of(latent: f64, lowered: f64) -> Self {
        match latent {
            _ if lowered >= 2.5 || latent < 1.0 => Self::Dark,
            _ if latent < 4.5 => Self::Low,
            _ if latent < 7.0 => Self::Plain,
            _ => Self::Bright,
        }
    }

    fn templates(self) -> &'static [&'static str] {
        match self {
            Self::Bright => &[
                "Such a good day with {who}.",
                "I laughed so much {where} that my cheeks hurt.",
                "Everything at {what} worked out, and I felt light.",
                "I am happy with how {what} went.",
                "Slept well, woke up glad, and {who} noticed.",
                "The sun was out {where} and I felt alive.",
            ],
            Self::Plain => &[
                "Spent some time on {what}.",
                "Saw {who} for a bit {where}.",
                "An ordinary day, mostly {what}.",
                "{What} took the morning, then I went out {where}.",
                "Talked with {who} about the weekend.",
                "Nothing special {where}, but all right.",
            ],
            Self::Low => &[
                "I was tired and snapped at {who}.",
                "{What} went badly and it stayed with me.",
                "I felt sad {where} and could not say why.",
                "Did not want to see {who} today.",
                "Everything about {what} annoyed me.",
                "I lay awake thinking about {what}.",
            ],
            Self::Dark => &[
                "I can't see how {what} will ever get better.",
                "I stayed in bed and did not answer {who}.",
                "It all feels empty, even {where}.",
                "I don't think I matter much to {who} any more.",
                "Nothing I do about {what} makes a difference.",
                "I feel hopeless and so very tired.",
            ],
        }
    }
}

const WHO: &[&str] = &[
    "my sister",
    "Jo",
    "the neighbours",
    "Sam",
    "my friends",
    "Mum",
    "the people at work",
];
const WHERE: &[&str] = &[
    "in the park",
    "at home",
    "by the river",
    "on the way to work",
    "in the kitchen",
    "at the market",
];
const WHAT: &[&str] = &["work", "the garden", "the flat", "the exam", "the move", "the project", "dinner"];

/// Chance that a text is read as a cry for help whatever it says: readers of texts do that.
const FALSE_ALARM: f64 = 0.03;

/// A journal with what a reader with known errors would have read in it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlantedJournal {
    pub text: String,
    /// -1 to 1: `tanh((mood - 5.5) / 2.5)` with an error of sd 0.25.
    pub valence: f64,
    /// 0 to 1: the logistic function of `-4.5 + 1.1 x points by which mood is lowered`, with an error of sd 0.8 before it is
    /// taken; and 0.3 to 0.8 for three texts in a hundred, whatever they say.
    pub crisis: f64,
}

impl PlantedJournal {
    pub(super) fn draw(tone: Tone, latent: f64, lowered: f64, rng: &mut impl Rng) -> Self {
        let valence = normal(((latent - 5.5) / 2.5).tanh(), 0.25, rng).clamp(-1.0, 1.0);
        let logit = normal(-4.5 + 1.1 * lowered, 0.8, rng);
        let (alarmed, alarm) = (rng.random_bool(FALSE_ALARM), rng.random_range(0.3..0.8));
        let crisis = if alarmed { alarm } else { 1.0 / (1.0 + (-logit).exp()) };
        let sentences = rng.random_range(2..=3);
        let chosen = tone.templates().sample(rng, sentences).copied().collect::<Vec<_>>();
        Self {
            text: chosen
                .into_iter()
                .map(|template| filled(template, rng))
                .collect::<Vec<_>>()
                .join(" "),
            valence,
            crisis,
        }
    }
}

fn filled(template: &str, rng: &mut impl Rng) -> String {
    let mut choose = |from: &[&'static str]| from.choose(rng).copied().unwrap_or_default();
    let (who, place, what) = (choose(WHO), choose(WHERE), choose(WHAT));
    let mut letters = what.chars();
    let capital: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    template
        .replace("{who}", who)
        .replace("{where}", place)
        .replace("{what}", what)
        .replace("{What}", &capital)
}
