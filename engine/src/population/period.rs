use std::{fmt, str::FromStr};

use eunoia_domain::FieldError;
use jiff::{ToSpan, civil::Date};

/// A whole calendar period: a day, a week from Monday to Sunday, or a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    Day,
    Week,
    Month,
}

impl Period {
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// The first day of the period that `date` is in.
    pub fn start(self, date: Date) -> Date {
        match self {
            Self::Day => date,
            Self::Week => date.saturating_sub(i64::from(date.weekday().to_monday_zero_offset()).days()),
            Self::Month => date.first_of_month(),
        }
    }

    /// The last day of the period that `date` is in.
    pub fn end(self, date: Date) -> Date {
        match self {
            Self::Day => date,
            Self::Week => self.start(date).saturating_add(6.days()),
            Self::Month => date.last_of_month(),
        }
    }

    /// The periods that begin from `first` on and end by `last`, by their first days. `first` is the first day of one.
    pub fn starts(self, first: Date, last: Date) -> impl Iterator<Item = Date> {
        let next = move |start: &Date| self.end(*start).tomorrow().ok();
        std::iter::successors(Some(first), next).take_while(move |start| self.end(*start) <= last)
    }
}

impl FromStr for Period {
    type Err = FieldError;

    fn from_str(name: &str) -> Result<Self, FieldError> {
        let found = [Self::Day, Self::Week, Self::Month]
            .into_iter()
            .find(|period| period.name() == name);
        found.ok_or_else(|| FieldError::new("period", name, "day, week or month"))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
