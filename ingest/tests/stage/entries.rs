//! Changes as apps send them, validated by intake, for somebody in Oslo in November 2026.

use std::sync::atomic::{AtomicI64, Ordering};

use eunoia_domain::{Change, EventId};
use eunoia_ingest::intake::Intake;
use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

/// A clock that moves on by a millisecond whenever it is read, from noon on 21 November 2026.
pub fn clock() -> Timestamp {
    static READ: AtomicI64 = AtomicI64::new(1_795_262_400_000);
    Timestamp::from_millisecond(READ.fetch_add(1, Ordering::Relaxed)).unwrap()
}

/// The id of the `n`-th event.
pub fn event_id(n: u64) -> EventId {
    let mut fingerprint = [0; 10];
    fingerprint[2..].copy_from_slice(&n.to_be_bytes());
    EventId::from_record(1_790_000_000_000 + n, &fingerprint)
}

pub fn create(n: u64, kind: &str, at: &str, data: &Value) -> Change {
    accepted(json!({ "id": event_id(n).to_string(), "kind": kind, "at": at, "data": data }))
}

/// As [`create`], read from a file of another product.
pub fn imported(n: u64, kind: &str, at: &str, data: &Value) -> Change {
    accepted(json!({ "id": event_id(n).to_string(), "kind": kind, "at": at, "data": data, "source": "import" }))
}

/// As [`create`], in another zone than the person's own.
pub fn create_in(zone: &str, n: u64, kind: &str, at: &str, data: &Value) -> Change {
    accepted(json!({ "id": event_id(n).to_string(), "kind": kind, "at": at, "zone": zone, "data": data }))
}

pub fn edit(n: u64, expected_version: u32, mutation: u64, kind: &str, at: &str, data: &Value) -> Change {
    accepted(json!({
        "op": "edit", "id": event_id(n).to_string(), "kind": kind, "at": at, "data": data,
        "mutation_id": mutation_id(mutation), "expected_version": expected_version,
    }))
}

pub fn delete(n: u64, expected_version: u32, mutation: u64, kind: &str) -> Change {
    accepted(json!({
        "op": "delete", "id": event_id(n).to_string(), "kind": kind,
        "mutation_id": mutation_id(mutation), "expected_version": expected_version,
    }))
}

pub fn mood(score: f64, note: &str) -> Value {
    json!({ "score": score, "note": note })
}

fn mutation_id(n: u64) -> Uuid {
    Uuid::from_u64_pair(0xed17, n)
}

fn accepted(mut json: Value) -> Change {
    let now = Timestamp::from_millisecond(1_795_262_400_000).unwrap();
    let intake = Intake {
        zone: "Europe/Oslo".parse().unwrap(),
        now,
    };
    // A sleep happens when it ends.
    if json["kind"] == "sleep" {
        json.as_object_mut().unwrap().remove("at");
    }
    intake
        .change(json.to_string().as_bytes())
        .unwrap_or_else(|refused| panic!("{json}: {refused}"))
}
