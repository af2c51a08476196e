//! What is released about an organisation's people: fixed tables, once each, with noise. Nothing else can be asked for.

use std::{collections::HashMap, time::Duration};

use arrow_array::{RecordBatch, cast::AsArray, types::Float64Type};
use eunoia_domain::{Metric, Zone, local_date};
use eunoia_engine::{
    crisis::RiskLevel,
    population::{
        DELTA, Estimate, Findings, MINIMUM_PEOPLE, MOST_MILLIEPSILON, Quarter, RISK_CELLS, Share, Subject, TABLE_MILLIEPSILON, Table,
        difference, findings, release, standing, tables, threshold,
    },
};
use eunoia_ingest::{
    ledger::{Countable, NewRelease, Organisation, Person, Releasing, Role, StoredRelease},
    warehouse::COHORT_PART,
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use rand::{rand_core::UnwrapErr, rngs::SysRng};
use serde::Serialize;
use tokio::{
    task::spawn_blocking,
    time::{Instant, sleep},
};
use uuid::Uuid;

use super::{
    ActionError,
    cohort::{Filled, filled_warehouse, other_columns, safety_levels},
    insights::history,
};
use crate::app::App;

#[derive(Debug, Serialize)]
pub struct PopulationView {
    pub organisation: Uuid,
    pub minimum_people: usize,
    pub privacy: PrivacyView,
    pub tables: Vec<TableView>,
    pub note: &'static str,
}

/// What the tables cost each person of their privacy.
#[derive(Debug, Serialize)]
pub struct PrivacyView {
    /// Of one table.
    pub epsilon: f64,
    pub delta: f64,
    /// Of everything that is released about a person's days of one quarter, to whomever.
    pub epsilon_per_person_and_quarter: f64,
    pub mechanism: &'static str,
}

#[derive(Debug, Serialize)]
pub struct TableView {
    pub table: &'static str,
    pub unit: Option<&'static str>,
    pub span: &'static str,
    /// What the counts of a table must sum up to, with their noise, to be shown.
    pub threshold: i64,
    /// Oldest first.
    pub periods: Vec<PeriodView>,
}

/// One release. All but the dates is absent where it may not be shown.
#[derive(Debug, Serialize)]
pub struct PeriodView {
    pub start: Date,
    pub end: Date,
    pub suppressed: bool,
    pub released_at: Option<Timestamp>,
    pub people: Option<Estimate>,
    pub mean: Option<Estimate>,
    pub standard_deviation: Option<f64>,
    pub percentiles: Vec<PercentileView>,
    pub cells: Vec<CellView>,
    /// How much higher the mean is than that of the period before, if both are shown.
    pub change: Option<Estimate>,
}

#[derive(Debug, Serialize)]
pub struct PercentileView {
    pub percent: f64,
    #[serde(flatten)]
    pub at: Estimate,
}

#[derive(Debug, Serialize)]
pub struct CellView {
    /// Own means from here on.
    pub from: Option<f64>,
    /// And below this.
    pub to: Option<f64>,
    /// Of the table of floors: `none`, `low`, `moderate`, `high` or `unknown`.
    pub level: Option<&'static str>,
    #[serde(flatten)]
    pub share: Share,
}

const MECHANISM: &str = "discrete Laplace noise of scale 2 on each count (Canonne, Kamath and Steinke 2020)";

const NOTE: &str = "Counted are members whose consent to aggregates held when the table was made; each counts once, in one cell, by their own \
    mean. Each count carries noise of its own, and all that is told is made of these counts. A table is made once, a week or more after its \
    period is over, and told again as it is. It is not shown if it is about fewer than 20 people, or its counts with their noise do not come \
    to the threshold. A cell is suppressed if it is about fewer than 20 people, or such a one could be had from it.";

/// The organisation's tables of the last year, or the one of this name. Those that are due and were never made are made now.
pub async fn population(app: &App, organisation: &Organisation, table: Option<&str>) -> Result<PopulationView, ActionError> {
    let asked = match table {
        Some(name) => vec![name.parse::<Table>()?],
        None => tables().to_vec(),
    };
    let stored = released(app, organisation, &asked).await?;
    let view = |table: &Table| TableView {
        table: table.name,
        unit: table.metric().map(|metric| metric.unit()),
        span: table.span.name(),
        threshold: threshold(table.width()),
        periods: periods(table, &stored, today(app)),
    };
    Ok(PopulationView {
        organisation: organisation.public_id,
        minimum_people: MINIMUM_PEOPLE,
        privacy: PrivacyView {
            epsilon: f64::from(TABLE_MILLIEPSILON) / 1e3,
            delta: DELTA,
            epsilon_per_person_and_quarter: f64::from(MOST_MILLIEPSILON) / 1e3,
            mechanism: MECHANISM,
        },
        tables: asked.iter().map(view).collect(),
        note: NOTE,
    })
}

/// The first date that is not over yet somewhere: twelve hours behind UTC it is this date still.
fn today(app: &App) -> Date {
    local_date(app.now() - SignedDuration::from_hours(12), &Zone::UTC)
}

type Releases = HashMap<(String, Date), StoredRelease>;

async fn stored(app: &App, organisation: &Organisation) -> Result<Releases, ActionError> {
    let found = app.ledger.releases(organisation.id).await?;
    Ok(found
        .into_iter()
        .map(|release| ((release.name.clone(), release.starts_on), release))
        .collect())
}

/// What was released of these tables, after releasing what is due.
pub(super) async fn released(app: &App, organisation: &Organisation, asked: &[Table]) -> Result<Releases, ActionError> {
    let missing = |stored: &Releases| {
        let due = |table: &Table| {
            table
                .span
                .due(today(app))
                .into_iter()
                .map(|start| (*table, start))
                .collect::<Vec<_>>()
        };
        let all = asked.iter().flat_map(due);
        all.filter(|(table, start)| !stored.contains_key(&(table.name.to_owned(), *start)))
            .collect::<Vec<_>>()
    };
    let found = stored(app, organisation).await?;
    if missing(&found).is_empty() {
        return Ok(found);
    }
    // One of this process makes them; who waited finds them made.
    let _turn = app.releasing.lock().await;
    let due = missing(&stored(app, organisation).await?);
    // First, and whoever there is: that it can't be done now must not tell how many agreed.
    let filled = if due.is_empty() { None } else { Some(caught_up(app).await?) };
    for (table, start) in due {
        let Some(filled) = &filled else { break };
        let quarter = Quarter::of(start);
        let people = app
            .ledger
            .countable(organisation.id, quarter, TABLE_MILLIEPSILON, MOST_MILLIEPSILON)
            .await?;
        // From outside this looks like a table that is not shown, so that the twentieth's consent is not told.
        if people.len() < MINIMUM_PEOPLE {
            continue;
        }
        make(app, organisation, filled, &table, start, &people).await?;
    }
    stored(app, organisation).await
}

/// The warehouse, once everything that is recorded by now is in it: a release can't be mended later.
async fn caught_up(app: &App) -> Result<Filled, ActionError> {
    const PATIENCE: Duration = Duration::from_secs(5);
    let filled = filled_warehouse(app).await?;
    let (end, began) = (app.ledger.last_seq().await?, Instant::now());
    while app.ledger.relay_state().await?.cursor < end {
        if began.elapsed() > PATIENCE {
            return Err(ActionError::Busy("the warehouse is behind the ledger".into()));
        }
        sleep(Duration::from_millis(50)).await;
    }
    Ok(filled)
}

/// Makes one release and writes it down with its costs. If another process was first, that one's stands.
async fn make(
    app: &App,
    organisation: &Organisation,
    filled: &Filled,
    table: &Table,
    start: Date,
    people: &[Countable],
) -> Result<(), ActionError> {
    let counts = count(filled, table, start, people).await?;
    // Without randomness from the system this panics on its own thread: then nothing is released.
    let drawn = spawn_blocking(move || release(&counts, &mut UnwrapErr(SysRng)));
    let counts = drawn.await.map_err(ActionError::worker)?;
    let ids: Vec<i64> = people.iter().map(|person| person.person_id).collect();
    let new = NewRelease {
        organisation_id: organisation.id,
        name: table.name,
        starts_on: start,
        milliepsilon: TABLE_MILLIEPSILON,
        counts: counts.as_deref(),
        people: &ids,
    };
    match app.ledger.add_release(&new, MOST_MILLIEPSILON, app.now()).await? {
        Releasing::Released => {
            metrics::counter!("eunoia_population_releases_total").increment(1);
            Ok(())
        }
        Releasing::StoodAlready => Ok(()),
        // Or another organisation's release took the rest of somebody's budget.
        Releasing::Overspent => Err(ActionError::Busy(
            "somebody withdrew, or their privacy budget was spent meanwhile".into(),
        )),
    }
}

/// How many of `people` are in each cell, exactly: for [`release`] alone.
async fn count(filled: &Filled, table: &Table, start: Date, people: &[Countable]) -> Result<Vec<u64>, ActionError> {
    let mut counts = vec![0; table.width()];
    let end = table.span.end(start);
    let subjects: Vec<u64> = people.iter().map(|person| person.subject).collect();
    for part in subjects.chunks(COHORT_PART) {
        match (table.subject, table.metric()) {
            (Subject::Level { .. }, Some(metric)) => {
                let batches = filled.warehouse.own_means(filled.epoch, &metric, (start, end), part).await?;
                for mean in own_means(&batches).ok_or_else(other_columns)? {
                    counts[table.cell_of_mean(mean)] += 1;
                }
            }
            _ => {
                let metrics: Vec<Metric> = ["phq9.item9", "cssrs.tier"].into_iter().filter_map(Metric::known).collect();
                let batches = filled.warehouse.cohort_values(filled.epoch, &metrics, (start, end), part).await?;
                let levels = safety_levels(&batches).ok_or_else(other_columns)?;
                for subject in part {
                    counts[Table::cell_of_floor(levels.get(subject).copied())] += 1;
                }
            }
        }
    }
    Ok(counts)
}

fn own_means(batches: &[RecordBatch]) -> Option<Vec<f64>> {
    let mut means = Vec::new();
    for batch in batches {
        means.extend_from_slice(batch.column_by_name("own")?.as_primitive_opt::<Float64Type>()?.values());
    }
    Some(means)
}

fn periods(table: &Table, stored: &Releases, today: Date) -> Vec<PeriodView> {
    let mut before: Option<Estimate> = None;
    let view = |start: Date| {
        let stored = stored.get(&(table.name.to_owned(), start));
        let shown = stored.and_then(|release| Some((release.released_at, findings(table, release.counts.as_deref()?)?)));
        let mean = shown.as_ref().and_then(|(_, found)| found.mean);
        let change = mean.zip(before).map(|(mean, before)| difference(&mean, &before));
        before = mean;
        PeriodView {
            change,
            ..period(table, start, shown)
        }
    };
    table.span.due(today).into_iter().map(view).collect()
}

fn period(table: &Table, start: Date, shown: Option<(Timestamp, Findings)>) -> PeriodView {
    let (released_at, found) = shown.unzip();
    PeriodView {
        start,
        end: table.span.end(start),
        suppressed: found.is_none(),
        released_at,
        people: found.as_ref().map(|found| found.people),
        mean: found.as_ref().and_then(|found| found.mean),
        standard_deviation: found.as_ref().and_then(|found| found.standard_deviation),
        percentiles: found.iter().flat_map(|found| &found.percentiles).map(percentile).collect(),
        cells: found
            .iter()
            .flat_map(|found| found.cells.iter().enumerate())
            .map(|(i, share)| cell(table, i, *share))
            .collect(),
        change: None,
    }
}

fn percentile(found: &eunoia_engine::population::Percentile) -> PercentileView {
    PercentileView {
        percent: found.percent,
        at: found.at,
    }
}

fn cell(table: &Table, index: usize, share: Share) -> CellView {
    let ends = table.ends(index);
    CellView {
        from: ends.map(|(from, _)| from),
        to: ends.map(|(_, to)| to),
        level: (table.subject == Subject::Floor).then(|| RISK_CELLS.get(index).copied().flatten().map_or("unknown", RiskLevel::name)),
        share,
    }
}

/// Where somebody stands among the people of an organisation that they joined.
#[derive(Debug, Serialize)]
pub struct StandingView {
    pub organisation: Uuid,
    pub name: String,
    pub table: &'static str,
    pub unit: &'static str,
    pub start: Date,
    pub end: Date,
    /// The person's own mean in the period.
    pub own: f64,
    /// Of the others, so many percent have a lower one.
    pub percent_below: f64,
    pub mean: Estimate,
}

/// The person's own means beside the latest releases of the organisations that they are members of. Nothing is released
/// for it.
pub async fn standings(app: &App, person: &Person) -> Result<Vec<StandingView>, ActionError> {
    let mut found = Vec::new();
    let memberships = app.ledger.memberships(person.id).await?;
    let joined: Vec<_> = memberships
        .into_iter()
        .filter(|membership| membership.role == Role::Member)
        .collect();
    if joined.is_empty() {
        return Ok(found);
    }
    let history = history(app, person).await?;
    for membership in joined {
        let released = app.ledger.releases(membership.organisation.id).await?;
        for table in tables() {
            let Some(metric) = table.metric() else { continue };
            let latest = released
                .iter()
                .rev()
                .find(|release| release.name == table.name && release.counts.is_some());
            let Some((release, counts)) = latest.and_then(|release| Some((release, release.counts.as_ref()?))) else {
                continue;
            };
            let (start, end) = (release.starts_on, table.span.end(release.starts_on));
            let own = own_mean(&history.series(&metric), start, end);
            let mean = findings(&table, counts).and_then(|found| found.mean);
            let percent = own.and_then(|own| standing(&table, counts, own));
            if let (Some(own), Some(mean), Some(percent_below)) = (own, mean, percent) {
                found.push(StandingView {
                    organisation: membership.organisation.public_id,
                    name: membership.organisation.name.clone(),
                    table: table.name,
                    unit: metric.unit(),
                    start,
                    end,
                    own,
                    percent_below,
                    mean,
                });
            }
        }
    }
    Ok(found)
}

fn own_mean(series: &eunoia_engine::DailySeries, start: Date, end: Date) -> Option<f64> {
    let days = series.observed().filter(|(index, _)| (start..=end).contains(&series.date(*index)));
    let (sum, count) = days.fold((0.0, 0.0), |(sum, count), (_, value)| (sum + value, count + 1.0));
    (count > 0.0).then(|| sum / count)
}
