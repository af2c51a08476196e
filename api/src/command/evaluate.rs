mod text;
mod weights;

use std::{
    io::{ErrorKind, Write},
    path::PathBuf,
};

use clap::{Args, Subcommand, builder::PossibleValuesParser};
use eunoia_engine::forecast::{Candidate, Evaluation, Method, Scores};

use super::{Outcome, progress};
use crate::action::{self, ForecastEvaluation, ForecastTask, RowCount, StepKind};

/// Score models on files of one's own.
#[derive(Debug, Args)]
pub struct EvaluateArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Score forecasts of the last 20 % of each subject's steps, made from what came before.
    ///
    /// A step is a local date with a value, or a row. The first four fifths of a subject's steps, rounded down, are only
    /// learnt from; each of the others is forecast at every horizon h from 1 to H, from what was observed at or before
    /// the step minus h (calendar days, or rows).
    ///
    /// Candidates: `pooled`, the one that is shipped: a median regression that shrinks from published studies to the
    /// subjects of the file and from them to each; at every origin it has learnt from what was observed by then, of
    /// everybody. `ewma` (weight 0.3, starting at the first value), `last_value`, `mean` (of all values so far), `weekday`
    /// (the shrunk mean of the weekday) and `mstl` (weekly decomposition) where steps are days, `ets` (exponential
    /// smoothing by information criterion), `elastic_net` (on the subject's own features), and `yours`, read from
    /// --predictions.
    Forecast(ForecastArgs),
    /// Learn the weights that the candidate `pooled` starts from, of files that `evaluate forecast` reads.
    ///
    /// Each file is one item of one study and counts alike, up to 2,000 forecasts of each distance. Weights hold no data.
    Weights(weights::WeightsArgs),
    /// Score what the text model reads against labels that people gave.
    ///
    /// Labels that a file lacks are not predicted: between negative and positive alone, the sign of valence decides. If each
    /// row has exactly one label, the likeliest emotion among those of the file is taken, else each emotion that reaches its
    /// threshold. Intervals are of 1,000 resamples, by row, or by person if the file has a column `user`; a person's crisis
    /// score is then the highest of their texts'.
    Text(text::TextArgs),
}

#[derive(Debug, Args)]
struct ForecastArgs {
    /// CSV with the header `subject,observed_at,metric,value[,local_date]`.
    ///
    /// The metric `target` is what is forecast. Rows of other metrics are covariates: they are read and checked, but no
    /// candidate uses them. A value that is empty, NA or NaN was not observed. `observed_at` is a time with its
    /// offset (one without counts as UTC) or a date. The day of a row is its `local_date`; where that is empty or there
    /// is no such column, the date of `observed_at` as it is written, in its own offset.
    #[arg(long, value_name = "FILE.csv")]
    data: PathBuf,
    /// What a step is.
    #[arg(long, value_enum, default_value_t = StepKind::Day)]
    step: StepKind,
    /// The longest horizon, in steps; every one from 1 on is scored.
    #[arg(long, value_name = "H", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=28))]
    horizon: u32,
    /// Your own model's predictions, scored as the candidate `yours`.
    ///
    /// CSV with the header `subject,target,horizon,value[,low,high]`. `target` is the local date (day), or the number of
    /// the row among the subject's `target` rows with a value, in order of time and from 1 (observation). `low` and `high`
    /// are the ends of an interval that should hold the value in 80 % of cases. Every forecast that is scored must be
    /// there; others are ignored, and counted.
    #[arg(long, value_name = "FILE.csv")]
    predictions: Option<PathBuf>,
    /// Score every candidate on those forecasts alone that the predictions have.
    #[arg(long, requires = "predictions")]
    partial: bool,
    /// Write which forecasts are scored, without values: `subject,target,horizon`.
    ///
    /// A prediction for `target` may use what was observed at or before `target` minus `horizon`.
    #[arg(long, value_name = "FILE.csv")]
    origins: Option<PathBuf>,
    /// Broken rows of a file that are passed over and told; one more stops.
    #[arg(long, value_name = "N", default_value_t = 10)]
    most_broken: usize,
    /// Candidates that are left out, such as `ets,mstl`, which take most of the time.
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = PossibleValuesParser::new(OPTIONAL.map(Method::name)))]
    without: Vec<String>,
    /// What `pooled` starts from instead of the shipped weights: a file that `evaluate weights` wrote.
    #[arg(long, value_name = "FILE.json")]
    weights: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Candidates that can be left out: all but the shipped one and what it is compared with.
const OPTIONAL: [Method; 6] = [
    Method::LastValue,
    Method::Mean,
    Method::Weekday,
    Method::Ets,
    Method::Mstl,
    Method::ElasticNet,
];

pub fn run(args: &EvaluateArgs) -> Outcome {
    match &args.what {
        What::Forecast(args) => forecast(args),
        What::Weights(args) => weights::run(args),
        What::Text(args) => text::run(args),
    }
}

