//! From the answer to a single event until a query shows it: the warehouse's daily values, which lag behind by the
//! relay, and a person's dashboard, which is read from the ledger.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use clap::Args;
use eunoia::{app::App, config::StorageConfig, rest, telemetry};
use eunoia_domain::Metric;
use eunoia_ingest::{
    relay::Relay,
    warehouse::{DailyFilter, Warehouse},
};
use eunoia_tests::{Launch, Person, fresh_id, mood};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::watch};

use crate::{
    report::{Latencies, table},
    stage, workload,
};

#[derive(Debug, Args)]
pub struct Options {
    /// Single events, one after another.
    #[arg(long, default_value_t = 500)]
    events: u32,
}

/// A warehouse is not empty: what ten people recorded, 8,000 events each.
const COHORT: u32 = 10;
const EVENTS_EACH: usize = 8_000;
/// A query that shows nothing yet is asked again after so long, as a dashboard would not do more often.
const PAUSE: Duration = Duration::from_millis(2);

pub async fn run(options: &Options) -> Value {
    let warehouse = in_the_warehouse(options.events).await;
    let dashboard = on_the_dashboard(options.events.min(100)).await;
    let rows = [
        warehouse.answered.row("POST /v1/events of one event, answered (durable)"),
        warehouse.one.row("answer to seen in one person's daily values (ClickHouse)"),
        warehouse.everybody.row("answer to seen in everybody's daily values (ClickHouse)"),
        warehouse.query.row("of which: that query alone, at rest"),
        dashboard.row("answer to seen in GET /v1/dashboard (ledger)"),
    ];
    table("Until a single event is seen", &Latencies::HEADER, &rows);
    json!({
        "answered": warehouse.answered.json(), "warehouse_one_person": warehouse.one.json(), "warehouse_everybody": warehouse.everybody.json(),
        "warehouse_query_everybody": warehouse.query.json(), "dashboard": dashboard.json(),
    })
}

#[derive(Default)]
struct InWarehouse {
    answered: Latencies,
    one: Latencies,
    everybody: Latencies,
    query: Latencies,
}

/// The whole product in this process, since no call of the HTTP interface reads ClickHouse.
async fn in_the_warehouse(events: u32) -> InWarehouse {
    let data = tempfile::tempdir().unwrap();
    let config = StorageConfig {
        folder: data.path().to_owned(),
        database: None,
        keyring: None,
        uploads: None,
        master_key: None,
    };
    let app = App::open(&config).await.unwrap();
    let warehouse = app.open_warehouse().await.unwrap();
    let relay = Relay::start(Arc::clone(app.ledger()), Arc::clone(&warehouse), stage::now)
        .await
        .unwrap();
    let epoch = relay.state().epoch;
    let (stop, stopped) = watch::channel(false);
    let relay = tokio::spawn(relay.run(stopped, app.relay_health()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = rest::router(Arc::clone(&app), telemetry::metrics());
    let server = tokio::spawn(async move { axum::serve(listener, router).await });
    for number in 0..COHORT {
        let person = Person::register(&url).await;
        stage::stream_events(
            &person,
            workload::chunks(&workload::lines(number, EVENTS_EACH, stage::now())),
            EVENTS_EACH,
        )
        .await;
    }
    stage::relayed(&url).await;

    let mut found = InWarehouse::default();
    let mut people = Vec::new();
    for _ in 0..2 {
        let person = Person::register(&url).await;
        let subject = app.ledger().person_by_email(&person.email).await.unwrap().unwrap().subject;
        people.push((person, subject));
    }
    let today = stage::now().to_zoned(TimeZone::UTC).date();
    for i in 0..events {
        // An event a day, so that each makes a new row; half of them are looked for among everybody's.
        let date = today - i64::from(i + 1).days();
        let [(one, subject), (other, other_subject)] = people.as_slice() else {
            unreachable!("two people")
        };
        let everybody = i % 2 == 1;
        let (person, subject) = if everybody { (other, *other_subject) } else { (one, *subject) };
        let filter = DailyFilter {
            subject: (!everybody).then_some(subject),
            metric: Some(Metric::MOOD_SCORE),
            from: Some(date),
            to: Some(date),
        };
        let sent = Instant::now();
        let (status, answer) = person
            .post("/v1/events", &mood(fresh_id(), &format!("{date}T12:00:00Z"), 7.0))
            .await;
        let answered = Instant::now();
        assert_eq!(
            (status, &answer["items"][0]["status"]),
            (StatusCode::OK, &json!("recorded")),
            "{answer}"
        );
        while !shows(&warehouse, epoch, &filter, subject).await {
            assert!(answered.elapsed() < Duration::from_secs(30), "never seen");
            tokio::time::sleep(PAUSE).await;
        }
        let seen = answered.elapsed();
        found.answered.push(answered.duration_since(sent));
        if everybody {
            found.everybody.push(seen)
        } else {
            found.one.push(seen)
        }
    }
    let filter = DailyFilter {
        metric: Some(Metric::MOOD_SCORE),
        from: Some(today - 1.day()),
        to: Some(today),
        ..DailyFilter::default()
    };
    for _ in 0..100 {
        let began = Instant::now();
        warehouse.daily(epoch, &filter).await.unwrap();
        found.query.push(began.elapsed());
    }
    stop.send(true).unwrap();
    relay.await.unwrap();
    server.abort();
    app.ledger().close().await;
    found
}

/// Whether the daily values of `filter` hold any of this subject.
async fn shows(warehouse: &Warehouse, epoch: u32, filter: &DailyFilter, subject: u64) -> bool {
    use arrow_array::{cast::AsArray, types::UInt64Type};
    let batches = warehouse.daily(epoch, filter).await.unwrap();
    batches.iter().any(|batch| {
        batch
            .column_by_name("subject")
            .unwrap()
            .as_primitive::<UInt64Type>()
            .values()
            .contains(&subject)
    })
}

/// The real binary over HTTP; a person with a year of data looks at the last 90 days.
async fn on_the_dashboard(events: u32) -> Latencies {
    let data = tempfile::tempdir().unwrap();
    let server = Launch::on(data.path()).env("EUNOIA_LOG", "warn").start();
    stage::relayed(&server.url).await;
    let person = Person::register(&server.url).await;
    let today = stage::now().to_zoned(TimeZone::UTC).date();
    stage::a_year(&person, today).await;
    stage::relayed(&server.url).await;
    let mut found = Latencies::default();
    for i in 0..events {
        let before = mood_of(&person, today).await;
        // A score a day that changes the day's mean each time.
        let at = Timestamp::from_second(stage::now().as_second()).unwrap();
        let score = if before.is_some_and(|mood| mood > 5.0) { 1.0 } else { 10.0 };
        let (status, answer) = person.post("/v1/events", &mood(fresh_id(), &at.to_string(), score)).await;
        let answered = Instant::now();
        assert_eq!(status, StatusCode::OK, "{i}: {answer}");
        while mood_of(&person, today).await == before {
            assert!(answered.elapsed() < Duration::from_secs(30), "never seen");
        }
        found.push(answered.elapsed());
    }
    server.stop();
    found
}

/// The mood that the dashboard shows for a day.
async fn mood_of(person: &Person, date: Date) -> Option<f64> {
    let (status, view) = person.get("/v1/dashboard?days=90").await;
    assert_eq!(status, StatusCode::OK, "{view}");
    let days = view["days"].as_array().unwrap();
    days.iter()
        .find(|day| day["date"] == date.to_string())
        .and_then(|day| day["mood"].as_f64())
}
