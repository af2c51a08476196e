//! What is released about many people tells next to nothing of any one: tried by attackers who know everybody else.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use std::collections::BTreeSet;

use eunoia_engine::population::{
    DELTA, Estimate, MINIMUM_PEOPLE, MOST_MILLIEPSILON, NOISE, Quarter, SETTLING_DAYS, Span, Subject, TABLE_MILLIEPSILON, Table,
    difference, findings, noise::Laplace, release, standing, tables, threshold,
};
use jiff::{ToSpan, civil::Date};
use proptest::prelude::*;
use rand::{SeedableRng, rngs::StdRng};

/// Where a test draws from is fixed; the product draws from the system.
fn noise(number: u64) -> StdRng {
    StdRng::seed_from_u64(number)
}

fn table(name: &str) -> Table {
    name.parse().unwrap()
}

/// How many standard errors `P(event | one) - e^epsilon P(event | other) - delta` lies above zero, which it must not. Each
/// event is counted in `draws` draws.
fn excess(one: usize, other: usize, draws: usize, epsilon: f64, delta: f64) -> f64 {
    let share = |count: usize| count as f64 / draws as f64;
    // A share of 0 or 1 has no error of its own; half a count keeps it from being taken for certain.
    let variance = |count: usize| (share(count) * (1.0 - share(count))).max(0.5 / draws as f64) / draws as f64;
    let over = share(one) - epsilon.exp() * share(other) - delta;
    over / (variance(one) + (2.0 * epsilon).exp() * variance(other)).sqrt()
}

/// The worst excess over all events "the count is at least t" and "at most t", in both directions. At 5.5 standard errors
/// each event gives a false alarm once in 50 million times; with 100 events, a test that draws anew alarms falsely
/// twice in a million runs.
fn worst(one: &[i64], other: &[i64], epsilon: f64, delta: f64) -> f64 {
    let center = other[other.len() / 2];
    let events = (center - 12..=center + 12).flat_map(|t| {
        let above = |drawn: &[i64]| drawn.iter().filter(|x| **x >= t).count();
        let pairs = [(above(one), above(other)), (one.len() - above(one), other.len() - above(other))];
        pairs
            .into_iter()
            .flat_map(|(a, b)| [(a, b), (b, a)])
            .map(|(a, b)| excess(a, b, one.len(), epsilon, delta))
            .collect::<Vec<_>>()
    });
    events.fold(f64::NEG_INFINITY, f64::max)
}

const ALARM: f64 = 5.5;
const DRAWS: usize = 4_000;

#[test]
fn one_person_more_or_less_hardly_changes_what_is_shown() {
    let epsilon = f64::from(TABLE_MILLIEPSILON) / 1_000.0;
    let (with, without) = ([40_u64, 60, 31], [40_u64, 60, 30]);
    let drawn = |counts: &[u64], seed| -> Vec<i64> {
        let mut noise = noise(seed);
        // Not shown is an outcome, too: below everything.
        (0..DRAWS)
            .map(|_| release(counts, &mut noise).map_or(i64::MIN / 2, |counts| counts[2]))
            .collect()
    };
    let (one, other) = (drawn(&with, 1), drawn(&without, 2));
    assert!(worst(&one, &other, epsilon, DELTA) < ALARM);
    // Even the threshold, where a person more decides whether anything is shown.
    let edge = u64::try_from(threshold(3)).unwrap();
    let shown = |people: u64, seed| {
        let mut noise = noise(seed);
        (0..DRAWS).filter(|_| release(&[people - 20, 10, 10], &mut noise).is_some()).count()
    };
    let (one, other) = (shown(edge, 3), shown(edge - 1, 4));
    assert!(one > DRAWS / 3 && one < DRAWS * 2 / 3, "half of them are shown: {one}");
    for (a, b) in [
        (one, other),
        (other, one),
        (DRAWS - one, DRAWS - other),
        (DRAWS - other, DRAWS - one),
    ] {
        assert!(excess(a, b, DRAWS, epsilon, DELTA) < ALARM, "{one} {other}");
    }

    // The test itself finds half the noise.
    let half = |count: i64, seed| -> Vec<i64> {
        let (noise, mut source) = (Laplace::new(2 * TABLE_MILLIEPSILON), noise(seed));
        (0..DRAWS).map(|_| count + noise.draw(&mut source)).collect()
    };
    assert!(worst(&half(31, 5), &half(30, 6), epsilon, DELTA) > 2.0 * ALARM);
}

