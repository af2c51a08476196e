//! Discrete Laplace noise, sampled exactly (Canonne, Kamath and Steinke, The Discrete Gaussian for Differential Privacy,
//! 2020): no floating-point number is drawn, so nothing can be told from its last digits (Mironov 2012).

use prio::dp::{Rational, distributions::DiscreteLaplace};
use rand::{Rng, distr::Distribution};

/// Noise of the probability `(1 - q) / (1 + q) * q^|x|` of each whole `x`, where `q` is `exp(-epsilon)`: what makes a count
/// `epsilon`-differentially private to which one person adds at most one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Laplace {
    milliepsilon: u32,
}

impl Laplace {
    /// For a loss of so many thousandths; 0 is taken as 1.
    pub const fn new(milliepsilon: u32) -> Self {
        Self {
            milliepsilon: if milliepsilon == 0 { 1 } else { milliepsilon },
        }
    }

    /// Draws once. `noise` must be unpredictable wherever the result is shown.
    pub fn draw<R: Rng + ?Sized>(self, noise: &mut R) -> i64 {
        #[expect(clippy::expect_used, reason = "neither of the two numbers is 0")]
        let distribution = Rational::from_unsigned(1_000_u32, self.milliepsilon)
            .and_then(DiscreteLaplace::new)
            .expect("a positive scale");
        // Beyond 64 bits it is never in the life of the universe.
        distribution.sample(noise).try_into().unwrap_or(i64::MAX)
    }

    fn ratio(self) -> f64 {
        (-f64::from(self.milliepsilon) / 1_000.0).exp()
    }

    pub fn variance(self) -> f64 {
        let ratio = self.ratio();
        2.0 * ratio / (1.0 - ratio).powi(2)
    }

    /// The smallest whole number that a sum of `count` draws reaches with a probability of at most `delta`.
    pub fn margin(self, count: usize, delta: f64) -> i64 {
        let ratio = self.ratio();
        // What lies beyond on either side of one draw weighs less than a thousandth of `delta`.
        let reach = ((1e-3 * delta).ln() / ratio.ln()).ceil() as usize;
        let center = (1.0 - ratio) / (1.0 + ratio);
        let one: Vec<f64> = (0..=2 * reach)
            .map(|index| center * ratio.powf((index as f64 - reach as f64).abs()))
            .collect();
        let sum = (1..count).fold(one.clone(), |sum, _| convolve(&sum, &one));
        let middle = sum.len() / 2;
        let mut beyond = count as f64 * 1e-3 * delta;
        for (index, weight) in sum.iter().enumerate().rev() {
            beyond += weight;
            if beyond > delta {
                return index as i64 - middle as i64 + 1;
            }
        }
        0
    }
}

fn convolve(a: &[f64], b: &[f64]) -> Vec<f64> {
    let mut sum = vec![0.0; a.len() + b.len() - 1];
    for (i, a) in a.iter().enumerate() {
        for (j, b) in b.iter().enumerate() {
            sum[i + j] += a * b;
        }
    }
    sum
}
