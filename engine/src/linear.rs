//! Sums of products, and least squares by the normal equations.

use ndarray::{ArrayView2, ArrayViewMut2, linalg::general_mat_mul};

/// Numbers that are summed side by side: one sum alone waits for each addition before the next.
const LANES: usize = 8;

/// The sum of products; of the shorter length.
pub(crate) fn dot(one: &[f64], other: &[f64]) -> f64 {
    let length = one.len().min(other.len());
    let (one, other) = (one[..length].chunks_exact(LANES), other[..length].chunks_exact(LANES));
    let rest = one.remainder().iter().zip(other.remainder());
    let rest: f64 = rest.map(|(a, b)| a * b).sum();
    let mut sums = [0.0; LANES];
    for (a, b) in one.zip(other) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    sums.iter().sum::<f64>() + rest
}

/// The sums of products of each two columns of two tables; false if they have not the same rows.
pub(crate) fn products(one: &[f64], other: &[f64], sums: &mut [f64], width: usize) -> bool {
    let rows = one.len() / width.max(1);
    let views = ArrayView2::from_shape((rows, width), one)
        .and_then(|one| Ok((one, ArrayView2::from_shape((rows, width), other)?)))
        .and_then(|(one, other)| Ok((one, other, ArrayViewMut2::from_shape((width, width), sums)?)));
    let Ok((one, other, mut sums)) = views else { return false };
    general_mat_mul(1.0, &one.t(), &other, 0.0, &mut sums);
    true
}

/// Solves by Cholesky's decomposition of the lower triangle, in place; columns without a pivot of their own get 0.
pub(crate) fn solve(gram: &mut [f64], moments: &mut [f64], width: usize) {
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
