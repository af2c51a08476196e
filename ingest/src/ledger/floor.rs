//! Floors, as the ledger keeps them: raised in the transaction of what raises them, cleared in one of their own.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, LazyLock},
};

use eunoia_domain::{Entry, EventId};
use eunoia_engine::crisis::{Clearing, Finding, Floor, FloorState, RiskLevel, settle};
use jiff::Timestamp;
use sqlx::{Any, AnyConnection, AssertSqlSafe, Transaction, any::AnyRow};
use thiserror::Error;

use super::{
    Ledger, LedgerError, Record, ScoreRecord,
    commit::{Chunked, chunks},
    instant, millis,
    row::{self, column, date_of},
};
use crate::seal::{KeyError, PersonKey, Unsealable};

/// Why something that is kept sealed could not be had, or kept.
#[derive(Debug, Error)]
pub enum SealedError {
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("what the ledger keeps does not open")]
    Unsealable(#[from] Unsealable),
}

/// What one version of an entry says of floors, sealed, as a row that waits to be committed.
pub(crate) struct SealedFinding {
    pub person_id: i64,
    pub event_id: [u8; 16],
    pub version: u32,
    /// The text model that read it, 0 for an assessment.
    pub model: i64,
    body: Vec<u8>,
}

impl SealedFinding {
    pub fn new(person_id: i64, event_id: [u8; 16], version: u32, model: i64, finding: Finding, key: &PersonKey) -> Result<Self, KeyError> {
        Ok(Self {
            person_id,
            event_id,
            version,
            model,
            body: key.seal(&place(person_id, &event_id, version, model), &written(finding))?,
        })
    }

    /// Of an assessment; [`None`] for entries of other kinds, whose sentences a model reads later.
    pub fn of_entry(person_id: i64, event_id: [u8; 16], version: u32, entry: &Entry, key: &PersonKey) -> Result<Option<Self>, KeyError> {
        let Entry::Assessment(assessment) = entry else { return Ok(None) };
        let finding = Finding::of_assessment(&assessment.score());
        Self::new(person_id, event_id, version, 0, finding, key).map(Some)
    }
}

/// Two bytes, whatever it says.
fn written(finding: Finding) -> [u8; 2] {
    match finding {
        Finding::Nothing => [0, 0],
        Finding::Item9(answer) => [1, answer],
        Finding::Screener(tier) => [2, tier as u8],
        Finding::Text => [3, 0],
    }
}

fn read(body: &[u8]) -> Option<Finding> {
    Some(match body {
        [0, 0] => Finding::Nothing,
        [1, answer @ 0..=3] => Finding::Item9(*answer),
        [2, tier] => Finding::Screener(*RiskLevel::ALL.get(usize::from(*tier))?),
        [3, 0] => Finding::Text,
        _ => return None,
    })
}

/// Where a sealed finding belongs; it opens nowhere else.
fn place(person_id: i64, event_id: &[u8; 16], version: u32, model: i64) -> Vec<u8> {
    let numbers = [&person_id.to_be_bytes()[..], event_id, &version.to_be_bytes(), &model.to_be_bytes()].concat();
    [b"floor".as_slice(), &numbers].concat()
}

/// Where the sealed clearings of a row belong.
fn place_of_clearings(person_id: i64, floor: i64) -> Vec<u8> {
    [b"floor clearing".as_slice(), &person_id.to_be_bytes(), &floor.to_be_bytes()].concat()
}

/// The numbers of pairs of a floor and of what cleared it, with zeros behind up to a multiple of eight pairs, so that the
/// length says little.
fn written_clearings(clearings: &[Clearing]) -> Vec<u8> {
    const PAIRS: usize = 8;
    let pairs = clearings.iter().flat_map(|clearing| [clearing.floor, clearing.by]);
    let mut numbers: Vec<i64> = pairs.collect();
    numbers.resize(2 * PAIRS * clearings.len().div_ceil(PAIRS).max(1), 0);
    numbers.into_iter().flat_map(i64::to_be_bytes).collect()
}

