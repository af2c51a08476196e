//! Everybody's analyses, from the warehouse's daily values as Arrow: some people at a time, in parallel, while the next ones
//! are read and the last ones' results written.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use eunoia_domain::{Zone, local_date};
use eunoia_engine::{Analysis, History, analyze};
use eunoia_ingest::{
    ledger::Person,
    relay::{Relay, RelayHealth},
    warehouse::{Analysed, Embedded, Results, Series, Warehouse, WarehouseError},
};
use jiff::{Timestamp, civil::Date};
use rayon::{
    ThreadPool,
    prelude::{IntoParallelIterator, ParallelIterator},
};
use serde::Serialize;
use tokio::task::{JoinHandle, spawn_blocking};

use super::{ActionError, SYNTHETIC_EPOCH, insights::SEED};
use crate::{app::App, config::chdb_library, data_dir::DataDir};

/// One person's analysis.
#[derive(Debug, Serialize)]
pub struct PersonAnalysis {
    /// [`None`] for somebody of whom the warehouse alone knows.
    pub user: Option<String>,
    pub synthetic: bool,
    #[serde(flatten)]
    pub analysis: Analysis,
}

/// Who is analysed, and how.
#[derive(Clone, Default)]
pub struct Sweep {
    /// This person alone.
    pub only: Option<Person>,
    /// As of this day; by default each person's own today.
    pub today: Option<Date>,
    /// Also those whose results are up to date.
    pub everybody: bool,
    /// On these threads, and fewer people at a time; by default on all.
    pub pool: Option<Arc<ThreadPool>>,
}

/// How far a sweep is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct SweepReport {
    /// Who was to be looked at.
    pub people: usize,
    /// Of them those whose results were up to date.
    pub up_to_date: usize,
    pub analysed: usize,
    pub forecasts: usize,
    pub insights: usize,
}

/// Follows a sweep.
pub trait Follower: Send {
    /// Told whenever some people's results are written down, with their analyses. False stops the sweep.
    fn analysed(&mut self, report: &SweepReport, some: Vec<PersonAnalysis>) -> bool;
}

/// Somebody to be analysed.
struct Candidate {
    subject: u64,
    user: Option<String>,
    synthetic: bool,
    today: Date,
    revision: i64,
    observations: u64,
}

/// What is in memory at a time, thrice: what is read, what is analysed, and what is written. A day's value takes some 50
/// bytes on its way, so that this is about 250 MB in all, whoever many people there are. A single person's history can be
/// larger, and then is alone.
const MOST_OBSERVATIONS: u64 = 1_500_000;
const MOST_PEOPLE: usize = 512;
/// Beside other work.
const FEWER_PEOPLE: usize = 64;

/// Brings the warehouse up to date, then analyses. For a process that has the data directory to itself.
pub async fn analyze_all(app: &App, sweep: &Sweep, follower: &mut dyn Follower) -> Result<SweepReport, ActionError> {
    let (warehouse, epoch) = catch_up(app).await?;
    analyze_stale(app, &warehouse, epoch, sweep, follower).await
}

/// Analyses those whose results are not of today, or of an earlier history than the warehouse has, and writes the results
/// there. What is written stays: a sweep that is cut off goes on with those who are left.
pub async fn analyze_stale(
    app: &App,
    warehouse: &Arc<Warehouse>,
    epoch: u32,
    sweep: &Sweep,
    follower: &mut dyn Follower,
) -> Result<SweepReport, ActionError> {
    let planned = plan(app, warehouse, epoch, sweep).await?;
    carry_out(warehouse, epoch, planned, sweep, app.now(), follower).await
}

