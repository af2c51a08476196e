use jiff::civil::Date;

use crate::crisis::{RiskLevel, judge_item9};

/// An answer that sets or clears a floor, on its local date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SafetyAnswer {
    /// To the ninth question of PHQ-9, 0 to 3.
    Item9(u8),
    /// The tier that a C-SSRS screener gave: 0 none, 1 low, 2 moderate, 3 high, 4 imminent.
    Tier(u8),
}

/// Days after which an answer of 0 to the ninth question clears the floor that an earlier one set.
const CLEARED_AFTER_DAYS: i64 = 14;

/// The level under which a person's risk is not put, from their answers in order; [`None`] without any.
///
/// A ninth answer of 1 is moderate, 2 or 3 high; C-SSRS gives its own tier, imminent counting as high. The highest floor
/// holds, and none decays: a 0 at the ninth question clears its own floors that are at least 14 days old, a later C-SSRS
/// those of a higher tier than it gives.
pub fn floor_level(answers: &[(Date, SafetyAnswer)]) -> Option<RiskLevel> {
    /// Level and date; whether the ninth question set it.
    struct Floor {
        level: RiskLevel,
        on: Date,
        item9: bool,
    }
    let mut floors: Vec<Floor> = Vec::new();
    for (on, answer) in answers {
        let (level, item9) = match *answer {
            SafetyAnswer::Item9(0) => {
                floors.retain(|floor| !floor.item9 || crate::history::days_between(floor.on, *on) < CLEARED_AFTER_DAYS);
                continue;
            }
            SafetyAnswer::Item9(answer) => (judge_item9(answer), true),
            SafetyAnswer::Tier(tier) => {
                let level = *RiskLevel::ALL.get(usize::from(tier)).unwrap_or(&RiskLevel::Imminent);
                floors.retain(|floor| floor.level <= level);
                (level, false)
            }
        };
        floors.push(Floor { level, on: *on, item9 });
    }
    let highest = floors.iter().map(|floor| floor.level).max().unwrap_or(RiskLevel::None);
    (!answers.is_empty()).then_some(highest.min(RiskLevel::High))
}
