use std::{convert::Infallible, sync::Arc};

use axum::{
    Json,
    body::{Body as HttpBody, Bytes},
    extract::{Request, State},
    http::header,
    response::{IntoResponse, Response},
};
use eunoia_domain::FieldError;
use futures::StreamExt;
use serde::Serialize;
use serde_json::value::RawValue;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::{
    Problem,
    extract::{Body, Caller},
};
use crate::{
    action::{self, ItemAnswer},
    app::App,
};

/// Events in one call, at most.
const MOST_ITEMS: usize = 1_000;
/// Lines of an answer that wait for a client that reads slowly; past these it is not read from either.
const WAITING_LINES: usize = 64;

#[derive(Serialize)]
pub struct Answers {
    items: Vec<ItemAnswer>,
}

/// Records one event or an array of up to 1,000; an answer for each.
pub async fn record(State(app): State<Arc<App>>, Caller(person): Caller, body: Body) -> Result<Json<Answers>, Problem> {
    let whole: &RawValue = body.json()?;
    let items: Vec<&RawValue> = if whole.get().starts_with('[') { body.json()? } else { vec![whole] };
    if items.len() > MOST_ITEMS {
        return Err(FieldError::new(
            "body",
            format!("{} events long", items.len()),
            format!("at most {MOST_ITEMS} events; /v1/events/stream takes any number"),
        )
        .into());
    }
    Ok(Json(Answers {
        items: action::record_items(&app, &person, &items).await?,
    }))
}

/// Records a stream of events, one a line, and answers line by line as they are committed.
pub async fn stream(State(app): State<Arc<App>>, Caller(person): Caller, request: Request) -> Response {
    let (answers, lines) = mpsc::channel(WAITING_LINES);
    let body = request.into_body().into_data_stream();
    tokio::spawn(async move { action::record_stream(&app, &person, body, answers).await });
    let lines = ReceiverStream::new(lines).map(|line| {
        let mut text = serde_json::to_vec(&line).unwrap_or_default();
        text.push(b'\n');
        Ok::<_, Infallible>(Bytes::from(text))
    });
    ([(header::CONTENT_TYPE, "application/x-ndjson")], HttpBody::from_stream(lines)).into_response()
}
