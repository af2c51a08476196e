use eunoia_domain::Metric;
use jiff::civil::Date;
use rand::{Rng, RngExt, seq::SliceRandom};
use serde::Serialize;

use super::super::person::normal;
use crate::{
    history::{after, days_between},
    model::metric_name,
};

/// What is planted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scenario {
    /// Nothing: mood goes with no factor.
    Null,
    /// Five of the ten factors move mood, each at one lag of 0 to 3 days, by 0.5 up or down.
    Effects,
    /// Exercise moves mood on the same or the next day; no factor does.
    Habit,
    /// Mood goes to another level for good, once or twice.
    Change,
    /// Half of the people slide to a dated bottom and come back; all have bad spells of a few days.
    Deterioration,
}

impl Scenario {
    pub const ALL: [Self; 5] = [Self::Null, Self::Effects, Self::Habit, Self::Change, Self::Deterioration];

    pub fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Effects => "effects",
            Self::Habit => "habit",
            Self::Change => "change",
            Self::Deterioration => "deterioration",
        }
    }
}

/// Who records a factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Recorder {
    /// The person, on the days on which they record anything.
    Person,
    /// A device or a service, on 19 days in 20.
    Device,
}

/// A daily number besides mood.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Factor {
    pub name: &'static str,
    pub centre: f64,
    pub scale: f64,
    pub least: f64,
    pub most: f64,
    /// Values are recorded in multiples of this.
    pub step: f64,
    /// Standard deviations per point by which a deterioration lowers mood.
    pub loading: f64,
    pub(super) recorder: Recorder,
}

const fn factor(name: &'static str, (centre, scale): (f64, f64), (least, most): (f64, f64), step: f64, loading: f64) -> Factor {
    Factor {
        name,
        centre,
        scale,
        least,
        most,
        step,
        loading,
        recorder: Recorder::Device,
    }
}

const fn told(name: &'static str, centre: (f64, f64), loading: f64) -> Factor {
    Factor {
        recorder: Recorder::Person,
        ..factor(name, centre, (1.0, 10.0), 0.5, loading)
    }
}

/// The ten factors of every planted person.
pub const FACTORS: [Factor; 10] = [
    factor("sleep.hours", (7.3, 0.9), (2.0, 12.0), 1.0 / 60.0, -0.30),
    factor("activity.steps", (7_000.0, 2_300.0), (100.0, 30_000.0), 1.0, -0.25),
    told("stress.level", (4.5, 1.4), 0.35),
    told("fatigue.level", (4.5, 1.4), 0.30),
    told("soreness.level", (4.0, 1.2), 0.10),
    told("readiness.level", (6.0, 1.4), -0.30),
    factor("heart.resting_rate", (62.0, 4.0), (40.0, 110.0), 0.1, 0.15),
    factor("weather.temperature", (11.0, 5.0), (-30.0, 45.0), 0.1, 0.0),
    factor("weather.humidity", (68.0, 9.0), (10.0, 100.0), 1.0, 0.0),
    factor("weather.pressure", (1_014.0, 8.0), (960.0, 1_050.0), 0.1, 0.0),
];

/// What a series has of its own.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SeriesTruth {
    /// Of one day's wave with the next day's.
    pub autocorrelation: f64,
    /// Standard deviations, Monday first; they add up to 0.
    pub weekday_effects: [f64; 7],
    /// Standard deviations from the first to the last day.
    pub trend: f64,
    /// Height of a wave of 365 days, in standard deviations, and where in it the first day lies, in radians.
    pub season: f64,
    pub phase: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FactorTruth {
    pub metric: &'static str,
    #[serde(flatten)]
    pub series: SeriesTruth,
}

/// Mood moves by `size` standard deviations of its own wave for each standard deviation of the factor's wave `lag` days
/// before.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlantedEffect {
    #[serde(serialize_with = "metric_name")]
    pub metric: Metric,
    pub lag: u8,
    pub size: f64,
}

/// Exercise, which is there on a day or not.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Habit {
    /// Share of the days with exercise.
    pub share: f64,
    /// Of one day's inclination with the next day's.
    pub autocorrelation: f64,
    /// Days after which it moves mood.
    pub lag: u8,
    /// By how many points it does; 0 where nothing is planted.
    pub points: f64,
}

