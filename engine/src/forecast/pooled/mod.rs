//! One model for many people, which shrinks to each as their data come in.
//!
//! A forecast is the person's level (an exponentially weighted average) plus a weighted sum of distances from it
//! ([`Track::features`]): of the last values, slower averages, the mean, medians over all and over recent values, and so
//! on. The weights are those of a median regression, since the median minimises the absolute error, and are found in three
//! steps, each shrunk to the one before: a prior from published studies, the cohort, the person. Where all of them know
//! nothing, the forecast is the level. The 10 % and 90 % points are forecast in the same way from prior and cohort.
//!
//! The interval between these is then made wider or narrower by what would have held 80 % of the values that have arrived
//! so far (conformalised quantile regression, Romano, Patterson and Candès 2019), in units of the person's typical error;
//! which share of them is asked for is steered for each person so that the long-run share of misses is 20 % whatever the
//! data do (adaptive conformal inference, Gibbs and Candès 2021).
//!
//! Distances between the last observed step and the target are dealt with in [`Reach`]es of their own.
//!
//! Steps come in order of time over all people. A step changes weights and intervals when it is observed, never before.

mod quantile;
#[cfg(test)]
mod tests;

pub(crate) use quantile::{Belief, Rows, fit};

use std::collections::VecDeque;

use super::sorted::Sorted;
use crate::{
    features::track::{FEATURES, Track, Usual},
    linear::dot,
};

/// Which feature holds the weekday of the target.
const WEEKDAY: usize = 18;

/// Rows that the prior is worth to the cohort, and the cohort's weights to the person.
const PRIOR_ROWS: f64 = 300.0;
const COHORT_ROWS: f64 = 300.0;

/// Rows that a fit needs, and by how much their number grows before the next one.
const COHORT_FIRST: usize = 30;
const COHORT_GROWTH: f64 = 1.1;
const PERSON_FIRST: usize = 5;
const PERSON_GROWTH: f64 = 1.15;

/// The same of somebody who is alone, whose forecasts are made anew with every change: seldom, from few rows and in few
/// rounds.
const ALONE_GROWTH: f64 = 2.0;
const ALONE_ROWS: usize = 300;
const ALONE_ROUNDS: usize = 2;

/// Newest rows of a reach that a cohort's fit looks at.
const MOST_ROWS: usize = 20_000;

/// Rounds of a fit that starts from the last one, and of the first.
const ROUNDS: usize = 4;
const FIRST_ROUNDS: usize = 8;

/// People from whom on a cohort has weights of its own, and its range bounds everybody's intervals.
const COHORT_PEOPLE: usize = 5;

/// How fast a person's share of misses is steered.
const STEERING: f64 = 0.02;
const COHORT_STEERING: f64 = 0.004;

/// Nominal share of values outside the interval.
const OUTSIDE: f64 = 0.2;

/// Distances up to this one have intervals of their own.
const FAR: i64 = 14;

/// The low, middle and high points that are forecast.
pub(crate) const POINTS: [f64; 3] = [0.1, 0.5, 0.9];

/// Distances from the last observed step to the target that share their weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reach(usize);

impl Reach {
    pub(crate) const COUNT: usize = 5;

    /// 1, 2 to 3, 4 to 7, 8 to 14, and beyond.
    pub(crate) fn of(distance: i64) -> Self {
        Self(match distance {
            ..=1 => 0,
            2..=3 => 1,
            4..=7 => 2,
            8..=14 => 3,
            _ => 4,
        })
    }

    pub(crate) fn index(self) -> usize {
        self.0
    }
}

/// What is known before any data of a cohort: by reach.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Prior {
    pub reaches: Vec<ReachPrior>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ReachPrior {
    /// Weights of each of the [`POINTS`].
    pub weights: [Vec<f64>; 3],
    /// By how much values lay outside of the interval, in typical errors: evenly spaced points of their distribution.
    pub excess: Vec<f64>,
}

/// A forecast with its interval, in the metric's unit. `low <= value <= high`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Made {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// People whose values come in.
#[derive(Debug, Clone)]
pub(crate) struct Pool {
    people: Vec<Person>,
    reaches: Vec<CohortReach>,
    /// By distance: each up to [`FAR`], and all beyond.
    excess: Vec<Excess>,
    /// Of all values, and of the levels' errors one step ahead: how many, and their sum.
    values: (f64, f64),
    errors: (f64, f64),
    range: (f64, f64),
    /// Reaches that are asked for.
    wanted: usize,
    horizon: i64,
    /// Distances that are learnt from.
    longest: i64,
    assumed: Usual,
}

