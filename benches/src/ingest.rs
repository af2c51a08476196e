//! Events in, durable and relayed, beside what SQL and ADBC do with the same rows and nothing else to do.
//!
//! Each round measures everything once, one after the other, so that a machine that slows down slows all of them; what
//! is told is the median of the rounds.

use std::{path::Path, time::Instant};

use clap::Args;
use eunoia_domain::{Change, Event, Zone};
use eunoia_ingest::{
    intake::Intake,
    relay::RANGE,
    seal::{Keyring, MasterKey, PersonKey},
};
use eunoia_tests::{Launch, Person};
use futures::future::join_all;
use serde_json::{Value, json};

use crate::{
    raw_adbc::{self, RawAdbc},
    raw_sql::{self, Row, Sizes},
    report::{median, table, whole},
    stage, workload,
};

#[derive(Debug, Args)]
pub struct Options {
    /// Events: by default as many as 10,000 phones record in a day at 20 each.
    #[arg(long, default_value_t = 200_000)]
    events: usize,
    /// How often everything is measured.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
}

/// Streams at a time; each is another person's.
const STREAMS: [usize; 2] = [1, 4];

/// Of the raw inserts: a transaction is as large as the product's group commits are with one stream and with four.
const SIZES: [Sizes; 4] = [
    Sizes {
        transaction: 4_000,
        statement: 32,
    },
    Sizes {
        transaction: 4_000,
        statement: 250,
    },
    Sizes {
        transaction: 8_000,
        statement: 32,
    },
    Sizes {
        transaction: 8_000,
        statement: 250,
    },
];

/// What the product did with `events` in one round.
struct Streamed {
    durable: f64,
    relayed: f64,
    group: f64,
}

pub async fn run(options: &Options) -> Value {
    let keys = tempfile::tempdir().unwrap();
    let key = key(keys.path()).await;
    let events = events(options.events);
    let rows: Vec<Row> = events.iter().map(|event| Row::new(event, &key)).collect();
    let sealed: Vec<Vec<u8>> = rows.iter().map(|row| row.seal(&key)).collect();
    let batches = raw_adbc::batches(&events, RANGE as usize);
    let observations: usize = batches.iter().map(|batch| batch.num_rows()).sum();
    let warehouse = tempfile::tempdir().unwrap();
    let mut adbc = RawAdbc::open(warehouse.path());

    let mut streamed: [Vec<Streamed>; STREAMS.len()] = Default::default();
    let mut raw: [Vec<f64>; SIZES.len()] = Default::default();
    let (mut ceiling, mut ingested) = (Vec::new(), Vec::new());
    for _ in 0..options.rounds {
        for (streams, found) in STREAMS.into_iter().zip(&mut streamed) {
            found.push(through_the_product(streams, options.events).await);
        }
        for (sizes, found) in SIZES.into_iter().zip(&mut raw) {
            let folder = tempfile::tempdir().unwrap();
            found.push(rows.len() as f64 / raw_sql::insert(folder.path(), &rows, None, &key, sizes).await.as_secs_f64());
        }
        let folder = tempfile::tempdir().unwrap();
        ceiling.push(
            rows.len() as f64
                / raw_sql::insert(folder.path(), &rows, Some(&sealed), &key, SIZES[3])
                    .await
                    .as_secs_f64(),
        );
        ingested.push(observations as f64 / adbc.insert(&batches).as_secs_f64());
    }

    let raw = raw.map(median);
    let best = raw.into_iter().fold(0.0, f64::max);
    let per_event = observations as f64 / rows.len() as f64;
    let adbc = median(ingested);
    let ceiling = median(ceiling);
    let mut table_rows = Vec::new();
    let mut found = Vec::new();
    for (streams, rounds) in STREAMS.into_iter().zip(&streamed) {
        let of = |part: fn(&Streamed) -> f64| median(rounds.iter().map(part).collect());
        let (durable, relayed, group) = (of(|s| s.durable), of(|s| s.relayed), of(|s| s.group));
        let plural = if streams == 1 { "" } else { "s" };
        table_rows.push(row(
            &format!("eunoia, {streams} stream{plural}, durable (commits of {group:.0} on average)"),
            durable,
            durable / best,
        ));
        table_rows.push(row(&format!("eunoia, {streams} stream{plural}, relayed"), relayed, relayed / best));
        found.push(json!({
            "streams": streams, "durable_events_per_s": durable, "relayed_events_per_s": relayed, "relayed_rows_per_s": relayed * per_event,
            "events_per_commit": group, "durable_to_raw_sql": durable / best, "relayed_rows_to_raw_adbc": relayed * per_event / adbc,
        }));
    }
    for (sizes, rate) in SIZES.into_iter().zip(raw) {
        table_rows.push(row(
            &format!("raw SQL, {} rows a transaction, {} a statement", sizes.transaction, sizes.statement),
            rate,
            rate / best,
        ));
    }
    table_rows.push(row("raw SQL as the line before, bodies sealed beforehand", ceiling, ceiling / best));
    let title = format!(
        "{} events in, median of {} round(s); ratio to the best raw SQL",
        whole(rows.len() as f64),
        options.rounds
    );
    table(&title, &["", "events/s", "ratio"], &table_rows);
    let relayed = found.iter().map(|s| s["relayed_rows_per_s"].as_f64().unwrap()).zip(STREAMS);
    let mut table_rows: Vec<_> = relayed
        .map(|(rate, streams)| row(&format!("eunoia, {streams} at a time, relayed"), rate, rate / adbc))
        .collect();
    table_rows.push(row(
        &format!("raw ADBC, blocks of {} events' observations", whole(f64::from(RANGE))),
        adbc,
        1.0,
    ));
    table(
        &format!("The {} observations of these events; ratio to raw ADBC", whole(observations as f64)),
        &["", "rows/s", "ratio"],
        &table_rows,
    );
    let raw = SIZES
        .into_iter()
        .zip(raw)
        .map(|(sizes, rate)| json!({ "transaction": sizes.transaction, "statement": sizes.statement, "rows_per_s": rate }));
    json!({
        "events": rows.len(), "observations": observations, "rounds": options.rounds, "eunoia": found,
        "raw_sql": raw.collect::<Vec<_>>(), "raw_sql_best_rows_per_s": best, "raw_sql_sealed_before_rows_per_s": ceiling,
        "raw_adbc_rows_per_s": adbc, "relay_range_events": RANGE,
    })
}

