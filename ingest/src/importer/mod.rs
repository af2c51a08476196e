//! Importers: files of other products, a file a format, read one record at a time.
//!
//! [`open`] gives the [`Rows`] of a file; whoever reads them records their changes and counts each row's outcome in a
//! [`Report`]. However large the file, one record at most is held. A record that can't be read is refused, with its
//! place and what to mend, and the records after it are still read; a file that is cut off or can't be read any further
//! ends with a refused row that says where. Nothing is guessed and nothing is left out silently.
//!
//! Importing a file twice adds nothing: every event's id is made from the record itself, or stands in it.

mod activities;
mod apple;
mod columns;
mod daylio;
mod daylio_csv;
mod elements;
mod fitbit;
mod format;
mod identity;
mod input;
mod json;
mod lines;
mod mapping;
mod mindlamp;
mod moods;
mod ndjson;
mod oura;
mod records;
mod report;
mod stamp;
mod state_of_mind;
mod table;

use std::{
    fmt,
    io::{self, BufRead, BufReader},
};

use eunoia_domain::{Change, FieldError};

pub use self::{
    format::Format,
    input::Input,
    mapping::Mapping,
    report::{Outcome, Rejected, Report},
};
use self::{mapping::Meaning, moods::Moods};
use crate::intake::Intake;

/// One record of a file: a line, a row, a night. Or some that ask for nothing of their own, counted together.
#[derive(Debug)]
pub struct Row {
    /// Where it is, as a person would count it, from 1: the line of the file on which it begins, and for JSON and XML,
    /// which have no lines worth counting, the number of the record.
    pub line: u64,
    pub content: Content,
    /// Bytes of the file read so far, this record included.
    pub bytes_read: u64,
}

/// What a row asks for.
#[derive(Debug)]
pub enum Content {
    /// These changes, at least one.
    Changes(Vec<Change>),
    /// It can't be taken, and why.
    Refused(Refusal),
    /// So many rows went into the event of another row.
    Merged(u64),
    /// So many rows of that type hold nothing that is recorded here.
    NotTaken { what: String, count: u64 },
}

impl From<Result<Vec<Change>, Refusal>> for Content {
    fn from(read: Result<Vec<Change>, Refusal>) -> Self {
        match read {
            Ok(changes) => Self::Changes(changes),
            Err(refusal) => Self::Refused(refusal),
        }
    }
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
    #[error("can't read {name}")]
    Io { name: String, source: io::Error },
    #[error("{name} is not a file")]
    NotAFile { name: String },
    #[error("a csv file needs a mapping, which says what its columns mean")]
    MappingNeeded,
    #[error("a mapping is for csv, daylio-csv and mindlamp files; {0} has its own meaning")]
    MappingUnused(Format),
    #[error("{format} takes a mapping of {wanted}, and this one is of {found}")]
    MappingMismatch {
        format: Format,
        wanted: &'static str,
        found: &'static str,
    },
    #[error("the mapping doesn't fit")]
    Mapping(#[from] FieldError),
    #[error("{name} has no header to find the columns by: {why}")]
    Header { name: String, why: Refusal },
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

/// Begins an import. Times that name no zone are read in the intake's. A mapping is of columns for csv, of moods for
/// daylio-csv and of activities for mindlamp, and nothing for the other formats.
pub fn open(format: Format, input: Input, intake: &Intake, mapping: Option<Mapping>) -> Result<Rows, ImportError> {
    let (name, size) = (input.name().to_owned(), input.size());
    let input = BufReader::with_capacity(READ_BYTES, input);
    let intake = intake.clone();
    let mut ignored_columns = Vec::new();
    let header = |why| ImportError::Header { name: name.clone(), why };
    let rows: Box<dyn Iterator<Item = Row> + Send> = match (format, mapping.map(|mapping| mapping.0)) {
        (Format::Fitbit, None) => Box::new(fitbit::rows(input, intake)),
        (Format::Ndjson, None) => Box::new(ndjson::Changes::new(input, intake)),
        (Format::Daylio, None) => Box::new(daylio::rows(input, intake)),
        (Format::AppleHealth, None) => Box::new(apple::Export::new(input, intake)),
        (Format::StateOfMind, None) => Box::new(state_of_mind::rows(input, intake)),
        (Format::Oura, None) => Box::new(oura::rows(input, intake)),
        (Format::Mindlamp, None) => Box::new(mindlamp::rows(input, intake, None)),
        (Format::Mindlamp, Some(Meaning::Activities(activities))) => Box::new(mindlamp::rows(input, intake, Some(activities))),
        (Format::DaylioCsv, moods @ (None | Some(Meaning::Moods(_)))) => {
            let moods = match moods {
                Some(Meaning::Moods(moods)) => moods,
                _ => Moods::default(),
            };
            let entries = daylio_csv::Entries::new(input, intake, moods).map_err(header)?;
            ignored_columns = entries.ignored_columns();
            Box::new(entries)
        }
        (Format::Csv, Some(Meaning::Columns(columns))) => {
            let table = table::Table::new(input, intake, *columns).map_err(|e| match e {
                table::TableError::Column(e) => ImportError::Mapping(e),
                table::TableError::Header(why) => header(why),
            })?;
            ignored_columns = table.ignored_columns();
            Box::new(table)
        }
        (Format::Csv, None) => return Err(ImportError::MappingNeeded),
        (_, Some(meaning)) => return Err(mismatch(format, &meaning)),
    };
    Ok(Rows {
        rows,
        ignored_columns,
        size,
    })
}

impl Mapping {
    /// Whether it is of the kind that files of this format take; [`open`] asks the same.
    pub fn check_for(&self, format: Format) -> Result<(), ImportError> {
        match (format, &self.0) {
            (Format::Mindlamp, Meaning::Activities(_)) | (Format::DaylioCsv, Meaning::Moods(_)) | (Format::Csv, Meaning::Columns(_)) => {
                Ok(())
            }
            (_, meaning) => Err(mismatch(format, meaning)),
        }
    }
}

fn mismatch(format: Format, meaning: &Meaning) -> ImportError {
    match Meaning::wanted(format) {
        None => ImportError::MappingUnused(format),
        Some(wanted) => ImportError::MappingMismatch {
            format,
            wanted,
            found: meaning.name(),
        },
    }
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
