use std::{
    env,
    path::{Path, PathBuf},
};

const CHDB: &str = "node_modules/@chdb/lib-linux-x64-gnu/libchdb.so";
const ONNX_RUNTIME: &str = "node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1";
const TEXT_MODEL: &str = "models/eunoia-text";

/// Finds the embedded ClickHouse: in `EUNOIA_NATIVE_DIR`, else in a checkout above the binary, the working directory
/// or the place this was built at.
pub fn chdb_library() -> PathBuf {
    native(CHDB).unwrap_or_else(|| in_checkout(CHDB))
}

/// Finds ONNX Runtime in the same places.
pub fn onnx_runtime_library() -> PathBuf {
    native(ONNX_RUNTIME).unwrap_or_else(|| in_checkout(ONNX_RUNTIME))
}

/// Finds the text model's folder in the same places; a folder of native libraries need not hold it.
pub fn text_model_folder() -> PathBuf {
    let beside = native(TEXT_MODEL).filter(|folder| folder.exists());
    beside.unwrap_or_else(|| in_checkout(TEXT_MODEL))
}

/// A file in `EUNOIA_NATIVE_DIR`, if there is such a variable, under the name that it has in a checkout.
fn native(path: &str) -> Option<PathBuf> {
    let folder = env::var_os("EUNOIA_NATIVE_DIR")?;
    let name = Path::new(path).file_name()?;
    Some(Path::new(&folder).join(name))
}

/// A path that is there in a checkout, or else what it would be in the working directory.
fn in_checkout(path: &str) -> PathBuf {
    let starts = [
        env::current_exe().ok(),
        env::current_dir().ok(),
        Some(PathBuf::from(env!("CARGO_MANIFEST_DIR"))),
    ];
    let found = starts
        .iter()
        .flatten()
        .flat_map(|start| start.ancestors())
        .map(|folder| folder.join(path))
        .find(|there| there.exists());
    found.unwrap_or_else(|| Path::new(path).to_owned())
}
