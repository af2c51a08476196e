//! The story of the store of uploads, told over SQLite and over PostgreSQL: what is acknowledged is kept, a job is run by
//! one at a time and goes on where it stood, and nothing is left of what is over.
//!
//! `eval "$(tests/postgres.sh start)"` gives it a PostgreSQL.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod keeping;
mod place;
mod queue;
mod taking;

/// Each chapter over each store, in a place of its own.
macro_rules! story {
    ($($chapter:ident :: $scene:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $scene() {
                crate::$chapter::$scene(&crate::place::Place::sqlite().await).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $scene() {
                if let Some(place) = crate::place::Place::postgres().await {
                    crate::$chapter::$scene(&place).await;
                }
            })*
        }
    };
}

story! {
    taking::an_id_stands_for_one_import,
    taking::a_person_has_three_under_way_at_most,
    taking::parts_are_taken_in_order_and_once,
    taking::of_rival_parts_one_is_taken,
    taking::a_full_store_takes_no_more_until_there_is_room,
    taking::another_persons_import_is_invisible,
    taking::imports_are_listed_newest_first,
    queue::a_job_is_one_runs_at_a_time,
    queue::a_silent_run_is_taken_over,
    queue::what_was_written_down_is_read_again,
    queue::a_cancelled_job_keeps_what_was_counted,
    queue::a_removed_upload_interrupts_its_reader,
    keeping::what_a_person_sent_is_nowhere_in_the_clear,
    keeping::a_part_opens_in_its_place_alone,
    keeping::uploads_that_nobody_goes_on_with_expire,
    keeping::nothing_is_left_of_a_person,
}
