use std::sync::Arc;

use axum::{Json, extract::State};

use eunoia_engine::{Correlations, Forecast, Insight, forecast::Leaderboard};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Problem,
    extract::{Caller, Parameters},
};
use crate::{
    action::{self, DashboardView},
    app::App,
};

#[derive(Serialize)]
pub struct Insights {
    items: Vec<Insight>,
}

/// What the person's history shows, and what it does not show yet.
pub async fn insights(State(app): State<Arc<App>>, Caller(person): Caller) -> Result<Json<Insights>, Problem> {
    let analysed = action::analysis(&app, &person).await?;
    Ok(Json(Insights {
        items: analysed.1.insights.clone(),
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorrelationsQuery {
    metric: Option<String>,
}

/// What goes with better and worse days of `metric` (default `mood.score`), with the evidence, or why that cannot be told.
pub async fn correlations(
    State(app): State<Arc<App>>,
    Caller(person): Caller,
    Parameters(query): Parameters<CorrelationsQuery>,
) -> Result<Json<Correlations>, Problem> {
    Ok(Json(action::correlations(&app, &person, query.metric.as_deref()).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForecastQuery {
    metric: Option<String>,
    horizon: Option<u32>,
}

/// The next days of `metric` (default `mood.score`; 7 days, from 1 to 14), with an interval, the model and how it did on
/// the person's own past, or why there is none.
pub async fn forecast(
    State(app): State<Arc<App>>,
    Caller(person): Caller,
    Parameters(query): Parameters<ForecastQuery>,
) -> Result<Json<Forecast>, Problem> {
    let forecast = action::forecast_of(&app, &person, query.metric.as_deref(), query.horizon).await?;
    Ok(Json(forecast))
}

/// How every method would have forecast the person's own past, as of the last Sunday.
pub async fn leaderboard(
    State(app): State<Arc<App>>,
    Caller(person): Caller,
    Parameters(query): Parameters<ForecastQuery>,
) -> Result<Json<Leaderboard>, Problem> {
    let found = action::forecast_leaderboard(&app, &person, query.metric.as_deref(), query.horizon).await?;
    Ok(Json(Leaderboard::clone(&found)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DashboardQuery {
    days: Option<u32>,
    to: Option<Date>,
}

/// Everything that the dashboard shows.
pub async fn dashboard(
    State(app): State<Arc<App>>,
    Caller(person): Caller,
    Parameters(query): Parameters<DashboardQuery>,
) -> Result<Json<DashboardView>, Problem> {
    Ok(Json(action::dashboard(&app, &person, query.days.unwrap_or(90), query.to).await?))
}
