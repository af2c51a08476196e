//! Forecasting methods compared on the recent past of many people.
//!
//! A person's target values come in *steps*: local dates, or rows. The first four fifths of the steps, rounded down, are
//! only learnt from; the others are *scored*. (`backtest`, which people see, rounds the scored part down instead.) A step
//! `t` is forecast at each horizon `h` from 1 to the longest one asked for, from what was observed at or before `t - h`
//! and nothing else: days are counted on the calendar, rows one by one. Where nothing was observed by then, no method
//! could say anything, and that pair of step and horizon is not scored. Every candidate is scored on the same pairs.
//!
//! The house's candidates say the same for every horizon (`baseline`). Their intervals come from the errors that the same
//! method had made by the origin, at the same distance between the last observed step and the target (`interval`); there
//! is none while these errors are too few, and none where days without a value stretch that distance to more than 13
//! days beyond the longest horizon.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rayon::prelude::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};
use serde::{Serialize, Serializer};

use eunoia_domain::DayRule;

use super::{
    COVERAGE, MODEL,
    backtest::interval_score,
    baseline::{Ewma, LastValue, Level, RunningMean},
    interval::RollingErrors,
};
use crate::{
    features::bootstrap::{DRAWS, central_95},
    history::days_between,
    seed::numbered,
};
use rand::RngExt;

/// The name under which predictions that are handed in are scored.
pub const YOURS: &str = "yours";

/// How far, in days, a gap may stretch a distance and still leave room for an interval; at horizon 1 as in `backtest`.
const MAX_STRETCH_DAYS: i64 = 13;

/// Means of the same values in another order may differ by this share of them, which is no difference to divide by.
const ROUNDING: f64 = 1e-12;

/// Persons worked on before their sums are added up, so that memory does not grow with their number.
const AT_ONCE: usize = 4_096;

/// The bootstrap's draws of people are the same in every run.
const SEED: u64 = 1;

/// One step of a person: how it is called in a file of predictions is how it is displayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    Day(Date),
    /// Counted from 1, in order of time.
    Row(u32),
}

/// One person's target values, by step.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TargetSeries {
    steps: Vec<Observed>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Observed {
    step: Step,
    number: i64,
    value: f64,
}

/// One forecast that is scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// What is forecast.
    pub step: Step,
    /// How many steps before it the forecast is made, from 1.
    pub horizon: u32,
    /// Index of `step`, and of the last step at or before the origin.
    index: usize,
    origin: usize,
}

/// What a candidate said of one target, in the target's unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prediction {
    pub value: f64,
    /// Low and high ends of an interval that should hold the value with probability [`COVERAGE`].
    pub interval: Option<(f64, f64)>,
}

/// How the candidates did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// Persons with at least one scored forecast.
    pub subjects: usize,
    /// Scored forecasts of each candidate, over all persons and horizons.
    pub forecasts: usize,
    /// The longest horizon, in steps.
    pub horizon: u32,
    #[serde(serialize_with = "by_name")]
    pub candidates: Vec<Candidate>,
    /// The candidate that [`forecast`](fn@super::forecast) uses.
    pub shipped: &'static str,
    /// Of the shipped candidate.
    pub skill_vs_ewma: Skill,
}

/// How one method did over all horizons, and at each.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Candidate {
    #[serde(skip)]
    pub name: &'static str,
    #[serde(flatten)]
    pub scores: Scores,
    pub skill_vs_ewma: Skill,
    /// From 1 to the longest.
    pub by_horizon: Vec<HorizonScores>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HorizonScores {
    pub horizon: u32,
    #[serde(flatten)]
    pub scores: Scores,
}

