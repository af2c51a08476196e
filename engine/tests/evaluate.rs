//! Scores of forecasts are those that one gets by hand, and by a slow and plain computation.

#![allow(clippy::expect_used, reason = "a test may panic")]

use eunoia_engine::forecast::{Candidate, Contest, Evaluation, Prediction, Scores, Step, TargetSeries, candidates};
use jiff::{
    ToSpan,
    civil::{Date, date},
};
use proptest::prelude::*;

const FIRST: Date = date(2026, 2, 20);

fn day(number: i64) -> Date {
    FIRST + number.days()
}

fn evaluate(cohort: &[TargetSeries], horizon: u32, yours: Option<&[Vec<Option<Prediction>>]>) -> Evaluation {
    eunoia_engine::forecast::evaluate(cohort, horizon, yours, Contest::default())
}

fn named<'a>(evaluation: &'a Evaluation, name: &str) -> &'a Candidate {
    let found = evaluation.candidates.iter().find(|candidate| candidate.name == name);
    found.expect("a candidate of that name")
}

fn close(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * (1.0 + b.abs()),
        (a, b) => a == b,
    }
}

#[track_caller]
fn assert_close(found: Option<f64>, expected: f64) {
    assert!(close(found, Some(expected)), "{found:?} instead of {expected}");
}

fn plain(value: f64) -> Option<Prediction> {
    Some(Prediction { value, interval: None })
}

#[test]
fn five_values_by_hand() {
    // The fifth is scored. ewma: 1, 1.6, 1.72, 3.004; the mean of the four is 3; they differ by 2, 1 and 4.
    let evaluation = evaluate(&[TargetSeries::by_observation([1.0, 3.0, 2.0, 6.0, 4.0])], 1, None);
    assert_eq!((evaluation.subjects, evaluation.forecasts, evaluation.shipped), (1, 1, "pooled"));
    for (name, error) in [("ewma", 0.996), ("last_value", 2.0), ("mean", 1.0)] {
        let candidate = named(&evaluation, name);
        assert_close(candidate.scores.mae, error);
        assert_close(candidate.scores.rmse, error);
        assert_close(candidate.scores.mase, error * 3.0 / 7.0);
        assert_close(candidate.skill_vs_ewma.value, 1.0 - error / 0.996);
        // Too few errors for an interval, too few people for one of the skill.
        assert_eq!((candidate.scores.intervals, candidate.scores.coverage), (0, None));
        assert_eq!(candidate.skill_vs_ewma.low.is_some(), name == "ewma");
    }
}

#[test]
fn days_are_counted_on_the_calendar() {
    // Days 0, 1, 2, 5 and 9, of which day 1 has two values; day 9 is scored.
    let values = [(0, 2.0), (1, 3.0), (1, 5.0), (2, 8.0), (5, 6.0), (9, 1.0)];
    let series = TargetSeries::by_day(values.map(|(number, value)| (day(number), value)));
    let targets = series.targets(9);
    assert!(targets.iter().all(|target| target.step == Step::Day(day(9))));
    let last_values: Vec<_> = candidates(&series, 9)
        .into_iter()
        .find(|(name, _)| *name == "last_value")
        .map(|(_, made)| made.iter().map(|made| made.value).collect())
        .expect("a candidate of that name");
    // Up to day 5 at horizons 1 to 4, up to day 2 at 5 to 7, day 1 at 8, day 0 at 9.
    assert_eq!(last_values, [6.0, 6.0, 6.0, 6.0, 8.0, 8.0, 8.0, 4.0, 2.0]);
    // At horizon 10 nothing was observed yet.
    assert_eq!(series.targets(10).len(), 9);
    // Neighbouring steps differ by 2, 4 and 2, whatever lies between.
    assert_close(named(&evaluate(&[series], 1, None), "last_value").scores.mase, 5.0 / (8.0 / 3.0));
}

#[test]
fn rows_are_counted_one_by_one() {
    let series = TargetSeries::by_observation((1..=10).map(f64::from));
    let found: Vec<_> = series.targets(3).iter().map(|target| (target.step, target.horizon)).collect();
    assert_eq!(
        found,
        [9, 10].map(|row| [1, 2, 3].map(|horizon| (Step::Row(row), horizon))).concat()
    );
    let evaluation = evaluate(&[series], 3, None);
    let by_horizon = &named(&evaluation, "last_value").by_horizon;
    assert_eq!(
        by_horizon.iter().map(|at| at.scores.mae).collect::<Vec<_>>(),
        [1.0, 2.0, 3.0].map(Some)
    );
    assert_close(named(&evaluation, "last_value").scores.mae, 2.0);
    assert_close(named(&evaluation, "last_value").scores.rmse, (14.0_f64 / 3.0).sqrt());
}

