//! Entries of every kind: read, refused by field, and written so that they read back equal.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use eunoia_domain::{DayRule, Entry, EntryKind, EventId, FieldError, Metric, Moment, Source, Zone};
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

fn oslo() -> Zone {
    "Europe/Oslo".parse().unwrap()
}

fn parse(kind: EntryKind, json: &Value) -> Result<Entry, FieldError> {
    Entry::from_json(kind, &json.to_string(), &oslo())
}

/// The smallest entry of each kind, then the fullest.
fn examples() -> Vec<(EntryKind, Value)> {
    let note = "slept by the sea, 夜";
    vec![
        (EntryKind::Mood, json!({"score": 1})),
        (
            EntryKind::Mood,
            json!({"score": 7.25, "energy": 10, "valence": -1, "emotions": ["calm"], "activities": ["walk", "tea"],
                   "place": "home", "weather": "rain", "note": note}),
        ),
        (
            EntryKind::Sleep,
            json!({"start": "2026-01-01T23:00:00", "end": "2026-01-02T07:00:00"}),
        ),
        (
            EntryKind::Sleep,
            json!({"start": "2026-01-01T23:00:00+01:00", "end": "2026-01-02T06:00:00Z", "asleep_minutes": 420.5,
                   "stages": {"awake": 59.5, "light": 240, "deep": 90, "rem": 90.5}, "quality": 8, "efficiency": 87.5, "note": note}),
        ),
        (EntryKind::Journal, json!({"text": "a"})),
        (EntryKind::Journal, json!({"title": "t", "text": note})),
        (
            EntryKind::Assessment,
            json!({"instrument": "phq9", "answers": [0, 1, 2, 3, null, 0, 0, 0, null], "difficulty": 2}),
        ),
        (
            EntryKind::Assessment,
            json!({"instrument": "gad7", "answers": [3, 3, 3, 3, 3, 3, 3], "total": 21}),
        ),
        (EntryKind::Assessment, json!({"instrument": "phq2", "answers": [3, 0]})),
        (EntryKind::Assessment, json!({"instrument": "gad2", "answers": [0, 0]})),
        (
            EntryKind::Assessment,
            json!({"instrument": "who5", "answers": [5, 4, 3, 2, 1], "total": 60}),
        ),
        (
            EntryKind::Assessment,
            json!({"instrument": "isi", "answers": [4, 4, 4, 4, 0, 0, 0]}),
        ),
        (
            EntryKind::Assessment,
            json!({"instrument": "cssrs", "screener": {"wish_to_be_dead": true, "suicidal_thoughts": true, "method": true,
                   "intent": true, "plan": false, "intent_or_plan_past_day": false, "behaviour_lifetime": true,
                   "behaviour_past_3_months": false}}),
        ),
        (EntryKind::Exercise, json!({"exercise": "breathing", "minutes": 0.1})),
        (
            EntryKind::Exercise,
            json!({"exercise": "physical", "minutes": 1440, "name": "run", "mood_before": 3, "mood_after": 6.5, "note": note}),
        ),
        (EntryKind::Gratitude, json!({"items": ["sun"]})),
        (EntryKind::Gratitude, json!({"items": vec!["x".repeat(1_000); 20]})),
        (EntryKind::Context, json!({"metric": "weather.temperature", "value": -40.5})),
        (EntryKind::Context, json!({"metric": "cups of coffee", "value": 3, "adds_up": true})),
    ]
}

#[test]
fn every_kind_reads_back_what_it_writes() {
    for (kind, json) in examples() {
        let entry = parse(kind, &json).unwrap_or_else(|e| panic!("{json}: {e}"));
        assert_eq!(entry.kind(), kind);
        let written = serde_json::to_string(&entry).unwrap();
        // In another zone: what is written no longer depends on where it was read.
        let read = Entry::from_json(kind, &written, &Zone::UTC).unwrap_or_else(|e| panic!("{written}: {e}"));
        assert_eq!(read, entry, "{written}");
        assert_eq!(serde_json::to_string(&read).unwrap(), written);
    }
    for kind in EntryKind::ALL {
        assert!(examples().iter().any(|(k, _)| *k == kind), "{kind} has an example");
    }
}

