//! The one day rule, across zones and clock changes.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use eunoia_domain::{Entry, EntryKind, Moment, Zone, instant, local_date};
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use proptest::prelude::*;

/// Zones with whole, half and quarter hours, both ends of the world, clock changes at odd hours and by half an hour, at
/// midnight, and one that skipped a day.
const ZONES: [&str; 16] = [
    "UTC",
    "Europe/Oslo",
    "Europe/London",
    "America/New_York",
    "America/St_Johns",
    "America/Santiago",
    "America/Havana",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Pacific/Apia",
    "Pacific/Pago_Pago",
    "Africa/Casablanca",
];

fn zone(name: &str) -> Zone {
    name.parse().unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn read(text: &str, zone_name: &str) -> Timestamp {
    instant("at", text, &zone(zone_name)).unwrap()
}

#[test]
fn a_time_in_a_gap_shifts_forward() {
    // Oslo sprang from 02:00 to 03:00 on 2020-03-29.
    assert_eq!(read("2020-03-29T02:30:00", "Europe/Oslo"), at("2020-03-29T03:30:00+02:00"));
    assert_eq!(read("2020-03-29T01:59:59", "Europe/Oslo"), at("2020-03-29T01:59:59+01:00"));
    assert_eq!(read("2020-03-29T03:00:00", "Europe/Oslo"), at("2020-03-29T03:00:00+02:00"));
    // Lord Howe springs by half an hour.
    assert_eq!(read("2023-10-01T02:15:00", "Australia/Lord_Howe"), at("2023-10-01T02:45:00+11:00"));
    // Havana springs at midnight: the day begins at one.
    let shifted = read("2023-03-12T00:30:00", "America/Havana");
    assert_eq!(shifted, at("2023-03-12T01:30:00-04:00"));
    assert_eq!(local_date(shifted, &zone("America/Havana")).to_string(), "2023-03-12");
    // Apia had no 30 December 2011 at all.
    let shifted = read("2011-12-30T12:00:00", "Pacific/Apia");
    assert_eq!(local_date(shifted, &zone("Pacific/Apia")).to_string(), "2011-12-31");
}

#[test]
fn an_ambiguous_time_takes_the_earlier_offset() {
    assert_eq!(read("2020-10-25T02:30:00", "Europe/Oslo"), at("2020-10-25T02:30:00+02:00"));
    assert_eq!(read("2023-11-05T01:30:00", "America/New_York"), at("2023-11-05T01:30:00-04:00"));
    assert_eq!(read("2023-04-02T01:45:00", "Australia/Lord_Howe"), at("2023-04-02T01:45:00+11:00"));
    // Havana falls back to midnight: the repeated hour is before one.
    assert_eq!(read("2023-11-05T00:30:00", "America/Havana"), at("2023-11-05T00:30:00-04:00"));
}

#[test]
fn an_offset_in_the_text_wins_over_the_zone() {
    for name in ZONES {
        for text in ["2020-10-25T02:30:00+01:00", "2020-10-25T01:30:00Z", "2020-10-24T20:30:00-05:00"] {
            assert_eq!(read(text, name), at("2020-10-25T01:30:00Z"), "{name} {text}");
        }
    }
}

#[test]
fn what_is_no_time_is_refused_with_its_field_and_text() {
    let long = "9".repeat(10_000);
    let texts = [
        "",
        "yesterday",
        "2020-02-30T00:00:00",
        "25:00",
        "1581321600",
        "2020-01-01T24:30:00",
        "2020-13-01T00:00:00",
        &long,
    ];
    for text in texts {
        let error = instant("data.end", text, &Zone::UTC).unwrap_err();
        assert_eq!(error.field, "data.end");
        assert!(error.value.chars().count() <= 81, "the value is shortened");
        assert!(error.expected.contains("2026-03-29T08:30:00Z"), "{error}");
    }
}

#[test]
fn a_zone_that_the_text_names_without_an_offset_is_not_passed_over() {
    let read = instant("at", "2026-06-01T08:30:00[America/New_York]", &zone("Europe/Oslo"));
    assert!(read.is_err(), "read as Oslo's half past eight: {read:?}");
}

#[test]
fn zones_are_names_of_the_database() {
    for name in ZONES {
        assert_eq!(zone(name).name(), name);
        assert_eq!(zone(name).to_string(), name);
    }
    for name in [
        "",
        "Mars/Olympus",
        "+02:00",
        "CEST",
        "Europe/Oslo ",
        "../etc/passwd",
        "Etc/Unknown",
        "local",
    ] {
        let error = name.parse::<Zone>().unwrap_err();
        assert_eq!((error.field.as_str(), error.value.as_str()), ("zone", name));
        assert!(error.expected.contains("Europe/Berlin"), "{error}");
    }
}

#[test]
fn times_from_1970_to_a_day_from_now_are_accepted() {
    let now = at("2026-06-15T12:00:00Z");
    let accepted = |text: &str| Moment::new("at", at(text), Zone::UTC, now).is_ok();
    assert!(accepted("1970-01-01T00:00:00Z"));
    assert!(!accepted("1969-12-31T23:59:59.999Z"));
    assert!(!accepted("1969-12-31T23:59:59.999999999Z"));
    assert!(accepted("2026-06-16T12:00:00Z"));
    assert!(!accepted("2026-06-16T12:00:00.000000001Z"));
    assert!(!accepted("9999-12-30T00:00:00Z"));
    assert!(!accepted("-009999-01-02T02:00:00Z"));
    let error = Moment::new("data.end", Timestamp::MAX, Zone::UTC, now).unwrap_err();
    assert_eq!(error.field, "data.end");
    assert!(error.expected.contains("1970") && error.expected.contains("24 hours"), "{error}");
    // A clock at the end of time doesn't overflow.
    assert!(Moment::new("at", Timestamp::MAX, Zone::UTC, Timestamp::MAX).is_ok());
    assert!(Moment::new("at", Timestamp::UNIX_EPOCH, Zone::UTC, Timestamp::MIN).is_err());
}

#[test]
fn the_ends_of_the_calendar_are_refused_and_never_panic() {
    let now = at("2026-06-15T12:00:00Z");
    for name in ZONES {
        for text in [
            "9999-12-31T23:59:59",
            "-9999-01-01T00:00:00",
            "-009999-01-01T00:00:00",
            "1969-06-01T00:00:00",
            "0000-01-01T00:00:00",
        ] {
            let refused = match instant("at", text, &zone(name)) {
                Ok(at) => Moment::new("at", at, zone(name), now).is_err(),
                Err(_) => true,
            };
            assert!(refused, "{name} {text}");
        }
    }
}

#[test]
fn a_sleep_belongs_to_the_day_of_waking() {
    let oslo = zone("Europe/Oslo");
    let nights = [
        ("2020-01-10T22:00:00", "2020-01-11T06:00:00", "2020-01-11", 8.0),
        ("2020-01-11T00:30:00", "2020-01-11T08:00:00", "2020-01-11", 7.5),
        ("2020-01-10T20:00:00", "2020-01-10T23:59:59", "2020-01-10", 14_399.0 / 3600.0),
        // The night of 28 March lost an hour, that of 24 October won one.
        ("2020-03-28T23:00:00", "2020-03-29T07:00:00", "2020-03-29", 7.0),
        ("2020-10-24T23:00:00", "2020-10-25T07:00:00", "2020-10-25", 9.0),
    ];
    for (start, end, day, hours) in nights {
        let json = format!(r#"{{"start":"{start}","end":"{end}"}}"#);
        let Ok(Entry::Sleep(sleep)) = Entry::from_json(EntryKind::Sleep, &json, &oslo) else {
            panic!("{json} is a sleep");
        };
        assert_eq!(local_date(sleep.end(), &oslo).to_string(), day);
        assert!((sleep.hours() - hours).abs() < 1e-9, "{start} to {end}: {}", sleep.hours());
    }
}

#[test]
fn a_recorded_moment_keeps_its_date() {
    let kept: Date = "2001-02-03".parse().unwrap();
    let moment = Moment::recorded(at("2020-01-01T00:00:00Z"), zone("Asia/Kolkata"), kept);
    assert_eq!(moment.local_date(), kept);
    assert_eq!(moment.zone().name(), "Asia/Kolkata");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4_000) })]

    #[test]
    fn the_date_is_what_the_wall_shows_at_that_instant(seconds in 0_i64..1_781_524_800, nanos in 0_i32..1_000_000_000, z in 0..ZONES.len()) {
        let at = Timestamp::new(seconds, nanos).unwrap();
        let zone_ = zone(ZONES[z]);
        // The oracle adds the offset by hand and counts days.
        let offset = TimeZone::get(ZONES[z]).unwrap().to_offset(at).seconds();
        let days = (seconds + i64::from(offset)).div_euclid(86_400);
        let expected = "1970-01-01".parse::<Date>().unwrap().checked_add(SignedDuration::from_hours(24 * days)).unwrap();
        prop_assert_eq!(local_date(at, &zone_), expected);
        let moment = Moment::new("at", at, zone_, Timestamp::from_second(1_800_000_000).unwrap()).unwrap();
        prop_assert_eq!(moment.local_date(), expected);
        prop_assert_eq!(moment.at().as_nanosecond(), at.as_nanosecond() - at.as_nanosecond() % 1_000_000);
    }

    #[test]
    fn a_local_time_is_read_back_or_shifted_forward_by_the_gap(seconds in 0_i64..1_781_524_800, z in 0..ZONES.len()) {
        let local = TimeZone::UTC.to_datetime(Timestamp::from_second(seconds).unwrap());
        let tz = TimeZone::get(ZONES[z]).unwrap();
        let read = instant("at", &local.to_string(), &zone(ZONES[z])).unwrap();
        let shown = tz.to_datetime(read);
        if shown == local {
            // No earlier instant shows the same time.
            for hours in [0.5, 1.0] {
                let earlier = read - SignedDuration::from_secs_f64(hours * 3600.0);
                prop_assert_ne!(tz.to_datetime(earlier), local);
            }
        } else {
            let ambiguous = tz.to_ambiguous_timestamp(local);
            prop_assert!(ambiguous.is_ambiguous() && shown > local, "{} was read as {}", local, shown);
        }
        // A space instead of T is the same.
        prop_assert_eq!(instant("at", &local.to_string().replace('T', " "), &zone(ZONES[z])).unwrap(), read);
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,40}", z in 0..ZONES.len()) {
        let _ = instant("at", &text, &zone(ZONES[z]));
        let _ = text.parse::<Zone>();
    }
}
