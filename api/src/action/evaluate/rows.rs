//! Rows of a CSV file, field by field, each refused by name, value and what is expected.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use csv::ByteRecord;
use eunoia_domain::{FieldError, Value};
use jiff::{
    Timestamp,
    civil::{Date, Time},
    fmt::temporal::Pieces,
    tz::Offset,
};

use super::EvaluateError;

/// Broken rows that an error names.
const NAMED: usize = 10;

/// How many rows a file has, and which of them were passed over.
#[derive(Debug, Default)]
pub struct RowCount {
    pub rows: usize,
    pub broken: Vec<BrokenRow>,
}

/// A row that could not be read.
#[derive(Debug)]
pub struct BrokenRow {
    pub file: PathBuf,
    pub line: u64,
    pub reason: FieldError,
}

/// The names that a header has, in any order.
#[derive(Clone, Copy)]
pub(super) struct Columns {
    pub required: &'static [&'static str],
    pub optional: &'static [&'static str],
}

/// One row; its fields are numbered as in [`Columns`], the required ones first.
pub(super) struct Row<'a> {
    record: &'a ByteRecord,
    columns: Columns,
    /// Where each column stands in the file.
    places: &'a [Option<usize>],
}

impl fmt::Display for BrokenRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}: {}", self.file.display(), self.line, self.reason)
    }
}

impl Columns {
    fn names(self) -> impl Iterator<Item = &'static str> {
        self.required.iter().chain(self.optional).copied()
    }

    /// Where each column stands under `header`, which must name nothing else and nothing twice.
    fn places(self, header: &ByteRecord) -> Result<Vec<Option<usize>>, FieldError> {
        let expected = || format!("the columns {}[,{}]", self.required.join(","), self.optional.join(","));
        let header: Vec<_> = header.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
        let place = |name: &str| header.iter().position(|found| found == name);
        for (i, found) in header.iter().enumerate() {
            if !self.names().any(|name| name == found) || place(found) != Some(i) {
                return Err(FieldError::new("the header", header.join(","), expected()));
            }
        }
        match self.required.iter().find(|name| place(name).is_none()) {
            Some(_) => Err(FieldError::new("the header", header.join(","), expected())),
            None => Ok(self.names().map(place).collect()),
        }
    }
}

impl Row<'_> {
    /// Without the white space around it; empty if the file does not have the column.
    pub(super) fn text(&self, column: usize) -> Result<&str, FieldError> {
        let field = self.places[column].and_then(|place| self.record.get(place)).unwrap_or_default();
        let text = std::str::from_utf8(field).map_err(|_| {
            let name = self.columns.names().nth(column).unwrap_or_default();
            FieldError::new(name, String::from_utf8_lossy(field), "text in UTF-8")
        })?;
        Ok(text.trim())
    }

    /// A field that must not be empty.
    pub(super) fn filled(&self, column: usize) -> Result<&str, FieldError> {
        match self.text(column)? {
            "" => Err(FieldError::missing(
                self.columns.names().nth(column).unwrap_or_default(),
                "something",
            )),
            text => Ok(text),
        }
    }
}

/// Hands each row to `take`, and passes over those that it refuses, up to `most_broken` of them. `progress` is told how
/// many bytes were read.
pub(super) fn read_rows(
    file: &Path,
    columns: Columns,
    most_broken: usize,
    mut progress: impl FnMut(u64),
    mut take: impl FnMut(&Row) -> Result<(), FieldError>,
) -> Result<RowCount, EvaluateError> {
    let unreadable = |e| EvaluateError::Read(file.to_owned(), e);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(file).map_err(unreadable)?;
    let places = columns
        .places(reader.byte_headers().map_err(unreadable)?)
        .map_err(|reason| EvaluateError::Header {
            file: file.to_owned(),
            reason,
        })?;
    let width = places.iter().flatten().count();
    let (mut count, mut record) = (RowCount::default(), ByteRecord::new());
    while reader.read_byte_record(&mut record).map_err(unreadable)? {
        count.rows += 1;
        let row = Row {
            record: &record,
            columns,
            places: &places,
        };
        let taken = if record.len() == width {
            take(&row)
        } else {
            let found = format!("{} fields long", record.len());
            Err(FieldError::new("the row", found, format!("{width} fields, as in the header")))
        };
        let position = record.position();
        if let Err(reason) = taken {
            count.broken.push(BrokenRow {
                file: file.to_owned(),
                line: position.map_or(0, csv::Position::line),
                reason,
            });
        }
        if count.broken.len() > most_broken {
            count.broken.truncate(NAMED);
            return Err(EvaluateError::Broken {
                file: file.to_owned(),
                most: most_broken,
                first: count.broken,
            });
        }
        if count.rows % 10_000 == 0 {
            progress(position.map_or(0, csv::Position::byte));
        }
    }
    Ok(count)
}

/// A finite number of a size that sums of millions can hold.
pub(super) fn number(field: &str, text: &str) -> Result<f64, FieldError> {
    let refused = || FieldError::new(field, text, format!("a number from {} to {}", -Value::MAX, Value::MAX));
    let value: f64 = text.parse().map_err(|_| refused())?;
    // The check alone: a value is not rounded to millionths here.
    Value::new(field, value).map_err(|_| refused())?;
    Ok(value)
}

pub(super) fn count(field: &str, text: &str) -> Result<u32, FieldError> {
    let counted = text.parse().ok().filter(|count| *count > 0);
    counted.ok_or_else(|| FieldError::new(field, text, "a whole number from 1"))
}

/// A date and nothing else.
pub(super) fn date(field: &str, text: &str) -> Result<Date, FieldError> {
    let pieces = Pieces::parse(text).ok();
    let date = pieces.filter(|pieces| pieces.time().is_none() && pieces.offset().is_none());
    date.map(|pieces| pieces.date())
        .ok_or_else(|| FieldError::new(field, text, "a date such as 2026-03-29"))
}

/// The instant, which orders rows, and the date as it is written, whatever the offset says. Without an offset it is
/// taken to be UTC, without a time midnight.
pub(super) fn observed_at(text: &str) -> Result<(Timestamp, Date), FieldError> {
    let refused = || {
        FieldError::new(
            "observed_at",
            text,
            "a time such as 2026-03-29T08:30:00+02:00, 2026-03-29T08:30:00Z, 2026-03-29 08:30:00 or 2026-03-29",
        )
    };
    let pieces = Pieces::parse(text).map_err(|_| refused())?;
    let offset = pieces.to_numeric_offset();
    // A zone's name without an offset would be passed over.
    if offset.is_none() && pieces.to_time_zone().map_or(true, |zone| zone.is_some()) {
        return Err(refused());
    }
    let civil = pieces.date().to_datetime(pieces.time().unwrap_or(Time::midnight()));
    let at = offset.unwrap_or(Offset::UTC).to_timestamp(civil).map_err(|_| refused())?;
    Ok((at, pieces.date()))
}

/// Both ends or neither.
pub(super) fn interval(low: &str, high: &str) -> Result<Option<(f64, f64)>, FieldError> {
    match (low, high) {
        ("", "") => Ok(None),
        ("", _) => Err(FieldError::missing("low", "a number, since there is a `high`")),
        (_, "") => Err(FieldError::missing("high", "a number, since there is a `low`")),
        _ => {
            let ends = (number("low", low)?, number("high", high)?);
            if ends.0 > ends.1 {
                return Err(FieldError::new("low", low, format!("at most `high`, which is {high}")));
            }
            Ok(Some(ends))
        }
    }
}
