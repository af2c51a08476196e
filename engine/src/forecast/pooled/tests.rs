//! Without any library, so that a number drawn here is the same everywhere.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test may panic")]

use super::*;

/// A sequence that looks irregular and is the same each time (Marsaglia 2003).
struct Draws(u64);

impl Draws {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(2_654_435_761).wrapping_add(88_172_645_463_325_252))
    }

    fn uniform(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Roughly normal: a sum of uniforms.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }
}

/// People around levels of their own, moving as first order autoregressions, all on the same days.
fn cohort(people: u64, days: usize, persistence: f64) -> Vec<Vec<f64>> {
    let person = |person| {
        let mut draws = Draws::new(person + 1);
        let (own, mut wave) = (5.0 + draws.normal(), draws.normal());
        let mut step = || {
            wave = persistence * wave + (1.0 - persistence * persistence).sqrt() * draws.normal();
            own + wave
        };
        (0..days).map(|_| step()).collect()
    };
    (0..people).map(person).collect()
}

fn weekday(day: usize) -> Option<usize> {
    Some(day % 7)
}

/// All days in order; what is said of everybody's next day, before it is known.
fn replay(values: &[Vec<f64>], prior: &Prior) -> Vec<Vec<Option<Made>>> {
    let mut pool = Pool::new(values.len(), prior, 3, true, Usual::default());
    let days = values.iter().map(Vec::len).max().unwrap_or(0);
    let mut said = vec![Vec::new(); values.len()];
    for day in 0..days {
        pool.refresh();
        for (person, values) in values.iter().enumerate() {
            if let Some(value) = values.get(day) {
                pool.observe(person, day as i64, *value, *value, weekday(day));
                said[person].push(pool.predict(person, 1, weekday(day + 1)));
            }
        }
    }
    said
}

/// Mean absolute errors over the last half: of the pool, and of the level alone.
fn errors(values: &[Vec<f64>], prior: &Prior) -> (f64, f64) {
    let said = replay(values, prior);
    let (mut own, mut plain) = (0.0, 0.0);
    for (values, said) in values.iter().zip(&said) {
        let mut level = values[0];
        for day in 1..values.len() {
            if day >= values.len() / 2 {
                own += (values[day] - said[day - 1].map_or(f64::INFINITY, |made| made.value)).abs();
                plain += (values[day] - level).abs();
            }
            level += 0.3 * (values[day] - level);
        }
    }
    (own, plain)
}

#[test]
fn what_comes_later_changes_nothing() {
    let (before, cut) = (cohort(8, 80, 0.5), 50);
    let said = replay(&before, &Prior::default());
    let mut after = before.clone();
    for (person, values) in after.iter_mut().enumerate() {
        for value in &mut values[cut..] {
            *value = 3.0 * *value - person as f64;
        }
    }
    let changed = replay(&after, &Prior::default());
    for (said, changed) in said.iter().zip(&changed) {
        // The forecast that is made after the last day before the cut is about the first changed one.
        assert_eq!(said[..cut], changed[..cut]);
        assert_ne!(said[cut..], changed[cut..]);
    }
}

#[test]
fn without_data_the_forecast_is_the_level() {
    let mut pool = Pool::new(1, &Prior::default(), 1, true, Usual { mean: 0.0, error: 1.0 });
    assert_eq!(pool.predict(0, 1, None), None);
    pool.observe(0, 0, 4.0, 4.0, None);
    pool.observe(0, 1, 6.0, 6.0, None);
    assert_eq!(pool.predict(0, 1, None).map(|made| made.value), Some(4.0 + 0.3 * 2.0));
}

#[test]
fn a_cohort_is_learnt() {
    // Noise round a level of one's own: the mean is best, which misses by 0.8 where the level misses by 0.87.
    let (own, plain) = errors(&cohort(40, 60, 0.0), &Prior::default());
    assert!(own < 0.96 * plain, "{own} {plain}");
    // One's last value is best.
    let (own, plain) = errors(&cohort(40, 60, 0.98), &Prior::default());
    assert!(own < 0.95 * plain, "{own} {plain}");
}

#[test]
fn a_person_is_learnt() {
    let (mut own, mut plain) = (0.0, 0.0);
    for person in cohort(20, 200, 0.0) {
        let errors = errors(&[person], &Prior::default());
        own += errors.0;
        plain += errors.1;
    }
    // The mean misses by 0.93 of what the level misses by; 200 days are still far from it after shrinking.
    assert!(own < 0.985 * plain, "{own} {plain}");
}

#[test]
fn where_the_level_is_best_nothing_is_lost() {
    // Noise on a level that wanders, of the sizes at which a weight of 0.3 is best (Muth 1960).
    let person = |seed| {
        let (mut draws, mut level) = (Draws::new(seed), 5.0);
        let mut day = || {
            level += 0.359 * draws.normal();
            level + draws.normal()
        };
        (0..120).map(|_| day()).collect::<Vec<_>>()
    };
    let values: Vec<_> = (1..=40).map(person).collect();
    let (own, plain) = errors(&values, &Prior::default());
    assert!(own < 1.01 * plain, "{own} {plain}");
}

