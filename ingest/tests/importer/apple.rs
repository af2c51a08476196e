use eunoia_domain::{Entry, Event};
use eunoia_ingest::{
    importer::{Format, Report},
    intake::Intake,
};
use serde_json::{Value, json};

use crate::{Recorded, events, opened, oslo, refusal, rows, taken};

/// The beginning of an export, with its list of types, shortened.
pub const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 14 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Correlation|Workout|ActivitySummary)*)>
<!ATTLIST HealthData
  locale CDATA #REQUIRED
>
<!ELEMENT Record ((MetadataEntry|HeartRateVariabilityMetadataList)*)>
]>
<HealthData locale="en_NO">
 <ExportDate value="2026-06-10 21:34:30 +0200"/>
 <Me HKCharacteristicTypeIdentifierDateOfBirth="1990-01-01" HKCharacteristicTypeIdentifierBiologicalSex="HKBiologicalSexNotSet"/>
"#;

pub fn export(records: &str) -> String {
    format!("{HEAD}{records}</HealthData>\n")
}

/// A record as Apple writes it.
pub fn record(kind: &str, source: &str, start: &str, end: &str, value: &str) -> String {
    let unit = match kind {
        "HKQuantityTypeIdentifierStepCount" => " unit=\"count\"",
        "HKQuantityTypeIdentifierRestingHeartRate" | "HKQuantityTypeIdentifierHeartRate" => " unit=\"count/min\"",
        _ => "",
    };
    format!(
        " <Record type=\"{kind}\" sourceName=\"{source}\" sourceVersion=\"10.1\" device=\"&lt;&lt;HKDevice: 0x1&gt;, name:Watch&gt;\"{unit} \
         creationDate=\"{end}\" startDate=\"{start}\" endDate=\"{end}\" value=\"{value}\">\n  <MetadataEntry key=\"HKTimeZone\" value=\"Europe/Oslo\"/>\n </Record>\n"
    )
}

pub fn sleep(source: &str, day: &str, from: &str, until: &str, value: &str) -> String {
    let kind = "HKCategoryTypeIdentifierSleepAnalysis";
    let at = |clock: &str| format!("{day} {clock}:00 +0200");
    record(kind, source, &at(from), &at(until), &format!("HKCategoryValueSleepAnalysis{value}"))
}

pub fn steps(source: &str, from: &str, until: &str, value: &str) -> String {
    let at = |clock: &str| format!("2026-06-{clock}:00 +0200");
    record("HKQuantityTypeIdentifierStepCount", source, &at(from), &at(until), value)
}

pub fn imported(file: &str) -> (Recorded, Report) {
    let mut recorded = Recorded::default();
    let report = recorded.import(opened(Format::AppleHealth, file.as_bytes(), None, &oslo()).unwrap());
    (recorded, report)
}

fn all(file: &str) -> Vec<Event> {
    let rows = rows(Format::AppleHealth, file, None);
    rows.iter()
        .filter(|row| taken(row))
        .flat_map(|row| events(row).into_iter().cloned())
        .collect()
}

fn entry(event: &Event) -> Value {
    serde_json::to_value(&event.entry).unwrap()
}

#[test]
fn sources_of_one_night_are_merged_and_never_added() {
    let watch = [
        sleep("Watch", "2026-06-02", "00:00", "01:00", "AsleepCore"),
        sleep("Watch", "2026-06-02", "01:00", "02:00", "AsleepDeep"),
        sleep("Watch", "2026-06-02", "02:00", "02:10", "Awake"),
        sleep("Watch", "2026-06-02", "02:10", "05:00", "AsleepCore"),
        sleep("Watch", "2026-06-02", "05:00", "06:30", "AsleepREM"),
    ];
    // The phone knows that somebody lay in bed, an app that they slept all the time; and the night is told twice.
    let phone = sleep("Phone", "2026-06-02", "00:00", "07:00", "InBed");
    let app = sleep("App", "2026-06-02", "00:00", "06:45", "AsleepUnspecified");
    let mut parts = [watch.to_vec(), watch.to_vec(), vec![phone, app]].concat();
    let expected = json!({
        "start": "2026-06-01T22:00:00Z", "end": "2026-06-02T05:00:00Z", "asleep_minutes": 395.0,
        "stages": {"awake": 10.0, "light": 230.0, "deep": 60.0, "rem": 90.0}
    });
    for _ in 0..parts.len() {
        // In whatever order they come.
        parts.rotate_left(5);
        parts.swap(0, 3);
        let (recorded, report) = imported(&export(&parts.concat()));
        let events: Vec<&Event> = recorded.0.values().collect();
        assert_eq!((events.len(), report.mapped(), report.merged(), report.rows()), (1, 1, 11, 12));
        assert_eq!(entry(events[0]), expected);
        assert_eq!(events[0].moment.local_date().to_string(), "2026-06-02");
    }
}

