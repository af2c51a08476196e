//! Importers: files of other products, a file a format, read one record at a time.
//!
//! [`open`] gives the [`Rows`] of a file; whoever reads them records their changes and counts each row's outcome in a
//! [`Report`]. However large the file, one record at most is held. A record that can't be read is refused, with its
//! place and what to mend, and the records after it are still read; a file that is cut off or can't be read any further
//! ends with a refused row that says where. Nothing is guessed and nothing is left out silently.
//!
//! Importing a file twice adds nothing: every event's id is made from the record itself, or stands in it.

mod elements;
mod fitbit;
mod lines;
mod mapping;
mod ndjson;
mod records;
mod report;
mod stamp;
mod table;

use std::{
    fmt,
    fs::File,
    io::{self, BufRead, BufReader},
    path::{Path, PathBuf},
    str::FromStr,
};

use eunoia_domain::{Change, FieldError};

pub use self::{
    mapping::Mapping,
    report::{Outcome, Rejected, Report},
};
use crate::intake::Intake;

/// What a file is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Fitbit's sleep logs, version 1.2, as JSON.
    Fitbit,
    /// Any table, read through a [`Mapping`].
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

/// One record of a file: a line, a row, a night.
#[derive(Debug)]
pub struct Row {
    /// Where it is, as a person would count it, from 1: the line of the file on which it begins, and for JSON, which has
    /// no lines worth counting, the number of the record.
    pub line: u64,
    /// The changes it asks for, at least one, or why it can't be taken.
    pub changes: Result<Vec<Change>, Refusal>,
    /// Bytes of the file read so far, this record included.
    pub bytes_read: u64,
}

/// Why a record is refused. The text may quote what a person wrote: show it to them, never log it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error(transparent)]
    Field(#[from] FieldError),
    #[error("broken UTF-8 in {0}; save the file as UTF-8")]
    NotUtf8(String),
    #[error("longer than {limit} bytes, the most that one record may have{hint}")]
    TooLong { limit: usize, hint: &'static str },
    #[error("{found} fields where the header has {expected}")]
    Ragged { found: usize, expected: usize },
    #[error("nothing to record: every column of the mapping is missing here")]
    Nothing,
    #[error("the file ends at byte {at} in the middle of {what}; nothing after that could be read")]
    Cut { at: u64, what: &'static str },
    #[error("not readable beyond byte {at}: {why}")]
    Unreadable { at: u64, why: String },
}

/// Why a file can't be imported at all.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("can't read {}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("{} is not a file", path.display())]
    NotAFile { path: PathBuf },
    #[error("a csv file needs a mapping, which says what its columns mean")]
    MappingNeeded,
    #[error("a mapping is for csv files; {0} has its own meaning")]
    MappingUnused(Format),
    #[error("the mapping doesn't fit")]
    Mapping(#[from] FieldError),
    #[error("{} has no header to find the columns by: {why}", path.display())]
    Header { path: PathBuf, why: Refusal },
}

/// The rows of an open file, in order.
pub struct Rows {
    rows: Box<dyn Iterator<Item = Row> + Send>,
    ignored_columns: Vec<String>,
    size: u64,
}

impl Rows {
    /// Columns of the file that the mapping doesn't mention; [`Report::ignore_columns`] takes them.
    pub fn ignored_columns(&self) -> &[String] {
        &self.ignored_columns
    }

    /// Size of the file in bytes, to show progress by.
    pub fn size(&self) -> u64 {
        self.size
    }
}

impl Iterator for Rows {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        self.rows.next()
    }
}

impl fmt::Debug for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows")
            .field("ignored_columns", &self.ignored_columns)
            .finish_non_exhaustive()
    }
}

/// Opens a file for import. Times in it that name no zone are read in the intake's; `mapping` is for csv alone.
pub fn open(format: Format, path: &Path, intake: &Intake, mapping: Option<Mapping>) -> Result<Rows, ImportError> {
    let unreadable = |source| ImportError::Io {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(unreadable)?;
    let about = file.metadata().map_err(unreadable)?;
    if about.is_dir() {
        return Err(ImportError::NotAFile { path: path.to_owned() });
    }
    let input = BufReader::with_capacity(READ_BYTES, file);
    let intake = intake.clone();
    let mut ignored_columns = Vec::new();
    let rows: Box<dyn Iterator<Item = Row> + Send> = match (format, mapping) {
        (Format::Fitbit, None) => Box::new(fitbit::Nights::new(input, intake)),
        (Format::Ndjson, None) => Box::new(ndjson::Changes::new(input, intake)),
        (Format::Csv, Some(mapping)) => {
            let table = table::Table::new(input, intake, mapping).map_err(|e| match e {
                table::TableError::Column(e) => ImportError::Mapping(e),
                table::TableError::Header(why) => ImportError::Header {
                    path: path.to_owned(),
                    why,
                },
            })?;
            ignored_columns = table.ignored_columns();
            Box::new(table)
        }
        (Format::Csv, None) => return Err(ImportError::MappingNeeded),
        (Format::Fitbit | Format::Ndjson, Some(_)) => return Err(ImportError::MappingUnused(format)),
    };
    Ok(Rows {
        rows,
        ignored_columns,
        size: about.len(),
    })
}

const READ_BYTES: usize = 64 * 1024;

/// What is read and not yet used, at least a byte unless the input has ended.
fn filled(input: &mut impl BufRead) -> io::Result<&[u8]> {
    loop {
        match input.fill_buf() {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
            Ok(_) => break,
        }
    }
    input.fill_buf()
}
