//! Forecasts are calibrated, and abstain where they cannot be.

#![allow(clippy::expect_used, reason = "a test may panic")]

mod series;

use eunoia_domain::Metric;
use eunoia_engine::{DailySeries, Ewma, Fit, Forecast, Predict, backtest, forecast};
use jiff::{ToSpan, civil::date};
use proptest::prelude::*;
use series::{FIRST, autoregressive, last};

fn mood(values: Vec<Option<f64>>) -> DailySeries {
    DailySeries::new(Metric::MOOD_SCORE, FIRST, values)
}

fn code(forecast: &Forecast) -> Option<&'static str> {
    forecast.abstained.as_ref().map(|abstention| abstention.code)
}

#[test]
fn ewma_starts_at_the_first_value_and_gaps_leave_it_alone() {
    let ewma = Ewma::new(0.3).expect("a weight between 0 and 1");
    // 4, then 4 + 0.3 (8 - 4) = 5.2, then 5.2 + 0.3 (6 - 5.2) = 5.44.
    let fitted = ewma
        .fit(&mood(vec![None, Some(4.0), None, None, Some(8.0), Some(6.0), None]))
        .expect("values");
    assert!(
        fitted
            .predict(1)
            .is_some_and(|said| (said.value - 5.44).abs() < 1e-12 && said.interval.is_none())
    );
    assert_eq!(fitted.predict(1), fitted.predict(9));
    assert_eq!(ewma.fit(&mood(vec![None])), None);
    assert!([0.0, -0.1, 1.1, f64::NAN].into_iter().all(|alpha| Ewma::new(alpha).is_err()));
}

#[test]
fn intervals_hold_a_later_day_four_times_in_five() {
    const SERIES: u64 = 120;
    let (mut held, mut made) = (0, 0);
    for (horizon, autocorrelation, missed) in [(1, 0.5, 0.0), (7, 0.5, 0.0), (1, 0.2, 0.2), (3, 0.7, 0.1)] {
        for seed in 0..SERIES {
            let whole = autoregressive(90, autocorrelation, missed, seed, |_| 0.0);
            let target = FIRST + 80.days();
            let made_before = forecast(&whole, target - i64::from(horizon).days(), horizon);
            let point = made_before.points.iter().find(|point| point.date == target);
            if let (Some(point), Some(value)) = (point, whole.get(target)) {
                made += 1;
                held += u32::from(point.low <= value && value <= point.high);
            }
        }
    }
    let coverage = f64::from(held) / f64::from(made);
    // Independent series, so the count is binomial: three standard errors of it are 0.058.
    assert!(made > 420, "{made} forecasts");
    assert!((0.8 - coverage).abs() < 0.06, "{coverage}");
}

#[test]
fn a_new_person_gets_a_forecast_in_the_first_week() {
    let (mut own, mut plain) = (0.0, 0.0);
    for seed in 0..60 {
        let week = autoregressive(8, 0.3, 0.0, seed, |_| 0.0);
        let target = last(&week);
        let made = forecast(&week, target - 1.day(), 1);
        let [point] = made.points[..] else { panic!("one day: {made:?}") };
        let value = week.get(target).expect("nothing is missed");
        let average = Ewma::default().fit(&week.until(target - 1.day())).expect("values");
        own += (value - point.value).abs();
        plain += (value - average.predict(1).expect("a level").value).abs();
        assert!(point.high - point.low > 0.5, "seven days are few: {point:?}");
        assert_eq!(made.track_record, None);
    }
    assert!(own < 1.05 * plain, "{own} {plain}");
}

#[test]
fn a_gap_widens_the_interval() {
    let (mut near, mut far) = (0.0, 0.0);
    for seed in 0..20 {
        let daily = autoregressive(120, 0.6, 0.0, seed, |_| 0.0);
        let made = forecast(&daily, last(&daily), 14);
        let widths: Vec<_> = made.points.iter().map(|point| point.high - point.low).collect();
        assert_eq!(widths.len(), 14);
        assert!(widths.windows(2).all(|pair| pair[0] <= pair[1] + 1e-9), "{:?}", made.points);
        near += widths[0];
        far += widths[13];
        // However many days are asked for, a day has the same forecast.
        assert_eq!(forecast(&daily, last(&daily), 7).points, made.points[..7]);
    }
    assert!(near < 0.95 * far, "{near} {far}");
}

#[test]
fn the_record_says_which_model_is_used() {
    let record = |series: &DailySeries| forecast(series, last(series), 1).track_record.expect("days enough");
    for seed in 0..10 {
        let series = autoregressive(200, 0.5, 0.0, seed, |_| 0.0);
        let made = forecast(&series, last(&series), 1);
        let found = record(&series);
        assert_eq!(found.forecasts, 40);
        assert!((0.0..=1.0).contains(&found.coverage) && found.mae > 0.0 && found.mae_of_ewma > 0.0);
        assert_eq!(made.model.name, if found.clearly_worse { "ewma" } else { "pooled" });
    }
}

#[test]
fn horizons_count_from_the_last_observed_day_and_points_lie_after_today() {
    let series = autoregressive(120, 0.4, 0.0, 1, |_| 0.0);
    let made = forecast(&series, last(&series) + 3.days(), 7);
    assert_eq!(made.origin, Some(last(&series)));
    let found: Vec<_> = made.points.iter().map(|point| (point.date, point.horizon)).collect();
    let expected: Vec<_> = (4..=10).map(|h| (last(&series) + i64::from(h).days(), h)).collect();
    assert_eq!(found, expected);
    // Later days are not looked at.
    let cut = forecast(&series, last(&series) - 20.days(), 7);
    assert_eq!(
        cut,
        forecast(&series.until(last(&series) - 20.days()), last(&series) - 20.days(), 7)
    );
    assert_eq!(cut.origin, Some(last(&series) - 20.days()));
}

