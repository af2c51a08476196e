//! The figures: how fast events come in beside the raw rates of the same rows, how soon an event is visible, how long
//! a page takes, what a cohort costs, how fast an export of Apple's is imported, and how fast texts are read. `make bench` runs all of them; each is also
//! had by name.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a bench that cannot set its stage fails")]

mod apple_health;
mod cohort;
mod correlation;
mod forecast;
mod ingest;
mod machine;
mod page;
mod raw_adbc;
mod raw_sql;
mod report;
mod stage;
mod text;
mod visible;
mod workload;

use std::{fs, path::PathBuf, process::Command};

use clap::{Args, Parser, Subcommand};
use serde_json::{Map, Value};

/// Measures the release binary beside this one. Wants an otherwise idle machine.
#[derive(Debug, Parser)]
struct Cli {
    #[command(subcommand)]
    bench: Option<Bench>,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, Clone, Args)]
struct Output {
    /// Writes the figures to this file as JSON, too.
    #[arg(long, global = true, value_name = "FILE")]
    json: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Bench {
    /// NDJSON over HTTP to durable and to relayed, beside raw SQL and raw ADBC with the same rows.
    Ingest(ingest::Options),
    /// From the answer to a single event until a query shows it.
    Visible(visible::Options),
    /// A page of moods at a steady rate, and the dashboard.
    Page(page::Options),
    /// A cohort's level and a person's year over ten million observations in ClickHouse.
    Cohort(cohort::Options),
    /// An import of Apple Health's export.xml, beside a bare parse of the same file.
    Apple(apple_health::Options),
    /// What is found of planted correlations, and where there are none.
    Correlation(correlation::Options),
    /// One person's year fitted and forecast, alone and many on all cores.
    Forecast(forecast::Options),
    /// Texts read with the shipped model, many at once and one by one.
    Text(text::Options),
}

fn main() {
    let cli = Cli::parse();
    let Some(bench) = cli.bench else { return all(cli.output) };
    let machine = machine::describe();
    println!("{machine}\n");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (name, figures) = match bench {
        Bench::Ingest(options) => ("ingest", runtime.block_on(ingest::run(&options))),
        Bench::Visible(options) => ("visible", runtime.block_on(visible::run(&options))),
        Bench::Page(options) => ("page", runtime.block_on(page::run(&options))),
        Bench::Cohort(options) => ("cohort", runtime.block_on(cohort::run(&options))),
        Bench::Apple(options) => ("apple", apple_health::run(&options)),
        Bench::Correlation(options) => ("correlation", correlation::run(&options)),
        Bench::Forecast(options) => ("forecast", forecast::run(&options)),
        Bench::Text(options) => ("text", text::run(&options)),
    };
    if let Some(file) = cli.output.json {
        let report = Map::from_iter([
            ("machine".to_owned(), serde_json::to_value(&machine).unwrap()),
            (name.to_owned(), figures),
        ]);
        write(&file, report);
    }
}

/// Runs each bench in a process of its own: an embedded ClickHouse has one folder a process.
fn all(output: Output) {
    let folder = tempfile::tempdir().unwrap();
    let mut report = Map::new();
    for bench in ["ingest", "visible", "page", "cohort", "apple", "forecast", "correlation", "text"] {
        let file = folder.path().join(bench);
        let status = Command::new(std::env::current_exe().unwrap())
            .args([bench, "--json"])
            .arg(&file)
            .status()
            .unwrap();
        assert!(status.success(), "{bench} failed: {status}");
        let part: Map<String, Value> = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        // The first one's load is that of the machine before anything ran.
        for (key, value) in part {
            report.entry(key).or_insert(value);
        }
    }
    if let Some(file) = output.json {
        write(&file, report);
    }
}

fn write(file: &std::path::Path, report: Map<String, Value>) {
    fs::write(file, serde_json::to_vec_pretty(&report).unwrap()).unwrap();
}