#[test]
fn noise_has_the_distribution_that_the_promise_rests_on() {
    let q = (-0.5_f64).exp();
    let mut source = noise(7);
    let drawn: Vec<i64> = (0..DRAWS).map(|_| NOISE.draw(&mut source)).collect();
    for x in -6..=6_i64 {
        let expected = (1.0 - q) / (1.0 + q) * q.powi(x.unsigned_abs() as i32);
        let found = drawn.iter().filter(|drawn| **drawn == x).count() as f64 / DRAWS as f64;
        let error = (expected * (1.0 - expected) / DRAWS as f64).sqrt();
        // Five standard errors: once in two million times for each of the thirteen.
        assert!((found - expected).abs() < 5.0 * error, "{x}: {found} for {expected}");
    }
    let variance = drawn.iter().map(|x| (x * x) as f64).sum::<f64>() / DRAWS as f64;
    assert!(
        (variance / NOISE.variance() - 1.0).abs() < 0.1,
        "{variance} for {}",
        NOISE.variance()
    );
    // What a sum reaches with at most a chance of 1 %, on the same ground.
    let margin = NOISE.margin(9, 0.01);
    let reached = drawn.chunks(9).filter(|sum| sum.iter().sum::<i64>() >= margin).count() as f64 / (DRAWS / 9) as f64;
    let below = drawn.chunks(9).filter(|sum| sum.iter().sum::<i64>() >= margin - 3).count() as f64 / (DRAWS / 9) as f64;
    assert!(reached < 0.03 && below > 0.002, "{reached} {below}");
}

/// Who knows all others' cells, and the one that the person would be in, guesses best by whether their count is above what
/// the others make it. Exact counts tell them for certain.
#[test]
fn who_takes_the_difference_of_two_releases_learns_little() {
    let epsilon = f64::from(TABLE_MILLIEPSILON) / 1_000.0;
    let guessed = |releases: usize, there: bool, seed| {
        let mut noise = noise(seed);
        let counts = [50, 70, 30 + u64::from(there)];
        let seen = |noise: &mut StdRng| release(&counts, noise).unwrap()[2] - 30;
        (0..DRAWS)
            .filter(|_| (0..releases).map(|_| seen(&mut noise).clamp(0, 1) * 2 - 1).sum::<i64>() > 0)
            .count() as f64
            / DRAWS as f64
    };
    // Of one organisation, and of two with the same members; for each the most that anybody can know of it.
    for (releases, seed) in [(1, 11), (2, 21)] {
        let advantage = guessed(releases, true, seed) - guessed(releases, false, seed + 1);
        let most = (releases as f64 * epsilon / 2.0).tanh();
        // Five standard errors of a difference of two shares.
        let error = 5.0 * (0.5 / DRAWS as f64).sqrt();
        assert!(advantage < most + error, "{advantage} over {most}");
        assert!(advantage > 0.05, "the attack is one: {advantage}");
    }
    // Somebody leaves between two months: the difference of the two is as noisy as twice one.
    let mut source = noise(31);
    let differences: Vec<i64> = (0..DRAWS)
        .map(|_| release(&[50, 70, 31], &mut source).unwrap()[2] - release(&[50, 70, 30], &mut source).unwrap()[2])
        .collect();
    let right = differences.iter().filter(|difference| **difference == 1).count() as f64 / DRAWS as f64;
    assert!(right < 0.2, "{right}");
}

