use eunoia_domain::{EntryKind, EventId};
use eunoia_ingest::ledger::{Filter, Ledger, Position};
use jiff::Timestamp;
use serde_json::json;

use crate::{
    entries::{create, create_in, delete, edit, event_id, mood},
    first,
    home::{Home, person, writer},
};

/// `minutes` after eight o'clock on 1 October 2026.
fn minutes(minutes: i64) -> String {
    Timestamp::from_second(1_790_834_400 + 60 * minutes).unwrap().to_string()
}

/// Every page of a list, each of at most `limit` entries.
async fn pages(ledger: &Ledger, person_id: i64, kind: EntryKind, filter: &Filter, limit: u32) -> Vec<Vec<EventId>> {
    let (mut pages, mut after) = (Vec::new(), None);
    loop {
        let page = ledger.list(person_id, kind, filter, after, limit).await.unwrap();
        assert!(page.records.len() <= limit as usize);
        assert_eq!(
            page.next.is_some(),
            page.next.is_some() && page.records.len() == limit as usize,
            "a page before the last one is full"
        );
        pages.push(page.records.iter().map(|record| record.id).collect());
        after = page.next;
        if after.is_none() {
            return pages;
        }
    }
}

pub async fn pages_are_disjoint_complete_and_stable(home: &Home) {
    let ledger = home.open().await;
    let writer = writer(&ledger);
    let (ada, bob) = (
        person(&ledger, "ada@example.org").await.id,
        person(&ledger, "bob@example.org").await.id,
    );
    // Groups of five share an instant, and ids do not follow time.
    let time = |n: u64| (n as i64 * 37 % 60) / 5;
    let moods: Vec<_> = (0..120).map(|n| create(n, "mood", &minutes(time(n)), &mood(5.0, "mine"))).collect();
    let others = (200..230)
        .map(|n| create(n, "journal", &minutes(time(n)), &json!({ "text": "mine" })))
        .collect();
    for outcome in writer.record(ada, moods).await.unwrap() {
        assert_eq!(first(&outcome), Some(1));
    }
    writer.record(ada, others).await.unwrap();
    writer
        .record(bob, (0..40).map(|n| create(n, "mood", &minutes(0), &mood(5.0, "his"))).collect())
        .await
        .unwrap();
    writer
        .record(
            ada,
            vec![
                edit(7, 1, 1, "mood", &minutes(500), &mood(6.0, "moved to the top")),
                delete(8, 1, 2, "mood"),
            ],
        )
        .await
        .unwrap();

    let mut expected: Vec<(i64, EventId)> = (0..120)
        .filter(|n| *n != 8)
        .map(|n| (if n == 7 { 500 } else { time(n) }, event_id(n)))
        .collect();
    expected.sort_unstable();
    let expected: Vec<EventId> = expected.into_iter().rev().map(|(_, id)| id).collect();
    for limit in [1, 7, 119, 120, 1_000] {
        assert_eq!(
            pages(&ledger, ada, EntryKind::Mood, &Filter::default(), limit).await.concat(),
            expected,
            "in pages of {limit}"
        );
    }
    assert_eq!(
        pages(&ledger, ada, EntryKind::Mood, &Filter::default(), 119).await.len(),
        1,
        "no empty page at the end"
    );
    assert_eq!(
        pages(&ledger, ada, EntryKind::Journal, &Filter::default(), 7).await.concat().len(),
        30
    );
    assert_eq!(pages(&ledger, ada, EntryKind::Sleep, &Filter::default(), 7).await, [Vec::new()]);

    // Entries that come in while somebody turns pages neither repeat nor hide what was there.
    let begun = ledger.list(ada, EntryKind::Mood, &Filter::default(), None, 50).await.unwrap();
    writer
        .record(
            ada,
            vec![
                create(900, "mood", &minutes(900), &mood(5.0, "newest")),
                create(901, "mood", &minutes(-900), &mood(5.0, "oldest")),
            ],
        )
        .await
        .unwrap();
    let mut seen: Vec<EventId> = begun.records.iter().map(|record| record.id).collect();
    let mut after = begun.next;
    while after.is_some() {
        let page = ledger.list(ada, EntryKind::Mood, &Filter::default(), after, 50).await.unwrap();
        seen.extend(page.records.iter().map(|record| record.id));
        after = page.next;
    }
    assert_eq!(seen, [expected, vec![event_id(901)]].concat());

    // A cursor may name an entry that is gone since, or never was.
    let nowhere = Position {
        observed_at: i64::MIN,
        id: event_id(0),
    };
    assert!(
        ledger
            .list(ada, EntryKind::Mood, &Filter::default(), Some(nowhere), 50)
            .await
            .unwrap()
            .records
            .is_empty()
    );
}