#[test]
fn intervals_hold_four_values_in_five_and_grow_with_distance() {
    let values = cohort(60, 80, 0.6);
    let said = replay(&values, &Prior::default());
    let (mut held, mut made) = (0.0, 0.0);
    for (values, said) in values.iter().zip(&said) {
        for day in 40..values.len() {
            let said = said[day - 1].expect("a forecast after a value");
            made += 1.0;
            held += f64::from(u8::from((said.low..=said.high).contains(&values[day])));
        }
    }
    // 2,400 forecasts, which are not quite independent: three standard errors of a share of 0.8 are 0.025.
    assert!((held / made - 0.8_f64).abs() < 0.03, "{}", held / made);

    let mut pool = Pool::new(60, &Prior::default(), 14, true, Usual::default());
    for day in 0..80 {
        pool.refresh();
        for (person, values) in values.iter().enumerate() {
            pool.observe(person, day as i64, values[day], values[day], weekday(day));
        }
    }
    let width = |distance| {
        let made = (0..60).filter_map(|person| pool.predict(person, distance, None));
        made.map(|made| made.high - made.low).sum::<f64>()
    };
    assert!(width(1) < 0.95 * width(7), "{} {}", width(1), width(7));
}

#[test]
fn strange_series_give_finite_numbers_or_none() {
    let day = |values: Vec<f64>| values.into_iter().enumerate().map(|(day, value)| (day as i64, value)).collect();
    let series: [Vec<(i64, f64)>; 8] = [
        vec![(0, 5.0)],
        day(vec![5.0; 400]),
        day((0..400).map(|day| if day == 200 { 1e9 } else { f64::from(day % 5) }).collect()),
        day((0..60).map(|day| if day % 2 == 0 { 1e9 } else { -1e9 }).collect()),
        (0..200).map(|day| (day * 365, (day % 7) as f64)).collect(),
        (0..18_262).map(|day| (day, (day * 7 % 11) as f64)).collect(),
        day(vec![f64::MAX, f64::MIN, f64::MAX, f64::MIN, 0.0, f64::MAX, f64::MAX, f64::MIN]),
        day(vec![f64::MIN_POSITIVE; 40]),
    ];
    for (number, series) in series.iter().enumerate() {
        let mut pool = Pool::new(1, &Prior::default(), 14, true, Usual::default());
        for (day, value) in series {
            pool.observe(0, *day, *value, *value, usize::try_from(day.rem_euclid(7)).ok());
            for distance in [1, 3, 14, 400] {
                let made = pool.predict(0, distance, Some(3));
                assert!(
                    made.is_none_or(|made| made.low.is_finite()
                        && made.low <= made.value
                        && made.value <= made.high
                        && made.high.is_finite()),
                    "series {number}, day {day}: {made:?}"
                );
            }
        }
        let last = pool.predict(0, 1, None);
        assert!(last.is_some() || number == 6, "series {number}: {last:?}");
        if number == 1 {
            assert_eq!(last.map(|made| (made.low, made.value, made.high)), Some((5.0, 5.0, 5.0)));
        }
    }
}

#[test]
fn quantiles_are_found_and_shrink_to_what_was_believed() {
    let mut rows = Rows::new(2);
    let mut draws = Draws::new(3);
    for _ in 0..4_000 {
        let input = draws.normal();
        // Exponential noise: its median is ln 2, its 90 % point ln 10.
        rows.push(&[1.0, input], 2.0 * input - (1.0 - draws.uniform()).ln());
    }
    let nothing = Belief {
        coefficients: &[0.0, 0.0],
        rows: 0.0,
    };
    for (level, constant) in [(0.5, 2.0_f64.ln()), (0.9, 10.0_f64.ln())] {
        let found = fit(&rows, level, nothing, &[0.0, 0.0], 60);
        // Three standard errors of a 90 % point of 4,000 such values: 3 sqrt(0.9 / 0.1 / 4,000).
        assert!(
            (found[0] - constant).abs() < 0.15 && (found[1] - 2.0).abs() < 0.15,
            "{level}: {found:?}"
        );
    }
    let sure = Belief {
        coefficients: &[5.0, -1.0],
        rows: 1e9,
    };
    let found = fit(&rows, 0.5, sure, &[0.0, 0.0], 20);
    assert!((found[0] - 5.0).abs() < 0.01 && (found[1] + 1.0).abs() < 0.01, "{found:?}");
    assert_eq!(fit(&Rows::new(2), 0.5, sure, &[1.0, 2.0], 5), [1.0, 2.0]);
}
