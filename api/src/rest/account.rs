use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;

use super::{
    Problem,
    extract::{Body, Caller},
};
use crate::{
    action::{self, AccountView, SessionView},
    app::App,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Refresh {
    refresh_token: String,
}

/// Makes an account and signs in.
pub async fn register(State(app): State<Arc<App>>, body: Body) -> Result<(StatusCode, Json<SessionView>), Problem> {
    Ok((StatusCode::CREATED, Json(action::register(&app, body.json()?).await?)))
}

/// Signs in.
pub async fn log_in(State(app): State<Arc<App>>, body: Body) -> Result<Json<SessionView>, Problem> {
    Ok(Json(action::log_in(&app, body.json()?).await?))
}

/// Exchanges a refresh token for the next session.
pub async fn refresh(State(app): State<Arc<App>>, body: Body) -> Result<Json<SessionView>, Problem> {
    Ok(Json(action::refresh(&app, &body.json::<Refresh>()?.refresh_token).await?))
}

/// Ends a session.
pub async fn log_out(State(app): State<Arc<App>>, body: Body) -> Result<StatusCode, Problem> {
    action::log_out(&app, &body.json::<Refresh>()?.refresh_token).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who is signed in.
pub async fn me(Caller(person): Caller) -> Json<AccountView> {
    Json((&person).into())
}

/// Changes the zone or a consent.
pub async fn change(State(app): State<Arc<App>>, Caller(person): Caller, body: Body) -> Result<Json<AccountView>, Problem> {
    Ok(Json(action::change_account(&app, &person, body.json()?).await?))
}
