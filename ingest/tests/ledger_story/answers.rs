use eunoia_domain::{Change, EntryKind};
use eunoia_ingest::ledger::{Filter, Ledger, Outcome, Refusal, Writer};
use serde_json::json;

use crate::{
    entries::{create, create_in, delete, edit, event_id, mood},
    first,
    home::{Home, person, writer},
    refusal,
};

const MONDAY: &str = "2026-11-16T08:00:00+01:00";
const TUESDAY: &str = "2026-11-17T08:00:00+01:00";

async fn one(writer: &Writer, person_id: i64, change: &Change) -> Outcome {
    let outcomes = writer.record(person_id, vec![change.clone()]).await.unwrap();
    assert_eq!(outcomes.len(), 1);
    outcomes[0]
}

/// What a repeated change must be answered.
fn again(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Done { version, recorded_at, .. } => Outcome::Done {
            version,
            recorded_at,
            repeated: true,
        },
        refused @ Outcome::Refused(_) => refused,
    }
}

/// The current JSON of an event; [`None`] if it is deleted or was never there.
async fn body(ledger: &Ledger, person_id: i64, n: u64) -> Option<serde_json::Value> {
    let record = ledger
        .latest(person_id, event_id(n))
        .await
        .unwrap()
        .filter(|record| !record.is_deleted())?;
    let key = ledger.key(person_id).await.unwrap();
    Some(serde_json::from_str(&record.json(&key).unwrap()).unwrap())
}

pub async fn a_change_is_answered_the_same_each_time(home: &Home) {
    let ledger = home.open().await;
    let writer = writer(&ledger);
    let ada = person(&ledger, "ada@example.org").await.id;
    assert_eq!(writer.record(ada, Vec::new()).await.unwrap(), [], "an empty request is answered");
    assert_eq!(ledger.revision(ada).await.unwrap(), 0);

    let created = create(1, "mood", MONDAY, &mood(6.0, "grey"));
    let answer = one(&writer, ada, &created).await;
    assert_eq!(first(&answer), Some(1));
    assert_eq!(one(&writer, ada, &created).await, again(answer));
    for other in [
        create(1, "mood", MONDAY, &mood(7.0, "grey")),
        create(1, "mood", MONDAY, &mood(6.0, "gray")),
        create(1, "mood", TUESDAY, &mood(6.0, "grey")),
        create_in("Europe/Rome", 1, "mood", MONDAY, &mood(6.0, "grey")),
        create(1, "journal", MONDAY, &json!({ "text": "grey" })),
    ] {
        assert_eq!(refusal(&one(&writer, ada, &other).await), Some(Refusal::Conflict), "{other:?}");
    }
    assert_eq!(body(&ledger, ada, 1).await, Some(mood(6.0, "grey")), "no conflict changed anything");

    let edited = edit(1, 1, 100, "mood", MONDAY, &mood(8.0, "blue"));
    let answer_to_edit = one(&writer, ada, &edited).await;
    assert_eq!(first(&answer_to_edit), Some(2));
    assert_eq!(one(&writer, ada, &edited).await, again(answer_to_edit));
    assert_eq!(
        one(&writer, ada, &created).await,
        again(answer),
        "the creation keeps its first answer"
    );
    let expected = [
        (edit(1, 1, 100, "mood", MONDAY, &mood(9.0, "blue")), Refusal::Conflict),
        (edit(1, 2, 100, "mood", MONDAY, &mood(8.0, "blue")), Refusal::Conflict),
        (delete(1, 1, 100, "mood"), Refusal::Conflict),
        (
            edit(1, 1, 101, "mood", MONDAY, &mood(9.0, "blue")),
            Refusal::VersionMismatch { current: 2 },
        ),
        (
            edit(1, 3, 101, "mood", MONDAY, &mood(9.0, "blue")),
            Refusal::VersionMismatch { current: 2 },
        ),
        (
            edit(1, u32::MAX, 101, "mood", MONDAY, &mood(9.0, "blue")),
            Refusal::VersionMismatch { current: 2 },
        ),
        (delete(1, 1, 101, "mood"), Refusal::VersionMismatch { current: 2 }),
        (
            edit(1, 2, 101, "journal", MONDAY, &json!({ "text": "of another kind" })),
            Refusal::NotFound,
        ),
        (delete(1, 2, 101, "sleep"), Refusal::NotFound),
        (edit(2, 1, 102, "mood", MONDAY, &mood(9.0, "nothing to edit")), Refusal::NotFound),
        (delete(2, 1, 103, "mood"), Refusal::NotFound),
    ];
    for (change, refused) in expected {
        assert_eq!(refusal(&one(&writer, ada, &change).await), Some(refused), "{change:?}");
    }
    assert_eq!(body(&ledger, ada, 1).await, Some(mood(8.0, "blue")));

    let deleted = delete(1, 2, 110, "mood");
    let answer_to_delete = one(&writer, ada, &deleted).await;
    assert_eq!(first(&answer_to_delete), Some(3));
    let revision = ledger.revision(ada).await.unwrap();

    // What was said holds for whoever opens the ledger next, too.
    for opened in [ledger, home.open().await] {
        let writer = crate::home::writer(&opened);
        assert_eq!(one(&writer, ada, &deleted).await, again(answer_to_delete));
        assert_eq!(one(&writer, ada, &edited).await, again(answer_to_edit));
        for change in [
            &created,
            &create(1, "mood", TUESDAY, &mood(1.0, "back?")),
            &edit(1, 3, 111, "mood", MONDAY, &mood(8.0, "blue")),
            &delete(1, 3, 112, "mood"),
        ] {
            assert_eq!(refusal(&one(&writer, ada, change).await), Some(Refusal::Gone), "{change:?}");
        }
        assert!(opened.latest(ada, event_id(1)).await.unwrap().unwrap().is_deleted());
        assert!(opened.history(ada).await.unwrap().is_empty());
        assert!(
            opened
                .list(ada, EntryKind::Mood, &Filter::default(), None, 10)
                .await
                .unwrap()
                .records
                .is_empty()
        );
        assert_eq!(opened.revision(ada).await.unwrap(), revision, "answers of old are no changes");
    }
}

