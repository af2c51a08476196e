//! From sealed rows of the ledger to rows of the warehouse.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use eunoia_domain::{EventId, Observation, Value};
use rayon::prelude::*;
use tokio::task::spawn_blocking;

use super::RelayError;
use crate::{
    ledger::{Ledger, Record, ScoreRecord},
    seal::{KeyError, PersonKey},
    warehouse::{Observations, SignedObservation},
};

/// Opens records and turns them into rows, many at a time.
pub(super) struct Opener {
    ledger: Arc<Ledger>,
    subjects: HashMap<i64, u64>,
}

/// One thing that the relay carries.
#[derive(Clone)]
pub(super) enum Carried {
    Event(Record),
    Score(ScoreRecord),
}

impl Carried {
    pub(super) fn seq(&self) -> i64 {
        match self {
            Self::Event(record) => record.seq,
            Self::Score(score) => score.seq,
        }
    }

    fn person_id(&self) -> i64 {
        match self {
            Self::Event(record) => record.person_id,
            Self::Score(score) => score.person_id,
        }
    }

    /// The event that it is about, and its version.
    fn of(&self) -> (EventId, u32) {
        match self {
            Self::Event(record) => (record.id, record.version),
            Self::Score(score) => (score.event_id, score.version),
        }
    }

    /// What it says in numbers; [`None`] if it does not open.
    fn observations(&self, key: &PersonKey) -> Option<Vec<Observation>> {
        match self {
            Self::Event(record) => observations(record, key),
            Self::Score(score) => score_observations(score, key),
        }
    }
}

/// In order of their numbers.
pub(super) fn in_order(events: Vec<Record>, scores: Vec<ScoreRecord>) -> Vec<Carried> {
    let mut all: Vec<_> = events
        .into_iter()
        .map(Carried::Event)
        .chain(scores.into_iter().map(Carried::Score))
        .collect();
    all.sort_by_key(Carried::seq);
    all
}

pub(super) type Signed = (i8, Carried);

impl Opener {
    pub(super) fn new(ledger: Arc<Ledger>) -> Self {
        Self {
            ledger,
            subjects: HashMap::new(),
        }
    }

    /// The rows, and the numbers of what does not open.
    pub(super) async fn open(&mut self, records: Vec<Signed>) -> Result<(Observations, Vec<i64>), RelayError> {
        let people: HashSet<i64> = records.iter().map(|(_, record)| record.person_id()).collect();
        if people.iter().any(|person| !self.subjects.contains_key(person)) {
            self.subjects = self.ledger.subjects().await?;
        }
        let mut keys: HashMap<i64, (u64, Arc<PersonKey>)> = HashMap::with_capacity(people.len());
        for person in people {
            match (self.ledger.key(person).await, self.subjects.get(&person)) {
                (Ok(key), Some(subject)) => drop(keys.insert(person, (*subject, key))),
                // Erased: nothing of theirs goes anywhere any more.
                (Err(KeyError::Destroyed), _) | (Ok(_), None) => {}
                (Err(error), _) => return Err(error.into()),
            }
        }
        let opened = spawn_blocking(move || {
            let open = |(sign, record): &Signed| {
                let Some((subject, key)) = keys.get(&record.person_id()) else {
                    return Ok(Vec::new());
                };
                let observations = record.observations(key).ok_or(record.seq())?;
                let (event_id, version) = record.of();
                let signed = |observation| SignedObservation {
                    subject: *subject,
                    event_id,
                    version,
                    sign: *sign,
                    observation,
                };
                Ok(observations.into_iter().map(signed).collect::<Vec<_>>())
            };
            records.par_iter().map(open).collect::<Vec<Result<_, i64>>>()
        });
        let (mut rows, mut unsealable) = (Vec::new(), Vec::new());
        for found in opened.await.map_err(|_| RelayError::Worker)? {
            match found {
                Ok(found) => rows.extend(found),
                Err(seq) => unsealable.push(seq),
            }
        }
        Ok((rows.into_iter().collect(), unsealable))
    }
}

/// What a record says in numbers; [`None`] if it does not open.
pub fn observations(record: &Record, key: &PersonKey) -> Option<Vec<Observation>> {
    if let Some(metric) = record.kind.counted_as() {
        let (observed_at, local_date) = (record.moment.at(), record.moment.local_date());
        return Some(vec![Observation {
            metric,
            observed_at,
            local_date,
            value: Value::ONE,
        }]);
    }
    let entry = record.entry(key).ok()?;
    Some(entry.observations(&record.moment, |name| key.token(name)))
}

/// What was read in a text, in numbers; [`None`] if it does not open.
pub fn score_observations(score: &ScoreRecord, key: &PersonKey) -> Option<Vec<Observation>> {
    Some(score.reading(key).ok()?.observations(score.kind, &score.moment))
}
