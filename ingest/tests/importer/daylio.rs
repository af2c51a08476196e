use std::io::{Cursor, Write};

use base64::{Engine, engine::general_purpose::STANDARD};
use eunoia_domain::{Entry, Event};
use eunoia_ingest::{importer::Format, intake::Intake};
use serde_json::{Value, json};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::{Recorded, events, opened, oslo, refusal, rows, taken};

const HEADER: &str = "full_date,date,weekday,time,mood,activities,note_title,note\n";

fn table(lines: &str, mapping: Option<&str>) -> Vec<crate::Row> {
    rows(Format::DaylioCsv, format!("{HEADER}{lines}"), mapping)
}

fn at(row: &crate::Row) -> String {
    events(row)[0].moment.at().to_string()
}

/// A mood as JSON.
fn mood(event: &Event) -> Value {
    assert!(matches!(event.entry, Entry::Mood(_)));
    serde_json::to_value(&event.entry).unwrap()
}

#[test]
fn an_entry_is_a_mood() {
    let rows = table(
        "2026-01-02,January 2,Friday,6:50 pm,rad,clean | movies / tv | a|b,Title,\"two\nlines, and a comma\"\n\
         2026-01-02,January 2,Friday,12:05 am,meh,,,\n",
        None,
    );
    assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
    assert_eq!(
        (at(&rows[0]).as_str(), at(&rows[1]).as_str()),
        ("2026-01-02T17:50:00Z", "2026-01-01T23:05:00Z")
    );
    assert_eq!(events(&rows[1])[0].moment.local_date().to_string(), "2026-01-02");
    assert_eq!(
        mood(events(&rows[0])[0]),
        json!({"score": 10.0, "activities": ["clean", "movies / tv", "a|b"], "note": "Title\n\ntwo\nlines, and a comma"})
    );
    assert_eq!(mood(events(&rows[1])[0]), json!({"score": 5.5}));
}

#[test]
fn levels_lie_evenly_on_the_score() {
    let lines: String = ["awful", "bad", "meh", "good", "rad"]
        .iter()
        .map(|name| format!("2026-01-02,,,08:00,{name},,,\n"))
        .collect();
    let rows = table(&lines, None);
    let scores: Vec<f64> = rows.iter().map(|row| mood(events(row)[0])["score"].as_f64().unwrap()).collect();
    assert_eq!(scores, [1.0, 3.25, 5.5, 7.75, 10.0]);
}

#[test]
fn clocks_of_twelve_hours_and_of_twenty_four() {
    for (time, instant) in [
        ("6:50 PM", "17:50"),
        ("6:50\u{202f}PM", "17:50"),
        ("6:50\u{a0}pm", "17:50"),
        ("06:50pm", "17:50"),
        ("12:00 pm", "11:00"),
        ("20:39", "19:39"),
        ("9:05", "08:05"),
    ] {
        let row = &table(&format!("2026-01-02,,,{time},good,,,\n"), None)[0];
        assert_eq!(at(row), format!("2026-01-02T{instant}:00Z"), "{time}");
    }
    for time in ["", "25:00", "13:00 pm", "0:30 am", "7", "7:5", "7:60", "-7:30", "noon", "18.50"] {
        let row = &table(&format!("2026-01-02,,,{time},good,,,\n"), None)[0];
        assert!(refusal(row).contains("a time such as 6:50 pm or 18:50"), "{time}: {}", refusal(row));
    }
}

#[test]
fn columns_are_found_by_name() {
    let file = "\u{feff}note,mood,scales,time,full_date\nhello,bad,x,08:00,2026-01-02\n";
    let opened = opened(Format::DaylioCsv, file.as_bytes(), None, &oslo()).unwrap();
    assert_eq!(opened.ignored_columns(), ["scales"]);
    let rows: Vec<_> = opened.collect();
    assert_eq!(mood(events(&rows[0])[0]), json!({"score": 3.25, "note": "hello"}));
    for (header, missing) in [
        ("full_date,time\n", "mood"),
        ("date,mood,time\n", "full_date"),
        ("full_date,time,mood,mood\n", "mood"),
    ] {
        let error = crate::opened(Format::DaylioCsv, header.as_bytes(), None, &oslo())
            .unwrap_err()
            .to_string();
        assert!(error.contains(missing), "{header}: {error}");
    }
}

