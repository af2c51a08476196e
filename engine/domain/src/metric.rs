//! Numbers that are analysed, and how a day is made of them.

use std::{borrow::Cow, fmt};

use jiff::{Timestamp, civil::Date};

use crate::FieldError;

/// How one day's value is made of that day's observations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DayRule {
    /// Amounts that add up: hours of sleep, minutes of exercise, steps.
    Sum,
    /// Levels that average: mood, temperature.
    Mean,
    /// States that the latest one replaces: an assessment's total.
    Last,
}

/// The name of a signal, such as `mood.score`. A signal that a person named is `custom.mean.<token>` or
/// `custom.sum.<token>`: the token is a keyed hash, the name itself stays sealed in the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Metric(Cow<'static, str>);

/// Every metric of the house with its day rule and unit; the one place where they are declared.
const CATALOGUE: &[(&str, DayRule, &str)] = &[
    ("mood.score", DayRule::Mean, "points"),
    ("mood.energy", DayRule::Mean, "points"),
    ("mood.valence", DayRule::Mean, "points"),
    ("sleep.hours", DayRule::Sum, "hours"),
    ("sleep.deep_hours", DayRule::Sum, "hours"),
    ("sleep.light_hours", DayRule::Sum, "hours"),
    ("sleep.rem_hours", DayRule::Sum, "hours"),
    ("sleep.awake_hours", DayRule::Sum, "hours"),
    ("sleep.quality", DayRule::Mean, "points"),
    ("sleep.efficiency", DayRule::Mean, "percent"),
    ("journal.entries", DayRule::Sum, "entries"),
    // Read by the text model in what a person wrote. Of crisis the risk engine takes a day's highest text, not this mean.
    ("journal.valence", DayRule::Mean, "points"),
    ("journal.crisis", DayRule::Mean, "probability"),
    ("journal.emotion.admiration", DayRule::Mean, "probability"),
    ("journal.emotion.amusement", DayRule::Mean, "probability"),
    ("journal.emotion.anger", DayRule::Mean, "probability"),
    ("journal.emotion.annoyance", DayRule::Mean, "probability"),
    ("journal.emotion.approval", DayRule::Mean, "probability"),
    ("journal.emotion.caring", DayRule::Mean, "probability"),
    ("journal.emotion.confusion", DayRule::Mean, "probability"),
    ("journal.emotion.curiosity", DayRule::Mean, "probability"),
    ("journal.emotion.desire", DayRule::Mean, "probability"),
    ("journal.emotion.disappointment", DayRule::Mean, "probability"),
    ("journal.emotion.disapproval", DayRule::Mean, "probability"),
    ("journal.emotion.disgust", DayRule::Mean, "probability"),
    ("journal.emotion.embarrassment", DayRule::Mean, "probability"),
    ("journal.emotion.excitement", DayRule::Mean, "probability"),
    ("journal.emotion.fear", DayRule::Mean, "probability"),
    ("journal.emotion.gratitude", DayRule::Mean, "probability"),
    ("journal.emotion.grief", DayRule::Mean, "probability"),
    ("journal.emotion.joy", DayRule::Mean, "probability"),
    ("journal.emotion.love", DayRule::Mean, "probability"),
    ("journal.emotion.nervousness", DayRule::Mean, "probability"),
    ("journal.emotion.optimism", DayRule::Mean, "probability"),
    ("journal.emotion.pride", DayRule::Mean, "probability"),
    ("journal.emotion.realization", DayRule::Mean, "probability"),
    ("journal.emotion.relief", DayRule::Mean, "probability"),
    ("journal.emotion.remorse", DayRule::Mean, "probability"),
    ("journal.emotion.sadness", DayRule::Mean, "probability"),
    ("journal.emotion.surprise", DayRule::Mean, "probability"),
    ("journal.emotion.neutral", DayRule::Mean, "probability"),
    ("gratitude.entries", DayRule::Sum, "entries"),
    ("exercise.minutes", DayRule::Sum, "minutes"),
    ("phq9.total", DayRule::Last, "points"),
    ("phq9.item9", DayRule::Last, "points"),
    ("gad7.total", DayRule::Last, "points"),
    ("phq2.total", DayRule::Last, "points"),
    ("gad2.total", DayRule::Last, "points"),
    ("who5.total", DayRule::Last, "points"),
    ("isi.total", DayRule::Last, "points"),
    ("cssrs.tier", DayRule::Last, "tier"),
    ("stress.level", DayRule::Mean, "points"),
    ("fatigue.level", DayRule::Mean, "points"),
    ("soreness.level", DayRule::Mean, "points"),
    ("readiness.level", DayRule::Mean, "points"),
    ("activity.steps", DayRule::Sum, "steps"),
    ("heart.resting_rate", DayRule::Mean, "beats per minute"),
    ("weather.temperature", DayRule::Mean, "degrees Celsius"),
    ("weather.humidity", DayRule::Mean, "percent"),
    ("weather.pressure", DayRule::Mean, "hPa"),
    ("weather.precipitation", DayRule::Sum, "mm"),
    ("weather.cloud_cover", DayRule::Mean, "percent"),
    ("weather.daylight_hours", DayRule::Mean, "hours"),
];

