//! Formats that are an array of JSON records each: Oura, State of Mind, mindLAMP.

use eunoia_domain::{Entry, Event};
use eunoia_ingest::{
    importer::{Content, Format, Mapping, Report},
    intake::Intake,
};
use serde_json::{Value, json};

use crate::{Recorded, events, opened, oslo, refusal, rows, taken};

fn entry(event: &Event) -> Value {
    serde_json::to_value(&event.entry).unwrap()
}

fn with(record: &Value, key: &str, value: Value) -> Value {
    let mut record = record.clone();
    record[key] = value;
    record
}

fn without(record: &Value, key: &str) -> Value {
    let mut record = record.clone();
    record.as_object_mut().unwrap().remove(key);
    record
}

/// A period as Oura gives it, of invented numbers.
pub fn period() -> Value {
    json!({
        "id": "2f7b2c1e-6a5e-4a1f-9d0d-0f5d5a0c7b11", "day": "2026-03-29", "bedtime_start": "2026-03-28T23:10:00.000+01:00",
        "bedtime_end": "2026-03-29T08:10:00.000+02:00", "total_sleep_duration": 25_200, "deep_sleep_duration": 5_400,
        "light_sleep_duration": 14_400, "rem_sleep_duration": 5_400, "awake_time": 3_600, "latency": 600, "efficiency": 88,
        "time_in_bed": 28_800, "type": "long_sleep", "average_hrv": 51, "heart_rate": {"interval": 300, "items": [52, null]},
        "sleep_phase_5_min": "4421", "readiness": null
    })
}

#[test]
fn a_period_of_oura_is_a_sleep() {
    for file in [
        json!([period()]),
        json!({"data": [period()], "next_token": null}),
        json!({"daily_sleep": [1], "sleep": [period()]}),
    ] {
        let rows = rows(Format::Oura, file.to_string(), None);
        let event = events(&rows[0])[0];
        assert_eq!(event.moment.local_date().to_string(), "2026-03-29");
        assert_eq!(
            entry(event),
            json!({
                "start": "2026-03-28T22:10:00Z", "end": "2026-03-29T06:10:00Z", "asleep_minutes": 420.0, "efficiency": 88.0,
                "stages": {"awake": 60.0, "light": 240.0, "deep": 90.0, "rem": 90.0}
            })
        );
    }
}

#[test]
fn rests_and_deleted_periods_are_not_taken() {
    let kinds = ["deleted", "rest", "sleep", "late_nap", "long_sleep", "coma"];
    let file: Vec<Value> = kinds
        .iter()
        .map(|kind| with(&with(&period(), "id", json!(kind)), "type", json!(kind)))
        .collect();
    let mut recorded = Recorded::default();
    let report = recorded.import(opened(Format::Oura, json!(file).to_string().as_bytes(), None, &oslo()).unwrap());
    assert_eq!((report.mapped(), report.not_taken_total(), report.rejected_total()), (3, 2, 1));
    assert_eq!(
        serde_json::to_value(report.not_taken()).unwrap(),
        json!({"sleep of type deleted": 1, "sleep of type rest": 1})
    );
    assert!(report.rejected()[0].reason.contains("type is coma"));
    let unknown = without(&with(&period(), "total_sleep_duration", Value::Null), "rem_sleep_duration");
    let rows = rows(Format::Oura, json!([unknown]).to_string(), None);
    let Entry::Sleep(sleep) = &events(&rows[0])[0].entry else {
        panic!("a sleep")
    };
    assert_eq!((sleep.stages(), sleep.hours()), (None, 8.0), "seconds that are not known are not 0");
}

