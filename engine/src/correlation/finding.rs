use eunoia_domain::Metric;
use serde::Serialize;

use super::{
    CORRELATION_LAGS, CORRELATION_MIN_DAYS, CORRELATION_MIN_EFFECTIVE, FALSE_DISCOVERY_RATE,
    difference::{Difference, difference},
    factor::Candidate,
    series::{Series, compare},
    significance::{adjusted, interval, p_value},
    slow::Slow,
    words,
};
use crate::{
    Abstention, DailySeries,
    model::{metric_name, noun},
};

/// One comparison of a factor with the outcome.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LagTest {
    #[serde(serialize_with = "metric_name")]
    pub metric: Metric,
    /// Days by which the factor lies before the outcome, 0 to 3.
    pub lag: usize,
    /// Rank correlation of what slow change and weekdays leave of both, -1 to 1: Spearman's where both were recorded on all days,
    /// else the correlation on the common days of the ranks that each has among all of its own.
    pub r: f64,
    /// 95 % interval of the correlation.
    pub low: f64,
    pub high: f64,
    /// Days on which both were recorded, and how many independent days they are worth.
    pub n: usize,
    pub effective_n: f64,
    /// How often chance alone gives a correlation as far from 0.
    pub p: f64,
    /// The smallest false discovery rate, over all comparisons of the outcome, at which this one would be told.
    pub q: f64,
    /// The correlation over the first and over the second half of the days.
    pub halves: [f64; 2],
    /// Whether it is told: the false discovery rate lets it through, and both halves agree.
    pub told: bool,
}

/// A factor that goes with the outcome.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    #[serde(serialize_with = "metric_name")]
    pub metric: Metric,
    /// Plain English; says what went together, and names no cause.
    pub statement: String,
    /// The lag at which chance is least likely.
    pub lag: usize,
    /// `higher` if the outcome was higher after more of the factor, else `lower`.
    pub direction: &'static str,
    /// By how much the outcome's level differed; absent where the days do not support a number.
    pub difference: Option<Difference>,
    /// Why there is no difference.
    pub difference_abstained: Option<Abstention>,
    /// The comparison at each lag that had days enough, in their order.
    pub evidence: Vec<LagTest>,
    /// What places it among others: the end of the correlation's interval that is nearer to 0, less if it is not new or
    /// if it goes with a factor that is told before it.
    pub weight: f64,
    /// Whether the data up to four weeks before would not have passed what it took to be told now.
    pub new: bool,
    /// A factor told before this one that it goes with itself, so that both may be one story.
    pub beside: Option<String>,
    /// What slow change and weekdays leave of the factor, day by day: tells which findings are one story.
    #[serde(skip)]
    pub(super) left: Vec<Option<f64>>,
}

/// A factor compared at every lag that has days enough.
pub(super) struct Compared {
    candidate: Candidate,
    series: Series,
    pub(super) tests: Vec<LagTest>,
}

/// Compares at every lag; or why none has days enough.
pub(super) fn compared(candidate: Candidate, theirs: Series, ours: &Series, slow: &Slow) -> Result<Compared, (Metric, Abstention)> {
    let mut most = (0, 0.0_f64);
    let mut tests = Vec::new();
    for lag in 0..=CORRELATION_LAGS {
        let common = compare(ours, &theirs, lag);
        most = (most.0.max(common.n), most.1.max(common.effective_n));
        if common.n < CORRELATION_MIN_DAYS || common.effective_n < CORRELATION_MIN_EFFECTIVE {
            continue;
        }
        // What was fitted cannot be used again: each column takes its share of the independent days.
        let share = 1.0 - slow.columns() as f64 / common.n as f64;
        let df = common.effective_n * share - 2.0;
        let (low, high) = interval(common.r, common.effective_n * share, 0.95);
        tests.push(LagTest {
            metric: candidate.metric.clone(),
            lag,
            r: common.r,
            low,
            high,
            n: common.n,
            effective_n: common.effective_n,
            p: p_value(common.r, df),
            q: 1.0,
            halves: common.halves,
            told: false,
        });
    }
    if tests.is_empty() {
        let name = noun(&candidate.metric);
        let reason = if most.0 < CORRELATION_MIN_DAYS {
            format!(
                "needs {CORRELATION_MIN_DAYS} days with {name} recorded beside the outcome, has {}",
                most.0
            )
        } else {
            format!(
                "{} days with {name} are worth {:.0} independent ones, since neighbouring days are alike; needs {CORRELATION_MIN_EFFECTIVE}",
                most.0, most.1
            )
        };
        return Err((candidate.metric, Abstention::too_few_days(reason)));
    }
    Ok(Compared {
        candidate,
        series: theirs,
        tests,
    })
}

