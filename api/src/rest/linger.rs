//! A request may be answered before its body was read: 401, 404, 413. Closing the connection on what is still coming
//! would reset it, and the client would see a broken pipe in place of the answer. So the rest is read and forgotten.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, BodyDataStream, Bytes},
    extract::Request,
    http::header,
    middleware::Next,
    response::Response,
};
use futures::{FutureExt, Stream, StreamExt};

/// Bytes that are read and forgotten, at most.
const MOST_BYTES: usize = 64 << 20;
/// How long they may take to come.
const PATIENCE: Duration = Duration::from_secs(30);

pub async fn linger(request: Request, next: Next) -> Response {
    // Such a client waits to be told before it sends anything.
    if request.headers().contains_key(header::EXPECT) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let body = Arc::new(Mutex::new(body.into_data_stream()));
    let response = next
        .run(Request::from_parts(parts, Body::from_stream(Handed(Arc::clone(&body)))))
        .await;
    // Whoever was handed it and is still reading, reads on.
    let Some(rest) = Arc::into_inner(body) else { return response };
    let mut rest = rest.into_inner().unwrap_or_else(PoisonError::into_inner);
    if !matches!(rest.next().now_or_never(), Some(None | Some(Err(_)))) {
        tokio::spawn(tokio::time::timeout(PATIENCE, forget(rest)));
    }
    response
}

async fn forget(mut rest: BodyDataStream) {
    let mut bytes = 0;
    while let Some(Ok(chunk)) = rest.next().await {
        bytes += chunk.len();
        if bytes > MOST_BYTES {
            return;
        }
    }
}

/// The body as a handler gets it.
struct Handed(Arc<Mutex<BodyDataStream>>);

impl Stream for Handed {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).poll_next_unpin(context)
    }
}
