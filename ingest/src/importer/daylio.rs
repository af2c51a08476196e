//! Daylio's backup: a ZIP whose `backup.daylio` is JSON in base64. Pictures and recordings in it are not read.
//!
//! - `datetime` is the instant of an entry. The day it falls on is that of the person's zone, even where the entry's own
//!   `timeZoneOffset` says that they were elsewhere: an instant is sure, a zone can't be made from an offset. Without
//!   `datetime` the clock (`year`, `month` from 0, `day`, `hour`, `minute`) is read in the person's zone.
//! - `mood` is the id of one of `customMoods`, whose `mood_group_id` runs from 1 (rad) to 5 (awful), so the level of the
//!   table is 6 less it. A renamed mood needs no mapping here.
//! - `tags` are ids, whose names become activities. Title and note become one note, as they were written, with the marks
//!   of their layout.
//!
//! An archive may have up to 256 MiB, what is unpacked of it 64 MiB; both are held while they are read.

use std::{
    collections::HashMap,
    io::{Cursor, Read},
    sync::Arc,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use eunoia_domain::{Change, Entry, FieldError, MoodEntry, MoodEntryDraft, Source, instant};
use jiff::{Timestamp, civil::DateTime};
use serde::Deserialize;
use serde_json::value::RawValue;
use zip::ZipArchive;

use super::{
    Refusal, Row,
    json::parse,
    moods::{self, Minutes},
};
use crate::intake::Intake;

/// The most bytes of an archive.
const ARCHIVE_BYTES: u64 = 256 * 1024 * 1024;

/// The most bytes of the entries, as base64.
const UNPACKED_BYTES: u64 = 64 * 1024 * 1024;

/// An archive's directory ends with its size, which is within so many bytes of the end.
const DIRECTORY_END_BYTES: usize = 70_000;

/// What announces that the directory may have more names than 16 bits can count.
const LONG_FORM: &[u8] = b"PK\x06\x07";

const NAME: &str = "backup.daylio";

/// The rows of a backup, numbered from 1 in the order of the file.
pub(super) fn rows(input: impl Read + Send + 'static, intake: Intake) -> impl Iterator<Item = Row> + Send {
    // Nothing is read before the first row is asked for.
    std::iter::once(input).flat_map(move |input| -> Box<dyn Iterator<Item = Row> + Send> {
        let mut bytes_read = 0;
        match unpack(input, &mut bytes_read).and_then(|json| Backup::read(&json)) {
            Ok(backup) => Box::new(entries(backup, bytes_read, intake.clone())),
            Err(refusal) => Box::new(std::iter::once(row(1, bytes_read, Err(refusal)))),
        }
    })
}

fn row(line: u64, bytes_read: u64, changes: Result<Vec<Change>, Refusal>) -> Row {
    Row {
        line,
        content: changes.into(),
        bytes_read,
    }
}

fn entries(backup: Backup, bytes_read: u64, intake: Intake) -> impl Iterator<Item = Row> + Send {
    let (names, mut minutes) = (Arc::new(backup.names), Minutes::default());
    (1..).zip(backup.entries).map(move |(line, json)| {
        let changes = entry(json.get(), &names, &mut minutes, &intake);
        row(line, bytes_read, changes.map(|change| vec![change]).map_err(Refusal::Field))
    })
}

/// The JSON in an archive.
fn unpack(input: impl Read, bytes_read: &mut u64) -> Result<Vec<u8>, Refusal> {
    let refused = |at: u64, why: String| Refusal::Unreadable { at, why };
    let mut archive = Vec::new();
    let read = input.take(ARCHIVE_BYTES + 1).read_to_end(&mut archive);
    *bytes_read = archive.len() as u64;
    read.map_err(|e| refused(*bytes_read, e.to_string()))?;
    if *bytes_read > ARCHIVE_BYTES {
        return Err(refused(ARCHIVE_BYTES, format!("a backup may have up to {ARCHIVE_BYTES} bytes")));
    }
    // Without the long form of its directory an archive has at most 65,535 names.
    let end = archive.len().saturating_sub(DIRECTORY_END_BYTES);
    if archive[end..].windows(LONG_FORM.len()).any(|bytes| bytes == LONG_FORM) {
        return Err(refused(0, "an archive in the long form (ZIP64), which no backup has".to_owned()));
    }
    let mut archive =
        ZipArchive::new(Cursor::new(archive)).map_err(|e| refused(0, format!("no ZIP archive, as a Daylio backup is ({e})")))?;
    let file = archive
        .by_name(NAME)
        .map_err(|e| refused(0, format!("no {NAME} is in the archive, which a Daylio backup has ({e})")))?;
    let mut base64 = Vec::new();
    file.take(UNPACKED_BYTES + 1)
        .read_to_end(&mut base64)
        .map_err(|e| refused(0, format!("{NAME} can't be unpacked: {e}")))?;
    if base64.len() as u64 > UNPACKED_BYTES {
        return Err(refused(0, format!("{NAME} unpacks to more than {UNPACKED_BYTES} bytes")));
    }
    base64.retain(|byte| !byte.is_ascii_whitespace());
    STANDARD
        .decode(&base64)
        .map_err(|e| refused(0, format!("{NAME} is not base64: {e}")))
}

/// What is read of a backup; its entries are taken apart one by one, so that a broken one hides no other.
struct Backup {
    names: Names,
    entries: Vec<Box<RawValue>>,
}

/// What the numbers in an entry stand for.
struct Names {
    /// The level of a mood, 1 to 5.
    levels: HashMap<i64, i64>,
    tags: HashMap<i64, String>,
}

impl Backup {
    fn read(json: &[u8]) -> Result<Self, Refusal> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Draft {
            custom_moods: Vec<Mood>,
            #[serde(default)]
            tags: Vec<Tag>,
            day_entries: Vec<Box<RawValue>>,
        }
        #[derive(Deserialize)]
        struct Mood {
            id: i64,
            mood_group_id: i64,
        }
        #[derive(Deserialize)]
        struct Tag {
            id: i64,
            name: String,
        }
        let json = std::str::from_utf8(json).map_err(|_| Refusal::NotUtf8(NAME.to_owned()))?;
        let draft: Draft = parse(json)?;
        Ok(Self {
            names: Names {
                levels: draft
                    .custom_moods
                    .iter()
                    .map(|mood| (mood.id, 6_i64.saturating_sub(mood.mood_group_id)))
                    .collect(),
                tags: draft.tags.into_iter().map(|tag| (tag.id, tag.name)).collect(),
            },
            entries: draft.day_entries,
        })
    }
}

