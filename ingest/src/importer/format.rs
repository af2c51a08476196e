use std::{fmt, str::FromStr};

use eunoia_domain::FieldError;

/// What a file is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Fitbit's sleep logs, version 1.2, as JSON.
    Fitbit,
    /// Any table, read through a [`Mapping`](super::Mapping).
    Csv,
    /// One change a line, as the HTTP interface takes it.
    Ndjson,
}

impl Format {
    pub const ALL: [Format; 3] = [Self::Fitbit, Self::Csv, Self::Ndjson];

    /// The name it has on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fitbit => "fitbit",
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
        }
    }

    /// What a person knows such a file as.
    pub fn title(self) -> &'static str {
        match self {
            Self::Fitbit => "Fitbit sleep logs (JSON)",
            Self::Csv => "Any table, with a mapping (CSV)",
            Self::Ndjson => "Eunoia changes, one a line (NDJSON)",
        }
    }

    /// How the names of such files end.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Fitbit => &[".json"],
            Self::Csv => &[".csv", ".tsv", ".txt"],
            Self::Ndjson => &[".ndjson", ".jsonl"],
        }
    }

    /// Whether no file in it can be read without a [`Mapping`](super::Mapping).
    pub fn needs_mapping(self) -> bool {
        matches!(self, Self::Csv)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = FieldError;

    fn from_str(text: &str) -> Result<Self, FieldError> {
        let found = Self::ALL.into_iter().find(|format| format.name() == text);
        found.ok_or_else(|| FieldError::new("format", text, format!("one of {}", Self::ALL.map(Self::name).join(", "))))
    }
}
