use eunoia_ingest::relay::Step;
use serde_json::{Value, json};

use crate::{Stage, World, world::To};

const AT: &str = "2026-11-10T10:00:00Z";

/// Makes the warehouse refuse temperatures of 666 degrees.
async fn forbid(stage: &Stage, epoch: u32) {
    let constraint = format!("ALTER TABLE eunoia.observation_{epoch} ADD CONSTRAINT antidote CHECK value != 666000000");
    stage.warehouse.execute(&constraint).await.unwrap();
}

fn temperature(to: To, degrees: f64) -> (To, &'static str, String, Value) {
    (
        to,
        "context",
        AT.to_owned(),
        json!({ "metric": "weather.temperature", "value": degrees }),
    )
}

fn good(to: To) -> (To, &'static str, String, Value) {
    temperature(to, 12.25)
}

fn bad(to: To) -> (To, &'static str, String, Value) {
    temperature(to, 666.0)
}

async fn dead_letters(world: &World) -> i64 {
    world.ledger.dead_letters().await.unwrap()
}

pub async fn one_bad_event_is_set_aside(stage: &Stage, mut world: World) {
    world.relay_all().await;
    forbid(stage, 1).await;
    world.record(500).await;
    let poison = world.send(0, vec![bad(To::New)]).await[0];
    world.refuses(0, poison);
    world.record(499).await;

    let steps = world.relay_all().await;
    // Ten bisections find one of 1,000, each followed by a range that goes in or is bisected again.
    assert!(steps <= 60, "{steps} steps");
    assert_eq!(dead_letters(&world).await, 1);
    world.check(1).await;
    let letter = sqlx::query("SELECT reason FROM dead_letter")
        .fetch_one(&world.home.sql().await)
        .await
        .unwrap();
    assert_eq!(sqlx::Row::get::<String, _>(&letter, 0), "refused with code 469");

    // Edited to something sensible, it is in like any other, and nothing of the past is taken back that was never in.
    world.send(0, vec![good(To::Edited(poison))]).await;
    world.relay_all().await;
    world.check(1).await;
    assert_eq!(dead_letters(&world).await, 1);
    world
        .send(0, vec![(To::Deleted(poison), "context", String::new(), Value::Null)])
        .await;
    world.revise().await;
    world.relay_all().await;
    world.check(1).await;
}

pub async fn what_a_bad_edit_replaced_is_taken_back(stage: &Stage, mut world: World) {
    world.relay_all().await;
    forbid(stage, 1).await;
    world.record(30).await;
    let sent = world.send(1, (0..4).map(|_| good(To::New)).collect()).await;
    world.relay_all().await;
    world.check(1).await;

    // Good ones become bad: their old values are wrong now, so they go, and no new ones come.
    world.send(1, sent.iter().map(|n| bad(To::Edited(*n))).collect()).await;
    for n in &sent {
        world.refuses(1, *n);
    }
    world.revise().await;
    for crash in 1..8 {
        let mut relay = world.relay().await;
        drop(crate::line::within_polls(crash * 3, relay.step()).await);
    }
    world.relay_all().await;
    world.check(1).await;
    assert_eq!(dead_letters(&world).await, 4);

    // From bad to good, to worse, to nothing, and left as it is.
    let others = vec![
        good(To::Edited(sent[0])),
        bad(To::Edited(sent[1])),
        (To::Deleted(sent[2]), "context", String::new(), Value::Null),
    ];
    world.send(1, others).await;
    world.refuses(1, sent[1]);
    world.relay_all().await;
    world.check(1).await;
    world
        .send(
            1,
            vec![good(To::Edited(sent[1])), good(To::Edited(sent[3])), good(To::Edited(sent[0]))],
        )
        .await;
    world.relay_all().await;
    world.check(1).await;
    assert_eq!(dead_letters(&world).await, 5);
}

pub async fn bad_events_come_in_crowds(stage: &Stage, mut world: World) {
    world.relay_all().await;
    forbid(stage, 1).await;
    // The first and the last, two side by side, one that is mended and one that is deleted before the relay comes.
    let first = world.send(2, vec![bad(To::New)]).await;
    world.record(40).await;
    let middle = world.send(2, (0..2).map(|_| bad(To::New)).collect()).await;
    let mended = world.send(0, vec![bad(To::New)]).await[0];
    let deleted = world.send(0, vec![bad(To::New)]).await[0];
    world.record(40).await;
    world
        .send(
            0,
            vec![
                good(To::Edited(mended)),
                (To::Deleted(deleted), "context", String::new(), Value::Null),
            ],
        )
        .await;
    let last = world.send(2, vec![bad(To::New)]).await;
    for n in [first, middle, last].concat() {
        world.refuses(2, n);
    }
    // It is interrupted all the while.
    for _ in 0..30 {
        let mut relay = world.relay().await;
        if !matches!(relay.step().await.unwrap(), Step::Bisected | Step::Moved { .. }) {
            break;
        }
    }
    world.relay_all().await;
    world.check(1).await;
    assert_eq!(dead_letters(&world).await, 6);
}
