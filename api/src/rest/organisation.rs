//! Organisations, codes to join them with, and memberships.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use serde::Serialize;

use super::{
    Problem,
    extract::{Body, Caller, OrganisationId},
};
use crate::{
    action::{self, InvitationView, OrganisationView},
    app::App,
};

#[derive(Serialize)]
pub struct Organisations {
    items: Vec<OrganisationView>,
}

/// Makes an organisation, which the caller owns.
pub async fn create(
    State(app): State<Arc<App>>,
    Caller(person): Caller,
    body: Body,
) -> Result<(StatusCode, Json<OrganisationView>), Problem> {
    let made = action::create_organisation(&app, &person, &body.json()?).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// Where the caller is in.
pub async fn list(State(app): State<Arc<App>>, Caller(person): Caller) -> Result<Json<Organisations>, Problem> {
    let items = action::organisations(&app, &person).await?;
    Ok(Json(Organisations { items }))
}

/// Makes a code to join with.
pub async fn invite(
    State(app): State<Arc<App>>,
    Caller(person): Caller,
    OrganisationId(id): OrganisationId,
    body: Body,
) -> Result<(StatusCode, Json<InvitationView>), Problem> {
    let made = action::invite(&app, &person, id, &body.json()?).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// Joins: 201, or 200 if the caller was in already.
pub async fn join(
    State(app): State<Arc<App>>,
    Caller(person): Caller,
    body: Body,
) -> Result<(StatusCode, Json<OrganisationView>), Problem> {
    let (organisation, repeated) = action::join(&app, &person, &body.json()?).await?;
    Ok((if repeated { StatusCode::OK } else { StatusCode::CREATED }, Json(organisation)))
}

/// Leaves.
pub async fn leave(State(app): State<Arc<App>>, Caller(person): Caller, OrganisationId(id): OrganisationId) -> Result<StatusCode, Problem> {
    action::leave(&app, &person, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
