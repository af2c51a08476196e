use eunoia_domain::Metric;
use jiff::civil::Date;
use rand::{Rng, RngExt};

use super::{
    super::person::normal,
    PlantedDay, PlantedJournal,
    journal::Tone,
    truth::{FACTORS, PlantedTruth, Recorder, SeriesTruth},
};
use crate::history::{after, days_between};

/// Days before the first that factors have had their waves: effects reach back.
const BEFORE: usize = 3;

/// Share of the days on which a device records.
const DEVICE: f64 = 0.95;

/// Points by which mood is less steady from day to day, for each point by which it is lowered.
const UNREST: f64 = 0.2;

/// Every day of `truth`, lived and recorded.
pub(super) fn live(truth: &PlantedTruth, rng: &mut impl Rng) -> Vec<PlantedDay> {
    let days = usize::try_from(days_between(truth.start, truth.end) + 1).unwrap_or(0);
    let waves: Vec<Vec<f64>> = truth.factors.iter().map(|factor| wave(&factor.series, days, rng)).collect();
    let own = wave(&truth.mood, days, rng);
    let exercised = inclined(truth, days, rng);
    let effects: Vec<(usize, usize, f64)> = truth
        .effects
        .iter()
        .filter_map(|effect| Some((place(&effect.metric)?, usize::from(effect.lag), effect.size)))
        .collect();
    let questionnaire_day = rng.random_range(0..7);
    let mut present = true;
    let mut lived: Vec<PlantedDay> = Vec::with_capacity(days);
    let mut recent: Vec<f64> = Vec::with_capacity(days);
    for day in 0..days {
        let date = after(truth.start, i64::try_from(day).unwrap_or(i64::MAX));
        let lowered = truth.lowered(date);
        let moved: f64 = effects
            .iter()
            .map(|(factor, lag, size)| size * waves[*factor][day + BEFORE - lag])
            .sum();
        let habit = if exercised[day + BEFORE - usize::from(truth.habit.lag)] {
            truth.habit.points
        } else {
            0.0
        };
        let changed: f64 = truth
            .changes
            .iter()
            .filter(|change| change.date <= date)
            .map(|change| change.points)
            .sum();
        let latent = truth.mean
            + truth.spread * (own[day + BEFORE] + slow(&truth.mood, date, day, days) + moved)
            + habit
            + changed
            + normal(0.0, UNREST * lowered, rng)
            - lowered;
        recent.push(latent);
        let below = ((truth.mean + changed - latent) / truth.spread).max(0.0);
        let here = present && !rng.random_bool((truth.reporting.skip_per_sd * below).min(0.9));
        let factors = std::array::from_fn(|factor| {
            let series = &truth.factors[factor].series;
            let value = waves[factor][day + BEFORE] + slow(series, date, day, days) + FACTORS[factor].loading * lowered;
            let recorded = rng.random_bool(DEVICE);
            let recorded = match FACTORS[factor].recorder {
                Recorder::Person => here,
                Recorder::Device => recorded,
            };
            recorded.then(|| FACTORS[factor].recorded(value))
        });
        let mut day_of = PlantedDay {
            date,
            latent,
            lowered,
            mood: None,
            factors,
            exercise: None,
            journal: None,
            phq9: None,
            gad7: None,
        };
        let asked = day % 7 == questionnaire_day && truth.reporting.does_assessments;
        day_of.record(
            truth,
            here,
            exercised[day + BEFORE],
            asked.then(|| &recent[day.saturating_sub(13)..]),
            rng,
        );
        lived.push(day_of);
        present = if present {
            !rng.random_bool(truth.reporting.leave_chance)
        } else {
            rng.random_bool(truth.reporting.return_chance)
        };
    }
    lived
}

