//! The relay's scenes, over each store: what is in the ledger is in the warehouse, once, whatever happens on the way.
//! The embedded ClickHouse allows a single folder a process, so this binary has one test; the scenes follow each other
//! in it, each with a ledger of its own over a warehouse that was emptied.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod carrying;
mod crashes;
mod line;
mod poison;
mod reading;
mod rebuilding;
mod world;

#[path = "../stage/clickhouse.rs"]
mod clickhouse;
#[expect(dead_code, reason = "the ledger's story needs more of it")]
#[path = "../stage/entries.rs"]
mod entries;
#[expect(dead_code, reason = "the ledger's story needs more of it")]
#[path = "../stage/home.rs"]
mod home;

#[path = "../stage/texts.rs"]
mod texts;

use std::{sync::Arc, time::Instant};

use clickhouse::Lent;
use eunoia_ingest::warehouse::Warehouse;
use home::Home;
use line::Line;
use world::World;

/// What a scene plays on.
struct Stage {
    clickhouse: Lent,
    line: Line,
    warehouse: Arc<Warehouse>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_warehouse_holds_what_the_ledger_holds() {
    let Some(library) = clickhouse::library() else { return };
    let folder = tempfile::tempdir().unwrap();
    let clickhouse = clickhouse::embedded(&library, &folder.path().join("warehouse"));
    let line = Line::to(clickhouse.clone());
    let warehouse = Arc::new(Warehouse::new(line.clone()));
    let stage = Stage {
        clickhouse,
        line,
        warehouse,
    };

    // Part of a scene's name, to play those alone.
    let wanted = std::env::var("EUNOIA_SCENES").unwrap_or_default();

    /// Each scene over SQLite and, where there is one, over PostgreSQL.
    macro_rules! scenes {
        ($($chapter:ident :: $scene:ident),* $(,)?) => {$(
            let homes = if stringify!($chapter::$scene).replace(' ', "").contains(&wanted) {
                vec![Some(Home::sqlite()), Home::postgres().await]
            } else {
                Vec::new()
            };
            for home in homes.into_iter().flatten() {
                let (store, begun) = (home.store(), Instant::now());
                $chapter::$scene(&stage, World::new(home, &stage.warehouse).await).await;
                println!("{} over {store:?}: {:.1} s", stringify!($scene), begun.elapsed().as_secs_f64());
            }
        )*};
    }
    scenes! {
        carrying::creations_edits_and_deletions_arrive,
        carrying::names_of_ones_own_stay_at_home,
        carrying::old_words_go_once_they_are_relayed,
        carrying::a_running_relay_outlasts_an_outage,
        carrying::one_relays_at_a_time,
        crashes::a_lost_answer_doubles_nothing,
        crashes::a_crash_at_any_point_doubles_nothing,
        reading::what_is_read_arrives_and_is_taken_back,
        reading::in_any_order_everything_is_there_once,
        reading::a_crash_while_reading_reads_nothing_twice,
        reading::a_bad_score_is_set_aside_alone,
        reading::another_model_takes_over_whole,
        reading::what_is_read_first_during_a_rebuild_is_not_lost,
        reading::a_switch_that_fails_at_its_end_is_finished,
        reading::a_model_that_comes_during_a_switch_takes_nothing_from_it,
        poison::one_bad_event_is_set_aside,
        poison::what_a_bad_edit_replaced_is_taken_back,
        poison::bad_events_come_in_crowds,
        rebuilding::a_rebuild_equals_the_relay,
        rebuilding::an_interrupted_rebuild_changes_nothing,
        rebuilding::a_rebuild_sets_bad_events_aside,
    }
}
