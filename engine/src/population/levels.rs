use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::{MINIMUM_PEOPLE, Period, shown_count, suppression, three_digits};

/// The people's own means in one period: how many there are, and how they spread.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub struct Spread {
    pub people: usize,
    pub mean: f64,
    /// Sum of squared distances from the mean; 0 exactly if all are alike.
    pub squares: f64,
}

impl Spread {
    /// Takes other people in (Chan, Golub and LeVeque 1979).
    fn add(&mut self, others: Self) {
        if others.people == 0 {
            return;
        }
        let (here, there) = (self.people as f64, others.people as f64);
        let distance = others.mean - self.mean;
        self.people += others.people;
        self.mean += distance * there / (here + there);
        self.squares += others.squares + distance.powi(2) * here * there / (here + there);
    }
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

/// The levels of a cohort, a group of its people at a time.
#[derive(Debug)]
pub struct Levels {
    period: Period,
    from: Date,
    to: Date,
    today: Date,
    people: BTreeMap<Date, usize>,
    cells: BTreeMap<Date, Spread>,
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

    /// Adds people who are not in it yet: how many recorded anything in the part of a period that begins on `start`. A part
    /// is a day, what of a week is in one month, or a month ([`suppression::periods`]).
    pub fn add_people(&mut self, start: Date, people: usize) {
        *self.people.entry(start).or_default() += people;
    }

    /// Adds the own means of people who are not in it yet, in the period that begins on `start`.
    pub fn add(&mut self, start: Date, spread: Spread) {
        if start >= self.from && start <= self.to {
            self.cells.entry(start).or_default().add(spread);
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
            .filter(|spread| spread.people >= MINIMUM_PEOPLE && spread.squares > 0.0)
            .map(|spread| {
                let sd = (spread.squares / (spread.people - 1) as f64).sqrt();
                let people = shown_count(spread.people);
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
