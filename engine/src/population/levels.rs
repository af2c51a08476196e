use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::{MINIMUM_PEOPLE, Period, shown_count, suppression, three_digits};

/// What one person recorded in a part of a period: a day, what of a week is in one month, or a month
/// ([`suppression::periods`]).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PartOfPeriod {
    /// The part's first day.
    pub start: Date,
    /// Sum of the daily values.
    pub total: f64,
    /// Days that have one; at least one.
    pub days: u64,
}

/// How a cohort's people did in one period. All but the dates is absent where it may not be shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LevelCell {
    pub start: Date,
    pub end: Date,
    pub suppressed: bool,
    /// Who recorded anything in the period, rounded down to a multiple of five.
    pub people: Option<usize>,
    /// Mean of the people's own means.
    pub mean: Option<f64>,
    /// Sample standard deviation of the people's own means.
    pub standard_deviation: Option<f64>,
    /// 95 % interval of the mean, by Student's t with the rounded count.
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// The levels of a cohort, person by person.
#[derive(Debug)]
pub struct Levels {
    period: Period,
    from: Date,
    to: Date,
    today: Date,
    people: BTreeMap<Date, usize>,
    cells: BTreeMap<Date, Spread>,
}

/// Mean and spread of numbers that come one by one (Welford 1962).
#[derive(Debug, Default, Clone, Copy)]
struct Spread {
    count: usize,
    mean: f64,
    squares: f64,
}

impl Spread {
    fn add(&mut self, value: f64) {
        self.count += 1;
        let distance = value - self.mean;
        self.mean += distance / self.count as f64;
        self.squares += distance * (value - self.mean);
    }
}

impl Levels {
    /// The periods from the one that `from` is in to the one that `to` is in. `today` is the first date that is not over
    /// yet, wherever people are.
    pub fn new(period: Period, from: Date, to: Date, today: Date) -> Self {
        Self {
            period,
            from: period.start(from),
            to: period.end(to),
            today,
            people: BTreeMap::new(),
            cells: BTreeMap::new(),
        }
    }

    /// The days whose parts must be added: whole months, since what is shown of one period depends on its neighbours.
    pub fn window(&self) -> (Date, Date) {
        (self.from.first_of_month(), self.to.last_of_month())
    }

    /// Adds one person's parts, in order.
    pub fn add(&mut self, parts: &[PartOfPeriod]) {
        for part in parts {
            *self.people.entry(part.start).or_default() += 1;
        }
        for cell in parts.chunk_by(|a, b| self.period.start(a.start) == self.period.start(b.start)) {
            let (total, days) = cell
                .iter()
                .fold((0.0, 0), |(total, days), part| (total + part.total, days + part.days));
            let start = self.period.start(cell[0].start);
            if start >= self.from && start <= self.to && days > 0 {
                self.cells.entry(start).or_default().add(total / days as f64);
            }
        }
    }

    /// Every period's cell, in order.
    pub fn cells(&self) -> Vec<LevelCell> {
        let shown = suppression::periods(self.period, &self.people, self.today, MINIMUM_PEOPLE);
        let cell = |start| {
            let spread = self.cells.get(&start).filter(|_| shown.binary_search(&start).is_ok());
            self.cell(start, spread)
        };
        self.period.starts(self.from, self.to).map(cell).collect()
    }

    fn cell(&self, start: Date, spread: Option<&Spread>) -> LevelCell {
        // Where all are alike, the mean is everybody's own.
        let told = spread
            .filter(|spread| spread.count >= MINIMUM_PEOPLE && spread.squares > 0.0)
            .map(|spread| {
                let sd = (spread.squares / (spread.count - 1) as f64).sqrt();
                let people = shown_count(spread.count);
                let half = student_975(people - 1) * sd / (people as f64).sqrt();
                (people, spread.mean, sd, half)
            });
        LevelCell {
            start,
            end: self.period.end(start),
            suppressed: told.is_none(),
            people: told.map(|(people, ..)| people),
            mean: told.map(|(_, mean, ..)| three_digits(mean)),
            standard_deviation: told.map(|(.., sd, _)| three_digits(sd)),
            low: told.map(|(_, mean, _, half)| three_digits(mean - half)),
            high: told.map(|(_, mean, _, half)| three_digits(mean + half)),
        }
    }
}

/// The 97.5 % point of Student's t, by the expansion of Abramowitz and Stegun 26.7.5: within 0.001 from 15 degrees on.
fn student_975(df: usize) -> f64 {
    let (z, df) = (1.959_963_985_f64, df as f64);
    z + (z.powi(3) + z) / (4.0 * df) + (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / (96.0 * df.powi(2))
}

#[cfg(test)]
mod tests {
    use super::student_975;

    #[test]
    fn students_points_are_those_of_the_tables() {
        for (df, point) in [(19, 2.093), (24, 2.064), (59, 2.001), (99, 1.984), (100_000, 1.960)] {
            assert!((student_975(df) - point).abs() < 0.001, "{df}: {}", student_975(df));
        }
    }
}
