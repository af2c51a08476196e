use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid, Variant};

use crate::FieldError;

/// The id of an event: a UUIDv7 (RFC 9562) made by whoever records it, unique per person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "Uuid", into = "Uuid")]
pub struct EventId(Uuid);

impl EventId {
    /// An id that the same source always gives the same record, so that importing twice adds nothing: the record's
    /// own time in milliseconds since 1970, then 74 bits of `fingerprint`.
    pub fn from_record(unix_millis: u64, fingerprint: &[u8; 10]) -> Self {
        Self(Builder::from_unix_timestamp_millis(unix_millis, fingerprint).into_uuid())
    }

    pub fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }

    pub fn as_uuid(&self) -> Uuid {
        self.0
    }
}

impl TryFrom<Uuid> for EventId {
    type Error = FieldError;

    fn try_from(id: Uuid) -> Result<Self, FieldError> {
        if id.get_version_num() == 7 && id.get_variant() == Variant::RFC4122 {
            Ok(Self(id))
        } else {
            Err(FieldError::new("id", id, "a UUID of version 7 (RFC 9562)"))
        }
    }
}

impl From<EventId> for Uuid {
    fn from(id: EventId) -> Uuid {
        id.0
    }
}

impl FromStr for EventId {
    type Err = FieldError;

    fn from_str(text: &str) -> Result<Self, FieldError> {
        let id = Uuid::try_parse(text).map_err(|_| FieldError::new("id", text, "a UUID of version 7 (RFC 9562)"))?;
        Self::try_from(id)
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
