//! Tables for other programs: Parquet, CSV and NDJSON with the same columns.

mod daily;
mod features;
mod released;

use std::str::FromStr;

use ::parquet::{arrow::ArrowWriter, basic::Compression, file::properties::WriterProperties};
use arrow_array::RecordBatch;

use clap::ValueEnum;
use eunoia_domain::FieldError;
use serde::Serialize;
use thiserror::Error;

pub use daily::DailyValue;
pub use features::FeatureRow;
pub use released::ReleasedCell;

/// What a table is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// Apache Parquet, compressed with Snappy.
    Parquet,
    /// With a header (RFC 4180).
    Csv,
    /// One JSON object a line.
    Ndjson,
}

impl ExportFormat {
    pub fn name(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
        }
    }

    /// As registered with IANA.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Parquet => "application/vnd.apache.parquet",
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Ndjson => "application/x-ndjson",
        }
    }
}

impl FromStr for ExportFormat {
    type Err = FieldError;

    fn from_str(text: &str) -> Result<Self, FieldError> {
        let found = Self::value_variants().iter().find(|format| format.name() == text);
        found
            .copied()
            .ok_or_else(|| FieldError::new("format", text, "one of parquet, csv, ndjson"))
    }
}

/// A row of a table. Its fields are the columns, in order.
pub trait Row: Serialize + Sized {
    const COLUMNS: &'static [&'static str];

    /// The rows as columns.
    fn batch(rows: &[Self]) -> Result<RecordBatch, arrow_schema::ArrowError>;
}

/// Why a table could not be written.
#[derive(Debug, Error)]
pub enum ExportError {
    #[error("the rows do not fit Parquet")]
    Parquet(#[from] ::parquet::errors::ParquetError),
    #[error("the rows do not fit Arrow")]
    Arrow(#[from] arrow_schema::ArrowError),
    #[error("the rows do not fit CSV")]
    Csv(#[from] csv::Error),
    #[error("the rows do not fit JSON")]
    Json(#[from] serde_json::Error),
}

/// The rows as a file of this format.
pub fn write<R: Row>(format: ExportFormat, rows: &[R]) -> Result<Vec<u8>, ExportError> {
    match format {
        ExportFormat::Parquet => {
            let batch = R::batch(rows)?;
            let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
            let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties))?;
            writer.write(&batch)?;
            Ok(writer.into_inner()?)
        }
        ExportFormat::Csv => {
            let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
            writer.write_record(R::COLUMNS)?;
            rows.iter().try_for_each(|row| writer.serialize(row))?;
            writer.into_inner().map_err(|e| csv::Error::from(e.into_error()).into())
        }
        ExportFormat::Ndjson => {
            let mut lines = Vec::new();
            for row in rows {
                serde_json::to_writer(&mut lines, row)?;
                lines.push(b'\n');
            }
            Ok(lines)
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use ::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    use arrow_array::cast::AsArray;

    use super::{DailyValue, ExportFormat, write};

    fn rows() -> Vec<DailyValue> {
        let row = |date: &str, metric: &str, value| DailyValue {
            subject: "ada".to_owned(),
            local_date: date.parse().unwrap(),
            metric: metric.to_owned(),
            unit: "points".to_owned(),
            value,
        };
        vec![
            row("1969-12-31", "mood.score", 6.25),
            row("2026-03-01", "own.tea, \"strong\"\nand hot", -1e9),
            row("2026-03-01", "own.=1+1", 0.1 + 0.2),
        ]
    }

    #[test]
    fn each_format_gives_back_what_went_in() {
        let csv = write(ExportFormat::Csv, &rows()).unwrap();
        let read: Vec<DailyValue> = csv::Reader::from_reader(csv.as_slice()).deserialize().map(Result::unwrap).collect();
        assert_eq!(read, rows());

        let lines = String::from_utf8(write(ExportFormat::Ndjson, &rows()).unwrap()).unwrap();
        let read: Vec<DailyValue> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(read, rows());

        let file = bytes::Bytes::from(write(ExportFormat::Parquet, &rows()).unwrap());
        let batches: Vec<_> = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap().collect();
        let batch = batches[0].as_ref().unwrap();
        assert_eq!((batches.len(), batch.num_rows()), (1, 3));
        let dates = batch
            .column_by_name("local_date")
            .unwrap()
            .as_primitive::<arrow_array::types::Date32Type>();
        assert_eq!((dates.value(0), dates.value(1)), (-1, 20_513));
        let values = batch
            .column_by_name("value")
            .unwrap()
            .as_primitive::<arrow_array::types::Float64Type>();
        assert_eq!(values.values(), &[6.25, -1e9, 0.1 + 0.2]);
        let metrics = batch.column_by_name("metric").unwrap().as_string::<i32>();
        assert_eq!(metrics.value(1), rows()[1].metric);
    }

    #[test]
    fn nothing_is_a_table_with_columns() {
        assert_eq!(
            write::<DailyValue>(ExportFormat::Csv, &[]).unwrap(),
            b"subject,local_date,metric,unit,value\n"
        );
        assert!(write::<DailyValue>(ExportFormat::Ndjson, &[]).unwrap().is_empty());
        let file = bytes::Bytes::from(write::<DailyValue>(ExportFormat::Parquet, &[]).unwrap());
        let schema = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().schema().clone();
        let names: Vec<_> = schema.fields().iter().map(|field| field.name().as_str()).collect();
        assert_eq!(names, ["subject", "local_date", "metric", "unit", "value"]);
    }
}
