//! Floors: what lifts the level whatever the composite says, and what may take them away again.
//!
//! A floor stands until a clinician clears it, or a later complete C-SSRS screener of a lower tier does; an item 9 of 0, at
//! least 14 days later, clears only floors of item 9. Time alone clears nothing, and neither does another version of what
//! raised it.

use eunoia_domain::{AssessmentScore, EventId};
use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::RiskLevel;
use crate::text::Crisis;

/// Days that an answer of 0 to item 9 must come after the answer whose floor it clears.
const ITEM9_CLEARS_AFTER: SignedDuration = SignedDuration::from_hours(14 * 24);

/// What one version of an entry says that matters to floors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    Nothing,
    /// PHQ-9's ninth answer, 0 to 3.
    Item9(u8),
    /// The tier of a C-SSRS screener, which is complete or was not accepted.
    Screener(RiskLevel),
    /// A text above the floor operating point.
    Text,
}

impl Finding {
    pub fn of_assessment(score: &AssessmentScore) -> Self {
        match (score.tier, score.item9) {
            (Some(tier), _) => Self::Screener(tier.into()),
            (None, Some(answer)) => Self::Item9(answer),
            // Left out, it says nothing; it is never guessed.
            (None, None) => Self::Nothing,
        }
    }

    pub fn of_text(crisis: &Crisis) -> Self {
        if crisis.floor { Self::Text } else { Self::Nothing }
    }

    /// The level below which risk does not lie; [`RiskLevel::None`] if this is no floor.
    pub fn level(self) -> RiskLevel {
        match self {
            Self::Nothing => RiskLevel::None,
            Self::Item9(answer) => judge_item9(answer),
            Self::Screener(tier) => tier,
            Self::Text => RiskLevel::Moderate,
        }
    }
}

/// The floor of an answer to PHQ-9's ninth question.
pub fn judge_item9(answer: u8) -> RiskLevel {
    match answer {
        0 => RiskLevel::None,
        1 => RiskLevel::Moderate,
        _ => RiskLevel::High,
    }
}

/// What one version of an entry says, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Floor {
    /// The number of its row.
    pub id: i64,
    pub event: EventId,
    pub finding: Finding,
    pub at: Timestamp,
    pub recorded: Timestamp,
    pub local_date: Date,
    /// It is what the entry said at first and says still: neither edited nor deleted.
    pub unchanged: bool,
}

/// What took a floor away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clearing {
    /// The row of the floor, and of what cleared it.
    pub floor: i64,
    pub by: i64,
    pub at: Timestamp,
    pub local_date: Date,
}

/// A floor over the days: it holds from a local date on, until the one that it was cleared on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FloorState {
    pub finding: Finding,
    pub from: Date,
    pub until: Option<Date>,
}

impl FloorState {
    pub fn stands_on(&self, date: Date) -> bool {
        self.from <= date && self.until.is_none_or(|until| date < until)
    }
}

impl Floor {
    fn clears(&self, floor: &Floor) -> bool {
        // An edit reassures nobody, nor does what was taken back; and an entry never clears its own floor.
        // What was known already when the floor was raised, whatever date that is of, does not answer it.
        if !self.unchanged || self.event == floor.event || self.at <= floor.at || self.recorded < floor.recorded {
            return false;
        }
        match (self.finding, floor.finding) {
            (Finding::Screener(tier), _) => tier < floor.finding.level(),
            (Finding::Item9(0), Finding::Item9(_)) => self.at.duration_since(floor.at) >= ITEM9_CLEARS_AFTER,
            _ => false,
        }
    }
}

/// The clearings that are due: for each floor among `findings` that `is_cleared` does not know, the first finding that clears
/// it. The order of the findings does not matter.
pub fn settle(findings: &[Floor], is_cleared: impl Fn(i64) -> bool) -> Vec<Clearing> {
    let standing = findings
        .iter()
        .filter(|floor| floor.finding.level() > RiskLevel::None && !is_cleared(floor.id));
    let clearing = |floor: &Floor| {
        let by = findings
            .iter()
            .filter(|later| later.clears(floor))
            .min_by_key(|later| (later.at, later.id))?;
        Some(Clearing {
            floor: floor.id,
            by: by.id,
            at: by.at,
            local_date: by.local_date,
        })
    };
    standing.filter_map(clearing).collect()
}
