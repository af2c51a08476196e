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
//! An archive may have up to 256 MiB, what is unpacked of it 64 MiB; both are held while it is unpacked, and what came of
//! it while its entries are read, one at a time. An entry may have up to a mebibyte, and a backup 10,000 moods and tags.

use std::{
    collections::HashMap,
    io::{Cursor, Read},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use eunoia_domain::{Change, Entry, FieldError, MoodEntry, MoodEntryDraft, Source, instant};
use jiff::{Timestamp, civil::DateTime};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;
use zip::ZipArchive;

use super::{
    Content, Refusal, Row,
    elements::Elements,
    json::{JsonRows, parse},
    moods::{self, Minutes},
};
use crate::intake::Intake;

/// The most bytes of an archive.
const ARCHIVE_BYTES: u64 = 256 * 1024 * 1024;

/// The most bytes of the entries, as base64.
const UNPACKED_BYTES: u64 = 64 * 1024 * 1024;

/// The most bytes of one entry, mood or tag.
const ENTRY_BYTES: usize = 1024 * 1024;

/// The most moods, and the most tags.
const MOST_NAMES: usize = 10_000;

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
        let read = unpack(input, &mut bytes_read).and_then(|json| Names::read(&json).map(|names| (json, names)));
        match read {
            Ok((json, names)) => Box::new(entries(json, names, bytes_read, intake.clone())),
            Err(refusal) => Box::new(std::iter::once(Row {
                line: 1,
                content: Content::Refused(refusal),
                bytes_read,
            })),
        }
    })
}

/// The entries one by one, so that a broken one hides no other.
fn entries(json: Vec<u8>, names: Names, bytes_read: u64, intake: Intake) -> impl Iterator<Item = Row> + Send {
    let elements = Elements::new(Cursor::new(json), &["dayEntries"], ENTRY_BYTES);
    let mut minutes = Minutes::default();
    let rows = JsonRows::new(elements, move |json| {
        let change = entry(json, &names, &mut minutes, &intake);
        change.map(|change| vec![change]).map_err(Refusal::Field).into()
    });
    rows.map(move |row| Row { bytes_read, ..row })
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

/// What the numbers in an entry stand for.
struct Names {
    /// The level of a mood, 1 to 5.
    levels: HashMap<i64, i64>,
    tags: HashMap<i64, String>,
}

impl Names {
    fn read(json: &[u8]) -> Result<Self, Refusal> {
        // Nothing of the lists is held here; that there are entries is all that is asked of them.
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Draft<'a> {
            #[serde(borrow)]
            custom_moods: &'a RawValue,
            #[serde(borrow)]
            tags: Option<&'a RawValue>,
            #[serde(borrow, rename = "dayEntries")]
            _day_entries: &'a RawValue,
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
        let level = |mood: Mood| (mood.id, 6_i64.saturating_sub(mood.mood_group_id));
        let name = |tag: Tag| (tag.id, tag.name);
        Ok(Self {
            levels: numbered("customMoods", draft.custom_moods, level)?,
            tags: match draft.tags {
                Some(tags) => numbered("tags", tags, name)?,
                None => HashMap::new(),
            },
        })
    }
}

/// Reads a list one element at a time; each is a number and what it stands for.
fn numbered<T: DeserializeOwned, V>(list: &str, json: &RawValue, pair: impl Fn(T) -> (i64, V)) -> Result<HashMap<i64, V>, Refusal> {
    if !json.get().starts_with('[') {
        return Err(FieldError::new(list, "not of that form", "a list").into());
    }
    let mut elements = Elements::new(json.get().as_bytes(), &[], ENTRY_BYTES);
    let mut pairs = HashMap::new();
    for nth in 0.. {
        let Some(element) = elements.next()? else { break };
        if nth == MOST_NAMES {
            return Err(FieldError::new(list, "longer", format!("at most {MOST_NAMES} of them")).into());
        }
        let element = std::str::from_utf8(element).map_err(|_| Refusal::NotUtf8(list.to_owned()))?;
        let read = parse(element).map_err(|e| e.within(&format!("{list}[{nth}]")))?;
        pairs.extend([pair(read)]);
    }
    Ok(pairs)
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
