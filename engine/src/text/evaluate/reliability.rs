use serde::Serialize;

/// One tenth of the scale of probabilities: what was said in it, and what came true.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bin {
    pub from: f64,
    pub to: f64,
    pub n: u64,
    /// Mean of the probabilities.
    pub said: Option<f64>,
    /// Share of what came true.
    pub true_share: Option<f64>,
}

const BINS: usize = 10;

/// Sums by bin, from which the expected calibration error (Naeini et al. 2015) is taken.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Bins([Sums; BINS]);

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    n: f64,
    said: f64,
    came_true: f64,
}

impl Bins {
    pub(super) fn add(&mut self, probability: f32, came_true: bool, weight: u32) {
        let probability = f64::from(probability);
        // 1 belongs to the last bin.
        let bin = ((probability * BINS as f64) as usize).min(BINS - 1);
        let (sums, weight) = (&mut self.0[bin], f64::from(weight));
        sums.n += weight;
        sums.said += weight * probability;
        sums.came_true += weight * f64::from(u8::from(came_true));
    }

    /// Mean distance of what was said from what came true, each bin counting by its size; `None` of nothing.
    pub(super) fn error(&self) -> Option<f64> {
        let n: f64 = self.0.iter().map(|bin| bin.n).sum();
        let apart: f64 = self.0.iter().map(|bin| (bin.said - bin.came_true).abs()).sum();
        (n > 0.0).then(|| apart / n)
    }

    fn list(&self) -> Vec<Bin> {
        let bin = |(i, sums): (usize, &Sums)| Bin {
            from: i as f64 / BINS as f64,
            to: (i + 1) as f64 / BINS as f64,
            n: sums.n as u64,
            said: (sums.n > 0.0).then(|| sums.said / sums.n),
            true_share: (sums.n > 0.0).then(|| sums.came_true / sums.n),
        };
        self.0.iter().enumerate().map(bin).collect()
    }
}

/// What a reliability plot shows: probabilities (0 to 1) with whether it came true, in ten bins.
pub fn reliability(said: impl IntoIterator<Item = (f32, bool)>) -> Vec<Bin> {
    let mut bins = Bins::default();
    said.into_iter()
        .for_each(|(probability, came_true)| bins.add(probability, came_true, 1));
    bins.list()
}
