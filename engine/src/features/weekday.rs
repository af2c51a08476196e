use jiff::civil::{Date, Weekday};
use rand::{Rng, RngExt};

use super::{
    bootstrap::{DRAWS, central_95},
    mean,
};
use crate::{Abstention, DailySeries, model::noun};

/// Weeks (Monday to Sunday) with at least four observed days that a pattern needs.
pub const WEEKDAY_MIN_WEEKS: usize = 6;

/// A pattern is stated only when chance alone would give one as strong less often than this.
pub const WEEKDAY_ALPHA: f64 = 0.01;

/// Calendar days that are looked at: half a year, since habits change.
pub const WEEKDAY_MAX_DAYS: i64 = 182;

/// Observed days that make a week an observed one, and times that each weekday must be among those weeks' days.
const MIN_DAYS_PER_WEEK: usize = 4;
const MIN_TIMES: usize = 3;

const SHUFFLES: usize = 999;

/// With so many arrangements at least as strong as the observed one, no more are drawn: the pattern can't be clear any more.
const ENOUGH: usize = (SHUFFLES + 1) / 100;

/// How a metric differs between the days of the week, in its unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeekdayPattern {
    /// Mean of each weekday as it was observed, Monday first.
    pub means: [f64; 7],
    /// The weekday that stands out most.
    pub weekday: Weekday,
    /// By how much that weekday lies above (or, negative, below) the mean of the others, free of slow change.
    pub difference: f64,
    /// Interval of the difference, from a bootstrap of whole weeks.
    pub low: f64,
    pub high: f64,
    /// How often chance alone gives a pattern as strong, 0 to 1.
    pub p: f64,
    /// Weeks that were used, and the observed days in them.
    pub days: usize,
    pub weeks: usize,
}

/// One week's observed days: weekday (0 is Monday) and value, or what is left of it without slow change.
type Week = Vec<(usize, f64)>;

/// The weekday pattern of the last half year up to `today`.
///
/// Slow change is taken out first: each day counts as its distance from the line that joins the weeks' means. Then the
/// weekday means' weighted sum of squares is compared with what it becomes when each week's days are turned round by a
/// random number of places (a permutation test within blocks; Anderson and ter Braak 2003). Turning keeps neighbouring
/// days together, so that days that resemble each other do not pose as a pattern either: on 3,000 simulated series of 26
/// weeks without a pattern, with autocorrelation up to 0.7 and with or without a trend, at most 1.0 in 100 passed.
pub fn weekday_pattern(series: &DailySeries, today: Date, rng: &mut impl Rng) -> Result<WeekdayPattern, Abstention> {
    let noun = noun(series.metric());
    let window = series.window(today, WEEKDAY_MAX_DAYS);
    let weeks = without_slow_change(observed_weeks(&window));
    if weeks.len() < WEEKDAY_MIN_WEEKS {
        return Err(Abstention::too_few_days(format!(
            "needs {WEEKDAY_MIN_WEEKS} weeks with {noun} recorded on most days, has {}",
            weeks.len(),
        )));
    }
    let found = WeekdayMeans::of(&weeks);
    if found.times.iter().any(|times| *times < MIN_TIMES) {
        return Err(Abstention::too_few_days(format!(
            "needs each weekday with {noun} recorded at least {MIN_TIMES} times"
        )));
    }
    let turns: Vec<Vec<[f64; 7]>> = weeks.iter().map(turns).collect();
    let observed = strength(&found.sums, &found.times);
    let (mut drawn, mut stronger) = (0, 0);
    while drawn < SHUFFLES && stronger < ENOUGH {
        let mut sums = [0.0; 7];
        for turns in &turns {
            let turned = &turns[rng.random_range(0..turns.len())];
            sums.iter_mut().zip(turned).for_each(|(sum, value)| *sum += value);
        }
        drawn += 1;
        stronger += usize::from(strength(&sums, &found.times) >= observed - 1e-12);
    }
    // The observed arrangement counts as one of the drawn ones, so p is never 0 (Phipson and Smyth 2010); where drawing
    // stopped early, the last one takes its place (Besag and Clifford 1991).
    let p = if stronger == ENOUGH {
        stronger as f64 / drawn as f64
    } else {
        (stronger + 1) as f64 / (SHUFFLES + 1) as f64
    };
    if p >= WEEKDAY_ALPHA {
        return Err(Abstention::not_supported(format!(
            "the days of the week do not differ clearly (p = {p:.3}; below 0.01 would be clear)"
        )));
    }
    let (weekday, difference) = found.standing_out();
    let (low, high) = interval(&weeks, weekday, difference, rng)
        .ok_or_else(|| Abstention::not_supported("too few weeks hold the weekday that stands out to say by how much".to_owned()))?;
    Ok(WeekdayPattern {
        means: raw_means(&window),
        weekday: Weekday::Monday.wrapping_add(weekday as i64),
        difference,
        low,
        high,
        p,
        days: weeks.iter().map(Week::len).sum(),
        weeks: weeks.len(),
    })
}

