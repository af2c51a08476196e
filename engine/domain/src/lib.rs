//! The words of the field: types that cannot hold a wrong value.
//!
//! Everything a person records becomes an [`Event`] around one [`Entry`]; an entry gives [`Observation`]s, the numbers
//! that are analysed. Constructors are the only way in: they validate once and name the field, the value and the
//! range when they refuse. This crate does no I/O, reads no clock and draws no randomness.

mod assessment;
mod context_measure;
mod entry;
mod error;
mod event;
mod exercise_session;
mod gratitude_entry;
mod id;
mod journal_entry;
mod local_date;
mod metric;
mod mood_entry;
mod number;
mod sleep_record;
mod text;

pub use assessment::{Assessment, AssessmentDraft, AssessmentScore, Band, CssrsAnswers, CssrsTier, FollowUp, Instrument};
pub use context_measure::{ContextMeasure, ContextMeasureDraft};
pub use entry::{Entry, EntryKind};
pub use error::FieldError;
pub use event::{Change, Event, Source};
pub use exercise_session::{ExerciseKind, ExerciseSession, ExerciseSessionDraft};
pub use gratitude_entry::{GratitudeEntry, GratitudeEntryDraft};
pub use id::EventId;
pub use journal_entry::{JournalEntry, JournalEntryDraft};
pub use local_date::{Moment, Zone, instant, local_date};
pub use metric::{DayRule, Metric, Observation, Value};
pub use mood_entry::{MoodEntry, MoodEntryDraft};
pub use number::{Scale, Score, Valence};
pub use sleep_record::{SleepRecord, SleepRecordDraft, SleepStages};
