use jiff::civil::Date;

use super::signal::{Held, Strength, Told, ramp};

/// Nights: too short, by themselves or for this person; far too long; or bad.
#[derive(Debug, Clone, Default)]
pub(super) struct Nights {
    held: Held,
    /// Hours, as is usual.
    usual: f64,
    nights: usize,
}

/// Nights that tell what is usual.
const LEARNT: usize = 10;

impl Nights {
    pub fn see(&mut self, date: Date, hours: Option<f64>, quality: Option<f64>) {
        if hours.is_none() && quality.is_none() {
            return;
        }
        let by_quality = quality.map_or(0.0, |quality| ramp(-quality, -4.0, -1.0));
        let by_hours = hours.map_or(0.0, |hours| self.by_hours(hours));
        self.held.see(date, by_hours.max(by_quality), 0.3, 0.15);
        if let Some(hours) = hours {
            let hours = hours.clamp(0.0, 24.0);
            self.nights += 1;
            self.usual += (hours - self.usual) / self.nights.min(60) as f64;
        }
    }

    fn by_hours(&self, hours: f64) -> f64 {
        let short = ramp(-hours, -6.0, -3.0);
        if self.nights < LEARNT {
            return short;
        }
        let for_them = ramp(self.usual - hours, 1.5, 4.0);
        let long = 0.5 * ramp(hours - self.usual, 2.5, 5.0);
        short.max(for_them).max(long)
    }

    pub fn strength(&self) -> Option<Strength> {
        self.held.strength(Told::Nothing)
    }
}
