use std::sync::Arc;

use arrow_array::{ArrayRef, Date32Array, Float64Array, RecordBatch, StringArray, UInt64Array};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use jiff::civil::Date;
use serde::Serialize;

use super::{Row, daily::days};

/// One cell of a table that was released about an organisation's people. Cells that are suppressed have no row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReleasedCell {
    /// A metric, or `risk.floor`.
    pub table: &'static str,
    /// First day of the period.
    pub start: Date,
    /// Its last day.
    pub end: Date,
    /// Own means from here on, in the metric's unit; empty in the table of floors.
    pub from: Option<f64>,
    /// And below this.
    pub to: Option<f64>,
    /// `none`, `low`, `moderate`, `high` or `unknown`; empty in every other table.
    pub level: Option<&'static str>,
    /// With noise, rounded down to a multiple of five.
    pub people: u64,
    /// Of all people in the table; 0 to 1.
    pub share: f64,
}

impl Row for ReleasedCell {
    const COLUMNS: &'static [&'static str] = &["table", "start", "end", "from", "to", "level", "people", "share"];

    fn batch(rows: &[Self]) -> Result<RecordBatch, ArrowError> {
        let dates = |of: fn(&Self) -> Date| Arc::new(Date32Array::from_iter_values(rows.iter().map(|row| days(of(row))))) as ArrayRef;
        let ends = |of: fn(&Self) -> Option<f64>| Arc::new(rows.iter().map(of).collect::<Float64Array>()) as ArrayRef;
        let field = |name: &str, data_type, nullable| Field::new(name, data_type, nullable);
        let schema = Schema::new(vec![
            field("table", DataType::Utf8, false),
            field("start", DataType::Date32, false),
            field("end", DataType::Date32, false),
            field("from", DataType::Float64, true),
            field("to", DataType::Float64, true),
            field("level", DataType::Utf8, true),
            field("people", DataType::UInt64, false),
            field("share", DataType::Float64, false),
        ]);
        let columns = vec![
            Arc::new(StringArray::from_iter_values(rows.iter().map(|row| row.table))) as ArrayRef,
            dates(|row| row.start),
            dates(|row| row.end),
            ends(|row| row.from),
            ends(|row| row.to),
            Arc::new(rows.iter().map(|row| row.level).collect::<StringArray>()),
            Arc::new(UInt64Array::from_iter_values(rows.iter().map(|row| row.people))),
            Arc::new(Float64Array::from_iter_values(rows.iter().map(|row| row.share))),
        ];
        RecordBatch::try_new(Arc::new(schema), columns)
    }
}
