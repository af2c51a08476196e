//! Forecasting methods compared on the recent past of many people.
//!
//! A person's target values come in *steps*: local dates, or rows. The first four fifths of the steps, rounded down, are
//! only learnt from; the others are *scored*. (`backtest`, which people see, rounds the scored part down instead.) A step
//! `t` is forecast at each horizon `h` from 1 to the longest one asked for, from what was observed at or before `t - h`
//! and nothing else: days are counted on the calendar, rows one by one. Where nothing was observed by then, no method
//! could say anything, and that pair of step and horizon is not scored. Every candidate is scored on the same pairs.
//!
//! The plain candidates say the same for every horizon (`baseline`). Their intervals come from the errors that the same
//! method had made by the origin, at the same distance between the last observed step and the target (`interval`); there
//! is none while these errors are too few, and none where days without a value stretch that distance to more than 13
//! days beyond the longest horizon. Exponential smoothing has its model's intervals; `pooled` says of itself what it does.

use rand::RngExt;
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use serde::{Serialize, Serializer};

use super::{
    MODEL,
    backtest::interval_score,
    candidates::{Method, said},
    prior::Weights,
    steps::TargetSeries,
};
use crate::{
    features::bootstrap::{DRAWS, central_95},
    seed::numbered,
};

/// The name under which predictions that are handed in are scored.
pub const YOURS: &str = "yours";

/// Intervals that a person must have for their own coverage to be told.
const FEWEST_INTERVALS: usize = 5;

/// The bootstrap's draws of people are the same in every run.
const SEED: u64 = 1;

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
    pub coverage_by_person: CoverageByPerson,
    /// From 1 to the longest.
    pub by_horizon: Vec<HorizonScores>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HorizonScores {
    pub horizon: u32,
    #[serde(flatten)]
    pub scores: Scores,
}

/// How far coverage is alike among people.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CoverageByPerson {
    /// Standard error of `coverage`, people being independent and their forecasts not (Cochran 1977, section 2.11).
    pub standard_error: Option<f64>,
    /// A tenth of the people with five intervals or more have a coverage of at most this.
    pub tenth_percentile: Option<f64>,
    /// People with five intervals or more.
    pub subjects: usize,
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
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Skill {
    pub value: Option<f64>,
    /// Ends of the 95 % interval by a bootstrap (399 draws, percentiles): over persons, and absent with a single one; but over
    /// blocks of days in a [`Leaderboard`](super::Leaderboard), which is of one person.
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// Which of the house's candidates are scored, and what the shipped one starts from. `ewma` and `pooled` always are.
#[derive(Debug, Clone, Copy)]
pub struct Contest<'a> {
    pub methods: &'a [Method],
    pub weights: &'a Weights,
}

impl Default for Contest<'_> {
    fn default() -> Self {
        Self {
            methods: &Method::ALL,
            weights: Weights::shipped(),
        }
    }
}

