use serde::{Deserialize, Serialize};

use crate::{FieldError, Score, number::bounded, text::optional_text};

/// What was practised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExerciseKind {
    Breathing,
    Mindfulness,
    Physical,
    Relaxation,
    Cognitive,
    Other,
}

/// A practice of some minutes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExerciseSession {
    exercise: ExerciseKind,
    minutes: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mood_before: Option<Score>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mood_after: Option<Score>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// An exercise session as it comes in, not yet validated.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExerciseSessionDraft {
    pub exercise: ExerciseKind,
    /// 0.1 to 1440.
    pub minutes: f64,
    /// Up to 100 characters.
    pub name: Option<String>,
    /// 1 to 10.
    pub mood_before: Option<f64>,
    /// 1 to 10.
    pub mood_after: Option<f64>,
    /// Up to 10,000 characters.
    pub note: Option<String>,
}

impl TryFrom<ExerciseSessionDraft> for ExerciseSession {
    type Error = FieldError;

    fn try_from(draft: ExerciseSessionDraft) -> Result<Self, FieldError> {
        Ok(Self {
            exercise: draft.exercise,
            minutes: bounded("minutes", draft.minutes, 0.1, 1440.0)?,
            name: optional_text("name", draft.name, 100)?,
            mood_before: draft.mood_before.map(|v| Score::new("mood_before", v)).transpose()?,
            mood_after: draft.mood_after.map(|v| Score::new("mood_after", v)).transpose()?,
            note: optional_text("note", draft.note, 10_000)?,
        })
    }
}

impl ExerciseSession {
    /// Minutes, 0.1 to 1440.
    pub fn minutes(&self) -> f64 {
        self.minutes
    }

    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }
}
