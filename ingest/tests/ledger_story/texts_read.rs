//! What is read in texts: which ones wait, that each is read once, and who sees it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
};

use eunoia_domain::EntryKind;
use eunoia_ingest::{
    ledger::{Filter, Ledger, Store},
    text::{Reading, ScoreFailure, Scoring, ScoringError, ScoringStep, Unread},
};
use serde_json::json;
use sqlx::Row;
use tokio::sync::Notify;

use crate::{
    entries::{clock, create, delete, edit, event_id, mood},
    home::{Home, person, writer},
    texts::{read, read_all, read_everything, scoring, shown},
};

const AT: &str = "2026-11-16T08:00:00+01:00";

fn journal(text: &str) -> serde_json::Value {
    json!({ "text": text })
}

async fn valence(ledger: &Ledger, person_id: i64, n: u64, version: u32) -> Option<f32> {
    let key = ledger.key(person_id).await.unwrap();
    let score = ledger.score(person_id, event_id(n), version).await.unwrap()?;
    Some(score.reading(&key).unwrap().score().unwrap().valence)
}

async fn count(home: &Home, statement: &str) -> i64 {
    sqlx::query(sqlx::AssertSqlSafe(statement.to_owned()))
        .fetch_one(&home.sql().await)
        .await
        .unwrap()
        .get(0)
}

pub async fn sentences_wait_until_they_are_read_the_newest_first(home: &Home) {
    let ledger = home.open().await;
    let (ada, writer) = (person(&ledger, "ada@example.org").await.id, writer(&ledger));
    let changes = [
        create(1, "journal", AT, &json!({ "title": "Rain", "text": "It rained." })),
        create(2, "mood", AT, &mood(5.0, "so so")),
        create(3, "mood", AT, &json!({ "score": 5, "place": "the pier", "activities": ["rowing"] })),
        create(4, "gratitude", AT, &json!({ "items": ["tea", "the rain"] })),
        create(5, "context", AT, &json!({ "metric": "activity.steps", "value": 7 })),
        create(6, "journal", AT, &journal("The sun.")),
    ];
    writer.record(ada, changes.to_vec()).await.unwrap();
    assert_eq!(ledger.texts_unread().await.unwrap(), 4);
    assert_eq!(ledger.shown_text_model().await.unwrap(), None);
    let before = ledger.revision(ada).await.unwrap();

    let asked = &Mutex::new(Vec::new());
    let mut reader = scoring(&ledger, "1").await;
    let step = reader.step(|texts| async move {
        asked.lock().unwrap().extend(texts.clone());
        read_all("1", &texts)
    });
    assert_eq!(step.await.unwrap(), ScoringStep::Scored(4));
    assert_eq!(
        *asked.lock().unwrap(),
        ["The sun.", "tea\nthe rain", "so so", "Rain\n\nIt rained."],
        "whole texts, the latest first"
    );
    assert_eq!(ledger.texts_unread().await.unwrap(), 0);
    assert_eq!(
        reader.step(|_| async move { panic!("nothing is left") }).await.unwrap(),
        ScoringStep::Idle
    );
    assert_eq!(valence(&ledger, ada, 6, 1).await, Some(read("1", "The sun.").unwrap().valence));
    assert_eq!(ledger.shown_text_model().await.unwrap().unwrap().version, "1");
    assert!(ledger.revision(ada).await.unwrap() > before, "an analysis of before is stale");

    // Nothing else sees them: they are no entries.
    assert_eq!(ledger.history(ada).await.unwrap().len(), 6);
    assert_eq!(ledger.usage(ada).await.unwrap().iter().map(|usage| usage.count).sum::<u64>(), 6);
    let journals = ledger.list(ada, EntryKind::Journal, &Filter::default(), None, 10).await.unwrap();
    assert_eq!(journals.records.len(), 2);

    // And numbers go on from there.
    writer.record(ada, vec![create(7, "journal", AT, &journal("Fog."))]).await.unwrap();
    let last = "SELECT max(seq) FROM event";
    assert_eq!(count(home, last).await, before + 4 + 1);
    drop(reader);
    assert_eq!(read_everything(&ledger, "1").await, 1);
    assert_eq!(
        read_everything(&home.open().await, "1").await,
        0,
        "another process reads nothing again"
    );
    assert_eq!(ledger.last_seq().await.unwrap(), before + 4 + 2);
}

