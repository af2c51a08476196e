//! Steps, which a phone in the pocket and a watch on the wrist count at the same time.
//!
//! For each hour the source that counted the most is believed, and the others are not added to it. A record that lies in
//! several hours is shared out by time. The hours of a day make its `activity.steps`, at noon of that day in the person's
//! zone, in whole steps. The day of the export is not over, so it is left to the next export. A day's id is its date: one
//! that a later export knows better conflicts.
//!
//! An hour of one source is held in 24 bytes, a million of them at most: fifty years of a phone and a watch.

use std::{collections::HashMap, sync::Arc};

use eunoia_domain::{Change, ContextMeasure, ContextMeasureDraft, Entry, FieldError, local_date};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::{Reader, instant, markup::Sample, names::Names, quantity};
use crate::{
    importer::{Content, Refusal, identity::record_id},
    intake::Intake,
};

const HOUR: u64 = 3_600;

const MOST: usize = 1_000_000;

/// The most steps of one record, far above what a day has.
const MOST_STEPS: f64 = 1_000_000.0;

/// The hours of all sources.
#[derive(Default)]
pub(super) struct Steps {
    hours: HashMap<Hour, Counted>,
    sources: Names,
    /// Seconds by which the hours on the person's clock begin later than those at UTC.
    phase: u64,
    count: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Hour {
    number: u32,
    source: u16,
}

#[derive(Clone, Copy, Default)]
struct Counted {
    /// In thousandths, so that the order of the file makes no difference.
    steps: u64,
    /// Records that begin in the hour, and the first of them.
    records: u32,
    line: u32,
}

impl Steps {
    pub(super) fn new(intake: &Intake) -> Self {
        let noon = instant_of(local_date(intake.now, &intake.zone), intake).map_or(0, Timestamp::as_second);
        Self {
            phase: u64::try_from(noon.rem_euclid(HOUR as i64)).unwrap_or(0),
            ..Self::default()
        }
    }

    pub(super) fn take(&mut self, sample: &Sample, line: u64, reader: &Reader) -> Result<(), FieldError> {
        let (start, seconds) = reader.span(sample.start, sample.end)?;
        let value = quantity(sample, "count")?;
        if !(0.0..=MOST_STEPS).contains(&value) {
            return Err(FieldError::new("value", value, format!("a number from 0 to {MOST_STEPS}")));
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked to lie in 0 to a million"
        )]
        let steps = (value * 1e3).round() as u64;
        let source = self.sources.number("sourceName", sample.source)?;
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        let (first, length) = (u64::from(start) + HOUR - self.phase, u64::from(seconds));
        let numbers = first / HOUR..=(first + length.max(1) - 1) / HOUR;
        let hour = |number: u64| Hour {
            number: u32::try_from(number).unwrap_or(u32::MAX),
            source,
        };
        let full = self.hours.len() + 25 > MOST;
        if full && numbers.clone().any(|number| !self.hours.contains_key(&hour(number))) {
            let expected = format!("at most {MOST} hours with steps in one file");
            return Err(FieldError::new("startDate", instant(start), expected));
        }
        // What is counted up to the end of an hour less what is counted up to its beginning: nothing is lost.
        let until = |at: u64| {
            let passed = at.saturating_sub(first).min(length);
            (steps * passed).checked_div(length).unwrap_or(steps)
        };
        for number in numbers {
            let begins = number == first / HOUR;
            let counted = self.hours.entry(hour(number)).or_default();
            counted.steps += until((number + 1) * HOUR) - if begins { 0 } else { until(number * HOUR) };
            if begins {
                counted.line = if counted.records == 0 { line } else { counted.line.min(line) };
                counted.records += 1;
            }
        }
        self.count += 1;
        Ok(())
    }

    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// The days in order of time.
    pub(super) fn into_rows(self, reader: Arc<Reader>) -> impl Iterator<Item = (u64, Content)> + Send {
        let phase = self.phase;
        let mut hours: Vec<(Hour, Counted)> = self.hours.into_iter().collect();
        hours.sort_unstable_by_key(|(hour, _)| *hour);
        let export = reader.export.and_then(|at| Timestamp::from_second(at).ok());
        let export = export.map(|at| local_date(at, &reader.intake.zone));
        let mut at = 0;
        std::iter::from_fn(move || {
            let (day, used) = Day::of(&hours[at..], phase, &reader)?;
            at += used;
            let mut days = vec![day];
            // A day that only the end of a record reaches into comes with the day that the record began on.
            while let Some((day, used)) = Day::of(&hours[at..], phase, &reader).filter(|(day, _)| day.records == 0) {
                at += used;
                days.push(day);
            }
            Some(rows(&days, export, &reader))
        })
        .flatten()
    }
}

