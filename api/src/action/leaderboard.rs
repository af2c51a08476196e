//! How every forecasting method does on a person's own past: slow to compute, so done once a week.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError},
};

use eunoia_domain::Metric;
use eunoia_engine::forecast::{Leaderboard, leaderboard};
use eunoia_ingest::ledger::Person;
use jiff::{ToSpan, civil::Date};

use super::{
    ActionError,
    insights::{analysis, compute, forecast_horizon, forecast_metric},
};
use crate::app::App;

/// Leaderboards of the current week, by person, metric and horizon, each with its last day.
pub type LeaderboardCache = HashMap<(i64, Metric, u32), (Date, Arc<Leaderboard>)>;

const MOST_CACHED: usize = 1_024;

/// Of a metric of the catalogue, by default mood, up to `horizon` days ahead, by default seven, as of the last Sunday that is over
/// where the person lives. The same until the next one, unless the process was started anew since.
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
    let key = (person.id, metric.clone(), horizon);
    let kept = |key| {
        let found = app.leaderboards.lock().unwrap_or_else(PoisonError::into_inner);
        found.get(key).filter(|(of, _)| *of == as_of).map(|(_, found)| Arc::clone(found))
    };
    if let Some(found) = kept(&key) {
        return Ok(found);
    }
    let made = compute(app, move || leaderboard(&analysed.0.series(&metric), as_of, horizon)).await?;
    let made = Arc::new(made);
    if made.abstained.is_some() {
        // Cheap to say, and an import may change it any time.
        return Ok(made);
    }
    let mut found = app.leaderboards.lock().unwrap_or_else(PoisonError::into_inner);
    if found.len() >= MOST_CACHED {
        found.clear();
    }
    found.insert(key, (as_of, Arc::clone(&made)));
    Ok(made)
}
