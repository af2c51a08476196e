//! Whatever the bytes, an importer ends, panics at nothing and accounts for its rows; and what it imported it knows again.

use eunoia_ingest::importer::{Content, Format};
use proptest::prelude::*;

use crate::{Recorded, apple, json_formats, opened, oslo};

const MAPPING: &str = r#"
source = "noise"
zone_column = "z"
[time]
column = "t"
[mood.score]
column = "s"
scale = { from = [1, 5], to = [1, 10] }
[mood.note]
column = "n"
[mood.activities]
column = "a"
separator = "|"
[[metric]]
name = "own"
column = "m"
"#;

fn mapping(format: Format) -> Option<&'static str> {
    match format {
        Format::Csv => Some(MAPPING),
        Format::Mindlamp => Some(json_formats::STUDY),
        _ => None,
    }
}

fn check(format: Format, content: &[u8]) -> Result<(), TestCaseError> {
    let Ok(rows) = opened(format, content, mapping(format), &oslo()) else {
        return Ok(());
    };
    let (mut line, mut bytes) = (0, 0);
    for row in rows {
        // Of an export from Apple much is told after the last record, in the order of time.
        prop_assert!(row.line > line || format == Format::AppleHealth);
        prop_assert!(row.bytes_read >= bytes && row.bytes_read <= content.len() as u64);
        (line, bytes) = (row.line, row.bytes_read);
        match row.content {
            Content::Changes(changes) => prop_assert!(!changes.is_empty()),
            Content::Refused(refusal) => prop_assert!(!refusal.to_string().is_empty()),
            Content::Merged(count) | Content::NotTaken { count, .. } => prop_assert!(count > 0),
        }
    }
    knows_again(format, content)
}

/// Imported a second time nothing is new, and every row has the fate it had, or is a duplicate now.
fn knows_again(format: Format, content: &[u8]) -> Result<(), TestCaseError> {
    let mut recorded = Recorded::default();
    let mut import = || {
        let report = recorded.import(opened(format, content, mapping(format), &oslo()).unwrap());
        (report, recorded.0.len())
    };
    let ((first, events), (again, after)) = (import(), import());
    prop_assert_eq!((again.mapped(), events), (0, after));
    prop_assert_eq!(again.duplicates(), first.mapped() + first.duplicates());
    prop_assert_eq!(
        (again.rows(), again.rejected_total(), again.merged(), again.not_taken()),
        (first.rows(), first.rejected_total(), first.merged(), first.not_taken())
    );
    Ok(())
}

