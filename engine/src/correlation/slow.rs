//! What is slow or comes every week, and is taken out before two series are compared: two things that both change over
//! the year, or both on Saturdays, go together without having to do with each other.

use std::f64::consts::PI;

use super::calendar::Days;
use crate::{
    DailySeries,
    linear::{dot, products, solve},
};

/// Slow change of this many days and more is taken out, and a straight line.
const SLOW_DAYS: f64 = 90.0;

/// Columns of a regression over the days of a window: one, the weekdays, a line, and the cosines of a discrete cosine
/// transform whose period is at least [`SLOW_DAYS`] (a high-pass filter by regression, which does with missing days; as
/// for slow drifts in Friston et al. 2000, NeuroImage 12).
pub(super) struct Slow {
    columns: usize,
    /// Of the first columns, how many are one and the weekdays.
    weekly: usize,
    /// Row by row.
    cells: Vec<f64>,
}

impl Slow {
    /// For the days of a series.
    pub(super) fn of(series: &DailySeries) -> Self {
        let weekday = usize::from(series.first().weekday().to_monday_zero_offset().unsigned_abs());
        Self::new(series.values().len(), weekday)
    }

    /// For a window of `length` days, the first of which is that weekday (0 is Monday).
    fn new(length: usize, first_weekday: usize) -> Self {
        let cosines = (2.0 * length as f64 / SLOW_DAYS) as usize;
        let (weekly, columns) = (7, 8 + cosines);
        let mut cells = Vec::with_capacity(length * columns);
        for day in 0..length {
            let along = (day as f64 + 0.5) / length as f64;
            cells.push(1.0);
            cells.extend((1..7).map(|weekday| f64::from(u8::from((day + first_weekday) % 7 == weekday))));
            cells.push(2.0 * along - 1.0);
            // Each from the two before (Chebyshev).
            let first = (PI * along).cos();
            let (mut before, mut here) = (1.0, first);
            for _ in 0..cosines {
                cells.push(here);
                (before, here) = (here, 2.0 * first * here - before);
            }
        }
        Self { columns, weekly, cells }
    }

    pub(super) fn columns(&self) -> usize {
        self.columns
    }

    fn row(&self, day: usize) -> &[f64] {
        &self.cells[day * self.columns..][..self.columns]
    }

    /// The values without what the columns explain of `fitted`, on `days`; 0 elsewhere. `fitted` are the same values, or
    /// the same with outliers drawn in.
    pub(super) fn residuals(&self, values: &[f64], fitted: &[f64], days: &Days) -> Vec<f64> {
        let weights = self.fit(fitted, days);
        let mut left = vec![0.0; values.len()];
        for day in days.iter() {
            left[day] = values[day] - dot(self.row(day), &weights);
        }
        left
    }

    /// The part of each day that its weekday explains, beside slow change; around 0 over the week.
    pub(super) fn weekday_part(&self, fitted: &[f64], days: &Days) -> Vec<f64> {
        let weights = self.fit(fitted, days);
        let centre = weights[1..self.weekly].iter().sum::<f64>() / 7.0;
        let part = |day| {
            let cells = self.row(day)[1..self.weekly].iter().zip(&weights[1..]);
            cells.map(|(cell, weight)| cell * weight).sum::<f64>() - centre
        };
        (0..fitted.len()).map(part).collect()
    }

    /// Least squares by the normal equations. A column that the others explain on these days gets the weight 0.
    fn fit(&self, values: &[f64], days: &Days) -> Vec<f64> {
        let width = self.columns;
        let mut moments = vec![0.0; width];
        let mut rows = Vec::with_capacity(self.cells.len());
        for day in days.iter() {
            let row = self.row(day);
            rows.extend_from_slice(row);
            moments.iter_mut().zip(row).for_each(|(sum, cell)| *sum += cell * values[day]);
        }
        let mut gram = vec![0.0; width * width];
        products(&rows, &rows, &mut gram, width);
        solve(&mut gram, &mut moments, width);
        moments
    }
}
