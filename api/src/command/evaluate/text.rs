use std::path::PathBuf;

use clap::Args;
use eunoia_engine::text::evaluate::{EveryDay, Interval};

use super::{Outcome, percent, progress, say, table};
use crate::{
    action::{self, CrisisFigures, OrdinalError, Rival, TextEvaluation, TextTask, TextTaskKind},
    config::TextConfig,
};

#[derive(Debug, Args)]
pub struct TextArgs {
    /// What the texts are read for.
    #[arg(long, value_enum)]
    task: TextTaskKind,
    /// Tab-separated, with the header `text`, `labels` (with commas between them) and, if there is one, `user`.
    ///
    /// Labels are negative, neutral, positive for `sentiment`; the 28 emotions of GoEmotions, all of Ekman's six or seven, or
    /// the groups positive, negative, ambiguous, neutral for `emotion`; crisis and none, or the levels none (supportive),
    /// indicator, ideation, behaviour, attempt for `crisis`, where ideation and above are a crisis.
    #[arg(long, value_name = "FILE.tsv")]
    data: PathBuf,
    /// Tab-separated pairs of the file's label and ours, a line each.
    ///
    /// Several of theirs may be one of ours. One of theirs may be several of ours, by as many lines: it is then as likely as
    /// the likeliest. For `emotion`, ours are the 28; `ekman:joy` and `sentiment:positive` name a grouping's label.
    #[arg(long, value_name = "FILE.tsv")]
    labels: Option<PathBuf>,
    /// Score this beside the model, on the same texts.
    ///
    /// VADER's compound score is its valence. Of crises it knows nothing: its signal is a negative text, its floor one of -0.9
    /// or less.
    #[arg(long, value_enum)]
    rival: Option<Rival>,
    /// Seed of the resamples.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    model: TextConfig,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(args: &TextArgs) -> Outcome {
    let bar = progress(0, "texts");
    let task = TextTask {
        task: args.task,
        data: args.data.clone(),
        labels: args.labels.clone(),
        rival: args.rival,
        seed: args.seed,
        model: args.model.clone(),
    };
    let done = action::evaluate_text(&task, |read, all| {
        bar.set_length(all as u64);
        bar.set_position(read as u64);
    });
    bar.finish_and_clear();
    let done = done?;
    if args.json {
        say(&(serde_json::to_string_pretty(&done)? + "\n"))
    } else {
        let rival = done.rival.as_deref().map(report).unwrap_or_default();
        say(&(report(&done) + &rival))
    }
}

fn report(evaluation: &TextEvaluation) -> String {
    let users = evaluation.users.map_or_else(String::new, |users| format!(" of {users} people"));
    let (model, n) = (&evaluation.model, evaluation.n);
    let scored_as = evaluation.scored_as.replace('_', " ");
    let mut lines = vec![format!("{} {} on {n} texts{users}, {scored_as}", model.name, model.version)];
    lines.extend(metrics(evaluation));
    lines.push(String::new());
    lines.extend(labels(evaluation));
    if let Some(crisis) = &evaluation.crisis {
        lines.push(String::new());
        lines.extend(points(crisis));
    }
    lines.extend([String::new(), String::new()]);
    lines.join("\n")
}

fn metrics(evaluation: &TextEvaluation) -> impl Iterator<Item = String> {
    let (metrics, intervals) = (&evaluation.metrics, &evaluation.intervals);
    let rows = [
        ("accuracy", metrics.accuracy, intervals.accuracy),
        ("macro F1", metrics.macro_f1, intervals.macro_f1),
        ("micro F1", metrics.micro_f1, intervals.micro_f1),
        ("macro recall", metrics.macro_recall, intervals.macro_recall),
        ("AUC", metrics.auc, intervals.auc),
        ("precision", metrics.precision, intervals.precision),
        ("recall", metrics.recall, intervals.recall),
        ("false positive rate", metrics.fpr, intervals.fpr),
        ("calibration error", metrics.ece, intervals.ece),
    ];
    let known = rows.into_iter().filter(|(_, value, _)| value.is_some());
    let rows: Vec<_> = known
        .map(|(name, value, interval)| [name.to_owned(), number(value), within(interval)])
        .collect();
    table(&rows).collect::<Vec<_>>().into_iter()
}

fn labels(evaluation: &TextEvaluation) -> impl Iterator<Item = String> {
    let mut rows = vec![["label", "precision", "recall", "F1", "support", "AUC"].map(str::to_owned)];
    rows.extend(evaluation.per_label.iter().map(|(name, scores)| {
        let numbers = [scores.precision, scores.recall, scores.f1].map(number);
        let [precision, recall, f1] = numbers;
        [name.clone(), precision, recall, f1, scores.support.to_string(), number(scores.auc)]
    }));
    table(&rows).collect::<Vec<_>>().into_iter()
}

fn points(crisis: &CrisisFigures) -> Vec<String> {
    let floor = &crisis.floor;
    let point = |name: &str, value, interval| [name.to_owned(), number(value), within(interval)];
    let mut lines = vec!["at the floor".to_owned()];
    lines.extend(table(&[
        point("precision", floor.precision, floor.intervals.precision),
        point("recall", floor.recall, floor.intervals.recall),
        point("false positive rate", floor.fpr, floor.intervals.fpr),
    ]));
    lines.extend([String::new(), "false alarms among texts that are no crisis".to_owned()]);
    let mut rows = vec![["words", "texts", "signal", "floor", "signal in 30", "floor in 30"].map(str::to_owned)];
    let row = |name: String, signal: &Option<EveryDay>, floor: &Option<EveryDay>| {
        let rate = |point: &Option<EveryDay>| percent(point.map(|point| point.rate));
        let month = |point: &Option<EveryDay>| percent(point.map(|point| point.in_thirty));
        let of = signal.map_or(0, |point| point.of).to_string();
        [name, of, rate(signal), rate(floor), month(signal), month(floor)]
    };
    rows.extend(crisis.by_length.iter().map(|bucket| {
        let to = bucket.words_to.map_or_else(|| " or more".to_owned(), |to| format!(" to {to}"));
        let everyday = &bucket.everyday;
        row(format!("{}{to}", bucket.words_from), &everyday.signal, &everyday.floor)
    }));
    rows.push(row("any".to_owned(), &crisis.everyday.signal, &crisis.everyday.floor));
    lines.extend(table(&rows));
    lines.extend(crisis.ordinal.as_ref().map(ordinal));
    lines
}

fn ordinal(error: &OrdinalError) -> String {
    format!(
        "\nlevels are off by {:.3} on average, {} exact; always `{}` would be off by {:.3}",
        error.mae,
        percent(Some(error.exact)),
        error.majority,
        error.majority_mae
    )
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.4}"))
}

fn within(interval: Option<Interval>) -> String {
    interval.map_or_else(String::new, |interval| format!("({:.4} to {:.4})", interval.low, interval.high))
}