#[test]
fn a_forecast_abstains_and_says_why() {
    let empty = forecast(&mood(Vec::new()), FIRST, 7);
    assert_eq!((code(&empty), empty.origin), (Some("no_data"), None));

    let few = autoregressive(4, 0.4, 0.0, 1, |_| 0.0);
    let made = forecast(&few, last(&few), 7);
    assert_eq!((code(&made), made.points.len()), (Some("too_few_days"), 0));
    assert_eq!(
        made.abstained.map(|a| a.reason).as_deref(),
        Some("needs 5 days with mood recorded, has 4")
    );

    let enough = autoregressive(5, 0.4, 0.0, 1, |_| 0.0);
    assert_eq!(forecast(&enough, last(&enough), 7).points.len(), 7);

    let old = autoregressive(100, 0.4, 0.0, 1, |_| 0.0);
    assert_eq!(code(&forecast(&old, last(&old) + 7.days(), 7)), None);
    let stale = forecast(&old, last(&old) + 8.days(), 7);
    assert_eq!(
        (code(&stale), stale.points.len(), stale.origin),
        (Some("stale"), 0, Some(last(&old)))
    );

    // Numbers that cannot be squared.
    let huge = DailySeries::new(
        Metric::SLEEP_HOURS,
        FIRST,
        vec![Some(f64::MAX), Some(f64::MIN), Some(f64::MAX), Some(1.0), Some(f64::MIN)],
    );
    assert_eq!(code(&forecast(&huge, last(&huge), 7)), Some("not_supported"));
}

#[test]
fn json_has_the_agreed_shape() {
    let series = autoregressive(100, 0.4, 0.0, 1, |_| 0.0);
    let made = serde_json::to_value(forecast(&series, last(&series), 1)).expect("plain data");
    let point = &made["points"][0];
    assert_eq!(
        made,
        serde_json::json!({
            "metric": "mood.score", "model": {"name": "pooled", "version": "2"}, "origin": "2024-04-09", "coverage": 0.8,
            "points": [{"date": "2024-04-10", "horizon": 1, "value": point["value"], "low": point["low"], "high": point["high"]}],
            "track_record": made["track_record"], "abstained": null,
        })
    );
    let keys: Vec<_> = made["track_record"].as_object().expect("20 days").keys().collect();
    assert_eq!(
        keys,
        ["clearly_worse", "coverage", "forecasts", "interval_score", "mae", "mae_of_ewma"]
    );
    let none = serde_json::to_value(forecast(&mood(Vec::new()), date(2024, 1, 1), 7)).expect("plain data");
    assert_eq!(
        (&none["origin"], none["abstained"]["code"].as_str()),
        (&serde_json::Value::Null, Some("no_data"))
    );
    assert!(none["abstained"]["reason"].is_string() && none["points"] == serde_json::json!([]));
}

#[test]
fn a_backtest_prefers_the_method_that_fits() {
    // A level that wanders: yesterday says more than the mean of the year.
    let wandering = autoregressive(400, 0.97, 0.1, 4, |_| 0.0);
    let result = backtest(&wandering);
    let mae: Vec<_> = result.candidates.iter().map(|candidate| (candidate.name, candidate.mae)).collect();
    assert_eq!(
        mae.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
        ["pooled", "ewma", "last_value", "mean"]
    );
    assert!(mae[2].1 < mae[3].1, "{mae:?}");
    // Noise alone: the mean is best.
    let noise = autoregressive(400, 0.0, 0.1, 4, |_| 0.0);
    let noise = backtest(&noise).candidates;
    assert!(noise[3].mae < noise[1].mae && noise[1].mae < noise[2].mae, "{noise:?}");
    assert!(
        noise[0].mae < noise[1].mae,
        "the one that is used learns that noise is noise: {noise:?}"
    );
    assert!(noise[3].interval_score < noise[2].interval_score);
    assert_eq!(result.forecasts, wandering.observed_days() / 5);
    // Made by hand: a constant is forecast without error by intervals of no width.
    let constant = backtest(&mood(vec![Some(5.0); 100])).candidates;
    assert!(
        constant
            .iter()
            .all(|c| (c.mae, c.coverage) == (0.0, Some(1.0)) && (c.name == "pooled" || c.interval_score == Some(0.0)))
    );
    let few = backtest(&mood(vec![Some(5.0); 26]));
    assert_eq!((few.abstained.map(|a| a.code), few.candidates.len()), (Some("too_few_days"), 0));
}

proptest! {
    #[test]
    fn points_lie_in_their_interval_and_intervals_in_the_range(
        values in prop::collection::vec(prop::option::weighted(0.8, 1.0..=10.0), 0..90),
        wait in 0_i64..10,
        horizon in 0_u32..40,
    ) {
        let series = mood(values);
        let today = series.date(series.values().len()) + wait.days();
        let made = forecast(&series, today, horizon);
        prop_assert!(made.points.len() <= 28.min(horizon as usize));
        prop_assert_eq!(made.abstained.is_none(), !made.points.is_empty());
        for point in &made.points {
            prop_assert!(1.0 <= point.low && point.low <= point.value && point.value <= point.high && point.high <= 10.0);
            prop_assert!(point.date > today);
        }
    }
}
