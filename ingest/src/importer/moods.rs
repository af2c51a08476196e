//! Daylio's moods: five levels, awful 1, bad 2, meh 3, good 4, rad 5, which a person may rename and add to.
//!
//! Levels map linearly onto the score: 1, 3.25, 5.5, 7.75 and 10. What a renamed mood stands for is never guessed; a
//! mapping says it, with fractions for moods in between:
//!
//! ```toml
//! [moods]
//! splendid = 5
//! "so so" = 2.5
//! ```

use std::collections::BTreeMap;

use eunoia_domain::{Event, EventId, FieldError, Scale};
use jiff::{civil::DateTime, tz::TimeZone};
use serde::Deserialize;

use super::identity::record_id;

/// The names of a fresh Daylio, from level 1 on.
const NAMES: [&str; 5] = ["awful", "bad", "meh", "good", "rad"];

/// What a person's own moods stand for, in scores.
#[derive(Debug, Clone, Default)]
pub(super) struct Moods(BTreeMap<String, f64>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MoodsDraft {
    moods: BTreeMap<String, f64>,
}

impl Moods {
    pub(super) fn check(draft: MoodsDraft) -> Result<Self, FieldError> {
        let levels = draft.moods.into_iter();
        let scores = levels.map(|(name, level)| score(&format!("moods.{name}"), level).map(|score| (name.trim().to_owned(), score)));
        scores.collect::<Result<_, _>>().map(Self)
    }

    /// The score of a mood by its name: the mapping's, else that of a fresh Daylio.
    pub(super) fn score(&self, name: &str) -> Result<f64, FieldError> {
        if let Some(score) = self.0.get(name) {
            return Ok(*score);
        }
        match (1_u8..).zip(NAMES).find(|(_, known)| known.eq_ignore_ascii_case(name)) {
            Some((level, _)) => score("mood", f64::from(level)),
            None => Err(FieldError::new(
                "mood",
                name,
                format!(
                    "one of {}, or a mapping that says its level from 1 to 5: [moods] \"{name}\" = 3",
                    NAMES.join(", ")
                ),
            )),
        }
    }
}

/// The score of a level from 1 (awful) to 5 (rad).
pub(super) fn score(field: &str, level: f64) -> Result<f64, FieldError> {
    Scale::new((1.0, 5.0), (1.0, 10.0))?.map(field, level)
}

/// Title and note of an entry, as one note.
pub(super) fn note(title: &str, note: &str) -> Option<String> {
    let parts: Vec<&str> = [title.trim(), note.trim()].into_iter().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}

/// Gives a diary's entries their ids: the minute on the clock and, for several entries of one minute, which of them it is
/// in the order of the file. So an entry is the same in a table and in a backup, and one that was changed since it was
/// imported conflicts with what is recorded instead of becoming a second one.
#[derive(Debug, Default)]
pub(super) struct Minutes {
    last: Option<DateTime>,
    nth: u32,
}

impl Minutes {
    pub(super) fn id(&mut self, minute: DateTime) -> EventId {
        self.nth = if self.last == Some(minute) { self.nth + 1 } else { 0 };
        self.last = Some(minute);
        let millis = TimeZone::UTC.to_timestamp(minute).map_or(0, |at| at.as_millisecond());
        record_id(
            u64::try_from(millis).unwrap_or(0),
            ["daylio", &minute.to_string(), &self.nth.to_string()],
        )
    }
}

/// An event's error in the names of the file, where its time is wrong.
pub(super) fn event(assembled: Result<Event, FieldError>, time: &str) -> Result<Event, FieldError> {
    assembled.map_err(|e| FieldError {
        field: time.to_owned(),
        ..e
    })
}