impl Metric {
    pub const MOOD_SCORE: Metric = Metric(Cow::Borrowed("mood.score"));
    pub const SLEEP_HOURS: Metric = Metric(Cow::Borrowed("sleep.hours"));
    pub const SLEEP_QUALITY: Metric = Metric(Cow::Borrowed("sleep.quality"));
    /// How pleasant journal entries read, -1 to 1.
    pub const JOURNAL_VALENCE: Metric = Metric(Cow::Borrowed("journal.valence"));
    /// Probability that a human should look at what was written, 0 to 1.
    pub const JOURNAL_CRISIS: Metric = Metric(Cow::Borrowed("journal.crisis"));

    /// Every metric of the catalogue.
    pub fn all() -> impl Iterator<Item = Metric> {
        CATALOGUE.iter().map(|(name, ..)| Self(Cow::Borrowed(name)))
    }

    /// A metric of the catalogue.
    pub fn known(name: &str) -> Option<Self> {
        CATALOGUE
            .iter()
            .find(|(known, ..)| *known == name)
            .map(|(known, ..)| Self(Cow::Borrowed(known)))
    }

    /// Probability that journal entries have this emotion, 0 to 1; [`None`] for a label that is not in the catalogue.
    pub fn journal_emotion(label: &str) -> Option<Self> {
        Self::known(&format!("journal.emotion.{label}"))
    }

    /// A signal that a person named, under the token that stands for the name.
    pub fn custom(rule: DayRule, token: [u8; 8]) -> Self {
        let rule = if rule == DayRule::Sum { "sum" } else { "mean" };
        Self(Cow::Owned(format!("custom.{rule}.{:016x}", u64::from_be_bytes(token))))
    }

    /// A metric under the name it has in the warehouse.
    pub fn recorded(name: &str) -> Option<Self> {
        Self::known(name).or_else(|| name.starts_with("custom.").then(|| Self(Cow::Owned(name.to_owned()))))
    }

    /// Whether a person named it.
    pub fn is_custom(&self) -> bool {
        self.0.starts_with("custom.")
    }

    pub fn name(&self) -> &str {
        &self.0
    }

    pub fn day_rule(&self) -> DayRule {
        match CATALOGUE.iter().find(|(known, ..)| *known == self.0) {
            Some((_, rule, _)) => *rule,
            None if self.0.starts_with("custom.sum.") => DayRule::Sum,
            None => DayRule::Mean,
        }
    }

    /// The unit in words; a person's own signals have none.
    pub fn unit(&self) -> &'static str {
        CATALOGUE
            .iter()
            .find(|(known, ..)| *known == self.0)
            .map_or("", |(_, _, unit)| unit)
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A measured value in millionths: sums of integers can be cancelled exactly, sums of floats cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Value(i64);

impl Value {
    /// The largest magnitude accepted. Nine thousand such values fit into one 64-bit sum.
    pub const MAX: f64 = 1e9;
    pub const ONE: Value = Value(1_000_000);
    const PER_UNIT: f64 = 1e6;

    pub fn new(field: &str, value: f64) -> Result<Self, FieldError> {
        crate::number::bounded(field, value, -Self::MAX, Self::MAX).map(Self::rounded)
    }

    /// For values that a validated type already bounds within ±[`Value::MAX`].
    #[expect(clippy::cast_possible_truncation, reason = "bounded by MAX, far inside i64")]
    pub(crate) fn rounded(value: f64) -> Self {
        Self((value * Self::PER_UNIT).round() as i64)
    }

    pub fn from_millionths(value: i64) -> Self {
        Self(value)
    }

    pub fn millionths(self) -> i64 {
        self.0
    }

    pub fn get(self) -> f64 {
        self.0 as f64 / Self::PER_UNIT
    }
}

/// One number at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    pub metric: Metric,
    pub observed_at: Timestamp,
    pub local_date: Date,
    pub value: Value,
}