/// Scores the house's candidates on everybody, on all threads of the current rayon pool, and `yours` if there are any: for
/// each person of `cohort` a prediction for each of their [`TargetSeries::targets`], in that order. Where one is missing,
/// no candidate is scored on that target. The same arguments give the same scores, whatever the number of threads.
pub fn evaluate(cohort: &[TargetSeries], horizon: u32, yours: Option<&[Vec<Option<Prediction>>]>, contest: Contest) -> Evaluation {
    let always = |method: &Method| [Method::Ewma, Method::Pooled].contains(method) || contest.methods.contains(method);
    let methods: Vec<_> = Method::ALL.into_iter().filter(always).collect();
    let house = said(cohort, horizon, &methods, contest.weights);
    let mut names: Vec<_> = house.iter().map(|(method, _)| method.name()).collect();
    names.extend(yours.map(|_| YOURS));
    let people: Vec<usize> = (0..cohort.len()).collect();
    let scored: Vec<Vec<Vec<Sums>>> = people
        .par_iter()
        .map(|i| {
            let house: Vec<_> = house.iter().map(|(_, people)| people[*i].as_slice()).collect();
            person(
                &cohort[*i],
                horizon,
                &house,
                yours.map(|yours| yours.get(*i).map_or(&[][..], Vec::as_slice)),
            )
        })
        .filter(|person| person[0].iter().any(|sums| sums.forecasts > 0))
        .collect();
    let absolute = |candidate: usize| -> Vec<f64> {
        let people = scored.iter().map(|person| &person[candidate]);
        people.map(|sums| sums.iter().map(|sums| sums.absolute).sum()).collect()
    };
    let ewma = absolute(0);
    let of_candidate = |(candidate, name): (usize, &&'static str)| {
        let people: Vec<&[Sums]> = scored.iter().map(|person| person[candidate].as_slice()).collect();
        let at = |horizon: u32| people.iter().map(move |sums| &sums[horizon as usize - 1]);
        let each = (1..=horizon).map(|horizon| HorizonScores {
            horizon,
            scores: Sums::total(at(horizon)).scores(at(horizon).filter(|sums| sums.unscaled()).count()),
        });
        let all: Vec<_> = people.iter().map(|sums| Sums::total(sums.iter())).collect();
        Candidate {
            name,
            scores: Sums::total(all.iter()).scores(all.iter().filter(|sums| sums.unscaled()).count()),
            skill_vs_ewma: skill(&absolute(candidate), &ewma),
            coverage_by_person: coverage_by_person(&all),
            by_horizon: each.collect(),
        }
    };
    let candidates: Vec<_> = names.iter().enumerate().map(of_candidate).collect();
    let shipped = candidates.iter().find(|candidate| candidate.name == MODEL.name);
    Evaluation {
        subjects: scored.len(),
        forecasts: candidates[0].scores.forecasts,
        horizon,
        shipped: MODEL.name,
        skill_vs_ewma: shipped.map_or(candidates[0].skill_vs_ewma, |shipped| shipped.skill_vs_ewma),
        candidates,
    }
}

/// One person's sums, by candidate and horizon.
fn person(series: &TargetSeries, horizon: u32, house: &[&[Prediction]], yours: Option<&[Option<Prediction>]>) -> Vec<Vec<Sums>> {
    let (targets, scale) = (series.targets(horizon), series.scale());
    let mut sums = vec![vec![Sums::default(); horizon as usize]; house.len() + usize::from(yours.is_some())];
    for (i, target) in targets.iter().enumerate() {
        let own = yours.map(|yours| yours.get(i).copied().flatten());
        if own == Some(None) {
            continue;
        }
        let all = house.iter().map(|made| made[i]).chain(own.flatten());
        for (sums, prediction) in sums.iter_mut().zip(all) {
            sums[target.horizon as usize - 1].score(prediction, series.steps[target.index].value, scale);
        }
    }
    sums
}

fn coverage_by_person(people: &[Sums]) -> CoverageByPerson {
    let with: Vec<_> = people.iter().filter(|sums| sums.intervals > 0).collect();
    let total = Sums::total(with.iter().copied());
    let coverage = total.held as f64 / total.intervals as f64;
    let squares = with
        .iter()
        .map(|sums| (sums.held as f64 - coverage * sums.intervals as f64).powi(2));
    let squares: f64 = squares.sum();
    let count = with.len() as f64;
    let error = (squares * count / (count - 1.0)).sqrt() / total.intervals as f64;
    let enough = with.iter().filter(|sums| sums.intervals >= FEWEST_INTERVALS);
    let mut own: Vec<_> = enough.map(|sums| sums.held as f64 / sums.intervals as f64).collect();
    own.sort_unstable_by(f64::total_cmp);
    CoverageByPerson {
        standard_error: (with.len() > 1).then_some(error),
        tenth_percentile: own.get(own.len().div_ceil(10).saturating_sub(1)).copied(),
        subjects: own.len(),
    }
}

/// What is added up of a candidate's forecasts.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    forecasts: usize,
    pub(super) absolute: f64,
    squares: f64,
    scaled_count: usize,
    scaled: f64,
    intervals: usize,
    held: usize,
    penalties: f64,
}

impl Sums {
    pub(super) fn score(&mut self, prediction: Prediction, value: f64, scale: Option<f64>) {
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

    pub(super) fn total<'a>(all: impl Iterator<Item = &'a Self>) -> Self {
        all.fold(Self::default(), |mut total, sums| {
            total.add(sums);
            total
        })
    }

    /// Whether there are forecasts that no scale could be put to.
    fn unscaled(&self) -> bool {
        self.forecasts > self.scaled_count
    }

    pub(super) fn scores(&self, mase_left_out: usize) -> Scores {
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
