use std::{
    env,
    path::{Path, PathBuf},
};

const CHDB: &str = "node_modules/@chdb/lib-linux-x64-gnu/libchdb.so";

/// Finds the embedded ClickHouse: in `EUNOIA_NATIVE_DIR`, else in a checkout above the binary, the working directory
/// or the place this was built at.
pub fn chdb_library() -> PathBuf {
    if let Some(folder) = env::var_os("EUNOIA_NATIVE_DIR") {
        return PathBuf::from(folder).join("libchdb.so");
    }
    let starts = [
        env::current_exe().ok(),
        env::current_dir().ok(),
        Some(PathBuf::from(env!("CARGO_MANIFEST_DIR"))),
    ];
    let found = starts
        .iter()
        .flatten()
        .flat_map(|start| start.ancestors())
        .map(|folder| folder.join(CHDB))
        .find(|library| library.is_file());
    found.unwrap_or_else(|| Path::new(CHDB).to_owned())
}
