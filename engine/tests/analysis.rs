//! One person's analysis, and many at once.

#![allow(clippy::expect_used, reason = "a test may panic")]

use std::collections::BTreeSet;

use eunoia_domain::{Metric, Observation, Zone};
use eunoia_engine::{Analysis, History, analyze, analyze_cohort, insights, simulate};
use jiff::{
    ToSpan,
    civil::{Date, date},
};

const TODAY: Date = date(2025, 6, 30);

fn cohort(people: u32, days: u32) -> Vec<(u32, History)> {
    let each = simulate(people, days, 21, TODAY, Zone::UTC).map(|person| {
        let events = person.events.iter();
        let seen: Vec<Observation> = events
            .flat_map(|event| event.entry.observations(&event.moment, |_| [0; 8]))
            .collect();
        (person.number, History::from_observations(&seen))
    });
    each.collect()
}

#[test]
fn threads_do_not_change_results() {
    let with = |threads: usize| -> Vec<(u32, Analysis)> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| analyze_cohort(cohort(6, 120), TODAY, 5))
    };
    let one = with(1);
    assert_eq!(one, with(4));
    let alone: Vec<_> = cohort(6, 120)
        .iter()
        .map(|(key, history)| (*key, analyze(history, TODAY, 5)))
        .collect();
    assert_eq!(one, alone);
}

#[test]
fn json_has_the_agreed_shape() {
    let (_, history) = cohort(1, 200).remove(0);
    let analysis = serde_json::to_value(analyze(&history, TODAY, 1)).expect("plain data");
    let all = analysis["insights"].as_array().expect("a list");
    let mut codes: Vec<_> = all.iter().filter_map(|insight| insight["code"].as_str()).collect();
    // One to three things may go with mood.
    codes.dedup();
    let expected = "mood.level mood.variability mood.weekday mood.trend sleep.level sleep.variability sleep.weekday sleep.trend \
                    sleep.quality_level association.mood change.mood";
    assert_eq!(codes.join(" "), expected);
    let keys = [
        "abstained",
        "code",
        "days",
        "high",
        "low",
        "metric",
        "model",
        "statement",
        "unit",
        "value",
    ];
    for insight in all {
        let found: Vec<_> = insight
            .as_object()
            .expect("an object")
            .keys()
            .map(String::as_str)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        assert_eq!(found, keys);
        assert!(insight["model"]["name"].is_string() && insight["model"]["version"].is_string());
        assert_eq!(insight["abstained"].is_null(), insight["value"].is_number(), "{insight}");
        assert!(insight["statement"].as_str().is_some_and(|text| text.ends_with('.')));
    }
    assert_eq!(all[3]["unit"], "points per week");
    assert!(analysis["forecasts"][0]["metric"] == "mood.score" && analysis["forecasts"][1]["metric"] == "sleep.hours");
}

#[test]
fn insights_state_what_the_days_hold() {
    // Eight weeks that rise from 3 by 0.5 points a week, with a zigzag of half a point.
    let days = (0..56).map(|day| {
        let value = 3.0 + f64::from(day) / 14.0 + if day % 2 == 0 { 0.25 } else { -0.25 };
        (TODAY - (55 - day).days(), Metric::MOOD_SCORE, value)
    });
    let found = insights(&History::from_daily(days), TODAY, 1);
    let by_code = |code: &str| found.iter().find(|insight| insight.code == code).expect("always there");
    let trend = by_code("mood.trend");
    assert_eq!(trend.statement, "Mood rose by 0.50 points a week over the last 8 weeks.");
    assert!(trend.low < Some(0.5) && Some(0.5) < trend.high && trend.low > Some(0.0) && trend.days == 56);
    let level = by_code("mood.level");
    assert!(
        level
            .statement
            .starts_with("Mood averaged 6.7 points over the last 7 days (7 recorded)"),
        "{}",
        level.statement
    );
    for insight in found.iter().filter(|insight| insight.code.starts_with("sleep.")) {
        assert_eq!(insight.abstained.as_ref().map(|abstention| abstention.code), Some("no_data"));
    }
}

