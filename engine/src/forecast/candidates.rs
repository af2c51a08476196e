//! What the house's methods say of the same targets.

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use super::{
    COVERAGE,
    baseline::{Ahead, Ewma, LastValue, Level, RunningMean, WeekdayMean},
    evaluate::Prediction,
    interval::RollingErrors,
    pooled::{Made, Pool, Prior},
    prior::{Weights, is_daily},
    regression::ElasticNetOnFeatures,
    smoothing,
    steps::{Target, TargetSeries},
};
use crate::features::track::Usual;

/// How far, in days, a gap may stretch a distance and still leave room for an interval; at horizon 1 as in `backtest`.
const MAX_STRETCH_DAYS: i64 = 13;

const SECONDS_A_DAY: i64 = 86_400;

/// A method that forecasts are compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Ewma,
    LastValue,
    Mean,
    /// The mean of the target's weekday, shrunk to that of all days; where steps are days.
    Weekday,
    /// Exponential smoothing, chosen by information criterion at each origin (Hyndman et al. 2002; crate augurs).
    Ets,
    /// Decomposition by a weekly season, the trend by exponential smoothing (Bandara et al. 2021); where steps are days.
    Mstl,
    /// The features of one person by linfa's elastic net (Zou and Hastie 2005).
    ElasticNet,
    /// The one that is shipped: `pooled`.
    Pooled,
}

impl Method {
    pub const ALL: [Self; 8] = [
        Self::Ewma,
        Self::LastValue,
        Self::Mean,
        Self::Weekday,
        Self::Ets,
        Self::Mstl,
        Self::ElasticNet,
        Self::Pooled,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Ewma => "ewma",
            Self::LastValue => "last_value",
            Self::Mean => "mean",
            Self::Weekday => "weekday",
            Self::Ets => "ets",
            Self::Mstl => "mstl",
            Self::ElasticNet => "elastic_net",
            Self::Pooled => "pooled",
        }
    }

    fn needs_days(self) -> bool {
        matches!(self, Self::Weekday | Self::Mstl)
    }
}

/// What the house's candidates say of a single person's [`TargetSeries::targets`], in that order, from the shipped weights.
/// Values after a target's origin have no part in it.
pub fn candidates(series: &TargetSeries, horizon: u32) -> Vec<(&'static str, Vec<Prediction>)> {
    let all = said(std::slice::from_ref(series), horizon, &Method::ALL, Weights::shipped());
    all.into_iter()
        .map(|(method, mut people)| (method.name(), people.pop().unwrap_or_default()))
        .collect()
}

/// By method and person, a prediction for each of their targets. Methods that need days are left out where steps are rows.
pub(super) fn said(cohort: &[TargetSeries], horizon: u32, methods: &[Method], weights: &Weights) -> Vec<(Method, Vec<Vec<Prediction>>)> {
    let targets: Vec<_> = cohort.par_iter().map(|series| series.targets(horizon)).collect();
    let daily = is_daily(cohort);
    let methods = methods.iter().filter(|method| daily || !method.needs_days());
    let each = methods.map(|method| {
        let alone = |alone: fn(&TargetSeries, &[Target]) -> Vec<Prediction>| {
            let people: Vec<_> = cohort.iter().zip(&targets).collect();
            people.par_iter().map(|(series, targets)| alone(series, targets)).collect()
        };
        let predictions = match method {
            Method::Ewma => alone(|series, targets| replay(&mut Ewma::default().state(), series, targets)),
            Method::LastValue => alone(|series, targets| replay(&mut LastValue, series, targets)),
            Method::Mean => alone(|series, targets| replay(&mut RunningMean::default(), series, targets)),
            Method::Weekday => alone(|series, targets| replay(&mut WeekdayMean::default(), series, targets)),
            Method::ElasticNet => alone(|series, targets| replay(&mut ElasticNetOnFeatures::default(), series, targets)),
            Method::Ets => alone(smoothing::ets),
            Method::Mstl => alone(smoothing::mstl),
            Method::Pooled => replay_pool(cohort, &targets, horizon, &weights.prior(daily)).1,
        };
        (*method, predictions)
    });
    each.collect()
}

