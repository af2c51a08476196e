use std::sync::Arc;

use arrow_array::{ArrayRef, Date32Array, Float64Array, RecordBatch, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Row;

/// One day's value of one signal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DailyValue {
    /// Whose it is.
    pub subject: String,
    pub local_date: Date,
    /// A metric of the catalogue, or `own.` and the name that the person gave to a signal of their own.
    pub metric: String,
    /// Empty for a signal of one's own.
    pub unit: String,
    /// What the metric's day rule makes of the day's observations. A day without any has no row.
    pub value: f64,
}

impl Row for DailyValue {
    const COLUMNS: &'static [&'static str] = &["subject", "local_date", "metric", "unit", "value"];

    fn batch(rows: &[Self]) -> Result<RecordBatch, ArrowError> {
        let field = |name: &str, data_type| Field::new(name, data_type, false);
        let schema = Schema::new(vec![
            field("subject", DataType::Utf8),
            field("local_date", DataType::Date32),
            field("metric", DataType::Utf8),
            field("unit", DataType::Utf8),
            field("value", DataType::Float64),
        ]);
        let texts = |of: fn(&Self) -> &str| Arc::new(StringArray::from_iter_values(rows.iter().map(of))) as ArrayRef;
        let columns = vec![
            texts(|row| &row.subject),
            Arc::new(Date32Array::from_iter_values(rows.iter().map(|row| days(row.local_date)))),
            texts(|row| &row.metric),
            texts(|row| &row.unit),
            Arc::new(Float64Array::from_iter_values(rows.iter().map(|row| row.value))),
        ];
        RecordBatch::try_new(Arc::new(schema), columns)
    }
}

/// Days since 1970.
pub(super) fn days(date: Date) -> i32 {
    date.duration_since(Date::constant(1970, 1, 1)).as_hours() as i32 / 24
}
