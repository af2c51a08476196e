//! What is computed from one person's own history: read from the ledger, so that it never lags behind.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, PoisonError},
};

use eunoia_domain::{EntryKind, FieldError, Metric, Observation, local_date};
use eunoia_engine::{Analysis, Forecast, History, Insight, analyze, features::rolling_level};
use eunoia_ingest::{
    ledger::{Person, Record},
    relay::{observations, score_observations},
};
use jiff::{ToSpan, civil::Date};
use serde::Serialize;
use tokio::task::spawn_blocking;

use super::{ActionError, shown_readings::shown_readings};
use crate::app::App;

/// Random draws of the engine's tests and intervals begin here, so that the same history gives the same numbers.
pub(super) const SEED: u64 = 2026;

/// The analyses computed last. One is fresh while the person's last change and their date are the same.
#[derive(Default)]
pub struct AnalysisCache {
    found: HashMap<i64, (Freshness, Arc<(History, Analysis)>)>,
    order: VecDeque<i64>,
}

/// The person's last change, the model that read their texts, and their date.
type Freshness = (i64, Option<i64>, Date);

const MOST_CACHED: usize = 128;

/// Entries that are opened at a time.
const PAGE: u32 = 1_000;

impl AnalysisCache {
    fn get(&self, person_id: i64, freshness: Freshness) -> Option<Arc<(History, Analysis)>> {
        self.found
            .get(&person_id)
            .filter(|(of, _)| *of == freshness)
            .map(|(_, analysis)| Arc::clone(analysis))
    }

    fn put(&mut self, person_id: i64, freshness: Freshness, analysis: Arc<(History, Analysis)>) {
        if self.found.insert(person_id, (freshness, analysis)).is_none() {
            self.order.push_back(person_id);
        }
        if self.order.len() > MOST_CACHED
            && let Some(oldest) = self.order.pop_front()
        {
            self.found.remove(&oldest);
        }
    }
}

/// A day on the dashboard; what was not observed is null.
#[derive(Debug, Serialize)]
pub struct DashboardDay {
    pub date: Date,
    /// Mean of the day's scores, 1 to 10.
    pub mood: Option<f64>,
    /// Mean of the week up to the day.
    pub mood_level: Option<f64>,
    pub sleep_hours: Option<f64>,
    pub sleep_quality: Option<f64>,
    pub deep_hours: Option<f64>,
    pub light_hours: Option<f64>,
    pub rem_hours: Option<f64>,
    pub awake_hours: Option<f64>,
    pub exercise_minutes: Option<f64>,
    pub gratitude_entries: Option<f64>,
    pub journal_entries: Option<f64>,
    /// Kinds of the entries that the day has.
    pub kinds: Vec<EntryKind>,
}

/// What the dashboard shows.
#[derive(Debug, Serialize)]
pub struct DashboardView {
    pub today: Date,
    pub from: Date,
    pub zone: String,
    pub synthetic: bool,
    pub days: Vec<DashboardDay>,
    pub forecast: Forecast,
    pub insights: Vec<Insight>,
}

/// A person's history, from the ledger, of the metrics of the catalogue: nothing here shows others.
pub async fn history(app: &App, person: &Person) -> Result<History, ActionError> {
    let mut found = observed(app, person).await?;
    found.retain(|observation| !observation.metric.is_custom());
    spawn_blocking(move || History::from_observations(&found))
        .await
        .map_err(ActionError::worker)
}

/// All numbers of a person, with those that were read in their texts. Entries are opened a page at a time; their numbers are kept, some 50 bytes each.
pub(super) async fn observed(app: &App, person: &Person) -> Result<Vec<Observation>, ActionError> {
    let key = app.ledger.key(person.id).await?;
    let mut found = Vec::new();
    let mut records: Vec<Record> = Vec::new();
    loop {
        records = app.ledger.measured(person.id, records.last(), PAGE).await?;
        let key = Arc::clone(&key);
        let opening = spawn_blocking(move || {
            let opened: Option<Vec<_>> = records.iter().map(|record| observations(record, &key)).collect();
            (records, opened)
        });
        let (back, opened) = opening.await.map_err(ActionError::worker)?;
        let opened = opened.ok_or_else(|| ActionError::Internal("an entry does not open".into()))?;
        found.extend(opened.into_iter().flatten());
        if back.len() < PAGE as usize {
            break;
        }
        records = back;
    }
    found.extend(shown_readings(app, person, score_observations).await?);
    Ok(found)
}

/// Does `work` off the async threads, with as many others at a time as there are cores.
pub(super) async fn compute<T: Send + 'static>(app: &App, work: impl FnOnce() -> T + Send + 'static) -> Result<T, ActionError> {
    // Held by the work itself, so that hanging up does not let more of it in.
    let permit = Arc::clone(&app.analysing).acquire_owned().await;
    let permit = permit.map_err(|e| ActionError::Internal(Box::new(e)))?;
    let done = spawn_blocking(move || {
        let _permit = permit;
        work()
    });
    done.await.map_err(ActionError::worker)
}

