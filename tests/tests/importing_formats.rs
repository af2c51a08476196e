//! The command line with files of the products that people come from.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use std::{fs, path::Path};

use eunoia_tests::{Launch, Person, eunoia};
use serde_json::{Value, json};
use tempfile::TempDir;

fn import(data: &Path, args: &[&str]) -> eunoia_tests::Finished {
    let fixed = ["import", "--zone", "Europe/Oslo", "--data", data.to_str().unwrap()];
    eunoia(fixed.iter().chain(args).copied())
}

/// Rows, mapped, duplicates, rejected, merged and not taken.
fn counts(report: &Value) -> [u64; 6] {
    let keys = ["rows", "mapped", "duplicates", "rejected_total", "merged", "not_taken_total"];
    let counts = keys.map(|key| report[key].as_u64().unwrap_or_else(|| panic!("no {key} in {report}")));
    assert_eq!(counts[0], counts[1..].iter().sum::<u64>(), "every row is accounted for: {report}");
    counts
}

const EXPORT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!ELEMENT HealthData (ExportDate,Me,(Record|Correlation|Workout)*)>
]>
<HealthData locale="en_NO">
 <ExportDate value="2026-06-10 21:34:30 +0200"/>
 <Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Watch" unit="count/min" startDate="2026-06-02 07:00:00 +0200" endDate="2026-06-02 07:00:00 +0200" value="61"/>
 <Record type="HKQuantityTypeIdentifierStepCount" sourceName="Phone" unit="count" startDate="2026-06-02 08:00:00 +0200" endDate="2026-06-02 08:30:00 +0200" value="1000"/>
 <Record type="HKQuantityTypeIdentifierStepCount" sourceName="Watch" unit="count" startDate="2026-06-02 08:05:00 +0200" endDate="2026-06-02 08:10:00 +0200" value="700"/>
 <Record type="HKCategoryTypeIdentifierSleepAnalysis" sourceName="Phone" startDate="2026-06-01 23:00:00 +0200" endDate="2026-06-02 07:00:00 +0200" value="HKCategoryValueSleepAnalysisInBed"/>
 <Record type="HKCategoryTypeIdentifierSleepAnalysis" sourceName="Watch" startDate="2026-06-01 23:30:00 +0200" endDate="2026-06-02 06:30:00 +0200" value="HKCategoryValueSleepAnalysisAsleepCore"/>
 <Record type="HKCategoryTypeIdentifierSleepAnalysis" sourceName="Watch" startDate="2026-06-02 06:30:00 +0200" endDate="2026-06-02 06:30:00" value="HKCategoryValueSleepAnalysisAwake"/>
</HealthData>
"#;

#[tokio::test]
async fn an_export_from_apple_becomes_a_night_and_a_day_of_steps() {
    let (data, input) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let server = Launch::on(data.path()).start();
    let person = Person::register_in(&server.url, "Europe/Oslo").await;
    server.stop();
    let file = input.path().join("export.xml");
    fs::write(&file, EXPORT).unwrap();
    let args = ["--format", "apple-health", "--user", &person.email, file.to_str().unwrap()];
    let report = import(data.path(), &[&["--json"][..], &args].concat()).json();
    assert_eq!(counts(&report), [6, 2, 0, 1, 2, 1]);
    assert_eq!(report["not_taken"], json!({"HKQuantityTypeIdentifierHeartRate": 1}));
    let words = import(data.path(), &args).success();
    assert!(
        words.starts_with(
            "6 rows: 0 mapped, 2 duplicates, 1 rejected, 2 merged into others, 1 not taken\n  line 6: endDate is 2026-06-02 06:30:00"
        ),
        "{words}"
    );
    assert!(
        words.ends_with("  not taken, by type:\n    HKQuantityTypeIdentifierHeartRate: 1\n"),
        "{words}"
    );

    let server = Launch::on(data.path()).start();
    let person = Person::log_in(&server.url, &person.email).await;
    let nights = person.all("/v1/sleep").await;
    assert_eq!(nights.len(), 1);
    assert_eq!(
        (&nights[0]["local_date"], &nights[0]["source"]),
        (&json!("2026-06-02"), &json!("import"))
    );
    assert_eq!(nights[0]["data"]["asleep_minutes"], 420.0);
    server.stop();
}

