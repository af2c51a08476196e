use std::{num::NonZeroUsize, path::PathBuf};

use clap::Args;

/// What reads texts.
#[derive(Debug, Clone, Default, Args)]
pub struct TextConfig {
    /// Folder with the text model (`model.onnx`, `tokenizer.json`, `model.json`), or `off`. Default: `eunoia-text` in
    /// EUNOIA_NATIVE_DIR, or `models/eunoia-text` in a checkout.
    #[arg(id = "text-model", long = "text-model", value_name = "DIR", env = "EUNOIA_TEXT_MODEL")]
    pub model: Option<PathBuf>,

    /// Cores that reading texts may keep busy. Default: all.
    #[arg(id = "text-threads", long = "text-threads", value_name = "N", env = "EUNOIA_TEXT_THREADS")]
    pub threads: Option<NonZeroUsize>,
}

impl TextConfig {
    /// Where the model is, or should be.
    pub fn folder(&self) -> PathBuf {
        self.model.clone().unwrap_or_else(super::text_model_folder)
    }

    /// Cores that reading texts may keep busy.
    pub fn cores(&self) -> usize {
        let all = || std::thread::available_parallelism().ok();
        self.threads.or_else(all).map_or(1, NonZeroUsize::get)
    }
}