pub async fn what_changes_while_it_is_read_is_read_anew(home: &Home) {
    let ledger = home.open().await;
    let (ada, writer) = (person(&ledger, "ada@example.org").await.id, &writer(&ledger));
    let texts = (1..=4).map(|n| create(n, "journal", AT, &journal(&format!("Day {n}."))));
    writer.record(ada, texts.collect()).await.unwrap();
    let mut reader = scoring(&ledger, "1").await;
    // While the model reads, one is edited, one edited twice, and one is deleted.
    let step = reader.step(|texts| async move {
        let changes = vec![
            edit(1, 1, 1, "journal", AT, &journal("Another day.")),
            edit(2, 1, 2, "journal", AT, &journal("Not yet.")),
            edit(2, 2, 3, "journal", AT, &journal("A third one.")),
            delete(3, 1, 4, "journal"),
        ];
        writer.record(ada, changes).await.unwrap();
        read_all("1", &texts)
    });
    assert_eq!(step.await.unwrap(), ScoringStep::Scored(1), "the one that is still what was read");
    assert_eq!(count(home, "SELECT count(*) FROM text_score").await, 1);
    let step = reader.step(|texts| async move {
        assert_eq!(texts, ["A third one.", "Another day."]);
        read_all("1", &texts)
    });
    assert_eq!(step.await.unwrap(), ScoringStep::Scored(2));
    for (n, version, text) in [(1, 2, "Another day."), (2, 3, "A third one."), (4, 1, "Day 4.")] {
        assert_eq!(valence(&ledger, ada, n, version).await, read("1", text).map(|score| score.valence));
    }
    for (n, version) in [(1, 1), (2, 1), (2, 2), (3, 1), (3, 2)] {
        assert_eq!(valence(&ledger, ada, n, version).await, None, "version {version} of {n}");
    }
    assert_eq!(ledger.texts_unread().await.unwrap(), 0);
}

pub async fn a_text_that_the_model_fails_on_stops_nobody(home: &Home) {
    let ledger = home.open().await;
    let (ada, writer) = (person(&ledger, "ada@example.org").await.id, writer(&ledger));
    let text = |n| match n {
        13 => "the unreadable one".to_owned(),
        14 => "1234 !!!".to_owned(),
        n => format!("Day {n}."),
    };
    let texts = (1..=40).map(|n| create(n, "journal", AT, &journal(&text(n))));
    writer.record(ada, texts.collect()).await.unwrap();

    // A model that is away, or that fails on everything, marks nothing as read.
    let mut reader = scoring(&ledger, "1").await;
    let away = reader.step(|_| async move { Err(ScoreFailure::Later) }).await;
    assert!(matches!(away, Err(ScoringError::Later)), "{away:?}");
    let broken = loop {
        match reader.step(|_| async move { Err(ScoreFailure::Failed) }).await {
            Ok(step) => assert_eq!(step, ScoringStep::Scored(0)),
            Err(error) => break error,
        }
    };
    assert!(matches!(broken, ScoringError::Broken), "{broken:?}");
    let short = reader.step(|_| async move { Ok(Vec::new()) }).await;
    assert!(matches!(short, Err(ScoringError::Count { got: 0, .. })), "{short:?}");
    assert_eq!(ledger.texts_unread().await.unwrap(), 40);

    // One that fails on one text sets that one aside.
    let calls = &AtomicU32::new(0);
    let mut scored = 0;
    while let ScoringStep::Scored(count) = reader
        .step(|texts| async move {
            calls.fetch_add(1, Ordering::Relaxed);
            if texts.iter().any(|text| text == "the unreadable one") {
                return Err(ScoreFailure::Failed);
            }
            read_all("1", &texts)
        })
        .await
        .unwrap()
    {
        scored += count;
    }
    assert_eq!(scored, 40, "each has an outcome");
    assert!(calls.load(Ordering::Relaxed) < 30, "it is found by halving");
    let key = ledger.key(ada).await.unwrap();
    let mut outcomes = BTreeMap::new();
    for n in 1..=40 {
        let score = ledger.score(ada, event_id(n), 1).await.unwrap().unwrap();
        outcomes.insert(n, score.reading(&key).unwrap());
    }
    assert_eq!(outcomes[&13], Reading::Unread(Unread::Failed));
    assert_eq!(outcomes[&14], Reading::Unread(Unread::NoWords));
    assert!(
        outcomes
            .iter()
            .all(|(n, outcome)| *n == 13 || *n == 14 || outcome.score().is_some())
    );
    assert!(
        outcomes[&13]
            .observations(EntryKind::Journal, &moment(&ledger, ada, 13).await)
            .is_empty()
    );
}

