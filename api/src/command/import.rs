use std::path::PathBuf;

use clap::Args;
use eunoia_domain::Zone;
use eunoia_ingest::{
    importer::{Format, Mapping, Report},
    intake::Intake,
};

use super::{Outcome, print_json, progress};
use crate::{action, app::App, config::StorageConfig};

#[derive(Debug, Args)]
pub struct ImportArgs {
    #[command(flatten)]
    storage: StorageConfig,
    /// What the files are in: fitbit, csv, ndjson, daylio-csv, daylio, apple-health, state-of-mind, oura or mindlamp.
    #[arg(long)]
    format: Format,
    /// Whose they are; an account is made if there is none.
    #[arg(long, value_name = "EMAIL", default_value = "me@localhost")]
    user: String,
    /// Zone of times that name none. Default: the account's own, UTC for a new one.
    #[arg(long, value_name = "IANA")]
    zone: Option<Zone>,
    /// What a file's own names mean (TOML): for csv its columns, for daylio-csv renamed moods, for mindlamp its activities.
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Print the report as JSON.
    #[arg(long)]
    json: bool,
    /// The files, read one after another.
    #[arg(required = true, value_name = "PATH")]
    files: Vec<PathBuf>,
}

pub async fn run(args: ImportArgs) -> Outcome {
    let mapping = match &args.mapping {
        Some(file) => Some(
            std::fs::read_to_string(file)
                .map_err(|e| format!("{}: {e}", file.display()))?
                .parse::<Mapping>()?,
        ),
        None => None,
    };
    // Before an account is made for a mistyped name.
    for file in &args.files {
        std::fs::File::open(file).map_err(|e| format!("can't read {}: {e}", file.display()))?;
    }
    let app = App::open(&args.storage).await?;
    let (person, password) = action::ensure_person(&app, &args.user, args.zone.as_ref().unwrap_or(&Zone::UTC), false).await?;
    if let Some(password) = password {
        eprintln!("made an account for {}; its password, told only here: {password}", person.email);
    }
    let intake = Intake {
        zone: args.zone.unwrap_or_else(|| person.zone.clone()),
        now: app.now(),
    };
    let bar = progress(0, "bytes");
    let report = action::import(&app, &person, intake, args.format, mapping, &args.files, |progress| {
        bar.set_length(progress.of_bytes);
        bar.set_position(progress.bytes);
    })
    .await??;
    bar.finish_and_clear();
    app.close().await;
    if args.json { print_json(&report) } else { print(&report) }
}

fn print(report: &Report) -> Outcome {
    println!(
        "{} rows: {} mapped, {} duplicates, {} rejected{}{}",
        report.rows(),
        report.mapped(),
        report.duplicates(),
        report.rejected_total(),
        some(report.merged(), "merged into others"),
        some(report.not_taken_total(), "not taken"),
    );
    for rejected in report.rejected() {
        let file = rejected.file.as_deref().map(|file| format!("{file}: ")).unwrap_or_default();
        println!("  {file}line {}: {}", rejected.line, rejected.reason);
    }
    let untold = report.rejected_total() - report.rejected().len() as u64;
    if untold > 0 {
        println!("  and {untold} more");
    }
    if report.not_taken_total() > 0 {
        println!("  not taken, by type:");
    }
    for (what, count) in report.not_taken() {
        println!("    {what}: {count}");
    }
    if !report.ignored_columns().is_empty() {
        println!(
            "  columns that the mapping does not mention: {}",
            report.ignored_columns().join(", ")
        );
    }
    Ok(())
}

/// A count that is told only where there is one.
fn some(count: u64, what: &str) -> String {
    if count == 0 { String::new() } else { format!(", {count} {what}") }
}
