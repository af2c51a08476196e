//! What is read in texts, on its way into the warehouse.

use std::sync::Arc;

use eunoia_ingest::{
    relay::{RelayError, Step},
    text::ScoringStep,
};
use serde_json::{Value, json};
use sqlx::Row;

use crate::{
    Stage, World,
    clickhouse::cells,
    line::within_polls,
    texts::{read_all, read_everything, scoring, shown as shown_of},
    world::To,
};

async fn number(world: &World, statement: &str) -> i64 {
    sqlx::query(sqlx::AssertSqlSafe(statement.to_owned()))
        .fetch_one(&world.home.sql().await)
        .await
        .unwrap()
        .get(0)
}

async fn readings(stage: &Stage, epoch: u32) -> i64 {
    let of = format!("(SELECT sum(sign) FROM eunoia.observation_{epoch} WHERE metric = 'journal.crisis')");
    stage.clickhouse.number(&of).await
}

pub async fn what_is_read_arrives_and_is_taken_back(stage: &Stage, mut world: World) {
    world.record(200).await;
    world.relay_all().await;
    world.check(1).await;
    let read = world.read("1").await;
    assert!(read > 30, "{read} of the entries have sentences");
    world.relay_all().await;
    world.check(1).await;
    assert_eq!(readings(stage, 1).await, i64::try_from(read).unwrap());

    // Edits and deletions take back what was read, before and after the new words are read.
    world.revise().await;
    world.relay_all().await;
    world.check(1).await;
    assert!(readings(stage, 1).await < i64::try_from(read).unwrap());
    world.read("1").await;
    world.relay_all().await;
    world.check(1).await;

    // A whole life within one range.
    let at = || "2026-11-10T10:00:00Z".to_owned();
    let words = |text: &str| json!({ "text": text });
    let n = world.send(0, vec![(To::New, "journal", at(), words("One."))]).await[0];
    world.read("1").await;
    world.send(0, vec![(To::Edited(n), "journal", at(), words("Two."))]).await;
    world.read("1").await;
    world.send(0, vec![(To::Deleted(n), "journal", String::new(), Value::Null)]).await;
    assert_eq!(world.relay_all().await, 1);
    world.check(1).await;
    // Words that went are not kept as numbers either.
    let stale = "SELECT count(*) FROM text_score s JOIN event e ON e.person_id = s.person_id AND e.event_id = s.event_id \
        AND e.version = s.version WHERE e.superseded_by IS NOT NULL";
    assert_eq!(number(&world, stale).await, 0);
}

/// Batches, edits, deletions, readings, steps of the relay and its crashes, in an order that looks random.
pub async fn in_any_order_everything_is_there_once(stage: &Stage, mut world: World) {
    world.record(60).await;
    for round in 0..70 {
        match world.below(9) {
            0 | 1 => world.record(6).await,
            2 | 3 => world.revise().await,
            4 | 5 => drop(world.read_some("1").await),
            6 => {
                let mut relay = world.relay().await;
                stage.line.lose_answers(1);
                // Unless there was nothing to carry, it does not hear that it is done.
                drop(relay.step().await);
                stage.line.lose_answers(0);
            }
            7 => {
                let mut relay = world.relay().await;
                stage.line.lose_requests(1);
                // Unless there was nothing to carry, it does not hear that it is done.
                drop(relay.step().await);
                stage.line.lose_requests(0);
            }
            _ => {
                // What is edited or deleted while it is read.
                let mut reader = scoring(&world.ledger, "1").await;
                let turn = &tokio::sync::Mutex::new(&mut world);
                reader
                    .step(|texts| async move {
                        let mut world = turn.lock().await;
                        world.revise().await;
                        if round % 2 == 0 {
                            world.relay_all().await;
                        }
                        read_all("1", &texts)
                    })
                    .await
                    .unwrap();
            }
        }
        if round % 10 == 9 {
            world.relay_all().await;
            world.check(1).await;
        }
    }
    world.read("1").await;
    world.relay_all().await;
    world.check(1).await;
    assert_eq!(world.ledger.texts_unread().await.unwrap(), 0);
    let twice = "SELECT count(*) FROM event e WHERE e.read_by = 1 AND e.superseded_by IS NULL AND 1 <> \
        (SELECT count(*) FROM text_score s WHERE s.person_id = e.person_id AND s.event_id = e.event_id AND s.version = e.version)";
    assert_eq!(number(&world, twice).await, 0, "each that is read is read once");
}

