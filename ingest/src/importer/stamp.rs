//! Times as files have them: an instant, or what a clock on the wall showed.

use eunoia_domain::{FieldError, Zone, instant};
use jiff::{
    Timestamp,
    civil::{DateTime, date},
    fmt::strtime,
    tz::TimeZone,
};

/// A time that was read from a file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Stamp {
    /// The text names its offset or zone.
    Exact(Timestamp),
    /// Local time in a zone that the text doesn't name.
    Local(DateTime),
}

impl Stamp {
    /// Reads ISO 8601 or RFC 3339, with a T or a space between date and time. A date alone means its first moment.
    pub(super) fn read(field: &str, text: &str) -> Result<Self, FieldError> {
        if let Ok(at) = text.parse() {
            return Ok(Self::Exact(at));
        }
        match text.parse() {
            // An offset or a zone that can't be understood must not be passed over.
            Ok(local) if !text.contains(['[', 'Z', 'z', '+']) => Ok(Self::Local(local)),
            _ => Err(FieldError::new(
                field,
                text,
                "a time such as 2026-03-29T08:30:00Z, 2026-03-29T08:30:00+02:00 or 2026-03-29 08:30:00",
            )),
        }
    }

    /// Reads a time in a format of `strptime`.
    pub(super) fn parse(field: &str, text: &str, format: &str) -> Result<Self, FieldError> {
        let refused = |e: jiff::Error| FieldError::new(field, text, format!("a time in the format {format} ({e})"));
        let parts = strtime::parse(format, text).map_err(refused)?;
        if parts.offset().is_some() || parts.iana_time_zone().is_some() {
            return parts.to_zoned().map(|zoned| Self::Exact(zoned.timestamp())).map_err(refused);
        }
        if let Ok(at) = parts.to_timestamp() {
            return Ok(Self::Exact(at));
        }
        match parts.to_datetime() {
            Ok(local) => Ok(Self::Local(local)),
            Err(e) if parts.hour().is_some() => Err(refused(e)),
            Err(_) => parts.to_date().map(|date| Self::Local(date.into())).map_err(refused),
        }
    }

    /// Whether `format` names all that a time needs: writes a time in it and reads that again.
    pub(super) fn check_format(field: &str, format: &str) -> Result<(), FieldError> {
        let refused = |why: String| FieldError::new(field, format, format!("a strptime format such as %Y-%m-%d %H:%M:%S ({why})"));
        let sample = date(2026, 11, 25).at(22, 48, 37, 0);
        let zoned = sample.to_zoned(TimeZone::UTC).map_err(|e| refused(e.to_string()))?;
        let text = strtime::format(format, &zoned).map_err(|e| refused(e.to_string()))?;
        let read = Self::parse(field, &text, format).map_err(|e| refused(e.expected))?.clock();
        if read.date() != sample.date() || (read.hour() != sample.hour() && read != read.date().into()) {
            return Err(refused(format!("{sample} becomes {read}: is am or pm missing?")));
        }
        Ok(())
    }

    /// The instant: the day rule's, for local times.
    pub(super) fn at(self, field: &str, zone: &Zone) -> Result<Timestamp, FieldError> {
        match self {
            Self::Exact(at) => Ok(at),
            Self::Local(local) => instant(field, &local.to_string(), zone),
        }
    }

    /// What the clock showed; for an exact time, at UTC.
    pub(super) fn clock(self) -> DateTime {
        match self {
            Self::Exact(at) => TimeZone::UTC.to_datetime(at),
            Self::Local(local) => local,
        }
    }

    /// Milliseconds since 1970 for an event's id. Local times count as if they were UTC, so that the id of a record
    /// doesn't depend on the zone that it is read in; before 1970 they are all 0.
    pub(super) fn id_millis(self) -> u64 {
        let at = TimeZone::UTC.to_timestamp(self.clock());
        at.map_or(0, |at| u64::try_from(at.as_millisecond()).unwrap_or(0))
    }
}
