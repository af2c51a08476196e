//! Features find what is there, and seldom what is not.

#![allow(clippy::expect_used, reason = "a test may panic")]

mod series;

use eunoia_domain::Metric;
use eunoia_engine::{
    DailySeries,
    features::{Direction, recent_level, rolling_level, trend, variability, weekday_pattern},
};
use jiff::civil::Weekday;
use rand::{SeedableRng, rngs::StdRng};
use series::{FIRST, autoregressive, last};

fn mood(values: Vec<Option<f64>>) -> DailySeries {
    DailySeries::new(Metric::MOOD_SCORE, FIRST, values)
}

fn rng(seed: u64) -> StdRng {
    StdRng::seed_from_u64(seed)
}

#[test]
fn a_level_is_the_mean_of_seven_calendar_days_with_three_observed() {
    let series = mood(
        [4.0, 0.0, 6.0, 0.0, 0.0, 8.0, 0.0, 0.0, 2.0, 0.0]
            .map(|v| (v > 0.0).then_some(v))
            .to_vec(),
    );
    let level = rolling_level(&series);
    let expected = [None, None, None, None, None, Some(6.0), Some(6.0), None, Some(16.0 / 3.0), None];
    assert_eq!(level.values().len(), expected.len());
    for (found, expected) in level.values().iter().zip(expected) {
        assert_eq!(found.is_some(), expected.is_some(), "{:?}", level.values());
        // Means of small whole numbers: the last bits may differ with the order of summation, nothing else.
        assert!((found.unwrap_or(0.0) - expected.unwrap_or(0.0)).abs() < 1e-12);
    }
    assert!(rolling_level(&mood(vec![None; 4])).values().iter().all(Option::is_none));
    assert!(rolling_level(&mood(Vec::new())).values().is_empty());
}

#[test]
fn a_recent_level_abstains_below_three_days_and_compares_from_fourteen() {
    let two = mood([vec![Some(5.0); 28], vec![Some(7.0), Some(7.0), None, None, None, None, None]].concat());
    let refused = recent_level(&two, last(&two), &mut rng(1)).expect_err("two days");
    assert_eq!(refused.code, "too_few_days");
    let new = mood(vec![Some(6.0); 20]);
    assert!(recent_level(&new, last(&new), &mut rng(1)).is_ok_and(|level| level.comparison.is_none()));
}

#[test]
fn a_clear_change_of_level_is_seen() {
    let series = autoregressive(70, 0.3, 0.1, 5, |day| if day >= 63 { 2.0 } else { 0.0 });
    let level = recent_level(&series, last(&series), &mut rng(1)).expect("enough days");
    let comparison = level.comparison.expect("enough days before");
    assert!(comparison.differs && level.mean > comparison.before + 1.0, "{level:?}");
    assert!(comparison.low < level.mean && level.mean < comparison.high);
}

#[test]
fn a_change_of_level_is_seldom_stated_where_there_is_none() {
    let stated = (0..400).filter(|seed| {
        let series = autoregressive(91, 0.5, 0.1, *seed, |_| 0.0);
        let level = recent_level(&series, last(&series), &mut rng(*seed));
        level.is_ok_and(|level| level.comparison.is_some_and(|comparison| comparison.differs))
    });
    // Nominal 5 %: 20 of 400, with a binomial sd of 4.4; three of them above is 33.
    let stated = stated.count();
    assert!(stated <= 33, "{stated} of 400");
}

#[test]
fn variability_is_spread_and_day_to_day_change() {
    // 4, 6, 4, 6 ...: sample sd of 28 such days is sqrt(28 / 27), each step is 2 points.
    let zigzag = mood((0..28).map(|day| Some(if day % 2 == 0 { 4.0 } else { 6.0 })).collect());
    let found = variability(&zigzag, last(&zigzag)).expect("28 days");
    assert!((found.sd - (28.0_f64 / 27.0).sqrt()).abs() < 1e-12, "{found:?}");
    assert_eq!(found.rmssd, Some(2.0));
    // Every other day: no two observed days follow each other.
    let gaps = mood((0..28).map(|day| (day % 2 == 0).then_some(f64::from(day))).collect());
    assert!(variability(&gaps, last(&gaps)).is_ok_and(|found| found.rmssd.is_none() && found.days == 14));
    let few = mood((0..28).map(|day| (day >= 15).then_some(5.0)).collect());
    assert!(variability(&few, last(&few)).is_err_and(|refused| refused.code == "too_few_days"));
}

#[test]
fn a_trend_is_the_median_slope() {
    // An exact line but for outliers on a tenth of the days, which a median of slopes passes over.
    let series = mood(
        (0..56)
            .map(|day| Some(3.0 + f64::from(day) / 14.0 + if day % 10 == 3 { 4.0 } else { 0.0 }))
            .collect(),
    );
    let found = trend(&series, last(&series), &mut rng(1)).expect("56 days");
    assert!((found.per_week - 0.5).abs() < 0.05, "{found:?}");
    assert_eq!(found.direction, Direction::Up);
    let falling = autoregressive(56, 0.3, 0.1, 2, |day| -0.06 * day as f64);
    assert!(trend(&falling, last(&falling), &mut rng(1)).is_ok_and(|found| found.direction == Direction::Down && found.high < 0.0));
    let few = mood((0..56).map(|day| (day >= 29).then_some(5.0)).collect());
    assert!(trend(&few, last(&few), &mut rng(1)).is_err_and(|refused| refused.code == "too_few_days"));
}