#[test]
fn what_is_known_of_a_sleep_counts() {
    let hours = |parts: &[String]| {
        let events = all(&export(&parts.concat()));
        assert_eq!(events.len(), 1, "{parts:?}");
        let Entry::Sleep(sleep) = &events[0].entry else { panic!("a sleep") };
        (sleep.hours(), sleep.stages().map(|stages| stages.light / 60.0))
    };
    let of = |source: &str, from: &str, until: &str, value: &str| sleep(source, "2026-06-02", from, until, value);
    // The old name of asleep, half of it seen by another source as well.
    assert_eq!(
        hours(&[of("A", "01:00", "04:00", "Asleep"), of("B", "03:00", "06:00", "Asleep")]),
        (5.0, None)
    );
    assert_eq!(hours(&[of("A", "01:00", "04:00", "InBed")]), (3.0, None));
    // Out of bed from three to half past.
    assert_eq!(
        hours(&[of("A", "01:00", "03:00", "InBed"), of("A", "03:30", "05:00", "InBed")]),
        (3.5, None)
    );
    assert_eq!(
        hours(&[of("A", "01:00", "05:00", "InBed"), of("A", "02:00", "03:00", "Awake")]),
        (3.0, None)
    );
    assert_eq!(
        hours(&[of("A", "01:00", "07:00", "InBed"), of("B", "02:00", "06:00", "AsleepUnspecified")]),
        (4.0, None)
    );
    // One source tells of being awake within what it calls asleep.
    assert_eq!(
        hours(&[of("A", "01:00", "07:00", "Asleep"), of("A", "02:00", "03:00", "Awake")]),
        (5.0, None)
    );
    // The one that knows stages says awake, the other asleep.
    assert_eq!(
        hours(&[
            of("W", "01:00", "03:00", "AsleepCore"),
            of("W", "03:00", "04:00", "Awake"),
            of("B", "01:00", "05:00", "Asleep")
        ]),
        (3.0, Some(2.0))
    );
    // A gap of half an hour is one sleep, of an hour two.
    assert_eq!(
        hours(&[of("A", "01:00", "03:00", "Asleep"), of("A", "03:30", "05:00", "Asleep")]),
        (3.5, None)
    );
    let two = [of("A", "01:00", "03:00", "Asleep"), of("A", "04:00", "05:00", "Asleep")];
    assert_eq!(all(&export(&two.concat())).len(), 2);
    let (_, awake) = imported(&export(&of("A", "01:00", "03:00", "Awake")));
    assert_eq!((awake.mapped(), awake.not_taken_total()), (0, 1));
}

#[test]
fn steps_of_a_phone_and_a_watch_are_not_added() {
    let file = export(
        &[
            steps("Phone", "02 08:00", "02 08:30", "1000"),
            steps("Watch", "02 08:05", "02 08:10", "700"),
            steps("Watch", "02 08:20", "02 08:25", "500"),
            // The watch lay on a table.
            steps("Phone", "02 21:00", "02 21:10", "300"),
            // Over midnight, two thirds of it before.
            steps("Phone", "02 23:40", "03 00:10", "90"),
            steps("Watch", "04 12:00", "04 12:00", "7"),
        ]
        .concat(),
    );
    let days: Vec<Value> = all(&file)
        .iter()
        .map(|event| json!([event.moment.local_date().to_string(), entry(event)["metric"], entry(event)["value"]]))
        .collect();
    assert_eq!(
        days,
        [
            json!(["2026-06-02", "activity.steps", 1560.0]),
            json!(["2026-06-03", "activity.steps", 30.0]),
            json!(["2026-06-04", "activity.steps", 7.0])
        ]
    );
    let (_, report) = imported(&file);
    assert_eq!((report.rows(), report.mapped(), report.merged()), (6, 2, 4));
}