/// Lower is better for all but `coverage`. Each is a mean over forecasts, whoever they are about; absent where there are
/// none.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Scores {
    /// Mean absolute error, in the target's unit.
    pub mae: Option<f64>,
    /// Root of the mean squared error, in the target's unit.
    pub rmse: Option<f64>,
    /// Mean absolute scaled error (Hyndman and Koehler 2006): each absolute error is divided by the same person's mean
    /// absolute difference between neighbouring steps before the scored part.
    pub mase: Option<f64>,
    /// Mean interval score at nominal 80 % (Gneiting and Raftery 2007, equation 43), in the target's unit.
    pub interval_score: Option<f64>,
    /// Share of the intervals that held the value, ends included, 0 to 1; nominal is 0.8.
    pub coverage: Option<f64>,
    pub forecasts: usize,
    /// Forecasts with an interval, which `interval_score` and `coverage` are about.
    pub intervals: usize,
    /// Persons with scored forecasts that `mase` leaves out: fewer than two steps before the scored part, or all of those
    /// with the same value.
    pub mase_left_out: usize,
}

/// By which share the mean absolute error is smaller than that of `ewma` on the same targets: above 0 is better, 1 is
/// perfect. Absent where `ewma` made no error.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Skill {
    pub value: Option<f64>,
    /// Ends of the 95 % interval by a bootstrap over persons (399 draws, percentiles); absent with a single person.
    pub low: Option<f64>,
    pub high: Option<f64>,
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Day(date) => date.fmt(f),
            Self::Row(row) => row.fmt(f),
        }
    }
}

impl TargetSeries {
    /// Each local date with a value is a step; its value is the mean of the date's values, which come in order of time.
    /// A value that is not finite counts as not observed.
    pub fn by_day(values: impl IntoIterator<Item = (Date, f64)>) -> Self {
        let mut days: BTreeMap<Date, Vec<f64>> = BTreeMap::new();
        for (date, value) in values.into_iter().filter(|(_, value)| value.is_finite()) {
            days.entry(date).or_default().push(value);
        }
        let steps = days.into_iter().filter_map(|(date, values)| {
            Some(Observed {
                step: Step::Day(date),
                number: days_between(Date::constant(1970, 1, 1), date),
                value: DayRule::Mean.day_value((0..).zip(values))?,
            })
        });
        Self { steps: steps.collect() }
    }

    /// Each value is a step, in order of time. A value that is not finite counts as not observed.
    pub fn by_observation(values: impl IntoIterator<Item = f64>) -> Self {
        let values = values.into_iter().filter(|value| value.is_finite());
        let steps = (1..).zip(values).map(|(row, value)| Observed {
            step: Step::Row(row),
            number: i64::from(row),
            value,
        });
        Self { steps: steps.collect() }
    }

    /// The forecasts that are scored, in order of step and horizon.
    pub fn targets(&self, horizon: u32) -> Vec<Target> {
        let mut targets = Vec::new();
        for (index, observed) in self.steps.iter().enumerate().skip(self.learnt()) {
            for horizon in 1..=horizon {
                let until = observed.number - i64::from(horizon);
                let known = self.steps[..index].partition_point(|earlier| earlier.number <= until);
                if let Some(origin) = known.checked_sub(1) {
                    targets.push(Target {
                        step: observed.step,
                        horizon,
                        index,
                        origin,
                    });
                }
            }
        }
        targets
    }

    /// How many steps come before the scored part.
    fn learnt(&self) -> usize {
        self.steps.len() * 4 / 5
    }

    /// Mean absolute difference between neighbouring steps before the scored part, if it can divide.
    fn scale(&self) -> Option<f64> {
        let differences: Vec<_> = self.steps[..self.learnt()]
            .windows(2)
            .map(|pair| (pair[1].value - pair[0].value).abs())
            .collect();
        let scale = differences.iter().sum::<f64>() / differences.len() as f64;
        let largest = self.steps.iter().map(|step| step.value.abs()).fold(0.0, f64::max);
        (scale > ROUNDING * largest).then_some(scale)
    }
}

/// What the house's candidates say of [`TargetSeries::targets`], in that order. Values after a target's origin have no
/// part in it.
pub fn candidates(series: &TargetSeries, horizon: u32) -> Vec<(&'static str, Vec<Prediction>)> {
    let targets = series.targets(horizon);
    vec![
        ("ewma", replay(&mut Ewma::default().state(), series, &targets)),
        ("last_value", replay(&mut LastValue, series, &targets)),
        ("mean", replay(&mut RunningMean::default(), series, &targets)),
    ]
}

