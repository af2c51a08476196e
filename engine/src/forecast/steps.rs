//! The steps of a person's series, and which of them are forecast from where.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};

use eunoia_domain::DayRule;

use crate::history::days_between;

/// Means of the same values in another order may differ by this share of them, which is no difference to divide by.
const ROUNDING: f64 = 1e-12;

const SECONDS_A_DAY: i64 = 86_400;

/// One step of a person: how it is called in a file of predictions is how it is displayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    Day(Date),
    /// Counted from 1, in order of time.
    Row(u32),
}

/// One person's target values, by step.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TargetSeries {
    pub(super) steps: Vec<Observed>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Observed {
    pub step: Step,
    /// Days since 1970, or the number of the row.
    pub number: i64,
    pub value: f64,
    /// What the day's last values tend to.
    pub late: f64,
    /// When it is known, in seconds; among people nothing else matters of it but the order.
    pub instant: i64,
}

/// One forecast that is scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// What is forecast.
    pub step: Step,
    /// How many steps before it the forecast is made, from 1.
    pub horizon: u32,
    /// Index of `step`, and of the last step at or before the origin.
    pub(super) index: usize,
    pub(super) origin: usize,
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Day(date) => date.fmt(f),
            Self::Row(row) => row.fmt(f),
        }
    }
}

impl Observed {
    /// From 0 to 6, if steps are days.
    pub(super) fn weekday(&self) -> Option<usize> {
        match self.step {
            Step::Day(_) => usize::try_from(self.number.rem_euclid(7)).ok(),
            Step::Row(_) => None,
        }
    }
}

impl TargetSeries {
    /// Each local date with a value is a step; its value is the mean of the date's values, which come in order of time.
    /// It is known at the end of the date. A value that is not finite counts as not observed.
    pub fn by_day(values: impl IntoIterator<Item = (Date, f64)>) -> Self {
        let mut days: BTreeMap<Date, Vec<f64>> = BTreeMap::new();
        for (date, value) in values.into_iter().filter(|(_, value)| value.is_finite()) {
            days.entry(date).or_default().push(value);
        }
        let steps = days.into_iter().filter_map(|(date, values)| {
            let number = days_between(Date::constant(1970, 1, 1), date);
            let late = values.iter().copied().reduce(f64::midpoint)?;
            Some(Observed {
                step: Step::Day(date),
                number,
                value: DayRule::Mean.day_value((0..).zip(values))?,
                late,
                instant: (number + 1) * SECONDS_A_DAY,
            })
        });
        Self { steps: steps.collect() }
    }

    /// Each value is a step, in order of time; the first of everybody is taken to come before anybody's second. A value that
    /// is not finite counts as not observed.
    pub fn by_observation(values: impl IntoIterator<Item = f64>) -> Self {
        let rows = values.into_iter().filter(|value| value.is_finite());
        Self::rows((1_i64..).map(|row| row * SECONDS_A_DAY).zip(rows))
    }

    /// Each value is a step, in order of time. A value that is not finite counts as not observed.
    pub fn by_instant(values: impl IntoIterator<Item = (Timestamp, f64)>) -> Self {
        let rows = values.into_iter().filter(|(_, value)| value.is_finite());
        Self::rows(rows.map(|(at, value)| (at.as_second(), value)))
    }

    fn rows(values: impl Iterator<Item = (i64, f64)>) -> Self {
        let steps = (1..).zip(values).map(|(row, (instant, value))| Observed {
            step: Step::Row(row),
            number: i64::from(row),
            value,
            late: value,
            instant,
        });
        Self { steps: steps.collect() }
    }

    /// The forecasts that are scored, in order of step and horizon.
    pub fn targets(&self, horizon: u32) -> Vec<Target> {
        let mut targets = Vec::new();
        for (index, observed) in self.steps.iter().enumerate().skip(self.learnt()) {
            for horizon in 1..=horizon {
                let until = observed.number - i64::from(horizon);
                let known = self.steps[..index].partition_point(|earlier| earlier.number <= until);
                if let Some(origin) = known.checked_sub(1) {
                    targets.push(Target {
                        step: observed.step,
                        horizon,
                        index,
                        origin,
                    });
                }
            }
        }
        targets
    }

    /// How many steps come before the scored part.
    fn learnt(&self) -> usize {
        self.steps.len() * 4 / 5
    }

    /// Mean absolute difference between neighbouring steps before the scored part, if it can divide.
    pub(super) fn scale(&self) -> Option<f64> {
        let differences: Vec<_> = self.steps[..self.learnt()]
            .windows(2)
            .map(|pair| (pair[1].value - pair[0].value).abs())
            .collect();
        let scale = differences.iter().sum::<f64>() / differences.len() as f64;
        let largest = self.steps.iter().map(|step| step.value.abs()).fold(0.0, f64::max);
        (scale > ROUNDING * largest).then_some(scale)
    }

    /// How far a target lies from the last step before its origin: days on the calendar, or rows.
    pub(super) fn distance(&self, target: &Target) -> i64 {
        self.steps[target.index].number - self.steps[target.origin].number
    }
}
