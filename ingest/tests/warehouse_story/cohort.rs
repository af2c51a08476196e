use std::collections::BTreeMap;

use eunoia_domain::Metric;
use eunoia_ingest::warehouse::{COHORT_PART, DailyFilter, SignedObservation};
use jiff::{ToSpan, civil::Date};

use crate::{
    Stage,
    clickhouse::cells,
    rows::{row, taken_back},
};

const METRICS: [&str; 3] = ["mood.score", "sleep.hours", "phq9.item9"];

/// Days from 1970 on, over the ends of months.
fn dates() -> impl Iterator<Item = Date> {
    let from = |first: Date, days: i64| (0..days).map(move |day| first.saturating_add(day.days()));
    from(Date::constant(1970, 1, 1), 10).chain(from(Date::constant(2026, 1, 20), 50))
}

pub async fn own_means_are_made_of_days(stage: &Stage, epoch: u32) {
    stage.warehouse.prepare(epoch).await.unwrap();
    // As long as a subject's number can be.
    let subjects: Vec<u64> = (0..4).map(|n| i64::MAX.unsigned_abs() - n).collect();
    let mut rows = Vec::new();
    for (n, subject) in subjects.iter().enumerate() {
        for (index, date) in dates().enumerate().filter(|(index, _)| index % (n + 1) == 0) {
            for metric in METRICS {
                for value in [index as f64, 2.5 * n as f64] {
                    let mut row = row(rows.len() as u64, metric, (index % 20) as i64, value);
                    row.observation.local_date = date;
                    rows.push(SignedObservation { subject: *subject, ..row });
                }
            }
        }
    }
    // One that was taken back, on a day of its own.
    let mut gone = row(1_000_000, "mood.score", 3, 9.0);
    gone.observation.local_date = Date::constant(2026, 6, 1);
    gone.subject = subjects[0];
    rows.extend([gone.clone(), taken_back(gone)]);
    // In parts whose days overlap, as a relay leaves them.
    for (n, some) in rows.chunks(97).enumerate() {
        let some = some.iter().cloned().collect();
        stage.warehouse.insert(epoch, &format!("some {n}"), &some).await.unwrap();
    }

    // The last of them is not asked about.
    let asked = &subjects[..3];
    let whole = (Date::constant(1970, 1, 1), Date::constant(2026, 12, 31));
    let metrics = METRICS.map(|name| Metric::known(name).unwrap());
    for metric in &metrics {
        let before = means(stage, epoch, metric, whole, asked).await;
        stage.warehouse.tidy(epoch).await.unwrap();
        assert_eq!(means(stage, epoch, metric, whole, asked).await, before, "merged or not");
        assert_eq!(before.len(), asked.len());
        for (from, to) in [whole, (Date::constant(2026, 2, 1), Date::constant(2026, 2, 28))] {
            let filter = DailyFilter {
                metric: Some(metric.clone()),
                from: Some(from),
                to: Some(to),
                ..DailyFilter::default()
            };
            let daily = cells(&stage.warehouse.daily(epoch, &filter).await.unwrap());
            assert_eq!(
                means(stage, epoch, metric, (from, to), asked).await,
                expected(&daily, asked),
                "{metric} {from}"
            );
        }
    }
    let before = (Date::constant(1960, 1, 1), Date::constant(1969, 12, 31));
    assert!(
        means(stage, epoch, &metrics[0], before, asked).await.is_empty(),
        "who recorded nothing has no mean"
    );

    let values = cells(
        &stage
            .warehouse
            .cohort_values(epoch, &metrics[2..], whole, &subjects[2..3])
            .await
            .unwrap(),
    );
    assert_eq!(values.len(), 2 * dates().step_by(3).count(), "each of them, not one a day");

    // As many as are asked about at once, and nobody.
    let many: Vec<u64> = (0..COHORT_PART as u64).map(|n| i64::MAX.unsigned_abs() - n).collect();
    assert_eq!(means(stage, epoch, &metrics[0], whole, &many).await.len(), subjects.len());
    assert!(means(stage, epoch, &metrics[0], whole, &[]).await.is_empty());
}

/// In thousandths.
async fn means(stage: &Stage, epoch: u32, metric: &Metric, days: (Date, Date), asked: &[u64]) -> Vec<i64> {
    let means = stage.warehouse.own_means(epoch, metric, days, asked).await.unwrap();
    cells(&means).iter().map(|row| thousandths(row[0].parse().unwrap())).collect()
}

/// What the daily values come to.
fn expected(daily: &[Vec<String>], asked: &[u64]) -> Vec<i64> {
    let mut own: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for row in daily.iter().filter(|row| asked.iter().any(|subject| row[0] == subject.to_string())) {
        own.entry(&row[0]).or_default().push(row[3].parse().unwrap());
    }
    let mean = |values: Vec<f64>| thousandths(values.iter().sum::<f64>() / values.len() as f64);
    let mut means: Vec<i64> = own.into_values().map(mean).collect();
    means.sort_unstable();
    means
}

/// Made of a few dozen numbers below 100, in any order: far closer than a thousandth.
fn thousandths(value: f64) -> i64 {
    (1_000.0 * value).round() as i64
}
