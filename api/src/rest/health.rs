use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use serde::Serialize;

use crate::app::App;

#[derive(Serialize)]
pub struct Readiness {
    ledger: &'static str,
    warehouse: &'static str,
    /// Events that were committed and are not in the warehouse yet.
    relay_behind: Option<i64>,
    /// Events that the warehouse refused for what they hold.
    set_aside: Option<i64>,
}

/// Whether the process runs.
pub async fn healthz() -> &'static str {
    "ok"
}

/// Whether everything answers: 200, or 503 with what is missing. Without the warehouse everything is still recorded.
pub async fn readyz(State(app): State<Arc<App>>) -> (StatusCode, Json<Readiness>) {
    let ledger = app.ledger.ping().await.is_ok();
    let warehouse = match app.warehouse() {
        Some(warehouse) => Some(warehouse.ping().await.is_ok()),
        // Another process relays, and is asked about its warehouse there.
        None if !app.relays() => None,
        None => Some(false),
    };
    let behind = async {
        let state = app.ledger.relay_state().await.ok()?;
        let end = app.ledger.last_seq().await.ok()?;
        Some(end - state.cursor)
    };
    let status = if ledger && warehouse != Some(false) {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let word = |up| if up { "ready" } else { "unavailable" };
    let readiness = Readiness {
        ledger: word(ledger),
        warehouse: warehouse.map_or("elsewhere", word),
        relay_behind: behind.await,
        set_aside: app.ledger.dead_letters().await.ok(),
    };
    (status, Json(readiness))
}
