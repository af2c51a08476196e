use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use ort::{environment::Environment, logging::LogLevel};

use super::{RuntimeError, library::is_cut_off};

/// ONNX Runtime, loaded. A process has one; opening it again gives the same.
#[derive(Debug, Clone)]
pub struct Runtime {
    pub(super) environment: Environment,
}

/// The library that this process has loaded. It can be neither unloaded nor loaded twice, so this outlives every
/// [`Runtime`].
static LOADED: Mutex<Option<(PathBuf, Runtime)>> = Mutex::new(None);

impl Runtime {
    /// Loads the library at `path`, unless it is loaded already.
    pub fn open(path: &Path) -> Result<Self, RuntimeError> {
        // Nothing is left half done by a panic: the option is written last.
        let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
        let broken = |reason: String| RuntimeError::Broken {
            path: path.to_owned(),
            reason,
        };
        if let Some((known, runtime)) = &*loaded {
            let same = known == path;
            let other = || broken(format!("this process has loaded {} already", known.display()));
            return if same { Ok(runtime.clone()) } else { Err(other()) };
        }
        if !path.exists() {
            return Err(RuntimeError::Missing(path.to_owned()));
        }
        // What can't be read at all is left to the loader, which says why.
        if is_cut_off(path).unwrap_or(false) {
            return Err(broken("the file is cut off".to_owned()));
        }
        let builder = ort::init_from(path).map_err(|e| broken(e.to_string()))?;
        let environment = builder.with_name("eunoia").with_telemetry(false).build();
        let environment = environment.map_err(|e| broken(e.to_string()))?;
        // What it would print comes back as an error too.
        environment.set_log_level(LogLevel::Fatal);
        let runtime = Self { environment };
        *loaded = Some((path.to_owned(), runtime.clone()));
        Ok(runtime)
    }
}
