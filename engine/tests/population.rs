//! What is shown of many people gives away no few of them: neither a table's hidden cells, nor a period's.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use std::collections::{BTreeMap, BTreeSet};

use eunoia_domain::Metric;
use eunoia_engine::population::{
    CohortTrend, LevelCell, Levels, Period, RiskDistribution, RiskLevel, SafetyAnswer, Share, Spread, cohort_trend, floor_level,
    suppression::{partition, periods},
};
use jiff::{ToSpan, civil::Date};
use proptest::prelude::*;

const PERIODS: [Period; 3] = [Period::Day, Period::Week, Period::Month];

/// Everything is over by then.
const LATER: Date = Date::constant(2027, 1, 1);

fn day(first: Date, index: usize) -> Date {
    first.saturating_add((index as i64).days())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Of a table with a known total, all that can be had are sums of shown cells, and the total less such sums.
    #[test]
    fn no_table_gives_few_people_away(
        counts in prop::collection::vec(0_usize..30, 1..7),
        others in prop::option::of(0_usize..30),
        minimum in 1_usize..12,
    ) {
        let shown = partition(&counts, others, minimum);
        let total = counts.iter().sum::<usize>() + others.unwrap_or(0);
        for choice in 0..1_u32 << counts.len() {
            let chosen: Vec<usize> = (0..counts.len()).filter(|i| choice & 1 << i != 0).collect();
            if chosen.iter().any(|i| !shown[*i]) {
                continue;
            }
            let sum: usize = chosen.iter().map(|i| counts[*i]).sum();
            prop_assert!(chosen.is_empty() || sum >= minimum, "{counts:?} {shown:?}");
            // What is left when nothing is taken away is everybody.
            let left = total - sum;
            prop_assert!(chosen.is_empty() || left >= minimum || chosen.len() > 1 && left == 0 && others.is_none(), "{counts:?} {others:?} {shown:?} less {chosen:?}");
        }
    }
}

#[test]
fn tables_are_shown_as_far_as_they_may_be() {
    for (counts, shown) in [
        (&[40, 30][..], &[true, true][..]),
        (&[25, 1], &[false, false]),
        (&[26, 0], &[false, false]),
        (&[19, 60], &[false, false]),
        (&[100, 60, 25, 10, 9], &[true, true, false, false, false]),
        (&[100, 60, 25, 10, 10], &[true, true, true, false, false]),
        (&[100, 60, 25, 10, 0], &[true, true, false, false, false]),
        (&[], &[]),
    ] {
        assert_eq!(partition(counts, None, 20), shown, "{counts:?}");
    }
    for (counts, others, shown) in [
        (&[25][..], 20, &[true][..]),
        (&[25], 19, &[false]),
        (&[24, 0], 42, &[true, false]),
        (&[24, 30], 42, &[true, true]),
        (&[24, 30], 5, &[false, true]),
        (&[24, 30], 0, &[false, true]),
    ] {
        assert_eq!(partition(counts, Some(others), 20), shown, "{counts:?} and {others}");
    }
}

/// Sixty-odd days of some people, each of whom recorded on some of them.
fn recorded() -> impl Strategy<Value = (Date, Vec<BTreeSet<usize>>)> {
    let first = (0_i64..400).prop_map(|ago| {
        Date::constant(2026, 1, 1)
            .first_of_month()
            .saturating_sub(ago.days())
            .first_of_month()
    });
    // Tables from thin to full, so that everything that can go wrong comes up.
    let days = (0_u32..8).prop_flat_map(|thin| {
        let day = prop_oneof![
            1 + thin => Just(BTreeSet::new()),
            1 + thin / 2 => prop::collection::btree_set(0_usize..9, 1..4),
            5 => prop::collection::btree_set(0_usize..9, 3..8),
        ];
        prop::collection::vec(day, 20..62)
    });
    (first, days)
}

/// The days' indices of every cell that is shown, of all three periods.
fn shown_cells(first: Date, days: &[BTreeSet<usize>], minimum: usize) -> Vec<Vec<usize>> {
    let mut cells = Vec::new();
    for period in PERIODS {
        let mut people: BTreeMap<Date, BTreeSet<usize>> = BTreeMap::new();
        for (index, of_day) in days.iter().enumerate() {
            let date = day(first, index);
            let part = match period {
                Period::Week => period.start(date).max(date.first_of_month()),
                _ => period.start(date),
            };
            people.entry(part).or_default().extend(of_day);
        }
        let counts = people.iter().map(|(part, people)| (*part, people.len())).collect();
        for start in periods(period, &counts, LATER, minimum) {
            cells.push((0..days.len()).filter(|i| period.start(day(first, *i)) == start).collect());
        }
    }
    cells
}

