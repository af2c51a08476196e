//! Fitbit's sleep logs, version 1.2: an array of nights, or an object with the array `sleep`, as its export and its web
//! interface give them.
//!
//! Its times are local, in the zone the person lives in. Fitbit counts a whole night in the offset it began in, so in
//! the night of a clock change `endTime` is an hour off the clock on the wall; `duration`, which is measured, tells. The
//! night is dated by the one day rule; `dateOfSleep` is Fitbit's own opinion of the same and isn't needed.
//!
//! A night's id is made from its `logId` and the day of its `endTime`: Fitbit gives a log again with other averages of
//! the past month, which is the same night; a night that it changed in itself conflicts with the one that is recorded.

use std::{borrow::Cow, io::BufRead};

use eunoia_domain::{Change, Entry, EventId, FieldError, SleepRecord, SleepRecordDraft, SleepStages, Source};
use jiff::{SignedDuration, Timestamp, civil::Time};
use serde::Deserialize;

use super::{
    Refusal, Row,
    elements::Elements,
    json::{JsonRows, parse},
    stamp::Stamp,
};
use crate::intake::Intake;

/// The most bytes of one night; a usual one has 5,000.
const LIMIT: usize = 4 * 1024 * 1024;

/// Clocks give half minutes and `duration` whole ones.
const TOLERANCE: SignedDuration = SignedDuration::from_mins(2);

/// The rows of a file of nights.
pub(super) fn rows(input: impl BufRead + Send + 'static, intake: Intake) -> impl Iterator<Item = Row> + Send {
    let nights = Elements::new(input, &["sleep"], LIMIT);
    JsonRows::new(nights, move |json| night(json, &intake).map(|change| vec![change]).into())
}

/// What is read of a night; Fitbit's other fields are left out.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Night<'a> {
    log_id: u64,
    #[serde(borrow)]
    start_time: Cow<'a, str>,
    #[serde(borrow)]
    end_time: Cow<'a, str>,
    /// Milliseconds.
    duration: Option<u64>,
    minutes_asleep: Option<f64>,
    /// Percent.
    efficiency: Option<f64>,
    /// `stages`, or `classic`, which knows no stages.
    #[serde(borrow, rename = "type")]
    kind: Option<Cow<'a, str>>,
    levels: Option<Levels>,
}

#[derive(Deserialize)]
struct Levels {
    summary: Option<Summary>,
}

#[derive(Deserialize)]
struct Summary {
    wake: Option<Stage>,
    light: Option<Stage>,
    deep: Option<Stage>,
    rem: Option<Stage>,
}

#[derive(Deserialize)]
struct Stage {
    minutes: f64,
}

fn night(json: &str, intake: &Intake) -> Result<Change, Refusal> {
    let night: Night = parse(json)?;
    let start = Stamp::read("startTime", &night.start_time)?;
    let end = Stamp::read("endTime", &night.end_time)?;
    let (from, to) = span(start, end, &night, intake)?;
    let draft = SleepRecordDraft {
        start: from.to_string(),
        end: to.to_string(),
        asleep_minutes: night.minutes_asleep,
        stages: stages(&night)?,
        efficiency: night.efficiency,
        ..SleepRecordDraft::default()
    };
    let sleep = SleepRecord::new(draft, &intake.zone).map_err(|e| as_fitbit_names_it(e, &night))?;
    let day = Stamp::Local(end.clock().date().to_datetime(Time::midnight()));
    let hash = blake3::hash(format!("fitbit.sleep/{}", night.log_id).as_bytes());
    let mut fingerprint = [0; 10];
    fingerprint.copy_from_slice(&hash.as_bytes()[..10]);
    let id = EventId::from_record(day.id_millis(), &fingerprint);
    let event = intake.assemble(id, None, intake.zone.clone(), Source::Import, Entry::Sleep(sleep));
    Ok(Change::Create(event.map_err(|e| as_fitbit_names_it(e, &night))?))
}

/// When the night began and ended. The clocks and the measured duration must agree, either within the offset that the
/// night began in, as Fitbit counts, or in the person's zone.
fn span(start: Stamp, end: Stamp, night: &Night, intake: &Intake) -> Result<(Timestamp, Timestamp), FieldError> {
    let from = start.at("startTime", &intake.zone)?;
    let to = end.at("endTime", &intake.zone)?;
    let Some(measured) = night.duration else {
        return Ok((from, to));
    };
    let measured = SignedDuration::from_millis(i64::try_from(measured).unwrap_or(i64::MAX));
    let agrees = |elapsed: SignedDuration| elapsed.checked_sub(measured).is_some_and(|off| off.abs() <= TOLERANCE);
    if agrees(to.duration_since(from)) {
        return Ok((from, to));
    }
    let elapsed = end.clock().duration_since(start.clock());
    match from.checked_add(elapsed) {
        Ok(to) if agrees(elapsed) => Ok((from, to)),
        _ => Err(FieldError::new(
            "duration",
            format!("{} minutes", measured.as_mins()),
            format!("about the {} minutes from startTime to endTime", elapsed.as_mins()),
        )),
    }
}

fn stages(night: &Night) -> Result<Option<SleepStages>, FieldError> {
    if night.kind.as_deref() != Some("stages") {
        return Ok(None);
    }
    let Some(summary) = night.levels.as_ref().and_then(|levels| levels.summary.as_ref()) else {
        return Ok(None);
    };
    let minutes = |name: &str, stage: &Option<Stage>| {
        let minutes = stage.as_ref().map(|stage| stage.minutes);
        minutes.ok_or_else(|| FieldError::missing(format!("levels.summary.{name}"), "the minutes of each of the four stages"))
    };
    Ok(Some(SleepStages {
        awake: minutes("wake", &summary.wake)?,
        light: minutes("light", &summary.light)?,
        deep: minutes("deep", &summary.deep)?,
        rem: minutes("rem", &summary.rem)?,
    }))
}

/// The error in the names and with the times of the file.
fn as_fitbit_names_it(error: FieldError, night: &Night) -> FieldError {
    let field = error.field.strip_prefix("data.").unwrap_or(&error.field);
    match field {
        "start" => FieldError::new("startTime", &night.start_time, error.expected),
        "end" => FieldError::new("endTime", &night.end_time, error.expected),
        "asleep_minutes" => FieldError {
            field: "minutesAsleep".to_owned(),
            ..error
        },
        "stages.awake" => FieldError {
            field: "levels.summary.wake".to_owned(),
            ..error
        },
        field => match field.strip_prefix("stages") {
            Some(stage) => FieldError {
                field: format!("levels.summary{stage}"),
                ..error
            },
            None => error,
        },
    }
}