pub async fn a_crash_while_reading_reads_nothing_twice(_: &Stage, mut world: World) {
    world.record(60).await;
    let (mut crashes, mut polls) = (0, 1);
    loop {
        let mut reader = scoring(&world.ledger, "1").await;
        let step = within_polls(polls, reader.step(|texts| async move { read_all("1", &texts) })).await;
        drop(reader);
        match step {
            Some(step) if step.as_ref().unwrap() == &ScoringStep::Idle => break,
            Some(_) => {}
            None => {
                crashes += 1;
                polls += 1;
            }
        }
        if crashes % 3 == 0 {
            world.relay_all().await;
            world.check(1).await;
        }
    }
    assert!(crashes >= 3, "{crashes} points at which it waits");
    world.relay_all().await;
    world.check(1).await;
    let scores = number(&world, "SELECT count(*) FROM text_score").await;
    assert_eq!(scores, number(&world, "SELECT count(*) FROM event WHERE read_by = 1").await);
}

pub async fn a_bad_score_is_set_aside_alone(stage: &Stage, mut world: World) {
    world.record(40).await;
    let at = || "2026-11-10T10:00:00Z".to_owned();
    let words = |text: &str| json!({ "text": text });
    let n = world
        .send(1, vec![(To::New, "journal", at(), words("Something of its own."))])
        .await[0];
    world.record(40).await;
    world.relay_all().await;
    let bad = crate::texts::read("1", "Something of its own.").unwrap();
    let millionths = (f64::from(bad.valence) * 1e6).round() as i64;
    stage
        .warehouse
        .execute(&format!(
            "ALTER TABLE eunoia.observation_1 ADD CONSTRAINT antidote CHECK value != {millionths}"
        ))
        .await
        .unwrap();
    world.read("1").await;
    world.relay_all().await;
    assert_eq!(world.ledger.dead_letters().await.unwrap(), 1);
    world.refuses_reading(1, n);
    world.check(1).await;
    // It is not there, so it is not taken back.
    world
        .send(1, vec![(To::Edited(n), "journal", at(), words("Something else."))])
        .await;
    world.read("1").await;
    world.relay_all().await;
    world.check(1).await;
    stage
        .warehouse
        .execute("ALTER TABLE eunoia.observation_1 DROP CONSTRAINT antidote")
        .await
        .unwrap();
}

