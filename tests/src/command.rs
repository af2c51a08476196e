use std::{
    env,
    ffi::OsStr,
    process::{Command, Stdio},
};

use serde_json::Value;

use crate::binary;

/// How a command ended and what it printed.
#[derive(Debug)]
pub struct Finished {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// Runs the command line to its end, without any `EUNOIA_` variable of whoever runs the tests.
pub fn eunoia<I, S>(args: I) -> Finished
where
    I: IntoIterator<Item = S>,
    S: AsRef<OsStr>,
{
    let mut command = Command::new(binary());
    command.args(args).stdin(Stdio::null());
    for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("EUNOIA_") && name != "EUNOIA_NATIVE_DIR") {
        command.env_remove(name);
    }
    let output = command.output().expect("the binary starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it prints UTF-8");
    Finished {
        code: output.status.code(),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

impl Finished {
    /// What a successful command printed.
    #[track_caller]
    pub fn success(self) -> String {
        assert_eq!(self.code, Some(0), "{}{}", self.out, self.err);
        self.out
    }

    /// The JSON that a successful command printed.
    #[track_caller]
    pub fn json(self) -> Value {
        let out = self.success();
        serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e} in {out}"))
    }

    /// What a failed command said; it neither crashed nor failed in silence.
    #[track_caller]
    pub fn failure(self) -> String {
        assert!(
            self.code.is_some_and(|code| code != 0),
            "ended with {:?}: {}{}",
            self.code,
            self.out,
            self.err
        );
        assert!(!self.err.contains("panicked"), "{}", self.err);
        assert!(self.err.contains("error: "), "no word of what went wrong: {:?}", self.err);
        self.err
    }
}
