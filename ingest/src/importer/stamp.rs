//! Times as files have them: an instant, or what a clock on the wall showed.

use eunoia_domain::{FieldError, Zone, instant};
use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time, date},
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
        if let Some(at) = apple(text.as_bytes()).and_then(|at| Timestamp::from_second(at).ok()) {
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

/// Reads `2024-01-01 23:00:00 -0800`, as Apple writes times, in seconds since 1970. Exports hold millions of them.
pub(super) fn apple(text: &[u8]) -> Option<i64> {
    let text: &[u8; 25] = text.try_into().ok()?;
    const FORM: &[u8; 25] = b"0000-00-00 00:00:00 +0000";
    let fits = text.iter().zip(FORM).all(|(byte, form)| match form {
        b'0' => byte.is_ascii_digit(),
        b'+' => matches!(byte, b'+' | b'-'),
        _ => byte == form,
    });
    if !fits {
        return None;
    }
    let number = |range: std::ops::Range<usize>| text[range].iter().fold(0_i16, |sum, digit| sum * 10 + i16::from(digit - b'0'));
    let small = |at: usize| number(at..at + 2) as i8;
    let date = Date::new(number(0..4), small(5), small(8)).ok()?;
    let time = Time::new(small(11), small(14), small(17), 0).ok()?;
    let (hours, minutes) = (i64::from(number(21..23)), i64::from(number(23..25)));
    if hours > 25 || minutes > 59 {
        return None;
    }
    let offset = (hours * 60 + minutes) * 60;
    let offset = if text[20] == b'-' { -offset } else { offset };
    Some(seconds_at_utc(date, time) - offset)
}

/// What the clock in Greenwich shows, in seconds since 1970.
fn seconds_at_utc(date: Date, time: Time) -> i64 {
    const EPOCH: Date = Date::constant(1970, 1, 1);
    let days = date.duration_since(EPOCH).as_hours() / 24;
    let (hour, minute, second) = (i64::from(time.hour()), i64::from(time.minute()), i64::from(time.second()));
    ((days * 24 + hour) * 60 + minute) * 60 + second
}