#[test]
fn a_renamed_mood_needs_a_mapping() {
    let line = "2026-01-02,,,08:00,so so,,,\n2026-01-02,,,09:00,splendid,,,\n2026-01-02,,,10:00,rad,,,\n";
    let told = refusal(&table(line, None)[0]);
    assert!(told.contains("mood is so so") && told.contains("[moods] \"so so\" = 3"), "{told}");
    let mapped = table(line, Some("[moods]\n\"so so\" = 2.5\nsplendid = 5\n"));
    let scores: Vec<f64> = mapped.iter().map(|row| mood(events(row)[0])["score"].as_f64().unwrap()).collect();
    assert_eq!(scores, [4.375, 10.0, 10.0]);
    for (mapping, why) in [
        ("[moods]\nx = 6\n", "moods.x is 6"),
        ("[moods]\nx = 0.5\n", "moods.x is 0.5"),
        ("[moods]\nx = \"high\"\n", "moods.x"),
        ("source = \"x\"\n[moods]\nx = 1\n", "source"),
    ] {
        let error = mapping.parse::<eunoia_ingest::importer::Mapping>().unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }
    // A mapping of columns is of no use here, and says so.
    let columns = "source = \"x\"\n[time]\ncolumn = \"t\"\n[[metric]]\nname = \"m\"\ncolumn = \"m\"\n";
    let error = opened(Format::DaylioCsv, HEADER.as_bytes(), Some(columns), &oslo())
        .unwrap_err()
        .to_string();
    assert_eq!(error, "daylio-csv takes a mapping of moods, and this one is of columns");
}

#[test]
fn a_broken_row_hides_no_other() {
    let many = (0..31).map(|i| format!("a{i}")).collect::<Vec<_>>().join(" | ");
    let file = format!(
        "2026-01-02,,,08:00,rad\n2026-13-02,,,08:00,rad,,,\n2099-01-02,,,08:00,rad,,,\n2026-01-02,,,08:00,rad,{many},,\n2026-01-02,,,08:00,rad,,,\n"
    );
    let rows = table(&file, None);
    for (row, why) in [
        (0, "5 fields where"),
        (1, "full_date is 2026-13-02"),
        (2, "24 hours"),
        (3, "31 names long"),
    ] {
        assert!(refusal(&rows[row]).contains(why), "{}", refusal(&rows[row]));
    }
    assert!(taken(&rows[4]));
}

/// A backup as Daylio writes it, of invented entries.
fn backup(json: &Value) -> Vec<u8> {
    archive("backup.daylio", STANDARD.encode(json.to_string()).as_bytes())
}

fn archive(name: &str, content: &[u8]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let deflated = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    zip.start_file("assets/photo.jpg", deflated).unwrap();
    zip.write_all(b"not looked at").unwrap();
    zip.start_file(name, deflated).unwrap();
    zip.write_all(content).unwrap();
    zip.finish().unwrap().into_inner()
}

