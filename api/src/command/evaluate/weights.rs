use std::path::PathBuf;

use clap::Args;

use super::{Outcome, progress, say};
use crate::action::{self, WeightsTask};

#[derive(Debug, Args)]
pub struct WeightsArgs {
    /// Files whose steps are local dates.
    #[arg(long, value_name = "FILE.csv", num_args = 1.., required_unless_present = "rows")]
    days: Vec<PathBuf>,
    /// Files whose steps are rows.
    #[arg(long, value_name = "FILE.csv", num_args = 1..)]
    rows: Vec<PathBuf>,
    /// What the weights are called.
    #[arg(long, default_value = "own")]
    name: String,
    /// Which version of them this is.
    #[arg(long = "as-version", default_value = "1")]
    version: String,
    /// Which data they come from, and under which licence.
    #[arg(long, default_value = "")]
    origin: String,
}

/// Prints the weights as JSON.
pub fn run(args: &WeightsArgs) -> Outcome {
    let task = WeightsTask {
        days: args.days.clone(),
        rows: args.rows.clone(),
        name: args.name.clone(),
        version: args.version.clone(),
        origin: args.origin.clone(),
    };
    let bar = progress((task.days.len() + task.rows.len()) as u64, "files");
    let learnt = action::learn_weights(&task, |files| bar.set_position(files));
    bar.finish_and_clear();
    say(&(serde_json::to_string(&learnt?)? + "\n"))
}