#[test]
fn unknown_fields_are_refused_at_every_depth() {
    for (kind, json) in examples() {
        let mut surprised = json.clone();
        surprised["surprise"] = json!(1);
        let error = parse(kind, &surprised).unwrap_err();
        assert!(
            error.field.contains("surprise") && error.expected.contains("surprise"),
            "{kind}: {error}"
        );
        for inner in ["stages", "screener"] {
            if json.get(inner).is_some() {
                let mut surprised = json.clone();
                surprised[inner]["surprise"] = json!(1);
                let error = parse(kind, &surprised).unwrap_err();
                assert_eq!(error.field, format!("{inner}.surprise"), "{error}");
            }
        }
    }
}

#[test]
fn a_missing_or_misshapen_field_is_named() {
    let wrong = [
        (EntryKind::Mood, json!({}), "score"),
        (EntryKind::Mood, json!({"score": "7"}), "score"),
        (EntryKind::Mood, json!({"score": 7, "activities": ["a", 3]}), "activities[1]"),
        (EntryKind::Sleep, json!({"start": "2026-01-01T23:00:00"}), "end"),
        (
            EntryKind::Sleep,
            json!({"start": "2026-01-01T23:00:00", "end": "2026-01-02T07:00:00", "stages": {"awake": 1}}),
            "light",
        ),
        (EntryKind::Assessment, json!({"instrument": "mmpi", "answers": []}), "instrument"),
        (
            EntryKind::Assessment,
            json!({"instrument": "gad7", "answers": [1.5, 0, 0, 0, 0, 0, 0]}),
            "answers[0]",
        ),
        (EntryKind::Exercise, json!({"exercise": "chess", "minutes": 3}), "exercise"),
        (EntryKind::Gratitude, json!({"items": "sun"}), "items"),
        (EntryKind::Context, json!({"metric": "x"}), "value"),
    ];
    for (kind, json, field) in wrong {
        let error = parse(kind, &json).unwrap_err();
        assert!(error.to_string().contains(field), "{json}: {error}");
    }
}

