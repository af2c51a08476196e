//! Sessions of mindfulness, and workouts: one exercise each, from its start.
//!
//! A workout lasts its `duration`, which pauses are no part of, else from start to end. Two sources that tell of the same
//! session are not added: one that another source's earlier session covers at least half of goes into that one. A
//! session's id is its start and which of the two kinds it is.
//!
//! A session is held in 32 bytes, a million of each kind at most.

use std::{cmp::Reverse, sync::Arc};

use eunoia_domain::{Change, Entry, ExerciseKind, ExerciseSession, ExerciseSessionDraft, FieldError};

use super::{
    Reader, instant,
    markup::{Sample, Workout},
    millis,
    names::Names,
};
use crate::importer::{Content, Refusal, identity::record_id};

const MOST: usize = 1_000_000;

/// The sessions of one kind.
#[derive(Default)]
pub(super) struct Sessions {
    sessions: Vec<Session>,
    names: Names,
}

#[derive(Clone, Copy)]
struct Session {
    minutes: f64,
    start: u32,
    seconds: u32,
    line: u32,
    source: u16,
    activity: Option<u16>,
}

impl Sessions {
    pub(super) fn take_mindful(&mut self, sample: &Sample, line: u64, reader: &Reader) -> Result<(), FieldError> {
        let (_, seconds) = reader.span(sample.start, sample.end)?;
        self.take(sample, f64::from(seconds) / 60.0, None, line, reader)
    }

    pub(super) fn take_workout(&mut self, workout: &Workout, line: u64, reader: &Reader) -> Result<(), FieldError> {
        let (_, seconds) = reader.span(workout.sample.start, workout.sample.end)?;
        let minutes = match duration(workout)? {
            Some(minutes) => minutes,
            None => f64::from(seconds) / 60.0,
        };
        let activity = workout.activity;
        let activity = Some(activity.strip_prefix(b"HKWorkoutActivityType".as_slice()).unwrap_or(activity));
        self.take(&workout.sample, minutes, activity, line, reader)
    }

    fn take(&mut self, sample: &Sample, minutes: f64, activity: Option<&[u8]>, line: u64, reader: &Reader) -> Result<(), FieldError> {
        let (start, seconds) = reader.span(sample.start, sample.end)?;
        if self.sessions.len() >= MOST {
            let expected = format!("at most {MOST} sessions in one file");
            return Err(FieldError::new("startDate", instant(start), expected));
        }
        let session = Session {
            minutes,
            start,
            seconds,
            line: u32::try_from(line).unwrap_or(u32::MAX),
            source: self.names.number("sourceName", sample.source)?,
            activity: activity.map(|name| self.names.number("workoutActivityType", name)).transpose()?,
        };
        // Checked here, so that each record is refused by itself.
        exercise(&session, &self.names)?;
        self.sessions.push(session);
        Ok(())
    }

    pub(super) fn count(&self) -> u64 {
        self.sessions.len() as u64
    }

    /// The sessions in order of time.
    pub(super) fn into_rows(self, reader: Arc<Reader>) -> impl Iterator<Item = (u64, Content)> + Send {
        let Self { mut sessions, names } = self;
        sessions.sort_unstable_by_key(|s| (s.start, Reverse(s.seconds), s.line));
        // The one that lasts longest of those that were kept.
        let mut kept: Option<Session> = None;
        sessions.into_iter().map(move |session| {
            let line = u64::from(session.line);
            if kept.is_some_and(|kept| covers(kept, session)) {
                return (line, Content::Merged(1));
            }
            if kept.is_none_or(|kept| session.end() >= kept.end()) {
                kept = Some(session);
            }
            let change = session.change(&names, &reader);
            (line, change.map(|change| vec![change]).map_err(Refusal::Field).into())
        })
    }
}

/// Whether another source tells of the session already.
fn covers(kept: Session, session: Session) -> bool {
    let common = kept.end().min(session.end()).saturating_sub(session.start);
    kept.source != session.source && common > 0 && u64::from(common) * 2 >= u64::from(session.seconds)
}

impl Session {
    fn end(self) -> u32 {
        self.start.saturating_add(self.seconds)
    }

    fn change(&self, names: &Names, reader: &Reader) -> Result<Change, FieldError> {
        let kind = if self.activity.is_some() { "workout" } else { "mindful" };
        let id = record_id(millis(self.start), ["apple-health", kind]);
        reader.create(id, Some(instant(self.start)), Entry::Exercise(exercise(self, names)?))
    }
}

fn exercise(session: &Session, names: &Names) -> Result<ExerciseSession, FieldError> {
    let activity = session.activity.and_then(|number| names.get(number));
    let exercise = match activity {
        Some(_) => ExerciseKind::Physical,
        None => ExerciseKind::Mindfulness,
    };
    let name = activity.map(|name| words(&String::from_utf8_lossy(name)));
    ExerciseSession::try_from(ExerciseSessionDraft {
        exercise,
        minutes: session.minutes,
        name: name.filter(|name| !name.is_empty()),
        mood_before: None,
        mood_after: None,
        note: None,
    })
}

/// `TraditionalStrengthTraining` in words.
fn words(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_uppercase() && words.ends_with(char::is_lowercase) {
            words.push(' ');
        }
        words.push(letter);
    }
    words
}

/// In minutes; [`None`] where the workout doesn't say.
fn duration(workout: &Workout) -> Result<Option<f64>, FieldError> {
    if workout.duration.is_empty() {
        return Ok(None);
    }
    let minutes = match workout.sample.unit {
        b"min" => 1.0,
        b"s" | b"sec" => 1.0 / 60.0,
        b"hr" | b"h" => 60.0,
        other => return Err(FieldError::new("durationUnit", String::from_utf8_lossy(other), "min, s or hr")),
    };
    let text = String::from_utf8_lossy(workout.duration);
    let number: f64 = text
        .parse()
        .map_err(|_| FieldError::new("duration", &text, "a number such as 42.5"))?;
    Ok(Some(number * minutes))
}
