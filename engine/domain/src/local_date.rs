//! The one day rule: an observation belongs to the person's local calendar date at its time, a sleep to the date of
//! waking. A local time that does not exist shifts forward, an ambiguous one takes the earlier offset. Times from
//! 1970 to 24 hours from now are accepted.

use std::{fmt, str::FromStr};

use jiff::{
    RoundMode, SignedDuration, Timestamp, TimestampRound, Unit,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use serde::{Serialize, Serializer};

use crate::FieldError;

/// An IANA time zone, such as `Europe/Berlin`, from the database that is compiled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Zone {
    pub const UTC: Zone = Zone(TimeZone::UTC);

    /// The zone's name as the database spells it.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }
}

impl FromStr for Zone {
    type Err = FieldError;

    fn from_str(name: &str) -> Result<Self, FieldError> {
        let refused = || FieldError::new("zone", name, "a name from the IANA time zone database, such as Europe/Berlin");
        let zone = TimeZone::get(name).map_err(|_| refused())?;
        if zone.is_unknown() || zone.iana_name().is_none() {
            Err(refused())
        } else {
            Ok(Self(zone))
        }
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// When and where something happened: an instant in whole milliseconds, its zone and the local date they give, fixed
/// at intake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    at: Timestamp,
    zone: Zone,
    local_date: Date,
}

impl Moment {
    /// Refuses instants before 1970 and those more than 24 hours after `now`.
    pub fn new(field: &str, at: Timestamp, zone: Zone, now: Timestamp) -> Result<Self, FieldError> {
        let latest = now.saturating_add(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MAX);
        if at < Timestamp::UNIX_EPOCH || at > latest {
            return Err(FieldError::new(field, at, "a time from 1970-01-01 to 24 hours from now"));
        }
        let at = at
            .round(TimestampRound::new().smallest(Unit::Millisecond).mode(RoundMode::Trunc))
            .unwrap_or(at);
        let local_date = local_date(at, &zone);
        Ok(Self { at, zone, local_date })
    }

    /// A moment as it was accepted once, read back; its local date is kept, not derived again.
    pub fn recorded(at: Timestamp, zone: Zone, local_date: Date) -> Self {
        Self { at, zone, local_date }
    }

    pub fn at(&self) -> Timestamp {
        self.at
    }

    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    pub fn local_date(&self) -> Date {
        self.local_date
    }
}

/// The one function that gives an instant its date.
pub fn local_date(at: Timestamp, zone: &Zone) -> Date {
    at.to_zoned(zone.0.clone()).date()
}

/// Reads an RFC 3339 instant, or a local date and time without offset that is understood in `zone`.
pub fn instant(field: &str, text: &str, zone: &Zone) -> Result<Timestamp, FieldError> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    let refused = || {
        FieldError::new(
            field,
            text,
            "a time such as 2026-03-29T08:30:00Z, 2026-03-29T08:30:00+02:00 or 2026-03-29T08:30:00",
        )
    };
    // A zone in brackets that comes without an offset would be passed over.
    if text.contains('[') {
        return Err(refused());
    }
    let local: DateTime = text.parse().map_err(|_| refused())?;
    zone.0.to_ambiguous_timestamp(local).compatible().map_err(|_| refused())
}
