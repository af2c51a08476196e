//! mindLAMP's events: an array, or an object with the array `data`, of activities or of sensors.
//!
//! What an ActivityEvent's items mean is known to the study alone, so a mapping says it ([`activities`](super::activities)).
//! With no mapping each is refused, with the mapping that it would need; with one, activities that it doesn't mention are
//! counted as not taken. An item that the mapping mentions nowhere refuses its event, as does one that is answered twice.
//! A questionnaire is an assessment, scored here.
//!
//! SensorEvents are counted by their sensor and not taken: mindLAMP's documentation says of `lamp.steps` that it may be
//! a running count or the steps since the last reading, by phone and version, and of `lamp.sleep` how long a part of a
//! sleep lasted but not whether its timestamp is the start or the end.

use std::{borrow::Cow, collections::BTreeMap, io::BufRead};

use eunoia_domain::{
    Assessment, AssessmentDraft, Change, ContextMeasure, ContextMeasureDraft, Entry, EventId, FieldError, MoodEntry, MoodEntryDraft, Source,
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use super::{
    Content, Refusal, Row,
    activities::{Activities, Activity, Questionnaire},
    elements::Elements,
    identity::record_id,
    json::{JsonRows, parse},
};
use crate::intake::Intake;

/// The most bytes of one event.
const LIMIT: usize = 4 * 1024 * 1024;

/// The rows of a file of events.
pub(super) fn rows(
    input: impl BufRead + Send + 'static,
    intake: Intake,
    activities: Option<Activities>,
) -> impl Iterator<Item = Row> + Send {
    let events = Elements::new(input, &["data"], LIMIT);
    JsonRows::new(events, move |json| {
        let read = content(json, &intake, activities.as_ref());
        read.unwrap_or_else(|e| Content::Refused(Refusal::Field(e)))
    })
}

/// What is read of an event of either sort.
#[derive(Deserialize)]
struct Event<'a> {
    /// Milliseconds since 1970.
    timestamp: Value,
    #[serde(borrow)]
    sensor: Option<Cow<'a, str>>,
    #[serde(borrow)]
    activity: Option<Cow<'a, str>>,
    temporal_slices: Option<Vec<Slice>>,
}

#[derive(Deserialize)]
struct Slice {
    #[serde(default)]
    item: Value,
    #[serde(default)]
    value: Value,
}

fn content(json: &str, intake: &Intake, activities: Option<&Activities>) -> Result<Content, FieldError> {
    let event: Event = parse(json)?;
    let not_taken = |what: String| Ok(Content::NotTaken { what, count: 1 });
    let id = match (&event.activity, &event.sensor) {
        (None, Some(sensor)) => return not_taken(shortened("sensor", sensor)),
        (None, None) => return Err(FieldError::missing("activity", "an activity, or a sensor")),
        (Some(id), _) => id.as_ref(),
    };
    let Some(activities) = activities else {
        let expected = format!("a mapping that says what its items mean: [activities.\"{id}\"] with an instrument, a mood or a metric");
        return Err(FieldError::new("activity", id, expected));
    };
    let Some(activity) = activities.0.get(id) else {
        return not_taken(shortened("activity that the mapping does not mention:", id));
    };
    let at = event.at()?;
    let answers = event.answers(activity)?;
    let origin = Origin { activity: id, at, intake };
    let mut changes = Vec::new();
    if let Some(questionnaire) = &activity.questionnaire {
        changes.push(origin.change("assessment", Entry::Assessment(assessment(questionnaire, &answers)?))?);
    }
    if let Some(score) = &activity.mood
        && let Some(score) = score.read(&score.column, answer(&answers, &score.column))?
    {
        let draft = MoodEntryDraft {
            score,
            ..MoodEntryDraft::default()
        };
        changes.push(origin.change("mood", Entry::Mood(MoodEntry::try_from(draft)?))?);
    }
    for metric in &activity.metrics {
        let item = &metric.number.column;
        if let Some(value) = metric.number.read(item, answer(&answers, item))? {
            let measure = ContextMeasure::try_from(ContextMeasureDraft {
                metric: metric.name.clone(),
                value,
                adds_up: metric.adds_up,
            })?;
            changes.push(origin.change(&metric.name, Entry::Context(measure))?);
        }
    }
    Ok(match changes.is_empty() {
        true => Content::Refused(Refusal::Nothing),
        false => Content::Changes(changes),
    })
}

/// A type to count by, which a file can't make endless.
fn shortened(what: &str, name: &str) -> String {
    let name: String = name.chars().take(80).collect();
    format!("{what} {name}")
}

impl Event<'_> {
    fn at(&self) -> Result<Timestamp, FieldError> {
        let millis = self.timestamp.as_i64();
        let at = millis.and_then(|millis| Timestamp::from_millisecond(millis).ok());
        at.ok_or_else(|| FieldError::new("timestamp", &self.timestamp, "milliseconds since 1970"))
    }

    /// The answers by item.
    fn answers(&self, activity: &Activity) -> Result<BTreeMap<String, String>, FieldError> {
        let mut answers = BTreeMap::new();
        for (i, slice) in self.temporal_slices.iter().flatten().enumerate() {
            let field = format!("temporal_slices[{i}].item");
            let item = text(&slice.item);
            if !activity.items().any(|known| known == item) {
                let expected = "an item that the mapping mentions; name it in ignore to leave it out";
                return Err(FieldError::new(field, item, expected));
            }
            let twice = FieldError::new(field, &item, "an item that is answered once");
            if answers.insert(item, text(&slice.value)).is_some() {
                return Err(twice);
            }
        }
        Ok(answers)
    }
}

/// Items and answers are words or numbers.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn answer<'a>(answers: &'a BTreeMap<String, String>, item: &str) -> &'a str {
    answers.get(item).map_or("", String::as_str)
}

fn assessment(questionnaire: &Questionnaire, answers: &BTreeMap<String, String>) -> Result<Assessment, FieldError> {
    let answered = questionnaire.items.iter().map(|item| {
        let answer = answer(answers, item);
        if answer.is_empty() || questionnaire.missing.iter().any(|missing| missing == answer) {
            return Ok(None);
        }
        let value = match &questionnaire.values {
            Some(values) => values.get(answer).copied(),
            None => answer.parse().ok(),
        };
        let value = value.ok_or_else(|| FieldError::new(item, answer, "a whole number, or a word that is in the mapping's values"));
        value.map(Some)
    });
    Assessment::try_from(AssessmentDraft {
        instrument: questionnaire.instrument,
        answers: answered.collect::<Result<_, _>>()?,
        screener: None,
        difficulty: None,
        total: None,
    })
}

struct Origin<'a> {
    activity: &'a str,
    at: Timestamp,
    intake: &'a Intake,
}

impl Origin<'_> {
    fn change(&self, what: &str, entry: Entry) -> Result<Change, FieldError> {
        let id: EventId = record_id(
            u64::try_from(self.at.as_millisecond()).unwrap_or(0),
            ["mindlamp", self.activity, what],
        );
        let zone = self.intake.zone.clone();
        let event = self.intake.assemble(id, Some(self.at), zone, Source::Import, entry);
        let event = event.map_err(|e| FieldError {
            field: "timestamp".to_owned(),
            ..e
        })?;
        Ok(Change::Create(event))
    }
}
