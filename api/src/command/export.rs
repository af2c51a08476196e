use std::{
    io::{IsTerminal, Write},
    path::PathBuf,
};

use clap::Args;

use super::Outcome;
use crate::{action, app::App, config::StorageConfig, export::ExportFormat};

/// Write daily series as a file for other programs.
#[derive(Debug, Args)]
pub struct ExportArgs {
    #[command(flatten)]
    storage: StorageConfig,

    /// What to write it in.
    #[arg(long, value_enum)]
    format: ExportFormat,

    /// One person's own series, by the address of their account.
    #[arg(
        long,
        value_name = "EMAIL",
        required_unless_present = "organisation",
        conflicts_with = "organisation"
    )]
    user: Option<String>,

    /// What was released about the people who agreed to be counted in an organisation, by its id or name.
    #[arg(long, value_name = "ID or NAME")]
    organisation: Option<String>,

    /// Instead of their series the features of each of their days, to forecast this metric on later ones: nothing that comes
    /// after a day is in its features.
    #[arg(long, value_name = "METRIC", conflicts_with = "organisation")]
    features: Option<String>,

    /// File to write; standard output without it.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub async fn run(args: ExportArgs) -> Outcome {
    if args.out.is_none() && args.format == ExportFormat::Parquet && std::io::stdout().is_terminal() {
        return Err("Parquet is not for terminals: name a file with --out, or send it into another program".into());
    }
    let app = App::open(&args.storage).await?;
    let file = match (&args.user, &args.organisation) {
        (_, Some(organisation)) => {
            let organisation = action::organisation_to_export(&app, organisation).await?;
            action::export_released(&app, &organisation, args.format).await?
        }
        (email, None) => {
            let person = super::person(&app, email.as_deref().unwrap_or_default()).await?;
            match &args.features {
                Some(metric) => action::export_features(&app, &person, Some(metric), args.format).await?,
                None => action::export(&app, &person, args.format).await?,
            }
        }
    };
    app.close().await;
    match args.out {
        Some(path) => std::fs::write(path, file)?,
        None => std::io::stdout().write_all(&file)?,
    }
    Ok(())
}