/// From `date` on mood lies by `points` higher, or lower.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Change {
    pub date: Date,
    pub points: f64,
}

/// A slide: mood sinks evenly from `onset`, the last day as usual, to `bottom`, the lowest, and comes back evenly to
/// `recovered`, the first day as usual.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Deterioration {
    pub onset: Date,
    pub bottom: Date,
    pub recovered: Date,
    /// By how many points mood lies lower at the bottom.
    pub depth: f64,
}

/// A few bad days such as everybody has: mood lies lower by `depth` in the middle, and by less around it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spell {
    pub start: Date,
    pub end: Date,
    pub depth: f64,
}

/// When a person records.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reporting {
    /// Chance that a run of days without entries begins with the next day, and that it ends with it.
    pub leave_chance: f64,
    pub return_chance: f64,
    /// Not at random: the chance that a day is skipped for each standard deviation that mood lies below its mean.
    pub skip_per_sd: f64,
    /// Chance of a journal on a recorded day.
    pub journal_chance: f64,
    pub does_assessments: bool,
}

/// All that a planted person is made from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlantedTruth {
    /// The person's number.
    pub number: u32,
    pub scenario: Scenario,
    /// First and last day.
    pub start: Date,
    pub end: Date,
    /// Points.
    pub mean: f64,
    /// Points that are a standard deviation of mood's wave.
    pub spread: f64,
    /// Standard deviation of the difference between what is felt and what is entered, in points.
    pub entry_noise: f64,
    pub mood: SeriesTruth,
    pub factors: Vec<FactorTruth>,
    pub effects: Vec<PlantedEffect>,
    pub habit: Habit,
    pub changes: Vec<Change>,
    pub deterioration: Option<Deterioration>,
    pub spells: Vec<Spell>,
    pub reporting: Reporting,
}

/// Standardised slope of a planted effect.
const EFFECT: f64 = 0.5;
const EFFECTS: usize = 5;
const MOST_LAG: u8 = 3;

impl PlantedTruth {
    pub(super) fn draw(scenario: Scenario, number: u32, start: Date, end: Date, rng: &mut impl Rng) -> Self {
        let spread = rng.random_range(0.9..1.4);
        let declining = scenario == Scenario::Deterioration;
        // Everything is drawn for everybody, so that two scenarios differ by what is planted and not by the rest.
        let effects = effects(rng);
        let habit = habit(spread, rng);
        let changes = changes(start, end, spread, rng);
        let deterioration = deterioration(start, end, rng);
        let spells = spells(start, end, rng);
        Self {
            number,
            scenario,
            start,
            end,
            mean: rng.random_range(5.0..6.5),
            spread,
            entry_noise: 0.25,
            mood: SeriesTruth::draw(rng),
            factors: FACTORS
                .iter()
                .map(|factor| FactorTruth {
                    metric: factor.name,
                    series: SeriesTruth::draw(rng),
                })
                .collect(),
            effects: if scenario == Scenario::Effects { effects } else { Vec::new() },
            habit: Habit {
                points: if scenario == Scenario::Habit { habit.points } else { 0.0 },
                ..habit
            },
            changes: if scenario == Scenario::Change { changes } else { Vec::new() },
            deterioration: deterioration.filter(|_| declining),
            spells: if declining { spells } else { Vec::new() },
            reporting: Reporting {
                leave_chance: rng.random_range(0.01..0.06),
                return_chance: rng.random_range(0.4..0.8),
                skip_per_sd: rng.random_range(0.0..0.1) + if declining { 0.05 } else { 0.0 },
                journal_chance: rng.random_range(0.2..0.6),
                does_assessments: rng.random_bool(0.7),
            },
        }
    }

    /// By how many points a deterioration or a bad spell lowers mood on `date`.
    pub fn lowered(&self, date: Date) -> f64 {
        let slide = self.deterioration.map_or(0.0, |slide| slide.lowered(date));
        let spells = self.spells.iter().map(|spell| spell.lowered(date));
        spells.fold(slide, f64::max)
    }
}

