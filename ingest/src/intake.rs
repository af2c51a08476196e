//! Intake: turns what a client sent into a validated [`Change`], or says what to mend.

use eunoia_domain::{Change, Entry, EntryKind, Event, EventId, FieldError, Moment, Source, Zone, instant};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::value::RawValue;
use uuid::Uuid;

/// What intake must know to validate: whose default zone holds, and what time it is.
#[derive(Debug, Clone)]
pub struct Intake {
    /// The zone of events that name none: the person's own.
    pub zone: Zone,
    pub now: Timestamp,
}

/// The JSON of one change. `op` is `create` when left out; an edit and a delete carry `mutation_id` and
/// `expected_version`; a delete has no `data`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeDraft<'a> {
    #[serde(default)]
    pub op: Op,
    pub id: Option<Uuid>,
    pub kind: EntryKind,
    /// When it happened: RFC 3339, or local time in `zone`. A sleep may leave it out, its end counts.
    #[serde(borrow)]
    pub at: Option<std::borrow::Cow<'a, str>>,
    #[serde(borrow)]
    pub zone: Option<std::borrow::Cow<'a, str>>,
    #[serde(borrow)]
    pub source: Option<std::borrow::Cow<'a, str>>,
    pub mutation_id: Option<Uuid>,
    pub expected_version: Option<u32>,
    #[serde(borrow)]
    pub data: Option<&'a RawValue>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    #[default]
    Create,
    Edit,
    Delete,
}

impl Intake {
    /// Validates the JSON of one change.
    pub fn change(&self, json: &[u8]) -> Result<Change, FieldError> {
        let json = std::str::from_utf8(json).map_err(|_| FieldError::new("", "broken UTF-8", "JSON in UTF-8"))?;
        let draft = serde_json::from_str(json).map_err(|first| {
            let found = serde_path_to_error::deserialize::<_, ChangeDraft>(&mut serde_json::Deserializer::from_str(json)).err();
            let path = found.map(|e| e.path().to_string()).filter(|path| path != ".");
            FieldError::new(path.unwrap_or_default(), "not of that form", first.to_string())
        })?;
        self.accept(draft)
    }

    /// Validates one change that is parsed already.
    pub fn accept(&self, draft: ChangeDraft<'_>) -> Result<Change, FieldError> {
        let id = draft
            .id
            .ok_or_else(|| FieldError::missing("id", "a UUIDv7 that the client makes"))?;
        let id = EventId::try_from(id)?;
        let mutation = || {
            let mutation_id = draft
                .mutation_id
                .ok_or_else(|| FieldError::missing("mutation_id", "a UUID of this edit or delete"))?;
            let expected = draft.expected_version.filter(|v| *v >= 1);
            let expected = expected.ok_or_else(|| FieldError::missing("expected_version", "the version this was made from, 1 or more"))?;
            Ok((mutation_id, expected))
        };
        match draft.op {
            Op::Create if draft.mutation_id.is_some() || draft.expected_version.is_some() => Err(FieldError::new(
                "op",
                "create",
                "edit or delete, since mutation_id or expected_version is given",
            )),
            Op::Create => Ok(Change::Create(self.event(id, &draft)?)),
            Op::Edit => {
                let (mutation_id, expected_version) = mutation()?;
                Ok(Change::Edit {
                    mutation_id,
                    expected_version,
                    event: self.event(id, &draft)?,
                })
            }
            Op::Delete => {
                let (mutation_id, expected_version) = mutation()?;
                Ok(Change::Delete {
                    mutation_id,
                    expected_version,
                    id,
                    kind: draft.kind,
                })
            }
        }
    }

    fn event(&self, id: EventId, draft: &ChangeDraft<'_>) -> Result<Event, FieldError> {
        let zone = draft.zone.as_deref().map_or_else(|| Ok(self.zone.clone()), str::parse)?;
        let source = draft.source.as_deref().map_or(Ok(Source::App), str::parse)?;
        let data = draft
            .data
            .ok_or_else(|| FieldError::missing("data", format!("the {} entry", draft.kind)))?;
        let entry = Entry::from_json(draft.kind, data.get(), &zone).map_err(|e| e.within("data"))?;
        let at = draft.at.as_deref().map(|text| instant("at", text, &zone)).transpose()?;
        self.assemble(id, at, zone, source, entry)
    }

    /// Puts an event together and fixes its local date. A sleep happens when it ends.
    pub fn assemble(&self, id: EventId, at: Option<Timestamp>, zone: Zone, source: Source, entry: Entry) -> Result<Event, FieldError> {
        let (field, at) = match (&entry, at) {
            (Entry::Sleep(sleep), None) => ("data.end", sleep.end()),
            (Entry::Sleep(sleep), Some(at)) if at != sleep.end() => {
                return Err(FieldError::new(
                    "at",
                    at,
                    format!("{}, the end of the sleep (or leave it out)", sleep.end()),
                ));
            }
            (Entry::Sleep(_), Some(at)) => ("data.end", at),
            (_, Some(at)) => ("at", at),
            (_, None) => return Err(FieldError::missing("at", "the time it happened")),
        };
        if let Entry::Sleep(sleep) = &entry {
            Moment::new("data.start", sleep.start(), zone.clone(), self.now)?;
        }
        Ok(Event {
            id,
            moment: Moment::new(field, at, zone, self.now)?,
            source,
            entry,
        })
    }
}