#[test]
fn stale_days_are_not_news() {
    let (_, history) = cohort(1, 200).remove(0);
    let last = history.series(&Metric::MOOD_SCORE).last_observed().expect("a mood");
    let codes = |today| -> Vec<Option<&'static str>> {
        let all = insights(&history, today, 1)
            .into_iter()
            .filter(|insight| insight.metric == Metric::MOOD_SCORE);
        all.map(|insight| insight.abstained.map(|abstention| abstention.code)).collect()
    };
    // Level, variability, weekdays, trend, what goes with mood, and a lasting change.
    assert_eq!(codes(last + 15.days()), [Some("stale"); 6]);
    assert!(codes(last + 14.days()).iter().all(|code| *code != Some("stale")));
}

#[test]
fn later_days_are_not_looked_at() {
    let (_, history) = cohort(1, 200).remove(0);
    let today = TODAY - 30.days();
    let known = history.metrics().iter().flat_map(|metric| {
        let series = history.series(metric).until(today);
        let days: Vec<_> = series
            .observed()
            .map(|(day, value)| (series.date(day), metric.clone(), value))
            .collect();
        days
    });
    assert_eq!(analyze(&history, today, 3), analyze(&History::from_daily(known), today, 3));
}

#[test]
fn nobody_is_analysed_without_a_panic() {
    let empty = analyze(&History::from_daily([]), TODAY, 1);
    assert!(empty.levels.is_empty() && empty.forecasts.iter().all(|forecast| forecast.abstained.is_some()));
    assert!(
        empty
            .insights
            .iter()
            .all(|insight| insight.abstained.is_some() && insight.value.is_none())
    );
    // Extreme calendars and values: dates at the ends of what a date can be.
    for date in [Date::MIN, Date::MAX] {
        let one = History::from_daily([(date, Metric::MOOD_SCORE, 5.0)]);
        assert_eq!(analyze(&one, date, 1).levels.len(), 1);
        let _ = analyze(&one, TODAY, 1);
    }
}

/// Mood and sleep of the days before and of today, by how long ago.
fn days(ago: impl Iterator<Item = i64>, value: impl Fn(i64) -> f64) -> History {
    let both = |ago: i64| [Metric::MOOD_SCORE, Metric::SLEEP_HOURS].map(|metric| (TODAY - ago.days(), metric, value(ago)));
    History::from_daily(ago.flat_map(both))
}

#[test]
fn whatever_the_days_there_is_an_answer_or_a_reason() {
    let wave = |ago: i64| 5.0 + ((ago * 37) % 11) as f64 / 4.0;
    let odd = [
        ("nothing", days(0..0, wave)),
        ("one day", days(0..1, wave)),
        ("the same every day", days(0..400, |_| 5.0)),
        ("zero every day", days(0..400, |_| 0.0)),
        ("a gap of a year", days((0..30).chain(400..430), wave)),
        ("nothing for a year", days(370..500, wave)),
        ("outliers", days(0..200, |ago| if ago % 40 == 3 { 1e9 } else { wave(ago) })),
        ("outliers below", days(0..200, |ago| if ago % 40 == 3 { -1e9 } else { wave(ago) })),
        ("the largest numbers", days(0..60, |ago| if ago % 2 == 0 { 9e12 } else { -9e12 })),
        ("the smallest numbers", days(0..60, |ago| if ago % 2 == 0 { 1e-6 } else { 0.0 })),
        ("twice a day", days((0..60).chain(0..60), wave)),
        ("fifty years", days(0..50 * 365, wave)),
        ("one day in fifty years", days([0, 50 * 365].into_iter(), wave)),
        ("only Mondays", days((0..400).step_by(7), wave)),
    ];
    for (name, history) in odd {
        for today in [TODAY, TODAY + 40.days(), TODAY - 100.days(), Date::MIN, Date::MAX] {
            let analysis = analyze(&history, today, 5);
            let told = format!("{analysis:?}");
            assert!(!told.contains("NaN") && !told.contains("inf"), "{name} as of {today}: {told}");
            for forecast in &analysis.forecasts {
                assert_eq!(forecast.points.is_empty(), forecast.abstained.is_some(), "{name}: {forecast:?}");
                for point in &forecast.points {
                    assert!(point.low <= point.value && point.value <= point.high, "{name}: {point:?}");
                }
            }
        }
    }
}
