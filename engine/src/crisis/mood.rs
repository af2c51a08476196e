//! Mood: how low it is, how far below the usual, and how far it drops from day to day.
//!
//! All three fall only on a day that is at least as good as the days before it. The usual level is learnt from days that are
//! near it or above: a fall never becomes usual by lasting.

use jiff::civil::Date;

use super::signal::{Strength, Told, climb, ramp};
use crate::history::days_between;

/// Weight of the last day in the recent level.
const RECENT: f64 = 0.3;
/// Days that a usual level needs.
const LEARNT: usize = 10;
/// Days over which the usual level follows better days, and worse ones.
const FOLLOWS_UP: f64 = 30.0;
const FOLLOWS_DOWN: f64 = 60.0;
/// A recent level lies below the usual one when it does by this many points, and by this many of the person's mean
/// deviations; the whole of the signal is reached as far again below, times `WHOLE`.
const FALLEN_POINTS: f64 = 0.8;
const FALLEN_SPREADS: f64 = 1.1;
const WHOLE: f64 = 2.0;

#[derive(Debug, Clone, Default)]
pub(super) struct Mood {
    days: usize,
    last: Option<(Date, f64)>,
    recent: f64,
    usual: f64,
    /// Mean distance of a day from the usual level.
    spread: f64,
    fall: f64,
    /// Share of the largest drop that counts.
    unrest: f64,
    pairs: usize,
}

impl Mood {
    pub fn see(&mut self, date: Date, mood: f64) {
        if let Some((yesterday, before)) = self.last {
            if days_between(yesterday, date) == 1 {
                // Only drops: coming back up is not what worries. It calms down on days that are no worse than of late.
                let drop = ramp(before - mood, 1.0, 5.0);
                let calmer = if mood >= self.recent {
                    climb(self.unrest, drop, 0.2, 0.1)
                } else {
                    self.unrest
                };
                self.unrest = if drop >= self.unrest {
                    climb(self.unrest, drop, 0.2, 0.1)
                } else {
                    calmer
                };
                self.pairs += 1;
            }
            self.recent += RECENT * (mood - self.recent);
        } else {
            (self.recent, self.usual, self.spread) = (mood, mood, 1.0);
        }
        self.days += 1;
        self.last = Some((date, mood));
        let tolerated = self.tolerated();
        let below = self.usual - self.recent;
        self.fall = ramp(below, tolerated, (1.0 + WHOLE) * tolerated);
        if self.days <= LEARNT || below <= tolerated {
            self.learn(mood);
        }
    }

    fn learn(&mut self, mood: f64) {
        let days = self.days as f64;
        let follows = if mood >= self.usual { FOLLOWS_UP } else { FOLLOWS_DOWN };
        self.spread += ((mood - self.usual).abs() - self.spread) / days.min(FOLLOWS_UP);
        self.usual += (mood - self.usual) / days.min(follows);
    }

    /// Points below the usual that are nothing yet.
    fn tolerated(&self) -> f64 {
        FALLEN_POINTS.max(FALLEN_SPREADS * self.spread)
    }

    fn strength(&self, value: f64, days: usize, told: Told) -> Option<Strength> {
        let (last, _) = self.last?;
        Some(Strength { value, days, last, told })
    }

    pub fn level(&self) -> Option<Strength> {
        self.strength(ramp(-self.recent, -5.0, -2.0), self.days, Told::Level(self.recent))
    }

    pub fn fall(&self) -> Option<Strength> {
        let told = Told::Fall {
            by: self.usual - self.recent,
            usual: self.usual,
        };
        let strength = self.strength(self.fall, self.days, told)?;
        (self.days > LEARNT).then_some(strength)
    }

    pub fn instability(&self) -> Option<Strength> {
        let strength = self.strength(self.unrest, self.pairs, Told::Nothing)?;
        (self.pairs >= 7).then_some(strength)
    }
}