#[test]
fn intervals_by_hand() {
    // 0 and 1 in turn, then 5. The last value misses by 1 upwards and downwards, so its interval reaches 1 to both sides and
    // holds 7 of the 8; the eighth is predicted as 0, so 5 lies 4 outside, which costs 2 / 0.2 times that.
    let values = (0..39).map(|i| f64::from(i % 2)).chain([5.0]);
    let evaluation = evaluate(&[TargetSeries::by_observation(values)], 1, None);
    let scores = named(&evaluation, "last_value").scores;
    let expected = Scores {
        mae: Some(1.5),
        rmse: Some(2.0),
        mase: Some(1.5),
        interval_score: Some((7.0 * 2.0 + 2.0 + 40.0) / 8.0),
        coverage: Some(7.0 / 8.0),
        forecasts: 8,
        intervals: 8,
        mase_left_out: 0,
    };
    assert!(close(scores.interval_score, expected.interval_score), "{scores:?}");
    assert_eq!(
        Scores {
            interval_score: expected.interval_score,
            ..scores
        },
        expected
    );
}

#[test]
fn predictions_are_scored_on_the_same_targets_as_everybody() {
    let series = [
        TargetSeries::by_observation([1.0, 1.0, 1.0, 1.0, 5.0]),
        TargetSeries::by_observation([4.0, 2.0, 4.0, 2.0, 4.0, 9.0]),
        TargetSeries::by_observation([7.0]),
    ];
    let interval = |value, low, high| {
        Some(Prediction {
            value,
            interval: Some((low, high)),
        })
    };
    let yours = [
        vec![interval(5.5, 4.0, 6.0)],
        vec![interval(2.0, 1.0, 3.0), interval(9.0, 9.0, 9.0)],
        vec![],
    ];
    let whole = evaluate(&series, 1, Some(&yours));
    assert_eq!((whole.subjects, whole.forecasts), (2, 3));
    let scores = named(&whole, "yours").scores;
    // Errors of 0.5, 2 and 0; the first person's earlier values are all the same, the second's differ by 2.
    assert_close(scores.mae, 2.5 / 3.0);
    assert_eq!((scores.mase, scores.mase_left_out), (Some(0.5), 1));
    // Widths of 2, 2 and 0; 4 lies 1 above 3.
    assert_close(scores.interval_score, (4.0 + 10.0) / 3.0);
    assert_close(scores.coverage, 2.0 / 3.0);

    let partly = [vec![None], vec![None, plain(9.0)], vec![]];
    let common = evaluate(&series, 1, Some(&partly));
    assert_eq!((common.subjects, common.forecasts), (1, 1));
    assert_eq!(common.candidates.iter().map(|c| c.scores.forecasts).collect::<Vec<_>>(), [1; 7]);
    assert_close(named(&common, "last_value").scores.mae, 5.0);
    assert_eq!(named(&common, "yours").skill_vs_ewma.value, Some(1.0));
}

#[test]
fn nothing_to_score_gives_no_number() {
    for cohort in [&[][..], &[TargetSeries::default(), TargetSeries::by_observation([3.0])]] {
        let evaluation = evaluate(cohort, 2, None);
        assert_eq!((evaluation.subjects, evaluation.forecasts), (0, 0));
        assert!(
            evaluation
                .candidates
                .iter()
                .all(|c| c.scores.mae.is_none() && c.skill_vs_ewma.value.is_none())
        );
    }
    // Days with the same three values in another order are the same, whatever rounding makes of their sums.
    let values = [[0.1, 0.2, 0.3], [0.3, 0.2, 0.1], [0.2, 0.3, 0.1], [0.1, 0.3, 0.2]];
    let days = (0..40).flat_map(|number| values[number as usize % 4].map(|value| (day(number), value)));
    let same = evaluate(&[TargetSeries::by_day(days)], 1, None);
    assert_eq!(
        (named(&same, "mean").scores.mase, named(&same, "mean").scores.mase_left_out),
        (None, 1)
    );
    // A perfect ewma cannot be improved on by any share.
    let constant = TargetSeries::by_observation([3.0; 10]);
    let evaluation = evaluate(&[constant], 1, Some(&[vec![plain(4.0), plain(3.0)]]));
    assert_eq!(named(&evaluation, "yours").skill_vs_ewma.value, None);
    assert_eq!(
        (evaluation.skill_vs_ewma.value, named(&evaluation, "ewma").scores.mase),
        (Some(0.0), None),
        "the shipped one makes no error either"
    );
}

