//! The story that each adapter of the warehouse's port passes, over the embedded one. That allows a single folder a
//! process, so this binary has one test.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod blocks;
mod cohort;
mod days;
mod refusals;
mod rows;
mod story;
mod tokens;

#[path = "../stage/clickhouse.rs"]
mod clickhouse;

use story::{Stage, story};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_embedded_clickhouse_passes_the_story() {
    let Some(library) = clickhouse::library() else { return };
    let folder = tempfile::tempdir().unwrap();
    let clickhouse = clickhouse::embedded(&library, &folder.path().join("warehouse"));
    story(clickhouse).await;
}