/// As people rate: in whole points.
fn in_whole_points(series: &DailySeries) -> DailySeries {
    mood(series.values().iter().map(|value| value.map(f64::round)).collect())
}

#[test]
fn a_trend_is_seldom_stated_where_there_is_none() {
    for alike in [0.0, 0.3, 0.5, 0.7] {
        let series = |seed| autoregressive(56, alike, 0.1, seed, |_| 0.0);
        let stated = |series: &DailySeries, seed| {
            trend(series, last(series), &mut rng(seed)).is_ok_and(|found| found.direction != Direction::Unclear)
        };
        let exact = (0..1_000).filter(|seed| stated(&series(*seed), *seed)).count();
        let rated = (0..1_000).filter(|seed| stated(&in_whole_points(&series(*seed)), *seed)).count();
        println!("days alike by {alike}: a trend is stated {exact} times in 1,000, in whole points {rated} times");
        // Nominal 5 %: 50 of 1,000, with a binomial sd of 6.9; four of them above is 77.
        assert!(exact <= 77 && rated <= 77, "{alike}: {exact} and {rated} of 1,000");
    }
}

#[test]
fn the_interval_of_a_trend_holds_it_in_whole_points_too() {
    for (alike, width) in [(0.0, 1.0), (0.3, 1.0), (0.5, 1.0), (0.3, 0.5)] {
        let holds = (0..400).filter(|seed| {
            // Half a point a week.
            let series = autoregressive(56, alike, 0.1, *seed, |_| 0.0);
            let series = mood(
                (0..56)
                    .map(|day| series.values()[day].map(|value| 5.0 + width * (value - 5.0) + day as f64 / 14.0))
                    .collect(),
            );
            let series = in_whole_points(&series);
            trend(&series, last(&series), &mut rng(*seed)).is_ok_and(|found| found.low <= 0.5 && 0.5 <= found.high)
        });
        let holds = holds.count();
        println!("days alike by {alike}, {width} as wide: held {holds} times in 400");
        assert!(holds >= 360, "{alike}, {width}: {holds} of 400");
    }
}

#[test]
fn a_trend_is_seen_in_whole_points_too() {
    let seen = |series: &DailySeries, seed| trend(series, last(series), &mut rng(seed)).is_ok_and(|found| found.direction == Direction::Up);
    let series = |seed| autoregressive(56, 0.3, 0.1, seed, |day| 0.025 * day as f64);
    let exact = (0..400).filter(|seed| seen(&series(*seed), *seed)).count();
    let rated = (0..400).filter(|seed| seen(&in_whole_points(&series(*seed)), *seed)).count();
    println!("a trend of 1.4 points is seen {exact} times in 400, in whole points {rated} times");
    assert!(exact >= 160 && rated * 5 >= exact * 4, "{rated} against {exact}");
}

#[test]
fn ratings_that_tie_do_not_make_an_interval_of_nothing() {
    let series = autoregressive(56, 0.3, 0.0, 8, |_| 0.0);
    let whole = mood(series.values().iter().map(|value| value.map(f64::round)).collect());
    let found = trend(&whole, last(&whole), &mut rng(1)).expect("56 days");
    assert!(found.high - found.low > 0.1, "{found:?}");
}

#[test]
fn a_weekday_that_stands_out_is_named() {
    // Day 0 is a Monday, so day 5 of each week is a Saturday.
    let series = autoregressive(26 * 7, 0.4, 0.15, 3, |day| if day % 7 == 5 { 1.5 } else { 0.0 });
    let found = weekday_pattern(&series, last(&series), &mut rng(1)).expect("a pattern");
    assert_eq!(found.weekday, Weekday::Saturday);
    assert!(found.low <= 1.5 && 1.5 <= found.high && found.low > 0.0, "{found:?}");
    assert!(found.means[5] > found.means[1] + 0.5);
}

#[test]
fn neither_a_trend_nor_alike_neighbours_pose_as_a_weekday_pattern() {
    for shape in [|_| 0.0, |day: usize| 0.1 * day as f64] {
        let stated = (0..150).filter(|seed| {
            let series = autoregressive(15 * 7, 0.5, 0.1, *seed, shape);
            weekday_pattern(&series, last(&series), &mut rng(*seed)).is_ok()
        });
        // Nominal 1 %: 1.5 of 150 with a sd of 1.2; three of them above is 5.
        let stated = stated.count();
        assert!(stated <= 5, "{stated} of 150");
    }
}

#[test]
fn a_weekday_pattern_needs_six_weeks() {
    let series = autoregressive(5 * 7, 0.0, 0.0, 3, |day| if day % 7 == 5 { 5.0 } else { 0.0 });
    let refused = weekday_pattern(&series, last(&series), &mut rng(1)).expect_err("five weeks");
    assert_eq!((refused.code, refused.reason.contains("needs 6 weeks")), ("too_few_days", true));
    // From a Thursday on, six whole weeks reach into seven calendar weeks, the first of which has four days.
    let six = autoregressive(45, 0.0, 0.0, 3, |day| if day % 7 == 5 { 5.0 } else { 0.0 });
    assert!(weekday_pattern(&six, last(&six), &mut rng(1)).is_ok());
}