pub async fn another_persons_id_is_invisible(home: &Home) {
    let ledger = home.open().await;
    let writer = writer(&ledger);
    let (ada, bob) = (
        person(&ledger, "ada@example.org").await.id,
        person(&ledger, "bob@example.org").await.id,
    );
    assert_eq!(
        first(&one(&writer, ada, &create(1, "mood", MONDAY, &mood(3.0, "ada's"))).await),
        Some(1)
    );

    assert_eq!(
        refusal(&one(&writer, bob, &edit(1, 1, 1, "mood", MONDAY, &mood(9.0, "bob's"))).await),
        Some(Refusal::NotFound)
    );
    assert_eq!(refusal(&one(&writer, bob, &delete(1, 1, 2, "mood")).await), Some(Refusal::NotFound));
    assert!(ledger.latest(bob, event_id(1)).await.unwrap().is_none());
    assert_eq!(
        first(&one(&writer, bob, &create(1, "mood", TUESDAY, &mood(9.0, "bob's"))).await),
        Some(1),
        "no conflict, which would tell"
    );

    assert_eq!(first(&one(&writer, ada, &delete(1, 1, 3, "mood")).await), Some(2));
    assert_eq!(body(&ledger, ada, 1).await, None);
    assert_eq!(
        body(&ledger, bob, 1).await,
        Some(mood(9.0, "bob's")),
        "ada's deletion is hers alone"
    );
    assert_eq!(
        first(&one(&writer, bob, &edit(1, 1, 3, "mood", TUESDAY, &mood(8.0, "bob's"))).await),
        Some(2),
        "and so is her mutation id"
    );
}

