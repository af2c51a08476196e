use std::{
    fs::File,
    io::{BufWriter, Write},
    path::PathBuf,
};

use clap::{Args, ValueEnum};
use eunoia_domain::{Zone, local_date};
use eunoia_engine::simulate::planted::Scenario;
use jiff::civil::Date;
use serde_json::json;

use super::{Outcome, progress};
use crate::{
    action::{self, Crowd, Lives, Made, Truth},
    app::App,
    clock,
    config::StorageConfig,
};

/// What the lives are like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Life {
    /// To look at: everything that can be recorded, with low episodes.
    Everyday,
    /// Mood goes with nothing: what is found is not there.
    Null,
    /// Five of ten factors move mood, at lags of 0 to 3 days.
    Effects,
    /// Exercise moves mood.
    Habit,
    /// Mood goes to another level for good.
    Change,
    /// Half of the people slide to a dated bottom and come back.
    Deterioration,
}

impl From<Life> for Lives {
    fn from(life: Life) -> Self {
        match life {
            Life::Everyday => Self::Everyday,
            Life::Null => Self::Planted(Scenario::Null),
            Life::Effects => Self::Planted(Scenario::Effects),
            Life::Habit => Self::Planted(Scenario::Habit),
            Life::Change => Self::Planted(Scenario::Change),
            Life::Deterioration => Self::Planted(Scenario::Deterioration),
        }
    }
}

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
    /// What the lives are like, and what is planted in them to be found again.
    #[arg(long, value_enum, default_value_t = Life::Everyday)]
    scenario: Life,
    /// Write the events here, one a line, and what they were made from to FILE.truth.json.
    #[arg(long, value_name = "FILE", required_unless_present = "into")]
    out: Option<PathBuf>,
    /// Record the events in this data folder, and write what they were made from to DIR/truth.json.
    #[arg(long, value_name = "DIR", conflicts_with = "out")]
    into: Option<PathBuf>,
    /// Fill only the warehouse of DIR, a new folder, with daily numbers: no people, no ledger, and nothing will serve it. A
    /// person's subject is their number, from 1 on. Wants a scenario with something known: any but `everyday`.
    #[arg(long, requires = "into")]
    warehouse_only: bool,
}

pub async fn run(args: SimulateArgs) -> Outcome {
    let today = local_date(clock::now(), &args.zone);
    let end = args.end.unwrap_or_else(|| today.yesterday().unwrap_or(today));
    let bar = progress(u64::from(args.users), "people");
    if let (true, Some(folder)) = (args.warehouse_only, &args.into) {
        let Lives::Planted(scenario) = args.scenario.into() else {
            return Err("--warehouse-only wants a --scenario other than everyday".into());
        };
        let crowd = Crowd {
            scenario,
            people: args.users,
            days: args.days,
            seed: args.seed,
            end,
        };
        let rows = action::simulate_warehouse(folder, crowd, |done| bar.set_position(u64::from(done))).await?;
        bar.finish_and_clear();
        eprintln!(
            "{rows} numbers of {} simulated people; what they were made from is in {}",
            args.users,
            folder.join("truth.json").display()
        );
        return Ok(());
    }
    let people = action::made(args.scenario.into(), args.users, args.days, args.seed, end, args.zone.clone());
    let (truths, beside) = match (&args.out, &args.into) {
        (Some(file), _) => (
            write(people, args.users, file, |done| bar.set_position(done))?,
            file.with_added_extension("truth.json"),
        ),
        (None, Some(folder)) => {
            let storage = StorageConfig::embedded(folder.clone());
            let app = App::open(&storage).await?;
            let done = |done| bar.set_position(u64::from(done));
            let truths = action::simulate_into(&app, people, &args.zone, done).await?;
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
    people: impl Iterator<Item = Made>,
    users: u32,
    file: &PathBuf,
    mut progress: impl FnMut(u64),
) -> Result<Vec<Truth>, Box<dyn std::error::Error>> {
    let mut out = BufWriter::new(File::create(file)?);
    let mut truths = Vec::new();
    for person in people {
        for event in &person.events {
            let kind = event.entry.kind();
            let mut line = json!({
                "id": event.id, "kind": kind, "at": event.moment.at(), "zone": event.moment.zone(), "source": event.source.name(), "data": event.entry
            });
            if users > 1 {
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
