//! The ledger's story, told over SQLite and over PostgreSQL: what is acknowledged, to whom, in which order, and what a
//! thief of the files reads.
//!
//! `eval "$(tests/postgres.sh start)"` gives it a PostgreSQL.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod answers;
mod floors;
mod keys;
mod listing;
mod model;
mod organisations;
mod people;
mod processes;
mod releases;
mod settings;
mod text_attempts;
#[path = "../stage/texts.rs"]
mod texts;
mod texts_read;
mod usage;
mod writers;

#[path = "../stage/entries.rs"]
mod entries;
#[path = "../stage/home.rs"]
mod home;

use eunoia_ingest::ledger::{Outcome, Refusal};

/// Each chapter over each store, in a ledger of its own.
macro_rules! story {
    ($($chapter:ident :: $scene:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $scene() {
                crate::$chapter::$scene(&crate::home::Home::sqlite()).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $scene() {
                if let Some(home) = crate::home::Home::postgres().await {
                    crate::$chapter::$scene(&home).await;
                }
            })*
        }
    };
}

story! {
    people::an_email_registers_once,
    people::a_refresh_token_works_once,
    settings::a_consent_is_off_until_given_and_each_change_is_noted,
    settings::another_zone_dates_nothing_anew,
    organisations::members_join_and_leave_and_are_counted_while_they_agree,
    organisations::organisations_and_codes_have_limits,
    organisations::a_key_is_kept_rotated_and_revoked,
    organisations::of_many_who_join_at_once_each_is_in_once,
    releases::a_release_is_written_down_once_and_charged_to_all,
    releases::nobody_is_charged_beyond_their_budget,
    answers::a_change_is_answered_the_same_each_time,
    answers::another_persons_id_is_invisible,
    answers::a_bad_item_never_fails_its_neighbours,
    answers::a_request_of_nobody_never_fails_its_neighbours,
    listing::pages_are_disjoint_complete_and_stable,
    listing::filters_go_by_local_date,
    listing::history_is_what_is_current,
    listing::what_can_be_measured_comes_in_pages,
    listing::ranges_end_after_so_many_bytes,
    usage::usage_counts_what_is_current,
    writers::each_event_is_in_once_and_numbers_only_grow,
    writers::one_of_many_rival_edits_wins,
    writers::a_dropped_request_is_committed_whole_or_not_at_all,
    texts_read::sentences_wait_until_they_are_read_the_newest_first,
    texts_read::what_changes_while_it_is_read_is_read_anew,
    texts_read::a_text_that_the_model_fails_on_stops_nobody,
    texts_read::a_score_opens_in_its_place_alone,
    texts_read::texts_come_in_pages_and_as_a_series,
    texts_read::another_model_is_shown_once_it_has_read_everything,
    texts_read::one_process_reads_at_a_time,
    texts_read::entries_of_before_are_looked_through,
    text_attempts::a_text_that_kills_its_reader_is_set_aside,
    text_attempts::only_deaths_count_against_a_text,
    floors::a_floor_is_there_with_what_raised_it,
    floors::no_change_of_its_source_removes_a_floor,
    floors::each_clearing_is_a_row_of_its_own,
    floors::floors_are_sealed_and_say_nothing_by_being_there,
    floors::what_was_there_before_floors_is_looked_through,
    texts_read::a_series_tells_an_entry_that_changes_meanwhile_once,
    keys::what_a_person_wrote_is_nowhere_in_the_clear,
    keys::a_body_opens_in_its_place_alone,
    keys::another_master_key_is_told,
    model::random_histories_agree_with_the_model,
}

/// Done for the first time, as this version.
fn first(outcome: &Outcome) -> Option<u32> {
    match outcome {
        Outcome::Done {
            version, repeated: false, ..
        } => Some(*version),
        _ => None,
    }
}

fn refusal(outcome: &Outcome) -> Option<Refusal> {
    match outcome {
        Outcome::Refused(refusal) => Some(*refusal),
        Outcome::Done { .. } => None,
    }
}