#[derive(Debug, Clone)]
struct CohortReach {
    prior: [Vec<f64>; 3],
    weights: [Vec<f64>; 3],
    rows: Rows,
    fitted: usize,
    grown: usize,
}

/// By how much values at one distance lay outside of their intervals, in typical errors.
#[derive(Debug, Clone)]
struct Excess {
    /// In half the room: a margin is not known to seven digits.
    seen: Sorted<f32>,
    /// Share of misses that is asked for of everybody.
    outside: f64,
}

#[derive(Debug, Clone)]
struct Person {
    track: Track,
    /// Steps that a forecast may be made from and that later ones judge, the oldest first.
    origins: VecDeque<Origin>,
    reaches: Vec<PersonReach>,
}

#[derive(Debug, Clone)]
struct PersonReach {
    rows: Rows,
    /// Rows so far, and at the last fit.
    seen: usize,
    fitted: usize,
    weights: Option<Vec<f64>>,
    /// By how much the share of misses that is asked for differs from the cohort's.
    tilt: f64,
}

/// What was known after a step, and what was said then.
#[derive(Debug, Clone, Copy)]
struct Origin {
    number: i64,
    level: f64,
    scale: f64,
    features: [f64; FEATURES],
    weekdays: [f64; 7],
    said: [Said; Reach::COUNT],
}

/// Points for one reach before the target's weekday is known: without it, and per unit of its feature.
#[derive(Debug, Clone, Copy, Default)]
struct Said {
    points: [f64; 3],
    per_weekday: [f64; 3],
}

impl Pool {
    /// `horizon` is the largest distance that is asked for where no step is missing; `daily` that steps are days, which
    /// people leave out; `assumed` what is usual before anything was observed.
    pub(crate) fn new(people: usize, prior: &Prior, horizon: i64, daily: bool, assumed: Usual) -> Self {
        let wanted = if daily { Reach::COUNT } else { Reach::of(horizon).index() + 1 };
        let reaches = (0..wanted).map(|reach| CohortReach::new(prior.reaches.get(reach)));
        let person = Person {
            track: Track::default(),
            origins: VecDeque::new(),
            reaches: vec![PersonReach::new(); wanted],
        };
        Self {
            people: vec![person; people],
            reaches: reaches.collect(),
            excess: (1..=FAR + 1)
                .map(|distance| Excess::new(prior.reaches.get(Reach::of(distance).index())))
                .collect(),
            values: (0.0, 0.0),
            errors: (0.0, 0.0),
            range: (f64::INFINITY, f64::NEG_INFINITY),
            wanted,
            horizon,
            // Where days are left out, what is learnt a few days ahead of other days is needed as well.
            longest: if daily { horizon.max(14) } else { horizon },
            assumed,
        }
    }

    /// The person's exponentially weighted average.
    pub(crate) fn level(&self, person: usize) -> Option<f64> {
        let track = &self.people.get(person)?.track;
        (track.steps() > 0).then(|| track.level())
    }

    /// What the fits of a reach look at.
    pub(crate) fn rows(&self, reach: usize) -> Option<&Rows> {
        self.reaches.get(reach).map(|reach| &reach.rows)
    }

    /// By how much values at that distance lay outside of their intervals, in typical errors.
    pub(crate) fn excess(&self, distance: i64) -> &Sorted<f32> {
        &self.excess[place(distance)].seen
    }

    fn usual(&self) -> Usual {
        let mean = |(count, sum): (f64, f64), assumed| if count > 0.0 { sum / count } else { assumed };
        Usual {
            mean: mean(self.values, self.assumed.mean),
            error: if self.people.len() < COHORT_PEOPLE {
                self.assumed.error
            } else {
                mean(self.errors, self.assumed.error)
            },
        }
    }

    /// Fits the cohort's weights anew where enough has come in since. To be called now and then, such as once a day.
    pub(crate) fn refresh(&mut self) {
        if self.people.len() < COHORT_PEOPLE {
            return;
        }
        for reach in &mut self.reaches {
            reach.refresh();
        }
    }

    /// Takes the next value of a person: its step's number (days are counted on the calendar), what the last of a day's
    /// values tend to, and the weekday if steps are days.
    pub(crate) fn observe(&mut self, person: usize, number: i64, value: f64, late: f64, weekday: Option<usize>) {
        self.judge(person, number, value, weekday);
        self.remember(person, value, late, weekday);
        self.learn(person);
        self.say(person, number);
    }