impl SeriesTruth {
    fn draw(rng: &mut impl Rng) -> Self {
        let mut weekday_effects = [0.0; 7].map(|_: f64| normal(0.0, 0.35, rng));
        let (centre, cycles) = (weekday_effects.iter().sum::<f64>() / 7.0, rng.random_bool(0.6));
        for effect in &mut weekday_effects {
            *effect = if cycles { *effect - centre } else { 0.0 };
        }
        Self {
            autocorrelation: rng.random_range(0.3..0.8),
            weekday_effects,
            trend: rng.random_range(-1.5..1.5),
            season: rng.random_range(0.0..1.0),
            phase: rng.random_range(0.0..std::f64::consts::TAU),
        }
    }
}

impl Deterioration {
    fn lowered(&self, date: Date) -> f64 {
        let down = days_between(self.onset, date) as f64 / days_between(self.onset, self.bottom).max(1) as f64;
        let up = days_between(date, self.recovered) as f64 / days_between(self.bottom, self.recovered).max(1) as f64;
        self.depth * down.min(up).clamp(0.0, 1.0)
    }
}

impl Spell {
    fn lowered(&self, date: Date) -> f64 {
        let (since, left) = (days_between(self.start, date) + 1, days_between(date, self.end) + 1);
        let half = (days_between(self.start, self.end) + 2) as f64 / 2.0;
        self.depth * (since.min(left) as f64 / half).clamp(0.0, 1.0)
    }
}

fn effects(rng: &mut impl Rng) -> Vec<PlantedEffect> {
    let mut order: Vec<usize> = (0..FACTORS.len()).collect();
    order.shuffle(rng);
    let chosen = order
        .into_iter()
        .take(EFFECTS)
        .filter_map(|place| Metric::known(FACTORS[place].name));
    chosen
        .map(|metric| PlantedEffect {
            metric,
            lag: rng.random_range(0..=MOST_LAG),
            size: if rng.random_bool(0.5) { EFFECT } else { -EFFECT },
        })
        .collect()
}

fn habit(spread: f64, rng: &mut impl Rng) -> Habit {
    Habit {
        share: rng.random_range(0.25..0.5),
        autocorrelation: rng.random_range(0.0..0.5),
        lag: u8::from(rng.random_bool(0.5)),
        points: spread * rng.random_range(0.7..1.1),
    }
}

/// One or two, at least 60 days from either end and from each other; none in a life that is too short.
fn changes(start: Date, end: Date, spread: f64, rng: &mut impl Rng) -> Vec<Change> {
    let days = days_between(start, end) + 1;
    let mut at: Vec<i64> = (0..rng.random_range(1..=2))
        .map(|_| rng.random_range(60..=days.max(181) - 60))
        .collect();
    at.sort_unstable();
    at.dedup_by(|later, earlier| *later - *earlier < 60);
    let each = at.into_iter().filter(|day| *day + 60 <= days);
    each.map(|day| Change {
        date: after(start, day),
        points: spread * rng.random_range(1.2..2.2) * if rng.random_bool(0.6) { -1.0 } else { 1.0 },
    })
    .collect()
}

/// For one person in two: two to four weeks down by 2.5 to 4.5 points, two to five weeks back. None in a life of less than
/// 124 days: 60 come before it.
fn deterioration(start: Date, end: Date, rng: &mut impl Rng) -> Option<Deterioration> {
    let days = days_between(start, end) + 1;
    let (slide, back) = (rng.random_range(14..=28), rng.random_range(14..=35));
    let (declines, depth) = (rng.random_bool(0.5), rng.random_range(2.5..4.5));
    let onset = rng.random_range(60..=(days - 1 - slide - back).max(60));
    let fits = onset + slide + back < days;
    (declines && fits).then(|| Deterioration {
        onset: after(start, onset),
        bottom: after(start, onset + slide),
        recovered: after(start, onset + slide + back),
        depth,
    })
}

/// About one in 60 days, of three to seven days and 0.8 to 1.8 points.
fn spells(start: Date, end: Date, rng: &mut impl Rng) -> Vec<Spell> {
    let mut found = Vec::new();
    let mut day = 0;
    loop {
        // Waiting times without memory: an exponential gap.
        day += (-60.0 * (1.0 - rng.random::<f64>()).ln()) as i64;
        let (length, depth) = (rng.random_range(3..=7), rng.random_range(0.8..1.8));
        let (begins, ends) = (after(start, day), after(start, day + length - 1));
        if days_between(begins, end) < 0 || days_between(start, begins) < day {
            return found;
        }
        found.push(Spell {
            start: begins,
            end: ends,
            depth,
        });
        day += length;
    }
}