pub async fn a_bad_item_never_fails_its_neighbours(home: &Home) {
    let ledger = home.open().await;
    let writer = writer(&ledger);
    let ada = person(&ledger, "ada@example.org").await.id;
    one(&writer, ada, &create(1, "mood", MONDAY, &mood(5.0, "there before"))).await;

    let batch = vec![
        create(2, "mood", MONDAY, &mood(6.0, "new")),
        create(1, "mood", MONDAY, &mood(5.0, "there before")),
        create(1, "mood", MONDAY, &mood(9.0, "another")),
        edit(77, 1, 1, "mood", MONDAY, &mood(9.0, "nothing there")),
        create(2, "mood", MONDAY, &mood(6.0, "new")),
        create(2, "mood", MONDAY, &mood(7.0, "new, another")),
        // One event's whole life in one request, each change made from the one before.
        create(3, "mood", MONDAY, &mood(1.0, "first")),
        edit(3, 1, 2, "mood", TUESDAY, &mood(2.0, "second")),
        edit(3, 1, 3, "mood", TUESDAY, &mood(3.0, "from too old a version")),
        edit(3, 1, 2, "mood", TUESDAY, &mood(2.0, "second")),
        edit(3, 2, 4, "mood", TUESDAY, &mood(3.0, "third")),
        delete(3, 3, 5, "mood"),
        delete(3, 3, 5, "mood"),
        create(3, "mood", MONDAY, &mood(1.0, "first")),
        create(4, "mood", MONDAY, &mood(7.0, "last")),
    ];
    let outcomes = writer.record(ada, batch.clone()).await.unwrap();
    let told: Vec<_> = outcomes
        .iter()
        .map(|outcome| match outcome {
            Outcome::Done { version, repeated, .. } => format!("{version}{}", if *repeated { " again" } else { "" }),
            Outcome::Refused(refusal) => format!("{refusal:?}"),
        })
        .collect();
    let expected = [
        "1",
        "1 again",
        "Conflict",
        "NotFound",
        "1 again",
        "Conflict",
        "1",
        "2",
        "VersionMismatch { current: 2 }",
        "2 again",
        "3",
        "4",
        "4 again",
        "Gone",
        "1",
    ];
    assert_eq!(told, expected);
    let current: Vec<_> = ledger.history(ada).await.unwrap().iter().map(|record| record.id).collect();
    assert_eq!(current, [1, 2, 4].map(event_id));

    // The same request again, as after a lost answer, adds nothing.
    let revision = ledger.revision(ada).await.unwrap();
    let repeated = writer.record(ada, batch).await.unwrap();
    assert!(repeated.iter().all(|outcome| first(outcome).is_none()), "{repeated:?}");
    assert_eq!(ledger.revision(ada).await.unwrap(), revision);
}

/// A token may outlive its person: what is sent with it is refused, and others are not made to suffer for it.
pub async fn a_request_of_nobody_never_fails_its_neighbours(home: &Home) {
    let ledger = home.open().await;
    let writer = writer(&ledger);
    let ada = person(&ledger, "ada@example.org").await.id;
    let nobody = ada + 1_000;
    // The first keeps the writer at work while the others queue up into one group.
    let crowd: Vec<_> = (0..2_000).map(|n| create(n, "mood", MONDAY, &mood(5.0, "of the crowd"))).collect();
    let sealed = [
        writer.seal(ada, crowd).await.unwrap(),
        writer
            .seal(ada, vec![create(5_000, "mood", MONDAY, &mood(6.0, "before"))])
            .await
            .unwrap(),
        writer
            .seal(nobody, vec![create(5_001, "mood", MONDAY, &mood(7.0, "of nobody"))])
            .await
            .unwrap(),
        writer
            .seal(
                ada,
                vec![create(5_002, "mood", MONDAY, &mood(8.0, "after")), delete(5_000, 1, 1, "mood")],
            )
            .await
            .unwrap(),
    ];
    let mut pending = Vec::new();
    for changes in sealed {
        pending.push(writer.submit(changes).await.unwrap());
    }
    let mut answers = Vec::new();
    for request in pending {
        answers.push(request.outcomes().await);
    }
    assert!(answers[2].is_err(), "nobody has that number: {:?}", answers[2]);
    let versions = |which: usize| answers[which].as_ref().unwrap().iter().map(first).collect::<Vec<_>>();
    assert_eq!(versions(0), vec![Some(1); 2_000]);
    assert_eq!(versions(1), [Some(1)]);
    assert_eq!(versions(3), [Some(1), Some(2)]);
    assert_eq!(ledger.history(ada).await.unwrap().len(), 2_001);
}