#[test]
fn a_value_out_of_range_is_refused_with_field_value_and_range() {
    let night = |extra: Value| {
        let mut json = json!({"start": "2026-01-01T23:00:00Z", "end": "2026-01-02T07:00:00Z"});
        json.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        json
    };
    let cases = [
        (EntryKind::Mood, json!({"score": 10.5}), "score", "10.5", "from 1 to 10"),
        (EntryKind::Mood, json!({"score": 5, "energy": 0}), "energy", "0", "from 1 to 10"),
        (
            EntryKind::Mood,
            json!({"score": 5, "valence": 1.5}),
            "valence",
            "1.5",
            "from -1 to 1",
        ),
        (EntryKind::Mood, json!({"score": 5, "note": " \n "}), "note", "blank", "visible"),
        (
            EntryKind::Mood,
            json!({"score": 5, "note": "é".repeat(10_001)}),
            "note",
            "10001",
            "10000 characters",
        ),
        (
            EntryKind::Mood,
            json!({"score": 5, "place": "p".repeat(201)}),
            "place",
            "201",
            "200 characters",
        ),
        (
            EntryKind::Mood,
            json!({"score": 5, "emotions": vec!["a"; 31]}),
            "emotions",
            "31",
            "at most 30",
        ),
        (
            EntryKind::Mood,
            json!({"score": 5, "activities": ["ok", ""]}),
            "activities[1]",
            "blank",
            "visible",
        ),
        (
            EntryKind::Sleep,
            night(json!({"efficiency": 100.5})),
            "efficiency",
            "100.5",
            "from 0 to 100",
        ),
        (
            EntryKind::Sleep,
            night(json!({"asleep_minutes": 486})),
            "asleep_minutes",
            "486",
            "from 0 to 485",
        ),
        (
            EntryKind::Sleep,
            night(json!({"stages": {"awake": 0, "light": -1, "deep": 0, "rem": 0}})),
            "stages.light",
            "-1",
            "from 0",
        ),
        (
            EntryKind::Sleep,
            night(json!({"stages": {"awake": 200, "light": 200, "deep": 100, "rem": 0}})),
            "stages",
            "500",
            "from 0 to 485",
        ),
        (
            EntryKind::Sleep,
            night(json!({"end": "2026-01-01T23:00:00Z"})),
            "end",
            "2026-01-01T23:00:00Z",
            "after start",
        ),
        (
            EntryKind::Sleep,
            night(json!({"end": "2026-01-02T23:00:01Z"})),
            "end",
            "2026-01-02T23:00:01Z",
            "24 hours",
        ),
        (EntryKind::Journal, json!({"text": ""}), "text", "blank", "visible"),
        (
            EntryKind::Journal,
            json!({"text": "x".repeat(100_001)}),
            "text",
            "100001",
            "100000 characters",
        ),
        (
            EntryKind::Exercise,
            json!({"exercise": "other", "minutes": 0}),
            "minutes",
            "0",
            "from 0.1 to 1440",
        ),
        (
            EntryKind::Exercise,
            json!({"exercise": "other", "minutes": 1440.5}),
            "minutes",
            "1440.5",
            "from 0.1 to 1440",
        ),
        (EntryKind::Gratitude, json!({"items": []}), "items", "0", "1 to 20"),
        (
            EntryKind::Gratitude,
            json!({"items": ["sun", "\t"]}),
            "items[1]",
            "blank",
            "visible",
        ),
        (
            EntryKind::Context,
            json!({"metric": "x", "value": 1.1e9}),
            "value",
            "1100000000",
            "1000000000",
        ),
        (
            EntryKind::Context,
            json!({"metric": "m".repeat(61), "value": 1}),
            "metric",
            "61",
            "60 characters",
        ),
        (
            EntryKind::Context,
            json!({"metric": "weather.humidity", "value": 1, "adds_up": true}),
            "adds_up",
            "true",
            "catalogue",
        ),
    ];
    for (kind, json, field, value, range) in cases {
        let error = parse(kind, &json).unwrap_err();
        assert!(error.field.starts_with(field), "{error}");
        assert!(error.value.contains(value), "{error}");
        assert!(error.expected.contains(range), "{error}");
    }
}

#[test]
fn json_has_no_nan_and_numbers_too_large_for_it_are_refused() {
    for text in [
        "{\"score\": NaN}",
        "{\"score\": 1e999}",
        "{\"score\": Infinity}",
        "{\"score\": 1e300}",
        "{\"score\": -0.0}",
    ] {
        assert!(Entry::from_json(EntryKind::Mood, text, &Zone::UTC).is_err(), "{text}");
    }
    let deep = "[".repeat(100_000);
    for kind in EntryKind::ALL {
        for text in ["", "null", "[]", "7", "{", "{\"score\":", "\u{0}", &deep] {
            let error = Entry::from_json(kind, text, &Zone::UTC).unwrap_err();
            assert!(!error.to_string().starts_with(' '), "an error names what it is about: {error}");
        }
    }
}

#[test]
fn a_bare_number_can_not_pose_as_a_scored_metric() {
    for name in [
        "phq9.total",
        "phq9.item9",
        "cssrs.tier",
        "mood.score",
        "sleep.hours",
        "journal.valence",
        "custom.mean.00",
        "isi.total",
    ] {
        let error = parse(EntryKind::Context, &json!({"metric": name, "value": 1})).unwrap_err();
        assert_eq!((error.field.as_str(), error.value.as_str()), ("metric", name));
    }
}