#[test]
fn a_table_of_too_few_people_is_never_shown() {
    let mut source = noise(41);
    for width in [3, 6, 9] {
        let few = |people: u64| {
            let mut counts = vec![0; width];
            counts[1] = people;
            counts
        };
        for people in [0, 19, 20, 25] {
            for _ in 0..1_000 {
                assert_eq!(release(&few(people), &mut source), None, "{people} people");
            }
        }
        let many = u64::try_from(threshold(width)).unwrap() + 60;
        assert!((0..1_000).all(|_| release(&few(many), &mut source).is_some()), "{many} people");
    }
    assert!(threshold(9) > MINIMUM_PEOPLE as i64 + 20);
}

#[test]
fn all_tables_of_a_quarter_cost_what_a_person_may_lose() {
    let cost: u32 = tables()
        .map(|table| {
            let times = if table.span == Span::Month { 3 } else { 1 };
            times * TABLE_MILLIEPSILON
        })
        .iter()
        .sum();
    assert_eq!(cost, MOST_MILLIEPSILON);
    let names: BTreeSet<&str> = tables().map(|table| table.name).into();
    assert_eq!(names.len(), tables().len(), "a quarter less two of its months would be the third");
    for table in tables() {
        assert_eq!(
            table.metric().is_some(),
            matches!(table.subject, Subject::Level { .. }),
            "{}",
            table.name
        );
    }
    assert!("mood.energy".parse::<Table>().is_err());
}

#[test]
fn only_what_is_long_over_is_due() {
    let today = Date::constant(2026, 7, 8);
    let months = Span::Month.due(today);
    assert_eq!((months.len(), months[11]), (12, Date::constant(2026, 6, 1)));
    let quarters = Span::Quarter.due(today);
    assert_eq!((quarters.len(), quarters[3]), (4, Date::constant(2026, 4, 1)));
    assert_eq!(Span::Quarter.end(quarters[3]), Date::constant(2026, 6, 30));
    assert_eq!(
        *Span::Month.due(Date::constant(2026, 7, 7)).last().unwrap(),
        Date::constant(2026, 5, 1)
    );
    for span in [Span::Month, Span::Quarter] {
        for ago in 0..800 {
            let today = today.saturating_sub(ago.days());
            let due = span.due(today);
            assert!(
                due.iter()
                    .all(|start| span.end(*start) < today.saturating_sub(SETTLING_DAYS.days()))
            );
            // One quarter's budget pays for each.
            assert!(due.iter().all(|start| Quarter::of(*start) == Quarter::of(span.end(*start))));
        }
    }
    let number = |year, month| Quarter::of(Date::constant(year, month, 1)).number();
    assert_eq!((number(2027, 1) - number(2026, 12), number(2026, 6) - number(2026, 4)), (1, 0));
}

