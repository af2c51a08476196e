//! What is slow or comes every week, and is taken out before two series are compared: two things that both change over
//! the year, or both on Saturdays, go together without having to do with each other.

use std::f64::consts::PI;

use super::calendar::Days;
use crate::DailySeries;

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
            cells.extend((1..=cosines).map(|half_waves| (PI * half_waves as f64 * along).cos()));
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
            let explained: f64 = self.row(day).iter().zip(&weights).map(|(cell, weight)| cell * weight).sum();
            left[day] = values[day] - explained;
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
        let mut gram = vec![0.0; width * width];
        let mut moments = vec![0.0; width];
        for day in days.iter() {
            let (row, value) = (self.row(day), values[day]);
            for (i, cell) in row.iter().enumerate() {
                if *cell == 0.0 {
                    continue;
                }
                moments[i] += cell * value;
                for (sum, other) in gram[i * width..][..=i].iter_mut().zip(row) {
                    *sum += cell * other;
                }
            }
        }
        solve(&mut gram, &mut moments, width);
        moments
    }
}

/// Solves by Cholesky's decomposition of the lower triangle, in place; columns without a pivot of their own get 0.
pub(super) fn solve(gram: &mut [f64], moments: &mut [f64], width: usize) {
    let scale: Vec<f64> = (0..width).map(|i| gram[i * width + i]).collect();
    for i in 0..width {
        for j in 0..=i {
            let known: f64 = (0..j).map(|k| gram[i * width + k] * gram[j * width + k]).sum();
            let left = gram[i * width + j] - known;
            gram[i * width + j] = if i == j {
                if left > 1e-9 * scale[i] { left.sqrt() } else { 0.0 }
            } else if gram[j * width + j] > 0.0 {
                left / gram[j * width + j]
            } else {
                0.0
            };
        }
    }
    for i in 0..width {
        let known: f64 = (0..i).map(|k| gram[i * width + k] * moments[k]).sum();
        let pivot = gram[i * width + i];
        moments[i] = if pivot > 0.0 { (moments[i] - known) / pivot } else { 0.0 };
    }
    for i in (0..width).rev() {
        let known: f64 = (i + 1..width).map(|k| gram[k * width + i] * moments[k]).sum();
        let pivot = gram[i * width + i];
        moments[i] = if pivot > 0.0 { (moments[i] - known) / pivot } else { 0.0 };
    }
}
