use jiff::{ToSpan, civil::Date};
use serde::Serialize;

/// Days in a row on which something was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Streak {
    /// Days in a row up to today, or up to yesterday while nothing is recorded today.
    pub days: u32,
    /// Whether today is among them.
    pub today_counted: bool,
    /// The most days in a row that there ever were.
    pub longest: u32,
}

/// Counts the days in a row among `recorded`, which are in order, the latest first, and each there once. Days after
/// `today` (a zone may be ahead of the person's) are left out.
pub fn streak(recorded: impl IntoIterator<Item = Date>, today: Date) -> Streak {
    let mut runs: Vec<(Date, u32)> = Vec::new();
    let mut before: Option<Date> = None;
    for date in recorded.into_iter().filter(|date| *date <= today) {
        match runs.last_mut() {
            Some((_, days)) if before == date.checked_add(1.day()).ok() => *days += 1,
            _ => runs.push((date, 1)),
        }
        before = Some(date);
    }
    let yesterday = today.checked_sub(1.day()).ok();
    let current = runs.first().filter(|(last, _)| *last == today || Some(*last) == yesterday);
    Streak {
        days: current.map_or(0, |(_, days)| *days),
        today_counted: current.is_some_and(|(last, _)| *last == today),
        longest: runs.iter().map(|(_, days)| *days).max().unwrap_or(0),
    }
}
