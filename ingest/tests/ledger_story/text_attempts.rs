//! A text that the process dies of while it is read, and what does not count as such.

use eunoia_ingest::text::{Reading, ScoreFailure, ScoringError, ScoringStep, Unread};
use tokio::sync::Notify;

use crate::{
    entries::{create, event_id},
    home::{Home, person, writer},
    texts::{read, read_all, read_everything, scoring},
    texts_read::{AT, count, journal, valence},
};

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