#[test]
fn a_day_is_the_persons_own() {
    let at_night = record(
        "HKQuantityTypeIdentifierStepCount",
        "Phone",
        "2026-06-02 18:10:00 +0000",
        "2026-06-02 18:20:00 +0000",
        "12",
    );
    let kathmandu = Intake {
        zone: "Asia/Kathmandu".parse().unwrap(),
        ..oslo()
    };
    let rows = opened(Format::AppleHealth, export(&at_night).as_bytes(), None, &kathmandu).unwrap();
    let mut recorded = Recorded::default();
    recorded.import(rows);
    let days: Vec<_> = recorded.0.values().map(|event| event.moment.local_date().to_string()).collect();
    // Five minutes before the third of June there, and five minutes of it.
    assert_eq!(days.len(), 2, "{days:?}");
    assert!(days.contains(&"2026-06-02".to_owned()) && days.contains(&"2026-06-03".to_owned()));
}

#[test]
fn what_is_not_over_is_left_to_the_next_export() {
    let today = [
        steps("Phone", "09 08:00", "09 08:30", "1000"),
        steps("Phone", "10 08:00", "10 08:30", "2000"),
        sleep("Watch", "2026-06-10", "20:00", "21:00", "Asleep"),
    ];
    let (mut recorded, report) = imported(&export(&today.concat()));
    assert_eq!((report.mapped(), report.not_taken_total(), recorded.0.len()), (1, 2, 1));
    let tomorrow = export(&[&today[..], &[steps("Phone", "10 22:00", "10 22:10", "500")]].concat().concat());
    let tomorrow = tomorrow.replace("2026-06-10 21:34:30", "2026-06-11 21:34:30");
    let later = recorded.import(opened(Format::AppleHealth, tomorrow.as_bytes(), None, &oslo()).unwrap());
    assert_eq!((later.mapped(), later.duplicates(), later.rejected_total()), (2, 1, 0));
}

#[test]
fn a_night_that_a_later_export_knows_better_conflicts() {
    let part = sleep("Watch", "2026-06-02", "01:00", "05:00", "AsleepCore");
    let nap = sleep("Watch", "2026-06-02", "14:00", "15:00", "AsleepCore");
    let (mut recorded, _) = imported(&export(&[part.clone(), nap.clone()].concat()));
    assert_eq!(recorded.0.len(), 2);
    let more = export(&[nap, sleep("Watch", "2026-06-02", "00:30", "01:00", "AsleepCore"), part].concat());
    let report = recorded.import(opened(Format::AppleHealth, more.as_bytes(), None, &oslo()).unwrap());
    assert_eq!(
        (report.mapped(), report.duplicates(), report.rejected_total(), report.merged()),
        (0, 1, 1, 1)
    );
    // Read in another zone nothing is doubled.
    let abroad = Intake {
        zone: "America/Los_Angeles".parse().unwrap(),
        ..oslo()
    };
    let report = recorded.import(opened(Format::AppleHealth, more.as_bytes(), None, &abroad).unwrap());
    assert_eq!((report.mapped(), recorded.0.len()), (0, 2));
}

#[test]
fn a_nap_found_later_moves_no_other_sleep() {
    let night = sleep("Watch", "2026-06-02", "01:00", "07:00", "AsleepCore");
    let nap = |from: &str, until: &str| sleep("Watch", "2026-06-02", from, until, "AsleepCore");
    let (early, noon, late) = (nap("08:30", "09:00"), nap("12:00", "13:00"), nap("16:00", "16:40"));
    let (mut recorded, first) = imported(&export(&[night.clone(), late.clone()].concat()));
    assert_eq!(first.mapped(), 2);
    let mut again = |parts: &[&String]| {
        let parts: String = parts.iter().map(|part| part.as_str()).collect();
        let report = recorded.import(opened(Format::AppleHealth, export(&parts).as_bytes(), None, &oslo()).unwrap());
        (report.mapped(), report.duplicates(), report.rejected_total())
    };
    assert_eq!(again(&[&night, &noon, &late]), (1, 2, 0));
    assert_eq!(again(&[&late, &noon, &early, &night]), (1, 3, 0));
    assert_eq!(recorded.0.len(), 4);
}