fn forecast(args: &ForecastArgs) -> Outcome {
    let bar = progress(std::fs::metadata(&args.data).map_or(0, |file| file.len()), "bytes");
    let task = ForecastTask {
        data: args.data.clone(),
        step: args.step,
        horizon: args.horizon,
        predictions: args.predictions.clone(),
        partial: args.partial,
        origins: args.origins.clone(),
        most_broken: args.most_broken,
        methods: OPTIONAL
            .into_iter()
            .filter(|method| !args.without.iter().any(|name| name == method.name()))
            .collect(),
        weights: args.weights.clone(),
    };
    let done = action::evaluate_forecast(&task, |bytes| bar.set_position(bytes));
    bar.finish_and_clear();
    let done = done?;
    account(&done);
    let report = if args.json {
        serde_json::to_string_pretty(&done.evaluation)? + "\n"
    } else {
        report(&done.evaluation, args.step)
    };
    say(&report)
}

fn say(report: &str) -> Outcome {
    match std::io::stdout().write_all(report.as_bytes()) {
        // Whoever reads has seen enough.
        Err(e) if e.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => Ok(written?),
    }
}

/// Tells on standard error what was read and not scored.
fn account(done: &ForecastEvaluation) {
    broken(&done.data);
    told(done.empty, "rows without a value");
    told(done.covariates, "rows of covariates, which no candidate uses");
    told(done.unscored, "subjects with too few steps to score one");
    if let Some(predictions) = &done.predictions {
        broken(&predictions.read);
        told(predictions.ignored, "predictions of something that is not scored, ignored");
        told(
            predictions.missing,
            "forecasts not scored for any candidate, since there is no prediction",
        );
    }
}

fn broken(read: &RowCount) {
    for row in &read.broken {
        eprintln!("passed over {row}");
    }
}

fn told(count: usize, what: &str) {
    if count > 0 {
        eprintln!("{count} {what}");
    }
}

fn report(evaluation: &Evaluation, step: StepKind) -> String {
    let (one, many) = match step {
        StepKind::Day => ("day", "days"),
        StepKind::Observation => ("observation", "observations"),
    };
    let ahead = match evaluation.horizon {
        1 => format!("1 {one} ahead"),
        longest => format!("1 to {longest} {many} ahead"),
    };
    let title = format!(
        "{} forecasts of {} subjects, {ahead}, over the last 20 % of each one's {many}",
        evaluation.forecasts, evaluation.subjects
    );
    let mut rows = vec![
        [
            "candidate",
            "MAE",
            "RMSE",
            "MASE",
            "interval score",
            "coverage",
            "lowest tenth",
            "intervals",
            "better than ewma by",
        ]
        .map(str::to_owned),
    ];
    for candidate in &evaluation.candidates {
        let shipped = if candidate.name == evaluation.shipped { " (shipped)" } else { "" };
        let by_person = &candidate.coverage_by_person;
        let tenth = percent(by_person.tenth_percentile);
        rows.push(row(
            format!("{}{shipped}", candidate.name),
            &candidate.scores,
            tenth,
            skill(candidate),
        ));
        let several = candidate.by_horizon.iter().filter(|_| evaluation.horizon > 1);
        rows.extend(several.map(|at| row(format!("  {}", at.horizon), &at.scores, String::new(), String::new())));
    }
    let mut lines = vec![title];
    lines.extend(table(&rows));
    if evaluation
        .candidates
        .iter()
        .any(|candidate| candidate.coverage_by_person.subjects > 0)
    {
        lines.push("Lowest tenth: a tenth of the subjects with five intervals or more have a coverage of at most this".to_owned());
    }
    if let Some(left_out) = evaluation.candidates.first().map(|candidate| candidate.scores.mase_left_out)
        && left_out > 0
    {
        lines.push(format!(
            "MASE leaves out {left_out} subjects whose earlier {many} are fewer than two or all the same"
        ));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn row(name: String, scores: &Scores, tenth: String, skill: String) -> [String; 9] {
    let number = |number: Option<f64>| number.map_or_else(|| "-".to_owned(), |number| format!("{number:.4}"));
    [
        name,
        number(scores.mae),
        number(scores.rmse),
        number(scores.mase),
        number(scores.interval_score),
        percent(scores.coverage),
        tenth,
        scores.intervals.to_string(),
        skill,
    ]
}

fn skill(candidate: &Candidate) -> String {
    let skill = &candidate.skill_vs_ewma;
    match (candidate.name, skill.low, skill.high) {
        ("ewma", ..) => String::new(),
        (_, Some(low), Some(high)) => format!("{} ({} to {})", percent(skill.value), percent(Some(low)), percent(Some(high))),
        _ => percent(skill.value),
    }
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "-".to_owned(), |share| format!("{:.1} %", 100.0 * share))
}

/// The first column to the left, the others to the right.
fn table<const N: usize>(rows: &[[String; N]]) -> impl Iterator<Item = String> {
    let widths: [usize; N] = std::array::from_fn(|i| rows.iter().map(|row| row[i].chars().count()).max().unwrap_or(0));
    rows.iter().map(move |row| {
        let cells = row.iter().zip(widths).enumerate().map(|(i, (cell, width))| match i {
            0 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        });
        format!("  {}", cells.collect::<Vec<_>>().join("   ").trim_end())
    })
}