async fn moment(ledger: &Ledger, person_id: i64, n: u64) -> eunoia_domain::Moment {
    ledger.latest(person_id, event_id(n)).await.unwrap().unwrap().moment
}

pub async fn a_score_opens_in_its_place_alone(home: &Home) {
    let ledger = home.open().await;
    let (ada, bob) = (
        person(&ledger, "ada@example.org").await.id,
        person(&ledger, "bob@example.org").await.id,
    );
    let writer = writer(&ledger);
    for who in [ada, bob] {
        let texts = (1..=2).map(|n| create(n, "journal", AT, &journal(&format!("Quibbledash {n}."))));
        writer.record(who, texts.collect()).await.unwrap();
    }
    writer
        .record(ada, vec![create(3, "journal", AT, &journal("1234 !!!"))])
        .await
        .unwrap();
    read_everything(&ledger, "1").await;
    let sql = home.sql().await;
    // Nothing of it is in the clear, neither the words nor the names of emotions.
    let bodies = sqlx::query("SELECT body FROM text_score").fetch_all(&sql).await.unwrap();
    assert_eq!(bodies.len(), 5);
    let bodies: Vec<Vec<u8>> = bodies.iter().map(|row| row.get(0)).collect();
    let lengths: BTreeSet<usize> = bodies.iter().map(Vec::len).collect();
    assert_eq!(lengths.len(), 1, "nor does its length tell how much was read in it: {lengths:?}");
    for body in bodies {
        for word in ["Quibbledash", "valence", "joy", "needs_human"] {
            assert!(
                !body.windows(word.len()).any(|part| part == word.as_bytes()),
                "{word} is in the clear"
            );
        }
    }
    let body = "(SELECT o.body FROM text_score o WHERE o.person_id = $1 AND o.event_id = $2)";
    for (from, to) in [((ada, 1), (ada, 2)), ((ada, 1), (bob, 1))] {
        let before: Vec<u8> = body_of(&sql, to).await;
        let transplant = format!("UPDATE text_score SET body = {body} WHERE person_id = $3 AND event_id = $4");
        let query = sqlx::query(sqlx::AssertSqlSafe(transplant)).bind(from.0).bind(id(from.1));
        query.bind(to.0).bind(id(to.1)).execute(&sql).await.unwrap();
        let score = ledger.score(to.0, event_id(to.1), 1).await.unwrap().unwrap();
        assert!(
            score.reading(&ledger.key(to.0).await.unwrap()).is_err(),
            "moved from {from:?} to {to:?}"
        );
        let back = sqlx::query("UPDATE text_score SET body = $1 WHERE person_id = $2 AND event_id = $3").bind(before);
        back.bind(to.0).bind(id(to.1)).execute(&sql).await.unwrap();
    }
    // Nor does it pass for what another version of the model read.
    sqlx::query("UPDATE text_model SET version = '2'").execute(&sql).await.unwrap();
    let score = ledger.score(ada, event_id(1), 1).await.unwrap().unwrap();
    assert!(score.reading(&ledger.key(ada).await.unwrap()).is_err());
}

