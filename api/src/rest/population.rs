//! What is released about an organisation's people, and where one of them stands.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde::Serialize;

use super::{
    Problem,
    extract::{Caller, Inquirer, Parameters},
};
use crate::{
    action::{self, PopulationQuery, PopulationView, Scope, StandingView},
    app::App,
};

/// The organisation's tables of the last year, each made once and told again.
pub async fn population(
    State(app): State<Arc<App>>,
    Inquirer(asker): Inquirer,
    Parameters(query): Parameters<PopulationQuery>,
) -> Result<Json<PopulationView>, Problem> {
    let organisation = action::organisation_asked(&app, asker, Scope::StatsRead, query.organisation).await?;
    Ok(Json(action::population(&app, &organisation, &query).await?))
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
