use eunoia_ingest::warehouse::{Observations, WarehouseError};

use crate::{
    Stage,
    rows::{crowd, row},
};

/// A value that no sensible text would hold by chance, and that the constraint below refuses.
const POISON: f64 = 918_273.645;

async fn forbid_poison(stage: &Stage, epoch: u32) {
    stage
        .alter(
            &format!("observation_{epoch}"),
            "ADD CONSTRAINT antidote CHECK value != 918273645000",
        )
        .await;
}

pub async fn rows_that_break_a_rule_are_refused_whole(stage: &Stage, epoch: u32) {
    stage.warehouse.prepare(epoch).await.unwrap();
    forbid_poison(stage, epoch).await;
    let rows: Observations = (1..100)
        .map(|n| row(n, "mood.score", 8, if n == 50 { POISON } else { 5.0 }))
        .collect();
    for _ in 0..2 {
        let refused = stage.warehouse.insert(epoch, "mixed", &rows).await;
        assert_eq!(refused, Err(WarehouseError::Refused { code: 469 }));
        assert_eq!(stage.counts(epoch).await, (0, 0), "nothing of it went in");
    }
    stage.alter(&format!("observation_{epoch}"), "DROP CONSTRAINT antidote").await;
    for _ in 0..2 {
        stage.warehouse.insert(epoch, "mixed", &rows).await.unwrap();
        assert_eq!(stage.counts(epoch).await, (99, 99), "a refusal does not use up the token");
    }
}

/// Makes every insert into `table`, once it has a part, fail with TOO_MANY_PARTS.
async fn make_busy(stage: &Stage, table: &str) {
    stage
        .alter(table, "MODIFY SETTING parts_to_throw_insert = 1, parts_to_delay_insert = 1")
        .await;
}

async fn calm(stage: &Stage, table: &str) {
    stage
        .alter(table, "RESET SETTING parts_to_throw_insert, parts_to_delay_insert")
        .await;
}

fn busy() -> Result<(), WarehouseError> {
    Err(WarehouseError::Unavailable {
        reason: "code 252".to_owned(),
    })
}

pub async fn a_busy_table_is_tried_again(stage: &Stage, epoch: u32) {
    stage.warehouse.prepare(epoch).await.unwrap();
    stage.warehouse.insert(epoch, "before", &crowd(10)).await.unwrap();
    let table = format!("observation_{epoch}");
    make_busy(stage, &table).await;
    for _ in 0..2 {
        assert_eq!(stage.warehouse.insert(epoch, "late", &crowd(30)).await, busy());
        assert_eq!(stage.counts(epoch).await, (10, 10));
    }
    calm(stage, &table).await;
    for _ in 0..2 {
        stage.warehouse.insert(epoch, "late", &crowd(30)).await.unwrap();
        assert_eq!(stage.counts(epoch).await, (40, 40));
    }
    // A table that is not there is an outage as well: the rows are not to blame.
    assert!(matches!(
        stage.warehouse.insert(epoch + 1_000, "lost", &crowd(1)).await,
        Err(WarehouseError::Unavailable { .. })
    ));
}

/// The observations are in and the daily aggregates are not: the gap that a crash between a table and its view leaves.
pub async fn a_view_that_fails_midway_is_made_up_for(stage: &Stage, epoch: u32) {
    stage.warehouse.prepare(epoch).await.unwrap();
    stage.warehouse.insert(epoch, "before", &crowd(10)).await.unwrap();
    let daily = format!("daily_{epoch}");
    let (mut rows, mut gaps) = (10, 0);
    for (size, token) in [(1, "one"), (500, "some"), (100_000, "many")] {
        for (fault, mended) in [
            (
                "MODIFY SETTING parts_to_throw_insert = 1, parts_to_delay_insert = 1",
                "RESET SETTING parts_to_throw_insert, parts_to_delay_insert",
            ),
            ("ADD CONSTRAINT fault CHECK total < 0", "DROP CONSTRAINT fault"),
        ] {
            stage.alter(&daily, fault).await;
            for _ in 0..2 {
                assert!(
                    stage
                        .warehouse
                        .insert(epoch, &format!("{token}, {fault}"), &crowd(size))
                        .await
                        .is_err()
                );
                let (observations, days) = stage.counts(epoch).await;
                assert_eq!(days, rows);
                gaps += i64::from(observations > days);
            }
            stage.alter(&daily, mended).await;
            rows += i64::try_from(size).unwrap();
            for _ in 0..3 {
                stage
                    .warehouse
                    .insert(epoch, &format!("{token}, {fault}"), &crowd(size))
                    .await
                    .unwrap();
                assert_eq!(stage.counts(epoch).await, (rows, rows), "{size} rows, once in both tables");
            }
        }
    }
    assert!(gaps > 0, "the tables were apart at least once: otherwise this scene shows nothing");
}

pub async fn errors_quote_no_value(stage: &Stage, epoch: u32) {
    stage.warehouse.prepare(epoch).await.unwrap();
    let table = format!("observation_{epoch}");
    forbid_poison(stage, epoch).await;
    let mut told = Vec::new();
    let poison: Observations = [row(1, "mood.score", 8, POISON)].into_iter().collect();
    told.push(stage.warehouse.insert(epoch, "poison", &poison).await.unwrap_err());
    stage.alter(&table, "DROP CONSTRAINT antidote").await;
    stage.warehouse.insert(epoch, "in", &poison).await.unwrap();
    make_busy(stage, &table).await;
    told.push(stage.warehouse.insert(epoch, "busy", &poison).await.unwrap_err());
    calm(stage, &table).await;
    // A change of a column's type that its values do not survive, and a view that fails on them.
    let faulty = format!("eunoia.faulty_{epoch}");
    for statement in [
        format!("CREATE TABLE {faulty} (word String) ENGINE = MergeTree ORDER BY word"),
        format!(
            "CREATE MATERIALIZED VIEW {faulty}_feed TO {faulty} AS SELECT toString(throwIf(value != 0, 'a value')) AS word FROM eunoia.{table}"
        ),
    ] {
        stage.warehouse.execute(&statement).await.unwrap();
    }
    told.push(stage.warehouse.insert(epoch, "faulty", &poison).await.unwrap_err());
    for view in [format!("{faulty}_feed"), faulty] {
        stage.warehouse.execute(&format!("DROP TABLE {view} SYNC")).await.unwrap();
    }
    told.push(stage.warehouse.insert(epoch + 1_000, "nowhere", &poison).await.unwrap_err());
    assert_eq!(told.len(), 4);
    for error in told {
        let text = format!("{error} {error:?}");
        for word in [
            "918273",
            "mood",
            "2026",
            "7,",
            &row(1, "mood.score", 8, POISON).event_id.to_string(),
        ] {
            assert!(!text.contains(word), "{word} in {text}");
        }
    }
}
