use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, Int8Array, Int64Array, RecordBatch, StringArray, TimestampMillisecondArray, UInt32Array, UInt64Array,
    cast::AsArray,
    types::{Date32Type, UInt64Type},
};
use arrow_schema::{DataType, Field, Schema, TimeUnit};
use eunoia_domain::{EventId, Observation};

use crate::ledger::days;

/// One observation on its way into the warehouse: `sign` 1 adds it, -1 takes it back.
#[derive(Debug, Clone, PartialEq)]
pub struct SignedObservation {
    pub subject: u64,
    pub event_id: EventId,
    pub version: u32,
    pub sign: i8,
    pub observation: Observation,
}

/// Rows of one insert.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Observations(Vec<SignedObservation>);

impl Observations {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn to_batch(&self) -> RecordBatch {
        let rows = &self.0;
        fn column<T, A: FromIterator<T> + Array + 'static>(values: impl Iterator<Item = T>) -> ArrayRef {
            Arc::new(values.collect::<A>())
        }
        let dates = rows.iter().map(|r| days(r.observation.local_date) as i32);
        let times = rows.iter().map(|r| r.observation.observed_at.as_millisecond());
        let event_ids = rows.iter().map(|r| Some(r.event_id.to_string()));
        let columns: Vec<ArrayRef> = vec![
            Arc::new(UInt64Array::from_iter_values(rows.iter().map(|r| r.subject))),
            Arc::new(StringArray::from_iter_values(rows.iter().map(|r| r.observation.metric.name()))),
            Arc::new(TimestampMillisecondArray::from_iter_values(times).with_timezone("UTC")),
            Arc::new(arrow_array::PrimitiveArray::<Date32Type>::from_iter_values(dates)),
            Arc::new(Int64Array::from_iter_values(rows.iter().map(|r| r.observation.value.millionths()))),
            column::<_, StringArray>(event_ids),
            Arc::new(UInt32Array::from_iter_values(rows.iter().map(|r| r.version))),
            Arc::new(Int8Array::from_iter_values(rows.iter().map(|r| r.sign))),
        ];
        let field = |name: &str, data_type| Field::new(name, data_type, false);
        let schema = Schema::new(vec![
            field("subject", DataType::UInt64),
            field("metric", DataType::Utf8),
            field("observed_at", DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into()))),
            field("local_date", DataType::Date32),
            field("value", DataType::Int64),
            Field::new("event_id", DataType::Utf8, true),
            field("version", DataType::UInt32),
            field("sign", DataType::Int8),
        ]);
        #[expect(
            clippy::expect_used,
            reason = "eight columns of one length, of the types the schema names just above"
        )]
        RecordBatch::try_new(Arc::new(schema), columns).expect("columns fit the schema")
    }
}

impl FromIterator<SignedObservation> for Observations {
    fn from_iter<I: IntoIterator<Item = SignedObservation>>(rows: I) -> Self {
        Self(rows.into_iter().collect())
    }
}

/// The values of an unsigned column; none if it is of another type.
pub(super) fn u64_column(batch: &RecordBatch, index: usize) -> Vec<u64> {
    batch
        .column(index)
        .as_primitive_opt::<UInt64Type>()
        .map(|column| column.values().to_vec())
        .unwrap_or_default()
}
