use serde::Serialize;

/// What became of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// At least one of its events is new.
    Mapped,
    /// All of its events were recorded before.
    Duplicate,
    /// It was refused, or one of its events was; the reason says which and what to mend.
    Rejected(String),
}

/// A row that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rejected {
    /// The file, where several are imported.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Line of the file, or number of the record.
    pub line: u64,
    pub reason: String,
}

/// What an import did: each row is counted once, so `rows` is always `mapped + duplicates + rejected_total`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    rows: u64,
    mapped: u64,
    duplicates: u64,
    /// All that were refused; the first 1,000 are told one by one in `rejected`.
    rejected_total: u64,
    rejected: Vec<Rejected>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ignored_columns: Vec<String>,
    #[serde(skip)]
    file: Option<String>,
}

impl Report {
    /// How many refused rows are told with their reason; the others are only counted.
    pub const TOLD: usize = 1_000;

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

    /// Counts the row at `line`.
    pub fn count(&mut self, line: u64, outcome: Outcome) {
        self.rows += 1;
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
        }
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

    pub fn ignored_columns(&self) -> &[String] {
        &self.ignored_columns
    }
}
