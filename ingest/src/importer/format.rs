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
    /// Daylio's table of entries.
    DaylioCsv,
    /// Daylio's backup, a ZIP.
    Daylio,
    /// Apple Health's export.xml.
    AppleHealth,
    /// Apple's State of Mind, as Health Auto Export's JSON.
    StateOfMind,
    /// Oura's sleep periods, version 2, as JSON.
    Oura,
    /// mindLAMP's events, as JSON.
    Mindlamp,
}

impl Format {
    pub const ALL: [Format; 9] = [
        Self::Fitbit,
        Self::Csv,
        Self::Ndjson,
        Self::DaylioCsv,
        Self::Daylio,
        Self::AppleHealth,
        Self::StateOfMind,
        Self::Oura,
        Self::Mindlamp,
    ];

    /// The name it has on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fitbit => "fitbit",
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
            Self::DaylioCsv => "daylio-csv",
            Self::Daylio => "daylio",
            Self::AppleHealth => "apple-health",
            Self::StateOfMind => "state-of-mind",
            Self::Oura => "oura",
            Self::Mindlamp => "mindlamp",
        }
    }

    /// What a person knows such a file as.
    pub fn title(self) -> &'static str {
        match self {
            Self::Fitbit => "Fitbit sleep logs (JSON)",
            Self::Csv => "Any table, with a mapping (CSV)",
            Self::Ndjson => "Eunoia changes, one a line (NDJSON)",
            Self::DaylioCsv => "Daylio entries (CSV)",
            Self::Daylio => "Daylio backup (.daylio)",
            Self::AppleHealth => "Apple Health export.xml",
            Self::StateOfMind => "Apple State of Mind, by Health Auto Export (JSON)",
            Self::Oura => "Oura sleep (JSON)",
            Self::Mindlamp => "mindLAMP events, with a mapping (JSON)",
        }
    }

    /// How the names of such files end.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Fitbit | Self::StateOfMind | Self::Oura | Self::Mindlamp => &[".json"],
            Self::Csv => &[".csv", ".tsv", ".txt"],
            Self::Ndjson => &[".ndjson", ".jsonl"],
            Self::DaylioCsv => &[".csv"],
            Self::Daylio => &[".daylio"],
            Self::AppleHealth => &[".xml"],
        }
    }

    /// Whether nothing of such a file is taken without a [`Mapping`](super::Mapping).
    pub fn needs_mapping(self) -> bool {
        matches!(self, Self::Csv | Self::Mindlamp)
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
