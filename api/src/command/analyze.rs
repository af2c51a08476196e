use clap::Args;
use jiff::civil::Date;

use super::{Outcome, print_json};
use crate::{
    action::{self, PersonAnalysis},
    app::App,
    config::StorageConfig,
};

#[derive(Debug, Args)]
pub struct AnalyzeArgs {
    #[command(flatten)]
    storage: StorageConfig,
    /// One person; everybody by default.
    #[arg(long, value_name = "EMAIL")]
    user: Option<String>,
    /// As of this day: nothing later is used. Default: each person's today.
    #[arg(long, value_name = "DATE")]
    today: Option<Date>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub async fn run(args: AnalyzeArgs) -> Outcome {
    let app = App::open(&args.storage).await?;
    let only = match &args.user {
        Some(email) => Some(super::person(&app, email).await?),
        None => None,
    };
    let analyses = action::analyze_all(&app, only.as_ref(), args.today).await?;
    app.close().await;
    if args.json {
        return print_json(&analyses);
    }
    for person in &analyses {
        print(person);
    }
    Ok(())
}

fn print(person: &PersonAnalysis) {
    let simulated = if person.synthetic { " (simulated)" } else { "" };
    println!("{}{simulated}, as of {}", person.user, person.analysis.today);
    for level in &person.analysis.levels {
        let now = level
            .level
            .map_or_else(|| "no level now".to_owned(), |value| format!("{value:.2} now"));
        println!(
            "  {:<28} {:>4} days, mean {:.2}, {now}",
            level.metric.name(),
            level.days,
            level.mean
        );
    }
    for insight in &person.analysis.insights {
        let reason = insight.abstained.as_ref().map(|abstained| format!(" ({})", abstained.reason));
        println!("  {}{}", insight.statement, reason.unwrap_or_default());
    }
    for forecast in &person.analysis.forecasts {
        match (&forecast.abstained, forecast.points.first()) {
            (None, Some(next)) => println!(
                "  {} on {}: {:.2} ({:.2} to {:.2})",
                forecast.metric.name(),
                next.date,
                next.value,
                next.low,
                next.high
            ),
            (abstained, _) => {
                let reason = abstained.as_ref().map_or("", |abstained| abstained.reason.as_str());
                println!("  no forecast of {}: {reason}", forecast.metric.name());
            }
        }
    }
}
