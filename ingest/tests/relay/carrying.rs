use std::{sync::Arc, time::Duration};

use eunoia_ingest::{
    ledger::{Ledger, Store},
    relay::{Relay, RelayError, RelayHealth, Step},
};
use sqlx::{Executor, Row};

use crate::{
    Stage, World,
    entries::clock,
    world::{OWN_NAMES, To},
};

pub async fn creations_edits_and_deletions_arrive(_: &Stage, mut world: World) {
    assert_eq!(world.relay_all().await, 0, "nothing is nothing");
    world.check(1).await;
    world.record(600).await;
    assert_eq!(world.relay_all().await, 1, "in one range");
    world.check(1).await;
    for _ in 0..3 {
        world.revise().await;
        world.relay_all().await;
        world.check(1).await;
    }
    // A whole life within a range, and revisions of what the same range brought.
    world.record(200).await;
    world.revise().await;
    world.revise().await;
    let (kind, at, data) = world.something();
    let n = world.send(0, vec![(To::New, kind, at.clone(), data.clone())]).await[0];
    world
        .send(
            0,
            vec![
                (To::Edited(n), kind, at.clone(), data.clone()),
                (To::Edited(n), kind, at, data.clone()),
                (To::Deleted(n), kind, String::new(), data),
            ],
        )
        .await;
    assert_eq!(world.relay_all().await, 1);
    world.check(1).await;
    assert_eq!(world.relay_all().await, 0);
    assert_eq!(world.ledger.dead_letters().await.unwrap(), 0);
}

pub async fn names_of_ones_own_stay_at_home(stage: &Stage, mut world: World) {
    world.record(120).await;
    world.relay_all().await;
    world.check(1).await;
    let metrics = |like: &str| format!("(SELECT uniqExact(metric) FROM eunoia.observation_1 WHERE {like})");
    let tokens = stage
        .clickhouse
        .number(&metrics(r"match(metric, '^custom\\.(sum|mean)\\.[0-9a-f]{16}$')"))
        .await;
    assert_eq!(
        tokens, 6,
        "two names of each of three people: the same name is another token for each"
    );
    let strange = r"NOT match(metric, '^custom\\.(sum|mean)\\.[0-9a-f]{16}$') AND metric NOT IN (
        'mood.score', 'mood.energy', 'journal.entries', 'weather.temperature', 'phq2.total', 'exercise.minutes')";
    assert_eq!(stage.clickhouse.number(&metrics(strange)).await, 0);
    for name in OWN_NAMES {
        let word = name.split(' ').next_back().unwrap();
        assert_eq!(
            stage
                .clickhouse
                .number(&metrics(&format!("positionCaseInsensitive(metric, '{word}') > 0")))
                .await,
            0
        );
    }
    let people: Vec<String> = world.people.iter().map(|person| person.subject.to_string()).collect();
    let others = format!(
        "(SELECT count() FROM eunoia.observation_1 WHERE subject NOT IN ({}))",
        people.join(", ")
    );
    assert_eq!(stage.clickhouse.number(&others).await, 0, "people stand there as random numbers");
}

async fn count(world: &World, condition: &str) -> i64 {
    let query = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM event WHERE {condition}"));
    sqlx::query(query).fetch_one(&world.home.sql().await).await.unwrap().get(0)
}

pub async fn old_words_go_once_they_are_relayed(stage: &Stage, mut world: World) {
    world.record(4_500).await;
    world.relay_all().await;
    world.revise().await;
    let revised = count(&world, "superseded_by IS NOT NULL").await;
    assert!(revised > 1_500, "{revised} are many");
    let kept = "superseded_by IS NOT NULL AND length(body) > 0";
    assert_eq!(count(&world, kept).await, revised, "they are needed until the relay has passed");
    stage.line.lose_requests(1);
    let mut relay = world.relay().await;
    assert!(matches!(relay.step().await, Err(RelayError::Warehouse(_))));
    assert_eq!(count(&world, kept).await, revised, "and a try that failed is not a pass");
    drop(relay);
    let current = count(&world, "superseded_by IS NULL AND length(body) > 0").await;
    world.relay_all().await;
    assert_eq!(count(&world, kept).await, 0, "no old version keeps its words");
    assert_eq!(
        count(&world, "superseded_by IS NULL AND length(body) > 0").await,
        current,
        "what is current keeps them"
    );
    world.check(1).await;
    world.revise().await;
    world.relay_all().await;
    world.check(1).await;
}

