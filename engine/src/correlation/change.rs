use eunoia_domain::Metric;
use jiff::civil::Date;
use serde::Serialize;

use super::{
    calendar::Days,
    series::{autocorrelations, drawn_in, effective_n},
    significance::student_point,
    slow::Slow,
};
use crate::{
    Abstention, DailySeries, ModelId,
    features::mean,
    linear::solve,
    model::{metric_name, noun},
};

/// Observed days that lasting changes are looked for in.
pub const CHANGE_MIN_DAYS: usize = 84;

/// Calendar days, and observed days among them, that a level lasts at least.
const MIN_SPAN: usize = 28;
const MIN_DAYS: usize = 14;

/// Changes in a year, at most.
const MOST: usize = 2;

/// What a change must be worth, in logarithms of the number of days: its place, its size, and that the place was looked
/// for (Zhang and Siegmund 2007 arrive at 3).
const PRICE: f64 = 3.5;

/// By how much an interval is wider than it would be if the day of the change had been known: the days chose it.
const WIDER: f64 = 1.7;

const MODEL: ModelId = ModelId {
    name: "ar1-segmentation",
    version: "1",
};

/// Lasting changes of one metric's level, or why there are none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChangePoints {
    /// In order of time.
    pub items: Vec<Change>,
    pub model: ModelId,
    pub abstained: Option<Abstention>,
}

/// A level that gave way to another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    #[serde(serialize_with = "metric_name")]
    pub metric: Metric,
    /// Plain English.
    pub statement: String,
    /// First day of the new level, as well as it can be told: a few days either way are as likely.
    pub date: Date,
    /// The levels before, from the last change on, and after, up to the next; in the metric's unit.
    pub before: f64,
    pub after: f64,
    /// Their difference with a 95 % interval.
    pub difference: f64,
    pub low: f64,
    pub high: f64,
    /// Observed days of either level.
    pub days_before: usize,
    pub days_after: usize,
}

/// The lasting changes in `series`, two at most.
///
/// The days are taken as levels, each lasting four weeks at least, beside which neighbouring days resemble each other
/// (autoregressive of order 1, whose autocorrelation is had from differences between days, so that the changes
/// themselves do not pass for resemblance: Chakar, Lebarbier, Levy-Leduc and Robin 2017). The best division into levels is
/// found by dynamic programming, and taken only if it is worth more than no change, and more than a line, a bend or a
/// wave: what goes up bit by bit did not change one day. augurs' change points are for days independent of each other,
/// and without gaps.
///
/// On a simulated year with weekday cycles, trends and autocorrelation between 0.3 and 0.8, a change was told of 4.5 in
/// 100 people who had none. Of changes by 1.2 to 2.2 standard deviations 45 in 100 were told within two weeks of their
/// day. The intervals held the difference between the levels of those stretches 94 times in 100.
pub(super) fn change_points(series: &DailySeries, slow: &Slow) -> ChangePoints {
    let (items, abstained) = match found(series, slow) {
        Ok(items) => (items, None),
        Err(abstention) => (Vec::new(), Some(abstention)),
    };
    ChangePoints {
        items,
        model: MODEL,
        abstained,
    }
}

fn found(series: &DailySeries, slow: &Slow) -> Result<Vec<Change>, Abstention> {
    let observed = series.observed_days();
    let name = noun(series.metric());
    if observed == 0 {
        return Err(Abstention::no_data(series.metric()));
    }
    if observed < CHANGE_MIN_DAYS {
        return Err(Abstention::too_few_days(format!(
            "needs {CHANGE_MIN_DAYS} days with {name} recorded, has {observed}"
        )));
    }
    let steady = || Abstention::not_supported(format!("no lasting change in the level of {name} stands out"));
    let points = Points::of(series, slow);
    let whitened = Whitened::of(&points).ok_or_else(steady)?;
    let n = points.days.len() as f64;
    let worth = |error: f64, price: f64| n * (error.max(f64::MIN_POSITIVE) / n).ln() + price * n.ln();
    let smooth = (0..=3).map(|degree| worth(whitened.smooth(&points, degree), degree as f64));
    let smooth = smooth.fold(f64::INFINITY, f64::min);
    let best = whitened.divisions(&points.days).into_iter().enumerate();
    let best = best.map(|(changes, (error, starts))| (worth(error, PRICE * (changes + 1) as f64), starts));
    let (value, starts) = best.min_by(|a, b| a.0.total_cmp(&b.0)).ok_or_else(steady)?;
    if value >= smooth {
        return Err(steady());
    }
    let mut bounds = vec![0];
    bounds.extend(&starts);
    bounds.push(points.days.len());
    let noise = points.noise(&bounds);
    let told = bounds.windows(3).filter_map(|around| {
        let level = |from: usize, to: usize| mean(&points.values[from..to]);
        let (one, other) = (level(around[0], around[1]), level(around[1], around[2]));
        let (n_one, n_other) = ((around[1] - around[0]) as f64, (around[2] - around[1]) as f64);
        let df = (n_one + n_other) / noise.alike - 2.0;
        let width = WIDER * student_point(0.95, df)? * (noise.variance * noise.alike * (1.0 / n_one + 1.0 / n_other)).sqrt();
        let difference = other - one;
        let date = series.date(points.days[around[1]]);
        (difference.abs() > width).then(|| Change {
            metric: series.metric().clone(),
            statement: statement(series.metric(), date, difference, width),
            date,
            before: one,
            after: other,
            difference,
            low: difference - width,
            high: difference + width,
            days_before: around[1] - around[0],
            days_after: around[2] - around[1],
        })
    });
    let told: Vec<Change> = told.collect();
    if told.is_empty() { Err(steady()) } else { Ok(told) }
}

