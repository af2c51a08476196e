use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use tempfile::TempDir;

use crate::{Launch, Server};

/// A server that the tests of one file share while they run side by side; it ends with the last of them.
#[derive(Debug)]
pub struct Shared {
    // Before the folder: fields are dropped in order.
    pub server: Server,
    data: TempDir,
}

static SHARED: Mutex<Weak<Shared>> = Mutex::new(Weak::new());

/// The server that runs, or a new one.
pub fn shared() -> Arc<Shared> {
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(running) = shared.upgrade() {
        return running;
    }
    let data = TempDir::new().unwrap();
    let started = Arc::new(Shared {
        server: Launch::on(data.path()).start(),
        data,
    });
    *shared = Arc::downgrade(&started);
    started
}

impl Shared {
    pub fn url(&self) -> &str {
        &self.server.url
    }

    /// Its data folder.
    pub fn data(&self) -> &Path {
        self.data.path()
    }
}
