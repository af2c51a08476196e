//! Tables of delimited text, read through [`Columns`].
//!
//! A row gives at most one mood and one context measure a metric. An event's id is made from the mapping's `source`, the
//! row's time as it stands in the file and the cells that the event is made of: the same row is the same event however
//! often it is imported, and two rows of one second are two events unless they say the same.

use std::{collections::BTreeSet, io::BufRead};

use eunoia_domain::{Change, ContextMeasure, ContextMeasureDraft, Entry, EventId, FieldError, MoodEntry, MoodEntryDraft, Source, Zone};
use jiff::Timestamp;

use super::{
    Refusal, Row,
    columns::{Columns, NamesColumn, NumberColumn},
    identity::record_id,
    records::{Record, Records},
    stamp::Stamp,
};
use crate::intake::Intake;

/// The most bytes of one record.
pub(super) const LIMIT: usize = 1024 * 1024;

/// Why a table can't be read.
pub(super) enum TableError {
    /// Its first record is no header.
    Header(Refusal),
    /// The mapping names a column that it doesn't have once.
    Column(FieldError),
}

/// The rows of a table, after its header.
pub(super) struct Table<R> {
    records: Records<R>,
    header: Vec<String>,
    mapping: Columns,
    intake: Intake,
}

impl<R: BufRead> Table<R> {
    /// Reads the header and finds the mapping's columns in it.
    pub(super) fn new(input: R, intake: Intake, mapping: Columns) -> Result<Self, TableError> {
        let mut records = Records::new(input, mapping.delimiter, LIMIT);
        let header = header(&mut records).map_err(TableError::Header)?;
        for (key, column) in mapping.columns() {
            let found = header.iter().filter(|name| *name == column).count();
            if found != 1 {
                let some = header.iter().take(30).map(String::as_str).collect::<Vec<_>>().join(", ");
                let expected = match found {
                    0 => format!("one of the file's columns: {some}"),
                    _ => format!("a column that the file has once, it has {found} of that name"),
                };
                return Err(TableError::Column(FieldError::new(key, column, expected)));
            }
        }
        Ok(Self {
            records,
            header,
            mapping,
            intake,
        })
    }

    /// Columns that the mapping doesn't mention.
    pub(super) fn ignored_columns(&self) -> Vec<String> {
        let used: BTreeSet<&str> = self.mapping.columns().into_iter().map(|(_, column)| column).collect();
        self.header.iter().filter(|name| !used.contains(name.as_str())).cloned().collect()
    }

    fn changes(&self) -> Result<Vec<Change>, Refusal> {
        let (found, expected) = (self.records.fields(), self.header.len());
        if found != expected {
            return Err(Refusal::Ragged { found, expected });
        }
        let time = self.cell(&self.mapping.time.column)?;
        let zone_name = self.mapping.zone_column.as_ref().map_or(Ok(""), |column| self.cell(column))?;
        let zone = self.zone(zone_name)?;
        let field = format!("time (column {})", self.mapping.time.column);
        let stamp = match &self.mapping.time.format {
            Some(format) => Stamp::parse(&field, time, format)?,
            None => Stamp::read(&field, time)?,
        };
        let at = stamp.at(&field, &zone)?;
        let origin = Origin {
            source: &self.mapping.source,
            time,
            zone_name,
            stamp,
        };
        let mut changes = Vec::new();
        if let Some((mood, cells)) = self.mood()? {
            changes.push(self.change(origin.id("mood", &cells), at, &zone, &field, Entry::Mood(mood))?);
        }
        for metric in &self.mapping.metrics {
            let label = format!("{} (column {})", metric.name, metric.number.column);
            if let Some(value) = self.number(&label, &metric.number)? {
                let draft = ContextMeasureDraft {
                    metric: metric.name.clone(),
                    value,
                    adds_up: metric.adds_up,
                };
                let measure = ContextMeasure::try_from(draft).map_err(|e| FieldError { field: label, ..e })?;
                let id = origin.id(&metric.name, &[self.cell(&metric.number.column)?]);
                changes.push(self.change(id, at, &zone, &field, Entry::Context(measure))?);
            }
        }
        if changes.is_empty() { Err(Refusal::Nothing) } else { Ok(changes) }
    }

    fn change(&self, id: EventId, at: Timestamp, zone: &Zone, field: &str, entry: Entry) -> Result<Change, Refusal> {
        let event = self.intake.assemble(id, Some(at), zone.clone(), Source::Import, entry);
        Ok(Change::Create(event.map_err(|e| FieldError {
            field: field.to_owned(),
            ..e
        })?))
    }

