//! Oura's sleep periods, version 2: an array, or an object with the array `data` or `sleep`.
//!
//! `long_sleep`, `sleep` and `late_nap` are sleeps. `rest` is a rest without sleep and `deleted` was taken back, so both
//! are counted as not taken. Durations are in seconds. Four stages are taken together or not at all. A period is known
//! again by its `id`, and one that Oura has revised conflicts with the one that is recorded.

use std::{borrow::Cow, io::BufRead};

use eunoia_domain::{Change, Entry, FieldError, SleepRecord, SleepRecordDraft, SleepStages, Source};
use serde::Deserialize;

use super::{
    Content, Refusal, Row,
    elements::Elements,
    identity::record_id,
    json::{JsonRows, parse},
    stamp::Stamp,
};
use crate::intake::Intake;

/// The most bytes of one period; a usual one has 10,000.
const LIMIT: usize = 4 * 1024 * 1024;

/// The rows of a file of periods.
pub(super) fn rows(input: impl BufRead + Send + 'static, intake: Intake) -> impl Iterator<Item = Row> + Send {
    let periods = Elements::new(input, &["data", "sleep"], LIMIT);
    JsonRows::new(periods, move |json| {
        period(json, &intake).unwrap_or_else(|e| Content::Refused(Refusal::Field(e)))
    })
}

/// What is read of a period.
#[derive(Deserialize)]
struct Period<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    /// The date that Oura counts it to, which stays when it revises the times.
    #[serde(borrow)]
    day: Option<Cow<'a, str>>,
    #[serde(borrow)]
    bedtime_start: Cow<'a, str>,
    #[serde(borrow)]
    bedtime_end: Cow<'a, str>,
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    total_sleep_duration: Option<f64>,
    deep_sleep_duration: Option<f64>,
    light_sleep_duration: Option<f64>,
    rem_sleep_duration: Option<f64>,
    awake_time: Option<f64>,
    /// Percent.
    efficiency: Option<f64>,
}

fn period(json: &str, intake: &Intake) -> Result<Content, FieldError> {
    let period: Period = parse(json)?;
    match period.kind.as_ref() {
        "long_sleep" | "sleep" | "late_nap" => {}
        "rest" | "deleted" => {
            let what = format!("sleep of type {}", period.kind);
            return Ok(Content::NotTaken { what, count: 1 });
        }
        other => {
            return Err(FieldError::new("type", other, "long_sleep, sleep, late_nap, rest or deleted"));
        }
    }
    let start = Stamp::read("bedtime_start", &period.bedtime_start)?;
    let end = Stamp::read("bedtime_end", &period.bedtime_end)?;
    let minutes = |seconds: Option<f64>| seconds.map(|seconds| seconds / 60.0);
    let draft = SleepRecordDraft {
        start: start.at("bedtime_start", &intake.zone)?.to_string(),
        end: end.at("bedtime_end", &intake.zone)?.to_string(),
        asleep_minutes: minutes(period.total_sleep_duration),
        stages: stages(&period),
        efficiency: period.efficiency,
        ..SleepRecordDraft::default()
    };
    let sleep = SleepRecord::new(draft, &intake.zone).map_err(|e| as_oura_names_it(e, &period))?;
    let day = period.day.as_deref().and_then(|day| Stamp::read("day", day).ok());
    let id = record_id(day.map_or(0, Stamp::id_millis), ["oura", &period.id]);
    let event = intake.assemble(id, None, intake.zone.clone(), Source::Import, Entry::Sleep(sleep));
    let event = event.map_err(|e| as_oura_names_it(e, &period))?;
    Ok(Content::Changes(vec![Change::Create(event)]))
}

fn stages(period: &Period) -> Option<SleepStages> {
    Some(SleepStages {
        awake: period.awake_time? / 60.0,
        light: period.light_sleep_duration? / 60.0,
        deep: period.deep_sleep_duration? / 60.0,
        rem: period.rem_sleep_duration? / 60.0,
    })
}

/// The error in the names of the file; its durations are told in minutes, as they are checked.
fn as_oura_names_it(error: FieldError, period: &Period) -> FieldError {
    let in_minutes = |name: &str| FieldError {
        field: format!("{name} (in minutes)"),
        ..error.clone()
    };
    match error.field.strip_prefix("data.").unwrap_or(&error.field) {
        "start" => FieldError::new("bedtime_start", &period.bedtime_start, error.expected),
        "end" => FieldError::new("bedtime_end", &period.bedtime_end, error.expected),
        "asleep_minutes" => in_minutes("total_sleep_duration"),
        "stages.awake" => in_minutes("awake_time"),
        "stages.light" => in_minutes("light_sleep_duration"),
        "stages.deep" => in_minutes("deep_sleep_duration"),
        "stages.rem" => in_minutes("rem_sleep_duration"),
        _ => error,
    }
}
