use std::io::{self, IsTerminal, Write as _};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;

use super::Outcome;
use crate::{
    action::{self, Follower, PersonAnalysis, Sweep, SweepReport},
    app::App,
    clock,
    config::StorageConfig,
    data_dir::DataDir,
};

#[derive(Debug, Args)]
pub struct AnalyzeArgs {
    #[command(flatten)]
    storage: StorageConfig,
    /// One person, whose analysis is printed; everybody by default.
    #[arg(long, value_name = "EMAIL")]
    user: Option<String>,
    /// As of this day: nothing later is used. Default: each person's today.
    #[arg(long, value_name = "DATE")]
    today: Option<Date>,
    /// Print everybody's analysis as JSON, also of those who are up to date.
    #[arg(long)]
    json: bool,
}

pub async fn run(args: AnalyzeArgs) -> Outcome {
    if let Some(data) = DataDir::take_synthetic(&args.storage.folder)? {
        return synthetic(&data, &args).await;
    }
    let app = App::open(&args.storage).await?;
    let only = match &args.user {
        Some(email) => Some(super::person(&app, email).await?),
        None => None,
    };
    let mut printer = Printer::new(match (args.json, &only) {
        (true, _) => Form::Json { first: true },
        (false, Some(_)) => Form::Text,
        (false, None) => Form::Nothing,
    });
    let sweep = Sweep {
        only,
        today: args.today,
        everybody: args.json,
        pool: None,
    };
    let done = action::analyze_all(&app, &sweep, &mut printer).await;
    app.close().await;
    let report = done?;
    printer.end(&report)?;
    Ok(())
}

/// Of a folder that `eunoia simulate --warehouse-only` made.
async fn synthetic(data: &DataDir, args: &AnalyzeArgs) -> Outcome {
    if let Some(email) = &args.user {
        return Err(format!("nobody in a simulated warehouse has an account, so not {email} either; leave --user out").into());
    }
    let sweep = Sweep {
        today: args.today,
        everybody: args.json,
        ..Sweep::default()
    };
    let mut printer = Printer::new(if args.json { Form::Json { first: true } } else { Form::Nothing });
    let report = action::analyze_synthetic(data, &sweep, clock::now(), &mut printer).await?;
    printer.end(&report)
}

enum Form {
    /// An array, an element as it comes: not all of them are in memory.
    Json {
        first: bool,
    },
    Text,
    Nothing,
}

/// Prints analyses as they are made, and how far that is.
struct Printer {
    form: Form,
    progress: Option<ProgressBar>,
    failed: Option<io::Error>,
}

impl Follower for Printer {
    fn analysed(&mut self, report: &SweepReport, some: Vec<PersonAnalysis>) -> bool {
        let progress = self.progress.get_or_insert_with(|| bar(report));
        progress.set_position((report.up_to_date + report.analysed) as u64);
        let printed = some.iter().try_for_each(|person| print(&mut self.form, person));
        self.failed = printed.err();
        self.failed.is_none()
    }
}

impl Printer {
    fn new(form: Form) -> Self {
        Self {
            form,
            progress: None,
            failed: None,
        }
    }

    fn end(self, report: &SweepReport) -> Outcome {
        if let Some(progress) = self.progress {
            progress.finish_and_clear();
        }
        if let Some(error) = self.failed {
            return Err(error.into());
        }
        match self.form {
            Form::Json { first } => println!("{}]", if first { "[" } else { "\n" }),
            Form::Text => {}
            Form::Nothing => println!(
                "{} people: {} analysed, {} up to date; {} forecast days and {} insights written",
                report.people, report.analysed, report.up_to_date, report.forecasts, report.insights
            ),
        }
        Ok(())
    }
}

fn bar(report: &SweepReport) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(report.people as u64);
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos}/{len} people, {per_sec}, {eta} left") {
        bar.set_style(style);
    }
    bar
}

fn print(form: &mut Form, person: &PersonAnalysis) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match form {
        Form::Json { first } => {
            out.write_all(if *first { b"[\n" } else { b",\n" })?;
            *first = false;
            serde_json::to_writer(&mut out, person)?;
            Ok(())
        }
        Form::Text => print_text(&mut out, person),
        Form::Nothing => Ok(()),
    }
}

fn print_text(out: &mut impl io::Write, person: &PersonAnalysis) -> io::Result<()> {
    let simulated = if person.synthetic { " (simulated)" } else { "" };
    let user = person.user.as_deref().unwrap_or("somebody");
    writeln!(out, "{user}{simulated}, as of {}", person.analysis.today)?;
    for level in &person.analysis.levels {
        let now = level
            .level
            .map_or_else(|| "no level now".to_owned(), |value| format!("{value:.2} now"));
        writeln!(
            out,
            "  {:<28} {:>4} days, mean {:.2}, {now}",
            level.metric.name(),
            level.days,
            level.mean
        )?;
    }
    for insight in &person.analysis.insights {
        let reason = insight.abstained.as_ref().map(|abstained| format!(" ({})", abstained.reason));
        writeln!(out, "  {}{}", insight.statement, reason.unwrap_or_default())?;
    }
    for forecast in &person.analysis.forecasts {
        match (&forecast.abstained, forecast.points.first()) {
            (None, Some(next)) => writeln!(
                out,
                "  {} on {}: {:.2} ({:.2} to {:.2})",
                forecast.metric.name(),
                next.date,
                next.value,
                next.low,
                next.high
            )?,
            (abstained, _) => {
                let reason = abstained.as_ref().map_or("", |abstained| abstained.reason.as_str());
                writeln!(out, "  no forecast of {}: {reason}", forecast.metric.name())?;
            }
        }
    }
    Ok(())
}
