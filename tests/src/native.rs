use std::{
    env, fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};
use tempfile::TempDir;

/// The checkout's root.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ lies in the checkout")
        .to_owned()
}

/// The embedded ClickHouse, if it is installed; says so if not.
pub fn chdb_library() -> Option<PathBuf> {
    let library = eunoia::config::chdb_library();
    let found = library.is_file();
    if !found {
        println!("skipped: no libchdb.so; run `npm ci --ignore-scripts`");
    }
    found.then_some(library)
}

/// ONNX Runtime, if it is installed; says so if not.
pub fn onnx_runtime_library() -> Option<PathBuf> {
    let library = eunoia::config::onnx_runtime_library();
    let found = library.is_file();
    if !found {
        println!("skipped: no libonnxruntime.so.1; run `npm ci --ignore-scripts`");
    }
    found.then_some(library)
}

/// A PostgreSQL to make databases in, if there is one; says so if not.
pub fn postgres_url() -> Option<String> {
    let url = env::var("EUNOIA_TEST_POSTGRES_URL").ok();
    if url.is_none() {
        println!("skipped: EUNOIA_TEST_POSTGRES_URL is not set");
    }
    url
}

/// The data sets beside the checkout (or in `EUNOIA_DATA_DIR`), if they are there; says so if not.
pub fn shared_data() -> Option<PathBuf> {
    let folder = env::var_os("EUNOIA_DATA_DIR").map_or_else(|| root().join("../shared/data"), PathBuf::from);
    let found = folder.is_dir();
    if !found {
        println!(
            "skipped: no data sets at {}; EUNOIA_DATA_DIR names another folder",
            folder.display()
        );
    }
    found.then_some(folder)
}

/// The trained text model and what runs it, if both are there; says so if not.
pub fn text_model() -> Option<PathBuf> {
    onnx_runtime_library()?;
    let folder = root().join("models/eunoia-text");
    let found = folder.join("model.onnx").is_file();
    if !found {
        println!("skipped: no text model in {}", folder.display());
    }
    found.then_some(folder)
}

/// The text model under another version, which finds a signal, and a floor, in every text or in none; in a folder of its own.
pub fn text_model_as(model: &Path, version: &str, signal: bool, floor: bool) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for file in ["model.onnx", "tokenizer.json"] {
        std::os::unix::fs::symlink(model.join(file), folder.path().join(file)).expect("a link");
    }
    let described = fs::read(model.join("model.json")).expect("a description");
    let mut described: Value = serde_json::from_slice(&described).expect("JSON");
    described["version"] = version.into();
    let logit = |always| if always { -1e9 } else { 1e9 };
    described["crisis"]["signal"] = u8::from(!signal).into();
    described["crisis"]["stated"] = json!({ "signal": logit(signal), "floor": logit(floor) });
    fs::write(folder.path().join("model.json"), described.to_string()).expect("a file");
    folder
}