#[test]
fn a_night_after_a_nap_of_the_same_day_at_utc_moves_it_not() {
    // In the Far East a nap comes before the night that ends on the same day at UTC.
    let nap = sleep("Watch", "2026-06-02", "07:00", "08:00", "AsleepCore");
    let night = sleep("Watch", "2026-06-02", "17:00", "23:30", "AsleepCore");
    let second = sleep("Watch", "2026-06-02", "09:30", "13:00", "AsleepCore");
    let (mut recorded, first) = imported(&export(&nap));
    assert_eq!(first.mapped(), 1);
    for parts in [[&nap, &second].as_slice(), &[&nap, &second, &night]] {
        let parts: String = parts.iter().map(|part| part.as_str()).collect();
        let report = recorded.import(opened(Format::AppleHealth, export(&parts).as_bytes(), None, &oslo()).unwrap());
        assert_eq!((report.mapped(), report.rejected_total()), (1, 0));
    }
    assert_eq!(recorded.0.len(), 3);
}

pub fn workout(source: &str, from: &str, until: &str, duration: &str) -> String {
    format!(
        " <Workout workoutActivityType=\"HKWorkoutActivityTypeTraditionalStrengthTraining\" {duration} sourceName=\"{source}\" \
         startDate=\"2026-06-02 {from}:00 +0200\" endDate=\"2026-06-02 {until}:00 +0200\">\n  <WorkoutEvent type=\"x\" date=\"2026-06-02 18:10:00 +0200\"/>\n \
         <WorkoutStatistics type=\"HKQuantityTypeIdentifierStepCount\" sum=\"3000\" unit=\"count\"/>\n </Workout>\n"
    )
}

#[test]
fn the_other_records_that_are_taken() {
    let file = export(
        &[
            record(
                "HKQuantityTypeIdentifierRestingHeartRate",
                "Watch",
                "2026-06-02 00:04:00 +0200",
                "2026-06-02 23:50:00 +0200",
                "56",
            ),
            record(
                "HKCategoryTypeIdentifierMindfulSession",
                "Calm &amp; Co",
                "2026-06-02 07:00:00 +0200",
                "2026-06-02 07:10:30 +0200",
                "",
            ),
            workout("Watch", "18:00", "19:00", "duration=\"52.5\" durationUnit=\"min\""),
            // Another app tells of the same hour.
            workout("App", "18:05", "18:55", ""),
            workout("App", "20:00", "20:30", ""),
        ]
        .concat(),
    );
    let (_, report) = imported(&file);
    assert_eq!((report.rows(), report.mapped(), report.merged()), (5, 4, 1));
    let events = all(&file);
    assert_eq!(
        events.iter().map(entry).collect::<Vec<_>>(),
        [
            json!({"metric": "heart.resting_rate", "value": 56.0}),
            json!({"exercise": "mindfulness", "minutes": 10.5}),
            json!({"exercise": "physical", "minutes": 52.5, "name": "Traditional Strength Training"}),
            json!({"exercise": "physical", "minutes": 30.0, "name": "Traditional Strength Training"})
        ]
    );
    assert_eq!(events[2].moment.at().to_string(), "2026-06-02T16:00:00Z");
}

#[test]
fn every_row_is_counted_and_a_correlation_is_one() {
    let heart = record(
        "HKQuantityTypeIdentifierHeartRate",
        "Watch",
        "2026-06-02 07:00:00 +0200",
        "2026-06-02 07:00:00 +0200",
        "61",
    );
    let step = steps("Phone", "02 08:00", "02 08:30", "1000");
    // Apple repeats what is in a correlation at the top.
    let correlation = format!(
        " <Correlation type=\"HKCorrelationTypeIdentifierBloodPressure\" sourceName=\"x\">\n  <MetadataEntry key=\"a\" value=\"b\"/>\n{step}{heart} </Correlation>\n"
    );
    let file = export(&format!(
        "{heart}{correlation}{heart}{step} <ActivitySummary dateComponents=\"2026-06-02\" activeEnergyBurned=\"300\"/>\n"
    ));
    let (_, report) = imported(&file);
    assert_eq!((report.rows(), report.mapped()), (5, 1));
    let not_taken = serde_json::to_value(report.not_taken()).unwrap();
    assert_eq!(
        not_taken,
        json!({"HKQuantityTypeIdentifierHeartRate": 2, "Correlation": 1, "ActivitySummary": 1})
    );
}

