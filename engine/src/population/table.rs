use std::{fmt, str::FromStr};

use eunoia_domain::{FieldError, Metric};
use jiff::{ToSpan, civil::Date};

use crate::crisis::RiskLevel;

/// How long the periods of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    Month,
    Quarter,
}

/// What of a person a table is about: each is in one cell, or in none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Subject {
    /// Their own mean over the days of the period. The edges are between cells: a value on one is in the cell above it.
    Level {
        /// What a mean is taken to lie between; whatever is beyond is in the cell at that end.
        low: f64,
        high: f64,
        edges: &'static [f64],
    },
    /// The floor that their answers of the period set, among [`RISK_CELLS`]. Earlier answers would be released anew each time.
    Floor,
}

/// One of the tables that are released. There are no others, and none can be asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Table {
    /// Stable; the metric's name, or `risk.floor`.
    pub name: &'static str,
    pub span: Span,
    pub subject: Subject,
}

/// The cells of the table of floors, in order; [`None`] where neither question was ever answered.
pub const RISK_CELLS: [Option<RiskLevel>; 5] = [
    Some(RiskLevel::None),
    Some(RiskLevel::Low),
    Some(RiskLevel::Moderate),
    Some(RiskLevel::High),
    None,
];

/// All tables. No metric is in two of them: a quarter less two of its months would be the third.
pub fn tables() -> [Table; 6] {
    let level = |name, span, (low, high), edges| Table {
        name,
        span,
        subject: Subject::Level { low, high, edges },
    };
    const TENTHS: &[f64] = &[2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0];
    [
        level("mood.score", Span::Month, (1.0, 10.0), TENTHS),
        level("sleep.hours", Span::Month, (3.0, 11.0), &[5.0, 6.0, 7.0, 8.0, 9.0]),
        level("sleep.quality", Span::Quarter, (1.0, 10.0), TENTHS),
        level("phq9.total", Span::Quarter, (0.0, 27.0), &[5.0, 10.0, 15.0, 20.0]),
        level("gad7.total", Span::Quarter, (0.0, 21.0), &[5.0, 10.0, 15.0]),
        Table {
            name: "risk.floor",
            span: Span::Quarter,
            subject: Subject::Floor,
        },
    ]
}

impl Table {
    /// Whose means it counts; [`None`] for the table of floors.
    pub fn metric(&self) -> Option<Metric> {
        Metric::known(self.name)
    }

    /// How many cells it has.
    pub fn width(&self) -> usize {
        match self.subject {
            Subject::Level { edges, .. } => edges.len() + 1,
            Subject::Floor => RISK_CELLS.len(),
        }
    }

    /// The cell that a person's own mean is in.
    pub fn cell_of_mean(&self, mean: f64) -> usize {
        match self.subject {
            Subject::Level { edges, .. } => edges.partition_point(|edge| *edge <= mean),
            Subject::Floor => RISK_CELLS.len() - 1,
        }
    }

    /// The cell that a floor is in.
    pub fn cell_of_floor(level: Option<RiskLevel>) -> usize {
        RISK_CELLS.iter().position(|cell| *cell == level).unwrap_or(RISK_CELLS.len() - 1)
    }

    /// The ends of a cell of means; [`None`] for another table, or beyond the last cell.
    pub fn ends(&self, cell: usize) -> Option<(f64, f64)> {
        match self.subject {
            Subject::Level { low, high, edges, .. } => {
                let from = cell.checked_sub(1).map_or(Some(low), |before| edges.get(before).copied())?;
                Some((from, edges.get(cell).copied().unwrap_or(high)))
            }
            Subject::Floor => None,
        }
    }
}

impl FromStr for Table {
    type Err = FieldError;

    fn from_str(name: &str) -> Result<Self, FieldError> {
        let found = tables().into_iter().find(|table| table.name == name);
        found.ok_or_else(|| {
            let names = tables().map(|table| table.name).join(", ");
            FieldError::new("table", name, format!("one of {names}"))
        })
    }
}

impl Span {
    pub fn name(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
        }
    }

    fn months(self) -> i64 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
        }
    }

    /// The first day of the period that `date` is in.
    pub fn start(self, date: Date) -> Date {
        match self {
            Self::Month => date.first_of_month(),
            Self::Quarter => Quarter::of(date).first_day(),
        }
    }

    /// The last day of the period that begins on `start`.
    pub fn end(self, start: Date) -> Date {
        start.saturating_add((self.months() - 1).months()).last_of_month()
    }

    /// The periods whose releases are due, oldest first: those of the last year that ended at least [`SETTLING_DAYS`] before
    /// `today`.
    pub fn due(self, today: Date) -> Vec<Date> {
        let settled = today.saturating_sub(SETTLING_DAYS.days());
        let count = 12 / self.months();
        let first = self.start(settled).saturating_sub((count * self.months()).months());
        (0..count)
            .map(|index| first.saturating_add((index * self.months()).months()))
            .collect()
    }
}

/// Days after its end before a period is released, so that what people enter late is counted too.
pub const SETTLING_DAYS: i64 = 7;

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A quarter of a calendar year: what a person's privacy budget is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quarter(i32);

impl Quarter {
    pub fn of(date: Date) -> Self {
        Self(i32::from(date.year()) * 4 + i32::from(date.month() - 1) / 3)
    }

    /// Grows by one with each quarter.
    pub fn number(self) -> i64 {
        self.0.into()
    }

    fn first_day(self) -> Date {
        // From a date, and so within their range.
        let month = i64::from(self.0.rem_euclid(4)) * 3;
        let year = i16::try_from(self.0.div_euclid(4)).unwrap_or_default();
        Date::new(year, 1, 1).unwrap_or_default().saturating_add(month.months())
    }
}
