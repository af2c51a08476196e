//! The keys of an organisation.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use serde::Serialize;

use super::{
    Problem,
    extract::{Body, Caller, KeyId, OrganisationId},
};
use crate::{
    action::{self, FreshKeyView, KeyView},
    app::App,
};

#[derive(Serialize)]
pub struct Keys {
    items: Vec<KeyView>,
}

/// Makes a key; its secret is in the answer and nowhere else.
pub async fn create(
    State(app): State<Arc<App>>,
    Caller(person): Caller,
    OrganisationId(organisation): OrganisationId,
    body: Body,
) -> Result<(StatusCode, Json<FreshKeyView>), Problem> {
    let made = action::create_key(&app, &person, organisation, &body.json()?).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// The keys, without their secrets.
pub async fn list(
    State(app): State<Arc<App>>,
    Caller(person): Caller,
    OrganisationId(organisation): OrganisationId,
) -> Result<Json<Keys>, Problem> {
    let items = action::keys(&app, &person, organisation).await?;
    Ok(Json(Keys { items }))
}

/// Gives a key another secret.
pub async fn rotate(
    State(app): State<Arc<App>>,
    Caller(person): Caller,
    OrganisationId(organisation): OrganisationId,
    KeyId(id): KeyId,
    body: Body,
) -> Result<(StatusCode, Json<FreshKeyView>), Problem> {
    let rotated = action::rotate_key(&app, &person, organisation, id, &body.json()?).await?;
    Ok((StatusCode::CREATED, Json(rotated)))
}

/// Ends a key.
pub async fn revoke(
    State(app): State<Arc<App>>,
    Caller(person): Caller,
    OrganisationId(organisation): OrganisationId,
    KeyId(id): KeyId,
) -> Result<StatusCode, Problem> {
    action::revoke_key(&app, &person, organisation, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
