use std::sync::Arc;

use arrow_array::{ArrayRef, Date32Array, Float64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use jiff::civil::Date;
use parquet::{arrow::ArrowWriter, basic::Compression, file::properties::WriterProperties};

use super::{DailyValue, ExportError};

const EPOCH: Date = Date::constant(1970, 1, 1);

pub fn write(rows: &[DailyValue]) -> Result<Vec<u8>, ExportError> {
    let field = |name: &str, data_type| Field::new(name, data_type, false);
    let schema = Arc::new(Schema::new(vec![
        field("subject", DataType::Utf8),
        field("local_date", DataType::Date32),
        field("metric", DataType::Utf8),
        field("unit", DataType::Utf8),
        field("value", DataType::Float64),
    ]));
    let texts = |of: fn(&DailyValue) -> &str| Arc::new(StringArray::from_iter_values(rows.iter().map(of))) as ArrayRef;
    let days = rows.iter().map(|row| row.local_date.duration_since(EPOCH).as_hours() as i32 / 24);
    let columns: Vec<ArrayRef> = vec![
        texts(|row| &row.subject),
        Arc::new(Date32Array::from_iter_values(days)),
        texts(|row| &row.metric),
        texts(|row| &row.unit),
        Arc::new(Float64Array::from_iter_values(rows.iter().map(|row| row.value))),
    ];
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut writer = ArrowWriter::try_new(Vec::new(), Arc::clone(&schema), Some(properties))?;
    writer.write(&RecordBatch::try_new(schema, columns)?)?;
    Ok(writer.into_inner()?)
}
