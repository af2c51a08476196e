//! Lives with something planted in them, so that it can be seen whether the engine finds it.
//!
//! A [`Scenario`] says what is planted. A person's truth is drawn (`truth`), their days are lived (`life`), and what they
//! record of them is told as daily values, or as events with journals out of templates (`diary`, `journal`). All
//! parameters are constants of these files; no detector was at hand when they were chosen.
//!
//! A day's latent mood, in points, is
//!
//! `mean + spread x (wave + weekday + trend + sum of size x the factor's wave, lag days before) + habit + changes - lowered`
//!
//! and a factor, in its metric's unit, is
//!
//! `centre + scale x (wave + weekday + trend + loading x lowered)`.
//!
//! Every wave is autoregressive of order 1 with a standard deviation of 1 and an autocorrelation between 0.3 and 0.8, and
//! starts in its stationary distribution. A weekday cycle has a standard deviation of 0.35 over the week, for three series
//! in five; a trend is a line of up to 1.5 standard deviations from first to last day plus a yearly wave of up to 1. So
//! in a life in which nothing is planted, mood and factors share neither wave, cycle nor trend.
//!
//! An effect's size is therefore a standardised slope against all that the effects leave unexplained: with five planted
//! effects of 0.5 the correlation of each with mood is `0.5 / sqrt(1 + 5 x 0.25)`, which is 0.33, less what recording and
//! missing days take away.

mod diary;
mod journal;
mod life;
mod truth;

use eunoia_domain::{Event, Metric, Zone};
use jiff::civil::Date;
use rand::RngExt;
use rayon::prelude::{IntoParallelIterator, ParallelIterator};

pub use journal::PlantedJournal;
pub use truth::{
    Change, Deterioration, FACTORS, Factor, FactorTruth, Habit, PlantedEffect, PlantedTruth, Reporting, Scenario, SeriesTruth, Spell,
};

use crate::{History, history::after, seed};

/// One made-up person with something planted.
#[derive(Debug, Clone, PartialEq)]
pub struct PlantedPerson {
    /// 0 for the first one.
    pub number: u32,
    pub truth: PlantedTruth,
    /// Every day from the first to the last, recorded or not.
    pub days: Vec<PlantedDay>,
}

/// One day as it was lived, and what was recorded of it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlantedDay {
    pub date: Date,
    /// In points; may leave 1 to 10.
    pub latent: f64,
    /// By how many points a deterioration or a bad spell lowers mood.
    pub lowered: f64,
    /// `mood.score`, in half points from 1 to 10.
    pub mood: Option<f64>,
    /// In the order of [`FACTORS`].
    pub factors: [Option<f64>; FACTORS.len()],
    /// `exercise.minutes`, on days with exercise.
    pub exercise: Option<f64>,
    pub journal: Option<PlantedJournal>,
    /// Answers to the PHQ-9 and the GAD-7. The ninth answer of the PHQ-9 is always 0, so that no floor helps a detector.
    pub phq9: Option<[u8; 9]>,
    pub gad7: Option<[u8; 7]>,
}

/// Makes up `people` with `scenario` planted, who live the `days` days up to and including `end`. The same arguments give
/// the same people, and a person is the same however many others there are.
pub fn plant(scenario: Scenario, people: u32, days: u32, seed: u64, end: Date) -> impl Iterator<Item = PlantedPerson> {
    (0..people).map(move |number| planted_person(scenario, number, days, seed, end))
}

/// The people of these numbers, on all threads of the current rayon pool.
pub fn planted_people(scenario: Scenario, numbers: std::ops::Range<u32>, days: u32, seed: u64, end: Date) -> Vec<PlantedPerson> {
    let each = numbers
        .into_par_iter()
        .map(|number| planted_person(scenario, number, days, seed, end));
    each.collect()
}

/// The person of that number alone.
pub fn planted_person(scenario: Scenario, number: u32, days: u32, seed: u64, end: Date) -> PlantedPerson {
    let end = end.min(Date::constant(9999, 12, 29));
    let start = after(end, 1 - i64::from(days)).max(Date::constant(1970, 1, 2));
    let own: u64 = seed::stream(seed, scenario.name()).random();
    let mut rng = seed::numbered(own, u64::from(number));
    let truth = PlantedTruth::draw(scenario, number, start, end, &mut rng);
    let days = life::live(&truth, &mut rng);
    PlantedPerson { number, truth, days }
}

impl PlantedPerson {
    /// What was recorded, a value a day and metric, day by day. `journal.valence` and `journal.crisis` are what a reader of
    /// the texts with known errors would have read in them; see [`PlantedJournal`].
    pub fn daily(&self) -> impl Iterator<Item = (Date, Metric, f64)> + '_ {
        self.days.iter().flat_map(PlantedDay::values)
    }

    pub fn history(&self) -> History {
        History::from_daily(self.daily())
    }

    /// What was recorded, as events in `zone`, in time order. Nothing is read in the texts here.
    pub fn events(&self, seed: u64, zone: &Zone) -> Vec<Event> {
        diary::events(self, seed, zone)
    }
}