/// One pass over time, in which each target is forecast right after its origin was observed.
fn replay(method: &mut impl Level, series: &TargetSeries, targets: &[Target]) -> Vec<Prediction> {
    let horizon = targets.iter().map(|target| i64::from(target.horizon)).max().unwrap_or(0);
    let longest = targets.iter().map(|target| series.distance(target)).max().unwrap_or(0);
    let mut errors = RollingErrors::new(usize::try_from(longest.min(horizon + MAX_STRETCH_DAYS)).unwrap_or(0));
    let mut by_origin: Vec<usize> = (0..targets.len()).collect();
    by_origin.sort_by_key(|index| targets[*index].origin);
    let mut due = by_origin.into_iter().peekable();

    let mut made = vec![None; targets.len()];
    for (at, observed) in series.steps.iter().enumerate() {
        let ahead: Ahead = method.observe(observed.value, observed.weekday());
        let since_first = observed.number - series.steps[0].number;
        let since_first = usize::try_from(since_first).unwrap_or(0);
        errors.observe(since_first, observed.value, observed.weekday(), ahead);
        while let Some(index) = due.next_if(|index| targets[*index].origin == at) {
            let target = &targets[index];
            let value = ahead.on(series.steps[target.index].weekday());
            let reach = usize::try_from(series.distance(target)).ok();
            let interval = reach.and_then(|reach| errors.interval(reach, COVERAGE));
            made[index] = Some(Prediction {
                value,
                interval: interval.map(|(below, above)| (value + below.min(0.0), value + above.max(0.0))),
            });
        }
    }
    // Every origin is a step, so nothing is left out.
    made.into_iter().flatten().collect()
}

/// One pass over time and all people: steps in order of when they are known, each person's targets forecast right after
/// their origin was observed, from what everybody had observed by then. Weights are fitted anew at most once a day.
pub(super) fn replay_pool(cohort: &[TargetSeries], targets: &[Vec<Target>], horizon: u32, prior: &Prior) -> (Pool, Vec<Vec<Prediction>>) {
    let mut order: Vec<(i64, usize, usize)> = Vec::new();
    for (person, series) in cohort.iter().enumerate() {
        order.extend(series.steps.iter().enumerate().map(|(at, step)| (step.instant, person, at)));
    }
    order.sort_unstable();
    let mut due: Vec<Vec<usize>> = targets.iter().map(|targets| (0..targets.len()).collect()).collect();
    for (due, targets) in due.iter_mut().zip(targets) {
        due.sort_by_key(|index| std::cmp::Reverse(targets[*index].origin));
    }
    let mut made: Vec<Vec<_>> = targets.iter().map(|targets| vec![None; targets.len()]).collect();
    let mut pool = Pool::new(cohort.len(), prior, i64::from(horizon), is_daily(cohort), Usual::default());
    let mut day = None;
    for (instant, person, at) in order {
        let today = instant.div_euclid(SECONDS_A_DAY);
        if day.replace(today) != Some(today) {
            pool.refresh();
        }
        let (series, step) = (&cohort[person], &cohort[person].steps[at]);
        pool.observe(person, step.number, step.value, step.late, step.weekday());
        let Some(due) = due.get_mut(person) else { continue };
        while let Some(index) = due.pop_if(|index| targets[person][*index].origin == at) {
            let target = &targets[person][index];
            let weekday = series.steps[target.index].weekday();
            let found = pool.predict(person, series.distance(target), weekday);
            made[person][index] = Some(found.map_or_else(|| alone(step.value), Prediction::from));
        }
    }
    // Every origin is a step, so nothing is left out.
    let made = made.into_iter().map(|made| made.into_iter().flatten().collect());
    (pool, made.collect())
}

fn alone(value: f64) -> Prediction {
    Prediction { value, interval: None }
}

impl From<Made> for Prediction {
    fn from(made: Made) -> Self {
        Self {
            value: made.value,
            interval: Some((made.low, made.high)),
        }
    }
}