pub async fn filters_go_by_local_date(home: &Home) {
    let ledger = home.open().await;
    let writer = writer(&ledger);
    let ada = person(&ledger, "ada@example.org").await.id;
    // One instant, three dates: 14 November in Niue, 15 in Oslo and UTC, 16 on Kiritimati comes a little later.
    let changes = vec![
        create_in("Pacific/Niue", 1, "mood", "2026-11-15T10:30:00Z", &mood(5.0, "still the 14th")),
        create(2, "mood", "2026-11-15T10:30:00Z", &mood(5.0, "the 15th")),
        create_in(
            "Pacific/Kiritimati",
            3,
            "mood",
            "2026-11-15T10:30:00Z",
            &mood(5.0, "already the 16th"),
        ),
        create(4, "mood", "1970-01-01T00:00:00Z", &mood(5.0, "as early as can be")),
        create_in(
            "Pacific/Niue",
            5,
            "mood",
            "1970-01-01T00:00:00Z",
            &mood(5.0, "on a date before 1970"),
        ),
    ];
    assert!(
        writer
            .record(ada, changes)
            .await
            .unwrap()
            .iter()
            .all(|outcome| first(outcome) == Some(1))
    );
    let dates = |from: &str, to: &str| {
        let date = |text: &str| (!text.is_empty()).then(|| text.parse().unwrap());
        Filter {
            from: date(from),
            to: date(to),
        }
    };
    for (filter, expected) in [
        (dates("", ""), vec![3, 2, 1, 5, 4]),
        (dates("2026-11-15", "2026-11-15"), vec![2]),
        (dates("2026-11-14", "2026-11-14"), vec![1]),
        (dates("2026-11-16", ""), vec![3]),
        (dates("2026-11-15", "2026-11-16"), vec![3, 2]),
        (dates("", "2026-11-14"), vec![1, 5, 4]),
        (dates("", "1969-12-31"), vec![5]),
        (dates("1970-01-01", "1970-01-01"), vec![4]),
        (dates("2026-11-16", "2026-11-14"), vec![]),
        (dates("-009999-01-01", "9999-12-31"), vec![3, 2, 1, 5, 4]),
    ] {
        let expected: Vec<EventId> = expected.into_iter().map(event_id).collect();
        for limit in [1, 2, 10] {
            assert_eq!(
                pages(&ledger, ada, EntryKind::Mood, &filter, limit).await.concat(),
                expected,
                "{filter:?}"
            );
        }
    }
    let early = ledger.latest(ada, event_id(5)).await.unwrap().unwrap();
    assert_eq!(
        (early.moment.local_date().to_string(), early.moment.zone().name()),
        ("1969-12-31".to_owned(), "Pacific/Niue")
    );
}

