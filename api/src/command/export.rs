use std::{
    io::{IsTerminal, Write},
    path::PathBuf,
};

use clap::Args;

use super::Outcome;
use crate::{action, app::App, config::StorageConfig, export::ExportFormat};

/// Write a person's daily series as a file for other programs.
#[derive(Debug, Args)]
pub struct ExportArgs {
    #[command(flatten)]
    storage: StorageConfig,

    /// What to write it in.
    #[arg(long, value_enum)]
    format: ExportFormat,

    /// Address of the person's account.
    #[arg(long, value_name = "EMAIL")]
    user: String,

    /// File to write; standard output without it.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub async fn run(args: ExportArgs) -> Outcome {
    if args.out.is_none() && args.format == ExportFormat::Parquet && std::io::stdout().is_terminal() {
        return Err("Parquet is not for terminals: name a file with --out, or send it into another program".into());
    }
    let app = App::open(&args.storage).await?;
    let person = super::person(&app, &args.user).await?;
    let file = action::export(&app, &person, args.format).await?;
    app.ledger().close().await;
    match args.out {
        Some(path) => std::fs::write(path, file)?,
        None => std::io::stdout().write_all(&file)?,
    }
    Ok(())
}
