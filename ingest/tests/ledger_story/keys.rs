use std::{fs, os::unix::fs::PermissionsExt};

use eunoia_domain::Change;
use eunoia_ingest::{
    ledger::{LedgerError, Store},
    seal::{KeyError, MasterKey},
};
use serde_json::json;
use sqlx::{AssertSqlSafe, Row};

use crate::{
    entries::{create, delete, edit, event_id, mood},
    first,
    home::{Home, person, writer},
};

const AT: &str = "2026-11-16T08:00:00+01:00";
const MARKER: &str = "ZyxKwarzhazit";

/// Every place of an entry where somebody may write words of their own.
fn words() -> Vec<Change> {
    let word = |place: &str| format!("{MARKER} in {place}");
    let mood = json!({
        "score": 5.0, "note": word("note"), "place": word("place"), "weather": word("weather"),
        "activities": [word("activities")], "emotions": [word("emotions")],
    });
    let sleep = json!({ "start": "2026-11-15T23:00:00+01:00", "end": "2026-11-16T07:00:00+01:00", "note": word("note") });
    vec![
        create(1, "mood", AT, &mood),
        create(
            2,
            "journal",
            AT,
            &json!({ "title": word("title"), "text": word("text").repeat(50) }),
        ),
        create(3, "gratitude", AT, &json!({ "items": [word("items")] })),
        create(
            4,
            "exercise",
            AT,
            &json!({ "exercise": "other", "minutes": 5.0, "name": word("name"), "note": word("note") }),
        ),
        create(5, "context", AT, &json!({ "metric": MARKER, "value": 3.0 })),
        create(6, "sleep", AT, &sleep),
        edit(1, 1, 1, "mood", AT, &mood),
        delete(2, 1, 2, "journal"),
    ]
}

fn holds(heap: &[u8], needle: &[u8]) -> bool {
    heap.windows(needle.len()).any(|window| window == needle)
}

/// Everything that is stored, as bytes: the files of SQLite; the rows of PostgreSQL, binary columns both in hex and
/// as they are.
async fn dump(home: &Home) -> Vec<u8> {
    let mut found = Vec::new();
    if home.store() == Store::Sqlite {
        for file in fs::read_dir(home.folder.path()).unwrap() {
            found.extend(fs::read(file.unwrap().path()).unwrap());
        }
        return found;
    }
    let sql = home.sql().await;
    let tables = "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = 'public'";
    for table in sqlx::query(tables).fetch_all(&sql).await.unwrap() {
        let table: String = table.get(0);
        let rows = sqlx::query(AssertSqlSafe(format!("SELECT CAST(t AS TEXT) FROM {table} AS t")))
            .fetch_all(&sql)
            .await
            .unwrap();
        found.extend(rows.iter().flat_map(|row| row.get::<String, _>(0).into_bytes()));
    }
    for (table, column) in [("event", "body"), ("event", "digest"), ("person_key", "wrapped")] {
        let rows = sqlx::query(AssertSqlSafe(format!("SELECT {column} FROM {table}")))
            .fetch_all(&sql)
            .await
            .unwrap();
        found.extend(rows.iter().flat_map(|row| row.get::<Vec<u8>, _>(0)));
    }
    found
}

pub async fn what_a_person_wrote_is_nowhere_in_the_clear(home: &Home) {
    let ledger = home.open().await;
    let writer = writer(&ledger);
    let ada = person(&ledger, "ada@example.org").await.id;
    let outcomes = writer.record(ada, words()).await.unwrap();
    assert!(outcomes.iter().all(|outcome| first(outcome).is_some()), "{outcomes:?}");
    // Refused changes must leave nothing either.
    writer
        .record(
            ada,
            vec![
                create(1, "mood", AT, &mood(1.0, MARKER)),
                edit(9, 1, 3, "mood", AT, &mood(1.0, MARKER)),
            ],
        )
        .await
        .unwrap();

    for closed in [false, true] {
        if closed {
            ledger.close().await;
        }
        let dump = dump(home).await;
        let hex: String = MARKER.bytes().map(|byte| format!("{byte:02x}")).collect();
        assert!(holds(&dump, b"ada@example.org"), "the search does find what is there");
        assert!(holds(&dump, event_id(1).as_bytes()) || holds(&dump, event_id(1).as_uuid().simple().to_string().as_bytes()));
        assert!(!holds(&dump, MARKER.as_bytes()), "closed: {closed}");
        assert!(!holds(&dump, hex.as_bytes()));
        let master = fs::read(home.folder.path().join("master.key")).unwrap();
        let apart = usize::from(home.store() == Store::Sqlite);
        assert_eq!(
            dump.windows(32).filter(|window| *window == master).count(),
            apart,
            "the master key is in its own file alone"
        );
    }
    let record = home.open().await.latest(ada, event_id(3)).await.unwrap().unwrap();
    let key = home.keyring().await.key(ada).await.unwrap();
    assert!(record.json(&key).unwrap().contains(MARKER), "whoever has the key reads it");
}

