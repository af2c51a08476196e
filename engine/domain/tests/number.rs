//! Bounds of numbers: what is not finite or out of range is refused, never clamped.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use eunoia_domain::{DayRule, Metric, Scale, Score, Valence, Value};
use proptest::prelude::*;

const NEVER: [f64; 7] = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN, 1e300, -1e300];

#[test]
fn scores_and_valences_keep_to_their_range() {
    for refused in NEVER
        .into_iter()
        .chain([0.0, -0.0, 0.999_999_999_999, 10.000_000_000_001, f64::MIN_POSITIVE])
    {
        let error = Score::new("mood.score", refused).unwrap_err();
        assert_eq!(error.field, "mood.score");
        assert_eq!(error.expected, "a number from 1 to 10");
    }
    for refused in NEVER.into_iter().chain([-1.000_000_000_000_1, 1.000_000_000_000_1]) {
        assert_eq!(Valence::new("valence", refused).unwrap_err().expected, "a number from -1 to 1");
    }
    for kept in [1.0, 5.5, 9.999_999, 10.0] {
        assert_eq!(Score::new("score", kept).unwrap().get().to_bits(), kept.to_bits());
    }
    for kept in [-1.0, 0.0, 1.0] {
        assert_eq!(Valence::new("valence", kept).unwrap().get().to_bits(), kept.to_bits());
    }
    assert_eq!(
        Score::new("score", f64::NAN).unwrap_err().to_string(),
        "score is NaN, expected a number from 1 to 10"
    );
}

#[test]
fn values_are_bounded_so_that_their_sums_fit() {
    for refused in NEVER.into_iter().chain([1e9 + 1.0, -1e9 - 1.0]) {
        assert_eq!(Value::new("value", refused).unwrap_err().field, "value");
    }
    assert_eq!(Value::new("value", Value::MAX).unwrap().millionths(), 1_000_000_000_000_000);
    assert_eq!(Value::new("value", 0.000_000_4).unwrap().millionths(), 0);
    assert_eq!(Value::new("value", -0.000_000_6).unwrap().millionths(), -1);
}

#[test]
fn a_scale_needs_two_ranges() {
    for (from, to) in [
        ((1.0, 1.0), (1.0, 10.0)),
        ((1.0, 5.0), (3.0, 3.0)),
        ((f64::NAN, 5.0), (1.0, 10.0)),
        ((1.0, f64::INFINITY), (1.0, 10.0)),
        ((1.0, 5.0), (f64::NEG_INFINITY, 10.0)),
        // Finite ends whose distance is not.
        ((-1e308, 1e308), (1.0, 10.0)),
        ((1.0, 5.0), (-1.7e308, 1.7e308)),
    ] {
        assert!(Scale::new(from, to).is_err(), "{from:?} {to:?}");
    }
}

