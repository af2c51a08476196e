use std::sync::Arc;

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::{
    Problem,
    extract::{Caller, Parameters},
};
use crate::{action, app::App};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportQuery {
    format: Option<String>,
}

/// The caller's own daily series as a file, by default CSV.
pub async fn export(
    State(app): State<Arc<App>>,
    Caller(person): Caller,
    Parameters(query): Parameters<ExportQuery>,
) -> Result<Response, Problem> {
    let format: crate::export::ExportFormat = query.format.as_deref().unwrap_or("csv").parse()?;
    let file = action::export(&app, &person, format).await?;
    let headers = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"eunoia-daily.{}\"", format.name()),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, file).into_response())
}