fn read_clearings(body: &[u8]) -> Option<Vec<(i64, i64)>> {
    let (numbers, rest) = body.as_chunks::<8>();
    let numbers: Vec<i64> = numbers.iter().map(|bytes| i64::from_be_bytes(*bytes)).collect();
    let (pairs, odd) = numbers.as_chunks::<2>();
    let whole = rest.is_empty() && odd.is_empty();
    whole.then(|| {
        pairs
            .iter()
            .map(|[floor, by]| (*floor, *by))
            .filter(|(floor, _)| *floor != 0)
            .collect()
    })
}

/// What a person's entries ever said of floors, and what cleared those.
#[derive(Debug, Default)]
pub struct Floors {
    /// In order of their numbers; most say nothing.
    pub findings: Vec<Floor>,
    /// Each floor at most once.
    pub clearings: Vec<Clearing>,
    unsettled: Vec<i64>,
}

impl Floors {
    /// Every floor there was, with the dates that it stood.
    pub fn states(&self) -> Vec<FloorState> {
        let cleared: HashMap<i64, &Clearing> = self.clearings.iter().map(|clearing| (clearing.floor, clearing)).collect();
        let floors = self.findings.iter().filter(|floor| floor.finding.level() > RiskLevel::None);
        let state = |floor: &Floor| FloorState {
            finding: floor.finding,
            from: floor.local_date,
            // By something of the same day at the earliest, which is where it then ends.
            until: cleared.get(&floor.id).map(|clearing| clearing.local_date.max(floor.local_date)),
        };
        floors.map(state).collect()
    }

    /// Floors that stand.
    pub fn standing(&self) -> impl Iterator<Item = &Floor> {
        let cleared: HashSet<i64> = self.clearings.iter().map(|clearing| clearing.floor).collect();
        let floors = self.findings.iter().filter(|floor| floor.finding.level() > RiskLevel::None);
        floors.filter(move |floor| !cleared.contains(&floor.id))
    }
}

static INSERTS: LazyLock<Chunked> = LazyLock::new(|| {
    Chunked::new(6, |rows| {
        format!("INSERT INTO floor (person_id, event_id, version, model_id, body, recorded_at) VALUES {rows} ON CONFLICT DO NOTHING")
    })
});

/// Findings that are settled in one transaction, at most.
const AT_A_TIME: usize = 500;

const FLOORS: &str = "SELECT f.id, f.event_id, f.version, f.model_id, f.body, f.settled, e.observed_at, e.local_date, \
     CASE WHEN e.superseded_by IS NULL AND e.version = 1 THEN 1 ELSE 0 END, c.body, c.cleared_at, e.recorded_at \
     FROM floor f JOIN event e ON e.person_id = f.person_id AND e.event_id = f.event_id AND e.version = f.version \
     LEFT JOIN floor_clearing c ON c.floor_id = f.id WHERE f.person_id = $1 ORDER BY f.id";

