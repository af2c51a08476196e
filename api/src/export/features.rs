use std::sync::Arc;

use arrow_array::{ArrayRef, Date32Array, Float64Array, RecordBatch, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use eunoia_engine::features::{DAY_FEATURES, DayFeatures};
use serde::{Serialize, Serializer, ser::SerializeStruct};

use super::{Row, daily::days};

/// One day's features; the columns after the first two are [`DAY_FEATURES`].
#[derive(Debug, Clone, PartialEq)]
pub struct FeatureRow {
    /// Whose they are.
    pub subject: String,
    pub day: DayFeatures,
}

const COLUMNS: [&str; DAY_FEATURES.len() + 2] = {
    let mut columns = ["subject"; DAY_FEATURES.len() + 2];
    columns[1] = "local_date";
    let mut place = 0;
    while place < DAY_FEATURES.len() {
        columns[place + 2] = DAY_FEATURES[place];
        place += 1;
    }
    columns
};

impl Serialize for FeatureRow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_struct("FeatureRow", COLUMNS.len())?;
        row.serialize_field("subject", &self.subject)?;
        row.serialize_field("local_date", &self.day.date)?;
        for (name, value) in DAY_FEATURES.iter().zip(&self.day.values) {
            row.serialize_field(name, value)?;
        }
        row.end()
    }
}

impl Row for FeatureRow {
    const COLUMNS: &'static [&'static str] = &COLUMNS;

    fn batch(rows: &[Self]) -> Result<RecordBatch, ArrowError> {
        let mut fields = vec![
            Field::new("subject", DataType::Utf8, false),
            Field::new("local_date", DataType::Date32, false),
        ];
        fields.extend(DAY_FEATURES.map(|name| Field::new(name, DataType::Float64, true)));
        let mut columns: Vec<ArrayRef> = vec![
            Arc::new(StringArray::from_iter_values(rows.iter().map(|row| &row.subject))),
            Arc::new(Date32Array::from_iter_values(rows.iter().map(|row| days(row.day.date)))),
        ];
        for place in 0..DAY_FEATURES.len() {
            columns.push(Arc::new(rows.iter().map(|row| row.day.values[place]).collect::<Float64Array>()));
        }
        RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
    }
}
