//! Aggregates of the people who joined an organisation and agreed to be counted, and of them alone, as of now.

use std::{collections::BTreeMap, sync::Arc};

use arrow_array::{
    Array, RecordBatch,
    cast::AsArray,
    types::{Date32Type, Float64Type, UInt64Type},
};
use eunoia_domain::{FieldError, Metric, Zone, local_date};
use eunoia_engine::population::{
    CohortTrend, LevelCell, Levels, MINIMUM_PEOPLE, Period, RiskDistribution, RiskLevel, SafetyAnswer, Share, Spread, cohort_trend,
    floor_level, shown_count,
};
use eunoia_ingest::{
    ledger::{CohortMember, Organisation, Person},
    relay::RelayHealth,
    warehouse::{COHORT_PART, Warehouse},
};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};
use serde::{Deserialize, Serialize};
use tokio::{sync::OwnedSemaphorePermit, task::spawn_blocking};
use uuid::Uuid;

use super::{
    ActionError,
    analyze::rows,
    api_key::{Scope, demand, key_of},
    insights::SEED,
    organisation::owned,
};
use crate::app::{App, Reader};

/// Who asks for aggregates.
pub enum Asker {
    /// A program, by the secret of a key.
    Program(String),
    Person(Box<Person>),
}

/// The people who are counted, now.
pub struct Cohort {
    pub organisation: Organisation,
    pub members: Vec<CohortMember>,
}

impl Cohort {
    pub(super) fn subjects(&self) -> Vec<u64> {
        self.members.iter().map(|member| member.subject).collect()
    }
}

/// What every answer says of how it was made.
const COUNTED: &str = "Counted are members whose consent to aggregates holds now; each counts once, by their own mean. A cell about \
    fewer than 20 people is suppressed, and so is one from which such a cell could be had by subtraction. Counts of people are rounded \
    down to a multiple of 5, and numbers to three digits.";

/// The cohort that somebody may ask about: that of the key's organisation, if the key has the scope, or of one that the
/// person owns.
pub async fn cohort(app: &App, asker: Asker, scope: Scope, organisation: Option<Uuid>) -> Result<Cohort, ActionError> {
    let organisation = organisation_asked(app, asker, scope, organisation).await?;
    let members = app.ledger.cohort(organisation.id).await?;
    Ok(Cohort { organisation, members })
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
    let asking = Arc::clone(&app.studies.asking).acquire_owned().await;
    Ok(Filled {
        warehouse: Arc::clone(warehouse),
        _asking: asking.map_err(|e| ActionError::Internal(Box::new(e)))?,
        epoch: app.ledger.relay_state().await?.epoch,
    })
}

/// Which levels are asked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelsQuery {
    pub organisation: Option<Uuid>,
    pub metric: Option<String>,
    pub period: Option<String>,
    pub from: Option<Date>,
    pub to: Option<Date>,
}

#[derive(Debug, Serialize)]
pub struct LevelsView {
    pub organisation: Uuid,
    pub metric: String,
    pub unit: &'static str,
    pub period: &'static str,
    pub minimum_people: usize,
    pub from: Date,
    pub to: Date,
    pub cells: Vec<LevelCell>,
    pub trend: CohortTrend,
    pub note: String,
}

/// Periods in an answer, at most, and how many there are unless it is said.
fn extent(period: Period) -> (usize, i64) {
    match period {
        Period::Day => (366, 28),
        Period::Week => (260, 12),
        Period::Month => (120, 12),
    }
}

/// The cohort's level in each period.
pub async fn levels(app: &App, cohort: &Cohort, query: &LevelsQuery) -> Result<LevelsView, ActionError> {
    let name = query.metric.as_deref().unwrap_or_else(|| Metric::MOOD_SCORE.name());
    let metric = Metric::known(name).filter(has_mean);
    let metric = metric.ok_or_else(|| FieldError::new("metric", name, "a metric that /v1/stats/summary lists"))?;
    let period: Period = query.period.as_deref().unwrap_or("week").parse()?;
    // Twelve hours behind UTC it is this date still.
    let today = local_date(app.now() - SignedDuration::from_hours(12), &Zone::UTC);
    let (from, to) = window(period, query.from, query.to, today)?;
    let filled = filled_warehouse(app).await?;
    let mut levels = Levels::new(period, from, to, today);
    for part in cohort.subjects().chunks(COHORT_PART) {
        let window = levels.window();
        let cells = filled.warehouse.cohort_levels(filled.epoch, &metric, period, window, part).await?;
        add_levels(&mut levels, &cells).ok_or_else(other_columns)?;
        // Days and months are not parted.
        let people = match period {
            Period::Week => {
                filled
                    .warehouse
                    .cohort_people_by_part_of_week(filled.epoch, &metric, window, part)
                    .await?
            }
            Period::Day | Period::Month => cells,
        };
        add_people(&mut levels, &people).ok_or_else(other_columns)?;
    }
    let (unit, name) = (metric.unit(), metric.name().to_owned());
    let computed = spawn_blocking(move || {
        let cells = levels.cells();
        let trend = cohort_trend(&cells, &metric, period, SEED);
        (cells, trend)
    });
    let (cells, trend) = computed.await.map_err(ActionError::worker)?;
    Ok(LevelsView {
        organisation: cohort.organisation.public_id,
        metric: name,
        unit,
        period: period.name(),
        minimum_people: MINIMUM_PEOPLE,
        from,
        to,
        cells,
        trend,
        note: format!("{COUNTED} Periods are whole calendar ones that are over everywhere."),
    })
}

