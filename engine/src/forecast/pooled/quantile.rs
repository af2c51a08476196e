//! Linear quantile regression (Koenker and Bassett 1978) that shrinks to a prior.
//!
//! The median minimises the mean absolute error, which is what forecasts are judged by; the 10 % and 90 % points bound an
//! interval. The minimum is found by majorisation (Hunter and Lange 2000): a weighted least squares fit whose weights are
//! taken from the residuals of the fit before, a few times over.

use crate::linear::{dot, products};

/// Residuals below this share of the typical response count as this large, so that none gets all the weight.
const SMALLEST: f64 = 0.02;

/// What is known before the fit: coefficients, and how many rows they are worth.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Belief<'a> {
    pub coefficients: &'a [f64],
    pub rows: f64,
}

/// Rows of inputs with a response each.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rows {
    width: usize,
    inputs: Vec<f64>,
    responses: Vec<f64>,
}

impl Rows {
    pub(crate) fn new(width: usize) -> Self {
        Self { width, ..Self::default() }
    }

    pub(crate) fn len(&self) -> usize {
        self.responses.len()
    }

    pub(crate) fn push(&mut self, inputs: &[f64], response: f64) {
        self.inputs.extend_from_slice(inputs);
        self.responses.push(response);
    }

    /// Forgets the oldest rows down to `most`.
    pub(crate) fn keep(&mut self, most: usize) {
        let surplus = self.len().saturating_sub(most);
        self.inputs.drain(..surplus * self.width);
        self.responses.drain(..surplus);
    }

    pub(crate) fn each(&self) -> impl Iterator<Item = (&[f64], f64)> {
        self.inputs.chunks_exact(self.width.max(1)).zip(self.responses.iter().copied())
    }
}

/// Coefficients of the `level` point (0.5: the median) of the response, from `start`, after that many `rounds`. Where the
/// rows say nothing, or are too large to compute with, what was there before stays.
pub(crate) fn fit(rows: &Rows, level: f64, belief: Belief, start: &[f64], rounds: usize) -> Vec<f64> {
    let width = rows.width;
    let mut found = start.to_vec();
    let typical = rows.responses.iter().map(|response| response.abs()).sum::<f64>() / rows.len() as f64;
    if !(typical > 0.0 && typical.is_finite()) {
        return found;
    }
    let smallest = SMALLEST * typical;
    let mut weighted = Vec::with_capacity(rows.inputs.len());
    let (mut normal, mut right) = (vec![0.0; width * width], vec![0.0; width]);
    for _ in 0..rounds {
        right.fill(0.0);
        weighted.clear();
        for (inputs, response) in rows.each() {
            let residual = response - dot(inputs, &found);
            let side = if residual < 0.0 { 1.0 - level } else { level };
            let weight = side / residual.abs().max(smallest);
            weighted.extend(inputs.iter().map(|input| weight * input));
            for (sum, input) in right.iter_mut().zip(inputs) {
                *sum += weight * response * input;
            }
        }
        if !products(&rows.inputs, &weighted, &mut normal, width) {
            return found;
        }
        let (share, floor) = (belief.rows / rows.len() as f64, 1e-9 * typical);
        for (j, prior) in belief.coefficients.iter().enumerate() {
            let worth = share * normal[j * width + j] + floor;
            normal[j * width + j] += worth;
            right[j] += worth * prior;
        }
        if !solve(&mut normal, &mut right) || right.iter().any(|found| !found.is_finite()) {
            return found;
        }
        found.copy_from_slice(&right);
    }
    found
}

/// Solves a symmetric positive definite system by its Cholesky factor, both in place; false if it is none.
fn solve(normal: &mut [f64], right: &mut [f64]) -> bool {
    let width = right.len();
    for j in 0..width {
        let (above, below) = normal.split_at_mut((j + 1) * width);
        let row = &mut above[j * width..];
        let pivot = row[j] - dot(&row[..j], &row[..j]);
        if !(pivot > 0.0 && pivot.is_finite()) {
            return false;
        }
        row[j] = pivot.sqrt();
        for other in below.chunks_exact_mut(width) {
            other[j] = (other[j] - dot(&other[..j], &row[..j])) / row[j];
        }
    }
    for i in 0..width {
        let row = &normal[i * width..=i * width + i];
        right[i] = (right[i] - dot(&row[..i], &right[..i])) / row[i];
    }
    for i in (0..width).rev() {
        let later: f64 = (i + 1..width).map(|k| normal[k * width + i] * right[k]).sum();
        right[i] = (right[i] - later) / normal[i * width + i];
    }
    true
}
