//! Whose people somebody may ask about, and the warehouse while they do.

use std::{collections::BTreeMap, sync::Arc};

use arrow_array::{
    RecordBatch,
    cast::AsArray,
    types::{Date32Type, Float64Type, UInt64Type},
};
use eunoia_domain::{FieldError, Metric};
use eunoia_engine::{
    crisis::RiskLevel,
    population::{SafetyAnswer, floor_level},
};
use eunoia_ingest::{
    ledger::{Organisation, Person},
    relay::RelayHealth,
    warehouse::Warehouse,
};
use jiff::{ToSpan, civil::Date};
use tokio::sync::OwnedSemaphorePermit;
use uuid::Uuid;

use super::{
    ActionError,
    api_key::{Scope, demand, key_of},
    organisation::owned,
};
use crate::app::{App, Reader};

/// Who asks for aggregates.
pub enum Asker {
    /// A program, by the secret of a key.
    Program(String),
    Person(Box<Person>),
}

/// The organisation that somebody may ask about: the key's, if the key has the scope, or one that the person owns.
pub async fn organisation_asked(app: &App, asker: Asker, scope: Scope, organisation: Option<Uuid>) -> Result<Organisation, ActionError> {
    let spend = |reader| app.stats_allowance.spend(&reader).map_err(ActionError::TooOften);
    match asker {
        Asker::Program(secret) => {
            let (key, of) = key_of(app, &secret).await?;
            spend(Reader::Key(key.id))?;
            demand(&key, scope)?;
            if organisation.is_some_and(|asked| asked != of.public_id) {
                return Err(ActionError::Missing("organisation"));
            }
            Ok(of)
        }
        Asker::Person(person) => {
            spend(Reader::Person(person.id))?;
            let id = organisation.ok_or_else(|| FieldError::missing("organisation", "the id of an organisation that you own"))?;
            owned(app, &person, id).await
        }
    }
}

/// The warehouse while somebody asks it about a cohort.
pub(super) struct Filled {
    pub warehouse: Arc<Warehouse>,
    pub epoch: u32,
    _asking: OwnedSemaphorePermit,
}

/// The warehouse and its current epoch, if it is there and filled by the relay.
pub(super) async fn filled_warehouse(app: &App) -> Result<Filled, ActionError> {
    let away = |reason: &'static str| ActionError::Busy(reason.into());
    let warehouse = app.warehouse().ok_or_else(|| away("the warehouse is not open"))?;
    if *app.relay_health.borrow() == RelayHealth::Starting {
        return Err(away("the warehouse is not filled"));
    }
    let asking = Arc::clone(&app.asking).acquire_owned().await;
    Ok(Filled {
        warehouse: Arc::clone(warehouse),
        _asking: asking.map_err(|e| ActionError::Internal(Box::new(e)))?,
        epoch: app.ledger.relay_state().await?.epoch,
    })
}

pub(super) fn other_columns() -> ActionError {
    ActionError::Internal("the warehouse gives other columns than expected".into())
}

/// The floors that these answers set; [`None`] if the columns are others.
pub(super) fn safety_levels(batches: &[RecordBatch]) -> Option<BTreeMap<u64, RiskLevel>> {
    let mut answers: BTreeMap<u64, Vec<(Date, SafetyAnswer)>> = BTreeMap::new();
    for batch in batches {
        for (subject, (date, metric, value)) in rows(batch)? {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "answers are 0 to 4")]
            let value = value as u8;
            let answer = if metric.name() == "cssrs.tier" {
                SafetyAnswer::Tier(value)
            } else {
                SafetyAnswer::Item9(value)
            };
            answers.entry(subject).or_default().push((date, answer));
        }
    }
    let level = |(subject, answers): (u64, Vec<_>)| Some((subject, floor_level(&answers)?));
    Some(answers.into_iter().filter_map(level).collect())
}

type DatedValue = (u64, (Date, Metric, f64));

/// The subject, date, metric and value of each row; [`None`] if the columns are others.
fn rows(batch: &RecordBatch) -> Option<Vec<DatedValue>> {
    let subjects = batch.column_by_name("subject")?.as_primitive_opt::<UInt64Type>()?;
    let metrics = batch.column_by_name("metric")?.as_string_opt::<i32>()?;
    let dates = batch.column_by_name("local_date")?.as_primitive_opt::<Date32Type>()?;
    let values = batch.column_by_name("value")?.as_primitive_opt::<Float64Type>()?;
    let epoch = Date::constant(1970, 1, 1);
    (0..batch.num_rows())
        .map(|i| {
            let date = epoch.checked_add(dates.value(i).days()).ok()?;
            Some((subjects.value(i), (date, Metric::recorded(metrics.value(i))?, values.value(i))))
        })
        .collect()
}
