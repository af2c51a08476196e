use std::{
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use eunoia_engine::text::{ModelFiles, Runtime, TextModel, TextModelError};

/// The model as it is shipped, on two cores.
pub static MODEL: LazyLock<TextModel> = LazyLock::new(|| {
    let files = Files::shipped();
    files.load().expect("the shipped model loads")
});

fn checkout(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

pub fn runtime_library() -> PathBuf {
    checkout("node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1")
}

/// Whether ONNX Runtime is installed; says so if not.
pub fn runs() -> bool {
    let found = runtime_library().is_file();
    if !found {
        println!("skipped: no ONNX Runtime; run `npm ci --ignore-scripts`");
    }
    found
}

pub fn runtime() -> Runtime {
    Runtime::open(&runtime_library()).expect("ONNX Runtime loads")
}

/// The text of a shipped file.
pub fn read(name: &str) -> Vec<u8> {
    fs::read(checkout("models/eunoia-text").join(name)).expect("the model is part of the checkout")
}

/// The shipped files, to be spoilt.
pub struct Files {
    pub model: Vec<u8>,
    pub tokenizer: Vec<u8>,
    pub description: Vec<u8>,
}

impl Files {
    pub fn shipped() -> Self {
        Self {
            model: read("model.onnx"),
            tokenizer: read("tokenizer.json"),
            description: read("model.json"),
        }
    }

    pub fn load(&self) -> Result<TextModel, TextModelError> {
        let files = ModelFiles {
            model: &self.model,
            tokenizer: &self.tokenizer,
            description: &self.description,
        };
        TextModel::load(&runtime(), files, 2)
    }
}
