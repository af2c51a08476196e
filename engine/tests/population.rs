//! What is shown of many people gives away no few of them; and the floors that they are counted by.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use eunoia_engine::{
    crisis::RiskLevel,
    population::{SafetyAnswer, floor_level, suppression::partition},
};
use jiff::{ToSpan, civil::Date};
use proptest::prelude::*;

fn day(first: Date, index: usize) -> Date {
    first.saturating_add((index as i64).days())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Of a table with a known total, all that can be had are sums of shown cells, and the total less such sums.
    #[test]
    fn no_table_gives_few_people_away(
        counts in prop::collection::vec(0_usize..30, 1..7),
        minimum in 1_usize..12,
    ) {
        let shown = partition(&counts, minimum);
        let total = counts.iter().sum::<usize>();
        for choice in 0..1_u32 << counts.len() {
            let chosen: Vec<usize> = (0..counts.len()).filter(|i| choice & 1 << i != 0).collect();
            if chosen.iter().any(|i| !shown[*i]) {
                continue;
            }
            let sum: usize = chosen.iter().map(|i| counts[*i]).sum();
            prop_assert!(chosen.is_empty() || sum >= minimum, "{counts:?} {shown:?}");
            // What is left when nothing is taken away is everybody.
            let left = total - sum;
            prop_assert!(chosen.is_empty() || left >= minimum || chosen.len() > 1 && left == 0, "{counts:?} {shown:?} less {chosen:?}");
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
        assert_eq!(partition(counts, 20), shown, "{counts:?}");
    }
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