/// Bytes that mean something to the formats, more often than chance would have it.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        any::<u8>().prop_map(|b| vec![b]),
        prop::sample::select(vec![
            "[",
            "]",
            "{",
            "}",
            ",",
            ":",
            "\"",
            "\\",
            "\n",
            "\r\n",
            "\u{feff}",
            "\"sleep\"",
            "logId",
            "1e999",
            "-",
            "NaN",
            "null",
            "|",
            "\"logId\":1,",
            "\"startTime\":\"2026-01-01 00:00:00\",",
            "\"endTime\":\"9999-12-31T23:59:59\"",
            "2026-01-01",
            "Europe/Oslo",
            "{\"id\":\"018f4c1e-7b2a-7c3d-9e4f-0123456789ab\",\"kind\":\"mood\",\"at\":\"",
            "\u{0}",
            "3",
            "inf",
            "<",
            ">",
            "/>",
            "<!--",
            "<![CDATA[",
            "&amp;",
            "<Record type=\"HKQuantityTypeIdentifierStepCount\" unit=\"count\" startDate=\"2026-01-01 00:00:00 +0000\" endDate=\"",
            "2026-01-01 20:00:00 +0000\" value=\"9\"/>",
            "<Workout ",
            "</HealthData>",
            "<HealthData>",
            "rad",
            "6:50 pm",
            "\"timestamp\":-9223372036854775808",
            "{\"activity\":\"survey1\",\"temporal_slices\":[",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// Records of an export over two days, of three sources, that overlap, repeat and contradict each other.
fn records() -> impl Strategy<Value = String> {
    const KINDS: [(&str, &[&str]); 4] = [
        (
            "HKCategoryTypeIdentifierSleepAnalysis",
            &[
                "InBed",
                "Asleep",
                "AsleepUnspecified",
                "Awake",
                "AsleepCore",
                "AsleepDeep",
                "AsleepREM",
                "Unheard",
            ],
        ),
        ("HKQuantityTypeIdentifierStepCount", &["0", "17", "12.5", "-1", "99999"]),
        ("HKCategoryTypeIdentifierMindfulSession", &["", "x"]),
        ("HKQuantityTypeIdentifierRestingHeartRate", &["55", "60", ""]),
    ];
    let at = |minute: u32| {
        format!(
            "2026-06-{:02} {:02}:{:02}:00 +0200",
            8 + minute / 1_440,
            minute / 60 % 24,
            minute % 60
        )
    };
    let record =
        (0..KINDS.len(), 0..8_usize, 0..3_usize, 0..2_880_u32, -2..1_500_i32).prop_map(move |(kind, value, source, start, minutes)| {
            let (kind, values) = KINDS[kind];
            let value = values[value % values.len()];
            let value = if kind.ends_with("SleepAnalysis") {
                format!("HKCategoryValueSleepAnalysis{value}")
            } else {
                value.to_owned()
            };
            let end = start.saturating_add_signed(minutes);
            apple::record(kind, ["Watch", "Phone", "App"][source], &at(start), &at(end), &value)
        });
    prop::collection::vec(record, 0..40).prop_map(|records| records.concat())
}

/// Parts of sleeps within a night and a day: source, start and length in minutes, and how somebody slept.
fn parts() -> impl Strategy<Value = Vec<(usize, u32, u32, &'static str)>> {
    let state = prop::sample::select(vec!["InBed", "Asleep", "AsleepCore", "AsleepDeep", "AsleepREM"]);
    prop::collection::vec((0..3_usize, 0..900_u32, 1..200_u32, state), 1..14)
}

/// What the parts say, minute by minute: start and end of each sleep, and the minutes asleep in it.
fn minute_by_minute(parts: &[(usize, u32, u32, &str)]) -> Vec<(u32, u32, u32)> {
    let within = |minute: u32, asleep: bool| {
        let mut parts = parts
            .iter()
            .filter(|(_, start, length, _)| (*start..start + length).contains(&minute));
        parts.any(|(.., state)| !asleep || *state != "InBed")
    };
    let mut sleeps: Vec<(u32, u32, u32, u32)> = Vec::new();
    for minute in (0..1_200).filter(|minute| within(*minute, false)) {
        match sleeps.last_mut() {
            Some((_, end, ..)) if minute < *end + 60 => *end = minute + 1,
            _ => sleeps.push((minute, minute + 1, 0, 0)),
        }
        if let Some((.., in_bed, asleep)) = sleeps.last_mut() {
            *in_bed += 1;
            *asleep += u32::from(within(minute, true));
        }
    }
    // Of somebody who was only seen in bed that is all that is known.
    let known = |(start, end, in_bed, asleep)| (start, end, if asleep == 0 { in_bed } else { asleep });
    sleeps.into_iter().map(known).collect()
}

/// The minutes that a set of events says somebody slept, each at most the time that it covers.
fn asleep(recorded: &Recorded) -> Vec<(i64, i64, f64)> {
    let sleeps = recorded.0.values().filter_map(|event| match &event.entry {
        eunoia_domain::Entry::Sleep(sleep) => Some((sleep.start().as_second(), sleep.end().as_second(), sleep.hours() * 60.0)),
        _ => None,
    });
    let mut sleeps: Vec<_> = sleeps.collect();
    sleeps.sort_by_key(|(start, ..)| *start);
    sleeps
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn as_fitbit(bytes in bytes(), open in prop::sample::select(vec!["", "[", "{\"sleep\":["])) {
        check(Format::Fitbit, &[open.as_bytes(), &bytes].concat())?;
    }

    #[test]
    fn as_ndjson(bytes in bytes()) {
        check(Format::Ndjson, &bytes)?;
    }

    #[test]
    fn as_a_table(bytes in bytes(), header in prop::sample::select(vec!["", "t,z,s,n,a,m\n", "\u{feff}\"t\",z,s,n,a,m\r\n"])) {
        check(Format::Csv, &[header.as_bytes(), &bytes].concat())?;
    }

    #[test]
    fn as_a_row_of_a_table(cells in prop::collection::vec("\\PC{0,12}", 6)) {
        let row = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect::<Vec<_>>().join(",");
        check(Format::Csv, format!("t,z,s,n,a,m\n{row}\n").as_bytes())?;
    }

    #[test]
    fn as_a_mapping(text in "\\PC{0,200}", open in prop::sample::select(vec!["", "[moods]\n", "[activities.a]\n"])) {
        let _ = format!("{open}{text}").parse::<eunoia_ingest::importer::Mapping>();
    }

    #[test]
    fn as_json_of_others(
        bytes in bytes(),
        open in prop::sample::select(vec!["", "[", "{\"data\":[", "{\"data\":{\"stateOfMind\":["]),
        format in prop::sample::select(vec![Format::Oura, Format::StateOfMind, Format::Mindlamp]),
    ) {
        check(format, &[open.as_bytes(), &bytes].concat())?;
    }

    #[test]
    fn as_records_of_others(
        which in 0..3_usize,
        keys in prop::collection::vec((0..20_usize, "[-\\PC]{0,8}|null|-?[0-9]{1,18}|\\[\\]|\"\""), 0..4),
    ) {
        let (format, record) = [
            (Format::Oura, json_formats::period()),
            (Format::StateOfMind, json_formats::feeling()),
            (Format::Mindlamp, json_formats::survey(serde_json::json!(1), serde_json::json!("Not at all"))),
        ][which].clone();
        let mut record = record;
        for (key, value) in keys {
            let names: Vec<String> = record.as_object().unwrap().keys().cloned().collect();
            record[&names[key % names.len()]] = serde_json::from_str(&value).unwrap_or_else(|_| value.into());
        }
        check(format, serde_json::json!([record, record]).to_string().as_bytes())?;
    }

    #[test]
    fn as_a_diary(bytes in bytes(), header in prop::sample::select(vec!["", "full_date,time,mood,activities,note\n"])) {
        check(Format::DaylioCsv, &[header.as_bytes(), &bytes].concat())?;
    }

    #[test]
    fn as_a_row_of_a_diary(day in 1..40_u8, time in "[0-9: apm]{0,8}", mood in "rad|meh|\\PC{0,5}", rest in "\\PC{0,20}") {
        let rest = rest.replace('"', "\"\"");
        let row = format!("2026-01-{day:02},{time},\"{}\",\"{rest}\",\"{rest}\"\n", mood.replace('"', "\"\""));
        check(Format::DaylioCsv, format!("full_date,time,mood,activities,note\n{row}{row}").as_bytes())?;
    }

    #[test]
    fn as_a_backup(bytes in bytes(), open in prop::sample::select(vec!["", "PK\u{3}\u{4}", "PK\u{5}\u{6}"])) {
        check(Format::Daylio, &[open.as_bytes(), &bytes].concat())?;
    }

    #[test]
    fn as_an_export(bytes in bytes(), open in prop::sample::select(vec!["", "<HealthData>", apple::HEAD])) {
        check(Format::AppleHealth, &[open.as_bytes(), &bytes].concat())?;
    }

    #[test]
    fn as_records_of_an_export(records in records(), cut in 0..10_000_usize) {
        let whole = apple::export(&records);
        check(Format::AppleHealth, whole.as_bytes())?;
        let cut = apple::HEAD.len() + cut % (records.len() + 1);
        check(Format::AppleHealth, &whole.as_bytes()[..cut])?;
        let mut recorded = Recorded::default();
        recorded.import(opened(Format::AppleHealth, whole.as_bytes(), None, &oslo()).unwrap());
        let sleeps = asleep(&recorded);
        for (start, end, minutes) in &sleeps {
            prop_assert!(*minutes * 60.0 <= (end - start) as f64 + 1e-6, "nobody sleeps longer than it takes");
        }
    }

    #[test]
    fn sleeps_are_what_their_parts_say_minute_by_minute(parts in parts()) {
        let at = |minute: u32| format!("2026-06-{:02} {:02}:{:02}:00 +0000", 2 + minute / 1_440, minute / 60 % 24, minute % 60);
        let records = parts.iter().map(|(source, start, length, state)| {
            let value = format!("HKCategoryValueSleepAnalysis{state}");
            apple::record("HKCategoryTypeIdentifierSleepAnalysis", ["Watch", "Phone", "App"][*source], &at(*start), &at(start + length), &value)
        });
        let file = apple::export(&records.collect::<String>());
        let mut recorded = Recorded::default();
        recorded.import(opened(Format::AppleHealth, file.as_bytes(), None, &oslo()).unwrap());
        let midnight = "2026-06-02T00:00:00Z".parse::<jiff::Timestamp>().unwrap().as_second();
        let minute = |second: i64| u32::try_from((second - midnight) / 60).unwrap();
        let sleeps = asleep(&recorded).into_iter().map(|(start, end, minutes)| (minute(start), minute(end), minutes.round() as u32));
        prop_assert_eq!(sleeps.collect::<Vec<_>>(), minute_by_minute(&parts));
    }
}
