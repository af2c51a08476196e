//! Mood: how low it is, how far below the usual, and how far it drops from day to day. All three fall only on a day that is at
//! least as good as the days before it.

use jiff::civil::Date;

use super::{
    below::{Below, Gauge},
    signal::{Strength, Told, climb, ramp},
};
use crate::history::days_between;

const GAUGE: Gauge = Gauge {
    recent: 0.3,
    follows_up: 40.0,
    follows_down: 50.0,
    spread: 1.0,
    least_spread: 0.5,
    begins: 0.8,
    whole: 3.5,
};

#[derive(Debug, Clone)]
pub(super) struct Mood {
    below: Below,
    last: Option<(Date, f64)>,
    /// Share of the largest drop that counts.
    unrest: f64,
    pairs: usize,
}

impl Default for Mood {
    fn default() -> Self {
        Self {
            below: Below::new(GAUGE),
            last: None,
            unrest: 0.0,
            pairs: 0,
        }
    }
}

impl Mood {
    pub fn see(&mut self, date: Date, mood: f64) {
        if let Some((yesterday, before)) = self.last
            && days_between(yesterday, date) == 1
        {
            // Only drops: coming back up is not what worries. It calms down on days that are no worse than of late.
            let drop = ramp(before - mood, 1.0, 5.0);
            if drop >= self.unrest || mood >= self.below.recent {
                self.unrest = climb(self.unrest, drop, 0.2, 0.1);
            }
            self.pairs += 1;
        }
        self.last = Some((date, mood));
        self.below.see(mood);
    }

    fn strength(&self, value: f64, days: usize, told: Told) -> Option<Strength> {
        let (last, _) = self.last?;
        Some(Strength { value, days, last, told })
    }

    pub fn level(&self) -> Option<Strength> {
        let recent = self.below.recent;
        self.strength(ramp(-recent, -5.0, -2.0), self.below.days, Told::Level(recent))
    }

    pub fn fall(&self) -> Option<Strength> {
        let usual = self.below.usual();
        let told = Told::Fall {
            by: usual - self.below.recent,
            usual,
        };
        let strength = self.strength(self.below.strength(), self.below.days, told)?;
        self.below.is_learnt().then_some(strength)
    }

    pub fn instability(&self) -> Option<Strength> {
        let strength = self.strength(self.unrest, self.pairs, Told::Nothing)?;
        (self.pairs >= 7).then_some(strength)
    }
}
