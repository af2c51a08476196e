//! Entries of one kind as a resource: the same five calls for each.

use std::sync::Arc;

use axum::{
    Extension, Json, Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use eunoia_domain::EntryKind;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    Problem,
    extract::{Body, Caller, EntryId, Parameters},
};
use crate::{
    action::{self, EntryView, ListQuery, PageView},
    app::App,
};

/// The routes of the resource at `path`.
pub fn routes(path: &str, kind: EntryKind) -> Router<Arc<App>> {
    Router::new()
        .route(path, post(create).get(list))
        .route(&format!("{path}/{{id}}"), get(read).put(edit).delete(delete))
        .layer(Extension(kind))
}

/// Records an entry: 201, or 200 if it was recorded before.
async fn create(
    State(app): State<Arc<App>>,
    Extension(kind): Extension<EntryKind>,
    Caller(person): Caller,
    body: Body,
) -> Result<(StatusCode, Json<EntryView>), Problem> {
    let (entry, repeated) = action::create(&app, &person, kind, body.json()?).await?;
    Ok((if repeated { StatusCode::OK } else { StatusCode::CREATED }, Json(entry)))
}

/// The person's entries, newest first, a page at a time.
async fn list(
    State(app): State<Arc<App>>,
    Extension(kind): Extension<EntryKind>,
    Caller(person): Caller,
    Parameters(query): Parameters<ListQuery>,
) -> Result<Json<PageView>, Problem> {
    Ok(Json(action::list(&app, &person, kind, &query).await?))
}

async fn read(
    State(app): State<Arc<App>>,
    Extension(kind): Extension<EntryKind>,
    Caller(person): Caller,
    EntryId(id): EntryId,
) -> Result<Json<EntryView>, Problem> {
    Ok(Json(action::read(&app, &person, kind, id).await?))
}

/// Puts another content in an entry's place.
async fn edit(
    State(app): State<Arc<App>>,
    Extension(kind): Extension<EntryKind>,
    Caller(person): Caller,
    EntryId(id): EntryId,
    body: Body,
) -> Result<Json<EntryView>, Problem> {
    Ok(Json(action::edit(&app, &person, kind, id, body.json()?).await?.0))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Deletion {
    mutation_id: Uuid,
    expected_version: u32,
}

/// Deletes an entry for good.
async fn delete(
    State(app): State<Arc<App>>,
    Extension(kind): Extension<EntryKind>,
    Caller(person): Caller,
    EntryId(id): EntryId,
    Parameters(Deletion {
        mutation_id,
        expected_version,
    }): Parameters<Deletion>,
) -> Result<StatusCode, Problem> {
    action::delete(&app, &person, kind, id, mutation_id, expected_version).await?;
    Ok(StatusCode::NO_CONTENT)
}