    /// As [`Pool::observe`], but nothing is learnt from it, and nothing said after it.
    pub(crate) fn remember(&mut self, person: usize, value: f64, late: f64, weekday: Option<usize>) {
        let track = &mut self.people[person].track;
        if track.steps() > 0 {
            self.errors = (self.errors.0 + 1.0, self.errors.1 + (value - track.level()).abs());
        }
        self.values = (self.values.0 + 1.0, self.values.1 + value);
        self.range = (self.range.0.min(value), self.range.1.max(value));
        track.observe(value, late, weekday);
    }

    /// Lets a value judge what was said of it, and learns from the newest origin of each reach.
    fn judge(&mut self, person: usize, number: i64, value: f64, weekday: Option<usize>) {
        let (wanted, horizon, longest) = (self.wanted, self.horizon, self.longest);
        let keeps = self.people.len() >= COHORT_PEOPLE;
        let Person { origins, reaches, .. } = &mut self.people[person];
        let mut done = [false; Reach::COUNT];
        for (age, origin) in origins.iter().rev().enumerate() {
            let distance = number - origin.number;
            let reach = Reach::of(distance).index();
            if reach >= wanted || (age > 0 && distance > longest) {
                continue;
            }
            let (cohort, own) = (&mut self.reaches[reach], &mut reaches[reach]);
            if !std::mem::replace(&mut done[reach], true) {
                let features = origin.features(weekday);
                if keeps {
                    cohort.push(&features, value - origin.level);
                }
                own.rows.push(&features, value - origin.level);
                own.seen += 1;
            }
            let known = &mut self.excess[place(distance)];
            // Of those beyond, which share their intervals, the farthest stands for all.
            let judges = (age == 0 || distance <= FAR.min(horizon) || distance == horizon) && origin.scale > 0.0;
            let Some(said) = origin.said.get(reach).filter(|_| judges) else {
                continue;
            };
            let points = origin.points(said, weekday);
            let excess = (points[0] - value).max(value - points[2]) / origin.scale;
            if excess.is_finite() {
                let missed = if excess > known.margin(own.tilt) { 1.0 } else { 0.0 };
                known.seen.insert(excess.clamp(-1e30, 1e30) as f32);
                known.outside = (known.outside + COHORT_STEERING * (OUTSIDE - missed)).clamp(0.02, 0.6);
                own.tilt = (own.tilt + STEERING * (OUTSIDE - missed)).clamp(-0.2, 0.2);
            }
        }
        // The newest is kept for whatever comes after a gap.
        while origins.len() > 1 && origins.front().is_some_and(|oldest| number - oldest.number >= longest) {
            origins.pop_front();
        }
    }

    /// Fits a person's own weights anew where enough has come in since.
    fn learn(&mut self, person: usize) {
        let alone = self.people.len() < COHORT_PEOPLE;
        let (growth, rounds) = if alone {
            (ALONE_GROWTH, ALONE_ROUNDS)
        } else {
            (PERSON_GROWTH, ROUNDS)
        };
        for (own, cohort) in self.people[person].reaches.iter_mut().zip(&self.reaches) {
            if own.seen < PERSON_FIRST || (own.seen as f64) < own.fitted as f64 * growth {
                continue;
            }
            own.fitted = own.seen;
            if alone {
                own.rows.keep(ALONE_ROWS);
            }
            let belief = Belief {
                coefficients: &cohort.weights[1],
                rows: COHORT_ROWS,
            };
            let start = own.weights.as_deref().unwrap_or(&cohort.weights[1]);
            own.weights = Some(fit(&own.rows, POINTS[1], belief, start, rounds));
        }
    }

    /// Keeps what is known after a step, and what follows from it for each reach.
    fn say(&mut self, person: usize, number: i64) {
        let usual = self.usual();
        let Person { track, origins, reaches } = &mut self.people[person];
        let features = track.features(usual, None);
        let mut said = [Said::default(); Reach::COUNT];
        for ((said, own), cohort) in said.iter_mut().zip(reaches.iter()).zip(&self.reaches) {
            let middle = own.weights.as_ref().unwrap_or(&cohort.weights[1]);
            let weights = [&cohort.weights[0], middle, &cohort.weights[2]];
            said.points = weights.map(|weights| dot(weights, &features));
            said.per_weekday = weights.map(|weights| weights[WEEKDAY]);
        }
        if self.longest <= 1 {
            origins.clear();
        }
        origins.push_back(Origin {
            number,
            level: track.level(),
            scale: track.scale(usual),
            weekdays: std::array::from_fn(|weekday| track.weekday(weekday)),
            features,
            said,
        });
    }

