//! What phones record: moods with a short note, and a sleep record now and then. Deterministic but for `now`.

use std::fmt::Write;

use bytes::Bytes;
use eunoia_domain::EventId;
use jiff::{SignedDuration, Timestamp};

/// What people write on the way.
const NOTES: [&str; 8] = [
    "slow morning, better after the walk",
    "long meeting, tired afterwards, but it went well",
    "coffee with Sam",
    "could not concentrate, too many messages at once",
    "ran along the river before work, legs heavy, head light",
    "quiet evening at home with a book",
    "argued with my brother on the phone, still thinking about it",
    "nothing special",
];

/// Events as lines of JSON, about 215 bytes each: three moods with two or three numbers, an emotion and a note, then
/// a sleep with its stages; an hour apart, the last one an hour before `now`. `person` keeps their ids apart.
pub fn lines(person: u32, count: usize, now: Timestamp) -> Vec<String> {
    (0..count)
        .map(|i| line(person, i, now - SignedDuration::from_hours((count - i) as i64)))
        .collect()
}

fn line(person: u32, i: usize, at: Timestamp) -> String {
    let id = id(person, i, at);
    // A sequence that looks irregular and is the same each time.
    let turn = (i + person as usize * 7).wrapping_mul(2_654_435_761) >> 7;
    let mut line = String::with_capacity(260);
    let head = format_args!("{{\"id\":\"{id}\",\"kind\":");
    if i % 4 == 3 {
        let start = at - SignedDuration::from_mins(430 + (turn % 90) as i64);
        let (deep, rem, light) = (60 + turn % 30, 80 + turn % 25, 220 + turn % 40);
        write!(
            line,
            "{head}\"sleep\",\"data\":{{\"start\":\"{start:.0}\",\"end\":\"{at:.0}\",\"stages\":{{\"awake\":12,\"light\":{light},\"deep\":{deep},\"rem\":{rem}}},\"quality\":{}}}}}",
            1 + turn % 10
        )
    } else {
        let (score, energy) = (2 + turn % 8, 1 + turn % 9);
        let emotion = ["calm", "tired", "glad", "tense"][turn % 4];
        write!(
            line,
            "{head}\"mood\",\"at\":\"{at:.0}\",\"data\":{{\"score\":{score},\"energy\":{energy}.5,\"emotions\":[\"{emotion}\"],\"note\":\"{}\"}}}}",
            NOTES[turn % NOTES.len()]
        )
    }
    .unwrap();
    line
}

/// An id as a phone makes it: the time of recording, then what nobody else draws.
pub fn id(person: u32, i: usize, at: Timestamp) -> EventId {
    let mut fingerprint = [0; 10];
    fingerprint[..4].copy_from_slice(&person.to_be_bytes());
    fingerprint[4..8].copy_from_slice(&(i as u32).wrapping_mul(2_654_435_761).to_be_bytes());
    EventId::from_record(at.as_millisecond().unsigned_abs(), &fingerprint)
}

/// Lines as a body that arrives in pieces of 64 KiB.
pub fn chunks(lines: &[String]) -> Vec<Bytes> {
    const CHUNK: usize = 64 << 10;
    let body = Bytes::from(
        lines
            .iter()
            .fold(String::with_capacity(lines.len() * 260), |body, line| body + line + "\n"),
    );
    (0..body.len())
        .step_by(CHUNK)
        .map(|start| body.slice(start..body.len().min(start + CHUNK)))
        .collect()
}