/// Rank over the integers modulo a prime, of rows that name the columns in which they have a one.
fn rank(cells: &[Vec<usize>], columns: usize, without: &BTreeSet<usize>) -> usize {
    const PRIME: i64 = 1_000_003;
    let power = |mut base: i64, mut exponent: i64| {
        let mut result = 1;
        while exponent > 0 {
            if exponent & 1 == 1 {
                result = result * base % PRIME;
            }
            base = base * base % PRIME;
            exponent >>= 1;
        }
        result
    };
    let mut rows: Vec<Vec<i64>> = Vec::new();
    for cell in cells {
        let mut row = vec![0; columns];
        cell.iter().filter(|i| !without.contains(i)).for_each(|i| row[*i] = 1);
        rows.push(row);
    }
    let mut rank = 0;
    for column in 0..columns {
        let Some(pivot) = (rank..rows.len()).find(|r| rows[*r][column] != 0) else {
            continue;
        };
        rows.swap(rank, pivot);
        let inverse = power(rows[rank][column], PRIME - 2);
        let pivot = rows[rank].clone();
        for row in rows.iter_mut().skip(rank + 1).filter(|row| row[column] != 0) {
            let factor = row[column] * inverse % PRIME;
            row.iter_mut()
                .zip(&pivot)
                .for_each(|(a, b)| *a = (*a + (PRIME - factor) * b) % PRIME);
        }
        rank += 1;
    }
    rank
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Whatever is added and subtracted, with whatever weights: no combination of the cells that are shown, of days, weeks
    /// and months together, is about days on which fewer than the minimum recorded anything, unless nobody did.
    #[test]
    fn no_periods_together_give_few_people_away((first, days) in recorded(), order in any::<prop::sample::Index>()) {
        const MINIMUM: usize = 4;
        // Days without anybody add nothing to any sum.
        let cells: Vec<Vec<usize>> = shown_cells(first, &days, MINIMUM)
            .into_iter()
            .map(|cell| cell.into_iter().filter(|i| !days[*i].is_empty()).collect())
            .collect();
        let whole = rank(&cells, days.len(), &BTreeSet::new());
        let recorded: Vec<usize> = (0..days.len()).filter(|i| !days[*i].is_empty()).collect();
        // Sets of days on which fewer than the minimum recorded, as large as they come, begun from each day in turn.
        for start in 0..recorded.len() {
            let (mut chosen, mut people) = (BTreeSet::new(), BTreeSet::new());
            let near = |step: usize| recorded[(start + step) % recorded.len()];
            let far = |step: usize| recorded[(start + step * (1 + order.index(recorded.len()))) % recorded.len()];
            for step in 0..recorded.len() {
                let index = if start % 2 == 0 { near(step) } else { far(step) };
                let with: BTreeSet<usize> = people.union(&days[index]).copied().collect();
                if with.len() < MINIMUM {
                    chosen.insert(index);
                    people = with;
                }
            }
            // A combination that vanishes everywhere else shows in the rank that is left there.
            let elsewhere = rank(&cells, days.len(), &chosen);
            prop_assert_eq!(whole, elsewhere, "{:?} of {:?} can be had from {:?}", chosen, days, cells);
        }
    }
}

#[test]
fn a_cells_neighbours_of_few_people_hide_it() {
    let first = Date::constant(2026, 11, 1);
    let shown = |period, counts: &[usize]| {
        let people = counts.iter().enumerate().map(|(i, n)| (day(first, i), *n)).collect();
        periods(period, &people, LATER, 20)
            .iter()
            .map(|date| date.day())
            .collect::<Vec<_>>()
    };
    // Nobody on the 4th: the 3rd and the 5th are neighbours.
    assert_eq!(shown(Period::Day, &[30, 30, 30, 0, 7, 30, 30, 30]), [1, 2, 7, 8]);
    assert_eq!(shown(Period::Day, &[30, 20, 20, 0, 25, 0, 30]), [1, 2, 3, 5, 7]);
    // November 2026 begins on a Sunday: one day of a week is in it, of which 5 are left out.
    let parts = |sunday| BTreeMap::from([(0, sunday), (1, 40), (8, 40), (15, 40)].map(|(i, n)| (day(first, i), n)));
    let weeks = |sunday| {
        periods(Period::Week, &parts(sunday), LATER, 20)
            .iter()
            .map(|date| date.day())
            .collect::<Vec<_>>()
    };
    assert_eq!(weeks(5), [9, 16], "the week beside what is left of the month would give it away");
    assert_eq!(weeks(20), [26, 2, 9, 16]);
}