#[test]
fn entries_give_their_observations() {
    let moment = Moment::new(
        "at",
        "2026-01-02T05:30:00Z".parse().unwrap(),
        oslo(),
        Timestamp::from_second(1_800_000_000).unwrap(),
    )
    .unwrap();
    let observed = |kind, json: Value| -> Vec<(String, f64)> {
        let observations = parse(kind, &json).unwrap().observations(&moment, |_| [0xab; 8]);
        assert!(
            observations
                .iter()
                .all(|o| o.observed_at == moment.at() && o.local_date == moment.local_date())
        );
        observations
            .into_iter()
            .map(|o| (o.metric.name().to_owned(), o.value.get()))
            .collect()
    };
    let of = |pairs: &[(&str, f64)]| pairs.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect::<Vec<_>>();
    assert_eq!(
        observed(EntryKind::Mood, json!({"score": 7, "energy": 3, "valence": -0.5, "note": "n"})),
        of(&[("mood.score", 7.0), ("mood.energy", 3.0), ("mood.valence", -0.5)])
    );
    let night = json!({"start": "2026-01-01T21:30:00Z", "end": "2026-01-02T05:30:00Z",
                       "stages": {"awake": 60, "light": 240, "deep": 90, "rem": 90}});
    assert_eq!(
        observed(EntryKind::Sleep, night),
        of(&[
            ("sleep.hours", 7.0),
            ("sleep.deep_hours", 1.5),
            ("sleep.light_hours", 4.0),
            ("sleep.rem_hours", 1.5),
            ("sleep.awake_hours", 1.0)
        ])
    );
    let phq9 = |answers: Value| observed(EntryKind::Assessment, json!({"instrument": "phq9", "answers": answers}));
    assert_eq!(
        phq9(json!([1, 1, 1, 1, 1, 1, 1, 1, 2])),
        of(&[("phq9.total", 10.0), ("phq9.item9", 2.0)])
    );
    assert_eq!(
        phq9(json!([null, null, null, 1, 1, 1, 1, 1, 2])),
        of(&[("phq9.item9", 2.0)]),
        "no total, still item 9"
    );
    assert_eq!(
        phq9(json!([1, 1, 1, 1, 1, 1, 1, 1, null])),
        of(&[("phq9.total", 9.0)]),
        "item 9 is never prorated"
    );
    assert_eq!(observed(EntryKind::Journal, json!({"text": "t"})), of(&[("journal.entries", 1.0)]));
    assert_eq!(
        observed(EntryKind::Gratitude, json!({"items": ["a", "b"]})),
        of(&[("gratitude.entries", 1.0)])
    );
    assert_eq!(
        observed(EntryKind::Exercise, json!({"exercise": "other", "minutes": 12.5})),
        of(&[("exercise.minutes", 12.5)])
    );
    assert_eq!(
        observed(EntryKind::Context, json!({"metric": "stress.level", "value": 4})),
        of(&[("stress.level", 4.0)])
    );
    let own = Metric::custom(DayRule::Sum, [0xab; 8]);
    assert_eq!(
        observed(EntryKind::Context, json!({"metric": "cups of coffee", "value": 2, "adds_up": true})),
        of(&[(own.name(), 2.0)]),
        "the name itself stays behind"
    );
}

#[test]
fn names_and_codes_of_kinds_and_sources_go_both_ways() {
    for kind in EntryKind::ALL {
        assert_eq!(EntryKind::from_code(kind.code()), Some(kind));
        assert_eq!(kind.name().parse::<EntryKind>().unwrap(), kind);
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
    }
    assert_eq!((EntryKind::from_code(0), EntryKind::from_code(8)), (None, None));
    assert!("dream".parse::<EntryKind>().unwrap_err().expected.contains("gratitude"));
    for source in Source::ALL {
        assert_eq!(Source::from_code(source.code()), Some(source));
        assert_eq!(source.name().parse::<Source>().unwrap(), source);
    }
    assert!("guess".parse::<Source>().is_err());
}

