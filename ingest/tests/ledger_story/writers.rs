use std::{
    collections::{BTreeMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use eunoia_domain::EventId;
use eunoia_ingest::ledger::{Outcome, Refusal};
use sqlx::Row;

use crate::{
    entries::{create, delete, edit, event_id, mood},
    first,
    home::{Home, person, writer},
    refusal,
};

const AT: &str = "2026-11-16T08:00:00+01:00";

/// 50 devices send 40 events each, a quarter of which two devices have in common.
pub async fn each_event_is_in_once_and_numbers_only_grow(home: &Home) {
    const DEVICES: u64 = 50;
    let ledger = home.open().await;
    let writer = writer(&ledger);
    let people = [
        person(&ledger, "ada@example.org").await.id,
        person(&ledger, "bob@example.org").await.id,
    ];

    // Somebody who reads along in the order of the numbers, as the relay and a device's cursor do.
    let (sql, finished) = (home.sql().await, Arc::new(AtomicBool::new(false)));
    let done = Arc::clone(&finished);
    let follower = tokio::spawn(async move {
        let mut followed: Vec<i64> = Vec::new();
        loop {
            let last_look = done.load(Ordering::SeqCst);
            let after = followed.last().copied().unwrap_or(0);
            let rows = sqlx::query("SELECT seq FROM event WHERE seq > $1 ORDER BY seq LIMIT 100")
                .bind(after)
                .fetch_all(&sql)
                .await
                .unwrap();
            followed.extend(rows.iter().map(|row| row.get::<i64, _>(0)));
            if rows.is_empty() && last_look {
                return followed;
            }
            tokio::task::yield_now().await;
        }
    });

    let devices = (0..DEVICES).map(|device| {
        let writer = writer.clone();
        let person_id = people[device as usize % 2];
        tokio::spawn(async move {
            let mut answers = Vec::new();
            // Ten of the 40 are those of the next device of the same person.
            let events: Vec<u64> = (0..40)
                .map(|n| {
                    if n < 30 {
                        device * 100 + n
                    } else {
                        (device + 2) % DEVICES * 100 + n - 30
                    }
                })
                .collect();
            for batch in events.chunks(7) {
                let changes = batch
                    .iter()
                    .map(|n| create(*n, "mood", AT, &mood(5.0, &format!("event {n}"))))
                    .collect();
                let outcomes = writer.record(person_id, changes).await.unwrap();
                answers.extend(batch.iter().copied().zip(outcomes));
            }
            (person_id, answers)
        })
    });
    let mut fresh: BTreeMap<(i64, u64), u32> = BTreeMap::new();
    for device in devices.collect::<Vec<_>>() {
        let (person_id, answers) = device.await.unwrap();
        assert_eq!(answers.len(), 40);
        for (n, outcome) in answers {
            assert!(matches!(outcome, Outcome::Done { version: 1, .. }), "{outcome:?}");
            *fresh.entry((person_id, n)).or_default() += u32::from(first(&outcome).is_some());
        }
    }
    finished.store(true, Ordering::SeqCst);
    assert_eq!(fresh.len(), 1_500);
    assert!(fresh.values().all(|times| *times == 1), "each was new to the ledger once");

    let (mut numbers, mut held) = (HashSet::new(), 0);
    for person_id in people {
        let history = ledger.history(person_id).await.unwrap();
        let key = ledger.key(person_id).await.unwrap();
        let expected: HashSet<EventId> = fresh
            .keys()
            .filter(|(owner, _)| *owner == person_id)
            .map(|(_, n)| event_id(*n))
            .collect();
        assert_eq!(history.iter().map(|record| record.id).collect::<HashSet<_>>(), expected);
        for record in &history {
            assert!(numbers.insert(record.seq));
            record.entry(&key).unwrap();
        }
        held += history.len();
    }
    assert_eq!(held, 1_500);
    let followed = follower.await.unwrap();
    assert_eq!(followed.len(), 1_500, "a reader in order of the numbers misses none");
    assert!(followed.is_sorted() && followed.iter().all(|seq| numbers.contains(seq)));
}

pub async fn one_of_many_rival_edits_wins(home: &Home) {
    let ledger = home.open().await;
    let writer = writer(&ledger);
    let ada = person(&ledger, "ada@example.org").await.id;
    for n in 0..12 {
        // Eight devices create the same event, and then each wants to change it: the last two to delete it.
        let rivals = (0..8).map(|rival| {
            let writer = writer.clone();
            tokio::spawn(async move {
                let created = writer.record(ada, vec![create(n, "mood", AT, &mood(5.0, "shared"))]).await.unwrap()[0];
                let mutation = n * 10 + rival;
                let change = if rival < 6 {
                    edit(n, 1, mutation, "mood", AT, &mood(6.0, &format!("by {rival}")))
                } else {
                    delete(n, 1, mutation, "mood")
                };
                (created, writer.record(ada, vec![change]).await.unwrap()[0])
            })
        });
        let (mut created, mut won, mut lost) = (0, Vec::new(), Vec::new());
        for (rival, told) in rivals.collect::<Vec<_>>().into_iter().enumerate() {
            let (creation, change) = told.await.unwrap();
            created += u32::from(first(&creation).is_some());
            match refusal(&change) {
                None => won.push(rival),
                Some(refusal) => lost.push(refusal),
            }
            // A creation that comes after a deletion is told so; every other one gets the first answer.
            assert!(
                matches!(creation, Outcome::Done { version: 1, .. } | Outcome::Refused(Refusal::Gone)),
                "{creation:?}"
            );
        }
        assert_eq!((created, won.len()), (1, 1));
        let latest = ledger.latest(ada, event_id(n)).await.unwrap().unwrap();
        assert_eq!((latest.version, latest.is_deleted()), (2, won[0] >= 6));
        let expected = if latest.is_deleted() {
            Refusal::Gone
        } else {
            Refusal::VersionMismatch { current: 2 }
        };
        assert!(lost.iter().all(|refusal| *refusal == expected), "{lost:?}");
    }
}

pub async fn a_dropped_request_is_committed_whole_or_not_at_all(home: &Home) {
    const BATCH: u64 = 30;
    const REQUESTS: u64 = 160;
    let ledger = home.open().await;
    let writer = writer(&ledger);
    let ada = person(&ledger, "ada@example.org").await.id;
    let requests: Vec<_> = (0..REQUESTS)
        .map(|request| {
            let writer = writer.clone();
            let sent = tokio::spawn(async move {
                let changes = (0..BATCH)
                    .map(|n| create(request * 100 + n, "mood", AT, &mood(5.0, "dropped?")))
                    .collect();
                writer.record(ada, changes).await
            });
            let abort = sent.abort_handle();
            match request % 4 {
                0 => {}
                1 => abort.abort(),
                _ => drop(tokio::spawn(async move {
                    tokio::time::sleep(Duration::from_micros(request * request * 3)).await;
                    abort.abort();
                })),
            }
            sent
        })
        .collect();
    let mut acknowledged = HashSet::new();
    for (request, sent) in requests.into_iter().enumerate() {
        if let Ok(outcomes) = sent.await {
            assert!(outcomes.unwrap().iter().all(|outcome| first(outcome) == Some(1)));
            acknowledged.insert(request as u64);
        }
    }
    assert!(
        !acknowledged.is_empty() && (acknowledged.len() as u64) < REQUESTS,
        "some are answered and some are not"
    );

    // The writer works on, and what it had in hand is decided before what comes next.
    assert_eq!(
        first(
            &writer
                .record(ada, vec![create(99_999, "mood", AT, &mood(5.0, "after"))])
                .await
                .unwrap()[0]
        ),
        Some(1)
    );
    let mut found: BTreeMap<u64, HashSet<EventId>> = BTreeMap::new();
    for record in ledger.history(ada).await.unwrap() {
        let n = (0..REQUESTS * 100).find(|n| event_id(*n) == record.id);
        if let Some(n) = n {
            found.entry(n / 100).or_default().insert(record.id);
        }
    }
    assert!(
        found.values().all(|events| events.len() as u64 == BATCH),
        "no request is there by half"
    );
    assert!(
        acknowledged.iter().all(|request| found.contains_key(request)),
        "what was acknowledged is there"
    );
}
