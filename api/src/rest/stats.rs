//! Aggregates, for an organisation's programs and for its owner.

use std::sync::Arc;

use axum::{Json, extract::State, response::Response};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    Problem,
    export::download,
    extract::{Inquirer, Parameters},
};
use crate::{
    action::{self, LevelsQuery, LevelsView, PrevalenceView, RiskView, Scope, SummaryView},
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
    let cohort = action::cohort(&app, asker, Scope::StatsRead, query.organisation).await?;
    Ok(Json(action::summary(&app, &cohort).await?))
}

/// The cohort's level of a metric in each period.
pub async fn levels(
    State(app): State<Arc<App>>,
    Inquirer(asker): Inquirer,
    Parameters(query): Parameters<LevelsQuery>,
) -> Result<Json<LevelsView>, Problem> {
    let cohort = action::cohort(&app, asker, Scope::StatsRead, query.organisation).await?;
    Ok(Json(action::levels(&app, &cohort, &query).await?))
}

/// How many people each kind of insight holds for.
pub async fn insights(
    State(app): State<Arc<App>>,
    Inquirer(asker): Inquirer,
    Parameters(query): Parameters<StatsQuery>,
) -> Result<Json<PrevalenceView>, Problem> {
    let cohort = action::cohort(&app, asker, Scope::StatsRead, query.organisation).await?;
    Ok(Json(action::prevalence(&app, &cohort).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportQuery {
    organisation: Option<Uuid>,
    format: Option<String>,
}

/// The cohort's level of every metric on every day of the last year that may be shown, as a file, by default CSV.
pub async fn export(
    State(app): State<Arc<App>>,
    Inquirer(asker): Inquirer,
    Parameters(query): Parameters<ExportQuery>,
) -> Result<Response, Problem> {
    let format = query.format.as_deref().unwrap_or("csv").parse()?;
    let cohort = action::cohort(&app, asker, Scope::ExportRead, query.organisation).await?;
    Ok(download(
        "eunoia-cohort",
        format,
        action::export_cohort(&app, &cohort, format).await?,
    ))
}

/// How many people have which floor under their risk.
pub async fn risk(
    State(app): State<Arc<App>>,
    Inquirer(asker): Inquirer,
    Parameters(query): Parameters<StatsQuery>,
) -> Result<Json<RiskView>, Problem> {
    let cohort = action::cohort(&app, asker, Scope::StatsRead, query.organisation).await?;
    Ok(Json(action::risk(&app, &cohort).await?))
}
