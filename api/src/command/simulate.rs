use std::{
    fs::File,
    io::{BufWriter, Write},
    path::PathBuf,
};

use clap::Args;
use eunoia_domain::{Zone, local_date};
use eunoia_engine::{GroundTruth, simulate};
use jiff::civil::Date;
use serde_json::json;

use super::{Outcome, progress};
use crate::{action, app::App, clock, config::StorageConfig};

#[derive(Debug, Args)]
pub struct SimulateArgs {
    /// How many people.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    users: u32,
    /// How many days of each.
    #[arg(long, value_name = "D", value_parser = clap::value_parser!(u32).range(1..=3_650))]
    days: u32,
    /// The same seed gives the same people.
    #[arg(long, value_name = "S")]
    seed: u64,
    /// Last day. Default: yesterday.
    #[arg(long, value_name = "DATE")]
    end: Option<Date>,
    /// Where they live.
    #[arg(long, value_name = "IANA", default_value = "UTC")]
    zone: Zone,
    /// Write the events here, one a line, and what they were made from to FILE.truth.json.
    #[arg(long, value_name = "FILE", required_unless_present = "into")]
    out: Option<PathBuf>,
    /// Record the events in this data folder, and write what they were made from to DIR/truth.json.
    #[arg(long, value_name = "DIR", conflicts_with = "out")]
    into: Option<PathBuf>,
}

pub async fn run(args: SimulateArgs) -> Outcome {
    let today = local_date(clock::now(), &args.zone);
    let end = args.end.unwrap_or_else(|| today.yesterday().unwrap_or(today));
    let bar = progress(u64::from(args.users), "people");
    let (truths, beside) = match (&args.out, &args.into) {
        (Some(file), _) => (
            write(&args, end, file, |done| bar.set_position(done))?,
            file.with_added_extension("truth.json"),
        ),
        (None, Some(folder)) => {
            let storage = StorageConfig::embedded(folder.clone());
            let app = App::open(&storage).await?;
            let done = |done| bar.set_position(u64::from(done));
            let truths = action::simulate_into(&app, args.users, args.days, args.seed, end, &args.zone, done).await?;
            app.close().await;
            (truths, folder.join("truth.json"))
        }
        (None, None) => return Err("name --out or --into".into()),
    };
    bar.finish_and_clear();
    serde_json::to_writer_pretty(BufWriter::new(File::create(&beside)?), &truths)?;
    eprintln!(
        "{} simulated people; what they were made from is in {}",
        truths.len(),
        beside.display()
    );
    Ok(())
}

/// One event a line as the HTTP interface takes it, with the person's number beside it.
fn write(
    args: &SimulateArgs,
    end: Date,
    file: &PathBuf,
    mut progress: impl FnMut(u64),
) -> Result<Vec<GroundTruth>, Box<dyn std::error::Error>> {
    let mut out = BufWriter::new(File::create(file)?);
    let mut truths = Vec::new();
    for person in simulate(args.users, args.days, args.seed, end, args.zone.clone()) {
        for event in &person.events {
            let kind = event.entry.kind();
            let mut line = json!({
                "id": event.id, "kind": kind, "at": event.moment.at(), "zone": event.moment.zone(), "source": event.source.name(), "data": event.entry
            });
            if args.users > 1 {
                line["user"] = json!(format!("sim-{}@example.org", person.number));
            }
            serde_json::to_writer(&mut out, &line)?;
            out.write_all(b"\n")?;
        }
        truths.push(person.truth);
        progress(truths.len() as u64);
    }
    out.flush()?;
    Ok(truths)
}
