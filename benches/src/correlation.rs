//! What is found of what was planted, and what is found where nothing is: power and false discoveries of correlations over
//! simulated people, and what one person's year costs. With `--dump` also the series and the answers of a few people, for
//! `benches/peers/correlation.py`.

use std::{fs, path::PathBuf, time::Instant};

use clap::Args;
use eunoia_domain::Metric;
use eunoia_engine::{
    Correlations, History,
    correlation::{LagTest, correlations},
    simulate::planted::{PlantedPerson, Scenario, plant},
};
use jiff::civil::{Date, date};
use serde_json::{Value, json};

use crate::report::table;

#[derive(Debug, Args)]
pub struct Options {
    /// People without effects; a third as many have five planted ones.
    #[arg(long, default_value_t = 1_000)]
    people: u32,
    /// Days of each life.
    #[arg(long, default_value_t = 365)]
    days: u32,
    /// Thresholds were set on seed 101.
    #[arg(long, default_value_t = 9_100)]
    seed: u64,
    /// Writes the series and the answers of 20 people here.
    #[arg(long, value_name = "FILE")]
    dump: Option<PathBuf>,
}

const END: Date = date(2025, 6, 30);

/// Effective n from which planted effects count.
const EFFECTIVE: f64 = 90.0;

pub fn run(options: &Options) -> Value {
    let outcome = Metric::MOOD_SCORE;
    let people = |scenario, people| plant(scenario, people, options.days, options.seed, END).map(|person| (person.history(), person));
    let mut seconds = 0.0;
    let mut compared = |history: &History| {
        let began = Instant::now();
        let found = correlations(history, &outcome, END);
        seconds += began.elapsed().as_secs_f64();
        found
    };
    let false_ones = people(Scenario::Null, options.people)
        .filter(|(history, _)| !compared(history).items.is_empty())
        .count();
    let mut power = Power::default();
    let planted = options.people.div_ceil(3);
    for (history, person) in people(Scenario::Effects, planted) {
        power.count(&person, &compared(&history));
    }
    let each = 1e6 * seconds / f64::from(options.people + planted);
    let share = false_ones as f64 / f64::from(options.people.max(1));
    let rows = [
        vec![
            "null people who are told anything".to_owned(),
            options.people.to_string(),
            format!("{share:.3}"),
        ],
        vec![
            format!("planted effects found, effective n >= {EFFECTIVE}"),
            power.planted.to_string(),
            format!("{:.3}", power.share()),
        ],
        vec![
            "of those, at their lag".to_owned(),
            power.found.to_string(),
            format!("{:.3}", power.lag_share()),
        ],
        vec![
            "false ones among what they are told".to_owned(),
            power.told.to_string(),
            format!("{:.3}", power.false_share()),
        ],
        vec![
            "one person's year, microseconds".to_owned(),
            (options.people + planted).to_string(),
            format!("{each:.0}"),
        ],
    ];
    table(
        &format!("Correlations over {} days, seed {}", options.days, options.seed),
        &["", "n", "figure"],
        &rows,
    );
    if let Some(file) = &options.dump {
        let dumped: Vec<Value> = people(Scenario::Effects, 20)
            .map(|(history, person)| dump(&history, &person))
            .collect();
        fs::write(file, serde_json::to_vec(&dumped).unwrap()).unwrap();
    }
    json!({
        "people": options.people, "seed": options.seed, "days": options.days, "null_told": share, "power": power.share(), "at_lag": power.lag_share(),
        "planted": power.planted, "false_share": power.false_share(), "microseconds_each": each
    })
}

#[derive(Default)]
struct Power {
    planted: u32,
    found: u32,
    at_lag: u32,
    told: u32,
    false_ones: u32,
}

impl Power {
    fn count(&mut self, person: &PlantedPerson, found: &Correlations) {
        for effect in &person.truth.effects {
            let of_effect = |test: &&LagTest| test.metric == effect.metric && test.lag == usize::from(effect.lag);
            let mut tests = found.items.iter().flat_map(|item| &item.evidence).chain(&found.others);
            if !tests.find(of_effect).is_some_and(|test| test.effective_n >= EFFECTIVE) {
                continue;
            }
            self.planted += 1;
            let way = if effect.size > 0.0 { "higher" } else { "lower" };
            let item = found
                .items
                .iter()
                .find(|item| item.metric == effect.metric && item.direction == way);
            self.found += u32::from(item.is_some());
            self.at_lag += u32::from(item.is_some_and(|item| item.lag == usize::from(effect.lag)));
        }
        for item in &found.items {
            self.told += 1;
            self.false_ones += u32::from(person.truth.effects.iter().all(|effect| effect.metric != item.metric));
        }
    }

    fn share(&self) -> f64 {
        f64::from(self.found) / f64::from(self.planted.max(1))
    }

    fn lag_share(&self) -> f64 {
        f64::from(self.at_lag) / f64::from(self.found.max(1))
    }

    fn false_share(&self) -> f64 {
        f64::from(self.false_ones) / f64::from(self.told.max(1))
    }
}

/// A person's series of the compared metrics, and the evidence.
fn dump(history: &History, person: &PlantedPerson) -> Value {
    let began = Instant::now();
    let found = correlations(history, &Metric::MOOD_SCORE, END);
    let seconds = began.elapsed().as_secs_f64();
    let tests: Vec<&LagTest> = found.items.iter().flat_map(|item| &item.evidence).chain(&found.others).collect();
    let values = |metric: &Metric| history.series(metric).between(found.from, found.to).values().to_vec();
    let mut metrics: Vec<&Metric> = tests.iter().map(|test| &test.metric).collect();
    metrics.dedup();
    let series: serde_json::Map<String, Value> = metrics.iter().map(|metric| (metric.to_string(), json!(values(metric)))).collect();
    json!({
        "person": person.number, "from": found.from, "seconds": seconds, "outcome": values(&Metric::MOOD_SCORE), "series": series, "tests": tests
    })
}