#[test]
fn a_wrong_period_is_refused_in_the_names_of_the_file() {
    for (period, why) in [
        (with(&period(), "bedtime_end", json!("later")), "bedtime_end is later"),
        (with(&period(), "bedtime_end", json!("2026-03-30T08:10:00+02:00")), "bedtime_end"),
        (
            with(&period(), "total_sleep_duration", json!(90_000)),
            "total_sleep_duration (in minutes) is 1500",
        ),
        (
            with(&period(), "deep_sleep_duration", json!(-60)),
            "deep_sleep_duration (in minutes) is -1",
        ),
        (with(&period(), "efficiency", json!(188)), "efficiency is 188"),
        (without(&period(), "id"), "id"),
        (json!(7), "not of that form"),
    ] {
        let told = rows(Format::Oura, json!([period, self::period()]).to_string(), None);
        assert!(refusal(&told[0]).contains(why), "{why}: {}", refusal(&told[0]));
        assert!(taken(&told[1]));
    }
}

/// A record as Health Auto Export writes it.
pub fn feeling() -> Value {
    json!({
        "id": "550E8400-E29B-41D4-A716-446655440000", "start": "2026-02-06 14:00:00 -0800", "end": "2026-02-06 14:05:00 -0800",
        "kind": "momentary_emotion", "labels": ["Calm", "Focused"], "associations": ["Work"], "valence": 0.5,
        "valenceClassification": 6, "metadata": {"HKWasUserEntered": "1"}
    })
}

#[test]
fn a_state_of_mind_is_a_mood() {
    let day = with(&with(&feeling(), "kind", json!("daily_mood")), "id", json!("b"));
    for file in [
        json!([feeling(), day]),
        json!({"stateOfMind": [feeling(), day]}),
        json!({"data": {"metrics": [{"name": "x", "data": [1]}], "stateOfMind": [feeling(), day], "workouts": []}}),
    ] {
        let rows = rows(Format::StateOfMind, file.to_string(), None);
        assert_eq!(rows.len(), 2, "{file}");
        let event = events(&rows[0])[0];
        assert_eq!(event.moment.at().to_string(), "2026-02-06T22:00:00Z");
        let mood = json!({"score": 7.75, "valence": 0.5, "emotions": ["Calm", "Focused"], "activities": ["Work"]});
        assert_eq!((entry(event), entry(events(&rows[1])[0])), (mood.clone(), mood));
    }
    for (valence, score) in [(-1.0, 1.0), (0.0, 5.5), (1.0, 10.0)] {
        let rows = rows(
            Format::StateOfMind,
            json!([with(&feeling(), "valence", json!(valence))]).to_string(),
            None,
        );
        assert_eq!(entry(events(&rows[0])[0])["score"], score);
    }
    // Another phone's zone on the day of the export, the same instant.
    let moved = with(&feeling(), "start", json!("2026-02-06 23:00:00 +0100"));
    let id = |record: Value| events(&rows(Format::StateOfMind, json!([record]).to_string(), None)[0])[0].id;
    assert_eq!(id(feeling()), id(moved));
    let elsewhere = rows(Format::StateOfMind, json!({"data": {"metrics": []}}).to_string(), None);
    assert!(refusal(&elsewhere[0]).contains("no list called \"stateOfMind\""));
}

#[test]
fn a_wrong_state_of_mind_is_refused_in_the_names_of_the_file() {
    for (record, why) in [
        (with(&feeling(), "valence", json!(1.5)), "valence is 1.5"),
        (without(&feeling(), "valence"), "valence"),
        (with(&feeling(), "labels", json!([""])), "labels[0] is blank"),
        (
            with(&feeling(), "associations", json!(vec!["x"; 31])),
            "associations is 31 names long",
        ),
        (with(&feeling(), "labels", json!([7])), "labels[0]"),
        (with(&feeling(), "start", json!("2026-02-06")), ""),
        (with(&feeling(), "start", json!("2099-02-06 14:00:00 -0800")), "start"),
        (with(&feeling(), "id", json!(" ")), "id is blank"),
    ] {
        let told = rows(Format::StateOfMind, json!([record, feeling()]).to_string(), None);
        assert!(why.is_empty() || refusal(&told[0]).contains(why), "{why}: {told:?}");
        assert!(taken(&told[1]));
    }
}