#[test]
fn attributes_come_in_any_order() {
    let usual = sleep("Watch", "2026-06-02", "01:00", "05:00", "AsleepCore");
    let start = "startDate=\"2026-06-02 01:00:00 +0200\"";
    let turned = usual.replace(start, "").replace("<Record type", &format!("<Record {start} type"));
    assert_eq!(all(&export(&turned)), all(&export(&usual)));
    assert_eq!(
        all(&export(&turned.replace('"', "'").replace("'Europe/Oslo'/", "'x' /"))),
        all(&export(&usual))
    );
}

#[test]
fn a_wrong_record_is_refused_alone() {
    let good = sleep("Watch", "2026-06-02", "01:00", "05:00", "AsleepCore");
    let wrong = [
        (good.replace("AsleepCore", "Dozing"), "value is HKCategoryValueSleepAnalysisDozing"),
        (good.replace("2026-06-02 01:00:00", "2026-06-02 01:00"), "startDate"),
        (good.replace("05:00:00", "00:30:00"), "endDate"),
        (good.replace("2026-06-02 05", "2026-06-03 05"), "24 hours after it"),
        (good.replace("2026-06", "2031-06"), "24 hours from now"),
        (good.replace("2026-06", "1931-06"), "from 1970"),
        (good.replace("type=", "kind="), "type is nothing"),
        (steps("Phone", "02 08:00", "02 08:30", "many"), "value is many"),
        (steps("Phone", "02 08:00", "02 08:30", "-3"), "value is -3"),
        (steps("Phone", "02 08:00", "02 08:30", "NaN"), "value is NaN"),
        (steps("Phone", "02 08:00", "02 08:30", "1e300"), "a number from 0"),
        (
            steps("Phone", "02 08:00", "02 08:30", "3").replace("\"count\"", "\"km\""),
            "unit is km",
        ),
        (workout("App", "18:00", "18:00", ""), "minutes is 0"),
        (
            workout("App", "18:00", "19:00", "duration=\"1\" durationUnit=\"week\""),
            "durationUnit is week",
        ),
        (
            workout("App", "18:00", "19:00", "duration=\"x\" durationUnit=\"min\""),
            "duration is x",
        ),
    ];
    for (record, why) in wrong {
        let rows = rows(Format::AppleHealth, export(&format!("{record}{good}")), None);
        assert_eq!(rows[0].line, 1);
        assert!(refusal(&rows[0]).contains(why), "{why}: {}", refusal(&rows[0]));
        assert!(taken(&rows[1]) && rows.len() == 2, "{why}");
    }
}

#[test]
fn a_sleep_of_more_than_a_day_is_refused_part_by_part() {
    let parts: Vec<String> = (0..60)
        .map(|i| {
            let at = |hour: i64| {
                let zoned: jiff::Timestamp = "2026-05-01T00:00:00Z".parse().unwrap();
                let at = zoned + jiff::SignedDuration::from_hours(hour);
                at.strftime("%Y-%m-%d %H:%M:%S +0000").to_string()
            };
            record(
                "HKCategoryTypeIdentifierSleepAnalysis",
                "App",
                &at(i),
                &at(i + 1),
                "HKCategoryValueSleepAnalysisInBed",
            )
        })
        .collect();
    let (recorded, report) = imported(&export(&parts.concat()));
    assert_eq!(report.rows(), 60);
    assert!(recorded.0.len() >= 2 && report.rejected_total() > 0, "{report:?}");
    for event in recorded.0.values() {
        let Entry::Sleep(sleep) = &event.entry else { panic!("a sleep") };
        assert!(sleep.hours() <= 24.0);
    }
}

#[test]
fn of_a_file_that_is_cut_off_nothing_merged_is_taken() {
    let night = sleep("Watch", "2026-06-02", "01:00", "05:00", "AsleepCore");
    let whole = export(
        &[
            night.clone(),
            night.clone(),
            steps("Phone", "02 08:00", "02 08:30", "10"),
            workout("App", "18:00", "19:00", ""),
        ]
        .concat(),
    );
    for cut in HEAD.len()..whole.len() - "</HealthData>\n".len() {
        let (recorded, report) = imported(&whole[..cut]);
        assert_eq!(
            (recorded.0.len(), report.mapped(), report.rejected_total()),
            (0, 0, 1),
            "cut at {cut}"
        );
        let reason = &report.rejected()[0].reason;
        assert!(reason.starts_with("the file ends at byte"), "{reason}");
    }
}