#[test]
fn what_is_not_settled_yet_waits() {
    let first = Date::constant(2026, 11, 2);
    let shown = |period, counts: &[usize], today| {
        let people = counts.iter().enumerate().map(|(i, n)| (day(first, i), *n)).collect();
        periods(period, &people, today, 20).len()
    };
    // The 4th is today: how many record on it decides whether the 3rd may be shown, and of the 5th nobody knows.
    let today = Date::constant(2026, 11, 4);
    for (of_today, days) in [(0, 1), (19, 1), (20, 2)] {
        assert_eq!(shown(Period::Day, &[30, 30, of_today], today), days, "{of_today}");
    }
    assert_eq!(shown(Period::Day, &[30, 30], Date::constant(2026, 12, 1)), 2, "the month is over");
}

/// Each person recorded `of(person)` on one day.
fn levels(people: usize, of: impl Fn(usize) -> f64) -> Vec<LevelCell> {
    let date = Date::constant(2026, 11, 4);
    let mut levels = Levels::new(Period::Month, date, date, LATER);
    assert_eq!(levels.window(), (Date::constant(2026, 11, 1), Date::constant(2026, 11, 30)));
    // In groups of up to seven, as a large cohort comes.
    let means: Vec<f64> = (0..people).map(of).collect();
    for group in means.chunks(7) {
        let mean = group.iter().sum::<f64>() / group.len() as f64;
        let spread = Spread {
            people: group.len(),
            mean,
            squares: group.iter().map(|value| (value - mean).powi(2)).sum(),
        };
        levels.add(date.first_of_month(), spread);
        levels.add_people(date.first_of_month(), group.len());
    }
    levels.cells()
}

#[test]
fn each_person_counts_once_and_few_do_not_show() {
    // Half of them 4, half 6, whoever recorded how often: the mean is 5, and the standard deviation sqrt(n / (n - 1)).
    let alternating = |person: usize| if person.is_multiple_of(2) { 4.0 } else { 6.0 };
    let cells = levels(24, alternating);
    let expected = LevelCell {
        start: Date::constant(2026, 11, 1),
        end: Date::constant(2026, 11, 30),
        suppressed: false,
        people: Some(20),
        mean: Some(5.0),
        standard_deviation: Some(1.02),
        // 2.093 * 1.0215 / sqrt(20) = 0.478: by the count that is shown.
        low: Some(4.52),
        high: Some(5.48),
    };
    assert_eq!(cells, [expected]);
    let hidden = |cells: &[LevelCell]| {
        let cell = &cells[0];
        cell.suppressed && (cell.people, cell.mean, cell.standard_deviation, cell.low, cell.high) == (None, None, None, None, None)
    };
    assert!(hidden(&levels(19, alternating)));
    assert!(!hidden(&levels(20, alternating)));
    assert!(hidden(&levels(0, alternating)), "nobody is as hidden as few are");
    assert!(hidden(&levels(30, |_| 3.0)), "a mean that is everybody's own is theirs");
    // 20 people whose mean is 100 / 3, of which three digits are shown.
    assert_eq!(levels(21, |person| if person < 7 { 100.0 } else { 0.0 })[0].mean, Some(33.3));
}

fn trend_of(means: impl Iterator<Item = Option<f64>>) -> CohortTrend {
    let first = Date::constant(2025, 1, 6);
    let cell = |(i, mean): (usize, Option<f64>)| LevelCell {
        start: day(first, 7 * i),
        end: day(first, 7 * i + 6),
        suppressed: mean.is_none(),
        people: mean.map(|_| 20),
        mean,
        standard_deviation: mean,
        low: mean,
        high: mean,
    };
    let cells: Vec<LevelCell> = means.enumerate().map(cell).collect();
    cohort_trend(&cells, &Metric::MOOD_SCORE, Period::Week, 1)
}

