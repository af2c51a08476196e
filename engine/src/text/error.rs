use std::path::PathBuf;

use thiserror::Error;

/// Why ONNX Runtime is not there. Each says what to mend.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RuntimeError {
    #[error("no ONNX Runtime at {}; `npm ci --ignore-scripts` installs it, EUNOIA_NATIVE_DIR names another folder", .0.display())]
    Missing(PathBuf),
    #[error("{} can't be loaded as ONNX Runtime: {reason}", .path.display())]
    Broken { path: PathBuf, reason: String },
}

/// Why there is no score. Each says what to mend.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TextModelError {
    #[error("the description (model.json) can't be used: {0}")]
    Description(String),
    #[error("the tokenizer (tokenizer.json) can't be used: {0}")]
    Tokenizer(String),
    #[error("the model (model.onnx) can't be used: {0}")]
    Model(String),
    #[error("the model failed on a text: {0}")]
    Failed(String),
}
