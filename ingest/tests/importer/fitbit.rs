use eunoia_domain::{Entry, SleepRecord, Source};
use eunoia_ingest::{importer::Format, intake::Intake};
use serde_json::{Value, json};

use crate::{Recorded, events, opened, oslo, refusal, rows, taken};

/// A night as Fitbit gives it, from invented numbers.
fn night(log_id: u64, start: &str, end: &str, minutes: i64) -> Value {
    json!({
        "logId": log_id, "dateOfSleep": &end[..10], "startTime": start, "endTime": end, "duration": minutes * 60_000,
        "minutesToFallAsleep": 0, "minutesAsleep": minutes - 60, "minutesAwake": 60, "minutesAfterWakeup": 1,
        "timeInBed": minutes, "efficiency": 88, "type": "stages", "infoCode": 0, "mainSleep": true,
        "levels": {
            "summary": {
                "wake": {"count": 20, "minutes": 60, "thirtyDayAvgMinutes": 55},
                "light": {"count": 25, "minutes": minutes - 240, "thirtyDayAvgMinutes": 230},
                "deep": {"count": 4, "minutes": 90, "thirtyDayAvgMinutes": 80},
                "rem": {"count": 9, "minutes": 90, "thirtyDayAvgMinutes": 85}
            },
            "data": [{"dateTime": start, "level": "light", "seconds": 60}],
            "shortData": []
        }
    })
}

fn usual(log_id: u64) -> Value {
    night(log_id, "2026-01-01 23:30:00", "2026-01-02T07:30:00.000", 480)
}

fn sleep(row: &crate::Row) -> &SleepRecord {
    match &events(row)[0].entry {
        Entry::Sleep(sleep) => sleep,
        other => panic!("{other:?} is no sleep"),
    }
}

#[test]
fn a_night_is_a_sleep_record() {
    for file in [
        json!([usual(1)]),
        json!({"pagination": {"next": "["}, "sleep": [usual(1)], "summary": {"sleep": 3}}),
    ] {
        let rows = rows(Format::Fitbit, file.to_string(), None);
        assert_eq!((rows.len(), rows[0].line), (1, 1));
        let event = events(&rows[0])[0];
        assert_eq!(event.source, Source::Import);
        assert_eq!(event.moment.at().to_string(), "2026-01-02T06:30:00Z");
        assert_eq!(event.moment.local_date().to_string(), "2026-01-02");
        let sleep = sleep(&rows[0]);
        assert_eq!(sleep.start().to_string(), "2026-01-01T22:30:00Z");
        assert_eq!((sleep.hours(), sleep.efficiency()), (7.0, Some(88.0)));
        let stages = sleep.stages().unwrap();
        assert_eq!([stages.awake, stages.light, stages.deep, stages.rem], [60.0, 240.0, 90.0, 90.0]);
    }
}

#[test]
fn a_classic_night_has_no_stages() {
    let mut classic = usual(1);
    classic["type"] = json!("classic");
    classic["levels"]["summary"] = json!({"asleep": {"minutes": 420}, "restless": {"minutes": 50}, "awake": {"minutes": 10}});
    let rows = rows(Format::Fitbit, json!([classic]).to_string(), None);
    assert_eq!((sleep(&rows[0]).stages(), sleep(&rows[0]).hours()), (None, 7.0));
}

#[test]
fn the_night_of_a_clock_change_has_its_measured_length() {
    // Fitbit counts on in the offset that the night began in; the wall clock was put forward at two, back at three.
    let spring = night(1, "2026-03-28 23:00:00", "2026-03-29 07:00:00", 480);
    let autumn = night(2, "2025-10-25 23:00:00", "2025-10-26 07:00:00", 480);
    // The same two nights in a file that follows the wall.
    let spring_wall = night(3, "2026-03-28 23:00:00", "2026-03-29 08:00:00", 480);
    let autumn_wall = night(4, "2025-10-25 23:00:00", "2025-10-26 06:00:00", 480);
    let rows = rows(Format::Fitbit, json!([spring, autumn, spring_wall, autumn_wall]).to_string(), None);
    for (row, end) in [
        (0, "2026-03-29T06:00:00Z"),
        (1, "2025-10-26T05:00:00Z"),
        (2, "2026-03-29T06:00:00Z"),
        (3, "2025-10-26T05:00:00Z"),
    ] {
        let sleep = sleep(&rows[row]);
        assert_eq!(sleep.end().to_string(), end);
        assert_eq!(sleep.end().duration_since(sleep.start()).as_hours(), 8);
        assert_eq!(events(&rows[row])[0].moment.local_date().to_string(), end[..10]);
    }
    let contradictory = night(5, "2026-01-01 23:00:00", "2026-01-02 07:00:00", 600);
    let reason = refusal(&self::rows(Format::Fitbit, json!([contradictory]).to_string(), None)[0]);
    assert_eq!(
        reason,
        "duration is 600 minutes, expected about the 480 minutes from startTime to endTime"
    );
}

