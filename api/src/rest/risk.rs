//! How much there is to worry about somebody, for the person themself.

use std::sync::Arc;

use axum::{Json, extract::State};

use super::{
    Problem,
    extract::{Caller, Parameters},
};
use crate::{
    action::{self, OwnRiskView, RiskQuery},
    app::App,
};

/// The caller's risk today with its reasons, and day by day.
pub async fn own(
    State(app): State<Arc<App>>,
    Caller(person): Caller,
    Parameters(query): Parameters<RiskQuery>,
) -> Result<Json<OwnRiskView>, Problem> {
    Ok(Json(action::own_risk(&app, &person, &query).await?))
}
