//! How every candidate does on one person's own past.

use std::collections::BTreeMap;

use eunoia_domain::Metric;
use jiff::{ToSpan, civil::Date};
use serde::Serialize;

use super::{
    BURN_IN_DAYS, MIN_RESIDUALS, MODEL,
    candidates::candidates,
    evaluate::{Prediction, Skill, Sums},
    steps::{Target, TargetSeries},
};
use crate::{
    Abstention, DailySeries,
    features::bootstrap::{BLOCK_DAYS, BlockMeans, DRAWS, central_95, few_blocks},
    model::{metric_name, noun},
    seed::numbered,
};

/// Days of the calendar that are looked at: candidates that are fitted anew for every day are slow, and what forecast well years
/// ago need not do so now.
pub const LEADERBOARD_DAYS: i64 = 365;

/// Blocks of the bootstrap that an interval of the skill needs.
const FEWEST_BLOCKS: f64 = 2.0;

/// The bootstrap's draws are the same in every run.
const SEED: u64 = 1;

/// The candidates of [`Method`](super::Method) on the same days of one person, each day forecast from what was observed at least that
/// many days before it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Leaderboard {
    #[serde(serialize_with = "metric_name")]
    pub metric: Metric,
    /// The last day that is looked at.
    pub as_of: Date,
    /// Every day is forecast from 1 to so many days before it.
    pub horizon: u32,
    /// Days that are forecast: the last fifth of the observed days of the year up to `as_of`.
    pub days: usize,
    /// Forecasts that each candidate was scored on.
    pub forecasts: usize,
    /// The candidate that forecasts are made by, unless the plain average was clearly better.
    pub shipped: &'static str,
    /// That with the smallest mean absolute error first; empty when abstaining.
    pub candidates: Vec<Standing>,
    pub abstained: Option<Abstention>,
}

/// How one candidate did. Lower is better for `mae`, `rmse`, `mase` and `interval_score`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Standing {
    pub name: &'static str,
    /// Mean absolute error, in the metric's unit.
    pub mae: f64,
    /// Root mean squared error, in the metric's unit.
    pub rmse: f64,
    /// Mean absolute error over the mean absolute difference between neighbouring days before the scored ones (Hyndman and
    /// Koehler 2006); absent where these are all the same.
    pub mase: Option<f64>,
    /// Forecasts with an interval.
    pub intervals: usize,
    /// Share of the intervals that held the value, 0 to 1; nominal is 0.8.
    pub coverage: Option<f64>,
    /// Mean interval score at nominal 80 % (Gneiting and Raftery 2007, equation 43), in the metric's unit.
    pub interval_score: Option<f64>,
    /// By which share the mean absolute error is smaller than that of `ewma`, with a 95 % interval by a moving-block bootstrap over
    /// the scored days. An interval with 0 in it says that these days do not tell which of the two is better.
    pub skill_vs_ewma: Skill,
}

/// Replays the last fifth of the year up to `as_of`; what was observed later is not used. Slow: some candidates are
/// fitted anew for every day.
pub fn leaderboard(series: &DailySeries, as_of: Date, horizon: u32) -> Leaderboard {
    let series = series.between(as_of.saturating_sub((LEADERBOARD_DAYS - 1).days()), as_of);
    let observed = series.observed_days();
    let mut answer = Leaderboard {
        metric: series.metric().clone(),
        as_of,
        horizon,
        days: 0,
        forecasts: 0,
        shipped: MODEL.name,
        candidates: Vec::new(),
        abstained: None,
    };
    let needed = BURN_IN_DAYS + MIN_RESIDUALS;
    if observed < needed {
        let noun = noun(series.metric());
        let reason = format!("needs {needed} days with {noun} recorded in the year up to {as_of}, has {observed}");
        answer.abstained = Some(Abstention::too_few_days(reason));
        return answer;
    }
    let steps = TargetSeries::by_day(series.observed().map(|(index, value)| (series.date(index), value)));
    let (targets, scale) = (steps.targets(horizon), steps.scale());
    let said = candidates(&steps, horizon);
    let by_day: Vec<_> = said.iter().map(|(_, made)| by_day(&steps, &targets, made, scale)).collect();
    let errors = |days: &[Sums]| days.iter().map(|day| day.absolute).collect::<Vec<_>>();
    // What all are compared with comes first.
    let ewma = errors(&by_day[0]);
    let standings = said.iter().zip(&by_day);
    let standings = standings.map(|((name, _), days)| standing(name, days, skill(&errors(days), &ewma, horizon)));
    let Some(mut standings) = standings.collect::<Option<Vec<_>>>() else {
        let noun = noun(series.metric());
        answer.abstained = Some(Abstention::not_supported(format!(
            "the values of {noun} are too large to compute with"
        )));
        return answer;
    };
    standings.sort_by(|a, b| a.mae.total_cmp(&b.mae));
    Leaderboard {
        days: ewma.len(),
        forecasts: targets.len(),
        candidates: standings,
        ..answer
    }
}