/// Tiers are ranks: they have no mean. Mean and deviation of the four answers to the ninth question would give away the table
/// of answers, which [`risk`] holds back. Of what a model reads in people's words only the tone is counted: crisis and single
/// emotions are for them and for who cares for them.
fn has_mean(metric: &Metric) -> bool {
    let name = metric.name();
    metric.unit() != "tier" && !["phq9.item9", "journal.crisis"].contains(&name) && !name.starts_with("journal.emotion.")
}

/// Whole periods, all of them over: what is still being recorded would tell, from one call to the next, what one person
/// added.
fn window(period: Period, from: Option<Date>, to: Option<Date>, today: Date) -> Result<(Date, Date), FieldError> {
    let (most, usual) = extent(period);
    let last_over = period.start(today).yesterday().unwrap_or(Date::MIN);
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        return Err(FieldError::new("from", from, format!("a date no later than `to`, {to}")));
    }
    let to = period.end(to.unwrap_or(last_over).min(last_over));
    let usual = match period {
        Period::Day => (usual - 1).days(),
        Period::Week => (7 * (usual - 1)).days(),
        Period::Month => (usual - 1).months(),
    };
    let from = from.unwrap_or_else(|| period.start(to).saturating_sub(usual));
    let first = Date::constant(1970, 1, 1);
    if from < first || from > to {
        return Err(FieldError::new("from", from, format!("a date from {first} to {to}")));
    }
    let from = period.start(from);
    let count = period.starts(from, to).take(most + 1).count();
    if count > most {
        let expected = format!("a date at most {most} {period}s before `to`, {to}");
        return Err(FieldError::new("from", from, expected));
    }
    Ok((from, to))
}

/// Adds people's own means, by their periods; [`None`] if the columns are others.
fn add_levels(levels: &mut Levels, batches: &[RecordBatch]) -> Option<()> {
    for batch in batches {
        let people = batch.column_by_name("people")?.as_primitive_opt::<UInt64Type>()?;
        let means = batch.column_by_name("mean")?.as_primitive_opt::<Float64Type>()?;
        let squares = batch.column_by_name("squares")?.as_primitive_opt::<Float64Type>()?;
        for (i, start) in starts(batch)?.enumerate() {
            let spread = Spread {
                people: usize::try_from(people.value(i)).ok()?,
                mean: means.value(i),
                squares: squares.value(i),
            };
            levels.add(start?, spread);
        }
    }
    Some(())
}

/// Adds how many people there are in each part of a period; [`None`] if the columns are others.
fn add_people(levels: &mut Levels, batches: &[RecordBatch]) -> Option<()> {
    for batch in batches {
        let people = batch.column_by_name("people")?.as_primitive_opt::<UInt64Type>()?;
        for (i, start) in starts(batch)?.enumerate() {
            levels.add_people(start?, usize::try_from(people.value(i)).ok()?);
        }
    }
    Some(())
}

fn starts(batch: &RecordBatch) -> Option<impl Iterator<Item = Option<Date>>> {
    let starts = batch.column_by_name("start")?.as_primitive_opt::<Date32Type>()?;
    let date = |days: &i32| Date::constant(1970, 1, 1).checked_add(days.days()).ok();
    Some(starts.values().iter().map(date))
}

pub(super) fn other_columns() -> ActionError {
    ActionError::Internal("the warehouse gives other columns than expected".into())
}

#[derive(Debug, Serialize)]
pub struct RiskCell {
    /// `none`, `low`, `moderate`, `high` or `unknown`.
    pub level: &'static str,
    #[serde(flatten)]
    pub share: Share,
}

