use serde::Serialize;

use super::class::share;

/// How a detector does at one threshold.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct OperatingPoint {
    pub precision: Option<f64>,
    pub recall: Option<f64>,
    /// The share of those that are not so and were called so.
    pub fpr: Option<f64>,
}

impl OperatingPoint {
    /// From whether each is so, and whether it was called so.
    pub fn of(decisions: impl IntoIterator<Item = (bool, bool)>) -> Self {
        let mut cells = [[0_u64; 2]; 2];
        decisions
            .into_iter()
            .for_each(|(is, called)| cells[usize::from(is)][usize::from(called)] += 1);
        let [[rejected, false_alarms], [missed, hits]] = cells;
        Self {
            precision: share(hits, hits + false_alarms),
            recall: share(hits, hits + missed),
            fpr: share(false_alarms, false_alarms + rejected),
        }
    }
}

/// What a rate of false alarms means to somebody who writes every day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct EveryDay {
    /// False alarms among entries that are no crisis.
    pub rate: f64,
    /// How likely thirty such entries hold at least one, if each is as likely as another: 1 - (1 - rate)^30.
    pub in_thirty: f64,
    pub false_alarms: u64,
    /// Entries that are no crisis.
    pub of: u64,
}

impl EveryDay {
    /// `None` of no entries.
    pub fn new(false_alarms: u64, of: u64) -> Option<Self> {
        let rate = share(false_alarms, of)?;
        Some(Self {
            rate,
            in_thirty: 1.0 - (1.0 - rate).powi(30),
            false_alarms,
            of,
        })
    }
}
