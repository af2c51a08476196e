//! Reading over HTTP from the real binary: a page of moods, and the dashboard, of a person with a year of data.

use std::{
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use clap::Args;
use eunoia_tests::{Launch, Person, fresh_id, mood};
use jiff::tz::TimeZone;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    report::{Latencies, table},
    stage,
};

#[derive(Debug, Args)]
pub struct Options {
    /// Seconds of pages.
    #[arg(long, default_value_t = 20)]
    seconds: u32,
    /// Requests a second.
    #[arg(long, default_value_t = 100)]
    rate: u32,
}

pub async fn run(options: &Options) -> Value {
    let data = tempfile::tempdir().unwrap();
    let server = Launch::on(data.path()).env("EUNOIA_LOG", "warn").start();
    stage::relayed(&server.url).await;
    let person = Person::register(&server.url).await;
    let events = stage::a_year(&person, stage::now().to_zoned(TimeZone::UTC).date()).await;
    stage::relayed(&server.url).await;

    const PAGE: &str = "/v1/moods?limit=50";
    const DASHBOARD: &str = "/v1/dashboard?days=90";
    steadily(&person, PAGE, options.rate, options.rate).await;
    let pages = steadily(&person, PAGE, options.rate, options.rate * options.seconds).await;
    read(&person, DASHBOARD).await;
    let cached = steadily(&person, DASHBOARD, options.rate, options.rate * 5).await;
    let mut stale = Latencies::default();
    for _ in 0..50 {
        let (status, answer) = person.post("/v1/events", &mood(fresh_id(), &stage::now().to_string(), 6.0)).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let began = Instant::now();
        read(&person, DASHBOARD).await;
        stale.push(began.elapsed());
    }
    server.stop();
    let rate = options.rate;
    let rows = [
        pages.row(&format!("GET {PAGE}, {rate} requests/s")),
        cached.row(&format!("GET {DASHBOARD}, {rate} requests/s, computed before")),
        stale.row(&format!("GET {DASHBOARD}, right after another event")),
    ];
    table(
        &format!("Reading, by a person with a year of data ({events} events); from the time a request was due"),
        &Latencies::HEADER,
        &rows,
    );
    json!({ "events": events, "requests_per_s": rate, "page": pages.json(), "dashboard_cached": cached.json(), "dashboard_stale": stale.json() })
}

async fn read(person: &Person, path: &str) {
    let response = person.request(Method::GET, path).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    response.bytes().await.unwrap();
}

/// Asks `count` times at a steady rate, whether or not earlier answers are there; latencies count from the time a
/// request was due, so that a stall is not hidden by the requests that it held up.
async fn steadily(person: &Person, path: &'static str, rate: u32, count: u32) -> Latencies {
    let (due, coming) = mpsc::channel();
    let runtime = tokio::runtime::Handle::current();
    let person = person.clone();
    // A thread of its own: the runtime's timer is as coarse as a millisecond.
    let clock = thread::spawn(move || {
        let began = Instant::now();
        for i in 0..count {
            let at = began + Duration::from_secs(1) * i / rate;
            thread::sleep(at.saturating_duration_since(Instant::now()));
            let person = person.clone();
            let asked = runtime.spawn(async move {
                read(&person, path).await;
                at.elapsed()
            });
            due.send(asked).unwrap();
        }
    });
    let asked = tokio::task::spawn_blocking(move || {
        clock.join().unwrap();
        coming.into_iter().collect::<Vec<_>>()
    });
    let took = futures::future::join_all(asked.await.unwrap()).await;
    took.into_iter().map(Result::unwrap).collect()
}
