//! What is asked of the warehouse: everybody's own mean of a month, as for a release, and one person's year, over ten million
//! observations. Nothing is cached between two questions but what ClickHouse and the system cache of their files.

use std::time::Instant;

use clap::Args;
use eunoia::config::chdb_library;
use eunoia_domain::{EventId, Metric, Observation, Value as Measured};
use eunoia_ingest::warehouse::{COHORT_PART, DailyFilter, Embedded, Observations, SignedObservation, Warehouse};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};

use crate::report::{Latencies, table, whole};

#[derive(Debug, Args)]
pub struct Options {
    /// People, who record three signals a day for a year.
    #[arg(long, default_value_t = 9_133)]
    people: u64,
    /// How often each question is asked.
    #[arg(long, default_value_t = 100)]
    questions: usize,
}

const METRICS: [&str; 3] = ["mood.score", "sleep.hours", "exercise.minutes"];
const DAYS: i64 = 365;
const LAST: Date = Date::constant(2026, 10, 31);
const EPOCH: u32 = 1;

pub async fn run(options: &Options) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let warehouse = Warehouse::new(Embedded::open(&chdb_library(), folder.path()).unwrap());
    warehouse.prepare(EPOCH).await.unwrap();
    let subjects: Vec<u64> = (1..=options.people).map(|n| n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 2).collect();
    let rows = fill(&warehouse, &subjects).await;

    // As the relay left them: every part holds some days of everybody.
    let before = cohort(&warehouse, &subjects, options.questions / 5).await;
    warehouse.tidy(EPOCH).await.unwrap();
    let after = cohort(&warehouse, &subjects, options.questions).await;
    let person = Latencies::from_iter(
        ask(options.questions, async |n| {
            year(&warehouse, subjects[n * 37 % subjects.len()]).await
        })
        .await,
    );
    let rows_shown = [
        after.row("everybody's own mean of a month"),
        before.row("the same, before the relay's tidying"),
        person.row("one person's year, three signals"),
    ];
    let title = format!("ClickHouse over {} observations of {} people", whole(rows as f64), options.people);
    table(&title, &Latencies::HEADER, &rows_shown);
    json!({
        "observations": rows, "people": options.people, "own_means": after.json(), "own_means_untidied": before.json(),
        "person_year": person.json(),
    })
}

/// A year of everybody, a few days at a time, as a relay that follows time inserts it.
async fn fill(warehouse: &Warehouse, subjects: &[u64]) -> usize {
    const DAYS_A_BLOCK: i64 = 5;
    let mut random = StdRng::seed_from_u64(7);
    let mut rows = 0;
    for block in (0..DAYS).step_by(DAYS_A_BLOCK as usize) {
        let mut some = Vec::with_capacity(subjects.len() * METRICS.len() * DAYS_A_BLOCK as usize);
        for back in block..(block + DAYS_A_BLOCK).min(DAYS) {
            let date = LAST.saturating_sub((DAYS - 1 - back).days());
            let noon = date.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp();
            for subject in subjects {
                some.extend(METRICS.iter().map(|metric| observation(*subject, metric, noon, date, &mut random)));
            }
        }
        rows += some.len();
        let some: Observations = some.into_iter().collect();
        warehouse.insert(EPOCH, &format!("block {block}"), &some).await.unwrap();
    }
    rows
}

fn observation(subject: u64, metric: &str, at: Timestamp, local_date: Date, random: &mut StdRng) -> SignedObservation {
    SignedObservation {
        subject,
        event_id: EventId::from_record(1_790_000_000_000, &random.random::<[u8; 10]>()),
        version: 1,
        sign: 1,
        observation: Observation {
            metric: Metric::known(metric).unwrap(),
            observed_at: at,
            local_date,
            value: Measured::from_millionths(random.random_range(1_000_000..10_000_000)),
        },
    }
}

async fn cohort(warehouse: &Warehouse, subjects: &[u64], questions: usize) -> Latencies {
    ask(questions, async |_| own_means(warehouse, subjects).await)
        .await
        .into_iter()
        .collect()
}

/// Asks as a release of the last month's mood does.
async fn own_means(warehouse: &Warehouse, subjects: &[u64]) {
    let month = (LAST.first_of_month(), LAST);
    let mut people = 0;
    for part in subjects.chunks(COHORT_PART) {
        let batches = warehouse.own_means(EPOCH, &Metric::MOOD_SCORE, month, part).await.unwrap();
        people += batches.iter().map(arrow_array::RecordBatch::num_rows).sum::<usize>();
    }
    assert_eq!(people, subjects.len(), "everybody has a mean");
}

async fn year(warehouse: &Warehouse, subject: u64) {
    let filter = DailyFilter {
        subject: Some(subject),
        from: Some(LAST.saturating_sub((DAYS - 1).days())),
        to: Some(LAST),
        ..DailyFilter::default()
    };
    let batches = warehouse.daily(EPOCH, &filter).await.unwrap();
    let days: usize = batches.iter().map(arrow_array::RecordBatch::num_rows).sum();
    assert_eq!(days, METRICS.len() * DAYS as usize, "every day of each signal");
}

async fn ask(questions: usize, question: impl AsyncFn(usize)) -> Vec<std::time::Duration> {
    // The first one opens files.
    question(0).await;
    let mut took = Vec::with_capacity(questions);
    for n in 0..questions {
        let begun = Instant::now();
        question(n).await;
        took.push(begun.elapsed());
    }
    took
}
