use jiff::civil::Date;
use serde::Serialize;

use super::{
    assessed::Assessed,
    below::{Below, Gauge},
    evidence::{Day, TextSign},
    mood::Mood,
    nights::Nights,
};
use crate::history::days_between;

/// What is looked at; each gives points of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// What a model reads in the person's texts.
    Text,
    /// The severity that questionnaires give.
    Assessment,
    /// Questionnaires that became worse by more than measurement error.
    AssessmentRise,
    /// How low mood is.
    MoodLevel,
    /// How far mood lies below what is usual for the person.
    MoodFall,
    /// How far mood drops from one day to the next.
    Instability,
    /// Nights that are too short, too long, or bad.
    Sleep,
    /// Journal pages that read hopeless.
    Hopelessness,
    /// Entries that come less often than usual, and steps that become few.
    Withdrawal,
}

impl Signal {
    pub const ALL: [Signal; 9] = [
        Self::Text,
        Self::Assessment,
        Self::AssessmentRise,
        Self::MoodLevel,
        Self::MoodFall,
        Self::Instability,
        Self::Sleep,
        Self::Hopelessness,
        Self::Withdrawal,
    ];

    /// Tenths of a point that it gives at most; 100 points together.
    pub(super) const fn most(self) -> u16 {
        match self {
            Self::Text => 250,
            Self::Assessment => 120,
            Self::AssessmentRise => 50,
            Self::MoodLevel => 80,
            Self::MoodFall => 310,
            Self::Instability => 20,
            Self::Sleep => 80,
            Self::Hopelessness => 40,
            Self::Withdrawal => 50,
        }
    }

    /// Days after which what it says is half as certain.
    pub(super) const fn half_life(self) -> f64 {
        match self {
            // Questionnaires are about two weeks, and are filled in every few.
            Self::Assessment | Self::AssessmentRise => 28.0,
            _ => 7.0,
        }
    }
}

/// What a signal says: how strongly, and on which data.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Strength {
    /// 0 to 1.
    pub value: f64,
    /// Days with data that it is about.
    pub days: usize,
    /// The last of them.
    pub last: Date,
    /// Numbers for the words; what they are is the signal's own affair.
    pub told: Told,
}

/// What a reason needs to be told in words.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Told {
    Nothing,
    /// The day of the strongest text that is remembered.
    Day(Date),
    Level(f64),
    /// Points below the usual.
    Fall {
        by: f64,
        usual: f64,
    },
    Questionnaire {
        instrument: eunoia_domain::Instrument,
        total: f64,
        on: Date,
        /// Points since the best of the half year before.
        rise: f64,
    },
}

/// How strong each risk input is, 0 to 1; [`None`] where there are no data. This is all that the composite is made of.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Signals {
    values: [Option<f64>; Signal::ALL.len()],
}

impl Signals {
    /// A number outside of 0 to 1 counts as the end that it lies beyond, one that is no number as absent.
    #[must_use]
    pub fn with(mut self, signal: Signal, strength: f64) -> Self {
        self.values[signal as usize] = (!strength.is_nan()).then(|| strength.clamp(0.0, 1.0));
        self
    }

    pub fn get(&self, signal: Signal) -> Option<f64> {
        self.values[signal as usize]
    }

    /// Tenths of a point; 0 where there are no data.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a strength lies between 0 and 1"
    )]
    pub(super) fn tenths(&self, signal: Signal) -> u16 {
        (self.get(signal).unwrap_or(0.0) * f64::from(signal.most())).round() as u16
    }
}

/// Goes from what is held towards what is seen: up at once, down slowly. It rises with both, and stays between them, so that
/// worse data never give less, and nothing falls without better data.
pub(super) fn climb(held: f64, seen: f64, up: f64, down: f64) -> f64 {
    let rate = if seen >= held { up } else { down };
    (held + rate * (seen - held)).clamp(0.0, 1.0)
}

/// 0 at `from` and below, 1 at `to` and above.
pub(super) fn ramp(value: f64, from: f64, to: f64) -> f64 {
    ((value - from) / (to - from)).clamp(0.0, 1.0)
}

/// Every signal's memory. Only days with data of a signal change what it says.
#[derive(Debug, Clone, Default)]
pub(super) struct Memory {
    mood: Mood,
    nights: Nights,
    assessed: Assessed,
    texts: Texts,
    hopeless: Held,
    presence: Presence,
}

