//! What was read in a person's own words.

use std::sync::Arc;

use axum::{Json, extract::State};
use eunoia_domain::EntryKind;

use super::{
    Problem,
    extract::{Caller, EntryId, Parameters},
};
use crate::{
    action::{self, TextPageView, TextView, TextsQuery, WaitQuery},
    app::App,
};

/// What was read in a page of the journal.
pub async fn of_journal(
    State(app): State<Arc<App>>,
    Caller(person): Caller,
    EntryId(id): EntryId,
    Parameters(query): Parameters<WaitQuery>,
) -> Result<Json<TextView>, Problem> {
    Ok(Json(action::read_text(&app, &person, Some(EntryKind::Journal), id, &query).await?))
}

/// What was read in an entry of any kind.
pub async fn of_event(
    State(app): State<Arc<App>>,
    Caller(person): Caller,
    EntryId(id): EntryId,
    Parameters(query): Parameters<WaitQuery>,
) -> Result<Json<TextView>, Problem> {
    Ok(Json(action::read_text(&app, &person, None, id, &query).await?))
}

/// What was read in the entries of a period, newest first.
pub async fn list(
    State(app): State<Arc<App>>,
    Caller(person): Caller,
    Parameters(query): Parameters<TextsQuery>,
) -> Result<Json<TextPageView>, Problem> {
    Ok(Json(action::texts(&app, &person, &query).await?))
}