#[test]
fn each_product_is_imported_once_however_often_it_is_read() {
    let (data, input) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let write = |name: &str, content: String| {
        let file = input.path().join(name);
        fs::write(&file, content).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let diary = write(
        "daylio.csv",
        "full_date,date,weekday,time,mood,activities,note_title,note\n2026-01-02,January 2,Friday,6:50 pm,rad,clean | music,,hello\n\
         2026-01-01,January 1,Thursday,08:00,so so,,,\n"
            .to_owned(),
    );
    let moods = write("moods.toml", "[moods]\n\"so so\" = 2.5\n".to_owned());
    let oura = write(
        "oura.json",
        json!({"data": [
            {"id": "a", "day": "2026-03-02", "bedtime_start": "2026-03-01T23:10:00+01:00", "bedtime_end": "2026-03-02T07:10:00+01:00", "type": "long_sleep", "total_sleep_duration": 25_200},
            {"id": "b", "day": "2026-03-02", "bedtime_start": "2026-03-02T13:10:00+01:00", "bedtime_end": "2026-03-02T13:40:00+01:00", "type": "rest"}
        ]})
        .to_string(),
    );
    let feelings = write(
        "state.json",
        json!({"data": {"stateOfMind": [{"id": "x", "start": "2026-02-06 14:00:00 -0800", "end": "2026-02-06 14:00:00 -0800", "kind": "daily_mood", "labels": ["Calm"], "associations": [], "valence": -1}]}})
            .to_string(),
    );
    let study = write(
        "study.json",
        json!([
            {"timestamp": 1_772_000_000_000_i64, "activity": "s", "temporal_slices": [{"item": "Mood", "value": 3}]},
            {"timestamp": 1_772_000_000_000_i64, "sensor": "lamp.gps", "data": {}}
        ])
        .to_string(),
    );
    let items = write(
        "items.toml",
        "[activities.s]\nmood = { item = \"Mood\", scale = { from = [0, 4], to = [1, 10] } }\n".to_owned(),
    );
    for (args, first, again) in [
        (vec!["daylio-csv", &diary], [2, 1, 0, 1, 0, 0], [2, 0, 1, 1, 0, 0]),
        (
            vec!["daylio-csv", "--mapping", &moods, &diary],
            [2, 1, 1, 0, 0, 0],
            [2, 0, 2, 0, 0, 0],
        ),
        (vec!["oura", &oura], [2, 1, 0, 0, 0, 1], [2, 0, 1, 0, 0, 1]),
        (vec!["state-of-mind", &feelings], [1, 1, 0, 0, 0, 0], [1, 0, 1, 0, 0, 0]),
        (vec!["mindlamp", &study], [2, 0, 0, 1, 0, 1], [2, 0, 0, 1, 0, 1]),
        (
            vec!["mindlamp", "--mapping", &items, &study],
            [2, 1, 0, 0, 0, 1],
            [2, 0, 1, 0, 0, 1],
        ),
    ] {
        let args = [&["--json", "--format"][..], &args].concat();
        assert_eq!(counts(&import(data.path(), &args).json()), first, "{args:?}");
        assert_eq!(counts(&import(data.path(), &args).json()), again, "{args:?}");
    }
    let error = import(data.path(), &["--format", "oura", "--mapping", &items, &oura]).failure();
    assert!(error.contains("oura has its own meaning"), "{error}");
    let error = import(data.path(), &["--format", "mindlamp", "--mapping", &moods, &study]).failure();
    assert!(
        error.contains("mindlamp takes a mapping of activities, and this one is of moods"),
        "{error}"
    );
    let error = import(data.path(), &["--format", "daylio-csv", &oura]).failure();
    assert!(error.contains("full_date"), "{error}");
}