impl PlantedDay {
    /// What the person enters. The same is drawn whether or not they are there, so that one does not change the other.
    fn record(&mut self, truth: &PlantedTruth, here: bool, exercised: bool, fortnight: Option<&[f64]>, rng: &mut impl Rng) {
        let felt = normal(self.latent, truth.entry_noise, rng);
        let minutes = (30.0 * rng.random_range(0.5..2.0_f64)).round();
        let writes = rng.random_bool(truth.reporting.journal_chance);
        let journal = PlantedJournal::draw(Tone::of(self.latent, self.lowered), self.latent, self.lowered, rng);
        if here {
            self.mood = Some((2.0 * felt).round().clamp(2.0, 20.0) / 2.0);
            self.exercise = exercised.then_some(minutes);
            self.journal = writes.then_some(journal);
        }
        let Some(fortnight) = fortnight else { return };
        // Both instruments ask about the last two weeks.
        let mood = fortnight.iter().sum::<f64>() / fortnight.len().max(1) as f64;
        let mut answer = |severity: f64| normal(severity, 0.5, rng).round().clamp(0.0, 3.0) as u8;
        let phq9: [u8; 9] = std::array::from_fn(|item| if item == 8 { 0 } else { answer(0.36 * (8.0 - mood)) });
        let gad7: [u8; 7] = std::array::from_fn(|_| answer(0.33 * (8.0 - mood)));
        if here {
            (self.phq9, self.gad7) = (Some(phq9), Some(gad7));
        }
    }

    /// What was recorded of the day.
    pub(super) fn values(&self) -> impl Iterator<Item = (Date, Metric, f64)> + '_ {
        let total = |answers: &[u8]| f64::from(answers.iter().sum::<u8>());
        let own = [
            ("mood.score", self.mood),
            ("exercise.minutes", self.exercise),
            ("journal.entries", self.journal.as_ref().map(|_| 1.0)),
            ("journal.valence", self.journal.as_ref().map(|journal| journal.valence)),
            ("journal.crisis", self.journal.as_ref().map(|journal| journal.crisis)),
            ("phq9.total", self.phq9.as_ref().map(|answers| total(answers))),
            ("phq9.item9", self.phq9.map(|answers| f64::from(answers[8]))),
            ("gad7.total", self.gad7.as_ref().map(|answers| total(answers))),
        ];
        let factors = FACTORS.iter().zip(self.factors).map(|(factor, value)| (factor.name, value));
        own.into_iter()
            .chain(factors)
            .filter_map(|(name, value)| Some((self.date, Metric::known(name)?, value?)))
    }
}

impl super::Factor {
    /// What is recorded of a value in standard deviations from the centre.
    fn recorded(&self, value: f64) -> f64 {
        let steps = ((self.centre + self.scale * value).clamp(self.least, self.most) / self.step).round();
        (steps * self.step).clamp(self.least, self.most)
    }
}

/// A standardised autoregressive wave of `days` days and those before.
fn wave(series: &SeriesTruth, days: usize, rng: &mut impl Rng) -> Vec<f64> {
    autoregressive(series.autocorrelation, days + BEFORE, rng)
}

fn autoregressive(autocorrelation: f64, days: usize, rng: &mut impl Rng) -> Vec<f64> {
    let step = (1.0 - autocorrelation.powi(2)).sqrt();
    let mut value = normal(0.0, 1.0, rng);
    (0..days)
        .map(|_| {
            let now = value;
            value = autocorrelation * value + normal(0.0, step, rng);
            now
        })
        .collect()
}

/// Days on which the person exercises: those on which they are most inclined to.
fn inclined(truth: &PlantedTruth, days: usize, rng: &mut impl Rng) -> Vec<bool> {
    let inclination = autoregressive(truth.habit.autocorrelation, days + BEFORE, rng);
    let mut sorted = inclination.clone();
    sorted.sort_unstable_by(f64::total_cmp);
    let rest = ((1.0 - truth.habit.share) * sorted.len() as f64) as usize;
    let bar = sorted.get(rest).copied().unwrap_or(f64::INFINITY);
    inclination.into_iter().map(|value| value >= bar).collect()
}

/// Weekday cycle and trend, in standard deviations.
fn slow(series: &SeriesTruth, date: Date, day: usize, days: usize) -> f64 {
    let weekday = usize::from(date.weekday().to_monday_zero_offset().unsigned_abs());
    let along = day as f64 / days.max(2).saturating_sub(1) as f64 - 0.5;
    let year = std::f64::consts::TAU * day as f64 / 365.0;
    series.weekday_effects[weekday] + series.trend * along + series.season * (year + series.phase).sin()
}

fn place(metric: &Metric) -> Option<usize> {
    FACTORS.iter().position(|factor| factor.name == metric.name())
}
