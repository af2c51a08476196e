//! Assessments over time: what changed since the one before, and whether a change of that size says anything.

use eunoia_domain::{AssessmentScore, Instrument};
use serde::Serialize;

/// The change of a total since the assessment before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Change {
    /// This total minus the one before.
    pub from_previous: i16,
    pub direction: ChangeDirection,
    /// Whether measurement error alone would seldom make it; null where no such threshold is published.
    pub reliable: Option<bool>,
    /// Whether it is as large as a change that matters to people; null where no such threshold is published.
    pub important: Option<bool>,
}

/// What a change of the total means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeDirection {
    Better,
    Worse,
    Same,
}

/// The change from each assessment of one instrument to the next, in order. [`None`] for the first and where one of the
/// two has no total; an assessment without a total is passed over, so the next is compared with the last that has one.
pub fn changes(instrument: Instrument, scores: &[AssessmentScore]) -> Vec<Option<Change>> {
    let mut before: Option<u8> = None;
    let mut change = |score: &AssessmentScore| {
        let total = score.total?;
        let from = before.replace(total)?;
        let from_previous = i16::from(total) - i16::from(from);
        let size = from_previous.unsigned_abs();
        let reaches = |threshold: Option<u8>| threshold.map(|threshold| size >= u16::from(threshold));
        Some(Change {
            from_previous,
            direction: match from_previous {
                0 => ChangeDirection::Same,
                change if (change > 0) == instrument.higher_is_better() => ChangeDirection::Better,
                _ => ChangeDirection::Worse,
            },
            reliable: reaches(instrument.reliable_change()),
            important: reaches(instrument.important_difference()),
        })
    };
    scores.iter().map(&mut change).collect()
}
