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
use crate::{action, app::App, export::ExportFormat};

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
    let format = query.format.as_deref().unwrap_or("csv").parse()?;
    Ok(download("eunoia-daily", format, action::export(&app, &person, format).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeaturesQuery {
    format: Option<String>,
    metric: Option<String>,
}

/// The features of the caller's own days as a file, by default CSV.
pub async fn features(
    State(app): State<Arc<App>>,
    Caller(person): Caller,
    Parameters(query): Parameters<FeaturesQuery>,
) -> Result<Response, Problem> {
    let format = query.format.as_deref().unwrap_or("csv").parse()?;
    let file = action::export_features(&app, &person, query.metric.as_deref(), format).await?;
    Ok(download("eunoia-features", format, file))
}

/// A file to be saved under this name.
pub fn download(name: &str, format: ExportFormat, file: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}.{}\"", format.name()),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, file).into_response()
}
