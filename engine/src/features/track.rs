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

/// Weight of the newest step in the typical error: people's scales of feeling change over a study, and an interval is of now.
const FORGETTING: f64 = 0.05;

/// Steps whose typical error is taken from other people while there are few of one's own.
const BORROWED: f64 = 3.0;

/// A person's values so far, in the metric's unit, and what is made of them.
#[derive(Debug, Clone)]
pub(crate) struct Track {
    values: Vec<f64>,
    sorted: Vec<f64>,
    lately: RecentMedian,
    very_lately: RecentMedian,
    level: f64,
    slower: f64,
    slowest: f64,
    faster: f64,
    mean: f64,
    /// Mean absolute error of the level one step ahead, over the steps after the first, the newest weighing most.
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
            // Begins as a mean, as those that forget slowly do.
            self.error += FORGETTING.max(1.0 / before) * ((value - self.level).abs() - self.error);
            self.products += (last - self.mean) * (value - self.mean);
            self.squares += (last - self.mean).powi(2);
            let share = 1.0 / (before + 1.0);
            self.mean += share * (value - self.mean);
            self.level += LEVEL * (value - self.level);
            self.faster += FASTER * (value - self.faster);
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
        self.lately.observe(value);
        self.very_lately.observe(value);
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
            self.lately.get().unwrap_or(last) - level,
            self.very_lately.get().unwrap_or(last) - level,
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

impl Default for Track {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            sorted: Vec::new(),
            lately: RecentMedian::new(64, 0.93),
            very_lately: RecentMedian::new(20, 0.75),
            level: 0.0,
            slower: 0.0,
            slowest: 0.0,
            faster: 0.0,
            mean: 0.0,
            error: 0.0,
            products: 0.0,
            squares: 0.0,
            weekdays: [(0.0, 0.0); 7],
            late: 0.0,
        }
    }
}

/// The weighted median of the last values, the newest weighing 1 and each earlier one `decay` times as much.
#[derive(Debug, Clone)]
struct RecentMedian {
    /// Of the newest value, of the one before and so on: as many as are looked at.
    weights: Vec<f64>,
    /// The last values in order, each with its step.
    sorted: Vec<(f64, usize)>,
    steps: usize,
    /// Of all weights in use.
    sum: f64,
}

impl RecentMedian {
    fn new(most: usize, decay: f64) -> Self {
        Self {
            weights: std::iter::successors(Some(1.0), |weight| Some(weight * decay)).take(most).collect(),
            sorted: Vec::with_capacity(most),
            steps: 0,
            sum: 0.0,
        }
    }

    fn observe(&mut self, value: f64) {
        if self.sorted.len() < self.weights.len() {
            self.sum += self.weights[self.sorted.len()];
        } else {
            let oldest = self.steps - self.weights.len();
            self.sorted.retain(|(_, step)| *step != oldest);
        }
        let place = self.sorted.partition_point(|(other, _)| *other < value);
        self.sorted.insert(place, (value, self.steps));
        self.steps += 1;
    }

    /// [`None`] before the first value.
    fn get(&self) -> Option<f64> {
        let mut reached = 0.0;
        let middle = self.sorted.iter().find(|(_, step)| {
            reached += self.weights[self.steps - 1 - step];
            reached >= self.sum / 2.0
        });
        middle.or(self.sorted.last()).map(|(value, _)| *value)
    }
}
