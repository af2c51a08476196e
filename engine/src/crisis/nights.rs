use jiff::civil::Date;

use super::{
    below::{Below, Gauge},
    signal::{Held, Strength, Told, ramp},
};

const GAUGE: Gauge = Gauge {
    recent: 0.2,
    follows_up: 40.0,
    follows_down: 40.0,
    spread: 1.0,
    least_spread: 0.5,
    begins: 0.4,
    whole: 2.0,
};

/// Nights: too short, by themselves or for this person; far too long; or bad.
#[derive(Debug, Clone)]
pub(super) struct Nights {
    /// Nights by themselves.
    held: Held,
    /// Hours against the usual ones.
    below: Below,
    usual: f64,
}

impl Default for Nights {
    fn default() -> Self {
        Self {
            held: Held::default(),
            below: Below::new(GAUGE),
            usual: 0.0,
        }
    }
}

impl Nights {
    pub fn see(&mut self, date: Date, hours: Option<f64>, quality: Option<f64>) {
        if hours.is_none() && quality.is_none() {
            return;
        }
        let by_quality = quality.map_or(0.0, |quality| ramp(-quality, -4.0, -1.0));
        let by_hours = hours.map_or(0.0, |hours| ramp(-hours, -6.0, -3.0).max(self.too_long(hours)));
        self.held.see(date, by_hours.max(by_quality), 0.3, 0.15);
        if let Some(hours) = hours {
            let hours = hours.clamp(0.0, 24.0);
            self.below.see(hours);
            self.usual += (hours - self.usual) / self.below.days.min(60) as f64;
        }
    }

    fn too_long(&self, hours: f64) -> f64 {
        if self.below.is_learnt() {
            0.5 * ramp(hours - self.usual, 2.5, 5.0)
        } else {
            0.0
        }
    }

    pub fn strength(&self) -> Option<Strength> {
        let by_themselves = self.held.strength(Told::Nothing)?;
        Some(Strength {
            value: by_themselves.value.max(self.below.strength()),
            ..by_themselves
        })
    }
}