#[test]
fn the_day_of_waking_wins_over_the_date_that_the_file_claims() {
    let mut odd = usual(1);
    odd["dateOfSleep"] = json!("2020-02-02");
    let rows = rows(Format::Fitbit, json!([odd]).to_string(), None);
    assert_eq!(events(&rows[0])[0].moment.local_date().to_string(), "2026-01-02");
}

#[test]
fn a_log_is_one_night_however_often_it_comes() {
    let mut averages = usual(1);
    averages["levels"]["summary"]["rem"]["thirtyDayAvgMinutes"] = json!(99);
    let mut changed = usual(1);
    changed["minutesAsleep"] = json!(300);
    let nap = night(2, "2026-01-02 13:00:00", "2026-01-02 17:00:00", 240);
    let file = json!([usual(1), averages, changed, nap]).to_string();
    let mut recorded = Recorded::default();
    let report = recorded.import(opened(Format::Fitbit, file.as_bytes(), None, &oslo()).unwrap());
    assert_eq!(
        (report.rows(), report.mapped(), report.duplicates(), report.rejected_total()),
        (4, 2, 1, 1)
    );
    assert_eq!(report.rejected()[0].line, 3);
    let again = recorded.import(opened(Format::Fitbit, file.as_bytes(), None, &oslo()).unwrap());
    assert_eq!((again.mapped(), again.duplicates(), again.rejected_total()), (0, 3, 1));
    assert_eq!(recorded.0.len(), 2);
    // Read in another zone a night conflicts with itself, rather than becoming a second one.
    let abroad = Intake {
        zone: "Asia/Tokyo".parse().unwrap(),
        ..oslo()
    };
    let elsewhere = recorded.import(opened(Format::Fitbit, file.as_bytes(), None, &abroad).unwrap());
    assert_eq!((elsewhere.mapped(), recorded.0.len()), (0, 2));
}

#[test]
fn a_wrong_night_is_refused_in_the_names_of_the_file() {
    let with = |change: &dyn Fn(&mut Value)| {
        let mut night = usual(1);
        change(&mut night);
        night
    };
    let nights = [
        (with(&|n| n["efficiency"] = json!(101)), "efficiency is 101"),
        (
            with(&|n| n["minutesAsleep"] = json!(600)),
            "minutesAsleep is 600, expected a number from 0 to 485",
        ),
        (with(&|n| n["startTime"] = json!("yesterday")), "startTime is yesterday"),
        (with(&|n| n["endTime"] = json!(null)), "endTime"),
        (
            with(&|n| n["endTime"] = n["startTime"].clone()),
            "duration is 480 minutes, expected about the 0 minutes",
        ),
        (with(&|n| n["logId"] = json!("x")), "logId"),
        (
            with(&|n| n["levels"]["summary"]["deep"] = json!(null)),
            "levels.summary.deep is nothing",
        ),
        (
            with(&|n| n["levels"]["summary"]["rem"]["minutes"] = json!(9e99)),
            "levels.summary.rem is",
        ),
        (
            with(&|n| n["levels"]["summary"]["wake"]["minutes"] = json!(-1)),
            "levels.summary.wake is -1",
        ),
        (
            night(1, "1969-12-30 23:00:00", "1969-12-31 07:00:00", 480),
            "startTime is 1969-12-30 23:00:00, expected a time from 1970",
        ),
        (night(1, "9999-12-30 23:00:00", "9999-12-31 07:00:00", 480), "9999-12-3"),
        (
            night(1, "2026-06-16 13:00:00", "2026-06-16 21:00:00", 480),
            "endTime is 2026-06-16 21:00:00, expected a time from 1970",
        ),
        (json!(7), "invalid type"),
        (json!(null), "invalid type"),
        (json!("a string"), "invalid type"),
        (json!([]), "invalid"),
    ];
    for (night, reason) in nights {
        let told = rows(Format::Fitbit, json!([usual(8), night, usual(9)]).to_string(), None);
        assert_eq!(told.len(), 3, "{night}");
        assert!(taken(&told[0]) && taken(&told[2]));
        let told = refusal(&told[1]);
        assert!(told.contains(reason), "{told} should contain {reason}");
    }
}