#[test]
fn the_interval_of_the_skill_is_as_wide_as_people_differ() {
    // Each person has one forecast; ewma misses by 1 + i / 100, yours by half of that or by 0.9 of it.
    let values = |i: u32| [0.0, 0.0, 0.0, 0.0, 1.0 + f64::from(i) / 100.0];
    let own = |i: u32| values(i)[4] * if i.is_multiple_of(2) { 0.5 } else { 0.9 };
    let cohort: Vec<_> = (0..200).map(|i| TargetSeries::by_observation(values(i))).collect();
    let yours: Vec<_> = (0..200).map(|i| vec![plain(values(i)[4] - own(i))]).collect();
    let skill = named(&evaluate(&cohort, 1, Some(&yours)), "yours").skill_vs_ewma;
    let total: f64 = (0..200).map(|i| values(i)[4]).sum();
    let ratio = (0..200).map(own).sum::<f64>() / total;
    // Standard error of a ratio of sums over independent people (Cochran 1977, section 2.11).
    let squares: f64 = (0..200).map(|i| (own(i) - ratio * values(i)[4]).powi(2)).sum();
    let half = 1.96 * squares.sqrt() / total;
    assert_close(skill.value, 1.0 - ratio);
    let (low, high) = skill.low.zip(skill.high).expect("an interval");
    // The 10th of 399 draws lies within a fifth of the half width of where it should.
    assert!((low - (1.0 - ratio - half)).abs() < 0.2 * half, "{low} {ratio} {half}");
    assert!((high - (1.0 - ratio + half)).abs() < 0.2 * half, "{high} {ratio} {half}");
}

#[test]
fn json_has_the_agreed_keys() {
    let evaluation = evaluate(&[TargetSeries::by_observation([1.0, 3.0, 2.0, 6.0, 4.0])], 1, None);
    let json = serde_json::to_value(&evaluation).expect("plain data");
    let keys = |value: &serde_json::Value| value.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
    assert_eq!(
        keys(&json),
        ["candidates", "forecasts", "horizon", "shipped", "skill_vs_ewma", "subjects"]
    );
    assert_eq!(
        keys(&json["candidates"]),
        ["elastic_net", "ets", "ewma", "last_value", "mean", "pooled"]
    );
    for key in ["mae", "rmse", "mase", "interval_score", "coverage"] {
        assert!(json["candidates"]["ewma"].get(key).is_some(), "{key} in {json}");
    }
    assert_eq!(keys(&json["skill_vs_ewma"]), ["high", "low", "value"]);
    assert_eq!(json["skill_vs_ewma"], json["candidates"]["pooled"]["skill_vs_ewma"]);
}

/// One person: the number of the step and its value, in order.
type Plain = Vec<(i64, f64)>;

/// What a method says after having seen these. Rounded as the engine does it, so that a value on the end of an interval is
/// on it here too.
fn said(name: &str, seen: &[(i64, f64)]) -> f64 {
    let mut values = seen.iter().map(|(_, value)| *value);
    let first = values.next().expect("something seen");
    let later = (1..).zip(values);
    later.fold(first, |said, (before, value)| match name {
        "last_value" => value,
        "mean" => said + (value - said) / (before + 1) as f64,
        _ => said + 0.3 * (value - said),
    })
}

/// The forecast of the step `number` and its interval, everything computed anew from what was seen at the origin.
fn plainly(name: &str, seen: &[(i64, f64)], number: i64, horizon: i64) -> (f64, Option<(f64, f64)>) {
    let value = said(name, seen);
    let distance = number - seen[seen.len() - 1].0;
    let mut errors = Vec::new();
    for made in 7..=seen.len() {
        for later in &seen[made..] {
            if later.0 - seen[made - 1].0 == distance {
                errors.push(later.1 - said(name, &seen[..made]));
            }
        }
    }
    errors.sort_by(f64::total_cmp);
    let n = errors.len();
    let interval = (n >= 20 && distance <= horizon + 13).then(|| {
        let low = (n + 1) / 10;
        (value + errors[low - 1].min(0.0), value + errors[n - low].max(0.0))
    });
    (value, interval)
}