impl Ledger {
    /// Puts down what was found, in the transaction of what it was found in.
    pub(super) async fn insert_findings<'a>(
        &self,
        transaction: &mut Transaction<'static, Any>,
        findings: impl Iterator<Item = &'a SealedFinding>,
        recorded_at: i64,
    ) -> Result<(), LedgerError> {
        let findings: Vec<_> = findings.collect();
        for (which, chunk) in chunks(&findings) {
            let query = sqlx::query(AssertSqlSafe(INSERTS.of(self.store, which)));
            let query = chunk.iter().fold(query, |query, finding| {
                query
                    .bind(finding.person_id)
                    .bind(finding.event_id.to_vec())
                    .bind(i64::from(finding.version))
                    .bind(finding.model)
                    .bind(finding.body.clone())
                    .bind(recorded_at)
            });
            query.execute(&mut **transaction).await.map_err(|e| self.failed(e))?;
        }
        Ok(())
    }

    /// A person's floors as they stand, clearings that are due being put down first.
    pub async fn floors(&self, person_id: i64, now: Timestamp) -> Result<Floors, SealedError> {
        let key = self.key(person_id).await?;
        let mut connection = self.pool.acquire().await.map_err(|e| self.failed(e))?;
        let floors = self.read_floors(&mut connection, person_id, &key).await?;
        drop(connection);
        if floors.unsettled.is_empty() {
            Ok(floors)
        } else {
            self.settle_floors(person_id, now).await
        }
    }

    /// Looks for clearings that new rows make due, and puts them down: one row for each new one. A second time it does nothing.
    pub async fn settle_floors(&self, person_id: i64, now: Timestamp) -> Result<Floors, SealedError> {
        let key = self.key(person_id).await?;
        let _turn = self.turn().await;
        // The writer's own lock: what is current now stays so until this is committed.
        let mut transaction = self.store.begin_commit(&self.pool).await?;
        let mut floors = self.read_floors(&mut transaction, person_id, &key).await?;
        let cleared: HashSet<i64> = floors.clearings.iter().map(|clearing| clearing.floor).collect();
        let due = settle(&floors.findings, |floor| cleared.contains(&floor));
        // The lock is everybody's: a stretch at a time.
        let some = floors.unsettled.len().min(AT_A_TIME);
        for (n, floor) in floors.unsettled.drain(..some).enumerate() {
            // The first of the rows that are new tells of all that is due.
            let told = if n == 0 { due.as_slice() } else { &[] };
            let body = key.seal(&place_of_clearings(person_id, floor), &written_clearings(told))?;
            let statement = "INSERT INTO floor_clearing (floor_id, person_id, body, cleared_at) VALUES ($1, $2, $3, $4)";
            let query = sqlx::query(statement).bind(floor).bind(person_id).bind(body).bind(millis(now));
            query.execute(&mut *transaction).await.map_err(|e| self.failed(e))?;
            let settled = sqlx::query("UPDATE floor SET settled = 1 WHERE id = $1").bind(floor);
            settled.execute(&mut *transaction).await.map_err(|e| self.failed(e))?;
        }
        transaction.commit().await.map_err(|e| self.failed(e))?;
        floors.clearings.extend(due);
        Ok(floors)
    }

    async fn read_floors(&self, connection: &mut AnyConnection, person_id: i64, key: &PersonKey) -> Result<Floors, SealedError> {
        let query = sqlx::query(FLOORS).bind(person_id);
        let rows = query.fetch_all(connection).await.map_err(|e| self.failed(e))?;
        let mut floors = Floors::default();
        let mut pairs = Vec::new();
        for row in &rows {
            let floor = finding(row, person_id, key)?;
            if column::<i64>(row, 5)? == 0 {
                floors.unsettled.push(floor.id);
            }
            if let Some(body) = column::<Option<Vec<u8>>>(row, 9)? {
                let clearings = key.open(&place_of_clearings(person_id, floor.id), &body)?;
                pairs.extend(read_clearings(&clearings).ok_or(Unsealable)?);
            }
            floors.findings.push(floor);
        }
        let by_number: HashMap<i64, &Floor> = floors.findings.iter().map(|floor| (floor.id, floor)).collect();
        for (floor, by) in pairs {
            let source = by_number.get(&by).ok_or(Unsealable)?;
            floors.clearings.push(Clearing {
                floor,
                by,
                at: source.at,
                local_date: source.local_date,
            });
        }
        Ok(floors)
    }

    /// People of whom something new was found since clearings were looked for: at most `limit` whose number is above `after`.
    pub async fn unsettled_people(&self, after: i64, limit: u32) -> Result<Vec<i64>, LedgerError> {
        let statement = "SELECT DISTINCT person_id FROM floor WHERE settled = 0 AND person_id > $1 ORDER BY person_id LIMIT $2";
        let query = sqlx::query(statement).bind(after).bind(i64::from(limit));
        let rows = query.fetch_all(&self.pool).await.map_err(|e| self.failed(e))?;
        rows.iter().map(|row| column(row, 0)).collect()
    }

    /// Looks through what was recorded and read before there were floors, a stretch at a time. False once nothing is left.
    pub async fn look_back_for_floors(&self, now: Timestamp) -> Result<bool, SealedError> {
        const STRETCH: i64 = 256;
        let query = sqlx::query("SELECT seq FROM floor_backlog ORDER BY seq LIMIT $1").bind(STRETCH);
        let rows = query.fetch_all(&self.pool).await.map_err(|e| self.failed(e))?;
        let numbers = rows.iter().map(|row| column(row, 0)).collect::<Result<Vec<i64>, _>>()?;
        let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else {
            return Ok(false);
        };
        let mut findings = Vec::new();
        for record in self.assessments_between(*first, *last).await? {
            findings.extend(self.find_in(record.person_id, |key| of_record(&record, key)).await?);
        }
        for score in self.readings_between(*first, *last).await? {
            findings.extend(self.find_in(score.person_id, |key| of_score(&score, key)).await?);
        }
        let _turn = self.turn().await;
        let mut transaction = self.store.begin_commit(&self.pool).await?;
        self.insert_findings(&mut transaction, findings.iter(), millis(now)).await?;
        let done = sqlx::query("DELETE FROM floor_backlog WHERE seq <= $1").bind(*last);
        done.execute(&mut *transaction).await.map_err(|e| self.failed(e))?;
        transaction.commit().await.map_err(|e| self.failed(e))?;
        Ok(true)
    }

    /// What `find` finds with a person's key; nothing of somebody who was erased.
    async fn find_in(
        &self,
        person_id: i64,
        find: impl Fn(&Arc<PersonKey>) -> Result<Option<SealedFinding>, KeyError>,
    ) -> Result<Option<SealedFinding>, SealedError> {
        match self.key(person_id).await {
            Ok(key) => Ok(find(&key)?),
            Err(KeyError::Destroyed) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn assessments_between(&self, first: i64, last: i64) -> Result<Vec<Record>, LedgerError> {
        let statement = format!(
            "SELECT {} FROM event e WHERE e.seq BETWEEN $1 AND $2 AND e.kind = 4 AND e.op <> 2 AND length(e.body) > 0 ORDER BY e.seq",
            Record::COLUMNS
        );
        let query = sqlx::query(AssertSqlSafe(statement)).bind(first).bind(last);
        let rows = query.fetch_all(&self.pool).await.map_err(|e| self.failed(e))?;
        rows.iter().map(Record::from_row).collect()
    }
}

/// In an assessment of before; nothing in one that does not open, which whoever asks for it is told.
fn of_record(record: &Record, key: &PersonKey) -> Result<Option<SealedFinding>, KeyError> {
    match record.entry(key) {
        Ok(entry) => SealedFinding::of_entry(record.person_id, *record.id.as_bytes(), record.version, &entry, key),
        Err(Unsealable) => Ok(None),
    }
}

fn of_score(score: &ScoreRecord, key: &PersonKey) -> Result<Option<SealedFinding>, KeyError> {
    let Ok(reading) = score.reading(key) else { return Ok(None) };
    let (event_id, model) = (*score.event_id.as_bytes(), score.model.number);
    SealedFinding::new(score.person_id, event_id, score.version, model, reading.finding(), key).map(Some)
}

fn finding(row: &AnyRow, person_id: i64, key: &PersonKey) -> Result<Floor, SealedError> {
    let id: i64 = column(row, 0)?;
    let wrong = |what| LedgerError::Inconsistent { seq: id, what };
    let event: EventId = row::event_id(row, 1).ok_or_else(|| wrong("floor.event_id"))?;
    let version = u32::try_from(column::<i64>(row, 2)?).map_err(|_| wrong("floor.version"))?;
    let body: Vec<u8> = column(row, 4)?;
    let opened = key.open(&place(person_id, event.as_bytes(), version, column(row, 3)?), &body)?;
    let recorded = instant(column(row, 11)?, "event.recorded_at")?;
    Ok(Floor {
        id,
        event,
        finding: read(&opened).ok_or(Unsealable)?,
        // A device's clock that is ahead must not let a screener clear what comes after it.
        at: instant(column(row, 6)?, "event.observed_at")?.min(recorded),
        recorded,
        local_date: date_of(column(row, 7)?).ok_or_else(|| wrong("event.local_date"))?,
        unchanged: column::<i64>(row, 8)? != 0,
    })
}