#[test]
fn a_trend_is_of_cells_that_are_shown_and_says_why_there_is_none() {
    let wobble = |i: usize| 0.1 * f64::from((i as u32 * 7) % 5);
    let rising = trend_of((0..40).map(|i| Some(5.0 + 0.05 * i as f64 + wobble(i)).filter(|_| i % 8 != 3)));
    let (slope, low, high) = (rising.per_period.unwrap(), rising.low.unwrap(), rising.high.unwrap());
    assert!(
        (slope - 0.05).abs() < 0.01 && low > 0.0 && low < slope && slope < high,
        "{rising:?}"
    );
    assert_eq!((rising.direction, rising.cells, &rising.abstained), (Some("up"), 35, &None));
    let few = trend_of((0..40).map(|i| Some(5.0 + wobble(i)).filter(|_| i >= 13)));
    let abstained = few.abstained.unwrap();
    assert_eq!(
        (few.per_period, few.cells, abstained.code, abstained.reason.as_str()),
        (
            None,
            27,
            "too_few_cells",
            "needs 28 of the last 56 weeks with a level that is shown, has 27"
        )
    );
    assert_eq!(trend_of((0..40).map(|_| Some(5.0))).abstained.unwrap().code, "not_supported");
    assert_eq!(trend_of(std::iter::empty()).cells, 0);
}

#[test]
fn a_floor_holds_until_it_is_cleared() {
    use RiskLevel::{High, Low, Moderate};
    use SafetyAnswer::{Item9, Tier};
    let level = |answers: &[(usize, SafetyAnswer)]| {
        let answers: Vec<_> = answers
            .iter()
            .map(|(on, answer)| (day(Date::constant(2026, 1, 1), *on), *answer))
            .collect();
        floor_level(&answers)
    };
    for (answers, expected) in [
        (&[][..], None),
        (&[(0, Item9(0))], Some(RiskLevel::None)),
        (&[(0, Item9(1))], Some(Moderate)),
        (&[(0, Item9(2))], Some(High)),
        (&[(0, Item9(3)), (5, Item9(1))], Some(High)),
        (&[(0, Item9(3)), (13, Item9(0))], Some(High)),
        (&[(0, Item9(3)), (14, Item9(0))], Some(RiskLevel::None)),
        (&[(0, Item9(3)), (10, Item9(1)), (20, Item9(0))], Some(Moderate)),
        (&[(0, Tier(1))], Some(Low)),
        (&[(0, Tier(2))], Some(Moderate)),
        (&[(0, Tier(4))], Some(High)),
        (&[(0, Tier(4)), (1, Tier(3))], Some(High)),
        (&[(0, Tier(3)), (1, Tier(0))], Some(RiskLevel::None)),
        (&[(0, Tier(3)), (100, Item9(0))], Some(High)),
        (&[(0, Item9(3)), (1, Tier(1))], Some(Low)),
        (&[(0, Tier(1)), (1, Item9(1))], Some(Moderate)),
        (&[(0, Tier(0)), (1, Item9(0))], Some(RiskLevel::None)),
    ] {
        assert_eq!(level(answers), expected, "{answers:?}");
    }
}

#[test]
fn risk_is_shown_by_the_same_rule() {
    let mut distribution = RiskDistribution::default();
    let mut add = |people: usize, level| (0..people).for_each(|_| distribution.add(level));
    add(47, Some(RiskLevel::None));
    add(3, Some(RiskLevel::Low));
    add(22, Some(RiskLevel::Moderate));
    add(18, Some(RiskLevel::High));
    add(61, None);
    let hidden = Share {
        suppressed: true,
        people: None,
        share: None,
    };
    let shown = |people, share| Share {
        suppressed: false,
        people: Some(people),
        share: Some(share),
    };
    // 151 people; the 21 who are hidden are many enough, so that the 22 stay.
    assert_eq!(
        distribution.cells(),
        [
            (Some(RiskLevel::None), shown(45, 0.3)),
            (Some(RiskLevel::Low), hidden),
            (Some(RiskLevel::Moderate), shown(20, 0.133)),
            (Some(RiskLevel::High), hidden),
            (None, shown(60, 0.4)),
        ]
    );
}