/// A person's history with its analysis as of their own today.
pub async fn analysis(app: &App, person: &Person) -> Result<Arc<(History, Analysis)>, ActionError> {
    let today = local_date(app.now(), &person.zone);
    // Read before the history: a change in between makes the result stale, never fresher than it is.
    let reader = app.ledger.shown_text_model().await?.map(|model| model.number);
    let freshness = (app.ledger.revision(person.id).await?, reader, today);
    if let Some(found) = app
        .analyses
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .get(person.id, freshness)
    {
        return Ok(found);
    }
    // Held by the work itself, so that hanging up does not let more of it in.
    let permit = Arc::clone(&app.analysing)
        .acquire_owned()
        .await
        .map_err(|e| ActionError::Internal(Box::new(e)))?;
    // Somebody who waited before us may have done it.
    if let Some(found) = app
        .analyses
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .get(person.id, freshness)
    {
        return Ok(found);
    }
    let history = history(app, person).await?;
    let analysed = spawn_blocking(move || {
        let _permit = permit;
        let analysis = analyze(&history, today, SEED);
        Arc::new((history, analysis))
    });
    let analysed = analysed.await.map_err(ActionError::worker)?;
    app.analyses
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .put(person.id, freshness, Arc::clone(&analysed));
    Ok(analysed)
}

/// Days ahead that a person may ask for, and how many they get without asking.
const MOST_DAYS_AHEAD: u32 = 14;
const DAYS_AHEAD: u32 = 7;

/// What is read in texts for their safety, which people are not shown as a number.
const NOT_SHOWN: &str = "journal.crisis";

/// The forecast of a metric of the catalogue, by default mood, over the next `horizon` days, by default seven.
pub async fn forecast_of(app: &App, person: &Person, metric: Option<&str>, horizon: Option<u32>) -> Result<Forecast, ActionError> {
    let (metric, horizon) = (forecast_metric(metric)?, forecast_horizon(horizon)?);
    let analysed = analysis(app, person).await?;
    let made = spawn_blocking(move || {
        let (history, analysis) = analysed.as_ref();
        eunoia_engine::forecast(&history.series(&metric), analysis.today, horizon)
    });
    made.await.map_err(ActionError::worker)
}

pub(super) fn forecast_metric(name: Option<&str>) -> Result<Metric, FieldError> {
    let name = name.unwrap_or(Metric::MOOD_SCORE.name());
    Metric::known(name).filter(|metric| metric.name() != NOT_SHOWN).ok_or_else(|| {
        FieldError::new(
            "metric",
            name,
            "a metric such as mood.score, mood.energy, sleep.hours or journal.valence",
        )
    })
}

pub(super) fn forecast_horizon(days: Option<u32>) -> Result<u32, FieldError> {
    let days = days.unwrap_or(DAYS_AHEAD);
    if (1..=MOST_DAYS_AHEAD).contains(&days) {
        Ok(days)
    } else {
        Err(FieldError::new(
            "horizon",
            days,
            format!("a whole number from 1 to {MOST_DAYS_AHEAD}"),
        ))
    }
}

/// The last `days` days up to `to`, by default the person's today, with forecast and insights as of today.
pub async fn dashboard(app: &App, person: &Person, days: u32, to: Option<Date>) -> Result<DashboardView, ActionError> {
    if !(7..=366).contains(&days) {
        return Err(FieldError::new("days", days, "a whole number from 7 to 366").into());
    }
    let analysed = analysis(app, person).await?;
    let (history, analysis) = analysed.as_ref();
    let today = analysis.today;
    let to = to.unwrap_or(today);
    if to > today {
        return Err(FieldError::new("to", to, format!("a date no later than today, {today}")).into());
    }
    let from = to.saturating_sub(i64::from(days - 1).days());
    let mood = history.series(&Metric::MOOD_SCORE);
    let level = rolling_level(&mood);
    let series = |name| Metric::known(name).map(|metric| history.series(&metric));
    let others = [
        "sleep.hours",
        "sleep.quality",
        "sleep.deep_hours",
        "sleep.light_hours",
        "sleep.rem_hours",
        "sleep.awake_hours",
        "exercise.minutes",
        "gratitude.entries",
        "journal.entries",
    ]
    .map(series);
    let mut kinds: HashMap<Date, Vec<EntryKind>> = HashMap::new();
    for (date, kind) in app.ledger.kinds_by_day(person.id, from, to).await? {
        kinds.entry(date).or_default().push(kind);
    }
    let day = |date| {
        let [
            sleep_hours,
            sleep_quality,
            deep_hours,
            light_hours,
            rem_hours,
            awake_hours,
            exercise_minutes,
            gratitude_entries,
            journal_entries,
        ] = others.each_ref().map(|series| series.as_ref().and_then(|series| series.get(date)));
        DashboardDay {
            date,
            mood: mood.get(date),
            mood_level: level.get(date),
            sleep_hours,
            sleep_quality,
            deep_hours,
            light_hours,
            rem_hours,
            awake_hours,
            exercise_minutes,
            gratitude_entries,
            journal_entries,
            kinds: kinds.get(&date).cloned().unwrap_or_default(),
        }
    };
    let forecast = analysis.forecast(&Metric::MOOD_SCORE).cloned();
    Ok(DashboardView {
        today,
        from,
        zone: person.zone.name().to_owned(),
        synthetic: person.synthetic,
        days: from.series(1.day()).take_while(|date| *date <= to).map(day).collect(),
        forecast: forecast.ok_or_else(|| ActionError::Internal("an analysis without a mood forecast".into()))?,
        insights: analysis.insights.clone(),
    })
}
