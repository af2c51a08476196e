//! Imports: begun, uploaded in parts, watched, removed.

use std::sync::Arc;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{FromRequest, Request, State},
    http::{HeaderName, StatusCode, header::HeaderMap},
    response::{IntoResponse, Response},
    routing::get,
};
use eunoia_domain::FieldError;
use serde::Serialize;

use super::{
    Problem,
    extract::{Body, Caller, EntryId, Parameters},
};
use crate::{
    action::{self, FormatView, ImportPageView, ImportQuery, ImportView, PartOutcome},
    app::App,
};

/// Where a part belongs; in an answer, where the upload goes on.
const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");

pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/v1/imports", get(list).post(begin))
        .route("/v1/imports/formats", get(formats))
        .route("/v1/imports/{id}", get(read).patch(append).delete(remove))
}

/// Begins an import: 201, or 200 if it was begun before.
async fn begin(State(app): State<Arc<App>>, Caller(person): Caller, body: Body) -> Result<(StatusCode, Json<ImportView>), Problem> {
    let (import, repeated) = action::begin_import(&app, &person, body.json()?).await?;
    Ok((if repeated { StatusCode::OK } else { StatusCode::CREATED }, Json(import)))
}

/// The person's imports, newest first.
async fn list(
    State(app): State<Arc<App>>,
    Caller(person): Caller,
    Parameters(query): Parameters<ImportQuery>,
) -> Result<Json<ImportPageView>, Problem> {
    Ok(Json(action::list_imports(&app, &person, &query).await?))
}

async fn read(State(app): State<Arc<App>>, Caller(person): Caller, EntryId(id): EntryId) -> Result<Json<ImportView>, Problem> {
    Ok(Json(action::read_import(&app, &person, id.as_uuid()).await?))
}

/// Takes the next part of an upload; the last one queues the job.
async fn append(
    State(app): State<Arc<App>>,
    Caller(person): Caller,
    EntryId(id): EntryId,
    headers: HeaderMap,
    Part(part): Part,
) -> Result<Response, Problem> {
    let start = start(&headers)?;
    Ok(match action::append_part(&app, &person, id.as_uuid(), start, part).await? {
        PartOutcome::Taken(import) => ([(UPLOAD_OFFSET, import.received.to_string())], Json(*import)).into_response(),
        PartOutcome::Elsewhere { received } => {
            let detail = format!("the upload goes on at byte {received}, not at {start}; `Upload-Offset` of this answer says so too");
            let problem = Problem::new(StatusCode::CONFLICT, "offset_mismatch", detail);
            ([(UPLOAD_OFFSET, received.to_string())], problem).into_response()
        }
    })
}

/// Cancels an import that is under way, or takes one that has ended off the list.
async fn remove(State(app): State<Arc<App>>, Caller(person): Caller, EntryId(id): EntryId) -> Result<StatusCode, Problem> {
    action::remove_import(&app, &person, id.as_uuid()).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Serialize)]
struct Formats {
    items: Vec<FormatView>,
}

/// The formats that files can be in.
async fn formats(Caller(_): Caller) -> Json<Formats> {
    Json(Formats {
        items: action::import_formats(),
    })
}

fn start(headers: &HeaderMap) -> Result<u64, FieldError> {
    const EXPECTED: &str = "the number of bytes that were received so far: where the body belongs";
    let mut values = headers.get_all(UPLOAD_OFFSET).iter();
    let (value, further) = (values.next(), values.next());
    let value = value.ok_or_else(|| FieldError::missing("Upload-Offset", EXPECTED))?;
    let number = value.to_str().ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    // Offsets are kept as signed numbers; none that is larger can be right.
    let number = number.filter(|_| further.is_none()).and_then(|text| text.parse::<u64>().ok());
    number
        .filter(|number| i64::try_from(*number).is_ok())
        .ok_or_else(|| FieldError::new("Upload-Offset", String::from_utf8_lossy(value.as_bytes()), EXPECTED))
}

/// A part of an upload: raw bytes, up to the limit of a body.
struct Part(Bytes);

impl<S: Send + Sync> FromRequest<S> for Part {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        Bytes::from_request(request, state).await.map(Self).map_err(|rejection| {
            if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
                Problem::new(rejection.status(), "too_large", "a part has at most 4 MiB; send smaller ones")
            } else {
                Problem::new(StatusCode::BAD_REQUEST, "incomplete", "the body broke off; nothing of it was kept")
            }
        })
    }
}
