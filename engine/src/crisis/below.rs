//! How far a measure lies below what is usual for the person, and for how long that is remembered.

use super::signal::ramp;

/// What a measure's [`Below`] goes by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gauge {
    /// Weight of the last day in the recent level.
    pub recent: f64,
    /// Days over which the usual level follows better days, and worse ones.
    pub follows_up: f64,
    pub follows_down: f64,
    /// Mean distance of a day from the usual level: at first, and at least.
    pub spread: f64,
    pub least_spread: f64,
    /// Spreads below the usual at which the signal begins, and at which it is whole.
    pub begins: f64,
    pub whole: f64,
}

/// Days that a usual level needs.
const LEARNT: usize = 10;

/// The recent level of a measure against its usual one.
///
/// The usual level follows the days, so that a change of season is no fall. But once there is a fall, what it fell from is
/// remembered: the strength then comes down only as far as the recent level comes back up, and never by lasting.
#[derive(Debug, Clone)]
pub(super) struct Below {
    gauge: Gauge,
    pub days: usize,
    pub recent: f64,
    usual: f64,
    spread: f64,
    strength: f64,
    /// Usual level and spread when the strength was reached.
    from: (f64, f64),
}

impl Below {
    pub fn new(gauge: Gauge) -> Self {
        Self {
            gauge,
            days: 0,
            recent: 0.0,
            usual: 0.0,
            spread: gauge.spread,
            strength: 0.0,
            from: (0.0, gauge.spread),
        }
    }

    pub fn see(&mut self, value: f64) {
        let gauge = self.gauge;
        if self.days == 0 {
            (self.recent, self.usual) = (value, value);
        } else {
            self.recent += gauge.recent * (value - self.recent);
        }
        self.days += 1;
        let spread = self.spread.max(gauge.least_spread);
        let now = if self.is_learnt() { self.at(self.usual, spread) } else { 0.0 };
        let (usual, spread_then) = self.from;
        let left = self.strength.min(self.at(usual, spread_then));
        // Not when they are the same, as at the end of the scale: what it fell from is not to sink meanwhile.
        if now > left {
            (self.strength, self.from) = (now, (self.usual, spread));
        } else {
            self.strength = left;
        }
        self.learn(value);
    }

    fn learn(&mut self, value: f64) {
        let days = self.days as f64;
        let follows = if value >= self.usual {
            self.gauge.follows_up
        } else {
            self.gauge.follows_down
        };
        self.spread += ((value - self.usual).abs() - self.spread) / days.min(self.gauge.follows_up);
        self.usual += (value - self.usual) / days.min(follows);
    }

    fn at(&self, usual: f64, spread: f64) -> f64 {
        ramp((usual - self.recent) / spread, self.gauge.begins, self.gauge.whole)
    }

    /// Whether enough days were seen to know what is usual.
    pub fn is_learnt(&self) -> bool {
        self.days > LEARNT
    }

    /// 0 to 1.
    pub fn strength(&self) -> f64 {
        self.strength
    }

    /// What it fell from, while it is below; else what is usual now.
    pub fn usual(&self) -> f64 {
        if self.strength > 0.0 { self.from.0 } else { self.usual }
    }
}
