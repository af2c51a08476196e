//! Apple Health's `export.xml`: gigabytes, read once from front to end. Taken are
//!
//! | Records | What becomes of them |
//! |---|---|
//! | `SleepAnalysis` | sleeps, merged over all sources: [`sleep`] |
//! | `StepCount` | `activity.steps`, one measure a day: [`steps`] |
//! | `RestingHeartRate` | `heart.resting_rate`, one measure a record |
//! | `MindfulSession` | exercise, mindfulness: [`sessions`] |
//! | `Workout` | exercise, physical: [`sessions`] |
//!
//! Every other child of `HealthData` is a row that is not taken, counted by its type. Records inside a `Correlation` are no
//! rows: Apple repeats each of them at the top. Apple writes times with the offset that the phone has on the day of the
//! export, so only instants are read from them.
//!
//! What later exports change: sleeps, days of steps and sessions are made of many records in any order, so they are held
//! in a few bytes each (and no more than stated there) and told after the last one. What is not over at the moment of the
//! export (`ExportDate`), today's steps and a sleep that may go on, is left to the next export; and of a file that is cut
//! off nothing merged is taken at all, since half a night would be recorded as a whole one. What a later export still
//! changes is told as a conflict, with few exceptions that [`sleep`] names: ids are made of a night's day, a shorter
//! sleep's hour, a day of steps, a session's start.

mod markup;
mod names;
mod sessions;
mod sleep;
mod steps;
mod tally;

use std::{collections::VecDeque, io::BufRead, sync::Arc};

use eunoia_domain::{Change, ContextMeasure, ContextMeasureDraft, Entry, EventId, FieldError, Source};
use jiff::Timestamp;

use self::{
    markup::{Element, Markup, Record},
    sessions::Sessions,
    sleep::Segments,
    steps::Steps,
    tally::Tally,
};
use super::{Content, Refusal, Row, identity::record_id, stamp};
use crate::intake::Intake;

/// What is not taken is told again after this many bytes, which shows how far the reading is.
const TELL_BYTES: u64 = 16 * 1024 * 1024;

/// The rows of an export.
pub(super) struct Export<R> {
    markup: Markup<R>,
    taken: Taken,
    ready: VecDeque<Row>,
    told_at: u64,
    /// Rows that are told after the last record.
    rest: Option<Box<dyn Iterator<Item = Row> + Send>>,
}

/// What was read so far and is not told yet.
struct Taken {
    reader: Reader,
    sleep: Segments,
    steps: Steps,
    mindful: Sessions,
    workouts: Sessions,
    tally: Tally,
    /// The record's number, from 1.
    number: u64,
}

impl<R: BufRead> Export<R> {
    pub(super) fn new(input: R, intake: Intake) -> Self {
        let reader = Reader::new(intake);
        Self {
            markup: Markup::new(input),
            taken: Taken {
                sleep: Segments::default(),
                steps: Steps::new(&reader.intake),
                mindful: Sessions::default(),
                workouts: Sessions::default(),
                tally: Tally::default(),
                number: 0,
                reader,
            },
            ready: VecDeque::new(),
            told_at: 0,
            rest: None,
        }
    }

    /// Reads up to the next row that is told, or to the end.
    fn advance(&mut self) {
        let taken = &mut self.taken;
        let content = match self.markup.next(|element| taken.take(element)) {
            Ok(Some(content)) => content,
            Ok(None) => {
                self.end(true);
                return;
            }
            Err(refusal) => {
                self.taken.number += 1;
                self.tell(Content::Refused(refusal));
                self.end(false);
                return;
            }
        };
        if let Some(content) = content {
            self.tell(content);
        }
        if self.markup.bytes_read() - self.told_at >= TELL_BYTES {
            self.tell_tally();
        }
    }

    fn tell(&mut self, content: Content) {
        self.ready.push_back(Row {
            line: self.taken.number,
            content,
            bytes_read: self.markup.bytes_read(),
        });
    }

    fn tell_tally(&mut self) {
        self.told_at = self.markup.bytes_read();
        for (what, count) in self.taken.tally.drain() {
            self.tell(Content::NotTaken { what, count });
        }
    }

    /// Turns to what can only be told at the end.
    fn end(&mut self, whole: bool) {
        self.tell_tally();
        let bytes_read = self.markup.bytes_read();
        let Taken {
            reader,
            sleep,
            steps,
            mindful,
            workouts,
            ..
        } = &mut self.taken;
        let counts = [
            (sleep.count(), "parts of sleeps"),
            (steps.count(), "steps"),
            (mindful.count() + workouts.count(), "sessions"),
        ];
        if !whole {
            for (count, what) in counts.into_iter().filter(|(count, _)| *count > 0) {
                let what = format!("{what}, of a file that could not be read to its end");
                self.tell(Content::NotTaken { what, count });
            }
            self.rest = Some(Box::new(std::iter::empty()));
            return;
        }
        let reader = Arc::new(reader.clone());
        let rest = std::mem::take(sleep)
            .into_rows(Arc::clone(&reader))
            .chain(std::mem::take(steps).into_rows(Arc::clone(&reader)))
            .chain(std::mem::take(mindful).into_rows(Arc::clone(&reader)))
            .chain(std::mem::take(workouts).into_rows(reader));
        self.rest = Some(Box::new(rest.map(move |(line, content)| Row { line, content, bytes_read })));
    }
}

