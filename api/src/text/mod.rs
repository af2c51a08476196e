//! The text model in service: a bounded queue in front of it, and a thread of its own.
//!
//! The thread loads the model, then works in rounds over everybody who waits, and the model spreads each round over the
//! cores. What nobody waits for any more is dropped before it is computed. Without a model or a runtime the product runs
//! on, and every text is *not available*, with a reason.

mod load;
mod round;

use std::{collections::VecDeque, sync::Arc, thread};

use eunoia_engine::text::{TextModel, TextScore};
use serde::Serialize;
use thiserror::Error;
use tokio::sync::{Semaphore, mpsc, watch};

pub use load::{NotLoaded, load_text_model};
use round::{Job, cost, round};

use crate::config::TextConfig;

/// Reads texts, once its model is loaded. Cheap to clone.
#[derive(Debug, Clone)]
pub struct TextReader {
    status: watch::Receiver<TextStatus>,
    queue: mpsc::UnboundedSender<Job>,
    /// KiB, by the [`cost`] of texts, that may still be taken in. This is what bounds the queue.
    room: Arc<Semaphore>,
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

/// KiB of text that may wait, by [`cost`]: some seconds of work.
const ROOM: u32 = 1024;

impl TextReader {
    /// Seconds after which somebody who was refused as [`Busy`](NotScored::Busy) may try again.
    pub const RETRY_AFTER: u32 = 2;

    /// Begins to load the model on a thread of its own. Never fails, and never waits for it.
    pub fn start(config: &TextConfig) -> Self {
        let (reader, told, taken) = Self::new(TextStatus::Loading);
        let config = config.clone();
        let works = thread::Builder::new().name("text".to_owned());
        let failed = told.clone();
        if let Err(e) = works.spawn(move || work(&config, &told, taken)) {
            let (code, reason) = ("model_failed", format!("no thread to read texts on: {e}"));
            failed.send_replace(TextStatus::NotAvailable { code, reason });
        }
        reader
    }

    /// One that is never available.
    pub fn none(reason: &str) -> Self {
        let (code, reason) = ("model_missing", reason.to_owned());
        Self::new(TextStatus::NotAvailable { code, reason }).0
    }

    fn new(status: TextStatus) -> (Self, watch::Sender<TextStatus>, mpsc::UnboundedReceiver<Job>) {
        let (told, status) = watch::channel(status);
        let (queue, taken) = mpsc::unbounded_channel();
        let room = Arc::new(Semaphore::new(ROOM as usize));
        (Self { status, queue, room }, told, taken)
    }

    pub fn status(&self) -> TextStatus {
        self.status.borrow().clone()
    }

    /// Waits until the model is loaded or given up.
    pub async fn ready(&self) -> TextStatus {
        let mut status = self.status.clone();
        // Whoever would tell more is gone only after the last word.
        _ = status.wait_for(|status| *status != TextStatus::Loading).await;
        self.status()
    }

    /// Scores of texts, in order; see [`TextModel::score`]. While the model is loading this waits for it. A request that
    /// nobody waits for any more (the future is dropped) is not computed.
    pub async fn score(&self, texts: Vec<String>) -> Result<Vec<Option<TextScore>>, NotScored> {
        if let Some(why) = self.not_available() {
            return Err(why);
        }
        if texts.is_empty() {
            return Ok(Vec::new());
        }
        let cost: usize = texts.iter().map(|text| cost(text)).sum();
        // What is larger than all the room has all of it to itself.
        let needed = u32::try_from(cost.div_ceil(1024)).unwrap_or(ROOM).min(ROOM);
        let place = Arc::clone(&self.room).try_acquire_many_owned(needed).map_err(|_| NotScored::Busy)?;
        let (job, answered) = Job::new(texts, place);
        let gone = || self.not_available().unwrap_or(NotScored::Busy);
        self.queue.send(job).map_err(|_| gone())?;
        answered.await.unwrap_or_else(|_| Err(gone()))
    }

    fn not_available(&self) -> Option<NotScored> {
        match &*self.status.borrow() {
            TextStatus::NotAvailable { code, reason } => Some(NotScored::NotAvailable {
                code,
                reason: reason.clone(),
            }),
            TextStatus::Loading | TextStatus::Ready { .. } => None,
        }
    }
}

/// The thread: loads, tells, and works until the last reader is gone.
fn work(config: &TextConfig, status: &watch::Sender<TextStatus>, mut taken: mpsc::UnboundedReceiver<Job>) {
    // A library that panics while it loads leaves nothing behind that is used again.
    let loaded = std::panic::catch_unwind(|| load_text_model(config)).unwrap_or_else(|_| {
        let (code, reason) = ("runtime_broken", "ONNX Runtime panicked while the text model was loaded".to_owned());
        Err(NotLoaded { code, reason })
    });
    match loaded {
        Ok(model) => {
            let (name, version) = (model.name().to_owned(), model.version().to_owned());
            tracing::info!(name, version, "texts can be read");
            status.send_replace(TextStatus::Ready { name, version });
            serve(&model, &mut taken);
        }
        Err(NotLoaded { code, reason }) => {
            tracing::warn!(code, reason, "texts can't be read");
            let why = NotScored::NotAvailable {
                code,
                reason: reason.clone(),
            };
            status.send_replace(TextStatus::NotAvailable { code, reason });
            taken.close();
            while let Some(job) = taken.blocking_recv() {
                job.refuse(why.clone());
            }
        }
    }
}

fn serve(model: &TextModel, taken: &mut mpsc::UnboundedReceiver<Job>) {
    let mut waiting = VecDeque::new();
    loop {
        if waiting.is_empty() {
            match taken.blocking_recv() {
                Some(job) => waiting.push_back(job),
                None => return,
            }
        }
        while let Ok(job) = taken.try_recv() {
            waiting.push_back(job);
        }
        round(model, &mut waiting);
    }
}