#[test]
fn what_is_found_is_near_what_is_there() {
    let table = table("mood.score");
    // 400 people round 5.9, two apart.
    let own: Vec<f64> = (0..400).map(|i| 5.9 + 2.0 * (f64::from(i) * 1.7).sin()).collect();
    let mean = own.iter().sum::<f64>() / 400.0;
    let mut counts = vec![0; table.width()];
    for value in &own {
        counts[table.cell_of_mean(*value)] += 1;
    }
    let mut source = noise(51);
    let found: Vec<_> = (0..300)
        .map(|_| findings(&table, &release(&counts, &mut source).unwrap()).unwrap())
        .collect();
    let holds = |estimate: &Estimate, value: f64| estimate.low <= value && value <= estimate.high;
    let held = found.iter().filter(|found| holds(&found.mean.unwrap(), mean)).count();
    assert!(held >= 285, "the mean is in {held} of 300 intervals");
    assert!(found.iter().filter(|found| holds(&found.people, 400.0)).count() >= 270);
    assert!(found.iter().all(|found| (found.mean.unwrap().value - mean).abs() < 0.4));
    assert!(found.iter().all(|found| (found.standard_deviation.unwrap() - 1.41).abs() < 0.4));
    let median = |found: &eunoia_engine::population::Findings| found.percentiles.iter().find(|p| p.percent == 50.0).unwrap().at;
    let held = found.iter().filter(|found| holds(&median(found), 5.9)).count();
    assert!(held >= 285, "the median is in {held} of 300 intervals");
    // The same people a month later have not changed: an interval that holds 0.
    let change = found
        .windows(2)
        .filter(|two| holds(&difference(&two[0].mean.unwrap(), &two[1].mean.unwrap()), 0.0));
    assert!(change.count() >= 285);
    let noisy = release(&counts, &mut source).unwrap();
    assert!(standing(&table, &noisy, 8.5).unwrap() > 90.0 && standing(&table, &noisy, 4.0).unwrap() < 20.0);
    // A cell about few is not shown, nor one from which it could be had.
    let floors = findings(&self::table("risk.floor"), &[300, 2, 25, 4, 180]).unwrap();
    let shown: Vec<bool> = floors.cells.iter().map(|cell| !cell.suppressed).collect();
    assert_eq!((shown, floors.mean), (vec![true, false, false, false, true], None));
}

#[test]
fn whole_numbers_lie_within_the_interval_of_their_mean() {
    for name in ["mood.score", "phq9.total"] {
        let table = table(name);
        // A thousand people who answered once, most of them low.
        let own: Vec<f64> = (0..1_000)
            .map(|i| (1.0 + 7.0 * (f64::from(i) * 1.7).sin().powi(2)).round())
            .collect();
        let mean = own.iter().sum::<f64>() / 1_000.0;
        let mut counts = vec![0; table.width()];
        own.iter().for_each(|value| counts[table.cell_of_mean(*value)] += 1);
        let mut source = noise(61);
        let held = (0..200).filter(|_| {
            let found = findings(&table, &release(&counts, &mut source).unwrap()).unwrap().mean.unwrap();
            found.low <= mean && mean <= found.high
        });
        assert!(held.count() >= 190, "{name}");
    }
}

#[test]
fn percentiles_tell_nothing_of_a_cell_that_is_not_shown() {
    let table = table("mood.score");
    for few in [1, 5, 12, 19] {
        let found = findings(&table, &[0, 0, 120, 0, few, 0, 120, 0, 0]).unwrap();
        let median = found.percentiles[2].at;
        assert_eq!(
            (median.value, median.low),
            (5.5, 3.0),
            "the middle of one cell and an end of another"
        );
    }
}

proptest! {
    #[test]
    fn any_noise_gives_numbers(counts in prop::collection::vec(-1_000_i64..1_000, 9), mean in -1e9_f64..1e9) {
        let table = table("mood.score");
        let found = findings(&table, &counts).unwrap();
        let estimates = found.percentiles.iter().map(|percentile| percentile.at).chain(found.mean);
        for estimate in estimates {
            prop_assert!(1.0 <= estimate.low && estimate.low <= estimate.value && estimate.value <= estimate.high && estimate.high <= 10.0, "{estimate:?}");
        }
        prop_assert!(found.people.low <= found.people.value && found.people.value <= found.people.high);
        prop_assert!(found.standard_deviation.is_none_or(f64::is_finite));
        prop_assert!(standing(&table, &counts, mean).is_none_or(|percent| (0.0..=100.0).contains(&percent)));
        prop_assert!(findings(&table, &counts[1..]).is_none());
    }

    #[test]
    fn each_person_is_in_one_cell(mean in prop_oneof![-1e9_f64..1e9, 0.0_f64..12.0]) {
        for table in tables() {
            let cell = table.cell_of_mean(mean);
            prop_assert!(cell < table.width());
            if let (Some((from, to)), true) = (table.ends(cell), mean > 3.0 && mean < 10.0) {
                prop_assert!(from <= mean && mean <= to);
            }
        }
    }
}