fn row(name: &str, rate: f64, ratio: f64) -> Vec<String> {
    vec![name.to_owned(), whole(rate), format!("{ratio:.2}")]
}

/// Sends `events` to a fresh server, over `streams` connections.
async fn through_the_product(streams: usize, events: usize) -> Streamed {
    let data = tempfile::tempdir().unwrap();
    let server = Launch::on(data.path()).env("EUNOIA_LOG", "warn").start();
    stage::relayed(&server.url).await;
    let (now, each) = (stage::now(), events / streams);
    let mut people = Vec::new();
    for number in 0..streams {
        let lines = workload::lines(number as u32, each, now);
        people.push((Person::register(&server.url).await, workload::chunks(&lines)));
    }
    let began = Instant::now();
    let sending = people
        .into_iter()
        .map(|(person, chunks)| tokio::spawn(async move { stage::stream_events(&person, chunks, each).await }));
    let durable = join_all(sending).await.into_iter().map(Result::unwrap).max().unwrap();
    let relayed = stage::relayed(&server.url).await;
    let group = events_per_commit(&server.url).await;
    server.stop();
    let rate = |until: Instant| (each * streams) as f64 / until.duration_since(began).as_secs_f64();
    Streamed {
        durable: rate(durable),
        relayed: rate(relayed),
        group,
    }
}

/// Of the server's own count.
async fn events_per_commit(url: &str) -> f64 {
    let metrics = reqwest::get(format!("{url}/metrics")).await.unwrap().text().await.unwrap();
    let value = |name: &str| {
        metrics
            .lines()
            .find_map(|line| line.strip_prefix(name)?.trim().parse::<f64>().ok())
            .unwrap()
    };
    value("eunoia_commit_events_sum ") / value("eunoia_commit_events_count ")
}

/// The events as intake understands them.
fn events(count: usize) -> Vec<Event> {
    let now = stage::now();
    let intake = Intake { zone: Zone::UTC, now };
    let changes = workload::lines(0, count, now)
        .into_iter()
        .map(|line| intake.change(line.as_bytes()).unwrap());
    let event = |change| match change {
        Change::Create(event) => event,
        other => panic!("not a new event: {other:?}"),
    };
    changes.map(event).collect()
}

async fn key(folder: &Path) -> std::sync::Arc<PersonKey> {
    let master = MasterKey::load_or_create(&folder.join("master.key")).unwrap();
    let keyring = Keyring::open(&format!("sqlite://{}?mode=rwc", folder.join("keyring.db").display()), &master)
        .await
        .unwrap();
    keyring.key(1).await.unwrap()
}