fn diary() -> Value {
    json!({
        "version": 15, "isReminderOn": true, "metadata": {"number_of_entries": 2},
        "customMoods": [
            {"id": 1, "custom_name": "", "mood_group_id": 1, "mood_group_order": 0, "icon_id": 1, "predefined_name_id": 1},
            {"id": 5, "custom_name": "", "mood_group_id": 5, "mood_group_order": 0, "icon_id": 5, "predefined_name_id": 5},
            {"id": 6, "custom_name": "meh+", "mood_group_id": 2, "mood_group_order": 1, "icon_id": 9, "predefined_name_id": -1}
        ],
        "tags": [{"id": 3, "name": "sleep early", "icon": 7}, {"id": 4, "name": "reading", "icon": 8}],
        "dayEntries": [
            {"id": 12, "year": 2026, "month": 0, "day": 2, "hour": 18, "minute": 50, "datetime": 1_767_376_259_432_i64,
             "timeZoneOffset": 3_600_000, "mood": 1, "note_title": "", "note": "words", "tags": [4, 3], "assets": []},
            {"id": 11, "year": 2026, "month": 0, "day": 1, "hour": 7, "minute": 0, "datetime": 1_767_304_800_000_i64,
             "timeZoneOffset": -28_800_000, "mood": 5, "note": "", "tags": []},
            {"id": 10, "year": 2025, "month": 11, "day": 31, "hour": 8, "minute": 0, "mood": 6}
        ]
    })
}

#[test]
fn a_backup_has_its_moods_the_other_way_round() {
    let rows = rows(Format::Daylio, backup(&diary()), None);
    assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(
        mood(events(&rows[0])[0]),
        json!({"score": 10.0, "activities": ["reading", "sleep early"], "note": "words"})
    );
    assert_eq!(mood(events(&rows[1])[0]), json!({"score": 1.0}));
    // One's own mood of the second best group.
    assert_eq!(mood(events(&rows[2])[0]), json!({"score": 7.75}));
    // The instant counts, also where the offset says that the person was elsewhere; its date is that of their zone.
    assert_eq!(at(&rows[0]), "2026-01-02T17:50:59.432Z");
    assert_eq!(at(&rows[1]), "2026-01-01T22:00:00Z");
    assert_eq!(events(&rows[1])[0].moment.local_date().to_string(), "2026-01-01");
    // Without an instant the clock counts, in the month after the one that is written.
    assert_eq!(at(&rows[2]), "2025-12-31T07:00:00Z");
}

#[test]
fn an_entry_is_the_same_in_a_table_and_in_a_backup() {
    let mut diary = diary();
    diary["dayEntries"][0]["datetime"] = json!(1_767_376_200_000_i64);
    let mut recorded = Recorded::default();
    let first = recorded.import(opened(Format::Daylio, &backup(&diary), None, &oslo()).unwrap());
    assert_eq!((first.mapped(), first.rows()), (3, 3));
    let again = recorded.import(opened(Format::Daylio, &backup(&diary), None, &oslo()).unwrap());
    assert_eq!((again.mapped(), again.duplicates()), (0, 3));
    let table = format!("{HEADER}2026-01-02,,,6:50 pm,rad,reading | sleep early,,words\n2026-01-02,,,18:51,rad,,,\n");
    let table = recorded.import(opened(Format::DaylioCsv, table.as_bytes(), None, &oslo()).unwrap());
    assert_eq!((table.mapped(), table.duplicates()), (1, 1));
    // Changed since: it conflicts, and isn't recorded beside the first.
    diary["dayEntries"][0]["note"] = json!("other words");
    let changed = recorded.import(opened(Format::Daylio, &backup(&diary), None, &oslo()).unwrap());
    assert_eq!((changed.mapped(), changed.duplicates(), changed.rejected_total()), (0, 2, 1));
    // Two entries of one minute are two, also when they say the same.
    let twins = format!("{HEADER}2026-02-02,,,08:00,rad,,,\n2026-02-02,,,08:00,rad,,,\n");
    let twins = recorded.import(opened(Format::DaylioCsv, twins.as_bytes(), None, &oslo()).unwrap());
    assert_eq!(twins.mapped(), 2);
    // Read in another zone they conflict with themselves.
    let abroad = Intake {
        zone: "Asia/Tokyo".parse().unwrap(),
        ..oslo()
    };
    let elsewhere = recorded.import(opened(Format::Daylio, &backup(&diary), None, &abroad).unwrap());
    assert_eq!((elsewhere.mapped(), elsewhere.rejected_total()), (0, 3));
}

