/// Samples in order of a score, for the area under the ROC curve (Hanley and McNeil 1982).
#[derive(Debug, Clone)]
pub(super) struct Ranking {
    /// Sample numbers by ascending score, those of one score together.
    groups: Vec<Vec<u32>>,
}

impl Ranking {
    pub(super) fn new(scores: impl Iterator<Item = f32>) -> Self {
        let mut order: Vec<(f32, u32)> = scores.zip(0..).collect();
        order.sort_by(|a, b| a.0.total_cmp(&b.0));
        let groups = order.chunk_by(|a, b| a.0 == b.0);
        Self {
            groups: groups.map(|group| group.iter().map(|(_, sample)| *sample).collect()).collect(),
        }
    }

    /// How likely a sample that `is` so has a higher score than one that is not; a tie is half. `None` without one of each.
    pub(super) fn auc(&self, is: impl Fn(usize) -> bool, weights: &[u32]) -> Option<f64> {
        let (mut below, mut above, mut pairs) = (0.0, 0.0, 0.0);
        for group in &self.groups {
            let (mut yes, mut no) = (0.0, 0.0);
            for &sample in group {
                let (sample, weight) = (sample as usize, f64::from(weights[sample as usize]));
                if is(sample) { yes += weight } else { no += weight }
            }
            pairs += yes * (below + no / 2.0);
            below += no;
            above += yes;
        }
        (below > 0.0 && above > 0.0).then(|| pairs / (below * above))
    }
}
