use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What became of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// At least one of its events is new.
    Mapped,
    /// All of its events were recorded before.
    Duplicate,
    /// It was refused, or one of its events was; the reason says which and what to mend.
    Rejected(String),
    /// So many rows went into the event of another row.
    Merged(u64),
    /// So many rows of that type hold nothing that is recorded here.
    NotTaken { what: String, count: u64 },
}

/// A row that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// The file, where several are imported.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Line of the file, or number of the record.
    pub line: u64,
    pub reason: String,
}

/// What an import did: each row is counted once, so `rows` is always
/// `mapped + duplicates + rejected_total + merged + not_taken_total`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    rows: u64,
    mapped: u64,
    duplicates: u64,
    /// All that were refused; the first 1,000 are told one by one in `rejected`.
    rejected_total: u64,
    rejected: Vec<Rejected>,
    /// Rows that went into another row's event, such as the parts of a night.
    merged: u64,
    not_taken_total: u64,
    /// By type; beyond [`Report::TYPES`] of them the rest counts together.
    not_taken: BTreeMap<String, u64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ignored_columns: Vec<String>,
    #[serde(skip)]
    file: Option<String>,
}

impl Report {
    /// How many refused rows are told with their reason; the others are only counted.
    pub const TOLD: usize = 1_000;

    /// How many types of rows that are not taken are counted apart.
    pub const TYPES: usize = 200;

    /// What the rows of further types are counted as.
    pub const OTHER_TYPES: &str = "other types";

    /// Names the file that the rows counted from now on are in.
    pub fn begin_file(&mut self, name: impl Into<String>) {
        self.file = Some(name.into());
    }

    /// Notes columns that the mapping doesn't mention, each once.
    pub fn ignore_columns(&mut self, columns: &[String]) {
        for column in columns {
            if !self.ignored_columns.contains(column) {
                self.ignored_columns.push(column.clone());
            }
        }
    }

    /// Counts the row at `line`, or all that the outcome speaks of.
    pub fn count(&mut self, line: u64, outcome: Outcome) {
        self.rows += match outcome {
            Outcome::Merged(count) | Outcome::NotTaken { count, .. } => count,
            _ => 1,
        };
        match outcome {
            Outcome::Mapped => self.mapped += 1,
            Outcome::Duplicate => self.duplicates += 1,
            Outcome::Rejected(reason) => {
                self.rejected_total += 1;
                if self.rejected.len() < Self::TOLD {
                    self.rejected.push(Rejected {
                        file: self.file.clone(),
                        line,
                        reason,
                    });
                }
            }
            Outcome::Merged(count) => self.merged += count,
            Outcome::NotTaken { what, count } => self.pass_over(what, count),
        }
    }

    fn pass_over(&mut self, what: String, count: u64) {
        self.not_taken_total += count;
        let known = self.not_taken.len() < Self::TYPES || self.not_taken.contains_key(&what);
        let what = if known { what } else { Self::OTHER_TYPES.to_owned() };
        *self.not_taken.entry(what).or_default() += count;
    }

    pub fn rows(&self) -> u64 {
        self.rows
    }

    pub fn mapped(&self) -> u64 {
        self.mapped
    }

    pub fn duplicates(&self) -> u64 {
        self.duplicates
    }

    pub fn rejected_total(&self) -> u64 {
        self.rejected_total
    }

    /// The first [`Report::TOLD`] rows that were refused.
    pub fn rejected(&self) -> &[Rejected] {
        &self.rejected
    }

    pub fn merged(&self) -> u64 {
        self.merged
    }

    pub fn not_taken_total(&self) -> u64 {
        self.not_taken_total
    }

    /// Rows that are not taken, by type.
    pub fn not_taken(&self) -> &BTreeMap<String, u64> {
        &self.not_taken
    }

    pub fn ignored_columns(&self) -> &[String] {
        &self.ignored_columns
    }
}