/// The rows of days whose records all began on the first.
fn rows(days: &[Day], export: Option<Date>, reader: &Reader) -> Vec<(u64, Content)> {
    let (line, count) = days.first().map_or((0, 0), |day| (day.line, day.records));
    let over = days.iter().filter(|day| export.is_none_or(|export| day.date < export));
    let changes: Result<Vec<Change>, FieldError> = over.map(|day| day.measure(reader)).collect();
    if changes.as_ref().is_ok_and(Vec::is_empty) {
        let what = "steps of the day of the export, which was not over".to_owned();
        return vec![(line, Content::NotTaken { what, count })];
    }
    let mut rows = vec![(line, Content::from(changes.map_err(Refusal::Field)))];
    rows.extend((count > 1).then(|| (line, Content::Merged(count - 1))));
    rows
}

/// Noon of a day.
fn instant_of(date: Date, intake: &Intake) -> Option<Timestamp> {
    eunoia_domain::instant("date", &date.at(12, 0, 0, 0).to_string(), &intake.zone).ok()
}

struct Day {
    date: Date,
    /// In thousandths.
    steps: u64,
    records: u64,
    line: u64,
}

impl Day {
    /// The day that the first hour is of, and how many of the hours are of it.
    fn of(hours: &[(Hour, Counted)], phase: u64, reader: &Reader) -> Option<(Self, usize)> {
        let date_of = |hour: Hour| {
            let start = (u64::from(hour.number) * HOUR + phase).saturating_sub(HOUR);
            local_date(instant(u32::try_from(start).unwrap_or(u32::MAX)), &reader.intake.zone)
        };
        let (first, counted) = hours.first()?;
        let mut day = Self {
            date: date_of(*first),
            steps: 0,
            records: 0,
            line: u64::from(counted.line),
        };
        let (mut used, mut number, mut most) = (0, first.number, 0);
        for (hour, counted) in hours {
            if hour.number != number {
                day.steps += most;
                (number, most) = (hour.number, 0);
                if date_of(*hour) != day.date {
                    return Some((day, used));
                }
            }
            most = most.max(counted.steps);
            day.records += u64::from(counted.records);
            if counted.records > 0 {
                day.line = if day.line == 0 {
                    counted.line.into()
                } else {
                    day.line.min(counted.line.into())
                };
            }
            used += 1;
        }
        day.steps += most;
        Some((day, used))
    }

    fn measure(&self, reader: &Reader) -> Result<Change, FieldError> {
        let measure = ContextMeasure::try_from(ContextMeasureDraft {
            metric: "activity.steps".to_owned(),
            value: ((self.steps + 500) / 1_000) as f64,
            adds_up: false,
        })?;
        let midnight = TimeZone::UTC.to_timestamp(self.date.into()).map_or(0, |at| at.as_millisecond());
        let id = record_id(u64::try_from(midnight).unwrap_or(0), ["apple-health", "activity.steps"]);
        reader.create(id, instant_of(self.date, &reader.intake), Entry::Context(measure))
    }
}
