//! Two API processes on one PostgreSQL, one of which stalls inside its commit.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use eunoia_ingest::ledger::{Ledger, LedgerError, RecordError};
use sqlx::{AnyPool, AssertSqlSafe, Executor, Row};

use crate::{
    entries::{create, mood},
    first,
    home::{Home, person, writer},
};

const AT: &str = "2026-11-16T08:00:00+01:00";

/// Makes every commit of events by the process `sluggish` stall for `seconds` after its rows have their numbers.
async fn stall(sql: &AnyPool, seconds: f64) {
    let function = format!(
        "CREATE OR REPLACE FUNCTION stall() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
           IF current_setting('application_name') = 'sluggish' THEN PERFORM pg_sleep({seconds}); END IF; RETURN NULL; END $$"
    );
    sql.execute(AssertSqlSafe(function)).await.unwrap();
    sql.execute("DROP TRIGGER IF EXISTS stall ON event").await.unwrap();
    let trigger =
        "CREATE CONSTRAINT TRIGGER stall AFTER INSERT ON event DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION stall()";
    sql.execute(trigger).await.unwrap();
}

/// Reads along as the relay does: ranges of numbers, each read once, never looking back.
async fn follow(ledger: Arc<Ledger>, sql: AnyPool, finished: Arc<AtomicBool>) -> Vec<i64> {
    let (mut cursor, mut read) = (0, Vec::new());
    loop {
        let last_look = finished.load(Ordering::SeqCst);
        match ledger.range_end(cursor, 8_192).await.unwrap() {
            Some(to) => {
                let rows = sqlx::query("SELECT seq FROM event WHERE seq > $1 AND seq <= $2 ORDER BY seq");
                read.extend(
                    rows.bind(cursor)
                        .bind(to)
                        .fetch_all(&sql)
                        .await
                        .unwrap()
                        .iter()
                        .map(|row| row.get::<i64, _>(0)),
                );
                cursor = to;
            }
            None if last_look => return read,
            None => tokio::time::sleep(Duration::from_millis(2)).await,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stalled_commit_makes_no_reader_skip() {
    let Some(home) = Home::postgres().await else { return };
    let (brisk, sluggish, reader) = (
        home.open_as("brisk").await,
        home.open_as("sluggish").await,
        home.open_as("reader").await,
    );
    let ada = person(&brisk, "ada@example.org").await.id;
    let sql = home.sql().await;
    stall(&sql, 1.5).await;
    let finished = Arc::new(AtomicBool::new(false));
    let follower = tokio::spawn(follow(Arc::clone(&reader), home.sql().await, Arc::clone(&finished)));
    let acknowledged = |ledger: &Arc<Ledger>, from: u64, count: u64| {
        let writer = writer(ledger);
        tokio::spawn(async move {
            for n in from..from + count {
                let outcomes = writer.record(ada, vec![create(n, "mood", AT, &mood(5.0, "here"))]).await.unwrap();
                assert_eq!(first(&outcomes[0]), Some(1));
            }
        })
    };

    // Twice the one stalls with numbers in hand, while the other has much to write.
    acknowledged(&brisk, 0, 20).await.unwrap();
    let begun = Instant::now();
    let stalled = acknowledged(&sluggish, 1_000, 2);
    tokio::time::sleep(Duration::from_millis(300)).await;
    let busy = acknowledged(&brisk, 2_000, 60);
    stalled.await.unwrap();
    assert!(begun.elapsed() >= Duration::from_secs(3), "both of its commits did stall");
    busy.await.unwrap();

    // A stall that outlasts the patience of the other: it is told that the ledger is unavailable, and may try again.
    stall(&sql, 12.0).await;
    let stalled = acknowledged(&sluggish, 3_000, 1);
    tokio::time::sleep(Duration::from_millis(300)).await;
    let refused = writer(&brisk)
        .record(ada, vec![create(4_000, "mood", AT, &mood(5.0, "here"))])
        .await;
    let Err(RecordError::Ledger(error)) = refused else {
        panic!("{refused:?}")
    };
    assert!(matches!(*error, LedgerError::Unavailable(_)), "{error:?}");
    stalled.await.unwrap();
    acknowledged(&brisk, 4_000, 1).await.unwrap();

    finished.store(true, Ordering::SeqCst);
    let read = follower.await.unwrap();
    let expected: BTreeSet<i64> = reader.history(ada).await.unwrap().iter().map(|record| record.seq).collect();
    assert_eq!(expected.len(), 20 + 2 + 60 + 1 + 1, "everything that was acknowledged is there");
    assert_eq!(
        read,
        expected.into_iter().collect::<Vec<_>>(),
        "and the reader has it all, in order, once"
    );
}
