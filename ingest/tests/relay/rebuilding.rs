use std::sync::Arc;

use eunoia_ingest::{
    relay::{Rebuilt, RelayError, rebuild},
    warehouse::ClickHouse,
};
use serde_json::json;

use crate::{Stage, World, clickhouse::cells, entries::clock, line::within_polls, world::To};

pub async fn rebuilt(world: &World) -> Rebuilt {
    // What was dropped a moment ago may still hold the lock.
    for _ in 0..200 {
        match rebuild(Arc::clone(&world.ledger), Arc::clone(&world.warehouse), clock, |_| {}).await {
            Err(RelayError::Locked) => tokio::time::sleep(std::time::Duration::from_millis(10)).await,
            done => return done.unwrap(),
        }
    }
    panic!("the lock is never given back");
}

pub async fn a_rebuild_equals_the_relay(stage: &Stage, mut world: World) {
    // More than the relay takes in one range.
    world.record(8_300).await;
    world.relay_all().await;
    world.revise().await;
    world.relay_all().await;
    let collapsed = cells(&world.warehouse.collapsed(1).await.unwrap());
    let days = cells(&world.warehouse.collapsed_daily(1).await.unwrap());

    let relay = world.relay().await;
    let refused = rebuild(Arc::clone(&world.ledger), Arc::clone(&world.warehouse), clock, |_| {}).await;
    assert!(
        matches!(refused, Err(RelayError::Locked)),
        "not while a relay is at work: {refused:?}"
    );
    drop(relay);

    let done = rebuilt(&world).await;
    assert_eq!((done.epoch, done.refused, done.observations), (2, 0, collapsed.len() as u64));
    assert_eq!(world.ledger.relay_state().await.unwrap().epoch, 2);
    assert!(cells(&world.warehouse.collapsed(2).await.unwrap()) == collapsed, "the same rows");
    assert!(cells(&world.warehouse.collapsed_daily(2).await.unwrap()) == days, "the same days");
    world.check(2).await;
    let left = "(SELECT count() FROM system.tables WHERE database = 'eunoia' AND match(name, '_1$'))";
    assert_eq!(stage.clickhouse.number(left).await, 0, "the old tables are gone");
    let published = stage.clickhouse.number("(SELECT count() FROM eunoia.observation)").await;
    assert_eq!(published, collapsed.len() as i64);

    // The relay goes on from there, also with what was begun but never done in the old tables.
    world.revise().await;
    world.record(100).await;
    world.relay_all().await;
    world.check(2).await;
    world.revise().await;
    stage.line.lose_answers(1);
    assert!(world.relay().await.step().await.is_err());
    assert_eq!(rebuilt(&world).await.epoch, 3);
    world.check(3).await;
    assert_eq!(world.relay_all().await, 0, "a rebuild brings everything that is in the ledger");
    world.revise().await;
    world.relay_all().await;
    world.check(3).await;
}

pub async fn an_interrupted_rebuild_changes_nothing(stage: &Stage, mut world: World) {
    world.record(60).await;
    world.relay_all().await;
    world.revise().await;
    world.relay_all().await;
    let before = world.ledger.relay_state().await.unwrap();
    let (mut interrupted, mut polls) = (0, 1);
    loop {
        let attempt = rebuild(Arc::clone(&world.ledger), Arc::clone(&world.warehouse), clock, |_| {});
        if let Some(done) = within_polls(polls, attempt).await {
            match done {
                Err(RelayError::Locked) => continue,
                done => drop(done.unwrap()),
            }
            break;
        }
        let state = world.ledger.relay_state().await.unwrap();
        if state != before {
            // It was interrupted after the switch: a start of the relay finishes it.
            assert_eq!(state.epoch, 2);
            world.relay_all().await;
            break;
        }
        interrupted += 1;
        polls += 1 + polls / 8;
        world.check(1).await;
        let published = stage.clickhouse.query("SELECT count() FROM eunoia.daily").await;
        assert!(published.is_ok(), "dashboards see the old tables");
    }
    assert!(interrupted >= 4, "{interrupted} interruptions");
    world.check(2).await;

    // Whatever an attempt left in the tables of the next epoch does not count, even if the ledger changed since.
    let attempt = async |world: &World| {
        stage.line.lose_answers(1);
        rebuild(Arc::clone(&world.ledger), Arc::clone(&world.warehouse), clock, |_| {}).await
    };
    let failed = loop {
        match attempt(&world).await {
            Err(RelayError::Locked) => {}
            failed => break failed,
        }
    };
    assert!(matches!(failed, Err(RelayError::Warehouse(_))), "{failed:?}");
    world.revise().await;
    assert_eq!(rebuilt(&world).await.epoch, 3);
    world.check(3).await;
    world.revise().await;
    world.relay_all().await;
    world.check(3).await;
}

pub async fn a_rebuild_sets_bad_events_aside(stage: &Stage, mut world: World) {
    world.record(200).await;
    let entry = |to, value: f64| {
        (
            to,
            "context",
            "2026-11-10T10:00:00Z".to_owned(),
            json!({ "metric": "weather.pressure", "value": value }),
        )
    };
    let sent = world
        .send(1, vec![entry(To::New, 666.0), entry(To::New, 1_000.0), entry(To::New, 666.0)])
        .await;
    // One that does not open at all, among those that do.
    let broken = world.send(1, vec![entry(To::New, 1_001.0)]).await[0];
    let destroy = sqlx::query("UPDATE event SET body = $1 WHERE event_id = $2").bind(vec![1_u8; 50]);
    destroy
        .bind(crate::entries::event_id(broken).as_bytes().to_vec())
        .execute(&world.home.sql().await)
        .await
        .unwrap();
    world.refuses(1, broken);
    world.record(200).await;
    world.relay_all().await;
    world.check(1).await;
    assert_eq!(world.ledger.dead_letters().await.unwrap(), 1, "the one that does not open");

    // The new tables have a rule that the old ones did not have.
    stage.line.change_table("ADD CONSTRAINT antidote CHECK value != 666000000");
    let done = rebuilt(&world).await;
    assert_eq!(done.refused, 3);
    assert_eq!(world.ledger.dead_letters().await.unwrap(), 3);
    for n in [sent[0], sent[2]] {
        world.refuses(1, n);
    }
    world.check(2).await;
    world
        .send(
            1,
            vec![
                entry(To::Edited(sent[0]), 1_010.0),
                entry(To::Edited(sent[1]), 1_020.0),
                entry(To::Edited(broken), 1_030.0),
            ],
        )
        .await;
    world.revise().await;
    world.relay_all().await;
    world.check(2).await;
}