fn id(n: u64) -> Vec<u8> {
    event_id(n).as_bytes().to_vec()
}

async fn body_of(sql: &sqlx::AnyPool, (person_id, n): (i64, u64)) -> Vec<u8> {
    let query = sqlx::query("SELECT body FROM text_score WHERE person_id = $1 AND event_id = $2");
    query.bind(person_id).bind(id(n)).fetch_one(sql).await.unwrap().get(0)
}

pub async fn texts_come_in_pages_and_as_a_series(home: &Home) {
    let ledger = home.open().await;
    let (ada, bob) = (
        person(&ledger, "ada@example.org").await.id,
        person(&ledger, "bob@example.org").await.id,
    );
    let writer = writer(&ledger);
    let at = |n: u64| format!("2026-11-{:02}T08:00:00+01:00", 1 + n / 2);
    for who in [ada, bob] {
        let texts = (0..20).map(|n| match n % 4 {
            3 => create(n, "mood", &at(n), &json!({ "score": 4 })),
            _ => create(n, "journal", &at(n), &journal(&format!("Day {n}."))),
        });
        writer.record(who, texts.collect()).await.unwrap();
    }
    read_everything(&ledger, "1").await;
    writer
        .record(ada, vec![create(30, "journal", &at(19), &journal("Late."))])
        .await
        .unwrap();
    for limit in [1, 2, 7, 50] {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = ledger.texts(ada, &Filter::default(), after, limit).await.unwrap();
            found.extend(page.items);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(found.len(), 16, "in pages of {limit}");
        assert!(
            found
                .windows(2)
                .all(|pair| (pair[0].moment.at(), pair[0].id) > (pair[1].moment.at(), pair[1].id))
        );
        let waiting: Vec<_> = found.iter().filter(|item| item.score.is_none()).map(|item| item.id).collect();
        assert_eq!(waiting, [event_id(30)]);
    }
    let filter = Filter {
        from: Some("2026-11-03".parse().unwrap()),
        to: Some("2026-11-04".parse().unwrap()),
    };
    let some = ledger.texts(ada, &filter, None, 50).await.unwrap().items;
    assert_eq!(some.iter().map(|item| item.id).collect::<Vec<_>>(), [6, 5, 4].map(event_id));

    let model = ledger.shown_text_model().await.unwrap().unwrap();
    let (mut ids, mut after) = (Vec::new(), None);
    loop {
        let page = ledger.scores_of(ada, &model, after, 4).await.unwrap();
        ids.extend(page.iter().map(|score| score.event_id));
        assert!(page.iter().all(|score| score.person_id == ada));
        after = page.last().map(|score| score.event_id);
        if page.len() < 4 {
            break;
        }
    }
    assert_eq!(ids.len(), 15);
    assert!(ids.is_sorted_by(|a, b| a < b));
}

