//! Rows of the table `event`: how a change is sealed into one, and how one is read back.

use eunoia_domain::{Change, Entry, EntryKind, Event, EventId, Moment, Source};
use jiff::{Timestamp, ToSpan, civil::Date};
use sqlx::{Row, any::AnyRow};
use uuid::Uuid;

use super::{LedgerError, floor::SealedFinding, millis};
use crate::seal::{KeyError, PersonKey, Unsealable};

/// What a row does to its event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowOp {
    Create = 0,
    Edit = 1,
    Delete = 2,
}

impl RowOp {
    fn from_code(code: i64) -> Option<Self> {
        [Self::Create, Self::Edit, Self::Delete].into_iter().find(|op| *op as i64 == code)
    }
}

/// A change as a row that waits to be committed, its entry sealed.
pub(crate) struct SealedChange {
    pub person_id: i64,
    pub event_id: [u8; 16],
    pub op: RowOp,
    /// The version this row will be, if it is accepted.
    pub version: u32,
    pub mutation_id: [u8; 16],
    pub digest: [u8; 32],
    pub kind: i16,
    pub source: i16,
    pub observed_at: i64,
    pub local_date: i64,
    pub zone: String,
    pub body: Vec<u8>,
    /// 0 where there are sentences to be read, which no model has done yet.
    pub read_by: Option<i64>,
    /// What an assessment says of floors.
    pub finding: Option<SealedFinding>,
}

impl SealedChange {
    pub fn new(person_id: i64, change: &Change, key: &PersonKey) -> Result<Self, KeyError> {
        match change {
            Change::Create(event) => {
                // An event's creation is its own mutation.
                Self::of_event(person_id, event, RowOp::Create, 1, *event.id.as_bytes(), key)
            }
            Change::Edit {
                mutation_id,
                expected_version,
                event,
            } => Self::of_event(
                person_id,
                event,
                RowOp::Edit,
                expected_version.saturating_add(1),
                mutation_id.into_bytes(),
                key,
            ),
            Change::Delete {
                mutation_id,
                expected_version,
                id,
                kind,
            } => Ok(Self {
                person_id,
                event_id: *id.as_bytes(),
                op: RowOp::Delete,
                version: expected_version.saturating_add(1),
                mutation_id: mutation_id.into_bytes(),
                digest: key.digest(format!("delete {kind} {expected_version}").as_bytes()),
                kind: kind.code(),
                // The time and place of the version it deletes are filled in at the commit.
                source: 0,
                observed_at: 0,
                local_date: 0,
                zone: String::new(),
                body: Vec::new(),
                read_by: None,
                finding: None,
            }),
        }
    }

    fn of_event(person_id: i64, event: &Event, op: RowOp, version: u32, mutation_id: [u8; 16], key: &PersonKey) -> Result<Self, KeyError> {
        let moment = &event.moment;
        let kind = event.entry.kind();
        // Serialising an entry cannot fail: no maps with odd keys, no failing serializers.
        let entry = serde_json::to_vec(&event.entry).unwrap_or_default();
        let (at, zone, source) = (millis(moment.at()), moment.zone().name(), event.source.name());
        let digest = key.digest(&[format!("{kind} {version} {at} {zone} {source} ").as_bytes(), &entry].concat());
        Ok(Self {
            person_id,
            event_id: *event.id.as_bytes(),
            op,
            version,
            mutation_id,
            digest,
            kind: kind.code(),
            source: event.source.code(),
            observed_at: at,
            local_date: days(moment.local_date()),
            zone: zone.to_owned(),
            body: key.seal(&place(person_id, event.id.as_bytes(), version), &entry)?,
            read_by: event.entry.free_text().map(|_| 0),
            finding: SealedFinding::of_entry(person_id, *event.id.as_bytes(), version, &event.entry, key)?,
        })
    }
}

/// Where a sealed entry belongs; it opens nowhere else.
fn place(person_id: i64, event_id: &[u8; 16], version: u32) -> [u8; 28] {
    let mut place = [0; 28];
    place[..8].copy_from_slice(&person_id.to_be_bytes());
    place[8..24].copy_from_slice(event_id);
    place[24..].copy_from_slice(&version.to_be_bytes());
    place
}

fn epoch() -> Date {
    Date::constant(1970, 1, 1)
}

/// Days since 1970, negative before.
pub(crate) fn days(date: Date) -> i64 {
    i64::from(date.duration_since(epoch()).as_hours() as i32 / 24)
}