/// Analyses the people of a warehouse that was simulated alone, as of the day on which they end: see
/// [`simulate_warehouse`](super::simulate_warehouse).
pub async fn analyze_synthetic(
    data: &DataDir,
    sweep: &Sweep,
    now: Timestamp,
    follower: &mut dyn Follower,
) -> Result<SweepReport, ActionError> {
    let (library, inside) = (chdb_library(), data.warehouse());
    let opened = spawn_blocking(move || Embedded::open(&library, &inside).map(Warehouse::new));
    let warehouse = Arc::new(opened.await.map_err(ActionError::worker)??);
    let today = sweep
        .today
        .or_else(|| data.synthetic_end())
        .unwrap_or_else(|| local_date(now, &Zone::UTC));
    let candidates = unknown(warehouse.subjects(SYNTHETIC_EPOCH).await?, today);
    let planned = stale(&warehouse, SYNTHETIC_EPOCH, candidates, sweep.everybody).await?;
    carry_out(&warehouse, SYNTHETIC_EPOCH, planned, sweep, now, follower).await
}

async fn carry_out(
    warehouse: &Arc<Warehouse>,
    epoch: u32,
    (mut report, candidates): (SweepReport, Vec<Candidate>),
    sweep: &Sweep,
    now: Timestamp,
    follower: &mut dyn Follower,
) -> Result<SweepReport, ActionError> {
    let mut parts = parts(candidates, if sweep.pool.is_some() { FEWER_PEOPLE } else { MOST_PEOPLE }).into_iter();
    let read = |part: &Vec<Candidate>| {
        let (warehouse, subjects) = (Arc::clone(warehouse), part.iter().map(|one| one.subject).collect::<Vec<_>>());
        tokio::spawn(async move { warehouse.series(epoch, &subjects).await })
    };
    let mut next = parts.next().map(|part| (read(&part), part));
    let mut writing: Option<Writing> = None;
    while let Some((series, part)) = next {
        let series = series.await.map_err(ActionError::worker)??;
        next = parts.next().map(|part| (read(&part), part));
        let analysed = analyze_part(part, series, sweep.pool.clone(), now).await?;
        let goes_on = finish(writing.take(), &mut report, follower).await?;
        writing = Some(write(warehouse, epoch, analysed));
        if !goes_on {
            break;
        }
    }
    finish(writing, &mut report, follower).await?;
    Ok(report)
}

type Analyses = (Results, Vec<PersonAnalysis>);
type Writing = JoinHandle<Result<Analyses, WarehouseError>>;

fn write(warehouse: &Arc<Warehouse>, epoch: u32, (results, some): Analyses) -> Writing {
    let warehouse = Arc::clone(warehouse);
    tokio::spawn(async move {
        warehouse.keep(epoch, &results).await?;
        Ok((results, some))
    })
}

/// Waits until results are written; true if the sweep goes on.
async fn finish(writing: Option<Writing>, report: &mut SweepReport, follower: &mut dyn Follower) -> Result<bool, ActionError> {
    let Some(writing) = writing else { return Ok(true) };
    let (results, some) = writing.await.map_err(ActionError::worker)??;
    report.analysed += results.people();
    report.forecasts += results.forecasts();
    report.insights += results.insights();
    Ok(follower.analysed(report, some))
}

async fn analyze_part(
    part: Vec<Candidate>,
    mut series: HashMap<u64, Vec<Series>>,
    pool: Option<Arc<ThreadPool>>,
    now: Timestamp,
) -> Result<Analyses, ActionError> {
    let people: Vec<_> = part
        .into_iter()
        .map(|one| {
            let series = series.remove(&one.subject).unwrap_or_default();
            (one, series)
        })
        .collect();
    let analysed = spawn_blocking(move || {
        let each = || {
            let each = people.into_par_iter().map(|(one, series)| {
                let analysis = analyze(&History::from_series(series), one.today, SEED);
                (one, analysis)
            });
            each.collect::<Vec<_>>()
        };
        let each = match pool {
            Some(pool) => pool.install(each),
            None => each(),
        };
        let mut results = Results::new(now);
        let person = |(one, analysis): (Candidate, Analysis)| {
            results.add(one.subject, one.revision, &analysis);
            PersonAnalysis {
                user: one.user,
                synthetic: one.synthetic,
                analysis,
            }
        };
        let some = each.into_iter().map(person).collect();
        (results, some)
    });
    analysed.await.map_err(ActionError::worker)
}

