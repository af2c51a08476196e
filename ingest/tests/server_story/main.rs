//! The story of the warehouse's port over a ClickHouse server, and what a bad network does to it. The server is the
//! embedded engine behind ClickHouse's HTTP interface; with `EUNOIA_TEST_CLICKHOUSE_URL` the story is told to that server
//! as well, whose database `eunoia` it empties.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

#[path = "../warehouse_story/blocks.rs"]
mod blocks;
#[expect(dead_code, reason = "the embedded one is for the other story")]
#[path = "../stage/clickhouse.rs"]
mod clickhouse;
#[path = "../warehouse_story/cohort.rs"]
mod cohort;
#[path = "../warehouse_story/days.rs"]
mod days;
#[path = "../stage/entries.rs"]
#[expect(dead_code, reason = "the ledger's story needs more of it")]
mod entries;
mod faults;
#[path = "../stage/home.rs"]
#[expect(dead_code, reason = "the ledger's story needs more of it")]
mod home;
#[path = "../stage/http.rs"]
mod http;
mod layouts;
#[path = "../warehouse_story/refusals.rs"]
mod refusals;
#[path = "../warehouse_story/rows.rs"]
mod rows;
#[path = "../warehouse_story/story.rs"]
mod story;
#[path = "../stage/texts.rs"]
mod texts;
#[path = "../warehouse_story/tokens.rs"]
mod tokens;
#[path = "../stage/wire.rs"]
mod wire;
#[path = "../relay/world.rs"]
#[expect(dead_code, reason = "the relay's scenes need more of it")]
mod world;

use std::time::Duration;

use clickhouse::Lent;
use eunoia_ingest::warehouse::{Server, ServerOptions};
use http::HttpClickHouse;
use story::{Stage, story};
use tokio::net::TcpListener;
use wire::Wire;

fn server(url: &str, patience: Duration) -> Lent {
    Lent::new(
        Server::new(&ServerOptions {
            url: url.to_owned(),
            user: None,
            password: None,
            patience,
        })
        .unwrap(),
    )
}

/// One test, since a process opens one engine.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_clickhouse_server_passes_the_story() {
    let Some(library) = clickhouse::library() else { return };
    let folder = tempfile::tempdir().unwrap();
    let engine = HttpClickHouse::open(&library, folder.path());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(engine.serve(listener));
    let patient = server(&format!("http://{address}"), Duration::from_secs(60));

    story(patient.clone()).await;
    layouts::every_statement_of_a_cluster_is_clickhouse(&patient).await;

    let wire = Wire::to(address).await;
    let hasty = server(&wire.url(), Duration::from_millis(400));
    let stage = Stage {
        clickhouse: patient.clone(),
        warehouse: eunoia_ingest::warehouse::Warehouse::new(patient.clone()),
    };
    faults::an_insert_that_meets_any_fault_counts_once(&stage, &wire, &hasty).await;
    faults::a_read_that_meets_any_fault_is_whole_or_an_error(&stage, &wire, &hasty).await;
    faults::the_relay_outlasts_them_all(&wire, &hasty).await;
    faults::nobody_there_is_an_outage().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_of_the_environment_passes_the_story() {
    let Ok(url) = std::env::var("EUNOIA_TEST_CLICKHOUSE_URL") else {
        println!("skipped: EUNOIA_TEST_CLICKHOUSE_URL is not set");
        return;
    };
    story(server(&url, Duration::from_secs(60))).await;
}
