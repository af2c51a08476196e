//! Aggregates, for an organisation's programs and for its owner.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    Problem,
    extract::{Inquirer, Parameters},
};
use crate::{
    action::{self, LevelsQuery, LevelsView, PrevalenceView, RiskView, SummaryView},
    app::App,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatsQuery {
    organisation: Option<Uuid>,
}

/// How many people are counted, and what can be asked about them.
pub async fn summary(
    State(app): State<Arc<App>>,
    Inquirer(asker): Inquirer,
    Parameters(query): Parameters<StatsQuery>,
) -> Result<Json<SummaryView>, Problem> {
    let cohort = action::cohort(&app, asker, query.organisation).await?;
    Ok(Json(action::summary(&app, &cohort).await?))
}

/// The cohort's level of a metric in each period.
pub async fn levels(
    State(app): State<Arc<App>>,
    Inquirer(asker): Inquirer,
    Parameters(query): Parameters<LevelsQuery>,
) -> Result<Json<LevelsView>, Problem> {
    let cohort = action::cohort(&app, asker, query.organisation).await?;
    Ok(Json(action::levels(&app, &cohort, &query).await?))
}

/// How many people each kind of insight holds for.
pub async fn insights(
    State(app): State<Arc<App>>,
    Inquirer(asker): Inquirer,
    Parameters(query): Parameters<StatsQuery>,
) -> Result<Json<PrevalenceView>, Problem> {
    let cohort = action::cohort(&app, asker, query.organisation).await?;
    Ok(Json(action::prevalence(&app, &cohort).await?))
}

/// How many people have which floor under their risk.
pub async fn risk(
    State(app): State<Arc<App>>,
    Inquirer(asker): Inquirer,
    Parameters(query): Parameters<StatsQuery>,
) -> Result<Json<RiskView>, Problem> {
    let cohort = action::cohort(&app, asker, query.organisation).await?;
    Ok(Json(action::risk(&app, &cohort).await?))
}