pub const STUDY: &str = r#"
[activities.survey1]
instrument = "phq2"
items = ["Little interest", "Feeling down"]
values = { "Not at all" = 0, "Several days" = 1, "More than half the days" = 2, "Nearly every day" = 3 }
missing = ["", "I'd rather not say"]
ignore = ["Anything else?"]

[activities.survey2]
mood = { item = "How do you feel?", scale = { from = [0, 4], to = [1, 10] } }

[[activities.survey2.metric]]
item = "How stressed are you?"
name = "stress.level"
values = { low = 1, high = 3 }

[[activities.survey2.metric]]
item = "Cups of tea"
name = "cups of tea"
adds_up = true
"#;

fn slice(item: &str, value: Value) -> Value {
    json!({"item": item, "value": value, "type": null, "duration": 1_200, "level": null})
}

/// Answers to the mapping's first survey.
pub fn survey(first: Value, second: Value) -> Value {
    json!({
        "timestamp": 1_772_000_000_000_i64, "activity": "survey1", "duration": 3_735, "static_data": {"x": 1},
        "temporal_slices": [slice("Little interest", first), slice("Feeling down", second), slice("Anything else?", json!("words"))]
    })
}

fn lamp(events: Value, mapping: Option<&str>) -> Report {
    let mut recorded = Recorded::default();
    recorded.import(opened(Format::Mindlamp, events.to_string().as_bytes(), mapping, &oslo()).unwrap())
}

#[test]
fn surveys_are_what_a_mapping_says() {
    let second = json!({
        "timestamp": 1_772_000_000_000_i64, "activity": "survey2",
        "temporal_slices": [slice("How do you feel?", json!(2)), slice("How stressed are you?", json!("high")), slice("Cups of tea", Value::Null)]
    });
    let file = json!({"data": [survey(json!("Several days"), json!("Nearly every day")), second]});
    let rows = rows(Format::Mindlamp, file.to_string(), Some(STUDY));
    assert_eq!(events(&rows[0])[0].moment.at().to_string(), "2026-02-25T06:13:20Z");
    assert_eq!(entry(events(&rows[0])[0]), json!({"instrument": "phq2", "answers": [1, 3]}));
    let others: Vec<Value> = events(&rows[1]).into_iter().map(entry).collect();
    assert_eq!(others, [json!({"score": 5.5}), json!({"metric": "stress.level", "value": 3.0})]);
}

#[test]
fn without_a_mapping_each_survey_says_which_it_needs() {
    let file = json!([survey(json!(1), json!(2)), {"timestamp": 1, "sensor": "lamp.steps", "data": {"value": 13}}]);
    let report = lamp(file.clone(), None);
    assert_eq!((report.rejected_total(), report.not_taken_total()), (1, 1));
    assert!(report.rejected()[0].reason.contains("[activities.\"survey1\"]"), "{report:?}");
    assert_eq!(serde_json::to_value(report.not_taken()).unwrap(), json!({"sensor lamp.steps": 1}));
    let other = lamp(file, Some("[activities.x]\nmood = { item = \"m\" }\n"));
    assert_eq!((other.rejected_total(), other.not_taken_total()), (0, 2));
}

#[test]
fn a_wrong_survey_is_refused() {
    let mut twice = survey(json!("Several days"), json!("Not at all"));
    twice["temporal_slices"][2] = twice["temporal_slices"][0].clone();
    let mut unknown = survey(json!("Several days"), json!("Not at all"));
    unknown["temporal_slices"][2]["item"] = json!("Appetite");
    for (event, why) in [
        (survey(json!("Often"), json!("Not at all")), "Little interest is Often"),
        (survey(json!("I'd rather not say"), json!("Not at all")), "1 left out"),
        (twice, "answered once"),
        (unknown, "Appetite"),
        (
            with(&survey(json!("Not at all"), json!("Not at all")), "timestamp", json!("now")),
            "timestamp",
        ),
        (json!({"timestamp": 1}), "activity"),
    ] {
        let report = lamp(json!([event]), Some(STUDY));
        assert_eq!((report.rejected_total(), report.rows()), (1, 1), "{why}");
        assert!(report.rejected()[0].reason.contains(why), "{why}: {report:?}");
    }
}

