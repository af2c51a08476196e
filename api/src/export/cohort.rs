use std::sync::Arc;

use arrow_array::{ArrayRef, Date32Array, Float64Array, RecordBatch, StringArray, UInt64Array};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use jiff::civil::Date;
use serde::Serialize;

use super::{Row, daily::days};

/// One day's level of one metric in a cohort. Days that may not be shown have no row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CohortDay {
    pub local_date: Date,
    pub metric: String,
    pub unit: &'static str,
    /// Rounded down to a multiple of five.
    pub people: u64,
    /// Mean of the people's own values.
    pub mean: f64,
    pub standard_deviation: f64,
    /// 95 % interval of the mean.
    pub low: f64,
    pub high: f64,
}

impl Row for CohortDay {
    const COLUMNS: &'static [&'static str] = &[
        "local_date",
        "metric",
        "unit",
        "people",
        "mean",
        "standard_deviation",
        "low",
        "high",
    ];

    fn batch(rows: &[Self]) -> Result<RecordBatch, ArrowError> {
        let field = |name: &&str| {
            let data_type = match *name {
                "local_date" => DataType::Date32,
                "metric" | "unit" => DataType::Utf8,
                "people" => DataType::UInt64,
                _ => DataType::Float64,
            };
            Field::new(*name, data_type, false)
        };
        let numbers = |of: fn(&Self) -> f64| Arc::new(Float64Array::from_iter_values(rows.iter().map(of))) as ArrayRef;
        let columns = vec![
            Arc::new(Date32Array::from_iter_values(rows.iter().map(|row| days(row.local_date)))) as ArrayRef,
            Arc::new(StringArray::from_iter_values(rows.iter().map(|row| &row.metric))),
            Arc::new(StringArray::from_iter_values(rows.iter().map(|row| row.unit))),
            Arc::new(UInt64Array::from_iter_values(rows.iter().map(|row| row.people))),
            numbers(|row| row.mean),
            numbers(|row| row.standard_deviation),
            numbers(|row| row.low),
            numbers(|row| row.high),
        ];
        RecordBatch::try_new(Arc::new(Schema::new(Self::COLUMNS.iter().map(field).collect::<Vec<_>>())), columns)
    }
}
