//! Daylio's table of entries, the newest first: `full_date,date,weekday,time,mood,activities,note_title,note`, found by the
//! names of the columns, in any order.
//!
//! - `full_date` and `time` are the clock on the wall, in the person's zone. Times are of 12 hours (`6:50 pm`, with any
//!   kind of space) or of 24 (`20:39`). `date` and `weekday` say the same for people.
//! - `mood` is a name; what it stands for is in [`moods`](super::moods).
//! - `activities` are split at ` | `. Title and note become one note.

use std::io::BufRead;

use eunoia_domain::{Change, Entry, FieldError, MoodEntry, MoodEntryDraft, Source, instant};
use jiff::civil::{Date, DateTime, Time};

use super::{
    Refusal, Row,
    moods::{self, Minutes, Moods},
    records::Records,
    table,
};
use crate::intake::Intake;

/// The entries of a table, after its header.
pub(super) struct Entries<R> {
    records: Records<R>,
    columns: Columns,
    intake: Intake,
    moods: Moods,
    minutes: Minutes,
}

/// Where the columns are, and how many there are.
struct Columns {
    full_date: usize,
    time: usize,
    mood: usize,
    activities: Option<usize>,
    note_title: Option<usize>,
    note: Option<usize>,
    count: usize,
    ignored: Vec<String>,
}

impl Columns {
    fn find(header: &[String]) -> Result<Self, FieldError> {
        let at = |name: &str| match header.iter().filter(|column| *column == name).count() {
            0 => Ok(None),
            1 => Ok(header.iter().position(|column| column == name)),
            many => Err(FieldError::new(format!("column {name}"), format!("there {many} times"), "once")),
        };
        let needed = |name: &str| {
            let some = header.iter().take(30).map(String::as_str).collect::<Vec<_>>().join(", ");
            at(name)?.ok_or_else(|| FieldError::new("the header", some, format!("a column {name}, as Daylio's own table has")))
        };
        const KNOWN: [&str; 8] = ["full_date", "date", "weekday", "time", "mood", "activities", "note_title", "note"];
        Ok(Self {
            full_date: needed("full_date")?,
            time: needed("time")?,
            mood: needed("mood")?,
            activities: at("activities")?,
            note_title: at("note_title")?,
            note: at("note")?,
            count: header.len(),
            ignored: header.iter().filter(|name| !KNOWN.contains(&name.as_str())).cloned().collect(),
        })
    }
}

impl<R: BufRead> Entries<R> {
    /// Reads the header.
    pub(super) fn new(input: R, intake: Intake, moods: Moods) -> Result<Self, Refusal> {
        let mut records = Records::new(input, b',', table::LIMIT);
        let columns = Columns::find(&table::header(&mut records)?)?;
        Ok(Self {
            records,
            columns,
            intake,
            moods,
            minutes: Minutes::default(),
        })
    }

    /// Columns that Daylio's table has not.
    pub(super) fn ignored_columns(&self) -> Vec<String> {
        self.columns.ignored.clone()
    }

    fn changes(&mut self) -> Result<Vec<Change>, Refusal> {
        let (found, expected) = (self.records.fields(), self.columns.count);
        if found != expected {
            return Err(Refusal::Ragged { found, expected });
        }
        let at = minute(
            self.cell("full_date", self.columns.full_date)?,
            self.cell("time", self.columns.time)?,
        )?;
        let id = self.minutes.id(at);
        let optional = |name: &str, column: Option<usize>| column.map_or(Ok(""), |column| self.cell(name, column));
        let activities = optional("activities", self.columns.activities)?.split(" | ").map(str::trim);
        let draft = MoodEntryDraft {
            score: self.moods.score(self.cell("mood", self.columns.mood)?)?,
            activities: activities.filter(|name| !name.is_empty()).map(str::to_owned).collect(),
            note: moods::note(
                optional("note_title", self.columns.note_title)?,
                optional("note", self.columns.note)?,
            ),
            ..MoodEntryDraft::default()
        };
        let mood = MoodEntry::try_from(draft)?;
        let zone = self.intake.zone.clone();
        let at = instant("time", &at.to_string(), &zone)?;
        let event = self.intake.assemble(id, Some(at), zone, Source::Import, Entry::Mood(mood));
        Ok(vec![Change::Create(moods::event(event, "full_date")?)])
    }

    /// A field without the blanks around it.
    fn cell(&self, name: &str, column: usize) -> Result<&str, Refusal> {
        let cell = std::str::from_utf8(self.records.field(column).unwrap_or_default());
        cell.map(str::trim).map_err(|_| Refusal::NotUtf8(format!("column {name}")))
    }
}

fn minute(date: &str, time: &str) -> Result<DateTime, FieldError> {
    let day = Date::strptime("%Y-%m-%d", date).map_err(|_| FieldError::new("full_date", date, "a date such as 2026-03-29"))?;
    let clock = clock(time).ok_or_else(|| FieldError::new("time", time, "a time such as 6:50 pm or 18:50"))?;
    Ok(day.to_datetime(clock))
}

/// Hours and minutes of 12 hours or of 24.
fn clock(text: &str) -> Option<Time> {
    let text = text.to_ascii_lowercase();
    let half = |mark: &str| text.strip_suffix(mark).map(str::trim_end);
    let (digits, add) = match (half("am"), half("pm")) {
        (Some(digits), _) => (digits, Some(0)),
        (_, Some(digits)) => (digits, Some(12)),
        _ => (text.as_str(), None),
    };
    let number = |text: &str, most: usize| {
        let fits = (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| text.parse::<i8>().ok()).flatten()
    };
    let (hour, minute) = digits.split_once(':')?;
    let (hour, minute) = (number(hour, 2)?, number(minute, 2).filter(|_| minute.len() == 2)?);
    let hour = match add {
        Some(add) if (1..=12).contains(&hour) => hour % 12 + add,
        Some(_) => return None,
        None => hour,
    };
    Time::new(hour, minute, 0, 0).ok()
}

impl<R: BufRead> Iterator for Entries<R> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        let (line, whole) = self.records.next_row()?;
        let changes = whole.and_then(|()| self.changes());
        Some(Row {
            line,
            content: changes.into(),
            bytes_read: self.records.bytes_read(),
        })
    }
}