pub async fn history_is_what_is_current(home: &Home) {
    let ledger = home.open().await;
    let writer = writer(&ledger);
    let ada = person(&ledger, "ada@example.org").await.id;
    let changes = vec![
        create(3, "mood", &minutes(30), &mood(3.0, "third")),
        create(1, "gratitude", &minutes(10), &json!({ "items": ["first"] })),
        create(2, "context", &minutes(20), &json!({ "metric": "second", "value": 2.0 })),
        create(4, "mood", &minutes(40), &mood(4.0, "taken back")),
        edit(3, 1, 1, "mood", &minutes(5), &mood(3.5, "now the first")),
        delete(4, 1, 2, "mood"),
    ];
    assert!(
        writer
            .record(ada, changes)
            .await
            .unwrap()
            .iter()
            .all(|outcome| first(outcome).is_some())
    );
    let history = ledger.history(ada).await.unwrap();
    let found: Vec<_> = history.iter().map(|record| (record.id, record.version, record.kind)).collect();
    assert_eq!(
        found,
        [
            (event_id(3), 2, EntryKind::Mood),
            (event_id(1), 1, EntryKind::Gratitude),
            (event_id(2), 1, EntryKind::Context)
        ]
    );
    let key = ledger.key(ada).await.unwrap();
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&history[0].json(&key).unwrap()).unwrap(),
        mood(3.5, "now the first")
    );
    assert_eq!(history[0].moment.at().to_string(), minutes(5));
    assert!(ledger.history(ada + 1).await.unwrap().is_empty());
    assert_eq!(
        ledger.revision(ada).await.unwrap(),
        ledger.latest(ada, event_id(4)).await.unwrap().unwrap().seq
    );
}

pub async fn what_can_be_measured_comes_in_pages(home: &Home) {
    let ledger = home.open().await;
    let writer = writer(&ledger);
    let ada = person(&ledger, "ada@example.org").await.id;
    let entry = |n: u64| match n % 3 {
        0 => create(n, "mood", &minutes(n as i64 / 5), &mood(3.0, "a note")),
        1 => create(n, "journal", &minutes(n as i64 / 5), &json!({ "text": "a page" })),
        _ => create(n, "context", &minutes(n as i64 / 5), &json!({ "metric": "second", "value": 2.0 })),
    };
    writer.record(ada, (1..=50).map(entry).collect()).await.unwrap();
    writer.record(ada, vec![delete(9, 1, 1, "mood")]).await.unwrap();
    let key = ledger.key(ada).await.unwrap();
    for limit in [1, 7, 49, 50, 1_000] {
        let mut found: Vec<eunoia_ingest::ledger::Record> = Vec::new();
        loop {
            let page = ledger.measured(ada, found.last(), limit).await.unwrap();
            assert!(page.len() <= limit as usize);
            if page.is_empty() {
                break;
            }
            found.extend(page);
        }
        for record in &found {
            assert_eq!(
                record.json(&key).is_ok(),
                record.kind != EntryKind::Journal,
                "a counted entry's words stay where they are"
            );
        }
        let mut ids: Vec<_> = found.iter().map(|record| record.id).collect();
        ids.sort();
        let mut expected: Vec<_> = (1..=50).filter(|n| *n != 9).map(event_id).collect();
        expected.sort();
        assert_eq!(ids, expected, "pages of {limit}");
    }
}

pub async fn ranges_end_after_so_many_bytes(home: &Home) {
    const LONG: u64 = 450;
    let ledger = home.open().await;
    let writer = writer(&ledger);
    let ada = person(&ledger, "ada@example.org").await.id;
    let text = json!({ "text": "w".repeat(90_000) });
    for n in 1..=LONG {
        let page = create(n, "journal", &minutes(n as i64), &text);
        writer.record(ada, vec![page]).await.unwrap();
    }
    let start = ledger.range_end(0, 1).await.unwrap().unwrap() - 1;
    // 32 MiB hold 372 of them.
    let first = ledger.range_end(start, 10_000).await.unwrap().unwrap();
    assert!((370..=375).contains(&(first - start)), "{}", first - start);
    assert_eq!(ledger.range_end(start, 10).await.unwrap(), Some(start + 10));
    let second = ledger.range_end(first, 10_000).await.unwrap();
    assert_eq!(second, Some(ledger.last_seq().await.unwrap()));
    // A deletion is short, but what it takes the place of is read with it.
    writer
        .record(ada, (1..=LONG).map(|n| delete(n, 1, n, "journal")).collect())
        .await
        .unwrap();
    let deletions = second.unwrap();
    let end = ledger.range_end(deletions, 10_000).await.unwrap().unwrap();
    assert!((370..=375).contains(&(end - deletions)), "{}", end - deletions);
}