#[derive(Deserialize)]
struct DayEntry {
    year: i16,
    /// From 0.
    month: i8,
    day: i8,
    hour: i8,
    minute: i8,
    /// Milliseconds since 1970.
    datetime: Option<i64>,
    mood: i64,
    #[serde(default)]
    tags: Vec<i64>,
    note_title: Option<String>,
    note: Option<String>,
}

fn entry(json: &str, names: &Names, minutes: &mut Minutes, intake: &Intake) -> Result<Change, FieldError> {
    let entry: DayEntry = parse(json)?;
    let clock = entry.clock()?;
    let id = minutes.id(clock);
    let zone = intake.zone.clone();
    let at = match entry.datetime {
        Some(millis) => Timestamp::from_millisecond(millis).map_err(|_| FieldError::new("datetime", millis, "milliseconds since 1970"))?,
        None => instant("hour", &clock.to_string(), &zone)?,
    };
    let draft = MoodEntryDraft {
        score: names.score(entry.mood)?,
        activities: names.activities(&entry.tags)?,
        note: moods::note(
            entry.note_title.as_deref().unwrap_or_default(),
            entry.note.as_deref().unwrap_or_default(),
        ),
        ..MoodEntryDraft::default()
    };
    let mood = MoodEntry::try_from(draft)?;
    let event = intake.assemble(id, Some(at), zone, Source::Import, Entry::Mood(mood));
    moods::event(event, "datetime").map(Change::Create)
}

impl DayEntry {
    /// What the clock on the wall showed.
    fn clock(&self) -> Result<DateTime, FieldError> {
        let month = self.month.saturating_add(1);
        DateTime::new(self.year, month, self.day, self.hour, self.minute, 0, 0).map_err(|_| {
            let found = format!("{}-{}-{} {}:{}", self.year, self.month, self.day, self.hour, self.minute);
            FieldError::new("year-month-day hour:minute", found, "a date and time, its month counted from 0")
        })
    }
}

impl Names {
    fn score(&self, mood: i64) -> Result<f64, FieldError> {
        let level = self.levels.get(&mood).copied();
        let level = level.ok_or_else(|| FieldError::new("mood", mood, "the id of one of customMoods"))?;
        let level = i8::try_from(level).ok().filter(|level| (1..=5).contains(level));
        let level = level.ok_or_else(|| FieldError::new("mood", mood, "a mood whose mood_group_id is 1 to 5"))?;
        moods::score("mood", f64::from(level))
    }

    fn activities(&self, tags: &[i64]) -> Result<Vec<String>, FieldError> {
        let name = |tag: &i64| {
            let name = self.tags.get(tag).cloned();
            name.ok_or_else(|| FieldError::new("tags", tag, "ids that are in the backup's own tags"))
        };
        tags.iter().map(name).collect()
    }
}