    /// The row's mood with the cells that it is made of; [`None`] when it has no score and nothing else of a mood.
    fn mood(&self) -> Result<Option<(MoodEntry, Vec<&str>)>, Refusal> {
        let Some(columns) = &self.mapping.mood else {
            return Ok(None);
        };
        let number = |name: &str, column: &Option<NumberColumn>| match column {
            Some(column) => self.number(&format!("mood.{name} (column {})", column.column), column),
            None => Ok(None),
        };
        let text = |column: Option<&String>| match column {
            Some(column) => self.cell(column).map(|cell| (!cell.is_empty()).then(|| cell.to_owned())),
            None => Ok(None),
        };
        let label = format!("mood.score (column {})", columns.score.column);
        let score = self.number(&label, &columns.score)?;
        let draft = MoodEntryDraft {
            score: score.unwrap_or_default(),
            energy: number("energy", &columns.energy)?,
            valence: number("valence", &columns.valence)?,
            emotions: self.names(columns.emotions.as_ref())?,
            activities: self.names(columns.activities.as_ref())?,
            place: text(columns.place.as_ref().map(|c| &c.column))?,
            weather: text(columns.weather.as_ref().map(|c| &c.column))?,
            note: text(columns.note.as_ref().map(|c| &c.column))?,
        };
        if score.is_none() {
            let numbers = draft.energy.is_some() || draft.valence.is_some();
            let names = !draft.emotions.is_empty() || !draft.activities.is_empty();
            let texts = draft.place.is_some() || draft.weather.is_some() || draft.note.is_some();
            if numbers || names || texts {
                return Err(FieldError::missing(label, "a score, since other columns of a mood are filled").into());
            }
            return Ok(None);
        }
        let mood = MoodEntry::try_from(draft).map_err(|e| e.within("mood"))?;
        let columns = self.mapping.mood_columns().into_iter();
        let cells = columns.map(|(_, column)| self.cell(column)).collect::<Result<_, _>>()?;
        Ok(Some((mood, cells)))
    }

    fn number(&self, label: &str, column: &NumberColumn) -> Result<Option<f64>, Refusal> {
        Ok(column.read(label, self.cell(&column.column)?)?)
    }

    fn names(&self, column: Option<&NamesColumn>) -> Result<Vec<String>, Refusal> {
        let Some(column) = column else {
            return Ok(Vec::new());
        };
        let names = self.cell(&column.column)?.split(column.separator.as_str()).map(str::trim);
        Ok(names.filter(|name| !name.is_empty()).map(str::to_owned).collect())
    }

    /// The zone of the row's time, unless the time names one itself.
    fn zone(&self, name: &str) -> Result<Zone, FieldError> {
        if name.is_empty() {
            Ok(self.mapping.zone.clone().unwrap_or_else(|| self.intake.zone.clone()))
        } else {
            name.parse()
        }
    }

    /// The row's cell in a column of that name, which the header is known to have once; blanks around it don't count.
    fn cell(&self, column: &str) -> Result<&str, Refusal> {
        let index = self.header.iter().position(|name| name == column);
        let cell = index.and_then(|index| self.records.field(index)).unwrap_or_default();
        let cell = std::str::from_utf8(cell).map_err(|_| Refusal::NotUtf8(format!("column {column}")))?;
        Ok(cell.trim())
    }
}

impl<R: BufRead> Iterator for Table<R> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        let (line, whole) = self.records.next_row()?;
        let changes = whole.and_then(|()| self.changes());
        Some(Row {
            line,
            content: changes.into(),
            bytes_read: self.records.bytes_read(),
        })
    }
}

pub(super) fn header<R: BufRead>(records: &mut Records<R>) -> Result<Vec<String>, Refusal> {
    let read = records.next().map_err(|e| Refusal::Unreadable {
        at: records.bytes_read(),
        why: e.to_string(),
    })?;
    match read {
        None => {
            return Err(Refusal::Unreadable {
                at: 0,
                why: "the file is empty".to_owned(),
            });
        }
        Some((_, Record::TooLong)) => return Err(records.too_long()),
        Some((_, Record::Cut)) => return Err(records.cut()),
        Some((_, Record::Whole)) => {}
    }
    let cells = (0..records.fields()).filter_map(|i| records.field(i));
    let names = cells.map(|cell| std::str::from_utf8(cell).map(|name| name.trim().to_owned()));
    names
        .collect::<Result<_, _>>()
        .map_err(|_| Refusal::NotUtf8("the header".to_owned()))
}

/// What makes the ids of a row's events.
struct Origin<'a> {
    source: &'a str,
    time: &'a str,
    zone_name: &'a str,
    stamp: Stamp,
}

impl Origin<'_> {
    /// The id of the event `what` that is made of `cells`.
    fn id(&self, what: &str, cells: &[&str]) -> EventId {
        let parts = ["table", self.source, self.time, self.zone_name, what];
        record_id(self.stamp.id_millis(), parts.iter().chain(cells).copied())
    }
}
