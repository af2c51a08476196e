//! Fifty `kill -9` of two processes on one PostgreSQL: one serves and relays, the other serves and stalls inside its
//! commits, holding back `seq` numbers that the relay must not skip. Either of them reads what is noted, one at a time.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use std::{sync::Arc, time::Duration};

use eunoia_ingest::{
    ledger::Ledger,
    seal::{Keyring, MasterKey},
    warehouse::{Embedded, Warehouse},
};
use eunoia_tests::{
    Launch, Person, chdb_library,
    crash::{Diarist, Poison, Texts, examine},
    postgres_url, text_model,
};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use sqlx::{Connection, Executor, PgConnection};
use tokio::sync::watch;

/// Sleeps in a deferred trigger, so within COMMIT, in one in three commits of the process that is named so.
const STALL: &str = "
    CREATE FUNCTION stall() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF current_setting('application_name') = 'stalls' AND random() < 0.33 THEN PERFORM pg_sleep(random() * 0.4); END IF;
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER stall AFTER INSERT ON event DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
        WHEN (NEW.seq % 7 = 0) EXECUTE FUNCTION stall()";

#[tokio::test(flavor = "multi_thread")]
async fn fifty_kills_of_two_processes_on_postgres() {
    let (Some(library), Some(server)) = (chdb_library(), postgres_url()) else {
        return;
    };
    let database = format!("kill_{}", std::process::id());
    let mut admin = PgConnection::connect(&server).await.unwrap();
    admin
        .execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {database}")))
        .await
        .unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    let url = format!("{base}/{database}");

    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let key = one.path().join("master.key");
    let model = text_model();
    let texts = if model.is_some() { Texts::Read } else { Texts::Unread };
    let common = |launch: Launch, name: &str| {
        let url = format!("{url}?application_name={name}");
        let launch = match &model {
            Some(model) => launch.reading(model),
            None => launch,
        };
        launch
            .env("EUNOIA_LOG", "off")
            .env("EUNOIA_DATABASE_URL", url)
            .env("EUNOIA_MASTER_KEY_FILE", key.display().to_string())
    };
    let relaying = common(Launch::on(one.path()), "relays");
    let stalling = common(Launch::on(two.path()), "stalls").arg("--role").arg("api");

    let (doors, at_doors) = watch::channel(Arc::new(Vec::new()));
    let (_poison, poisonous) = watch::channel(false);
    let (enough, is_enough) = watch::channel(false);
    let mut first = relaying.start();
    let mut connection = PgConnection::connect(&url).await.unwrap();
    connection.execute(STALL).await.unwrap();
    let mut second = stalling.start();
    let mut writing = Vec::new();
    for seed in 0..4 {
        let diarist = Diarist::new(Person::register(&first.url).await, 100 + seed);
        writing.push(tokio::spawn(diarist.write(at_doors.clone(), poisonous.clone(), is_enough.clone())));
    }
    let kills: u32 = std::env::var("EUNOIA_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(50);
    let mut rng = StdRng::seed_from_u64(0xbeef);
    for _ in 0..kills {
        doors.send_replace(Arc::new(vec![first.url.clone(), second.url.clone()]));
        tokio::time::sleep(Duration::from_millis(rng.random_range(200..1200))).await;
        // Either of them, or both at a time.
        let which = rng.random_range(0..3);
        if which != 1 {
            first.kill();
        }
        if which != 0 {
            second.kill();
        }
        doors.send_replace(Arc::default());
        if which != 1 {
            first = relaying.start();
        }
        if which != 0 {
            second = stalling.start();
        }
    }
    doors.send_replace(Arc::new(vec![first.url.clone(), second.url.clone()]));
    enough.send_replace(true);
    let mut diarists = Vec::new();
    for diarist in writing {
        diarists.push(diarist.await.unwrap());
    }
    if texts == Texts::Read {
        first.texts_read().await;
    }
    first.relayed().await;
    first.stop();
    second.stop();

    let keyring = Keyring::open(&url, &MasterKey::load_or_create(&key).unwrap()).await.unwrap();
    let ledger = Ledger::open(&url, keyring).await.unwrap();
    let warehouse = Warehouse::new(Embedded::open(&library, &one.path().join("warehouse")).unwrap());
    let epoch = ledger.relay_state().await.unwrap().epoch;
    let kept = examine(&ledger, &warehouse, epoch, &diarists, Poison::Taken, texts).await;
    let (acknowledged, repeated) = diarists
        .iter()
        .fold((0, 0), |sum, diarist| (sum.0 + diarist.acknowledged, sum.1 + diarist.repeated));
    println!(
        "{kills} kills, {acknowledged} acknowledged changes, {repeated} requests repeated, {} observations left, {} of them read in notes",
        kept.observations.len() + kept.texts.len(),
        kept.texts.len()
    );
    ledger.close().await;
    connection.close().await.unwrap();
    admin
        .execute(sqlx::AssertSqlSafe(format!("DROP DATABASE {database} WITH (FORCE)")))
        .await
        .unwrap();
}
