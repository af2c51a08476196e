use jiff::civil::Date;
use rand::{Rng, RngExt};
use rand_distr::{Distribution, StandardNormal};
use serde::Serialize;

use crate::history::{after, days_between};

/// The parameters a person's life is made from. Latent mood on a day is
///
/// `mean + drift x weeks since the middle + weekday_effects[weekday] + sleep_effect x (hours slept - that weekday's usual
/// hours) + wave - depth of an episode`,
///
/// where `wave` is autoregressive: `autocorrelation x` its value of the day before plus a normal step of sd `noise`. A
/// recorded score is latent mood plus a normal error of sd `entry_noise`, rounded to whole points from 1 to 10.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroundTruth {
    /// The person's number.
    pub number: u32,
    /// First and last simulated day.
    pub start: Date,
    pub end: Date,
    /// Points, 1 to 10.
    pub mean: f64,
    /// Points per week.
    pub drift: f64,
    /// Points, Monday first; they add up to 0, and are all 0 for a person without a weekday pattern.
    pub weekday_effects: [f64; 7],
    /// Points per hour of sleep beyond what is usual for the person and the weekday.
    pub sleep_effect: f64,
    /// Of one day's wave with the next day's, 0 to 1.
    pub autocorrelation: f64,
    /// Points.
    pub noise: f64,
    /// Points.
    pub entry_noise: f64,
    /// Hours a night on average; the nights that end on Saturday and Sunday have 0.5 more, the others 0.2 less.
    pub sleep_hours: f64,
    /// Standard deviation of a night's length, in hours.
    pub sleep_noise: f64,
    /// Hour of the clock at which the person usually gets up.
    pub wake_hour: f64,
    /// Chance that a day begins a run of days without entries, and that such a run ends with the day.
    pub leave_chance: f64,
    pub return_chance: f64,
    /// Whether a device records sleep stages and steps.
    pub has_tracker: bool,
    /// Whether the weekly questionnaires are filled in.
    pub does_assessments: bool,
    /// Low episodes, which do not overlap.
    pub episodes: Vec<Episode>,
}

/// A stretch of low days. Mood sinks over the first fifth of it and comes back over the last.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Episode {
    pub start: Date,
    pub end: Date,
    /// By how many points mood lies lower in the middle.
    pub depth: f64,
}

impl GroundTruth {
    pub(super) fn draw(number: u32, start: Date, end: Date, rng: &mut impl Rng) -> Self {
        let weekday_effects = if rng.random_bool(0.5) { weekday_effects(rng) } else { [0.0; 7] };
        Self {
            number,
            start,
            end,
            mean: normal(6.4, 1.0, rng).clamp(3.5, 8.5),
            drift: normal(0.0, 0.02, rng).clamp(-0.05, 0.05),
            weekday_effects,
            sleep_effect: normal(0.3, 0.15, rng).clamp(0.0, 0.7),
            autocorrelation: rng.random_range(0.2..0.7),
            noise: rng.random_range(0.4..0.9),
            entry_noise: rng.random_range(0.2..0.6),
            sleep_hours: normal(7.3, 0.7, rng).clamp(5.5, 9.0),
            sleep_noise: rng.random_range(0.4..1.1),
            wake_hour: normal(7.0, 0.8, rng).clamp(5.0, 9.5),
            leave_chance: rng.random_range(0.02..0.12),
            return_chance: rng.random_range(0.3..0.7),
            has_tracker: rng.random_bool(0.6),
            does_assessments: rng.random_bool(0.7),
            episodes: episodes(start, end, rng),
        }
    }

    /// By how many points an episode lowers mood on `date`.
    pub(super) fn lowered(&self, date: Date) -> f64 {
        self.episodes.iter().map(|episode| episode.lowered(date)).sum()
    }
}

impl Episode {
    fn lowered(&self, date: Date) -> f64 {
        let (since, left) = (days_between(self.start, date), days_between(date, self.end));
        if since < 0 || left < 0 {
            return 0.0;
        }
        let ramp = ((since + left + 1) as f64 / 5.0).max(1.0);
        self.depth * ((since.min(left) + 1) as f64 / ramp).min(1.0)
    }
}

/// Free days are better for most, the first days of the week worse for some.
fn weekday_effects(rng: &mut impl Rng) -> [f64; 7] {
    let (weekend, monday) = (normal(0.7, 0.4, rng), normal(-0.3, 0.3, rng));
    let mut effects = [monday, 0.0, 0.0, 0.0, weekend / 2.0, weekend, weekend];
    let centre = effects.iter().sum::<f64>() / 7.0;
    for effect in &mut effects {
        *effect -= centre;
    }
    effects
}

/// About one episode in 250 days for two people in five, of two to six weeks.
fn episodes(start: Date, end: Date, rng: &mut impl Rng) -> Vec<Episode> {
    let mut found = Vec::new();
    if !rng.random_bool(0.4) {
        return found;
    }
    let mut day = 0;
    loop {
        // Waiting times without memory: an exponential gap.
        day += (-250.0 * (1.0 - rng.random::<f64>()).ln()) as i64;
        let length = rng.random_range(14..=42);
        let (begins, ends) = (after(start, day), after(start, day + length - 1));
        let depth = rng.random_range(1.5..3.5);
        if days_between(begins, end) < 0 || days_between(start, begins) < day {
            return found;
        }
        found.push(Episode {
            start: begins,
            end: ends,
            depth,
        });
        day += length + 14;
    }
}

pub(super) fn normal(mean: f64, sd: f64, rng: &mut impl Rng) -> f64 {
    let standard: f64 = StandardNormal.sample(rng);
    mean + sd * standard
}
