#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use eunoia_domain::{Entry, EntryKind, Zone};

#[test]
fn what_a_person_wrote_in_sentences_is_one_text() {
    let text = |kind, json: &str| {
        let entry = Entry::from_json(kind, json, &Zone::UTC).unwrap();
        entry.free_text().map(|text| text.into_owned())
    };
    for (kind, json, expected) in [
        (EntryKind::Journal, r#"{"text": "Rain."}"#, Some("Rain.")),
        (
            EntryKind::Journal,
            r#"{"title": "Monday", "text": "Rain."}"#,
            Some("Monday\n\nRain."),
        ),
        (EntryKind::Mood, r#"{"score": 5, "note": "so so"}"#, Some("so so")),
        (
            EntryKind::Mood,
            r#"{"score": 5, "place": "the pier", "activities": ["rowing"]}"#,
            None,
        ),
        (EntryKind::Gratitude, r#"{"items": ["tea", "rain"]}"#, Some("tea\nrain")),
        (
            EntryKind::Exercise,
            r#"{"exercise": "physical", "minutes": 5, "name": "laps", "note": "cold water"}"#,
            Some("cold water"),
        ),
        (EntryKind::Context, r#"{"metric": "cups of tea", "value": 3}"#, None),
        (EntryKind::Assessment, r#"{"instrument": "phq2", "answers": [1, 1]}"#, None),
    ] {
        assert_eq!(text(kind, json).as_deref(), expected, "{json}");
    }
}
