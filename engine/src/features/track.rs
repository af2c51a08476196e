//! What is known of one metric of one person at a moment, kept up as values come in.
//!
//! A [`Track`] is never told of anything that comes later than the last value it observed, so no feature can leak.

/// How many numbers [`Track::features`] gives.
pub(crate) const FEATURES: usize = 20;

/// Weight of the newest value in the level: that of the exponentially weighted average that forecasts are compared with.
const LEVEL: f64 = 0.3;
const SLOWER: f64 = 0.1;
const SLOWEST: f64 = 0.03;
const FASTER: f64 = 0.6;

/// Steps whose typical error is taken from other people while there are few of one's own.
const BORROWED: f64 = 3.0;

/// A person's values so far, in the metric's unit, and what is made of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Track {
    values: Vec<f64>,
    sorted: Vec<f64>,
    level: f64,
    slower: f64,
    slowest: f64,
    faster: f64,
    mean: f64,
    /// Mean absolute error of the level one step ahead, over the steps after the first.
    error: f64,
    /// Sums of products of neighbouring distances from the mean, and of squares.
    products: f64,
    squares: f64,
    weekdays: [(f64, f64); 7],
    /// The last step's late value less its value.
    late: f64,
}

/// What a person's track is completed with: what is usual among all people of the cohort.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Usual {
    /// Mean of all values.
    pub mean: f64,
    /// Mean absolute error of the level, one step ahead.
    pub error: f64,
}

impl Track {
    /// The exponentially weighted average: what a forecast starts from.
    pub(crate) fn level(&self) -> f64 {
        self.level
    }

    pub(crate) fn steps(&self) -> usize {
        self.values.len()
    }

    /// The smallest and the largest value so far.
    pub(crate) fn range(&self) -> (f64, f64) {
        let ends = self.sorted.first().zip(self.sorted.last());
        ends.map_or((0.0, 0.0), |(least, most)| (*least, *most))
    }

    /// By how much this person's level is typically missed one step ahead.
    pub(crate) fn scale(&self, usual: Usual) -> f64 {
        let own = self.values.len().saturating_sub(1) as f64;
        (self.error * own + usual.error * BORROWED) / (own + BORROWED)
    }

    /// Takes the next value; `weekday` from 0 to 6 if steps are days, `late` what the last of a day's values tend to.
    pub(crate) fn observe(&mut self, value: f64, late: f64, weekday: Option<usize>) {
        let before = self.values.len() as f64;
        if let Some(last) = self.values.last() {
            self.error += ((value - self.level).abs() - self.error) / before;
            self.products += (last - self.mean) * (value - self.mean);
            self.squares += (last - self.mean).powi(2);
            let share = 1.0 / (before + 1.0);
            self.mean += share * (value - self.mean);
            self.level += LEVEL * (value - self.level);
            self.faster += FASTER * (value - self.faster);
            // Those that forget slowly begin as a mean.
            self.slower += SLOWER.max(share) * (value - self.slower);
            self.slowest += SLOWEST.max(share) * (value - self.slowest);
        } else {
            for average in [
                &mut self.mean,
                &mut self.level,
                &mut self.faster,
                &mut self.slower,
                &mut self.slowest,
            ] {
                *average = value;
            }
        }
        if let Some((count, sum)) = weekday.and_then(|weekday| self.weekdays.get_mut(weekday)) {
            *count += 1.0;
            *sum += value;
        }
        self.late = late - value;
        self.sorted.insert(self.sorted.partition_point(|other| *other < value), value);
        self.values.push(value);
    }

    /// What a forecast is made from, as distances from the level; all 0 before the first value. `weekday` is the target's.
    pub(crate) fn features(&self, usual: Usual, weekday: Option<usize>) -> [f64; FEATURES] {
        let (Some(last), (least, most)) = (self.values.last().copied(), self.range()) else {
            return [0.0; FEATURES];
        };
        let (level, steps) = (self.level, self.values.len());
        let before = if steps > 1 { self.values[steps - 2] } else { last };
        // Few steps say less: how much of them is still to come.
        let few = |steps_enough: f64| steps_enough / (steps_enough + steps as f64);
        let persistence = if self.squares > 0.0 {
            (self.products / self.squares).clamp(-1.0, 1.0) * (1.0 - few(10.0))
        } else {
            0.0
        };
        [
            last - level,
            before - level,
            self.slower - level,
            self.faster - level,
            self.mean - level,
            self.quantile(0.5) - level,
            recent_median(&self.values, 64, 0.93) - level,
            recent_median(&self.values, 20, 0.75) - level,
            (self.mean - level) * few(10.0),
            (last - level) * few(10.0),
            self.quantile(0.25) - level,
            self.quantile(0.75) - level,
            self.scale(usual),
            least - level,
            most - level,
            (usual.mean - level) * few(5.0),
            self.slowest - level,
            persistence * (last - self.mean),
            weekday.map_or(0.0, |weekday| self.weekday(weekday)),
            self.late,
        ]
    }

    /// How far a weekday's mean lies from that of all days, shrunk as by four days at the mean.
    pub(crate) fn weekday(&self, weekday: usize) -> f64 {
        let (count, sum) = self.weekdays.get(weekday).copied().unwrap_or_default();
        (sum + 4.0 * self.mean) / (count + 4.0) - self.mean
    }

    /// Interpolated between order statistics (Hyndman and Fan 1996, type 7). There must be a value.
    fn quantile(&self, share: f64) -> f64 {
        let place = (self.sorted.len() - 1) as f64 * share;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in the list")]
        let below = place.floor() as usize;
        let above = self.sorted.get(below + 1).unwrap_or(&self.sorted[below]);
        self.sorted[below] + (place - place.floor()) * (above - self.sorted[below])
    }
}

/// The weighted median of the last values, the newest weighing 1 and each earlier one `decay` times as much. There must be
/// a value.
fn recent_median(values: &[f64], most: usize, decay: f64) -> f64 {
    let mut weighted = [(0.0, 0.0); 64];
    let count = values.len().min(most).min(weighted.len());
    let mut weight = 1.0;
    for (slot, value) in weighted.iter_mut().zip(values.iter().rev().take(count)) {
        *slot = (*value, weight);
        weight *= decay;
    }
    let weighted = &mut weighted[..count];
    let half = weighted.iter().map(|(_, weight)| weight).sum::<f64>() / 2.0;
    weighted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mut reached = 0.0;
    for (value, weight) in &*weighted {
        reached += weight;
        if reached >= half {
            return *value;
        }
    }
    weighted[count - 1].0
}