pub async fn a_body_opens_in_its_place_alone(home: &Home) {
    let ledger = home.open().await;
    let writer = writer(&ledger);
    let (ada, bob) = (
        person(&ledger, "ada@example.org").await.id,
        person(&ledger, "bob@example.org").await.id,
    );
    let changes = vec![
        create(1, "mood", AT, &mood(5.0, "one")),
        create(2, "mood", AT, &mood(5.0, "two")),
        create(3, "mood", AT, &mood(5.0, "three")),
        edit(3, 1, 1, "mood", AT, &mood(5.0, "three, again")),
        create(4, "mood", AT, &mood(5.0, "four")),
    ];
    writer.record(ada, changes).await.unwrap();
    writer.record(bob, vec![create(1, "mood", AT, &mood(5.0, "one"))]).await.unwrap();
    let key = ledger.key(ada).await.unwrap();
    let opens = |n| {
        let (ledger, key) = (&ledger, &key);
        async move { ledger.latest(ada, event_id(n)).await.unwrap().unwrap().json(key).is_ok() }
    };
    assert!(opens(1).await && opens(3).await && opens(4).await);

    let sql = home.sql().await;
    let transplant = "UPDATE event SET body = (SELECT o.body FROM event o WHERE o.person_id = $1 AND o.event_id = $2 AND o.version = $3) \
        WHERE person_id = $4 AND event_id = $5 AND version = $6";
    // From another event, from an older version of the same one, from another person.
    for (from, to) in [((ada, 2, 1), (ada, 1, 1)), ((ada, 3, 1), (ada, 3, 2)), ((bob, 1, 1), (ada, 4, 1))] {
        let query = sqlx::query(transplant)
            .bind(from.0)
            .bind(event_id(from.1).as_bytes().to_vec())
            .bind(from.2);
        let query = query.bind(to.0).bind(event_id(to.1).as_bytes().to_vec()).bind(to.2);
        assert_eq!(query.execute(&sql).await.unwrap().rows_affected(), 1);
        assert!(!opens(to.1).await, "{from:?} at {to:?}");
    }
    // Nor does a body with a changed byte, or one cut short to nothing.
    let untouched = ledger.latest(ada, event_id(2)).await.unwrap().unwrap();
    assert!(
        untouched.json(&key).is_ok() && untouched.json(&ledger.key(bob).await.unwrap()).is_err(),
        "and only under its person's key"
    );
    let emptied = sqlx::query("UPDATE event SET body = $1 WHERE person_id = $2 AND event_id = $3");
    emptied
        .bind(vec![7_u8; 9])
        .bind(ada)
        .bind(event_id(2).as_bytes().to_vec())
        .execute(&sql)
        .await
        .unwrap();
    assert!(!opens(2).await);

    // A wrapped key belongs to its person as well.
    let keys = home.keyring_sql().await;
    let swap = "UPDATE person_key SET wrapped = (SELECT o.wrapped FROM person_key o WHERE o.person_id = $1) WHERE person_id = $2";
    sqlx::query(swap).bind(bob).bind(ada).execute(&keys).await.unwrap();
    assert!(matches!(home.keyring().await.key(ada).await, Err(KeyError::WrongMaster)));
    assert!(home.keyring().await.key(bob).await.is_ok());
    // A destroyed key is told from one that was never made, and stays destroyed.
    sqlx::query("UPDATE person_key SET wrapped = NULL WHERE person_id = $1")
        .bind(ada)
        .execute(&keys)
        .await
        .unwrap();
    for _ in 0..2 {
        assert!(matches!(home.keyring().await.key(ada).await, Err(KeyError::Destroyed)));
    }
}

pub async fn another_master_key_is_told(home: &Home) {
    let path = home.folder.path().join("master.key");
    let ledger = home.open().await;
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let bytes = fs::read(&path).unwrap();
    assert_eq!(bytes.len(), 32);
    let derived = MasterKey::load_or_create(&path).unwrap().derive("tests");
    assert_ne!(derived.as_slice(), bytes);

    let ada = person(&ledger, "ada@example.org").await.id;
    writer(&ledger)
        .record(ada, vec![create(1, "mood", AT, &mood(5.0, "mine"))])
        .await
        .unwrap();
    let token = ledger.key(ada).await.unwrap().token("coffee");

    // The same key again, however often the ledger is opened.
    for _ in 0..2 {
        let reopened = home.open().await;
        assert_eq!(fs::read(&path).unwrap(), bytes);
        assert_eq!(MasterKey::load_or_create(&path).unwrap().derive("tests"), derived);
        let key = reopened.key(ada).await.unwrap();
        assert!(
            reopened
                .latest(ada, event_id(1))
                .await
                .unwrap()
                .unwrap()
                .json(&key)
                .unwrap()
                .contains("mine")
        );
        assert_eq!(key.token("coffee"), token);
    }

    let stranger = MasterKey::load_or_create(&home.folder.path().join("another.key")).unwrap();
    assert_ne!(stranger.derive("tests"), derived);
    let refused = home.keyring_under(&stranger).await.err();
    assert!(matches!(refused, Some(LedgerError::WrongMasterKey)), "{refused:?}");

    // A file that holds no key is told, and is not written over.
    let broken = home.folder.path().join("broken.key");
    fs::write(&broken, b"too short").unwrap();
    assert!(MasterKey::load_or_create(&broken).is_err());
    assert_eq!(fs::read(&broken).unwrap(), b"too short");
}