#[test]
fn ids_are_of_version_7_alone() {
    let accepted = "018f4c1e-7b2a-7c3d-9e4f-0123456789ab";
    assert_eq!(accepted.parse::<EventId>().unwrap().to_string(), accepted);
    for refused in [
        "",
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "018f4c1e-7b2a-4c3d-9e4f-0123456789ab", // version 4
        "018f4c1e-7b2a-1c3d-9e4f-0123456789ab", // version 1
        "018f4c1e-7b2a-8c3d-9e4f-0123456789ab", // version 8
        "018f4c1e-7b2a-7c3d-ce4f-0123456789ab", // another variant
        "018f4c1e-7b2a-7c3d-9e4f-0123456789a",
        "018f4c1e-7b2a-7c3d-9e4f-0123456789ag",
    ] {
        let error = refused.parse::<EventId>().unwrap_err();
        assert_eq!(error.field, "id");
        assert!(error.expected.contains("version 7"), "{error}");
    }
    assert!(serde_json::from_str::<EventId>("\"018f4c1e-7b2a-4c3d-9e4f-0123456789ab\"").is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_000) })]

    #[test]
    fn an_id_of_a_record_is_of_version_7_and_always_the_same(millis in 0_u64..1 << 48, fingerprint in any::<[u8; 10]>(), other in any::<[u8; 10]>()) {
        let id = EventId::from_record(millis, &fingerprint);
        prop_assert_eq!(id, EventId::from_record(millis, &fingerprint));
        prop_assert_eq!(EventId::try_from(id.as_uuid()).unwrap(), id);
        prop_assert_eq!(id.to_string().parse::<EventId>().unwrap(), id);
        prop_assert_eq!(&id.as_bytes()[..6], &millis.to_be_bytes()[2..]);
        // 6 of the 80 bits give way to version and variant.
        let kept = |f: &[u8; 10]| { let mut f = *f; f[0] &= 0x0f; f[2] &= 0x3f; f };
        prop_assert_eq!(EventId::from_record(millis, &other) == id, kept(&other) == kept(&fingerprint));
    }

    #[test]
    fn moods_read_back_equal(
        score in 1.0_f64..=10.0,
        energy in prop::option::of(1.0_f64..=10.0),
        valence in prop::option::of(-1.0_f64..=1.0),
        note in prop::option::of("\\PC{1,50}"),
        activities in prop::collection::vec("\\PC{1,20}", 0..5),
    ) {
        let json = json!({"score": score, "energy": energy, "valence": valence, "note": note, "activities": activities});
        let Ok(entry) = parse(EntryKind::Mood, &json) else {
            let blank = |text: &String| text.trim().is_empty();
            prop_assert!(note.iter().any(blank) || activities.iter().any(blank), "{}", json);
            return Ok(());
        };
        let written = serde_json::to_string(&entry).unwrap();
        prop_assert_eq!(Entry::from_json(EntryKind::Mood, &written, &Zone::UTC).unwrap(), entry);
    }

    #[test]
    fn sleeps_read_back_equal(from in 0_i64..1_700_000_000, minutes in 1_i64..=1_440, asleep in 0.0_f64..=1.0) {
        let (start, end) = (Timestamp::from_second(from).unwrap(), Timestamp::from_second(from + minutes * 60).unwrap());
        let json = json!({"start": start.to_string(), "end": end.to_string(), "asleep_minutes": asleep * minutes as f64});
        let entry = parse(EntryKind::Sleep, &json).unwrap();
        let written = serde_json::to_string(&entry).unwrap();
        prop_assert_eq!(Entry::from_json(EntryKind::Sleep, &written, &Zone::UTC).unwrap(), entry);
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,80}", k in 0..EntryKind::ALL.len()) {
        let _ = Entry::from_json(EntryKind::ALL[k], &text, &Zone::UTC);
    }
}