fn statement(metric: &Metric, date: Date, difference: f64, width: f64) -> String {
    let side = if difference > 0.0 { "higher" } else { "lower" };
    let (low, high) = (difference.abs() - width, difference.abs() + width);
    format!(
        "From about {} {} on, your {} was {side} than before by {:.1} {}, {low:.1} to {high:.1}.",
        date.day(),
        date.strftime("%B %Y"),
        noun(metric),
        difference.abs(),
        metric.unit(),
    )
}

/// The observed days and their values without the weekday's part.
struct Points {
    days: Vec<usize>,
    values: Vec<f64>,
}

impl Points {
    fn of(series: &DailySeries, slow: &Slow) -> Self {
        let raw: Vec<f64> = series.values().iter().map(|value| value.unwrap_or(0.0)).collect();
        let days = Days::of(series.values());
        let part = slow.weekday_part(&drawn_in(&raw, &days), &days);
        let days: Vec<usize> = days.iter().collect();
        let values = days.iter().map(|day| raw[*day] - part[*day]).collect();
        Self { days, values }
    }

    /// Autocorrelation of neighbouring days: for an autoregressive series whose level seldom changes, the mean square of
    /// differences over two days is `1 + autocorrelation` times that over one. [`None`] if days do not differ.
    fn autocorrelation(&self) -> Option<f64> {
        let square = |apart: usize| {
            let pairs = (1..=apart).flat_map(|back| {
                let pairs = self
                    .days
                    .iter()
                    .zip(&self.values)
                    .zip(self.days[back..].iter().zip(&self.values[back..]));
                pairs
                    .filter(move |(one, other)| other.0 - one.0 == apart)
                    .map(|(one, other)| (other.1 - one.1).powi(2))
            });
            let squares: Vec<f64> = pairs.collect();
            (squares.len() >= MIN_DAYS).then(|| mean(&squares))
        };
        let (one, two) = (square(1)?, square(2)?);
        (one > 0.0).then(|| (two / one - 1.0).clamp(0.0, 0.9))
    }
}

/// How days scatter about their levels.
struct Noise {
    variance: f64,
    /// By how much the resemblance of neighbouring days makes the variance of a mean larger.
    alike: f64,
}

impl Points {
    /// About the means of the stretches between `bounds`. Resemblance is counted up to four weeks apart: what a level does
    /// not explain, a slow drift above all, is in it (Bartlett 1946).
    fn noise(&self, bounds: &[usize]) -> Noise {
        let mut left: Vec<Option<f64>> = vec![None; self.days.last().map_or(0, |last| last + 1)];
        for stretch in bounds.windows(2) {
            let level = mean(&self.values[stretch[0]..stretch[1]]);
            for place in stretch[0]..stretch[1] {
                left[self.days[place]] = Some(self.values[place] - level);
            }
        }
        let days = Days::of(&left);
        let values: Vec<f64> = left.into_iter().map(|value| value.unwrap_or(0.0)).collect();
        let alike = autocorrelations(&values, &days);
        let n = self.days.len() as f64;
        Noise {
            variance: values.iter().map(|value| value * value).sum::<f64>() / (n - bounds.len() as f64).max(1.0),
            alike: n / effective_n(&days, &alike, &[1.0; MIN_SPAN]),
        }
    }
}

/// Sums from which the error of any stretch about its own level follows.
struct Whitened {
    /// Of each day what the one before does not tell, how much of a level is in it, and its weight.
    rows: Vec<(f64, f64, f64)>,
    /// Running sums of weight x square, weight x value x level, weight x level squared.
    sums: Vec<[f64; 3]>,
    /// The same up to and with each day, without what that day is as the first of a stretch.
    opened: Vec<[f64; 3]>,
}