impl Memory {
    pub fn see(&mut self, date: Date, day: &Day) {
        if let Some(mood) = day.mood {
            self.mood.see(date, mood);
        }
        self.nights.see(date, day.sleep_hours, day.sleep_quality);
        for (instrument, total) in &day.totals {
            self.assessed.see(date, *instrument, *total);
        }
        if let Some(sign) = day.text {
            self.texts.see(date, sign);
        }
        if day.despair.is_some() || day.valence.is_some() {
            let despair = day.despair.map_or(0.0, |p| ramp(p, 0.2, 0.8));
            let tone = day.valence.map_or(0.0, |valence| ramp(-valence, 0.2, 0.9));
            self.hopeless.see(date, 0.5 * despair + 0.5 * tone, 0.25, 0.15);
        }
        self.presence.see(date, day.present, day.steps);
    }

    /// [`None`] where there are too few data.
    pub fn strength(&self, signal: Signal) -> Option<Strength> {
        match signal {
            Signal::Text => self.texts.strength(),
            Signal::Assessment => self.assessed.severity(),
            Signal::AssessmentRise => self.assessed.rise(),
            Signal::MoodLevel => self.mood.level(),
            Signal::MoodFall => self.mood.fall(),
            Signal::Instability => self.mood.instability(),
            Signal::Sleep => self.nights.strength(),
            Signal::Hopelessness => self.hopeless.strength(Told::Nothing),
            Signal::Withdrawal => self.presence.strength(),
        }
    }
}

/// A strength that climbs at once and comes down slowly.
#[derive(Debug, Clone, Default)]
pub(super) struct Held {
    value: f64,
    days: usize,
    last: Option<Date>,
}

impl Held {
    pub fn see(&mut self, date: Date, seen: f64, up: f64, down: f64) {
        self.value = climb(self.value, seen, up, down);
        self.days += 1;
        self.last = Some(date);
    }

    pub fn strength(&self, told: Told) -> Option<Strength> {
        Some(Strength {
            value: self.value,
            days: self.days,
            last: self.last?,
            told,
        })
    }
}

#[derive(Debug, Clone, Default)]
struct Texts {
    held: Held,
    /// The day that raised it last.
    worst: Option<Date>,
}

impl Texts {
    fn see(&mut self, date: Date, sign: TextSign) {
        // Below the signal point a text says nothing of risk; at it, two fifths of what it could.
        let seen = if sign.signal {
            ramp(sign.probability, 0.05, 0.6).max(0.4)
        } else {
            0.0
        };
        if seen > self.held.value {
            self.worst = Some(date);
        }
        // What still asks for a look reassures nobody.
        let seen = if sign.signal { seen.max(self.held.value) } else { seen };
        self.held.see(date, seen, 0.35, 0.12);
    }

    fn strength(&self) -> Option<Strength> {
        self.held.strength(self.worst.map_or(Told::Nothing, Told::Day))
    }
}

/// Steps of a day against the usual ones.
const STEPS: Gauge = Gauge {
    recent: 0.2,
    follows_up: 40.0,
    follows_down: 40.0,
    spread: 1_500.0,
    least_spread: 600.0,
    begins: 0.4,
    whole: 2.0,
};

/// How often somebody writes something down, and how much they walk.
#[derive(Debug, Clone)]
struct Presence {
    held: Held,
    last: Option<Date>,
    /// Days from one entry to the next, as is usual.
    gap: f64,
    gaps: usize,
    steps: Below,
    walked: Option<Date>,
}

impl Default for Presence {
    fn default() -> Self {
        Self {
            held: Held::default(),
            last: None,
            gap: 0.0,
            gaps: 0,
            steps: Below::new(STEPS),
            walked: None,
        }
    }
}

impl Presence {
    fn see(&mut self, date: Date, present: bool, steps: Option<f64>) {
        if present {
            if let Some(last) = self.last.filter(|last| *last < date) {
                let gap = days_between(last, date) as f64;
                if self.gaps >= 10 {
                    let seen = ramp(gap, 1.0 + 1.5 * self.gap, 7.0 + 2.0 * self.gap);
                    self.held.see(date, seen, 0.3, 0.15);
                }
                self.gaps += 1;
                self.gap += (gap.min(30.0) - self.gap) / self.gaps.min(60) as f64;
            }
            self.last = Some(date);
        }
        if let Some(steps) = steps {
            self.steps.see(steps);
            self.walked = Some(date);
        }
    }

    fn strength(&self) -> Option<Strength> {
        let entries = self.held.strength(Told::Nothing);
        let steps = self.walked.filter(|_| self.steps.is_learnt()).map(|last| Strength {
            value: self.steps.strength(),
            days: self.steps.days,
            last,
            told: Told::Nothing,
        });
        match (entries, steps) {
            (Some(entries), Some(steps)) => Some(Strength {
                value: entries.value.max(steps.value),
                days: entries.days + steps.days,
                last: entries.last.max(steps.last),
                told: Told::Nothing,
            }),
            (one, other) => one.or(other),
        }
    }
}
