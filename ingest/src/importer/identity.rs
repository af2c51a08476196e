use eunoia_domain::EventId;

/// The id that the same record always has: its own time in milliseconds since 1970, and what tells it from others. The
/// zone that a file is read in must be none of it.
pub(super) fn record_id<'a>(unix_millis: u64, parts: impl IntoIterator<Item = &'a str>) -> EventId {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        // Its length keeps each part apart from the next.
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let mut fingerprint = [0; 10];
    fingerprint.copy_from_slice(&hasher.finalize().as_bytes()[..10]);
    EventId::from_record(unix_millis, &fingerprint)
}
