//! One person's year: fitted and forecast, as `eunoia analyze` does it, and its parts.

use std::{
    fmt::Write,
    fs,
    hint::black_box,
    path::PathBuf,
    time::{Duration, Instant},
};

use clap::Args;
use eunoia_domain::Metric;
use eunoia_engine::{DailySeries, Fit, PooledModel, Predict, backtest, forecast};
use jiff::{ToSpan, civil::date};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};

use crate::report::{Latencies, median, table, whole};

#[derive(Debug, Args)]
pub struct Options {
    /// People with a year of days each.
    #[arg(long, default_value_t = 400)]
    people: usize,
    /// How often everybody is forecast on all cores; the median counts.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Seed of the days.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Writes the days to this file in the format of `eunoia evaluate forecast`, for others to forecast the same.
    #[arg(long, value_name = "FILE.csv")]
    export: Option<PathBuf>,
}

const DAYS: usize = 365;

pub fn run(options: &Options) -> Value {
    let people: Vec<_> = (0..options.people).map(|person| year(options.seed, person as u64)).collect();
    if let Some(file) = &options.export {
        fs::write(file, csv(&people)).unwrap();
    }
    let rate = median((0..=options.rounds).map(|_| rate(&people)).skip(1).collect());
    let each = |work: fn(&DailySeries)| -> Latencies { people.iter().map(|series| timed(|| work(series))).collect() };
    let parts: [(&str, Latencies); 3] = [
        (
            "fit and predict 7 days",
            each(|series| {
                let fitted = PooledModel::default().fit(series).unwrap();
                (1..=7).for_each(|days| _ = black_box(fitted.predict(days)));
            }),
        ),
        (
            "forecast, with its track record",
            each(|series| _ = black_box(forecast(series, last(series), 7))),
        ),
        ("backtest of four methods", each(|series| _ = black_box(backtest(series)))),
    ];
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    table(
        &format!("{} people with {DAYS} days, a tenth of them missed", people.len()),
        &["", ""],
        &[vec![format!("people fitted and forecast a second on {cores} cores"), whole(rate)]],
    );
    let rows: Vec<_> = parts.iter().map(|(name, took)| took.row(name)).collect();
    table("One person's year", &Latencies::HEADER, &rows);
    json!({
        "people": people.len(), "days": DAYS, "cores": cores, "fit_and_predict_per_s": rate,
        "parts": parts.iter().map(|(name, took)| json!({ "name": name, "took": took.json() })).collect::<Vec<_>>(),
    })
}

/// People fitted and forecast a second, on all cores.
fn rate(people: &[DailySeries]) -> f64 {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let began = Instant::now();
    std::thread::scope(|scope| {
        for part in people.chunks(people.len().div_ceil(threads).max(1)) {
            scope.spawn(move || {
                for series in part {
                    let fitted = PooledModel::default().fit(series).unwrap();
                    (1..=7).for_each(|days| _ = black_box(fitted.predict(days)));
                }
            });
        }
    });
    people.len() as f64 / began.elapsed().as_secs_f64()
}

fn timed(work: impl FnOnce()) -> Duration {
    let began = Instant::now();
    work();
    began.elapsed()
}

/// Moods in whole points round a level of one's own, alike from day to day, with a weekly turn; a tenth is missed.
fn year(seed: u64, person: u64) -> DailySeries {
    let mut rng = StdRng::seed_from_u64(seed.wrapping_mul(1_000_003).wrapping_add(person));
    let (level, mut wave) = (rng.random_range(4.0..7.0), 0.0);
    let values = (0..DAYS).map(|day| {
        // Six uniforms make a bell of variance a half.
        let step = (0..6).map(|_| rng.random_range(-0.5..0.5)).sum::<f64>();
        wave = 0.5 * wave + 1.5 * step;
        let weekend = if day % 7 >= 5 { 0.4 } else { 0.0 };
        let score: f64 = (level + weekend + wave).round();
        (!rng.random_bool(0.1)).then_some(score.clamp(1.0, 10.0))
    });
    DailySeries::new(Metric::MOOD_SCORE, date(2025, 1, 6), values.collect())
}

fn last(series: &DailySeries) -> jiff::civil::Date {
    series.first() + (DAYS as i64 - 1).days()
}

fn csv(people: &[DailySeries]) -> String {
    let mut lines = "subject,observed_at,metric,value\n".to_owned();
    for (person, series) in people.iter().enumerate() {
        for (day, value) in series.observed() {
            writeln!(lines, "{person},{},target,{value}", series.date(day)).unwrap();
        }
    }
    lines
}