#[test]
fn an_element_over_four_mebibytes_is_passed_over() {
    let mut huge = usual(2);
    huge["levels"]["data"] = json!("x".repeat(5 * 1024 * 1024));
    let rows = rows(Format::Fitbit, json!([usual(1), huge, usual(3)]).to_string(), None);
    assert_eq!(rows.len(), 3);
    assert!(taken(&rows[0]) && taken(&rows[2]));
    assert_eq!(refusal(&rows[1]), "longer than 4194304 bytes, the most that one record may have");
}

#[test]
fn a_cut_is_told_at_every_byte_and_loses_no_night_before_it() {
    let whole = json!({"sleep": [usual(1), usual(2)]}).to_string();
    let second = whole.rfind(r#"{"#).map(|_| whole.find("},{").unwrap() + 1).unwrap();
    for cut in 0..whole.len() {
        let rows = rows(Format::Fitbit, &whole[..cut], None);
        let (last, before) = rows.split_last().expect("a cut is a row");
        let told = refusal(last);
        assert!(cut == 0 || told.contains("the file ends at byte"), "{cut}: {told}");
        assert!(before.iter().all(taken));
        let complete = usize::from(cut >= second) + usize::from(cut >= whole.len() - 2);
        assert_eq!(before.len(), complete, "{cut} of {}", whole.len());
        assert_eq!(last.line, complete as u64 + 1);
    }
}

#[test]
fn what_is_not_a_list_of_nights_is_told() {
    for (file, reason) in [
        ("", "the file is empty"),
        ("   \n", "the file is empty"),
        ("{}", "no list called \"sleep\""),
        (r#"{"sleep": {"a": 1}}"#, "no list called \"sleep\""),
        (r#"{"errors": [{"message": "sleep"}]}"#, "no list called \"sleep\""),
        ("<html>", "JSON begins with"),
        ("\u{feff}\u{feff}[]", "JSON begins with"),
        (r#"{"sleep" []}"#, "colon"),
        (r#"{sleep: []}"#, "name in quotes"),
    ] {
        let rows = rows(Format::Fitbit, file, None);
        assert_eq!(rows.len(), 1, "{file}");
        assert!(refusal(&rows[0]).contains(reason), "{file}: {}", refusal(&rows[0]));
    }
    for file in ["[]", " [ ] ", "\u{feff}[]", r#"{"sleep":[]}"#] {
        assert!(rows(Format::Fitbit, file, None).is_empty(), "{file}");
    }
}

#[test]
fn brackets_and_quotes_in_strings_are_not_structure() {
    let mut tricky = usual(1);
    tricky["note"] = json!("]},{ \\\" [\\\\");
    let rows = rows(Format::Fitbit, json!([tricky, usual(2)]).to_string(), None);
    assert_eq!(rows.iter().filter(|row| taken(row)).count(), 2);
    // Pages that were put one behind the other.
    let pages = format!("{}\n{}", json!({"sleep": [usual(1)]}), json!([usual(2)]));
    assert_eq!(self::rows(Format::Fitbit, pages, None).iter().filter(|row| taken(row)).count(), 2);
    // A comma that is missing or too many ends the reading or costs one row, and is told.
    let missing = format!("[{} {}]", usual(1), usual(2));
    let rows = self::rows(Format::Fitbit, missing, None);
    assert!(taken(&rows[0]) && refusal(&rows[1]).contains("a comma"));
    let spare = format!("[{},,{}]", usual(1), usual(2));
    let rows = self::rows(Format::Fitbit, spare, None);
    assert_eq!(rows.iter().map(taken).collect::<Vec<_>>(), [true, false, true]);
    let deep = format!("[{}{}]", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(self::rows(Format::Fitbit, deep, None).len(), 1);
}
