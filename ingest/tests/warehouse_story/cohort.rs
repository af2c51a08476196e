use std::collections::BTreeMap;

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

pub async fn a_cohorts_levels_are_made_of_its_days(stage: &Stage, epoch: u32) {
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
    for metric in METRICS.map(|name| Metric::known(name).unwrap()) {
        let before = levels_of(stage, epoch, &metric, whole, asked).await;
        stage.warehouse.tidy(epoch).await.unwrap();
        assert_eq!(levels_of(stage, epoch, &metric, whole, asked).await, before, "merged or not");
    }
    for metric in METRICS.map(|name| Metric::known(name).unwrap()) {
        for period in [Period::Day, Period::Week, Period::Month] {
            for (from, to) in [whole, (Date::constant(2026, 2, 1), Date::constant(2026, 2, 28))] {
                let filter = DailyFilter {
                    metric: Some(metric.clone()),
                    from: Some(from),
                    to: Some(to),
                    ..DailyFilter::default()
                };
                let daily = cells(&stage.warehouse.daily(epoch, &filter).await.unwrap());
                let levels = stage
                    .warehouse
                    .cohort_levels(epoch, &metric, period, (from, to), asked)
                    .await
                    .unwrap();
                assert_eq!(
                    rounded(&cells(&levels)),
                    expected(&daily, |date| period.start(date), asked),
                    "{metric} {period} {from}"
                );
            }
            let daily = DailyFilter {
                metric: Some(metric.clone()),
                ..DailyFilter::default()
            };
            let daily = cells(&stage.warehouse.daily(epoch, &daily).await.unwrap());
            let parts = stage
                .warehouse
                .cohort_people_by_part_of_week(epoch, &metric, whole, asked)
                .await
                .unwrap();
            let part = |date: Date| Period::Week.start(date).max(date.first_of_month());
            let people = expected(&daily, part, asked)
                .into_iter()
                .map(|(start, people, ..)| vec![start.to_string(), people.to_string()]);
            assert_eq!(cells(&parts), people.collect::<Vec<_>>(), "{metric}");
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
    alike_but_for_rounding(stage, epoch).await;

    let counted = cells(&stage.warehouse.cohort_metrics(epoch, &many).await.unwrap());
    assert_eq!(counted[0], ["mood.score", "4"]);
    assert!(cells(&stage.warehouse.cohort_metrics(epoch, &[]).await.unwrap()).is_empty());

    alike_but_for_rounding(stage, epoch).await;
}

/// Three days of 7.1 have a mean that is not quite 7.1: everybody's own value all the same.
async fn alike_but_for_rounding(stage: &Stage, epoch: u32) {
    let mut rows = Vec::new();
    for (subject, days) in [(11, 1), (12, 3)] {
        for day in 0..days {
            let mut row = row(2_000_000 + subject * 10 + day, "sleep.efficiency", 8, 7.1);
            row.observation.local_date = Date::constant(2026, 5, 4).saturating_add((day as i64).days());
            rows.push(SignedObservation { subject, ..row });
        }
    }
    stage.warehouse.insert(epoch, "alike", &rows.into_iter().collect()).await.unwrap();
    let metric = Metric::known("sleep.efficiency").unwrap();
    let week = (Date::constant(2026, 5, 4), Date::constant(2026, 5, 10));
    let levels = stage
        .warehouse
        .cohort_levels(epoch, &metric, Period::Week, week, &[11, 12])
        .await
        .unwrap();
    let levels = cells(&levels);
    assert_eq!(
        (levels.len(), levels[0][1].as_str(), levels[0][3].as_str()),
        (1, "2", "0"),
        "{levels:?}"
    );
}

async fn levels_of(stage: &Stage, epoch: u32, metric: &Metric, days: (Date, Date), asked: &[u64]) -> Vec<(i64, usize, i64, i64)> {
    let levels = stage
        .warehouse
        .cohort_levels(epoch, metric, Period::Day, days, asked)
        .await
        .unwrap();
    rounded(&cells(&levels))
}

/// What the daily values come to: the period's first day, how many people, and in thousandths the mean of their own means
/// and the sum of squared distances from it.
fn expected(daily: &[Vec<String>], start: impl Fn(Date) -> Date, asked: &[u64]) -> Vec<(i64, usize, i64, i64)> {
    let epoch = Date::constant(1970, 1, 1);
    let mut own: BTreeMap<(i64, &str), Vec<f64>> = BTreeMap::new();
    for row in daily.iter().filter(|row| asked.iter().any(|subject| row[0] == subject.to_string())) {
        let date = epoch.saturating_add(row[2].parse::<i64>().unwrap().days());
        let start = i64::from(start(date).duration_since(epoch).as_hours() as i32 / 24);
        own.entry((start, &row[0])).or_default().push(row[3].parse().unwrap());
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let mut cells: BTreeMap<i64, Vec<f64>> = BTreeMap::new();
    for ((start, _), values) in own {
        cells.entry(start).or_default().push(mean(&values));
    }
    let cell = |(start, means): (i64, Vec<f64>)| {
        let centre = mean(&means);
        let squares = means.iter().map(|value| (value - centre).powi(2)).sum();
        (start, means.len(), thousandths(centre), thousandths(squares))
    };
    cells.into_iter().map(cell).collect()
}

/// Made of a few dozen numbers below 100, in any order: far closer than a thousandth.
fn thousandths(value: f64) -> i64 {
    (1_000.0 * value).round() as i64
}

fn rounded(rows: &[Vec<String>]) -> Vec<(i64, usize, i64, i64)> {
    let number = |text: &String| thousandths(text.parse().unwrap());
    rows.iter()
        .map(|row| (row[0].parse().unwrap(), row[1].parse().unwrap(), number(&row[2]), number(&row[3])))
        .collect()
}
