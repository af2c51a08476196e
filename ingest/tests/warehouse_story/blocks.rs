use eunoia_domain::{EventId, Metric, Observation, Value};
use eunoia_ingest::warehouse::{ClickHouse, DailyFilter, SignedObservation, WarehouseError};
use jiff::Timestamp;

use crate::{
    Stage,
    clickhouse::cells,
    rows::{crowd, row},
};

/// A token stands for one block: a batch that was cut in two would be half swallowed.
pub async fn a_batch_is_one_block(stage: &Stage, epoch: u32) {
    stage.warehouse.prepare(epoch).await.unwrap();
    for table in ["observation", "daily"] {
        stage
            .warehouse
            .execute(&format!("SYSTEM STOP MERGES eunoia.{table}_{epoch}"))
            .await
            .unwrap();
    }
    let sizes = [1, 2, 1_000, 100_000];
    for size in sizes {
        for _ in 0..2 {
            stage.warehouse.insert(epoch, &format!("of {size}"), &crowd(size)).await.unwrap();
        }
    }
    for table in ["observation", "daily"] {
        let parts = format!("SELECT rows FROM system.parts WHERE database = 'eunoia' AND table = '{table}_{epoch}' ORDER BY rows");
        let parts: Vec<String> = cells(&stage.clickhouse.query(&parts).await.unwrap()).concat();
        assert_eq!(parts, sizes.map(|size| size.to_string()), "{table}: a part for each batch");
    }
    assert_eq!(stage.counts(epoch).await, (101_003, 101_003));
}

pub async fn extreme_values_come_back(stage: &Stage, epoch: u32) {
    stage.warehouse.prepare(epoch).await.unwrap();
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let most = (Value::MAX * 1e6) as i64;
    let mut rows = Vec::new();
    let mut expected = Vec::new();
    for (subject, observed_at, local_date, value, version) in [
        (0, "1970-01-01T00:00:00Z", "1969-12-31", most, 1),
        (1, "1970-01-01T00:00:00Z", "1970-01-01", -most, u32::MAX),
        (u64::from(u32::MAX) << 31, "2262-04-11T23:47:16.854Z", "2262-04-12", 0, 1),
        (u64::MAX >> 1, "2026-03-29T01:00:00.001Z", "2026-03-29", 1, 2),
        (u64::MAX, "2026-03-29T00:59:59.999Z", "2026-03-29", -1, 3),
    ] {
        let event_id = EventId::from_record(u64::from(version), &[version as u8; 10]);
        let metric = Metric::recorded(&format!("custom.mean.{subject:016x}")).unwrap();
        let observation = Observation {
            metric,
            observed_at: at(observed_at),
            local_date: local_date.parse().unwrap(),
            value: Value::from_millionths(value),
        };
        let days = local_date
            .parse::<jiff::civil::Date>()
            .unwrap()
            .duration_since(jiff::civil::date(1970, 1, 1))
            .as_hours()
            / 24;
        expected.push([
            subject.to_string(),
            observation.metric.name().to_owned(),
            observation.observed_at.as_millisecond().to_string(),
            days.to_string(),
            value.to_string(),
            event_id.to_string(),
            version.to_string(),
            "1".to_owned(),
        ]);
        rows.push(SignedObservation {
            subject,
            event_id,
            version,
            sign: 1,
            observation,
        });
    }
    stage
        .warehouse
        .insert(epoch, "extremes", &rows.into_iter().collect())
        .await
        .unwrap();
    assert_eq!(cells(&stage.warehouse.collapsed(epoch).await.unwrap()), expected);
    let daily = cells(&stage.warehouse.daily(epoch, &DailyFilter::default()).await.unwrap());
    let values: Vec<&str> = daily.iter().map(|row| row[3].as_str()).collect();
    assert_eq!(values, ["1000000000", "-1000000000", "0", "0.000001", "-0.000001"]);
}

pub async fn many_ask_at_once(stage: &Stage, epoch: u32) {
    stage.warehouse.prepare(epoch).await.unwrap();
    stage.warehouse.insert(epoch, "crowd", &crowd(200)).await.unwrap();
    let ask = async |subject: u64| {
        for _ in 0..5 {
            let filter = DailyFilter {
                subject: Some(subject),
                ..DailyFilter::default()
            };
            assert_eq!(
                cells(&stage.warehouse.daily(epoch, &filter).await.unwrap()),
                [[&subject.to_string(), "mood.score", "20514", "5.5"]]
            );
        }
    };
    let write = async |n: u64| {
        for part in 0..5 {
            let late = SignedObservation {
                subject: 1_000 + n,
                ..row(part, "mood.score", part as i64, 5.0)
            };
            stage
                .warehouse
                .insert(epoch, &format!("{n} {part}"), &[late].into_iter().collect())
                .await
                .unwrap();
        }
    };
    futures::join!(
        futures::future::join_all((0..20).map(ask)),
        futures::future::join_all((0..4).map(write)),
    );
    assert_eq!(stage.counts(epoch).await, (220, 220));
    let wrong = stage.warehouse.execute("SELECT nothing FROM nowhere").await;
    assert!(matches!(wrong, Err(WarehouseError::Unavailable { .. })), "{wrong:?}");
    // A query that is no longer waited for disturbs nobody.
    for _ in 0..10 {
        drop(tokio::time::timeout(std::time::Duration::from_millis(1), stage.warehouse.collapsed(epoch)).await);
    }
    stage.warehouse.ping().await.unwrap();
}
