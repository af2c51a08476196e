use std::{fmt, fs, process::Command};

use serde::Serialize;

/// What the figures were measured on.
#[derive(Debug, Serialize)]
pub struct Machine {
    cpu: String,
    cores: usize,
    memory_gib: u64,
    /// Of the last minute, before the bench began.
    load: f64,
    /// With `-dirty` if the checkout holds changes.
    commit: String,
}

pub fn describe() -> Machine {
    let after_colon = |text: String, key: &str| {
        text.lines()
            .find(|line| line.starts_with(key))?
            .split_once(':')
            .map(|(_, v)| v.trim().to_owned())
    };
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let memory = after_colon(read("/proc/meminfo"), "MemTotal").and_then(|v| v.split_whitespace().next()?.parse::<u64>().ok());
    Machine {
        cpu: after_colon(read("/proc/cpuinfo"), "model name").unwrap_or_else(|| "unknown processor".to_owned()),
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        memory_gib: memory.unwrap_or(0) / (1 << 20),
        load: read("/proc/loadavg")
            .split_whitespace()
            .next()
            .and_then(|v| v.parse().ok())
            .unwrap_or(0.0),
        commit: commit().unwrap_or_else(|| "unknown commit".to_owned()),
    }
}

fn commit() -> Option<String> {
    let output = Command::new("git")
        .args(["-C", env!("CARGO_MANIFEST_DIR"), "describe", "--always", "--dirty", "--exclude=*"])
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !text.is_empty()).then_some(text)
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            cpu,
            cores,
            memory_gib,
            load,
            commit,
        } = self;
        write!(f, "{cpu}, {cores} cores, {memory_gib} GiB, load {load} before; commit {commit}")
    }
}
