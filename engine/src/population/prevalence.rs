use jiff::civil::Date;
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use super::{Share, shares};
use crate::{
    History, Insight,
    features::{LEVEL_DAYS, WEEKDAY_MAX_DAYS},
    insights,
};

/// Days of a history, up to today, that insights look at, at most.
pub const PREVALENCE_DAYS: i64 = WEEKDAY_MAX_DAYS + LEVEL_DAYS as i64;

/// The kinds of insight that are counted: of a trend those that are clear, by their direction; of the others those that the
/// person's days support.
const KINDS: [(&str, &[&str]); 9] = [
    ("mood.level", &["mood.level"]),
    ("mood.variability", &["mood.variability"]),
    ("mood.weekday", &["mood.weekday"]),
    ("mood.trend", &["mood.trend.up", "mood.trend.down"]),
    ("sleep.level", &["sleep.level"]),
    ("sleep.variability", &["sleep.variability"]),
    ("sleep.weekday", &["sleep.weekday"]),
    ("sleep.trend", &["sleep.trend.up", "sleep.trend.down"]),
    ("sleep.quality_level", &["sleep.quality_level"]),
];

/// For how many of a cohort's people each kind of insight holds.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Prevalence {
    people: usize,
    counts: [[usize; 2]; KINDS.len()],
}

impl Prevalence {
    /// Adds people, each with their own today, on all threads of the current rayon pool.
    pub fn add(&mut self, cohort: &[(History, Date)], seed: u64) {
        let counted = cohort.par_iter().map(|(history, today)| one(&insights(history, *today, seed)));
        let counts = counted.reduce(Default::default, |mut sum, one| {
            sum.iter_mut()
                .flatten()
                .zip(one.iter().flatten())
                .for_each(|(sum, one)| *sum += one);
            sum
        });
        self.people += cohort.len();
        self.counts
            .iter_mut()
            .flatten()
            .zip(counts.iter().flatten())
            .for_each(|(sum, one)| *sum += one);
    }

    /// Adds people who recorded nothing that insights are about.
    pub fn add_silent(&mut self, people: usize) {
        self.people += people;
    }

    /// Each kind as it is shown, beside everybody else, who must not be few either.
    pub fn cells(&self) -> Vec<(&'static str, Share)> {
        let tables = KINDS.iter().zip(&self.counts).flat_map(|((_, names), counts)| {
            let table = &counts[..names.len()];
            let others = self.people - table.iter().sum::<usize>();
            names.iter().copied().zip(shares(table, Some(others))).collect::<Vec<_>>()
        });
        tables.collect()
    }
}

/// One person's row: for each kind whether it holds, or which way it points.
fn one(insights: &[Insight]) -> [[usize; 2]; KINDS.len()] {
    let mut row = [[0; 2]; KINDS.len()];
    for insight in insights.iter().filter(|insight| insight.abstained.is_none()) {
        if let Some(kind) = KINDS.iter().position(|(code, _)| *code == insight.code) {
            row[kind] = match (KINDS[kind].1.len(), insight.low, insight.high) {
                (1, ..) => [1, 0],
                (_, Some(low), _) if low > 0.0 => [1, 0],
                (_, _, Some(high)) if high < 0.0 => [0, 1],
                _ => [0, 0],
            };
        }
    }
    row
}