/// Whom there is to analyse, after counting those who are up to date.
async fn plan(app: &App, warehouse: &Warehouse, epoch: u32, sweep: &Sweep) -> Result<(SweepReport, Vec<Candidate>), ActionError> {
    let now = app.now();
    let (people, revisions) = match &sweep.only {
        Some(person) => (
            vec![person.clone()],
            BTreeMap::from([(person.id, app.ledger.revision(person.id).await?)]),
        ),
        None => (app.ledger.people().await?, app.ledger.revisions().await?),
    };
    // What comes after this may be in the warehouse by the time that it is read, or not: it makes the results stale.
    let cursor = app.ledger.relay_state().await?.cursor;
    let mut observations: HashMap<u64, u64> = match &sweep.only {
        // One person's are few, whatever they are.
        Some(_) => HashMap::new(),
        None => warehouse.subjects(epoch).await?.into_iter().collect(),
    };
    let mut candidates: Vec<Candidate> = people
        .into_iter()
        .map(|person| Candidate {
            subject: person.subject,
            synthetic: person.synthetic,
            today: sweep.today.unwrap_or_else(|| local_date(now, &person.zone)),
            revision: revisions.get(&person.id).map_or(0, |revision| cursor.min(*revision)),
            observations: observations.remove(&person.subject).unwrap_or(0),
            user: Some(person.email),
        })
        .collect();
    if sweep.only.is_some() {
        let report = SweepReport {
            people: candidates.len(),
            ..SweepReport::default()
        };
        return Ok((report, candidates));
    }
    let today = sweep.today.unwrap_or_else(|| local_date(now, &Zone::UTC));
    candidates.extend(unknown(observations, today));
    stale(warehouse, epoch, candidates, sweep.everybody).await
}

/// People of whom the warehouse alone knows, with how many observations each has.
fn unknown(observations: impl IntoIterator<Item = (u64, u64)>, today: Date) -> Vec<Candidate> {
    let candidate = |(subject, observations)| Candidate {
        subject,
        user: None,
        synthetic: true,
        today,
        revision: 0,
        observations,
    };
    observations.into_iter().map(candidate).collect()
}

/// Counts who is up to date, and keeps the others unless `everybody` is wanted; in the order in which the warehouse has them.
async fn stale(
    warehouse: &Warehouse,
    epoch: u32,
    mut candidates: Vec<Candidate>,
    everybody: bool,
) -> Result<(SweepReport, Vec<Candidate>), ActionError> {
    let mut report = SweepReport {
        people: candidates.len(),
        ..SweepReport::default()
    };
    if !everybody {
        let found = warehouse.analysed(epoch).await?;
        let is_stale = |one: &Candidate| {
            let now = Analysed {
                as_of: one.today,
                revision: one.revision,
            };
            one.observations > 0 && found.get(&one.subject) != Some(&now)
        };
        candidates.retain(is_stale);
        report.up_to_date = report.people - candidates.len();
        // As they lie in the warehouse.
        candidates.sort_unstable_by_key(|one| one.subject);
    }
    Ok((report, candidates))
}

/// As many people at a time as may be in memory.
fn parts(candidates: Vec<Candidate>, most_people: usize) -> Vec<Vec<Candidate>> {
    let (mut parts, mut part, mut observations) = (Vec::new(), Vec::new(), 0);
    for one in candidates {
        if !part.is_empty() && (part.len() == most_people || observations + one.observations > MOST_OBSERVATIONS) {
            parts.push(std::mem::take(&mut part));
            observations = 0;
        }
        observations += one.observations;
        part.push(one);
    }
    if !part.is_empty() {
        parts.push(part);
    }
    parts
}

/// Brings the warehouse up to date; gives it and its epoch. For a process that has the data directory to itself.
pub(super) async fn catch_up(app: &App) -> Result<(Arc<Warehouse>, u32), ActionError> {
    let warehouse = app.open_warehouse().await?;
    let mut relay = Relay::start(app.ledger.clone(), warehouse.clone(), crate::clock::now).await?;
    relay.drain().await?;
    app.relay_health.send_replace(RelayHealth::Running);
    Ok((warehouse, relay.state().epoch))
}
