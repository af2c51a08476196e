//! The command line.

mod analyze;
mod evaluate;
mod export;
mod import;
mod rebuild;
mod simulate;

use std::{error::Error, io::IsTerminal, process::ExitCode, time::Duration};

use clap::{Parser, Subcommand};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use eunoia_ingest::ledger::Person;

use crate::{
    app::App,
    config::{AnalysisConfig, HttpConfig, RateLimitConfig, Role, SafetyConfig, StorageConfig, TextConfig, WeatherConfig},
    serve, telemetry,
};

/// Mood analytics and mood prediction.
#[derive(Debug, Parser)]
#[command(name = "eunoia", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the HTTP interface and the dashboard, and relay into the warehouse.
    Serve {
        #[command(flatten)]
        storage: StorageConfig,
        #[command(flatten)]
        http: HttpConfig,
        #[command(flatten)]
        limits: RateLimitConfig,
        #[command(flatten)]
        weather: WeatherConfig,
        #[command(flatten)]
        text: TextConfig,
        #[command(flatten)]
        safety: SafetyConfig,
        #[command(flatten)]
        analysis: AnalysisConfig,
        /// What this process does.
        #[arg(long, value_enum, default_value_t = Role::All, env = "EUNOIA_ROLE")]
        role: Role,
        /// Add a simulated person to look at.
        #[arg(long)]
        demo: bool,
    },
    /// Read files of other products for one person.
    Import(import::ImportArgs),
    /// Make people up, with the truth beside them.
    Simulate(simulate::SimulateArgs),
    /// Compute levels, insights and forecasts for everybody or one person.
    Analyze(analyze::AnalyzeArgs),
    /// Score forecasts on the past, or somebody's own predictions beside them.
    Evaluate(evaluate::EvaluateArgs),
    /// Write daily series, a person's or a cohort's, as a file for other programs.
    Export(export::ExportArgs),
    /// Write the warehouse anew from the ledger.
    Rebuild(rebuild::RebuildArgs),
}

type Outcome = Result<(), Box<dyn Error>>;

/// Reads the command line and does as it says.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    telemetry::log();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: no threads to run on: {error}");
            return ExitCode::FAILURE;
        }
    };
    let done: Outcome = runtime.block_on(async {
        match cli.command {
            Command::Serve {
                storage,
                http,
                limits,
                weather,
                text,
                safety,
                analysis,
                role,
                demo,
            } => serve::serve(storage, http, limits, weather, text, safety, analysis, role, demo)
                .await
                .map_err(Into::into),
            Command::Import(args) => import::run(args).await,
            Command::Simulate(args) => simulate::run(args).await,
            Command::Analyze(args) => analyze::run(args).await,
            Command::Evaluate(args) => evaluate::run(&args),
            Command::Export(args) => export::run(args).await,
            Command::Rebuild(args) => rebuild::run(args).await,
        }
    });
    runtime.shutdown_timeout(Duration::from_secs(5));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            let mut source = error.source();
            while let Some(error) = source {
                eprintln!("  because: {error}");
                source = error.source();
            }
            ExitCode::FAILURE
        }
    }
}

/// A bar on standard error, or nothing where nobody watches.
fn progress(total: u64, unit: &str) -> ProgressBar {
    let target = if std::io::stderr().is_terminal() {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let bar = ProgressBar::with_draw_target(Some(total), target);
    let template = if unit == "bytes" {
        "{bar:40} {bytes}/{total_bytes} {eta}"
    } else {
        "{bar:40} {pos}/{len} {msg} {eta}"
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.set_message(unit.to_owned());
    bar
}

/// The person with this address.
async fn person(app: &App, email: &str) -> Result<Person, Box<dyn Error>> {
    let person = app.ledger().person_by_email(&email.trim().to_lowercase()).await?;
    person.ok_or_else(|| format!("there is no account with the address {email}").into())
}

/// Prints to standard output as JSON.
fn print_json(value: &impl serde::Serialize) -> Outcome {
    println!("{}", serde_json::to_string_pretty(value)?);
    Ok(())
}