/// MAE, RMSE, MASE, interval score, coverage, forecasts, intervals.
fn plain_scores(name: &str, cohort: &[Plain], longest: i64) -> (Vec<Option<f64>>, usize, usize) {
    let (mut errors, mut scaled, mut penalties, mut held) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for person in cohort {
        let learnt = (person.len() as f64 * 0.8).floor() as usize;
        let steps: Vec<_> = (1..learnt).map(|i| (person[i].1 - person[i - 1].1).abs()).collect();
        let scale = steps.iter().sum::<f64>() / steps.len() as f64;
        for (number, value) in &person[learnt..] {
            for horizon in 1..=longest {
                let seen: Vec<_> = person.iter().copied().filter(|earlier| earlier.0 <= number - horizon).collect();
                if seen.is_empty() {
                    continue;
                }
                let (forecast, interval) = plainly(name, &seen, *number, longest);
                errors.push((value - forecast).abs());
                if scale > 0.0 {
                    scaled.push((value - forecast).abs() / scale);
                }
                if let Some((low, high)) = interval {
                    let outside = if *value < low {
                        low - value
                    } else if *value > high {
                        value - high
                    } else {
                        0.0
                    };
                    penalties.push(high - low + 10.0 * outside);
                    held.push(f64::from(u8::from(outside == 0.0)));
                }
            }
        }
    }
    let mean = |numbers: &[f64]| (!numbers.is_empty()).then(|| numbers.iter().sum::<f64>() / numbers.len() as f64);
    let squares: Vec<_> = errors.iter().map(|error| error * error).collect();
    let scores = vec![
        mean(&errors),
        mean(&squares).map(f64::sqrt),
        mean(&scaled),
        mean(&penalties),
        mean(&held),
    ];
    (scores, errors.len(), held.len())
}

/// Steps one to a few days apart, with values of which many are the same.
fn person() -> impl Strategy<Value = Plain> {
    let gap = prop_oneof![6 => Just(1_i64), 2 => 2..4_i64, 1 => 4..30_i64];
    prop::collection::vec((gap, -3..4_i32), 0..90).prop_map(|steps| {
        let mut number = -1;
        let values = steps.into_iter().map(|(gap, value)| {
            number += gap;
            (number, f64::from(value) * 0.5)
        });
        values.collect()
    })
}

fn by_day(person: &Plain) -> TargetSeries {
    TargetSeries::by_day(person.iter().map(|(number, value)| (day(*number), *value)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn scores_are_those_of_a_plain_computation(cohort in prop::collection::vec(person(), 1..4), horizon in 1..4_u32, days in any::<bool>()) {
        let cohort: Vec<Plain> = if days {
            cohort
        } else {
            cohort.iter().map(|person| (1..).zip(person).map(|(row, (_, value))| (row, *value)).collect()).collect()
        };
        let series: Vec<_> = cohort
            .iter()
            .map(|person| if days { by_day(person) } else { TargetSeries::by_observation(person.iter().map(|(_, value)| *value)) })
            .collect();
        let evaluation = evaluate(&series, horizon, None);
        for candidate in evaluation.candidates.iter().filter(|candidate| ["ewma", "last_value", "mean"].contains(&candidate.name)) {
            let (expected, forecasts, intervals) = plain_scores(candidate.name, &cohort, i64::from(horizon));
            let found = candidate.scores;
            prop_assert_eq!((found.forecasts, found.intervals), (forecasts, intervals), "{}", candidate.name);
            for (found, expected) in [found.mae, found.rmse, found.mase, found.interval_score, found.coverage].into_iter().zip(expected) {
                prop_assert!(close(found, expected), "{}: {:?} instead of {:?}", candidate.name, found, expected);
            }
            prop_assert_eq!(candidate.by_horizon.iter().map(|at| at.scores.forecasts).sum::<usize>(), forecasts);
        }
    }

    #[test]
    fn a_forecast_does_not_know_what_comes_later(person in person(), horizon in 1..5_u32, cut in 0..120_i64, shift in 1..9_i32) {
        let changed: Plain = person.iter().map(|(number, value)| (*number, value + if *number > cut { f64::from(shift) } else { 0.0 })).collect();
        let (before, after) = (by_day(&person), by_day(&changed));
        let targets = before.targets(horizon);
        prop_assert_eq!(&targets, &after.targets(horizon));
        for ((name, before), (_, after)) in candidates(&before, horizon).into_iter().zip(candidates(&after, horizon)) {
            for (target, (before, after)) in targets.iter().zip(before.iter().zip(&after)) {
                let known = Step::Day(day(cut + i64::from(target.horizon)));
                prop_assert!(target.step > known || before == after, "{name}: {target:?} {before:?} {after:?}");
            }
        }
    }

    #[test]
    fn threads_change_nothing(cohort in prop::collection::vec(person(), 1..9)) {
        let series: Vec<_> = cohort.iter().map(by_day).collect();
        let single = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
        prop_assert_eq!(single.install(|| evaluate(&series, 2, None)), evaluate(&series, 2, None));
    }
}