pub async fn another_model_is_shown_once_it_has_read_everything(home: &Home) {
    let ledger = home.open().await;
    let (ada, writer) = (person(&ledger, "ada@example.org").await.id, writer(&ledger));
    let texts = (1..=150).map(|n| create(n, "journal", AT, &journal(&format!("Day {n}."))));
    writer.record(ada, texts.collect()).await.unwrap();
    assert_eq!(read_everything(&ledger, "1").await, 150);
    assert_eq!(ledger.next_text_model().await.unwrap(), None, "the first needs no switch");

    let mut second = scoring(&ledger, "2").await;
    assert_eq!(second.model().number, 2);
    assert_eq!(ledger.texts_unread().await.unwrap(), 150);
    assert_eq!(
        second.step(|texts| async move { read_all("2", &texts) }).await.unwrap(),
        ScoringStep::Scored(64)
    );
    writer
        .record(ada, vec![create(200, "journal", AT, &journal("New."))])
        .await
        .unwrap();
    // Somebody who writes now is read before the rest of the history.
    let step = second.step(|texts| async move {
        assert_eq!(texts, ["New."]);
        read_all("2", &texts)
    });
    assert_eq!(step.await.unwrap(), ScoringStep::Scored(1));
    assert_eq!(
        valence(&ledger, ada, 150, 1).await,
        Some(read("1", "Day 150.").unwrap().valence),
        "the first is shown"
    );
    assert_eq!(
        valence(&ledger, ada, 200, 1).await,
        Some(read("2", "New.").unwrap().valence),
        "asked for alone, what the second read is better than nothing"
    );
    assert_eq!(shown(&ledger, ada).await.len(), 150, "but the series is the first's");
    assert_eq!(ledger.next_text_model().await.unwrap(), None);
    drop(second);

    assert_eq!(read_everything(&ledger, "2").await, 86, "each text once");
    assert_eq!(ledger.next_text_model().await.unwrap(), Some(2));
    assert_eq!(
        ledger.shown_text_model().await.unwrap().unwrap().version,
        "1",
        "until the warehouse has them"
    );
    assert_eq!(
        count(home, "SELECT count(*) FROM text_score").await,
        301,
        "both are kept until then"
    );

    // A third comes before the switch: what the second read is not forgotten.
    read_everything(&ledger, "3").await;
    assert_eq!(ledger.next_text_model().await.unwrap(), Some(3));
}

pub async fn one_process_reads_at_a_time(home: &Home) {
    let (ledger, other) = (home.open().await, home.open().await);
    let ada = person(&ledger, "ada@example.org").await.id;
    let texts = (1..=3).map(|n| create(n, "journal", AT, &journal(&format!("Day {n}."))));
    writer(&ledger).record(ada, texts.collect()).await.unwrap();
    let mut first = scoring(&ledger, "1").await;
    // SQLite's folder has a lock of its own, which keeps other processes away.
    let rival = if home.store() == Store::Sqlite {
        Arc::clone(&ledger)
    } else {
        other
    };
    assert!(Scoring::start(Arc::clone(&rival), "reader", "2", clock).await.unwrap().is_none());
    assert_eq!(
        first.step(|texts| async move { read_all("1", &texts) }).await.unwrap(),
        ScoringStep::Scored(3)
    );
    drop(first);
    let second = scoring(&rival, "1").await;
    assert_eq!(second.model().number, 1, "the same model goes on under the same number");
}

pub async fn entries_of_before_are_looked_through(home: &Home) {
    let ledger = home.open().await;
    let (ada, writer) = (person(&ledger, "ada@example.org").await.id, writer(&ledger));
    let changes = vec![
        create(1, "mood", AT, &json!({ "score": 4 })),
        create(2, "mood", AT, &mood(4.0, "rain")),
    ];
    writer.record(ada, changes).await.unwrap();
    // As the migration leaves them, which cannot open anything.
    sqlx::query("UPDATE event SET read_by = 0")
        .execute(&home.sql().await)
        .await
        .unwrap();
    assert_eq!(ledger.texts_unread().await.unwrap(), 2);
    assert_eq!(read_everything(&ledger, "1").await, 1);
    assert_eq!(ledger.texts_unread().await.unwrap(), 0);
    assert_eq!(ledger.texts(ada, &Filter::default(), None, 10).await.unwrap().items.len(), 1);
}

