//! Fifty `kill -9` of the embedded product at random moments, while four people write, edit and delete and the relay
//! runs, and a model reads what they note; for a while the warehouse refuses inserts, and from the middle on it refuses one kind of event for good.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use std::{
    path::Path,
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use eunoia_ingest::{
    ledger::Ledger,
    relay::rebuild,
    seal::{Keyring, MasterKey},
    warehouse::{Embedded, Warehouse},
};
use eunoia_tests::{
    Launch, Person, chdb_library,
    crash::{Diarist, Poison, Texts, examine},
    text_model,
};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use tokio::sync::watch;

/// Kills; `EUNOIA_KILLS` asks for another number.
fn kills() -> u32 {
    std::env::var("EUNOIA_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(50)
}

fn warehouse_sql(data: &Path, statement: &str) {
    let done = Command::new(env!("CARGO_BIN_EXE_warehouse_sql"))
        .arg(data)
        .arg(statement)
        .status()
        .unwrap();
    assert!(done.success(), "{statement}");
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_kills_lose_nothing_and_double_nothing() {
    let Some(library) = chdb_library() else { return };
    let data = tempfile::tempdir().unwrap();
    let launch = Launch::on(data.path()).env("EUNOIA_LOG", "off");
    let (launch, texts) = match text_model() {
        Some(model) => (launch.reading(&model), Texts::Read),
        None => (launch, Texts::Unread),
    };
    let mut rng = StdRng::seed_from_u64(0xfeed);
    let (doors, at_doors) = watch::channel(Arc::new(Vec::new()));
    let (poison, poisonous) = watch::channel(false);
    let (enough, is_enough) = watch::channel(false);

    let first = launch.start();
    let mut writing = Vec::new();
    for seed in 0..4 {
        let diarist = Diarist::new(Person::register(&first.url).await, seed);
        writing.push(tokio::spawn(diarist.write(at_doors.clone(), poisonous.clone(), is_enough.clone())));
    }
    let mut server = first;
    let kills = kills();
    for kill in 0..kills {
        doors.send_replace(Arc::new(vec![server.url.clone()]));
        tokio::time::sleep(Duration::from_millis(rng.random_range(100..900))).await;
        server.kill();
        doors.send_replace(Arc::default());
        if kill == kills / 5 {
            warehouse_sql(
                data.path(),
                "ALTER TABLE eunoia.observation_1 MODIFY SETTING parts_to_throw_insert = 1, parts_to_delay_insert = 1",
            );
        }
        if kill == kills * 2 / 5 {
            warehouse_sql(
                data.path(),
                "ALTER TABLE eunoia.observation_1 RESET SETTING parts_to_throw_insert, parts_to_delay_insert",
            );
        }
        if kill == kills / 2 {
            warehouse_sql(
                data.path(),
                "ALTER TABLE eunoia.observation_1 ADD CONSTRAINT poison CHECK value != 6660000",
            );
            poison.send_replace(true);
        }
        server = launch.start();
    }
    doors.send_replace(Arc::new(vec![server.url.clone()]));
    // On a slow machine little is written between two kills, and the poison is rare.
    let deadline = Instant::now() + Duration::from_secs(120);
    while server.readiness().await["set_aside"] == 0 {
        assert!(Instant::now() < deadline, "the poison is not met");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    enough.send_replace(true);
    let mut diarists = Vec::new();
    for diarist in writing {
        diarists.push(diarist.await.unwrap());
    }
    if texts == Texts::Read {
        server.texts_read().await;
    }
    server.relayed().await;
    server.stop();

    let master = MasterKey::load_or_create(&data.path().join("master.key")).unwrap();
    let url = |name: &str| format!("sqlite://{}", data.path().join(name).display());
    let ledger = Ledger::open(&url("ledger.db"), Keyring::open(&url("keyring.db"), &master).await.unwrap())
        .await
        .unwrap();
    let warehouse = Arc::new(Warehouse::new(Embedded::open(&library, &data.path().join("warehouse")).unwrap()));
    let epoch = ledger.relay_state().await.unwrap().epoch;
    let kept = examine(&ledger, &warehouse, epoch, &diarists, Poison::Refused, texts).await;
    let set_aside = ledger.dead_letters().await.unwrap();
    assert!(set_aside > 0, "the poison was met");

    // The same, written anew. What refused the poison belonged to the old tables: now it goes in like everything else.
    let rebuilt = rebuild(Arc::clone(&ledger), Arc::clone(&warehouse), || jiff::Timestamp::UNIX_EPOCH, |_| {})
        .await
        .unwrap();
    let anew = examine(&ledger, &warehouse, rebuilt.epoch, &diarists, Poison::Taken, texts).await;
    assert_eq!(rebuilt.observations, (anew.observations.len() + anew.texts.len()) as u64);
    assert_eq!(rebuilt.refused, 0);

    let (acknowledged, repeated) = diarists
        .iter()
        .fold((0, 0), |sum, diarist| (sum.0 + diarist.acknowledged, sum.1 + diarist.repeated));
    println!(
        "{kills} kills, {acknowledged} acknowledged changes, {repeated} requests repeated, {} observations left, {} of them read in notes, {set_aside} events set aside",
        kept.observations.len() + kept.texts.len(),
        kept.texts.len()
    );
}