#[test]
fn a_mapping_of_activities_is_checked() {
    for (mapping, why) in [
        ("[activities.a]\ninstrument = \"phq2\"\nitems = [\"x\"]\n", "activities.a.items"),
        (
            "[activities.a]\ninstrument = \"phq2\"\nitems = [\"x\", \"y\"]\nvalues = { often = 4 }\n",
            "activities.a.values.often",
        ),
        ("[activities.a]\ninstrument = \"phq2\"\nitems = [\"x\", \"x\"]\n", "mentioned once"),
        ("[activities.a]\ninstrument = \"cssrs\"\n", "screener"),
        ("[activities.a]\nitems = [\"x\"]\n", "activities.a.instrument"),
        ("[activities.a]\n", "no item has a meaning"),
        (
            "[activities.a]\nmood = { item = \"x\", scale = { from = [0, 4], to = [0, 10] } }\n",
            "activities.a.mood.scale.to",
        ),
        (
            "[[activities.a.metric]]\nitem = \"x\"\nname = \"phq9.total\"\n",
            "activities.a.metric[0].name",
        ),
        ("[activities.a]\ncolour = 1\n", "colour"),
    ] {
        let error = mapping.parse::<Mapping>().unwrap_err().to_string();
        assert!(error.contains(why), "{why}: {error}");
    }
}

#[test]
fn importing_again_adds_nothing_and_a_revision_conflicts() {
    let answers = survey(json!("Several days"), json!("Not at all"));
    let cases: [(Format, Value, Option<&str>, &str, Value); 3] = [
        (Format::Oura, period(), None, "bedtime_start", json!("2026-03-28T22:59:00+01:00")),
        (Format::StateOfMind, feeling(), None, "valence", json!(0.6)),
        (
            Format::Mindlamp,
            answers,
            Some(STUDY),
            "temporal_slices",
            survey(json!("Not at all"), json!("Not at all"))["temporal_slices"].clone(),
        ),
    ];
    for (format, record, mapping, key, value) in cases {
        let mut recorded = Recorded::default();
        let mut import = |record: &Value, intake: &Intake| {
            let file = json!([record]).to_string();
            let report = recorded.import(opened(format, file.as_bytes(), mapping, intake).unwrap());
            (report.mapped(), report.duplicates(), report.rejected_total())
        };
        assert_eq!(import(&record, &oslo()), (1, 0, 0), "{format}");
        assert_eq!(import(&record, &oslo()), (0, 1, 0), "{format}");
        assert_eq!(import(&with(&record, key, value), &oslo()), (0, 0, 1), "{format}");
        let abroad = Intake {
            zone: "Asia/Tokyo".parse().unwrap(),
            ..oslo()
        };
        assert_eq!(import(&record, &abroad), (0, 0, 1), "{format}");
    }
}

#[test]
fn a_cut_file_ends_with_where() {
    for (format, record) in [
        (Format::Oura, period()),
        (Format::StateOfMind, feeling()),
        (Format::Mindlamp, survey(json!(1), json!(1))),
    ] {
        let whole = json!([record.clone(), record]).to_string();
        for cut in [1, 30, whole.len() / 2 + 20, whole.len() - 1] {
            let rows = rows(format, &whole[..cut], None);
            let last = rows.last().unwrap();
            assert!(
                matches!(last.content, Content::Refused(_)) && refusal(last).contains("the file ends at byte"),
                "{format} {cut}"
            );
        }
    }
}
