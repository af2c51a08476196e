//! What somebody could do now, and what they tell of it.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};

use super::{
    Problem,
    extract::{Body, Caller, Parameters},
};
use crate::{
    action::{self, FeedbackView, RecommendationsQuery, RecommendationsView},
    app::App,
};

/// Exercises to try now, behind where to get help if that is due.
pub async fn list(
    State(app): State<Arc<App>>,
    Caller(person): Caller,
    Parameters(query): Parameters<RecommendationsQuery>,
) -> Result<Json<RecommendationsView>, Problem> {
    Ok(Json(action::recommendations(&app, &person, &query).await?))
}

/// Keeps what the caller tells of an exercise: 201, or 200 if it was told before.
pub async fn feedback(
    State(app): State<Arc<App>>,
    Caller(person): Caller,
    body: Body,
) -> Result<(StatusCode, Json<FeedbackView>), Problem> {
    let (view, repeated) = action::tell_of_exercise(&app, &person, body.json()?).await?;
    Ok((if repeated { StatusCode::OK } else { StatusCode::CREATED }, Json(view)))
}