pub async fn a_text_that_kills_its_reader_is_set_aside(home: &Home) {
    let ledger = home.open().await;
    let (ada, writer) = (person(&ledger, "ada@example.org").await.id, writer(&ledger));
    let text = |n| {
        if n == 13 {
            "the deadly one".to_owned()
        } else {
            format!("Day {n}.")
        }
    };
    let texts = (1..=20).map(|n| create(n, "journal", AT, &journal(&text(n))));
    writer.record(ada, texts.collect()).await.unwrap();

    let mut deaths = 0;
    loop {
        // As after a start of the process.
        let mut reader = scoring(&ledger, "1").await;
        let died = &Notify::new();
        let step = reader.step(|texts| async move {
            if texts.iter().any(|text| text == "the deadly one") {
                died.notify_one();
                std::future::pending::<()>().await;
            }
            read_all("1", &texts)
        });
        tokio::select! {
            () = died.notified() => deaths += 1,
            step = step => if step.unwrap() == ScoringStep::Idle { break },
        }
        assert!(deaths < 10, "it kills its reader each time");
        if deaths == 1 {
            // What is written after that is read before it is tried again.
            writer
                .record(ada, vec![create(30, "journal", AT, &journal("After it."))])
                .await
                .unwrap();
        }
        if deaths == 2 {
            let after = valence(&ledger, ada, 30, 1).await;
            assert_eq!(after, read("1", "After it.").map(|score| score.valence));
        }
        if deaths == 3 {
            assert_eq!(ledger.texts_unread().await.unwrap(), 1, "everything else is read");
        }
    }
    assert!(deaths >= 3, "a process may die for other reasons: {deaths}");
    let key = ledger.key(ada).await.unwrap();
    let outcome = ledger.score(ada, event_id(13), 1).await.unwrap().unwrap();
    assert_eq!(outcome.reading(&key).unwrap(), Reading::Unread(Unread::Failed));
    assert_eq!(count(home, "SELECT count(*) FROM text_attempt").await, 0, "nothing is left of it");
}

/// Whoever is away, or refuses, kills nobody.
pub async fn only_deaths_count_against_a_text(home: &Home) {
    let ledger = home.open().await;
    let (ada, writer) = (person(&ledger, "ada@example.org").await.id, writer(&ledger));
    writer.record(ada, vec![create(1, "journal", AT, &journal("Slow."))]).await.unwrap();
    for _ in 0..20 {
        let mut reader = scoring(&ledger, "1").await;
        let away = reader.step(|_| async move { Err(ScoreFailure::Later) }).await;
        assert!(matches!(away, Err(ScoringError::Later)), "{away:?}");
    }
    assert_eq!(read_everything(&ledger, "1").await, 1);
    assert_eq!(valence(&ledger, ada, 1, 1).await, Some(read("1", "Slow.").unwrap().valence));
}

pub async fn a_series_tells_an_entry_that_changes_meanwhile_once(home: &Home) {
    let ledger = home.open().await;
    let (ada, writer) = (person(&ledger, "ada@example.org").await.id, writer(&ledger));
    let texts = (1..=4).map(|n| create(n, "journal", AT, &journal(&format!("Day {n}."))));
    writer.record(ada, texts.collect()).await.unwrap();
    read_everything(&ledger, "1").await;
    let model = ledger.shown_text_model().await.unwrap().unwrap();
    let mut found = Vec::new();
    let mut page = ledger.scores_of(ada, &model, None, 2).await.unwrap();
    let changes = (1..=4).map(|n| edit(n, 1, 10 + n, "journal", AT, &journal("Another.")));
    writer.record(ada, changes.collect()).await.unwrap();
    read_everything(&ledger, "1").await;
    while let Some(last) = page.last() {
        let after = Some(last.event_id);
        found.extend(page.iter().map(|score| score.event_id));
        page = ledger.scores_of(ada, &model, after, 2).await.unwrap();
    }
    assert_eq!(found, [1, 2, 3, 4].map(event_id));
}
