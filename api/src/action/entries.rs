//! A person's own entries: create, list, read, edit, delete.

use std::borrow::Cow;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use eunoia_domain::{AssessmentScore, Change, Entry, EntryKind, EventId, FieldError};
use eunoia_ingest::{
    intake::{ChangeDraft, Intake, Op},
    ledger::{Filter, Outcome, Person, Position, Record},
    seal::PersonKey,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

use super::ActionError;
use crate::app::App;

/// An entry as a client sends it: to create one, or to put another in its place.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryBody<'a> {
    pub id: Option<Uuid>,
    #[serde(borrow)]
    pub at: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub zone: Option<Cow<'a, str>>,
    pub mutation_id: Option<Uuid>,
    pub expected_version: Option<u32>,
    #[serde(borrow)]
    pub data: Option<&'a RawValue>,
}

/// An entry as a client gets it.
#[derive(Debug, Serialize)]
pub struct EntryView {
    pub id: Uuid,
    pub kind: EntryKind,
    pub version: u32,
    pub at: Timestamp,
    pub zone: String,
    /// The day it belongs to, fixed when it was recorded.
    pub local_date: Date,
    pub recorded_at: Timestamp,
    pub source: &'static str,
    pub data: Box<RawValue>,
    /// Of an assessment: what the answers give.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<AssessmentScore>,
}

/// Which entries are wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    /// 1 to 500.
    pub limit: Option<u32>,
    /// From `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// First local date.
    pub from: Option<Date>,
    /// Last local date.
    pub to: Option<Date>,
}

/// A page of entries, newest first.
#[derive(Debug, Serialize)]
pub struct PageView {
    pub items: Vec<EntryView>,
    pub next_cursor: Option<String>,
}

/// Records a new entry. The flag tells whether it was recorded before.
pub async fn create(app: &App, person: &Person, kind: EntryKind, body: EntryBody<'_>) -> Result<(EntryView, bool), ActionError> {
    let id = match body.id {
        Some(id) => id,
        None => fresh_id(app)?,
    };
    write(app, person, kind, Op::Create, EntryBody { id: Some(id), ..body }).await
}

/// Puts another content in the place of an entry.
pub async fn edit(app: &App, person: &Person, kind: EntryKind, id: EventId, body: EntryBody<'_>) -> Result<(EntryView, bool), ActionError> {
    if body.id.is_some_and(|given| given != id.as_uuid()) {
        return Err(FieldError::new("id", "another id", "the id in the path, or nothing").into());
    }
    write(
        app,
        person,
        kind,
        Op::Edit,
        EntryBody {
            id: Some(id.as_uuid()),
            ..body
        },
    )
    .await
}

/// Deletes an entry for good.
pub async fn delete(
    app: &App,
    person: &Person,
    kind: EntryKind,
    id: EventId,
    mutation_id: Uuid,
    expected_version: u32,
) -> Result<(), ActionError> {
    let change = Change::Delete {
        mutation_id,
        expected_version,
        id,
        kind,
    };
    match one(app.writer.record(person.id, vec![change]).await?)? {
        Outcome::Done { .. } => Ok(()),
        Outcome::Refused(refusal) => Err(ActionError::Refused(refusal)),
    }
}

async fn write(app: &App, person: &Person, kind: EntryKind, op: Op, body: EntryBody<'_>) -> Result<(EntryView, bool), ActionError> {
    let EntryBody {
        id,
        at,
        zone,
        mutation_id,
        expected_version,
        data,
    } = body;
    let draft = ChangeDraft {
        op,
        id,
        kind,
        at,
        zone,
        source: None,
        mutation_id,
        expected_version,
        data,
    };
    let change = Intake {
        zone: person.zone.clone(),
        now: app.now(),
    }
    .accept(draft)?;
    let event = change.event().cloned().ok_or(ActionError::NotFound)?;
    match one(app.writer.record(person.id, vec![change]).await?)? {
        Outcome::Refused(refusal) => Err(ActionError::Refused(refusal)),
        Outcome::Done {
            version,
            recorded_at,
            repeated,
        } => {
            let data = serde_json::value::to_raw_value(&event.entry).map_err(|e| ActionError::Internal(Box::new(e)))?;
            let view = EntryView {
                id: event.id.as_uuid(),
                kind,
                version,
                at: event.moment.at(),
                zone: event.moment.zone().name().to_owned(),
                local_date: event.moment.local_date(),
                recorded_at,
                source: event.source.name(),
                data,
                score: score(&event.entry),
            };
            Ok((view, repeated))
        }
    }
}

pub async fn read(app: &App, person: &Person, kind: EntryKind, id: EventId) -> Result<EntryView, ActionError> {
    let record = app
        .ledger
        .latest(person.id, id)
        .await?
        .filter(|record| record.kind == kind)
        .ok_or(ActionError::NotFound)?;
    if record.is_deleted() {
        return Err(ActionError::Gone);
    }
    let key = app.ledger.key(person.id).await?;
    view(&record, &key)
}

pub async fn list(app: &App, person: &Person, kind: EntryKind, query: &ListQuery) -> Result<PageView, ActionError> {
    let limit = query.limit.unwrap_or(50);
    if !(1..=500).contains(&limit) {
        return Err(FieldError::new("limit", limit, "a whole number from 1 to 500").into());
    }
    let after = query.cursor.as_deref().map(position).transpose()?;
    let filter = Filter {
        from: query.from,
        to: query.to,
    };
    let page = app.ledger.list(person.id, kind, &filter, after, limit).await?;
    let key = app.ledger.key(person.id).await?;
    Ok(PageView {
        items: page.records.iter().map(|record| view(record, &key)).collect::<Result<_, _>>()?,
        next_cursor: page.next.map(cursor),
    })
}

fn view(record: &Record, key: &PersonKey) -> Result<EntryView, ActionError> {
    let data = RawValue::from_string(record.json(key)?).map_err(|e| ActionError::Internal(Box::new(e)))?;
    Ok(EntryView {
        id: record.id.as_uuid(),
        kind: record.kind,
        version: record.version,
        at: record.moment.at(),
        zone: record.moment.zone().name().to_owned(),
        local_date: record.moment.local_date(),
        recorded_at: record.recorded_at,
        source: record.source.name(),
        score: if record.kind == EntryKind::Assessment {
            score(&record.entry(key)?)
        } else {
            None
        },
        data,
    })
}

fn score(entry: &Entry) -> Option<AssessmentScore> {
    match entry {
        Entry::Assessment(assessment) => Some(assessment.score()),
        _ => None,
    }
}

fn one(outcomes: Vec<Outcome>) -> Result<Outcome, ActionError> {
    outcomes
        .into_iter()
        .next()
        .ok_or_else(|| ActionError::Internal("a change without an outcome".into()))
}

pub(crate) fn fresh_id(app: &App) -> Result<Uuid, ActionError> {
    let mut random = [0; 10];
    getrandom::fill(&mut random).map_err(|e| ActionError::Internal(Box::new(e)))?;
    let millis = u64::try_from(app.now().as_millisecond()).unwrap_or(0);
    Ok(EventId::from_record(millis, &random).as_uuid())
}

pub(super) fn cursor(position: Position) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}:{}", position.observed_at, position.id))
}

pub(super) fn position(cursor: &str) -> Result<Position, FieldError> {
    let parse = || {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
        let (at, id) = text.split_once(':')?;
        Some(Position {
            observed_at: at.parse().ok()?,
            id: id.parse().ok()?,
        })
    };
    parse().ok_or_else(|| FieldError::new("cursor", cursor, "next_cursor of the page before, unchanged"))
}