impl<R: BufRead> Iterator for Export<R> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        loop {
            if let Some(row) = self.ready.pop_front() {
                return Some(row);
            }
            match &mut self.rest {
                Some(rest) => return rest.next(),
                None => self.advance(),
            }
        }
    }
}

impl Taken {
    /// Takes one child of the root; what it gives at once, or [`None`] when it is held or counted.
    fn take(&mut self, element: &Element) -> Option<Content> {
        match element.name() {
            b"ExportDate" => {
                self.reader.export = element.attribute(b"value").and_then(|value| stamp::apple(&value));
                return None;
            }
            b"Me" => return None,
            _ => self.number += 1,
        }
        let line = self.number;
        let taken = match element.name() {
            b"Record" => match element.record() {
                Ok(Record::Other(kind)) => {
                    self.tally.count(kind);
                    return None;
                }
                Ok(Record::Sleep(sample)) => self.sleep.take(&sample, line, &self.reader),
                Ok(Record::Steps(sample)) => self.steps.take(&sample, line, &self.reader),
                Ok(Record::Mindful(sample)) => self.mindful.take_mindful(&sample, line, &self.reader),
                Ok(Record::RestingRate(sample)) => {
                    let read = resting_rate(&sample, &self.reader);
                    return Some(read.map(|change| vec![change]).map_err(Refusal::Field).into());
                }
                Err(e) => Err(e),
            },
            b"Workout" => element
                .workout()
                .and_then(|workout| self.workouts.take_workout(&workout, line, &self.reader)),
            other => {
                self.tally.count(other);
                Ok(())
            }
        };
        taken.err().map(|e| Content::Refused(Refusal::Field(e)))
    }
}

/// What is needed to make events of records.
#[derive(Clone)]
struct Reader {
    intake: Intake,
    /// Seconds since 1970.
    latest: i64,
    /// When the export was made, in seconds since 1970.
    export: Option<i64>,
}

impl Reader {
    const DAY: i64 = 24 * 3_600;

    fn new(intake: Intake) -> Self {
        let latest = intake.now.as_second() + Self::DAY;
        let latest = latest.min(i64::from(u32::MAX));
        Self {
            intake,
            latest,
            export: None,
        }
    }

    /// Reads a time: seconds since 1970.
    fn seconds(&self, field: &str, text: &[u8]) -> Result<u32, FieldError> {
        let refused = |expected: &str| FieldError::new(field, String::from_utf8_lossy(text), expected);
        let at = stamp::apple(text).ok_or_else(|| refused("a time such as 2024-01-01 23:00:00 -0800"))?;
        let fits = u32::try_from(at).ok().filter(|_| at <= self.latest);
        fits.ok_or_else(|| refused("a time from 1970-01-01 to 24 hours from now"))
    }

    /// Reads a span of at most 24 hours: its start, and its length in seconds.
    fn span(&self, start: &[u8], end: &[u8]) -> Result<(u32, u32), FieldError> {
        let (from, to) = (self.seconds("startDate", start)?, self.seconds("endDate", end)?);
        let length = to.checked_sub(from).filter(|length| i64::from(*length) <= Self::DAY);
        let length = length.ok_or_else(|| {
            let expected = "a time from startDate to 24 hours after it";
            FieldError::new("endDate", String::from_utf8_lossy(end), expected)
        })?;
        Ok((from, length))
    }

    fn create(&self, id: EventId, at: Option<Timestamp>, entry: Entry) -> Result<Change, FieldError> {
        let zone = self.intake.zone.clone();
        self.intake.assemble(id, at, zone, Source::Import, entry).map(Change::Create)
    }
}

/// An instant that was read before.
fn instant(seconds: u32) -> Timestamp {
    Timestamp::from_second(i64::from(seconds)).unwrap_or_default()
}

fn millis(seconds: u32) -> u64 {
    u64::from(seconds) * 1_000
}

/// Reads the value of a quantity whose unit must be `unit`.
fn quantity(sample: &markup::Sample, unit: &str) -> Result<f64, FieldError> {
    if sample.unit != unit.as_bytes() {
        return Err(FieldError::new("unit", String::from_utf8_lossy(sample.unit), unit));
    }
    let text = String::from_utf8_lossy(sample.value);
    text.parse().map_err(|_| FieldError::new("value", &text, "a number such as 62"))
}

fn resting_rate(sample: &markup::Sample, reader: &Reader) -> Result<Change, FieldError> {
    let (start, _) = reader.span(sample.start, sample.end)?;
    let value = quantity(sample, "count/min")?;
    let measure = ContextMeasure::try_from(ContextMeasureDraft {
        metric: "heart.resting_rate".to_owned(),
        value,
        adds_up: false,
    })?;
    let id = record_id(millis(start), ["apple-health", "heart.resting_rate"]);
    reader.create(id, Some(instant(start)), Entry::Context(measure))
}