#[test]
fn a_scale_maps_ends_to_ends_and_may_run_downwards() {
    let up = Scale::new((1.0, 5.0), (1.0, 10.0)).unwrap();
    let down = Scale::new((5.0, 1.0), (1.0, 10.0)).unwrap();
    for (value, expected) in [(1.0, 1.0), (2.0, 3.25), (3.0, 5.5), (4.0, 7.75), (5.0, 10.0)] {
        assert!((up.map("v", value).unwrap() - expected).abs() < 1e-12);
        assert!((down.map("v", value).unwrap() - (11.0 - expected)).abs() < 1e-12);
    }
    for refused in NEVER.into_iter().chain([0.0, 0.999, 5.001, 6.0]) {
        let error = up.map("column mood", refused).unwrap_err();
        assert_eq!(
            (error.field.as_str(), error.expected.as_str()),
            ("column mood", "a number from 1 to 5")
        );
        assert!(down.map("column mood", refused).is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4_000) })]

    #[test]
    fn a_score_is_kept_exactly_or_refused(value in any::<f64>()) {
        match Score::new("score", value) {
            Ok(score) => prop_assert!((1.0..=10.0).contains(&value) && score.get().to_bits() == value.to_bits()),
            Err(_) => prop_assert!(!(1.0..=10.0).contains(&value)),
        }
    }

    #[test]
    fn a_value_is_kept_to_the_millionth(value in -1e9_f64..=1e9) {
        let kept = Value::new("value", value).unwrap();
        // Half a millionth, and the spacing of doubles at 1e9.
        prop_assert!((kept.get() - value).abs() <= 0.5e-6 + 2.4e-7);
        prop_assert_eq!(Value::from_millionths(kept.millionths()), kept);
    }

    #[test]
    fn a_scale_never_leaves_its_target(
        (a, b, c, d) in (-1e6_f64..1e6, -1e6_f64..1e6, -1e6_f64..1e6, -1e6_f64..1e6),
        share in prop_oneof![Just(0.0), Just(1.0), 0.0..=1.0_f64, Just(1.0 - f64::EPSILON)],
    ) {
        prop_assume!(a != b && c != d);
        let scale = Scale::new((a, b), (c, d)).unwrap();
        let value = (a + share * (b - a)).clamp(a.min(b), a.max(b));
        let mapped = scale.map("v", value).unwrap();
        prop_assert!((c.min(d)..=c.max(d)).contains(&mapped), "{} left {:?}", mapped, (c, d));
        prop_assert_eq!(scale.map("v", a).unwrap(), c);
        prop_assert_eq!(scale.map("v", b).unwrap(), d);
    }

    #[test]
    fn a_day_is_made_by_its_rule(observations in prop::collection::vec((-50_i64..50, -100_i32..100), 0..40)) {
        let numbers: Vec<(i64, f64)> = observations.iter().map(|(at, v)| (*at, f64::from(*v))).collect();
        let sum: i64 = observations.iter().map(|(_, v)| i64::from(*v)).sum();
        let day = |rule: DayRule| rule.day_value(numbers.iter().copied());
        if observations.is_empty() {
            prop_assert_eq!((day(DayRule::Sum), day(DayRule::Mean), day(DayRule::Last)), (None, None, None));
        } else {
            // Whole numbers of this size add up exactly.
            prop_assert_eq!(day(DayRule::Sum), Some(sum as f64));
            prop_assert_eq!(day(DayRule::Mean), Some(sum as f64 / observations.len() as f64));
            let latest = observations.iter().map(|(at, _)| at).max();
            let last = observations.iter().rev().find(|(at, _)| Some(at) == latest).unwrap();
            prop_assert_eq!(day(DayRule::Last), Some(f64::from(last.1)));
        }
    }
}

#[test]
fn every_metric_says_how_its_day_is_made() {
    let rules = [
        ("mood.score", DayRule::Mean),
        ("sleep.hours", DayRule::Sum),
        ("sleep.quality", DayRule::Mean),
        ("exercise.minutes", DayRule::Sum),
        ("activity.steps", DayRule::Sum),
        ("phq9.total", DayRule::Last),
        ("phq9.item9", DayRule::Last),
        ("cssrs.tier", DayRule::Last),
        ("journal.valence", DayRule::Mean),
        ("journal.emotion.joy", DayRule::Mean),
        ("journal.crisis", DayRule::Mean),
        ("weather.temperature", DayRule::Mean),
        ("weather.precipitation", DayRule::Sum),
    ];
    for (name, rule) in rules {
        let metric = Metric::known(name).unwrap();
        assert_eq!((metric.name(), metric.day_rule()), (name, rule));
        assert!(!metric.unit().is_empty());
        assert_eq!(Metric::recorded(name), Some(metric));
    }
    let own = Metric::custom(DayRule::Sum, [1, 2, 3, 4, 5, 6, 7, 8]);
    assert_eq!(
        (own.name(), own.day_rule(), own.unit()),
        ("custom.sum.0102030405060708", DayRule::Sum, "")
    );
    assert_eq!(Metric::recorded(own.name()), Some(own));
    assert_eq!(Metric::custom(DayRule::Mean, [0; 8]).day_rule(), DayRule::Mean);
    assert_eq!(Metric::known("custom.sum.0102030405060708"), None);
    assert_eq!(Metric::recorded("mood.unheard_of"), None);
}
