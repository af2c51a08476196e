//! How every forecasting method does on a person's own past: slow to compute, so done once a week.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError},
};

use eunoia_domain::Metric;
use eunoia_engine::{
    DailySeries,
    forecast::{LEADERBOARD_DAYS, Leaderboard, leaderboard},
};
use eunoia_ingest::ledger::Person;
use jiff::ToSpan;

use super::{
    ActionError,
    insights::{analysis, compute, forecast_horizon, forecast_metric},
};
use crate::app::App;

/// Leaderboards by person, metric and horizon, each with the days that it was made of.
pub type LeaderboardCache = HashMap<(i64, Metric, u32), (DailySeries, Arc<Leaderboard>)>;

const MOST_CACHED: usize = 1_024;

/// Of a metric of the catalogue, by default mood, up to `horizon` days ahead, by default seven, as of the last Sunday that is over
/// where the person lives. Until the next one it is made anew only if what was recorded by then has changed.
pub async fn forecast_leaderboard(
    app: &App,
    person: &Person,
    metric: Option<&str>,
    horizon: Option<u32>,
) -> Result<Arc<Leaderboard>, ActionError> {
    let (metric, horizon) = (forecast_metric(metric)?, forecast_horizon(horizon)?);
    let analysed = analysis(app, person).await?;
    let today = analysed.1.today;
    let as_of = today.saturating_sub(i64::from(today.weekday().to_monday_one_offset()).days());
    let first = as_of.saturating_sub((LEADERBOARD_DAYS - 1).days());
    let series = analysed.0.series(&metric).between(first, as_of);
    let key = (person.id, metric.clone(), horizon);
    if let Some((of, found)) = app.leaderboards.lock().unwrap_or_else(PoisonError::into_inner).get(&key)
        && *of == series
    {
        return Ok(Arc::clone(found));
    }
    let days = series.clone();
    let made = Arc::new(compute(app, move || leaderboard(&days, as_of, horizon)).await?);
    let mut found = app.leaderboards.lock().unwrap_or_else(PoisonError::into_inner);
    if found.len() >= MOST_CACHED {
        // Weeks ago most of them; what is still asked for is made anew.
        found.clear();
    }
    found.insert(key, (series, Arc::clone(&made)));
    Ok(made)
}
