//! What clears a floor, and what does not.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test may panic")]

use eunoia_domain::EventId;
use eunoia_engine::crisis::{Finding, Floor, RiskLevel, settle};
use jiff::{SignedDuration, Timestamp, Zoned, civil::date, tz::TimeZone};
use proptest::{collection::vec, prelude::*, sample::select};

/// Row `id` about entry `event`, found so many hours after the first day.
fn found(id: i64, event: u8, hours: i64, finding: Finding) -> Floor {
    let first: Zoned = date(2026, 3, 1).at(12, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap();
    let at: Timestamp = first.timestamp() + SignedDuration::from_hours(hours);
    Floor {
        id,
        event: EventId::from_record(1_000, &[event; 10]),
        finding,
        at,
        recorded: at,
        local_date: at.to_zoned(TimeZone::UTC).date(),
        unchanged: true,
    }
}

fn cleared(findings: &[Floor]) -> Vec<(i64, i64)> {
    settle(findings, |_| false)
        .iter()
        .map(|clearing| (clearing.floor, clearing.by))
        .collect()
}

const DAY: i64 = 24;

#[test]
fn a_later_screener_of_a_lower_tier_clears_any_floor() {
    let item9 = found(1, 1, 0, Finding::Item9(2));
    let text = found(2, 2, 1, Finding::Text);
    for (tier, expected) in [
        (RiskLevel::None, vec![(1, 3), (2, 3)]),
        (RiskLevel::Low, vec![(1, 3), (2, 3)]),
        (RiskLevel::Moderate, vec![(1, 3)]),
        (RiskLevel::High, vec![]),
        (RiskLevel::Imminent, vec![]),
    ] {
        assert_eq!(
            cleared(&[item9, text, found(3, 3, 2, Finding::Screener(tier))]),
            expected,
            "{tier:?}"
        );
    }
    let earlier = found(3, 3, -1, Finding::Screener(RiskLevel::None));
    assert_eq!(
        cleared(&[item9, text, earlier]),
        [],
        "one from before says nothing of what came after"
    );
    let then = found(4, 4, 0, Finding::Screener(RiskLevel::None));
    assert_eq!(cleared(&[item9, then]), [], "nor does one of the same instant");
}

#[test]
fn a_zero_two_weeks_later_clears_floors_of_item_nine_alone() {
    let item9 = found(1, 1, 0, Finding::Item9(1));
    let (text, screener) = (found(2, 2, 0, Finding::Text), found(3, 3, 0, Finding::Screener(RiskLevel::Low)));
    let zero = |hours| found(4, 4, hours, Finding::Item9(0));
    assert_eq!(cleared(&[item9, text, screener, zero(14 * DAY - 1)]), []);
    assert_eq!(cleared(&[item9, text, screener, zero(14 * DAY)]), [(1, 4)]);
    assert_eq!(cleared(&[item9, found(5, 5, 30 * DAY, Finding::Item9(1))]), [], "a one does not");
    assert_eq!(
        cleared(&[item9, found(5, 5, 30 * DAY, Finding::Nothing)]),
        [],
        "nor does an answer left out"
    );
}

#[test]
fn a_version_of_its_own_source_clears_nothing() {
    let high = found(1, 1, 0, Finding::Screener(RiskLevel::High));
    let edited = found(2, 1, 30 * DAY, Finding::Screener(RiskLevel::None));
    assert_eq!(cleared(&[Floor { unchanged: false, ..high }, edited]), []);
}

#[test]
fn what_was_taken_back_reassures_nobody() {
    let high = found(1, 1, 0, Finding::Item9(3));
    let screener = found(2, 2, DAY, Finding::Screener(RiskLevel::None));
    assert_eq!(
        cleared(&[
            high,
            Floor {
                unchanged: false,
                ..screener
            }
        ]),
        []
    );
}

#[test]
fn what_was_recorded_before_a_floor_clears_it_not() {
    let disclosed = found(2, 1, 0, Finding::Item9(3));
    let screener = found(1, 2, 14, Finding::Screener(RiskLevel::Low));
    // Yesterday evening's questionnaire, entered after this morning's screener.
    let late = Floor {
        recorded: screener.recorded + SignedDuration::from_hours(2),
        ..disclosed
    };
    assert_eq!(cleared(&[screener, late]), []);
    assert_eq!(cleared(&[screener, disclosed]), [(2, 1)]);
}

#[test]
fn a_floor_is_cleared_once_and_by_the_first_that_does() {
    let floor = found(1, 1, 0, Finding::Text);
    let (first, second) = (
        found(3, 3, DAY, Finding::Screener(RiskLevel::None)),
        found(2, 2, 2 * DAY, Finding::Screener(RiskLevel::Low)),
    );
    assert_eq!(cleared(&[floor, second, first]), [(1, 3)]);
    assert!(settle(&[floor, second, first], |id| id == 1).is_empty());
}

proptest! {
    /// Days that pass, good texts and unanswered questions clear nothing; the order of the rows does not matter.
    #[test]
    fn only_the_rules_clear(kinds in vec((select(vec![0_u8, 1, 2, 3, 4, 5, 6]), 0_i64..2_000), 1..12)) {
        let finding = |kind: u8| match kind {
            0 => Finding::Nothing,
            1 => Finding::Text,
            2 => Finding::Item9(2),
            3 => Finding::Item9(0),
            4 => Finding::Screener(RiskLevel::High),
            5 => Finding::Screener(RiskLevel::Low),
            _ => Finding::Screener(RiskLevel::None),
        };
        let findings: Vec<Floor> = (0_u8..).zip(&kinds).map(|(n, (kind, hours))| found(i64::from(n) + 1, n, *hours, finding(*kind))).collect();
        let mut turned = findings.clone();
        turned.reverse();
        let (mut one, mut other) = (cleared(&findings), cleared(&turned));
        one.sort_unstable();
        other.sort_unstable();
        prop_assert_eq!(&one, &other);
        for (floor, by) in one {
            let (floor, by) = (findings[floor as usize - 1], findings[by as usize - 1]);
            prop_assert!(by.at > floor.at);
            let allowed = match (floor.finding, by.finding) {
                (_, Finding::Screener(tier)) => tier < floor.finding.level(),
                (Finding::Item9(_), Finding::Item9(0)) => by.at.duration_since(floor.at) >= SignedDuration::from_hours(14 * DAY),
                _ => false,
            };
            prop_assert!(allowed);
        }
    }
}
