use eunoia_ingest::warehouse::{Observations, SignedObservation};

use crate::{
    Stage,
    clickhouse::cells,
    rows::{crowd, row, taken_back},
};

pub async fn a_token_counts_once(stage: &Stage, epoch: u32) {
    for _ in 0..2 {
        stage.warehouse.prepare(epoch).await.unwrap();
    }
    let rows: Observations = [
        row(1, "mood.score", 8, 6.0),
        row(2, "mood.score", 20, 7.5),
        row(3, "sleep.hours", 7, 8.0),
    ]
    .into_iter()
    .collect();
    for _ in 0..3 {
        stage.warehouse.insert(epoch, "first", &rows).await.unwrap();
        assert_eq!(stage.counts(epoch).await, (3, 3));
    }
    stage.warehouse.insert(epoch, "second", &rows).await.unwrap();
    assert_eq!(
        stage.counts(epoch).await,
        (6, 6),
        "a token says nothing about other tokens, nor does it outlive its insert"
    );
    stage.warehouse.insert(epoch, "first", &rows).await.unwrap();
    stage.warehouse.prepare(epoch).await.unwrap();
    stage.warehouse.insert(epoch, "second", &rows).await.unwrap();
    assert_eq!(
        stage.counts(epoch).await,
        (6, 6),
        "and is remembered behind others, and when the tables are prepared again"
    );

    stage.warehouse.insert(epoch, "nothing", &Observations::default()).await.unwrap();
    stage
        .warehouse
        .insert(epoch, "it's a \\ token", &[row(4, "mood.score", 9, 1.0)].into_iter().collect())
        .await
        .unwrap();
    assert_eq!(stage.counts(epoch).await, (7, 7), "whatever stands in a token is no statement");
    // The same token of another epoch is another one.
    stage.warehouse.prepare(epoch + 100).await.unwrap();
    stage.warehouse.insert(epoch + 100, "first", &rows).await.unwrap();
    assert_eq!(stage.counts(epoch + 100).await, (3, 3));
    stage.warehouse.discard(epoch + 100).await.unwrap();
}

pub async fn what_is_taken_back_leaves_nothing(stage: &Stage, epoch: u32) {
    stage.warehouse.prepare(epoch).await.unwrap();
    let kept = row(9, "mood.score", 12, 3.0);
    // Tenths are no sums of halves: only whole millionths cancel exactly.
    let gone: Vec<_> = (1..=9).map(|n| row(n, "mood.score", n as i64, n as f64 / 10.0)).collect();
    stage
        .warehouse
        .insert(epoch, "in", &gone.iter().cloned().chain([kept.clone()]).collect())
        .await
        .unwrap();
    stage
        .warehouse
        .insert(epoch, "out", &gone.iter().cloned().map(taken_back).collect())
        .await
        .unwrap();
    for merged in [false, true] {
        if merged {
            stage
                .warehouse
                .execute(&format!("OPTIMIZE TABLE eunoia.daily_{epoch} FINAL"))
                .await
                .unwrap();
        }
        let left = cells(&stage.warehouse.collapsed(epoch).await.unwrap());
        let observed_at = kept.observation.observed_at.as_millisecond().to_string();
        assert_eq!(
            left,
            [[
                "7",
                "mood.score",
                &observed_at,
                "20514",
                "3000000",
                &kept.event_id.to_string(),
                "1",
                "1"
            ]]
        );
        assert_eq!(
            cells(&stage.warehouse.collapsed_daily(epoch).await.unwrap()),
            [["7", "mood.score", "20514", "3000000", "1"]]
        );
    }
    stage
        .warehouse
        .insert(epoch, "all", &[taken_back(kept)].into_iter().collect())
        .await
        .unwrap();
    assert!(cells(&stage.warehouse.collapsed(epoch).await.unwrap()).is_empty());
    assert!(cells(&stage.warehouse.collapsed_daily(epoch).await.unwrap()).is_empty());
    assert!(
        cells(
            &stage
                .warehouse
                .daily(epoch, &eunoia_ingest::warehouse::DailyFilter::default())
                .await
                .unwrap()
        )
        .is_empty()
    );

    // An edit in one block, as the relay sends it.
    let before = row(1, "phq9.total", 8, 20.0);
    let after = SignedObservation {
        version: 2,
        ..row(1, "phq9.total", 9, 4.0)
    };
    stage
        .warehouse
        .insert(epoch, "create", &[before.clone()].into_iter().collect())
        .await
        .unwrap();
    stage
        .warehouse
        .insert(epoch, "edit", &[taken_back(before), after].into_iter().collect())
        .await
        .unwrap();
    assert_eq!(
        cells(&stage.warehouse.collapsed_daily(epoch).await.unwrap()),
        [["7", "phq9.total", "20514", "4000000", "1"]]
    );
    assert_eq!(
        cells(
            &stage
                .warehouse
                .daily(epoch, &eunoia_ingest::warehouse::DailyFilter::default())
                .await
                .unwrap()
        ),
        [["7", "phq9.total", "20514", "4"]]
    );
}

pub async fn rivals_under_one_token_insert_once(stage: &Stage, epoch: u32) {
    stage.warehouse.prepare(epoch).await.unwrap();
    let rows = crowd(1_000);
    for round in 0..5_i64 {
        let token = format!("round {round}");
        let done = futures::future::join_all((0..6).map(|_| stage.warehouse.insert(epoch, &token, &rows))).await;
        assert!(done.iter().all(Result::is_ok), "{done:?}");
        assert_eq!(stage.counts(epoch).await, (1_000 * (round + 1), 1_000 * (round + 1)));
    }
}

pub async fn epochs_are_published_and_discarded(stage: &Stage, [old, new]: [u32; 2]) {
    let published = async |name: &str| stage.clickhouse.number(&format!("(SELECT count() FROM eunoia.{name})")).await;
    let tables = async || {
        stage
            .clickhouse
            .number("(SELECT count() FROM system.tables WHERE database = 'eunoia' AND match(name, '_[0-9]+$'))")
            .await
    };
    for (epoch, rows) in [(old, 10), (new, 25)] {
        stage.warehouse.prepare(epoch).await.unwrap();
        stage.warehouse.insert(epoch, "crowd", &crowd(rows)).await.unwrap();
    }
    stage.warehouse.publish(old).await.unwrap();
    assert_eq!((published("observation").await, published("daily").await), (10, 10));
    assert_eq!(
        tables().await,
        7,
        "a table, its days, the view between them and four tables of analyses: every other epoch is gone"
    );

    stage.warehouse.prepare(new).await.unwrap();
    assert_eq!(published("observation").await, 10, "what is being prepared is not seen");
    stage.warehouse.insert(new, "crowd", &crowd(25)).await.unwrap();
    for _ in 0..2 {
        stage.warehouse.publish(new).await.unwrap();
        assert_eq!((published("observation").await, published("daily").await), (25, 25));
        assert_eq!(tables().await, 7);
    }
    stage.warehouse.discard(old).await.unwrap();
    stage.warehouse.discard(4_000_000_000).await.unwrap();
    assert_eq!(stage.counts(new).await, (25, 25), "to discard what is not there does nothing");

    // Tables that were discarded and made again know no token of the past.
    stage.warehouse.discard(new).await.unwrap();
    stage.warehouse.prepare(new).await.unwrap();
    assert_eq!(stage.counts(new).await, (0, 0));
    stage.warehouse.insert(new, "crowd", &crowd(25)).await.unwrap();
    assert_eq!(stage.counts(new).await, (25, 25));
}
