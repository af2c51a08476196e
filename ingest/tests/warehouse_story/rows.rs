//! Rows to insert.

use eunoia_domain::{EventId, Metric, Observation, Value};
use eunoia_ingest::warehouse::{Observations, SignedObservation};
use jiff::{SignedDuration, Timestamp};

/// An observation of subject 7 on 2 March 2026, from a place where it is the same day in UTC.
pub fn row(n: u64, metric: &str, hour: i64, value: f64) -> SignedObservation {
    let midnight: Timestamp = "2026-03-02T00:00:00Z".parse().unwrap();
    SignedObservation {
        subject: 7,
        event_id: EventId::from_record(1_772_000_000_000 + n, &[n as u8; 10]),
        version: 1,
        sign: 1,
        observation: Observation {
            metric: Metric::recorded(metric).unwrap(),
            observed_at: midnight.saturating_add(SignedDuration::from_hours(hour)).unwrap(),
            local_date: "2026-03-02".parse().unwrap(),
            value: Value::from_millionths((value * 1e6).round() as i64),
        },
    }
}

pub fn taken_back(row: SignedObservation) -> SignedObservation {
    SignedObservation { sign: -1, ..row }
}

/// Rows of mood of as many subjects and days as there are rows.
pub fn crowd(rows: u64) -> Observations {
    let first = row(1, "mood.score", 8, 5.5);
    (0..rows)
        .map(|n| SignedObservation {
            subject: n,
            ..first.clone()
        })
        .collect()
}
