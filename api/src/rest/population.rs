//! What is released about an organisation's people, and where one of them stands.

use std::sync::Arc;

use axum::{Json, extract::State, response::Response};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Problem,
    export::download,
    extract::{Caller, Inquirer, Parameters},
};
use crate::{
    action::{self, PopulationView, Scope, StandingView},
    app::App,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PopulationQuery {
    organisation: Option<Uuid>,
    table: Option<String>,
}

/// The organisation's tables of the last year, each made once and told again.
pub async fn population(
    State(app): State<Arc<App>>,
    Inquirer(asker): Inquirer,
    Parameters(query): Parameters<PopulationQuery>,
) -> Result<Json<PopulationView>, Problem> {
    let organisation = action::organisation_asked(&app, asker, Scope::StatsRead, query.organisation).await?;
    Ok(Json(action::population(&app, &organisation, query.table.as_deref()).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleasedQuery {
    organisation: Option<Uuid>,
    format: Option<String>,
}

/// The cells of the same tables that are shown, as a file, by default CSV.
pub async fn released(
    State(app): State<Arc<App>>,
    Inquirer(asker): Inquirer,
    Parameters(query): Parameters<ReleasedQuery>,
) -> Result<Response, Problem> {
    let organisation = action::organisation_asked(&app, asker, Scope::ExportRead, query.organisation).await?;
    let format = query.format.as_deref().unwrap_or("csv").parse()?;
    let file = action::export_released(&app, &organisation, format).await?;
    Ok(download("eunoia-population", format, file))
}

#[derive(Serialize)]
pub struct Standings {
    items: Vec<StandingView>,
}

/// The person's own means beside the tables of the organisations that they joined.
pub async fn standing(State(app): State<Arc<App>>, Caller(person): Caller) -> Result<Json<Standings>, Problem> {
    let items = action::standings(&app, &person).await?;
    Ok(Json(Standings { items }))
}