/// Decides over all comparisons together what may be told. Gives the p-value up to which the false discovery rate lets through.
pub(super) fn judge(factors: &mut [Compared]) -> f64 {
    let p_values: Vec<f64> = factors.iter().flat_map(|factor| &factor.tests).map(|test| test.p).collect();
    let tests = factors.iter_mut().flat_map(|factor| &mut factor.tests);
    let mut through = 0.0;
    for (test, q) in tests.zip(adjusted(&p_values)) {
        test.q = q;
        test.told = q <= FALSE_DISCOVERY_RATE && stable(test);
        through += f64::from(u8::from(q <= FALSE_DISCOVERY_RATE));
    }
    FALSE_DISCOVERY_RATE * through / p_values.len().max(1) as f64
}

/// Decides by a p-value that was found elsewhere.
pub(super) fn judge_by(factors: &mut [Compared], most: f64) {
    for test in factors.iter_mut().flat_map(|factor| &mut factor.tests) {
        test.told = test.p <= most && stable(test);
    }
}

/// Both halves point the way of the whole, and neither by less than a quarter of it: one odd month makes no habit.
fn stable(test: &LagTest) -> bool {
    test.halves.iter().all(|half| half * test.r.signum() >= test.r.abs() / 4.0)
}

impl Compared {
    pub(super) fn discoveries(&self) -> usize {
        self.tests.iter().filter(|test| test.told).count()
    }

    /// Whether this was told of the factor of `finding`, in the same direction.
    pub(super) fn told_alike(&self, finding: &Finding) -> bool {
        let alike = |test: &LagTest| test.told && direction(test.r) == finding.direction;
        self.candidate.metric == finding.metric && self.tests.iter().any(alike)
    }

    /// The finding, or the comparisons if none is told. `share` is the share of all comparisons that are told: an interval
    /// of something picked out must be wider for the picking.
    pub(super) fn told(self, outcome: &DailySeries, slow: &Slow, share: f64) -> Result<Finding, Vec<LagTest>> {
        let told = self.tests.iter().filter(|test| test.told);
        let Some(best) = told.min_by(|a, b| a.p.total_cmp(&b.p)).cloned() else {
            return Err(self.tests);
        };
        let difference = difference(outcome, &self.candidate, best.lag, best.r, slow, share);
        let (difference, difference_abstained) = match difference {
            Ok(difference) => (Some(difference), None),
            Err(abstention) => (None, Some(abstention)),
        };
        let nearer = if best.r > 0.0 { best.low } else { -best.high };
        let left = &self.series;
        Ok(Finding {
            statement: words::statement(outcome.metric(), &self.candidate, &best, difference.as_ref()),
            metric: self.candidate.metric,
            lag: best.lag,
            direction: direction(best.r),
            difference,
            difference_abstained,
            evidence: self.tests,
            weight: nearer.max(0.0),
            new: true,
            beside: None,
            left: (0..left.left.len()).map(|day| left.days.has(day).then(|| left.left[day])).collect(),
        })
    }
}

fn direction(r: f64) -> &'static str {
    if r > 0.0 { "higher" } else { "lower" }
}
