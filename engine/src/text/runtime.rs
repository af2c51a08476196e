use std::path::Path;

use super::RuntimeError;

/// ONNX Runtime, loaded. A process has one; opening it again gives the same.
#[derive(Debug, Clone)]
pub struct Runtime {}

impl Runtime {
    /// Loads the library at `path`.
    pub fn open(path: &Path) -> Result<Self, RuntimeError> {
        Err(RuntimeError::Missing(path.to_owned()))
    }
}
