//! A history holds exactly the daily values that a person's observations make.

#![allow(clippy::expect_used, reason = "a test may panic")]

use std::collections::BTreeMap;

use eunoia_domain::{DayRule, Metric, Observation, Value};
use eunoia_engine::{DailySeries, History};
use jiff::{
    Timestamp, ToSpan,
    civil::{Date, date},
};
use proptest::prelude::*;

fn observations() -> impl Strategy<Value = Vec<Observation>> {
    let metric = prop::sample::select(vec!["mood.score", "sleep.hours", "phq9.total", "custom.sum.0000000000000001"]);
    // Few instants, so that observations at the same time happen often.
    let one = (metric, 0_i64..20, 0_i64..4, 0_i64..50).prop_map(|(metric, day, hour, value)| Observation {
        metric: Metric::recorded(metric).expect("a name of the catalogue or a custom one"),
        observed_at: Timestamp::from_second(1_700_000_000 + day * 86_400 + hour * 3_600).expect("a time in 2023"),
        local_date: date(2023, 11, 14) + day.days(),
        value: Value::from_millionths(value * 250_000),
    });
    prop::collection::vec(one, 0..120)
}

/// The day rule again, by hand.
fn naive(observations: &[Observation]) -> BTreeMap<(Metric, Date), f64> {
    let mut groups: BTreeMap<(Metric, Date), Vec<(Timestamp, f64)>> = BTreeMap::new();
    for seen in observations {
        let day = groups.entry((seen.metric.clone(), seen.local_date)).or_default();
        day.push((seen.observed_at, seen.value.get()));
    }
    let days = groups.into_iter().map(|(key, mut day)| {
        let sum: f64 = day.iter().map(|(_, value)| value).sum();
        day.sort_by(|a, b| a.partial_cmp(b).expect("finite values"));
        let value = match key.0.day_rule() {
            DayRule::Sum => sum,
            DayRule::Mean => sum / day.len() as f64,
            DayRule::Last => day.last().map_or(0.0, |(_, value)| *value),
        };
        (key, value)
    });
    days.collect()
}

proptest! {
    #[test]
    fn daily_values_equal_a_naive_computation(observations in observations()) {
        let history = History::from_observations(&observations);
        let expected = naive(&observations);
        let dates: Vec<Date> = expected.keys().map(|(_, date)| *date).collect();
        prop_assert_eq!(history.first_date(), dates.iter().min().copied());
        prop_assert_eq!(history.last_date(), dates.iter().max().copied());
        let mut found = BTreeMap::new();
        for metric in history.metrics() {
            let series = history.series(metric);
            prop_assert_eq!(series.values().len(), history.frame().height());
            found.extend(series.observed().map(|(day, value)| ((metric.clone(), series.date(day)), value)));
        }
        prop_assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
        for (key, value) in found {
            // Quarters below 100 are exact in binary; a mean of them is off by its last bit at most.
            prop_assert!((value - expected[&key]).abs() < 1e-12, "{:?}: {} is not {}", key, value, expected[&key]);
        }
    }

    #[test]
    fn the_order_of_observations_does_not_matter(observations in observations(), seed in any::<u64>()) {
        use rand::{SeedableRng, rngs::StdRng, seq::SliceRandom};
        let mut shuffled = observations.clone();
        shuffled.shuffle(&mut StdRng::seed_from_u64(seed));
        let (one, other) = (History::from_observations(&observations), History::from_observations(&shuffled));
        prop_assert!(one.frame().equals_missing(&other.frame()));
    }
}

#[test]
fn the_calendar_is_dense_and_typed() {
    let history = History::from_daily([
        (date(2024, 2, 28), Metric::MOOD_SCORE, 6.0),
        (date(2024, 3, 2), Metric::SLEEP_HOURS, 7.5),
        (date(2024, 3, 1), Metric::SLEEP_HOURS, f64::NAN),
    ]);
    let frame = history.frame();
    let names: Vec<String> = frame.get_column_names().iter().map(ToString::to_string).collect();
    assert_eq!(names, ["date", "mood.score", "sleep.hours"]);
    let dates = frame.column("date").expect("the calendar");
    assert_eq!(*dates.dtype(), polars::prelude::DataType::Date);
    // 2024-02-28 is day 19,781 since 1970; 29 February and 1 March follow without an observation.
    let days: Vec<Option<i32>> = dates.date().expect("dates").physical().iter().collect();
    assert_eq!(days, [Some(19_781), Some(19_782), Some(19_783), Some(19_784)]);
    assert_eq!(history.series(&Metric::MOOD_SCORE).values(), [Some(6.0), None, None, None]);
    assert_eq!(history.series(&Metric::SLEEP_HOURS).values(), [None, None, None, Some(7.5)]);
    assert!(history.series(&Metric::SLEEP_QUALITY).values().is_empty());
    assert!(History::from_daily([]).is_empty());
}

#[test]
fn a_window_may_reach_beyond_the_series() {
    let series = DailySeries::new(Metric::MOOD_SCORE, date(2024, 1, 1), vec![Some(4.0), None, Some(6.0)]);
    let window = series.between(date(2023, 12, 31), date(2024, 1, 4));
    assert_eq!(window.values(), [None, Some(4.0), None, Some(6.0), None]);
    assert_eq!(series.until(date(2024, 1, 2)).values(), [Some(4.0), None]);
    assert_eq!(series.until(date(2023, 12, 1)).values(), [] as [Option<f64>; 0]);
    assert_eq!(series.last_observed(), Some(date(2024, 1, 3)));
}

#[test]
fn signals_of_ones_own_are_kept_up_to_a_hundred_those_with_most_days_first() {
    let date = |day: u64| {
        Date::constant(2026, 3, 1)
            .checked_add(i64::try_from(day).expect("few days").days())
            .expect("a date")
    };
    // Signal n was observed on n days.
    let custom = |n: u64| Metric::custom(DayRule::Mean, n.to_be_bytes());
    let own = (1..=120_u64).flat_map(|n| (0..n).map(move |day| (date(day), custom(n), 1.0)));
    let history = History::from_daily(own.chain([(date(0), Metric::MOOD_SCORE, 7.0)]));
    let kept = |n| history.metrics().contains(&custom(n));
    assert!(
        history.metrics().contains(&Metric::MOOD_SCORE),
        "what the house knows is not counted"
    );
    assert_eq!(history.metrics().len(), 101);
    assert!((21..=120).all(kept) && !(1..=20).any(kept));
}
