use serde::Serialize;

use super::{Evaluation, Interval, class::share};

/// How a detector does at one threshold.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct OperatingPoint {
    pub precision: Option<f64>,
    pub recall: Option<f64>,
    /// The share of those that are not so and were called so.
    pub fpr: Option<f64>,
    pub intervals: PointIntervals,
}

/// 95 % bootstrap intervals of an [`OperatingPoint`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PointIntervals {
    pub precision: Option<Interval>,
    pub recall: Option<Interval>,
    pub fpr: Option<Interval>,
}

impl OperatingPoint {
    /// What an evaluation of decisions at that threshold says.
    pub fn of(evaluation: &Evaluation) -> Self {
        let Evaluation { metrics, intervals, .. } = evaluation;
        Self {
            precision: metrics.precision,
            recall: metrics.recall,
            fpr: metrics.fpr,
            intervals: PointIntervals {
                precision: intervals.precision,
                recall: intervals.recall,
                fpr: intervals.fpr,
            },
        }
    }
}

/// What a rate of false alarms means to somebody who writes every day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct EveryDay {
    pub false_alarms: u64,
    /// Entries that are no crisis.
    pub of: u64,
    pub rate: f64,
    /// How likely thirty such entries hold at least one, if each is as likely as another: 1 - (1 - rate)^30.
    pub in_thirty: f64,
}

impl EveryDay {
    /// `None` of no entries.
    pub fn new(false_alarms: u64, of: u64) -> Option<Self> {
        let rate = share(false_alarms, of)?;
        Some(Self {
            false_alarms,
            of,
            rate,
            in_thirty: 1.0 - (1.0 - rate).powi(30),
        })
    }
}
