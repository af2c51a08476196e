//! Every candidate on one person's own past.

#![allow(clippy::expect_used, reason = "a test may panic")]

mod series;

use eunoia_domain::Metric;
use eunoia_engine::{
    DailySeries,
    forecast::{Contest, Leaderboard, Standing, TargetSeries, evaluate, leaderboard},
};
use jiff::civil::date;
use series::{FIRST, autoregressive, last};

fn named<'a>(board: &'a Leaderboard, name: &str) -> &'a Standing {
    let found = board.candidates.iter().find(|candidate| candidate.name == name);
    found.expect("a candidate of that name")
}

#[test]
fn scores_are_those_of_an_evaluation_of_this_person_alone() {
    let series = autoregressive(200, 0.5, 0.1, 1, |_| 0.0);
    let board = leaderboard(&series, last(&series), 3);
    let steps = TargetSeries::by_day(series.observed().map(|(index, value)| (series.date(index), value)));
    let evaluation = evaluate(&[steps], 3, None, Contest::default());
    assert_eq!((board.candidates.len(), board.forecasts), (8, evaluation.forecasts));
    for expected in &evaluation.candidates {
        let (found, scores) = (named(&board, expected.name), &expected.scores);
        let close = |a: Option<f64>, b: Option<f64>| a.zip(b).is_some_and(|(a, b)| (a - b).abs() < 1e-9);
        assert!(close(Some(found.mae), scores.mae), "{found:?} {scores:?}");
        assert!(
            close(Some(found.rmse), scores.rmse) && close(found.mase, scores.mase),
            "{found:?} {scores:?}"
        );
        assert!(close(found.coverage, scores.coverage) && close(found.interval_score, scores.interval_score));
        assert!(
            close(found.skill_vs_ewma.value, expected.skill_vs_ewma.value),
            "{found:?} {expected:?}"
        );
    }
    assert!(board.candidates.is_sorted_by(|a, b| a.mae <= b.mae));
}

#[test]
fn a_clear_winner_has_an_interval_above_nothing() {
    // A strong week: its mean by weekday is far better than any average.
    let weekly = autoregressive(360, 0.0, 0.0, 2, |day| if day % 7 >= 5 { 3.0 } else { 0.0 });
    let board = leaderboard(&weekly, last(&weekly), 1);
    let skill = named(&board, "weekday").skill_vs_ewma;
    assert!(
        skill.low.is_some_and(|low| low > 0.1) && skill.low < skill.value && skill.value < skill.high,
        "{skill:?}"
    );
    assert_eq!(named(&board, "ewma").skill_vs_ewma.value, Some(0.0));
}

#[test]
fn later_days_change_nothing() {
    let series = autoregressive(300, 0.5, 0.2, 3, |_| 0.0);
    let as_of = series.date(220);
    let board = leaderboard(&series, as_of, 2);
    assert_eq!(board, leaderboard(&series.until(as_of), as_of, 2));
    assert_ne!(board.candidates, leaderboard(&series, last(&series), 2).candidates);
}

#[test]
fn too_little_gives_the_reason_and_strange_series_give_finite_numbers() {
    let mood = |values: Vec<Option<f64>>| DailySeries::new(Metric::MOOD_SCORE, FIRST, values);
    let few = leaderboard(&mood(vec![Some(5.0); 26]), date(2024, 1, 26), 7);
    assert_eq!(few.abstained.as_ref().map(|reason| reason.code), Some("too_few_days"));
    assert!(few.candidates.is_empty());
    assert!(leaderboard(&mood(Vec::new()), FIRST, 7).abstained.is_some());

    let strange = [
        vec![Some(5.0); 400],
        (0..400)
            .map(|day| Some(if day == 390 { 1e9 } else { f64::from(day % 5) }))
            .collect(),
        (0..400).map(|day| (day % 13 == 0).then_some(1.0 + f64::from(day % 9))).collect(),
        (0..18_262).map(|day| Some(f64::from(day % 10) + 1.0)).collect(),
        vec![Some(f64::MAX), Some(f64::MIN)].into_iter().cycle().take(60).collect(),
    ];
    for (number, values) in strange.into_iter().enumerate() {
        let series = mood(values);
        let board = leaderboard(&series, last(&series), 3);
        let json = serde_json::to_string(&board).expect("it has no maps");
        // serde_json writes null for what is not finite: only what may be absent is null.
        for name in ["mae", "rmse"] {
            assert!(!json.contains(&format!("\"{name}\":null")), "series {number}: {json}");
        }
        let said = board.abstained.is_some() || board.candidates.len() == 8;
        assert!(said, "series {number}: {board:?}");
    }
}
