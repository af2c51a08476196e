use eunoia_domain::{DayRule, Metric, Observation};
use eunoia_engine::History;
use eunoia_ingest::warehouse::{DailyFilter, SignedObservation};
use jiff::{ToSpan, civil::Date};

use crate::{
    Stage,
    clickhouse::cells,
    rows::{row, taken_back},
};

const MARCH_2: &str = "20514";

pub async fn each_metric_has_its_day_rule(stage: &Stage, epoch: u32) {
    stage.warehouse.prepare(epoch).await.unwrap();
    let own = |rule, token| Metric::custom(rule, [token; 8]).name().to_owned();
    let (summed, averaged) = (own(DayRule::Sum, 0xab), own(DayRule::Mean, 0xcd));
    let mut rows = Vec::new();
    for metric in Metric::all()
        .map(|metric| metric.name().to_owned())
        .chain([summed.clone(), averaged])
    {
        // The latest of the three is neither the largest nor the last to come in.
        rows.extend([row(1, &metric, 20, 4.0), row(2, &metric, 8, 7.0), row(3, &metric, 12, 1.5)]);
        // What was taken back counts for nothing, even if it was the latest.
        rows.extend([row(4, &metric, 22, 9.0), taken_back(row(4, &metric, 22, 9.0))]);
    }
    stage.warehouse.insert(epoch, "all", &rows.iter().cloned().collect()).await.unwrap();
    let mut expected: Vec<[String; 4]> = Metric::all()
        .chain([Metric::recorded(&summed).unwrap(), Metric::custom(DayRule::Mean, [0xcd; 8])])
        .map(|metric| {
            let value = match metric.day_rule() {
                DayRule::Sum => 12.5,
                DayRule::Mean => 12.5 / 3.0,
                DayRule::Last => 4.0,
            };
            ["7".to_owned(), metric.name().to_owned(), MARCH_2.to_owned(), value.to_string()]
        })
        .collect();
    expected.sort();
    let daily = cells(&stage.warehouse.daily(epoch, &DailyFilter::default()).await.unwrap());
    for found in [daily, as_series(stage, epoch, 7).await] {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(&expected) {
            assert_eq!(found[..3], expected[..3]);
            let (found, expected): (f64, f64) = (found[3].parse().unwrap(), expected[3].parse().unwrap());
            // Both are quotients of the same integers; only the order of two divisions differs.
            assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
        }
    }
    latest_of_one_instant(stage, epoch).await;
}

/// What an analysis reads of one subject, in order.
async fn as_series(stage: &Stage, epoch: u32, subject: u64) -> Vec<Vec<String>> {
    let mut found = stage.warehouse.series(epoch, &[subject]).await.unwrap();
    let epoch_day = Date::constant(1970, 1, 1);
    let cells = |(metric, days): (Metric, Vec<(Date, f64)>)| {
        let cell = move |(date, value): (Date, f64)| {
            let day = date.duration_since(epoch_day).as_hours() / 24;
            vec![subject.to_string(), metric.name().to_owned(), day.to_string(), value.to_string()]
        };
        days.into_iter().map(cell).collect::<Vec<_>>()
    };
    let mut cells: Vec<Vec<String>> = found.remove(&subject).unwrap_or_default().into_iter().flat_map(cells).collect();
    cells.sort();
    cells
}

/// Two questionnaires of one instant, as an import may bring them: the warehouse and the engine take the same one.
async fn latest_of_one_instant(stage: &Stage, epoch: u32) {
    for (subject, values) in [(100, [3.0, 8.0]), (101, [8.0, 3.0])] {
        let pair: Vec<SignedObservation> = values
            .iter()
            .zip(1..)
            .map(|(value, n)| SignedObservation {
                subject,
                ..row(n, "gad7.total", 8, *value)
            })
            .collect();
        stage
            .warehouse
            .insert(epoch, &format!("pair of {subject}"), &pair.iter().cloned().collect())
            .await
            .unwrap();
        let observations: Vec<Observation> = pair.into_iter().map(|row| row.observation).collect();
        let metric = Metric::recorded("gad7.total").unwrap();
        let engine = History::from_observations(&observations).series(&metric).values()[0].unwrap();
        let filter = DailyFilter {
            subject: Some(subject),
            ..DailyFilter::default()
        };
        let daily = cells(&stage.warehouse.daily(epoch, &filter).await.unwrap());
        for warehouse in [daily, as_series(stage, epoch, subject).await] {
            assert_eq!(
                warehouse,
                [[subject.to_string(), "gad7.total".to_owned(), MARCH_2.to_owned(), engine.to_string()]]
            );
        }
    }
}

pub async fn filters_narrow(stage: &Stage, epoch: u32) {
    stage.warehouse.prepare(epoch).await.unwrap();
    let first: Date = "2026-03-02".parse().unwrap();
    let mut rows = Vec::new();
    for (subject, metric, day) in every(&[1, 2, 3], &["mood.score", "phq9.total", "sleep.hours"], 5) {
        let mut row = SignedObservation {
            subject,
            ..row(1, metric, 24 * day, 5.0)
        };
        row.observation.local_date = first.checked_add(day.days()).unwrap();
        rows.push(row);
    }
    stage.warehouse.insert(epoch, "all", &rows.into_iter().collect()).await.unwrap();
    let date = |day: i64| Some(first.checked_add(day.days()).unwrap());
    let metric = |name| Metric::recorded(name);
    let all = DailyFilter::default;
    for (filter, expected) in [
        (all(), 45),
        (DailyFilter { subject: Some(2), ..all() }, 15),
        (DailyFilter { subject: Some(4), ..all() }, 0),
        (
            DailyFilter {
                metric: metric("mood.score"),
                ..all()
            },
            15,
        ),
        (
            DailyFilter {
                metric: metric("phq9.total"),
                ..all()
            },
            15,
        ),
        (
            DailyFilter {
                metric: metric("custom.x'; DROP TABLE eunoia.observation"),
                ..all()
            },
            0,
        ),
        (DailyFilter { from: date(1), ..all() }, 36),
        (DailyFilter { to: date(1), ..all() }, 18),
        (
            DailyFilter {
                from: date(1),
                to: date(3),
                ..all()
            },
            27,
        ),
        (
            DailyFilter {
                from: date(3),
                to: date(1),
                ..all()
            },
            0,
        ),
        (
            DailyFilter {
                subject: Some(1),
                metric: metric("phq9.total"),
                from: date(4),
                to: date(4),
            },
            1,
        ),
    ] {
        let found = cells(&stage.warehouse.daily(epoch, &filter).await.unwrap());
        assert_eq!(found.len(), expected, "{filter:?}");
        assert!(
            found.is_sorted_by_key(|row| (row[0].clone(), row[1].clone(), row[2].clone())),
            "by subject, metric and date"
        );
        let fits = |row: &Vec<String>| {
            filter.subject.is_none_or(|subject| row[0] == subject.to_string())
                && filter.metric.as_ref().is_none_or(|metric| row[1] == metric.name())
        };
        assert!(found.iter().all(fits), "{filter:?}");
    }
}

/// Every subject with every metric on every day.
fn every<'a>(subjects: &'a [u64], metrics: &'a [&'a str], days: i64) -> impl Iterator<Item = (u64, &'a str, i64)> {
    subjects.iter().flat_map(move |subject| {
        metrics
            .iter()
            .flat_map(move |metric| (0..days).map(move |day| (*subject, *metric, day)))
    })
}
