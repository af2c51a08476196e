//! One person's year of twelve metrics and each part of what is computed from it: `cargo bench -p eunoia-benches`.
#![allow(missing_docs, clippy::expect_used, reason = "criterion's macros; a bench may panic")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use eunoia_domain::Metric;
use eunoia_engine::{
    History, analyze, backtest, correlations,
    crisis::{Evidence, risk_course, risk_now},
    features::{recent_level, rolling_level, trend, variability, weekday_pattern},
    forecast, insights,
    recommend::{Context, choose},
    simulate::planted::{Scenario, planted_person},
};
use jiff::{
    ToSpan,
    civil::{Date, date},
};
use rand::{SeedableRng, rngs::StdRng};

const LAST: Date = date(2026, 6, 30);
const SEED: u64 = 7;

/// From where on a text counts as a sign of crisis.
const SIGNAL: f64 = 0.3;

fn year(criterion: &mut Criterion) {
    let person = planted_person(Scenario::Effects, 0, 365, SEED, LAST);
    let daily: Vec<_> = person.daily().collect();
    let history = person.history();
    let mood = history.series(&Metric::MOOD_SCORE);
    let evidence = Evidence::of_daily(&history, SIGNAL);
    let context = Context::of(&risk_now(&evidence, &[], LAST), None);

    let mut part = |name: &str, work: &mut dyn FnMut()| {
        criterion.bench_function(name, |bencher| bencher.iter(&mut *work));
    };
    part("history", &mut || drop(black_box(History::from_daily(daily.clone()))));
    part("features: level, trend, variability, weekdays", &mut || {
        let mut rng = StdRng::seed_from_u64(SEED);
        drop(black_box(rolling_level(&mood)));
        let _ = black_box(recent_level(&mood, LAST, &mut rng));
        let _ = black_box(trend(&mood, LAST, &mut rng));
        let _ = black_box(variability(&mood, LAST));
        let _ = black_box(weekday_pattern(&mood, LAST, &mut rng));
    });
    part("forecast: fit and predict 7 days", &mut || {
        drop(black_box(forecast(&mood, LAST, 7)))
    });
    part("forecast: backtest of all candidates", &mut || drop(black_box(backtest(&mood))));
    part("correlations", &mut || {
        drop(black_box(correlations(&history, &Metric::MOOD_SCORE, LAST)))
    });
    part("insights", &mut || drop(black_box(insights(&history, LAST, SEED))));
    part("risk: evidence and today's score", &mut || {
        drop(black_box(risk_now(&Evidence::of_daily(&history, SIGNAL), &[], LAST)));
    });
    part("risk: every day of the year", &mut || {
        drop(black_box(risk_course(&evidence, &[], LAST - 364.days(), LAST)));
    });
    part("suggestions", &mut || drop(black_box(choose(&context, &[], 3, SEED))));
    part("all that `eunoia analyze` computes", &mut || {
        drop(black_box(analyze(&history, LAST, SEED)))
    });
}

criterion_group! {
    name = person_year;
    config = Criterion::default().sample_size(20);
    targets = year
}
criterion_main!(person_year);