#[derive(Debug, Serialize)]
pub struct RiskView {
    pub organisation: Uuid,
    pub minimum_people: usize,
    pub as_of: Timestamp,
    pub basis: &'static str,
    pub cells: Vec<RiskCell>,
    pub note: &'static str,
}

const BASIS: &str = "Floors only, not a risk score: answers to the ninth question of PHQ-9 (1 moderate, 2 and 3 high) and tiers of the \
    C-SSRS screener (imminent counts as high); the highest floor holds until a later C-SSRS of a lower tier, or for the ninth question's \
    own an answer of 0 at least 14 days later. Unknown: neither was answered. Answers that were deleted are not seen.";

/// How many people have which floor under their risk.
pub async fn risk(app: &App, cohort: &Cohort) -> Result<RiskView, ActionError> {
    let metrics: Vec<Metric> = ["phq9.item9", "cssrs.tier"].into_iter().filter_map(Metric::known).collect();
    let filled = filled_warehouse(app).await?;
    let mut distribution = RiskDistribution::default();
    for part in cohort.subjects().chunks(COHORT_PART) {
        let batches = filled.warehouse.cohort_values(filled.epoch, &metrics, part).await?;
        let levels = safety_levels(&batches, Date::MAX).ok_or_else(other_columns)?;
        part.iter().for_each(|subject| distribution.add(levels.get(subject).copied()));
    }
    let cell = |(level, share)| RiskCell {
        level: match level {
            Some(RiskLevel::None) => "none",
            Some(RiskLevel::Low) => "low",
            Some(RiskLevel::Moderate) => "moderate",
            Some(RiskLevel::High) => "high",
            None => "unknown",
        },
        share,
    };
    Ok(RiskView {
        organisation: cohort.organisation.public_id,
        minimum_people: MINIMUM_PEOPLE,
        as_of: app.now(),
        basis: BASIS,
        cells: distribution.cells().into_iter().map(cell).collect(),
        note: COUNTED,
    })
}

/// The floors that answers up to `end` set; [`None`] if the columns are others.
pub(super) fn safety_levels(batches: &[RecordBatch], end: Date) -> Option<BTreeMap<u64, RiskLevel>> {
    let mut answers: BTreeMap<u64, Vec<(Date, SafetyAnswer)>> = BTreeMap::new();
    for batch in batches {
        for (subject, (date, metric, value)) in rows(batch)?.into_iter().filter(|(_, (date, ..))| *date <= end) {
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

#[derive(Debug, Serialize)]
pub struct SummaryView {
    pub organisation: Uuid,
    pub minimum_people: usize,
    pub people: PeopleView,
    /// What at least 20 of them recorded, at any time.
    pub metrics: Vec<MetricView>,
    pub note: &'static str,
}

#[derive(Debug, Serialize)]
pub struct PeopleView {
    pub suppressed: bool,
    pub members_counted: Option<usize>,
}

#[derive(Debug, Serialize)]
pub struct MetricView {
    pub metric: String,
    pub unit: &'static str,
}

/// How many people are counted, and what can be asked about them.
pub async fn summary(app: &App, cohort: &Cohort) -> Result<SummaryView, ActionError> {
    let filled = filled_warehouse(app).await?;
    let mut people: BTreeMap<String, u64> = BTreeMap::new();
    for part in cohort.subjects().chunks(COHORT_PART) {
        for batch in filled.warehouse.cohort_metrics(filled.epoch, part).await? {
            for (metric, count) in counted(&batch).ok_or_else(other_columns)? {
                *people.entry(metric).or_default() += count;
            }
        }
    }
    let enough = cohort.members.len() >= MINIMUM_PEOPLE;
    let metrics = people.into_iter().filter(|(_, count)| *count >= MINIMUM_PEOPLE as u64);
    let view = |(name, _): (String, u64)| {
        let metric = Metric::known(&name).filter(has_mean)?;
        Some(MetricView {
            unit: metric.unit(),
            metric: name,
        })
    };
    Ok(SummaryView {
        organisation: cohort.organisation.public_id,
        minimum_people: MINIMUM_PEOPLE,
        people: PeopleView {
            suppressed: !enough,
            members_counted: enough.then(|| shown_count(cohort.members.len())),
        },
        metrics: metrics.filter_map(view).collect(),
        note: COUNTED,
    })
}

fn counted(batch: &RecordBatch) -> Option<Vec<(String, u64)>> {
    let metrics = batch.column_by_name("metric")?.as_string_opt::<i32>()?;
    let people = batch.column_by_name("people")?.as_primitive_opt::<UInt64Type>()?;
    Some((0..metrics.len()).map(|i| (metrics.value(i).to_owned(), people.value(i))).collect())
}
