use eunoia_domain::Metric;
use eunoia_engine::population::Period;
use eunoia_ingest::warehouse::{COHORT_PART, DailyFilter, SignedObservation};
use jiff::{ToSpan, civil::Date};

use crate::{
    Stage,
    clickhouse::cells,
    rows::{row, taken_back},
};

const METRICS: [&str; 3] = ["mood.score", "sleep.hours", "phq9.item9"];

/// Days from before the first Monday of 1970 on, over the ends of months and weeks.
fn dates() -> impl Iterator<Item = Date> {
    let from = |first: Date, days: i64| (0..days).map(move |day| first.saturating_add(day.days()));
    from(Date::constant(1970, 1, 1), 10).chain(from(Date::constant(2026, 1, 20), 50))
}

pub async fn a_cohorts_parts_are_made_of_its_days(stage: &Stage, epoch: u32) {
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
    stage.warehouse.insert(epoch, "all", &rows.into_iter().collect()).await.unwrap();

    // The last of them is not asked about.
    let asked = &subjects[..3];
    let whole = (Date::constant(1970, 1, 1), Date::constant(2026, 12, 31));
    for metric in METRICS.map(|name| Metric::known(name).unwrap()) {
        for period in [Period::Day, Period::Week, Period::Month] {
            for (from, to) in [whole, (Date::constant(2026, 2, 1), Date::constant(2026, 2, 28))] {
                let found = stage
                    .warehouse
                    .cohort_parts(epoch, &metric, period, (from, to), asked)
                    .await
                    .unwrap();
                let filter = DailyFilter {
                    metric: Some(metric.clone()),
                    from: Some(from),
                    to: Some(to),
                    ..DailyFilter::default()
                };
                let daily = cells(&stage.warehouse.daily(epoch, &filter).await.unwrap());
                assert_eq!(rounded(cells(&found)), expected(&daily, period, asked), "{metric} {period} {from}");
            }
        }
    }
    let counted = cells(&stage.warehouse.cohort_metrics(epoch, asked).await.unwrap());
    assert_eq!(counted, [["mood.score", "3"], ["phq9.item9", "3"], ["sleep.hours", "3"]]);

    let metrics = METRICS.map(|name| Metric::known(name).unwrap());
    let two = stage
        .warehouse
        .cohort_daily(epoch, &metrics[..2], Date::constant(2026, 2, 1), asked)
        .await
        .unwrap();
    let filter = DailyFilter {
        from: Some(Date::constant(2026, 2, 1)),
        ..DailyFilter::default()
    };
    let mut same = cells(&stage.warehouse.daily(epoch, &filter).await.unwrap());
    same.retain(|row| row[1] != "phq9.item9" && row[0] != subjects[3].to_string());
    assert_eq!(cells(&two), same);
    assert!(!same.is_empty());

    let values = cells(&stage.warehouse.cohort_values(epoch, &metrics[2..], &subjects[2..3]).await.unwrap());
    assert_eq!(values.len(), 2 * dates().step_by(3).count(), "each of them, not one a day");

    // As many as are asked about at once, and nobody.
    let many: Vec<u64> = (0..COHORT_PART as u64).map(|n| i64::MAX.unsigned_abs() - n).collect();
    let counted = cells(&stage.warehouse.cohort_metrics(epoch, &many).await.unwrap());
    assert_eq!(counted[0], ["mood.score", "4"]);
    assert!(cells(&stage.warehouse.cohort_metrics(epoch, &[]).await.unwrap()).is_empty());
}

/// What the daily values come to: subject, the part's first day, total in thousandths, days.
fn expected(daily: &[Vec<String>], period: Period, asked: &[u64]) -> Vec<(u64, i64, i64, u64)> {
    let epoch = Date::constant(1970, 1, 1);
    let mut parts: Vec<(u64, i64, f64, u64)> = Vec::new();
    let mut subjects: Vec<u64> = asked.to_vec();
    subjects.sort_unstable();
    for subject in subjects {
        for row in daily.iter().filter(|row| row[0] == subject.to_string()) {
            let date = epoch.saturating_add(row[2].parse::<i64>().unwrap().days());
            let start = match period {
                Period::Week => period.start(date).max(date.first_of_month()),
                _ => period.start(date),
            };
            let start = i64::from(start.duration_since(epoch).as_hours() as i32 / 24);
            let value: f64 = row[3].parse().unwrap();
            match parts.last_mut().filter(|last| (last.0, last.1) == (subject, start)) {
                Some(last) => {
                    last.2 += value;
                    last.3 += 1;
                }
                None => parts.push((subject, start, value, 1)),
            }
        }
    }
    // Sums of a few dozen numbers below 100, in any order: far closer than a thousandth.
    let thousandths = |total: f64| (1_000.0 * total).round() as i64;
    parts
        .into_iter()
        .map(|(subject, start, total, days)| (subject, start, thousandths(total), days))
        .collect()
}

fn rounded(rows: Vec<Vec<String>>) -> Vec<(u64, i64, i64, u64)> {
    let thousandths = |text: &str| (1_000.0 * text.parse::<f64>().unwrap()).round() as i64;
    rows.iter()
        .map(|row| {
            (
                row[0].parse().unwrap(),
                row[1].parse().unwrap(),
                thousandths(&row[2]),
                row[3].parse().unwrap(),
            )
        })
        .collect()
}