#[test]
fn a_wrong_entry_of_a_backup_is_refused_alone() {
    let mut diary = diary();
    let good = diary["dayEntries"][0].clone();
    let with = |key: &str, value: Value| {
        let mut entry = good.clone();
        entry[key] = value;
        entry
    };
    diary["customMoods"]
        .as_array_mut()
        .unwrap()
        .push(json!({"id": 7, "mood_group_id": 9}));
    diary["dayEntries"] = json!([
        with("mood", json!(99)),
        with("mood", json!(7)),
        with("tags", json!([4, 5])),
        with("month", json!(12)),
        with("month", json!(127)),
        with("datetime", json!(i64::MAX)),
        with("datetime", json!(-1)),
        with("year", json!("x")),
        [],
        good
    ]);
    let rows = rows(Format::Daylio, backup(&diary), None);
    for (row, why) in [
        (0, "mood is 99"),
        (1, "mood_group_id is 1 to 5"),
        (2, "tags is 5"),
        (3, "month counted from 0"),
        (4, "month counted from 0"),
        (5, "datetime"),
        (6, "datetime"),
        (7, "year"),
        (8, "not of that form"),
    ] {
        assert!(refusal(&rows[row]).contains(why), "{row}: {}", refusal(&rows[row]));
    }
    assert!(taken(&rows[9]) && rows.len() == 10);
}

#[test]
fn an_archive_of_another_kind_is_told() {
    let bomb = vec![b' '; 80 << 20];
    let whole = backup(&diary());
    for (content, why) in [
        (b"full_date,mood\n".to_vec(), "no ZIP archive"),
        (Vec::new(), "no ZIP archive"),
        (whole[..whole.len() - 30].to_vec(), "no ZIP archive"),
        (archive("other", b""), "no backup.daylio"),
        (archive("backup.daylio", b"{}"), "not base64"),
        (
            archive("backup.daylio", STANDARD.encode("{\"dayEntries\":[]}").as_bytes()),
            "customMoods",
        ),
        (archive("backup.daylio", STANDARD.encode(b"\xff").as_bytes()), "UTF-8"),
        (
            [&whole[..whole.len() - 22], b"PK\x06\x07".as_slice(), &whole[whole.len() - 22..]].concat(),
            "ZIP64",
        ),
        // Eighty mebibytes of blanks are eighty kilobytes here.
        (archive("backup.daylio", &bomb), "unpacks to more than"),
    ] {
        let rows = rows(Format::Daylio, content, None);
        assert_eq!((rows.len(), rows[0].line), (1, 1));
        assert!(refusal(&rows[0]).contains(why), "{why}: {}", refusal(&rows[0]));
    }
}

#[test]
fn what_a_backup_makes_others_hold_is_bounded() {
    let mut diary = diary();
    let good = diary["dayEntries"][0].clone();
    let mut long = good.clone();
    long["assets"] = json!(vec![0; 600_000]);
    diary["dayEntries"] = json!([long, good]);
    let rows = rows(Format::Daylio, backup(&diary), None);
    assert!(refusal(&rows[0]).contains("longer than 1048576 bytes"), "{}", refusal(&rows[0]));
    assert!(taken(&rows[1]) && rows.len() == 2);
    for (list, element) in [("customMoods", json!([1, 1])), ("tags", json!([1, ""]))] {
        let mut diary = self::diary();
        diary[list] = json!(vec![element; 10_001]);
        let rows = crate::rows(Format::Daylio, backup(&diary), None);
        assert_eq!((rows.len(), rows[0].line), (1, 1));
        let told = refusal(&rows[0]);
        assert!(told.contains(list) && told.contains("at most 10000"), "{told}");
    }
    diary["tags"] = json!([{"id": 3, "name": "a"}, {"id": "x", "name": "b"}]);
    let told = refusal(&crate::rows(Format::Daylio, backup(&diary), None)[0]);
    assert!(told.contains("tags[1].id"), "{told}");
}
