use std::{
    env,
    path::Path,
    process::{Command, Stdio},
};

use crate::binary;

/// Runs a Python program in `folder` with what `tests/requirements.txt` names, and gives what it printed. [`None`], and a
/// word about it, where `tests/python.sh` found no Python.
pub fn python(folder: &Path, program: &str) -> Option<String> {
    let Ok(interpreter) = env::var("EUNOIA_TEST_PYTHON") else {
        println!("skipped: EUNOIA_TEST_PYTHON is not set");
        return None;
    };
    let mut command = Command::new(interpreter);
    // The product is on the path, as for somebody who installed it.
    let folders = binary().parent().map(Path::to_owned).into_iter();
    let others = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(folders.chain(env::split_paths(&others))).expect("folders without a colon");
    let done = command
        .env("PATH", path)
        .args(["-c", program])
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("Python starts");
    let text = |bytes| String::from_utf8(bytes).expect("it prints UTF-8");
    assert!(done.status.success(), "{program}\n{}", text(done.stderr));
    Some(text(done.stdout))
}
