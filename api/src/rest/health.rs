use std::{sync::Arc, time::Duration};

use axum::{Json, extract::State, http::StatusCode};
use eunoia_ingest::relay::RelayHealth;
use serde::Serialize;
use tokio::time::timeout;

use crate::{action::why_not_available, app::App, text::TextStatus};

#[derive(Serialize)]
pub struct Readiness {
    ledger: &'static str,
    warehouse: &'static str,
    relay: RelayHealth,
    /// Events that were committed and are not in the warehouse yet.
    relay_behind: Option<i64>,
    /// Events that the warehouse refused for what they hold.
    set_aside: Option<i64>,
    /// Whether texts are read, and by which model. Nothing else waits for it.
    text: TextReadiness,
    /// Entries that wait to be read.
    texts_waiting: Option<i64>,
}

/// As [`TextStatus`], for anybody: what is wrong inside is for the log.
#[derive(Serialize)]
#[serde(tag = "status", rename_all = "snake_case")]
enum TextReadiness {
    Loading,
    Ready { name: String, version: String },
    NotAvailable { code: &'static str, reason: &'static str },
}

impl From<TextStatus> for TextReadiness {
    fn from(status: TextStatus) -> Self {
        match status {
            TextStatus::Loading => Self::Loading,
            TextStatus::Ready { name, version } => Self::Ready { name, version },
            TextStatus::NotAvailable { code, .. } => Self::NotAvailable {
                code,
                reason: why_not_available(code),
            },
        }
    }
}

/// Whether the process runs.
pub async fn healthz() -> &'static str {
    "ok"
}

/// Whether everything answers and the relay goes on: 200, or 503 with what is missing. Whatever the warehouse and the relay
/// do, everything is still recorded.
pub async fn readyz(State(app): State<Arc<App>>) -> (StatusCode, Json<Readiness>) {
    const PATIENCE: Duration = Duration::from_secs(3);
    let ledger = timeout(PATIENCE, app.ledger.ping()).await.is_ok_and(|answer| answer.is_ok());
    let relay = *app.relay_health.borrow();
    let warehouse = match app.warehouse() {
        Some(warehouse) => Some(timeout(PATIENCE, warehouse.ping()).await.is_ok_and(|answer| answer.is_ok())),
        // Another process relays, and is asked about its warehouse there.
        None if relay == RelayHealth::Elsewhere => None,
        None => Some(false),
    };
    let behind = async {
        let state = app.ledger.relay_state().await.ok()?;
        let end = app.ledger.last_seq().await.ok()?;
        Some(end - state.cursor)
    };
    let goes_on = matches!(relay, RelayHealth::Running | RelayHealth::Elsewhere);
    let status = if ledger && goes_on && warehouse != Some(false) {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let word = |up| if up { "ready" } else { "unavailable" };
    let readiness = Readiness {
        ledger: word(ledger),
        warehouse: warehouse.map_or("elsewhere", word),
        relay,
        relay_behind: timeout(PATIENCE, behind).await.ok().flatten(),
        set_aside: timeout(PATIENCE, app.ledger.dead_letters()).await.ok().and_then(Result::ok),
        text: app.text.status().into(),
        texts_waiting: timeout(PATIENCE, app.ledger.texts_unread()).await.ok().and_then(Result::ok),
    };
    (status, Json(readiness))
}
