//! The cohort's analyses, from the warehouse's daily values as Arrow, in parallel.

use std::{collections::HashMap, sync::Arc};

use arrow_array::{
    RecordBatch,
    cast::AsArray,
    types::{Date32Type, Float64Type, UInt64Type},
};
use eunoia_domain::{Metric, local_date};
use eunoia_engine::{Analysis, History, analyze, analyze_cohort};
use eunoia_ingest::{
    ledger::Person,
    relay::{Relay, RelayHealth},
    warehouse::{DailyFilter, Warehouse},
};
use jiff::{ToSpan, civil::Date};
use serde::Serialize;
use tokio::task::spawn_blocking;

use super::{ActionError, insights::SEED};
use crate::app::App;

/// One person's analysis.
#[derive(Debug, Serialize)]
pub struct PersonAnalysis {
    pub user: String,
    pub synthetic: bool,
    #[serde(flatten)]
    pub analysis: Analysis,
}

/// Brings the warehouse up to date, then analyses everybody, or `only` one, as of `today` (default: each person's own
/// today). For a process that has the data directory to itself.
pub async fn analyze_all(app: &App, only: Option<&Person>, today: Option<Date>) -> Result<Vec<PersonAnalysis>, ActionError> {
    let (warehouse, epoch) = catch_up(app).await?;
    let people = match only {
        Some(person) => vec![person.clone()],
        None => app.ledger.people().await?,
    };
    let filter = DailyFilter {
        subject: only.map(|person| person.subject),
        ..DailyFilter::default()
    };
    let mut histories = histories(&warehouse, epoch, &filter).await?;
    let now = app.now();
    let mut by_day: HashMap<Date, Vec<(usize, History)>> = HashMap::new();
    for (index, person) in people.iter().enumerate() {
        let today = today.unwrap_or_else(|| local_date(now, &person.zone));
        let history = histories.remove(&person.subject).unwrap_or_else(|| History::from_daily([]));
        by_day.entry(today).or_default().push((index, history));
    }
    let analysed = spawn_blocking(move || {
        let each = by_day.into_iter().flat_map(|(today, mut cohort)| match cohort.len() {
            1 => cohort
                .drain(..)
                .map(|(index, history)| (index, analyze(&history, today, SEED)))
                .collect(),
            _ => analyze_cohort(cohort, today, SEED),
        });
        let mut each: Vec<_> = each.collect();
        each.sort_by_key(|(index, _)| *index);
        each
    });
    let analysed = analysed.await.map_err(ActionError::worker)?;
    let named = analysed.into_iter().map(|(index, analysis)| PersonAnalysis {
        user: people[index].email.clone(),
        synthetic: people[index].synthetic,
        analysis,
    });
    Ok(named.collect())
}

/// Brings the warehouse up to date; gives it and its epoch. For a process that has the data directory to itself.
pub(super) async fn catch_up(app: &App) -> Result<(Arc<Warehouse>, u32), ActionError> {
    let warehouse = app.open_warehouse().await?;
    let mut relay = Relay::start(app.ledger.clone(), warehouse.clone(), crate::clock::now).await?;
    relay.drain().await?;
    app.relay_health.send_replace(RelayHealth::Running);
    Ok((warehouse, relay.state().epoch))
}

/// The daily values of `filter` as histories, by subject.
async fn histories(warehouse: &Warehouse, epoch: u32, filter: &DailyFilter) -> Result<HashMap<u64, History>, ActionError> {
    let batches = warehouse.daily(epoch, filter).await?;
    histories_of(&batches).ok_or_else(|| ActionError::Internal("daily values have other columns than expected".into()))
}

/// Batches of daily values as histories, by subject; [`None`] if they have other columns.
pub(super) fn histories_of(batches: &[RecordBatch]) -> Option<HashMap<u64, History>> {
    let mut daily: HashMap<u64, Vec<(Date, Metric, f64)>> = HashMap::new();
    for batch in batches {
        for (subject, day) in rows(batch)? {
            daily.entry(subject).or_default().push(day);
        }
    }
    let histories = daily.into_iter().map(|(subject, days)| (subject, History::from_daily(days)));
    Some(histories.collect())
}

pub(super) type DailyRow = (u64, (Date, Metric, f64));

pub(super) fn rows(batch: &RecordBatch) -> Option<Vec<DailyRow>> {
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