/// The weeks with enough observed days, each with the number of its first day since some Monday.
fn observed_weeks(window: &DailySeries) -> Vec<(f64, Week)> {
    let offset = usize::from(window.first().weekday().to_monday_zero_offset().unsigned_abs());
    let mut weeks: Vec<(f64, Week)> = Vec::new();
    for (day, value) in window.observed() {
        let (week, weekday) = ((day + offset) / 7, (day + offset) % 7);
        let monday = 7.0 * week as f64;
        match weeks.last_mut() {
            Some((last, days)) if *last >= monday => days.push((weekday, value)),
            _ => weeks.push((monday, vec![(weekday, value)])),
        }
    }
    weeks.retain(|(_, days)| days.len() >= MIN_DAYS_PER_WEEK);
    weeks
}

/// Each day's distance from the line that joins the weeks' means, each of which stands at the mean of its observed days;
/// outside the first and last of them the line goes on as it is. A steady trend is taken out exactly.
fn without_slow_change(weeks: Vec<(f64, Week)>) -> Vec<Week> {
    let joints: Vec<(f64, f64)> = weeks
        .iter()
        .map(|(monday, days)| {
            let count = days.len() as f64;
            let place = days.iter().map(|(weekday, _)| *weekday as f64).sum::<f64>() / count;
            (monday + place, days.iter().map(|(_, value)| value).sum::<f64>() / count)
        })
        .collect();
    let level = |at: f64| {
        let last = joints.len().saturating_sub(2);
        let segment = joints.partition_point(|(place, _)| *place <= at).saturating_sub(1).min(last);
        match joints.get(segment..segment + 2) {
            Some([(x, y), (x_next, y_next)]) => y + (at - x) * (y_next - y) / (x_next - x),
            _ => 0.0,
        }
    };
    let each = weeks.into_iter();
    each.map(|(monday, days)| {
        let days = days.into_iter();
        days.map(|(weekday, value)| (weekday, value - level(monday + weekday as f64)))
            .collect()
    })
    .collect()
}

/// A week turned round by every number of places: what each weekday then has, 0 if it was not observed.
fn turns(week: &Week) -> Vec<[f64; 7]> {
    let turn = |by: usize| {
        let mut turned = [0.0; 7];
        for ((weekday, _), (_, value)) in week.iter().zip(week.iter().cycle().skip(by)) {
            turned[*weekday] = *value;
        }
        turned
    };
    (0..week.len()).map(turn).collect()
}

/// Sum over weekdays of times x squared mean.
fn strength(sums: &[f64; 7], times: &[usize; 7]) -> f64 {
    let each = sums.iter().zip(times);
    each.map(|(sum, times)| sum * sum / (*times).max(1) as f64).sum()
}

struct WeekdayMeans {
    sums: [f64; 7],
    times: [usize; 7],
}

impl WeekdayMeans {
    fn of<'a>(weeks: impl IntoIterator<Item = &'a Week>) -> Self {
        let (mut sums, mut times) = ([0.0; 7], [0; 7]);
        for (weekday, distance) in weeks.into_iter().flatten() {
            sums[*weekday] += distance;
            times[*weekday] += 1;
        }
        Self { sums, times }
    }

    /// One weekday's mean minus the mean of all other days.
    fn difference(&self, weekday: usize) -> Option<f64> {
        let (sum, times) = (self.sums[weekday], self.times[weekday]);
        let others = self.times.iter().sum::<usize>() - times;
        let rest = self.sums.iter().sum::<f64>() - sum;
        (times > 0 && others > 0).then(|| sum / times as f64 - rest / others as f64)
    }

    fn standing_out(&self) -> (usize, f64) {
        let each = (0..7).filter_map(|weekday| Some((weekday, self.difference(weekday)?)));
        each.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs())).unwrap_or((0, 0.0))
    }
}

fn interval(weeks: &[Week], weekday: usize, difference: f64, rng: &mut impl Rng) -> Option<(f64, f64)> {
    // Of each week: sum and number of that weekday's values, and of all others.
    let parts: Vec<[f64; 4]> = weeks.iter().map(|week| parts(week, weekday)).collect();
    let mut errors: Vec<f64> = (0..DRAWS)
        .filter_map(|_| {
            let mut drawn = [0.0; 4];
            for _ in 0..parts.len() {
                let week = &parts[rng.random_range(0..parts.len())];
                drawn.iter_mut().zip(week).for_each(|(sum, part)| *sum += part);
            }
            let [sum, times, rest, others] = drawn;
            (times > 0.0 && others > 0.0).then(|| sum / times - rest / others - difference)
        })
        .collect();
    let (down, up) = central_95(&mut errors)?;
    Some((difference - up, difference - down))
}

fn parts(week: &Week, weekday: usize) -> [f64; 4] {
    week.iter().fold([0.0; 4], |[sum, times, rest, others], (day, value)| {
        if *day == weekday {
            [sum + value, times + 1.0, rest, others]
        } else {
            [sum, times, rest + value, others + 1.0]
        }
    })
}

fn raw_means(window: &DailySeries) -> [f64; 7] {
    let mut by_weekday: [Vec<f64>; 7] = Default::default();
    for (day, value) in window.observed() {
        by_weekday[usize::from(window.date(day).weekday().to_monday_zero_offset().unsigned_abs())].push(value);
    }
    by_weekday.map(|values| mean(&values))
}
