//! A streak counts days in a row and turns at midnight.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;

use eunoia_engine::features::{Streak, streak};
use jiff::{ToSpan, civil::Date};
use proptest::prelude::*;

fn day(n: i64) -> Date {
    Date::constant(2026, 1, 1).checked_add(n.days()).unwrap()
}

fn of(days: &[i64], today: i64) -> Streak {
    let days: BTreeSet<_> = days.iter().map(|n| day(*n)).collect();
    streak(days.into_iter().rev(), day(today))
}

#[test]
fn a_streak_lasts_through_a_day_that_is_not_over() {
    let three = Streak {
        days: 3,
        today_counted: true,
        longest: 3,
    };
    assert_eq!(of(&[7, 8, 9], 9), three);
    assert_eq!(
        of(&[7, 8, 9], 10),
        Streak {
            today_counted: false,
            ..three
        },
        "the day is not over yet"
    );
    assert_eq!(
        of(&[7, 8, 9], 11),
        Streak {
            days: 0,
            today_counted: false,
            longest: 3
        },
        "a day was left out"
    );
    assert_eq!(
        of(&[], 5),
        Streak {
            days: 0,
            today_counted: false,
            longest: 0
        }
    );
    assert_eq!(
        of(&[1, 2, 3, 4, 8, 9, 10], 9),
        Streak {
            days: 2,
            today_counted: true,
            longest: 4
        },
        "tomorrow counts tomorrow"
    );
}

proptest! {
    #[test]
    fn it_is_what_counting_backwards_gives(days in proptest::collection::btree_set(0_i64..60, 0..50), today in 0_i64..60) {
        let list: Vec<_> = days.iter().copied().collect();
        let found = of(&list, today);
        let start = if days.contains(&today) { today } else { today - 1 };
        let counted = (0..).take_while(|back| days.contains(&(start - back))).count();
        prop_assert_eq!(found.days as usize, counted);
        prop_assert_eq!(found.today_counted, days.contains(&today));
        prop_assert!(found.longest >= found.days);
    }
}