pub(super) fn date_of(days: i64) -> Option<Date> {
    epoch().checked_add(i32::try_from(days).ok()?.days()).ok()
}

/// One version of an event, read back; its entry is still sealed.
#[derive(Debug, Clone)]
pub struct Record {
    pub seq: i64,
    pub person_id: i64,
    pub id: EventId,
    pub version: u32,
    pub(crate) op: RowOp,
    pub kind: EntryKind,
    pub source: Source,
    pub moment: Moment,
    pub recorded_at: Timestamp,
    body: Vec<u8>,
}

impl Record {
    pub(super) const COLUMNS: &'static str =
        "e.seq, e.person_id, e.event_id, e.version, e.op, e.kind, e.source, e.observed_at, e.local_date, e.zone, e.recorded_at, e.body";

    /// As [`Record::COLUMNS`], without the bodies of kinds that are only counted ([`EntryKind::counted_as`]: journals and
    /// gratitude): they are the long ones, and their numbers don't need them.
    pub(super) const MEASURED_COLUMNS: &'static str = "e.seq, e.person_id, e.event_id, e.version, e.op, e.kind, e.source, e.observed_at, \
        e.local_date, e.zone, e.recorded_at, CASE WHEN e.kind IN (3, 6) THEN NULL ELSE e.body END";

    pub(super) fn from_row(row: &AnyRow) -> Result<Self, LedgerError> {
        let seq: i64 = column(row, 0)?;
        let wrong = |what| LedgerError::Inconsistent { seq, what };
        let number = |i| column::<i64>(row, i);
        Ok(Self {
            seq,
            person_id: number(1)?,
            id: event_id(row, 2).ok_or_else(|| wrong("event_id"))?,
            version: u32::try_from(number(3)?).map_err(|_| wrong("version"))?,
            op: RowOp::from_code(number(4)?).ok_or_else(|| wrong("op"))?,
            kind: kind(number(5)?).ok_or_else(|| wrong("kind"))?,
            source: i16::try_from(number(6)?)
                .ok()
                .and_then(Source::from_code)
                .ok_or_else(|| wrong("source"))?,
            moment: moment(number(7)?, number(8)?, &column::<String>(row, 9)?).ok_or_else(|| wrong("moment"))?,
            recorded_at: Timestamp::from_millisecond(number(10)?).map_err(|_| wrong("recorded_at"))?,
            body: column::<Option<Vec<u8>>>(row, 11)?.unwrap_or_default(),
        })
    }

    pub fn is_deleted(&self) -> bool {
        self.op == RowOp::Delete
    }

    /// Opens the entry and gives it as the JSON it was accepted as.
    pub fn json(&self, key: &PersonKey) -> Result<String, Unsealable> {
        let text = key.open(&place(self.person_id, self.id.as_bytes(), self.version), &self.body)?;
        String::from_utf8(text).map_err(|_| Unsealable)
    }

    /// Opens the entry.
    pub fn entry(&self, key: &PersonKey) -> Result<Entry, Unsealable> {
        Entry::from_json(self.kind, &self.json(key)?, self.moment.zone()).map_err(|_| Unsealable)
    }
}

/// The event that a column names.
pub(super) fn event_id(row: &AnyRow, index: usize) -> Option<EventId> {
    EventId::try_from(Uuid::from_slice(row.try_get(index).ok()?).ok()?).ok()
}

/// The kind that has this number in storage.
pub(super) fn kind(code: i64) -> Option<EntryKind> {
    EntryKind::from_code(i16::try_from(code).ok()?)
}

/// When and where, from milliseconds, days and a zone.
pub(super) fn moment(observed_at: i64, local_date: i64, zone: &str) -> Option<Moment> {
    let (at, zone) = (Timestamp::from_millisecond(observed_at).ok()?, zone.parse().ok()?);
    Some(Moment::recorded(at, zone, date_of(local_date)?))
}

/// Decodes a column that this program's own statements put there.
pub(crate) fn column<'r, T>(row: &'r AnyRow, index: usize) -> Result<T, LedgerError>
where
    T: sqlx::Decode<'r, sqlx::Any> + sqlx::Type<sqlx::Any>,
{
    row.try_get(index).map_err(|_| LedgerError::Inconsistent {
        seq: 0,
        what: "a column does not decode",
    })
}