    /// The forecast for the step `distance` after the person's last one, whose weekday that is; [`None`] if nothing was
    /// observed, or numbers were too large to compute with.
    pub(crate) fn predict(&self, person: usize, distance: i64, weekday: Option<usize>) -> Option<Made> {
        let person = self.people.get(person)?;
        let origin = person.origins.back()?;
        let reach = Reach::of(distance).index().min(self.wanted - 1);
        let said = origin.said.get(reach)?;
        let [low, value, high] = origin.points(said, weekday);
        let (least, most) = person.track.range();
        let value = value.clamp(least, most);
        let (least, most) = if self.people.len() < COHORT_PEOPLE {
            (f64::NEG_INFINITY, f64::INFINITY)
        } else {
            self.range
        };
        let margin = self.excess[place(distance)].margin(person.reaches[reach].tilt) * origin.scale;
        let low = (low - margin).clamp(least, most).min(value);
        let high = (high + margin).clamp(least, most).max(value);
        (low.is_finite() && high.is_finite()).then_some(Made { value, low, high })
    }
}

impl CohortReach {
    fn new(prior: Option<&ReachPrior>) -> Self {
        let weights = prior.map_or_else(|| std::array::from_fn(|_| vec![0.0; FEATURES]), |prior| prior.weights.clone());
        Self {
            prior: weights.clone(),
            weights,
            rows: Rows::new(FEATURES),
            fitted: 0,
            grown: 0,
        }
    }

    fn push(&mut self, features: &[f64], response: f64) {
        self.rows.push(features, response);
        self.grown += 1;
    }

    fn refresh(&mut self) {
        if self.grown < COHORT_FIRST || (self.grown as f64) < self.fitted as f64 * COHORT_GROWTH {
            return;
        }
        let rounds = if self.fitted == 0 { FIRST_ROUNDS } else { ROUNDS };
        self.fitted = self.grown;
        self.rows.keep(MOST_ROWS);
        for ((point, weights), prior) in POINTS.iter().zip(&mut self.weights).zip(&self.prior) {
            let belief = Belief {
                coefficients: prior,
                rows: PRIOR_ROWS,
            };
            *weights = fit(&self.rows, *point, belief, weights, rounds);
        }
    }
}

impl Excess {
    fn new(prior: Option<&ReachPrior>) -> Self {
        let mut seen = Sorted::default();
        prior
            .into_iter()
            .flat_map(|prior| &prior.excess)
            .for_each(|known| seen.insert(*known as f32));
        Self { seen, outside: OUTSIDE }
    }

    /// What an interval is to be widened by (narrowed, if below 0), in typical errors, for the share of values outside
    /// that is asked for, plus `tilt`: the order statistic of split conformal prediction.
    fn margin(&self, tilt: f64) -> f64 {
        let (count, outside) = (self.seen.len(), (self.outside + tilt).clamp(0.01, 0.7));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a rank lies between 0 and n + 1"
        )]
        let rank = ((count + 1) as f64 * (1.0 - outside) - 1e-9).ceil() as usize;
        f64::from(self.seen.nth(rank.clamp(1, count.max(1))).unwrap_or(0.0))
    }
}

/// Where a distance's excess is kept.
fn place(distance: i64) -> usize {
    usize::try_from(distance.clamp(1, FAR + 1) - 1).unwrap_or(0)
}

impl PersonReach {
    fn new() -> Self {
        Self {
            rows: Rows::new(FEATURES),
            seen: 0,
            fitted: 0,
            weights: None,
            tilt: 0.0,
        }
    }
}

impl Origin {
    fn features(&self, weekday: Option<usize>) -> [f64; FEATURES] {
        let mut features = self.features;
        features[WEEKDAY] = self.weekday(weekday);
        features
    }

    fn weekday(&self, weekday: Option<usize>) -> f64 {
        weekday.map_or(0.0, |weekday| self.weekdays.get(weekday).copied().unwrap_or(0.0))
    }

    /// The low, middle and high points, in the metric's unit.
    fn points(&self, said: &Said, weekday: Option<usize>) -> [f64; 3] {
        let shift = self.weekday(weekday);
        std::array::from_fn(|point| self.level + said.points[point] + said.per_weekday[point] * shift)
    }
}