impl Whitened {
    fn of(points: &Points) -> Option<Self> {
        let alike = points.autocorrelation()?;
        let mut rows = Vec::with_capacity(points.days.len());
        let mut sums = vec![[0.0; 3]];
        for (place, (day, value)) in points.days.iter().zip(&points.values).enumerate() {
            let row = match place.checked_sub(1) {
                None => (*value, 1.0, 1.0),
                Some(before) => {
                    let kept = alike.powi(i32::try_from(day - points.days[before]).unwrap_or(i32::MAX));
                    (value - kept * points.values[before], 1.0 - kept, 1.0 / (1.0 - kept * kept))
                }
            };
            let (a, b, w) = row;
            let [aa, ab, bb] = sums[place];
            sums.push([aa + w * a * a, ab + w * a * b, bb + w * b * b]);
            rows.push(row);
        }
        let first = points.values.iter().zip(&sums[1..]);
        let opened = first.map(|(value, [aa, ab, bb])| [aa - value * value, ab - value, bb - 1.0]);
        Some(Self {
            rows,
            opened: opened.collect(),
            sums,
        })
    }

    /// The error about a polynomial of that degree.
    fn smooth(&self, points: &Points, degree: usize) -> f64 {
        let width = degree + 1;
        let length = points.days.last().map_or(1.0, |last| *last as f64 + 1.0);
        let basis = |day: usize, power: usize| (2.0 * day as f64 / length - 1.0).powi(power as i32);
        let rows: Vec<(Vec<f64>, f64)> = self
            .rows
            .iter()
            .enumerate()
            .map(|(place, (value, level, weight))| {
                let root = weight.sqrt();
                let kept = 1.0 - level;
                let column = |power| {
                    let before = place.checked_sub(1).map_or(0.0, |before| basis(points.days[before], power));
                    root * (basis(points.days[place], power) - kept * before)
                };
                ((0..width).map(column).collect(), root * value)
            })
            .collect();
        let (mut gram, mut moments) = (vec![0.0; width * width], vec![0.0; width]);
        for (row, value) in &rows {
            for i in 0..width {
                moments[i] += row[i] * value;
                for j in 0..=i {
                    gram[i * width + j] += row[i] * row[j];
                }
            }
        }
        solve(&mut gram, &mut moments, width);
        rows.iter()
            .map(|(row, value)| (value - row.iter().zip(&moments).map(|(cell, weight)| cell * weight).sum::<f64>()).powi(2))
            .sum()
    }

    /// The error of each stretch that ends before `end`, by where it starts, below `starts`; its first day is taken as if
    /// nothing were known before.
    fn errors(&self, starts: usize, end: usize, errors: &mut Vec<f64>) {
        let to = self.sums[end];
        errors.clear();
        errors.extend(self.opened[..starts].iter().map(|from| {
            let [aa, ab, bb] = [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
            (aa - ab * ab / bb).max(0.0)
        }));
    }

    /// The best division with one change, with two and so on: its error, and where new levels begin.
    fn divisions(&self, days: &[usize]) -> Vec<(f64, Vec<usize>)> {
        let n = days.len();
        // Stretches up to `end` that last long enough start before this.
        let starts = |end: usize| {
            let long_ago = days.partition_point(|day| day + MIN_SPAN <= days[end - 1] + 1);
            long_ago.min((end + 1).saturating_sub(MIN_DAYS))
        };
        let mut errors = Vec::with_capacity(n);
        // Least error of the first `end` days in so many levels, and for each number of changes where the last begins.
        let mut best = vec![f64::INFINITY; n + 1];
        for (end, best) in best.iter_mut().enumerate().skip(1).filter(|(end, _)| starts(*end) > 0) {
            self.errors(1, end, &mut errors);
            *best = errors[0];
        }
        let mut begins: Vec<Vec<usize>> = Vec::new();
        let mut found = Vec::new();
        for changes in 1..=MOST {
            // With the last change allowed, only the whole is of interest.
            let first = if changes == MOST { n } else { 1 };
            let mut next = vec![f64::INFINITY; n + 1];
            let mut begin = vec![0; n + 1];
            for end in first..=n {
                self.errors(starts(end), end, &mut errors);
                errors.iter_mut().zip(&best).for_each(|(error, before)| *error += before);
                for (start, error) in errors.iter().enumerate() {
                    if *error < next[end] {
                        (next[end], begin[end]) = (*error, start);
                    }
                }
            }
            begins.push(begin);
            best = next;
            if best[n].is_finite() {
                let mut division = Vec::new();
                let mut end = n;
                for begin in begins.iter().rev() {
                    end = begin[end];
                    division.insert(0, end);
                }
                found.push((best[n], division));
            }
        }
        found
    }
}