/// What is added up of each scored day's forecasts, in order.
fn by_day(steps: &TargetSeries, targets: &[Target], made: &[Prediction], scale: Option<f64>) -> Vec<Sums> {
    let mut days: BTreeMap<usize, Sums> = BTreeMap::new();
    for (target, made) in targets.iter().zip(made) {
        days.entry(target.index)
            .or_default()
            .score(*made, steps.steps[target.index].value, scale);
    }
    days.into_values().collect()
}

/// [`None`] if the errors are too large to compute with.
fn standing(name: &'static str, days: &[Sums], skill_vs_ewma: Skill) -> Option<Standing> {
    let scores = Sums::total(days.iter()).scores(0);
    Some(Standing {
        name,
        mae: scores.mae.filter(|mae| mae.is_finite())?,
        rmse: scores.rmse.filter(|rmse| rmse.is_finite())?,
        mase: scores.mase,
        intervals: scores.intervals,
        coverage: scores.coverage,
        interval_score: scores.interval_score,
        skill_vs_ewma,
    })
}

/// From the errors of the same days. A day's forecasts were made on as many days as the horizon has, so neighbours share what
/// went wrong: blocks are twice as long.
fn skill(own: &[f64], ewma: &[f64], horizon: u32) -> Skill {
    let (days, total) = (ewma.len(), ewma.iter().sum::<f64>());
    if total.is_nan() || total <= 0.0 {
        return Skill::default();
    }
    let value = 1.0 - own.iter().sum::<f64>() / total;
    // How a ratio of sums moves with each of its days (linearised; Cochran 1977, section 2.11).
    let moves: Vec<f64> = own
        .iter()
        .zip(ewma)
        .map(|(own, ewma)| (ewma * (1.0 - value) - own) / total)
        .collect();
    let block = BLOCK_DAYS.max(2 * horizon as usize);
    let blocks = days as f64 / block as f64;
    let interval = || {
        let (means, mut rng) = (BlockMeans::in_blocks(&moves, days, block), numbered(SEED, 0));
        let mut draws: Vec<f64> = (0..DRAWS).map(|_| means.draw(&mut rng) * days as f64).collect();
        central_95(&mut draws)
    };
    let interval = (blocks >= FEWEST_BLOCKS).then(interval).flatten();
    let wider = few_blocks(blocks);
    Skill {
        value: Some(value),
        low: interval.map(|(low, _)| value + wider * low),
        high: interval.map(|(_, high)| value + wider * high),
    }
}

#[cfg(test)]
mod tests {
    use rand::RngExt;
    use rand_distr::{Distribution, StandardNormal};

    use super::*;

    #[test]
    fn intervals_of_the_skill_hold_what_is_true() {
        let people = 400_u64;
        for (horizon, size) in [(1, 6.0 / 7.0), (7, 6.0 / 7.0), (7, 2.0), (14, 1.0)] {
            let missed = (0..people).filter(|person| {
                let mut rng = numbered(2, *person);
                // A shock goes wrong on as many days as it was ahead of.
                let mut errors = |size: f64| -> Vec<f64> {
                    let mut shock = || f64::abs(StandardNormal.sample(&mut rng));
                    let shocks: Vec<f64> = (0..73 + horizon).map(|_| size * shock()).collect();
                    shocks
                        .windows(horizon as usize)
                        .take(73)
                        .map(|lasting| lasting.iter().sum())
                        .collect()
                };
                let (found, truth) = (skill(&errors(size), &errors(1.0), horizon), 1.0 - size);
                found.low.is_none_or(|low| low > truth) || found.high.is_none_or(|high| high < truth)
            });
            // 20 of 400 at the nominal level; 35 are three and a half standard errors more.
            let missed = missed.count();
            println!("horizon {horizon}, skill {:.2}: {missed} of {people} intervals miss it", 1.0 - size);
            assert!(missed < 35, "{missed}");
        }
    }

    #[test]
    fn nothing_is_gained_over_no_error_or_over_oneself() {
        let mut rng = numbered(3, 1);
        let errors: Vec<f64> = (0..30).map(|_| rng.random_range(0.0..1.0)).collect();
        let same = skill(&errors, &errors, 1);
        assert_eq!((same.value, same.low, same.high), (Some(0.0), Some(0.0), Some(0.0)));
        assert_eq!(skill(&errors, &[0.0; 30], 1), Skill::default());
        assert_eq!(skill(&errors[..5], &errors[..5], 1).low, None);
    }
}
