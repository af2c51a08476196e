use std::{fs, io, path::Path};

use eunoia_engine::text::{ModelFiles, Runtime, RuntimeError, TextModel};
use thiserror::Error;

use crate::config::{TextConfig, onnx_runtime_library};

/// Why there is no text model.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{reason}")]
pub struct NotLoaded {
    /// `model_missing`, `model_broken`, `runtime_missing` or `runtime_broken`.
    pub code: &'static str,
    /// Says what to mend.
    pub reason: String,
}

/// Reads the model's files, loads ONNX Runtime and the model. Takes about a second.
pub fn load_text_model(config: &TextConfig) -> Result<TextModel, NotLoaded> {
    let folder = config.folder();
    let [model, tokenizer, description] = ["model.onnx", "tokenizer.json", "model.json"].map(|name| read(&folder, name));
    let (model, tokenizer, description) = (model?, tokenizer?, description?);
    let runtime = Runtime::open(&onnx_runtime_library()).map_err(|e| NotLoaded {
        code: match e {
            RuntimeError::Missing(_) => "runtime_missing",
            RuntimeError::Broken { .. } => "runtime_broken",
        },
        reason: e.to_string(),
    })?;
    let files = ModelFiles {
        model: &model,
        tokenizer: &tokenizer,
        description: &description,
    };
    TextModel::load(&runtime, files, config.cores()).map_err(|e| NotLoaded {
        code: "model_broken",
        reason: format!("{}: {e}", folder.display()),
    })
}

fn read(folder: &Path, name: &str) -> Result<Vec<u8>, NotLoaded> {
    let file = folder.join(name);
    fs::read(&file).map_err(|e| {
        let code = match e.kind() {
            io::ErrorKind::NotFound => "model_missing",
            _ => "model_broken",
        };
        let reason = format!("can't read {}: {e}; EUNOIA_TEXT_MODEL names the folder", file.display());
        NotLoaded { code, reason }
    })
}
