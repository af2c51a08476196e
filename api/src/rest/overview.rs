//! What a person's own page is made of, beside the entries themselves.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde::Serialize;

use super::{Problem, extract::Caller};
use crate::{
    action::{self, CourseView, UsageView},
    app::App,
};

/// How much of each kind the person has recorded, and for how many days in a row.
pub async fn usage(State(app): State<Arc<App>>, Caller(person): Caller) -> Result<Json<UsageView>, Problem> {
    Ok(Json(action::usage(&app, &person).await?))
}

#[derive(Serialize)]
pub struct Courses {
    items: Vec<CourseView>,
}

/// The person's assessments over time, with bands and changes.
pub async fn assessments(State(app): State<Arc<App>>, Caller(person): Caller) -> Result<Json<Courses>, Problem> {
    Ok(Json(Courses {
        items: action::assessment_course(&app, &person).await?,
    }))
}