pub async fn another_model_takes_over_whole(stage: &Stage, mut world: World) {
    world.record(300).await;
    world.read("1").await;
    world.relay_all().await;
    world.check(1).await;

    // Half of it is read by the second; what is new and what changes meanwhile goes on under the first, or waits.
    assert!(world.read_some("2").await);
    world.record(60).await;
    world.read_some("2").await;
    world.revise().await;
    world.relay_all().await;
    world.check(1).await;
    assert_eq!(world.ledger.shown_text_model().await.unwrap().unwrap().version, "1");
    let shown = |world: &World| {
        let ledger = Arc::clone(&world.ledger);
        let people: Vec<i64> = world.people.iter().map(|person| person.id).collect();
        async move {
            let mut versions = std::collections::BTreeSet::new();
            for person in people {
                versions.extend(shown_of(&ledger, person).await.into_iter().map(|score| score.model.version));
            }
            versions
        }
    };
    assert_eq!(shown(&world).await.into_iter().collect::<Vec<_>>(), ["1"]);

    // The whole history is read; the switch is interrupted at every point, and nothing is mixed at any time.
    world.read("2").await;
    let (mut interrupted, mut polls) = (0, 1);
    loop {
        let mut relay = world.relay().await;
        let stepped = within_polls(polls, relay.step()).await;
        drop(relay);
        let epoch = world.ledger.relay_state().await.unwrap().epoch;
        let expected = if epoch == 1 { "1" } else { "2" };
        assert_eq!(shown(&world).await.into_iter().collect::<Vec<_>>(), [expected]);
        world.check(epoch).await;
        match stepped {
            Some(Ok(Step::Idle)) if epoch == 2 => break,
            Some(Ok(_)) => {}
            Some(Err(error)) => assert!(matches!(error, RelayError::Locked), "{error}"),
            None => interrupted += 1,
        }
        polls += 1 + polls / 8;
    }
    assert!(interrupted >= 3, "{interrupted} interruptions");
    assert_eq!(world.ledger.next_text_model().await.unwrap(), None);
    world.check(2).await;
    assert_eq!(world.ledger.relay_state().await.unwrap().epoch, 2, "one switch");

    // The first one's scores go; what follows is the second's.
    world.read("2").await;
    assert_eq!(
        number(
            &world,
            "SELECT count(*) FROM text_score s JOIN text_model m ON m.id = s.model_id WHERE m.version = '1'"
        )
        .await,
        0
    );
    assert_eq!(number(&world, "SELECT count(*) FROM text_model").await, 1);
    world.revise().await;
    world.record(30).await;
    world.read("2").await;
    world.relay_all().await;
    world.check(2).await;

    // And a rebuild brings the same.
    let collapsed = cells(&world.warehouse.collapsed(2).await.unwrap());
    let done = crate::rebuilding::rebuilt(&world).await;
    assert_eq!((done.epoch, done.observations), (3, collapsed.len() as u64));
    assert!(cells(&world.warehouse.collapsed(3).await.unwrap()) == collapsed, "the same rows");
    world.check(3).await;
    assert_eq!(
        stage.clickhouse.number("(SELECT count() FROM eunoia.observation)").await,
        collapsed.len() as i64
    );
}

/// `eunoia rebuild` beside a server that goes on, and that is given its first model just then.
pub async fn what_is_read_first_during_a_rebuild_is_not_lost(stage: &Stage, mut world: World) {
    world.record(60).await;
    world.relay_all().await;
    let ledger = Arc::clone(&world.ledger);
    stage
        .line
        .meanwhile(async move { assert!(read_everything(&ledger, "1").await > 5) });
    let done = crate::rebuilding::rebuilt(&world).await;
    assert_eq!(world.ledger.texts_unread().await.unwrap(), 0, "it was read meanwhile");
    world.relay_all().await;
    world.check(done.epoch).await;
}

pub async fn a_model_that_comes_during_a_switch_takes_nothing_from_it(stage: &Stage, mut world: World) {
    world.record(60).await;
    world.read("1").await;
    world.relay_all().await;
    world.read("2").await;
    let (ledger, mut relay) = (Arc::clone(&world.ledger), world.relay().await);
    stage
        .line
        .meanwhile(async move { assert!(read_everything(&ledger, "3").await > 5) });
    relay.drain().await.unwrap();
    drop(relay);
    let shown = world.ledger.shown_text_model().await.unwrap();
    assert_eq!(
        shown.map(|model| model.version),
        Some("2".to_owned()),
        "whole, until the third takes over"
    );
    world.check(2).await;
    assert!(readings(stage, 2).await > 5);
    world.relay_all().await;
    assert_eq!(world.ledger.shown_text_model().await.unwrap().unwrap().version, "3");
    world.check(3).await;
}

pub async fn a_switch_that_fails_at_its_end_is_finished(stage: &Stage, mut world: World) {
    world.record(60).await;
    world.read("1").await;
    world.relay_all().await;
    world.read("2").await;
    let mut relay = world.relay().await;
    stage.line.refuse("CREATE OR REPLACE VIEW");
    assert!(relay.drain().await.is_err(), "the switch is told to have failed");
    relay.drain().await.unwrap();
    assert_eq!(relay.state(), world.ledger.relay_state().await.unwrap());
    world.check(2).await;
    let rows = cells(&world.warehouse.collapsed(2).await.unwrap()).len();
    let shown = stage.clickhouse.number("(SELECT sum(sign) FROM eunoia.observation)").await;
    assert_eq!(shown, rows as i64, "the views show the new tables");
    let left = "(SELECT count() FROM system.tables WHERE database = 'eunoia' AND match(name, '_1$'))";
    assert_eq!(stage.clickhouse.number(left).await, 0, "the old tables are gone");
}
