use eunoia_domain::EntryKind;
use serde_json::json;

use crate::{
    entries::{create, create_in, delete, imported, mood},
    home::{Home, person, writer},
};

pub async fn usage_counts_what_is_current(home: &Home) {
    let ledger = home.open().await;
    let writer = writer(&ledger);
    let (ada, bob) = (
        person(&ledger, "ada@example.org").await.id,
        person(&ledger, "bob@example.org").await.id,
    );
    let weather = json!({ "metric": "weather.temperature", "value": 3 });
    let changes = vec![
        create(1, "mood", "2026-03-01T10:00:00Z", &mood(5.0, "one")),
        create(2, "mood", "2026-03-01T11:00:00Z", &mood(6.0, "same day")),
        // Already the third of March where it is recorded.
        create_in(
            "Pacific/Kiritimati",
            3,
            "journal",
            "2026-03-02T11:00:00Z",
            &json!({ "text": "far away" }),
        ),
        create(4, "context", "2026-03-05T11:00:00Z", &weather),
        create(5, "gratitude", "2026-03-09T11:00:00Z", &json!({ "items": ["gone soon"] })),
        delete(5, 1, 6, "gratitude"),
        imported(7, "mood", "2026-02-27T10:00:00Z", &mood(5.0, "from another diary")),
        // A watch records whether or not its wearer does.
        imported(
            8,
            "exercise",
            "2026-02-28T10:00:00Z",
            &json!({ "exercise": "physical", "minutes": 20 }),
        ),
    ];
    writer.record(ada, changes).await.unwrap();
    writer
        .record(bob, vec![create(1, "mood", "2026-04-01T10:00:00Z", &mood(5.0, "his"))])
        .await
        .unwrap();

    let mut usage = ledger.usage(ada).await.unwrap();
    usage.sort_by_key(|usage| usage.kind.code());
    let told: Vec<_> = usage
        .iter()
        .map(|usage| (usage.kind, usage.count, usage.latest.0.to_string(), usage.latest.1.to_string()))
        .collect();
    let expected = |kind, count, at: &str, date: &str| (kind, count, at.to_owned(), date.to_owned());
    assert_eq!(
        told,
        [
            expected(EntryKind::Mood, 3, "2026-03-01T11:00:00Z", "2026-03-01"),
            expected(EntryKind::Journal, 1, "2026-03-02T11:00:00Z", "2026-03-03"),
            expected(EntryKind::Exercise, 1, "2026-02-28T10:00:00Z", "2026-02-28"),
            expected(EntryKind::Context, 1, "2026-03-05T11:00:00Z", "2026-03-05"),
        ]
    );
    let days = ledger.recorded_days(ada).await.unwrap();
    let expected = ["2026-03-03", "2026-03-01", "2026-02-27"].map(|date| date.parse().unwrap());
    assert_eq!(days, expected, "what somebody recorded, wherever they did");
    let by_day = ledger
        .kinds_by_day(ada, "2026-03-01".parse().unwrap(), "2026-03-04".parse().unwrap())
        .await
        .unwrap();
    assert_eq!(
        by_day,
        [
            ("2026-03-01".parse().unwrap(), EntryKind::Mood),
            ("2026-03-03".parse().unwrap(), EntryKind::Journal)
        ]
    );
    assert!(ledger.usage(bob + 1).await.unwrap().is_empty(), "nobody has recorded nothing");
}
