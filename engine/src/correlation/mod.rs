//! What goes with better and worse days.
//!
//! One outcome, such as mood, is compared with everything else that was recorded each day, on the same day and on the
//! three days before (`factor`). What both owe to slow change and to the days of the week is taken out first (`slow`);
//! what is left is compared by rank, with as many days as it is worth given that neighbouring days resemble each other
//! (`series`, `significance`). Of all comparisons of one outcome, those are told that a false discovery rate of 0.10 lets
//! through and that hold in both halves of the time; each with the difference in level that goes with it, and an interval
//! (`difference`), in plain words (`words`). Lasting changes of level are looked for apart (`change`).
//!
//! None of this tells causes: both may come of a third thing, or the factor of the outcome. Words say "on days with", and
//! never "because".

mod calendar;
mod change;
mod difference;
mod factor;
mod finding;
mod rank;
mod series;
mod significance;
mod slow;
mod words;

use eunoia_domain::Metric;
use jiff::civil::Date;
use serde::Serialize;

pub use change::{Change, ChangePoints};
pub use difference::Difference;
pub use factor::OUTCOMES;
pub use finding::{Finding, LagTest};
pub(crate) use significance::student_point;

use crate::{
    Abstention, DailySeries, History, ModelId,
    history::after,
    model::{metric_name, noun},
};
use finding::Compared;
use series::Series;
use slow::Slow;

/// Calendar days that are looked at: what went together years ago need not do so now.
pub const CORRELATION_DAYS: i64 = 365;

/// Days on which both were recorded that a comparison needs, and independent days that they must be worth.
pub const CORRELATION_MIN_DAYS: usize = 42;
pub const CORRELATION_MIN_EFFECTIVE: f64 = 20.0;

/// Days before the outcome that a factor is looked at, at most.
pub const CORRELATION_LAGS: usize = 3;

/// Expected share of false ones among what is told.
pub const FALSE_DISCOVERY_RATE: f64 = 0.10;

/// A finding that would have been told this many days ago is not new.
const NEW_DAYS: i64 = 28;

const MODEL: ModelId = ModelId {
    name: "lagged-rank-correlation",
    version: "1",
};

/// What goes with one outcome.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Correlations {
    #[serde(serialize_with = "metric_name")]
    pub outcome: Metric,
    /// First and last day that were looked at: up to a year that ends with the outcome's last observed day.
    pub from: Date,
    pub to: Date,
    /// Days with the outcome among them.
    pub days: usize,
    /// Comparisons made, of a factor at a lag each; all of them count when it is judged what may be told.
    pub tests: usize,
    /// Expected share of false ones among the items, at most.
    pub false_discovery_rate: f64,
    /// What is told, that which matters most first.
    pub items: Vec<Finding>,
    /// Every comparison that was made and not told, by metric and lag: the evidence for saying nothing.
    pub others: Vec<LagTest>,
    /// Metrics that could not be compared at any lag, and why.
    pub not_compared: Vec<NotCompared>,
    /// Lasting changes of the outcome's level.
    pub changes: ChangePoints,
    pub model: ModelId,
    /// Why there are no items.
    pub abstained: Option<Abstention>,
}

/// A metric that could not be compared.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NotCompared {
    #[serde(serialize_with = "metric_name")]
    pub metric: Metric,
    pub abstained: Abstention,
}

/// What goes with `outcome` in the year up to its last observed day, which is not after `today`. The same arguments give
/// the same answer, whatever was observed later.
pub fn correlations(history: &History, outcome: &Metric, today: Date) -> Correlations {
    let mut study = Study::of(history, outcome, today, |_| true);
    let most = finding::judge(&mut study.factors);
    let (from, to) = (study.series.first(), study.to());
    let mut answer = Correlations {
        outcome: outcome.clone(),
        from,
        to,
        days: study.series.observed_days(),
        tests: study.tests(),
        false_discovery_rate: FALSE_DISCOVERY_RATE,
        items: Vec::new(),
        others: Vec::new(),
        not_compared: Vec::new(),
        changes: change::change_points(&study.series, &study.slow),
        model: MODEL,
        abstained: study.abstention(),
    };
    let told: usize = study.factors.iter().map(Compared::discoveries).sum();
    let share = told as f64 / answer.tests.max(1) as f64;
    for factor in study.factors {
        match factor.told(&study.series, &study.slow, share) {
            Ok(finding) => answer.items.push(finding),
            Err(tests) => answer.others.extend(tests),
        }
    }
    answer.not_compared = study.not_compared;
    if !answer.items.is_empty() {
        let told = |metric: &Metric| answer.items.iter().any(|item| item.metric == *metric);
        let mut before = Study::of(history, outcome, after(to, -NEW_DAYS), told);
        finding::judge_by(&mut before.factors, most);
        rank::rank(&mut answer.items, &before.factors);
    }
    answer
}

/// The outcome's days, and all that was compared with them.
struct Study {
    series: DailySeries,
    slow: Slow,
    factors: Vec<Compared>,
    not_compared: Vec<NotCompared>,
}

impl Study {
    /// Compares the outcome with all factors that are `wanted`.
    fn of(history: &History, outcome: &Metric, today: Date, wanted: impl Fn(&Metric) -> bool) -> Self {
        let series = history.series(outcome).until(today);
        let to = series.last_observed().unwrap_or(today);
        let oldest = after(to, 1 - CORRELATION_DAYS);
        let from = series.first_observed().map_or(to, |first| first.max(oldest));
        let series = series.between(from, to);
        let mut study = Self {
            slow: Slow::of(&series),
            series,
            factors: Vec::new(),
            not_compared: Vec::new(),
        };
        if study.series.observed_days() >= CORRELATION_MIN_DAYS {
            study.compare(history, wanted);
        }
        study
    }

    fn compare(&mut self, history: &History, wanted: impl Fn(&Metric) -> bool) {
        let ours = Series::new(self.series.values(), &self.slow);
        for candidate in factor::candidates(history, &self.series, wanted) {
            let compared = candidate.and_then(|candidate| {
                let theirs = Series::new(&candidate.values, &self.slow);
                finding::compared(candidate, theirs, &ours, &self.slow)
            });
            match compared {
                Ok(factor) => self.factors.push(factor),
                Err((metric, abstained)) => self.not_compared.push(NotCompared { metric, abstained }),
            }
        }
    }

    fn to(&self) -> Date {
        self.series.date(self.series.values().len().saturating_sub(1))
    }

    fn tests(&self) -> usize {
        self.factors.iter().map(|factor| factor.tests.len()).sum()
    }

    /// Why nothing is told.
    fn abstention(&self) -> Option<Abstention> {
        let (days, name) = (self.series.observed_days(), noun(self.series.metric()));
        if days == 0 {
            Some(Abstention::no_data(self.series.metric()))
        } else if days < CORRELATION_MIN_DAYS {
            Some(Abstention::too_few_days(format!(
                "needs {CORRELATION_MIN_DAYS} days with {name} recorded, has {days}"
            )))
        } else if self.factors.is_empty() {
            Some(Abstention::too_few_days(format!(
                "nothing else was recorded on {CORRELATION_MIN_DAYS} of the days with {name}"
            )))
        } else if self.factors.iter().all(|factor| factor.discoveries() == 0) {
            let tests = self.tests();
            Some(Abstention::not_supported(format!(
                "none of {tests} comparisons stands out from chance"
            )))
        } else {
            None
        }
    }
}
