use clap::Args;
use eunoia_ingest::relay::rebuild;

use super::{Outcome, print_json, progress};
use crate::{app::App, clock, config::StorageConfig};

#[derive(Debug, Args)]
pub struct RebuildArgs {
    #[command(flatten)]
    storage: StorageConfig,
    /// Print what was done as JSON.
    #[arg(long)]
    json: bool,
}

pub async fn run(args: RebuildArgs) -> Outcome {
    let app = App::open(&args.storage).await?;
    let warehouse = app.open_warehouse().await?;
    let bar = progress(u64::try_from(app.ledger().last_seq().await?).unwrap_or(0), "events");
    let done = rebuild(app.ledger().clone(), warehouse, clock::now, |events| bar.set_position(events)).await?;
    bar.finish_and_clear();
    app.close().await;
    if args.json {
        return print_json(&done);
    }
    println!(
        "{} events gave {} observations in epoch {}; {} set aside",
        done.events, done.observations, done.epoch, done.refused
    );
    Ok(())
}