pub async fn a_running_relay_outlasts_an_outage(stage: &Stage, mut world: World) {
    world.record(60).await;
    world.relay_all().await;
    let busy = "MODIFY SETTING parts_to_throw_insert = 1, parts_to_delay_insert = 1";
    let calm = "RESET SETTING parts_to_throw_insert, parts_to_delay_insert";
    for table in ["observation_1", "daily_1"] {
        stage
            .warehouse
            .execute(&format!("ALTER TABLE eunoia.{table} {busy}"))
            .await
            .unwrap();
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let running = tokio::spawn(
            world
                .relay()
                .await
                .run(stopped, tokio::sync::watch::Sender::new(RelayHealth::Starting)),
        );
        world.record(50).await;
        tokio::time::sleep(Duration::from_millis(250)).await;
        world.revise().await;
        let waiting = world.ledger.relay_state().await.unwrap();
        assert!(waiting.pending_to.is_some(), "the range is written down and not done");
        stage
            .warehouse
            .execute(&format!("ALTER TABLE eunoia.{table} {calm}"))
            .await
            .unwrap();
        // The longest pause of the relay is five seconds.
        for _ in 0..100 {
            if caught_up(&world.ledger).await {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        world.check(1).await;
        // And from now on it follows by itself.
        world.record(30).await;
        for _ in 0..100 {
            if caught_up(&world.ledger).await {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        world.check(1).await;
        stop.send(true).unwrap();
        running.await.unwrap();
    }
    assert_eq!(world.ledger.dead_letters().await.unwrap(), 0, "an outage is nobody's fault");
}

async fn caught_up(ledger: &Ledger) -> bool {
    let state = ledger.relay_state().await.unwrap();
    state.pending_to.is_none() && ledger.range_end(state.cursor, 1).await.unwrap().is_none()
}

pub async fn one_relays_at_a_time(_: &Stage, mut world: World) {
    world.record(100).await;
    let mut first = world.relay().await;
    let second = Relay::start(Arc::clone(&world.ledger), Arc::clone(&world.warehouse), clock).await;
    assert!(matches!(second, Err(RelayError::Locked)));
    first.step().await.unwrap();
    world.record(40).await;

    // PostgreSQL drops the first one's connection, as a restart or a cut line does: its lock is gone and it cannot
    // know. Another process takes over. Whatever the first still does then, nothing arrives twice.
    let mut second = if world.home.store() == Store::Postgres {
        let end = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = 8031924508 % 4294967296 \
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        world.home.sql().await.execute(end).await.unwrap();
        world.relay().await
    } else {
        drop(first);
        first = world.relay().await;
        first.drain().await.unwrap();
        world.check(1).await;
        return;
    };
    assert!(matches!(second.step().await.unwrap(), Step::Moved { .. }));
    world.record(30).await;
    assert!(
        matches!(first.step().await, Err(RelayError::Locked)),
        "the first finds that somebody else went on"
    );
    second.drain().await.unwrap();
    world.check(1).await;
    drop(second);

    // It takes its turn again once the other is gone.
    world.record(30).await;
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let running = tokio::spawn(first.run(stopped, tokio::sync::watch::Sender::new(RelayHealth::Starting)));
    for _ in 0..100 {
        if caught_up(&world.ledger).await {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    stop.send(true).unwrap();
    running.await.unwrap();
    world.check(1).await;
}