/// One pass over time, in which each target is forecast right after its origin was observed.
fn replay(method: &mut impl Level, series: &TargetSeries, targets: &[Target]) -> Vec<Prediction> {
    let lag = |target: &Target| series.steps[target.index].number - series.steps[target.origin].number;
    let horizon = targets.iter().map(|target| i64::from(target.horizon)).max().unwrap_or(0);
    let longest = targets.iter().map(lag).max().unwrap_or(0).min(horizon + MAX_STRETCH_DAYS);
    let mut errors = RollingErrors::new(usize::try_from(longest).unwrap_or(0));
    let mut by_origin: Vec<usize> = (0..targets.len()).collect();
    by_origin.sort_by_key(|index| targets[*index].origin);
    let mut due = by_origin.into_iter().peekable();

    let mut made = vec![None; targets.len()];
    for (at, observed) in series.steps.iter().enumerate() {
        let value = method.observe(observed.value);
        let since_first = observed.number - series.steps[0].number;
        errors.observe(usize::try_from(since_first).unwrap_or(0), observed.value, value);
        while let Some(index) = due.next_if(|index| targets[*index].origin == at) {
            let reach = usize::try_from(lag(&targets[index])).ok();
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

/// Scores the house's candidates on everybody, on all threads of the current rayon pool, and `yours` if there are any: for
/// each person of `cohort` a prediction for each of their [`TargetSeries::targets`], in that order. Where one is missing,
/// no candidate is scored on that target. The same arguments give the same scores, whatever the number of threads.
pub fn evaluate(cohort: &[TargetSeries], horizon: u32, yours: Option<&[Vec<Option<Prediction>>]>) -> Evaluation {
    let mut names: Vec<_> = candidates(&TargetSeries::default(), horizon)
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    names.extend(yours.map(|_| YOURS));
    let mut totals = vec![vec![Sums::default(); horizon as usize]; names.len()];
    let mut left_out = vec![0; horizon as usize + 1];
    // Absolute errors of each scored person, by candidate.
    let mut absolute: Vec<Vec<f64>> = vec![Vec::new(); names.len()];
    for start in (0..cohort.len()).step_by(AT_ONCE) {
        let end = cohort.len().min(start + AT_ONCE);
        let scored: Vec<_> = (start..end)
            .into_par_iter()
            .map(|i| person(&cohort[i], horizon, yours.map(|yours| yours.get(i).map_or(&[][..], Vec::as_slice))))
            .collect();
        for person in scored.iter().filter(|person| person[0].iter().any(|sums| sums.forecasts > 0)) {
            for (candidate, sums) in person.iter().enumerate() {
                absolute[candidate].push(sums.iter().map(|sums| sums.absolute).sum());
                totals[candidate].iter_mut().zip(sums).for_each(|(total, sums)| total.add(sums));
            }
            for (h, sums) in person[0].iter().enumerate() {
                left_out[h] += usize::from(sums.forecasts > sums.scaled_count);
            }
            left_out[horizon as usize] += usize::from(person[0].iter().any(|sums| sums.forecasts > sums.scaled_count));
        }
    }
    let of_candidate = |(candidate, name): (usize, &&'static str)| {
        let all = totals[candidate].iter().fold(Sums::default(), |mut all, sums| {
            all.add(sums);
            all
        });
        let each = (1..).zip(&totals[candidate]).zip(&left_out);
        Candidate {
            name,
            scores: all.scores(left_out[horizon as usize]),
            skill_vs_ewma: skill(&absolute[candidate], &absolute[0]),
            by_horizon: each
                .map(|((horizon, sums), left_out)| HorizonScores {
                    horizon,
                    scores: sums.scores(*left_out),
                })
                .collect(),
        }
    };
    let candidates: Vec<_> = names.iter().enumerate().map(of_candidate).collect();
    // The shipped one is the first of the house's candidates.
    let (forecasts, skill_vs_ewma) = (candidates[0].scores.forecasts, candidates[0].skill_vs_ewma);
    Evaluation {
        subjects: absolute[0].len(),
        forecasts,
        horizon,
        candidates,
        shipped: MODEL.name,
        skill_vs_ewma,
    }
}

/// One person's sums, by candidate and horizon.
fn person(series: &TargetSeries, horizon: u32, yours: Option<&[Option<Prediction>]>) -> Vec<Vec<Sums>> {
    let targets = series.targets(horizon);
    let (house, scale) = (candidates(series, horizon), series.scale());
    let mut sums = vec![vec![Sums::default(); horizon as usize]; house.len() + usize::from(yours.is_some())];
    for (i, target) in targets.iter().enumerate() {
        let own = yours.map(|yours| yours.get(i).copied().flatten());
        if own == Some(None) {
            continue;
        }
        let all = house.iter().map(|(_, made)| made[i]).chain(own.flatten());
        for (sums, prediction) in sums.iter_mut().zip(all) {
            sums[target.horizon as usize - 1].score(prediction, series.steps[target.index].value, scale);
        }
    }
    sums
}

/// What is added up of a candidate's forecasts.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    forecasts: usize,
    absolute: f64,
    squares: f64,
    scaled_count: usize,
    scaled: f64,
    intervals: usize,
    held: usize,
    penalties: f64,
}

impl Sums {
    fn score(&mut self, prediction: Prediction, value: f64, scale: Option<f64>) {
        let error = (value - prediction.value).abs();
        self.forecasts += 1;
        self.absolute += error;
        self.squares += error * error;
        if let Some(scale) = scale {
            self.scaled_count += 1;
            self.scaled += error / scale;
        }
        if let Some((low, high)) = prediction.interval {
            self.intervals += 1;
            self.held += usize::from((low..=high).contains(&value));
            self.penalties += interval_score(low, high, value);
        }
    }

    fn add(&mut self, other: &Self) {
        self.forecasts += other.forecasts;
        self.absolute += other.absolute;
        self.squares += other.squares;
        self.scaled_count += other.scaled_count;
        self.scaled += other.scaled;
        self.intervals += other.intervals;
        self.held += other.held;
        self.penalties += other.penalties;
    }

    fn scores(&self, mase_left_out: usize) -> Scores {
        let mean = |sum: f64, count: usize| (count > 0).then(|| sum / count as f64);
        Scores {
            mae: mean(self.absolute, self.forecasts),
            rmse: mean(self.squares, self.forecasts).map(f64::sqrt),
            mase: mean(self.scaled, self.scaled_count),
            interval_score: mean(self.penalties, self.intervals),
            coverage: mean(self.held as f64, self.intervals),
            forecasts: self.forecasts,
            intervals: self.intervals,
            mase_left_out,
        }
    }
}

/// Of the absolute errors of the same persons by a candidate and by `ewma`. The same persons are drawn for every candidate.
fn skill(own: &[f64], ewma: &[f64]) -> Skill {
    let value = |persons: &[usize]| {
        let sum = |errors: &[f64]| persons.iter().map(|person| errors[*person]).sum::<f64>();
        let (own, ewma) = (sum(own), sum(ewma));
        (ewma > 0.0).then(|| 1.0 - own / ewma)
    };
    if own == ewma {
        let nothing = (!ewma.is_empty()).then_some(0.0);
        return Skill {
            value: nothing,
            low: nothing,
            high: nothing,
        };
    }
    let persons: Vec<_> = (0..ewma.len()).collect();
    let draws: Vec<_> = (0..DRAWS as u64).collect();
    let mut drawn: Vec<_> = draws
        .par_iter()
        .filter_map(|draw| {
            let mut rng = numbered(SEED, *draw);
            value(&persons.iter().map(|_| rng.random_range(0..persons.len())).collect::<Vec<_>>())
        })
        .collect();
    let interval = (persons.len() > 1 && drawn.len() == DRAWS)
        .then(|| central_95(&mut drawn))
        .flatten();
    Skill {
        value: value(&persons),
        low: interval.map(|(low, _)| low),
        high: interval.map(|(_, high)| high),
    }
}

fn by_name<S: Serializer>(candidates: &[Candidate], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(candidates.iter().map(|candidate| (candidate.name, candidate)))
}
