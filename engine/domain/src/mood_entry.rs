use serde::{Deserialize, Serialize};

use crate::{
    FieldError, Score, Valence,
    text::{names, optional_text},
};

/// How somebody felt at one time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MoodEntry {
    score: Score,
    #[serde(skip_serializing_if = "Option::is_none")]
    energy: Option<Score>,
    #[serde(skip_serializing_if = "Option::is_none")]
    valence: Option<Valence>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    emotions: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    activities: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    weather: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// A mood entry as it comes in, not yet validated.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoodEntryDraft {
    /// 1 (worst) to 10 (best).
    pub score: f64,
    /// 1 (drained) to 10 (full of energy).
    pub energy: Option<f64>,
    /// -1 (very unpleasant) to 1 (very pleasant).
    pub valence: Option<f64>,
    #[serde(default)]
    pub emotions: Vec<String>,
    #[serde(default)]
    pub activities: Vec<String>,
    /// Up to 200 characters.
    pub place: Option<String>,
    /// Up to 100 characters.
    pub weather: Option<String>,
    /// Up to 10,000 characters.
    pub note: Option<String>,
}

impl TryFrom<MoodEntryDraft> for MoodEntry {
    type Error = FieldError;

    fn try_from(draft: MoodEntryDraft) -> Result<Self, FieldError> {
        Ok(Self {
            score: Score::new("score", draft.score)?,
            energy: draft.energy.map(|v| Score::new("energy", v)).transpose()?,
            valence: draft.valence.map(|v| Valence::new("valence", v)).transpose()?,
            emotions: names("emotions", draft.emotions)?,
            activities: names("activities", draft.activities)?,
            place: optional_text("place", draft.place, 200)?,
            weather: optional_text("weather", draft.weather, 100)?,
            note: optional_text("note", draft.note, 10_000)?,
        })
    }
}

impl MoodEntry {
    pub fn score(&self) -> Score {
        self.score
    }

    pub fn energy(&self) -> Option<Score> {
        self.energy
    }

    pub fn valence(&self) -> Option<Valence> {
        self.valence
    }

    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// Where it was, in the person's words.
    pub fn place(&self) -> Option<&str> {
        self.place.as_deref()
    }
}
