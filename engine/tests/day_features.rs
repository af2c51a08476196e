//! What is known at the end of a day, by hand, and that it stays what it is whatever comes later.

#![allow(clippy::expect_used, reason = "a test may panic")]

use eunoia_domain::Metric;
use eunoia_engine::{
    History,
    features::{DAY_FEATURES, DayFeatures, day_features},
};
use jiff::{
    ToSpan,
    civil::{Date, date},
};
use proptest::prelude::*;

/// A Monday.
const FIRST: Date = date(2024, 1, 1);

fn metric(name: &str) -> Metric {
    Metric::known(name).expect("of the catalogue")
}

fn on(day: i64) -> Date {
    FIRST.saturating_add(day.days())
}

fn get(features: &DayFeatures, name: &str) -> Option<f64> {
    let place = DAY_FEATURES.iter().position(|known| *known == name);
    features.values[place.expect("a feature")]
}

#[test]
fn features_by_hand() {
    let mood = |day: i64| (on(day), Metric::MOOD_SCORE, day as f64 % 7.0);
    let mut days: Vec<_> = (0..40).filter(|day| *day != 38).map(mood).collect();
    // Seven hours each night but for the last four, of six.
    days.extend((0..40).map(|day| (on(day), Metric::SLEEP_HOURS, if day < 36 { 7.0 } else { 6.0 })));
    days.extend([(on(10), metric("phq9.total"), 12.0), (on(30), metric("phq9.total"), 8.0)]);
    days.extend([(on(35), metric("journal.crisis"), 0.2), (on(37), metric("journal.crisis"), 0.6)]);
    let found = day_features(&History::from_daily(days), &Metric::MOOD_SCORE);
    assert_eq!(found.len(), 40);
    let last = &found[39];
    let of = |name| get(last, name);
    assert_eq!(last.date, date(2024, 2, 9));
    assert_eq!(
        [of("value"), of("lag_1"), of("lag_2"), of("lag_7")],
        [Some(4.0), None, Some(2.0), Some(4.0)]
    );
    // Days 33 to 39 without 38: 5, 6, 0, 1, 2 and 4.
    assert_eq!(of("level_7"), Some(3.0));
    assert_eq!([of("weekday"), of("day_of_year")], [Some(5.0), Some(40.0)]);
    assert_eq!(
        [of("days_since"), of("recorded_7"), of("recorded_28")],
        [Some(0.0), Some(6.0 / 7.0), Some(27.0 / 28.0)]
    );
    assert_eq!(get(&found[38], "days_since"), Some(1.0));
    assert_eq!([of("sleep_hours"), of("sleep_debt_14")], [Some(6.0), Some(4.0)]);
    // 24 nights of 7 and 4 of 6: squares of 24 (1/7)^2 + 4 (6/7)^2 over 27.
    assert!(of("sleep_sd_28").is_some_and(|sd| (sd - (168.0 / 49.0_f64 / 27.0).sqrt()).abs() < 1e-12));
    assert_eq!([of("phq9_total"), of("phq9_age")], [Some(8.0), Some(9.0)]);
    assert_eq!([get(&found[9], "phq9_total"), get(&found[29], "phq9_age")], [None, Some(19.0)]);
    assert_eq!([of("crisis_7"), of("valence_7"), of("gad7_total")], [Some(0.6), None, None]);
    assert_eq!(
        [
            get(&found[1], "level_7"),
            get(&found[12], "level_28"),
            get(&found[12], "sleep_debt_14")
        ],
        [None; 3]
    );
    assert!(get(&found[13], "level_28").is_some() && get(&found[13], "sleep_debt_14") == Some(0.0));
    assert!(day_features(&History::from_daily([]), &Metric::MOOD_SCORE).is_empty());
}

/// Days, metrics and values in any order.
fn values(from: i64, to: i64) -> impl Strategy<Value = Vec<(Date, Metric, f64)>> {
    let names = prop::sample::select(vec![
        "mood.score",
        "sleep.hours",
        "sleep.quality",
        "phq9.total",
        "isi.total",
        "journal.valence",
        "journal.crisis",
    ]);
    prop::collection::vec((from..to, names, -1e9..1e9_f64), 0..250)
        .prop_map(|rows| rows.into_iter().map(|(day, name, value)| (on(day), metric(name), value)).collect())
}

proptest! {
    #[test]
    fn later_days_change_no_features(known in values(0, 100), later in values(100, 160), other in values(100, 160)) {
        let features = |later: &[(Date, Metric, f64)]| {
            let history = History::from_daily(known.iter().chain(later).cloned());
            let mut found = day_features(&history, &Metric::MOOD_SCORE);
            found.retain(|day| day.date < on(100));
            found
        };
        let (one, two, alone) = (features(&later), features(&other), features(&[]));
        // A history ends with its last day, or goes on.
        prop_assert!(known.is_empty() || !alone.is_empty());
        for (day, alone) in alone.iter().enumerate() {
            prop_assert_eq!(&one[day], alone);
            prop_assert_eq!(&two[day], alone);
        }
        prop_assert!(one.iter().chain(&two).all(|day| day.values.iter().flatten().all(|value| value.is_finite())));
    }
}
