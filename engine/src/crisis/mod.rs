//! How much there is to worry about a person now, and why: a triage aid, not a diagnosis, not validated in a clinic.
//!
//! The story of a level: what a person's days say becomes [`Evidence`]; nine [`Signal`]s, each with a memory of its own,
//! turn it into points, which add up; [`Floor`]s lie under the sum, and nothing dilutes them. The result, a
//! [`RiskScore`], lists what it is made of and what was not there to be looked at.
//!
//! What holds, and is tested: the score rises, or stays, with each signal; a level falls only when something new and
//! reassuring is recorded, or when the person takes back what they recorded, for each signal's memory counts days with data, not days that pass; what was not recorded changes
//! the certainty shown and never the level; and [`Evidence`] has no place for who somebody is.

mod assessed;
mod below;
mod evidence;
mod explain;
mod floor;
mod mood;
mod nights;
mod score;
mod signal;

use eunoia_domain::CssrsTier;
use serde::{Deserialize, Serialize};

pub use evidence::{Evidence, TextSign};
pub use floor::{Clearing, Finding, Floor, FloorState, judge_item9, settle};
pub use score::{Certainty, Contribution, Lack, RiskScore, composite_level, risk_course, risk_now};
pub use signal::{Signal, Signals};

use crate::ModelId;

/// What made a score. The version changes whenever the same evidence would give another level.
pub const MODEL: ModelId = ModelId {
    name: "signals-and-floors",
    version: "2",
};

/// How much there is to worry about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RiskLevel {
    None,
    Low,
    /// From here on, where to get help comes before anything else.
    Moderate,
    High,
    /// Only by a floor: intent or a plan within the past day.
    Imminent,
}

impl RiskLevel {
    pub const ALL: [RiskLevel; 5] = [Self::None, Self::Low, Self::Moderate, Self::High, Self::Imminent];

    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Low => "low",
            Self::Moderate => "moderate",
            Self::High => "high",
            Self::Imminent => "imminent",
        }
    }

    /// Whether safety resources come before anything else.
    pub fn needs_support(self) -> bool {
        self >= Self::Moderate
    }
}

impl From<CssrsTier> for RiskLevel {
    fn from(tier: CssrsTier) -> Self {
        match tier {
            CssrsTier::None => Self::None,
            CssrsTier::Low => Self::Low,
            CssrsTier::Moderate => Self::Moderate,
            CssrsTier::High => Self::High,
            CssrsTier::Imminent => Self::Imminent,
        }
    }
}
