//! Questionnaires: how severe, and whether worse by more than measurement error.

use std::collections::BTreeMap;

use eunoia_domain::Instrument;
use jiff::civil::Date;

use super::signal::{Strength, Told, ramp};
use crate::history::days_between;

/// Days before an assessment among which its best counterpart is looked for.
const LOOK_BACK: i64 = 180;

#[derive(Debug, Clone, Default)]
pub(super) struct Assessed {
    courses: BTreeMap<Instrument, Course>,
}

/// Assessments with one instrument.
#[derive(Debug, Clone, Default)]
struct Course {
    /// Badness of each: the total, or for wellbeing the highest total less it.
    earlier: Vec<(Date, f64)>,
    /// What became worse since the best of the half year before; held while nothing becomes better.
    rise: f64,
}

/// Points of badness at which an instrument begins to count and at which it counts in full, and the share of the signal that
/// it can reach: screens of two items say less, sleep and worry say less of the risk of suicide than depression.
/// By published bands (see [`Instrument::bands`]): it begins above "mild" and is whole within "severe".
fn scale(instrument: Instrument) -> (f64, f64, f64) {
    match instrument {
        Instrument::Phq9 => (9.0, 22.0, 1.0),
        Instrument::Gad7 => (9.0, 20.0, 0.7),
        // Of 100 less the total: 50 or less is low wellbeing, 28 or less likely depression.
        Instrument::Who5 => (50.0, 90.0, 0.8),
        Instrument::Isi => (14.0, 26.0, 0.5),
        Instrument::Phq2 => (2.0, 6.0, 0.6),
        Instrument::Gad2 => (2.0, 6.0, 0.4),
        Instrument::Cssrs => (0.0, 1.0, 0.0),
    }
}

impl Assessed {
    pub fn see(&mut self, date: Date, instrument: Instrument, total: f64) {
        let highest = f64::from(instrument.highest_total().unwrap_or(0));
        let total = total.clamp(0.0, highest);
        let bad = if instrument.higher_is_better() { highest - total } else { total };
        self.courses.entry(instrument).or_default().see(date, bad);
    }

    pub fn severity(&self) -> Option<Strength> {
        self.worst(|instrument, course| {
            let (from, to, share) = scale(instrument);
            share * ramp(course.last().1, from, to)
        })
    }

    /// [`None`] until an instrument with a published threshold was answered twice.
    pub fn rise(&self) -> Option<Strength> {
        let twice = |(instrument, course): (&Instrument, &Course)| threshold(*instrument).is_some() && course.earlier.len() > 1;
        if !self.courses.iter().any(twice) {
            return None;
        }
        self.worst(|instrument, course| {
            let (.., share) = scale(instrument);
            // Half of it at the threshold, all of it at twice that.
            threshold(instrument)
                .filter(|t| course.rise >= *t)
                .map_or(0.0, |t| share * (course.rise / (2.0 * t)).min(1.0))
        })
    }

    /// The instrument that gives most; of equal ones the latest.
    fn worst(&self, value: impl Fn(Instrument, &Course) -> f64) -> Option<Strength> {
        let each = self
            .courses
            .iter()
            .map(|(instrument, course)| (value(*instrument, course), *instrument, course));
        let (value, instrument, course) = each.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.2.last().0.cmp(&b.2.last().0)))?;
        let (on, bad) = course.last();
        let highest = f64::from(instrument.highest_total().unwrap_or(0));
        Some(Strength {
            value,
            days: self.courses.values().map(|course| course.earlier.len()).sum(),
            last: self.courses.values().map(|course| course.last().0).max()?,
            told: Told::Questionnaire {
                instrument,
                total: if instrument.higher_is_better() { highest - bad } else { bad },
                on,
                rise: course.rise,
            },
        })
    }
}

/// Points that measurement error alone would seldom make; where that is not published, those that matter to people.
fn threshold(instrument: Instrument) -> Option<f64> {
    instrument.reliable_change().or(instrument.important_difference()).map(f64::from)
}

impl Course {
    fn see(&mut self, date: Date, bad: f64) {
        let recent = self.earlier.iter().rev().take_while(|(on, _)| days_between(*on, date) <= LOOK_BACK);
        let best = recent.map(|(_, bad)| *bad).fold(bad, f64::min);
        // It comes down by as much as became better, and not because the best is long ago.
        let before = self.earlier.last().map_or(bad, |(_, before)| *before);
        self.rise = (bad - best).max(self.rise + bad - before);
        self.earlier.push((date, bad));
    }

    /// A course has at least one assessment, or it would not be there.
    fn last(&self) -> (Date, f64) {
        self.earlier.last().copied().unwrap_or((Date::ZERO, 0.0))
    }
}
