//! Floors: there with what raised them, and gone by nothing but what clears them.

use eunoia_domain::Change;
use eunoia_engine::crisis::{Finding, RiskLevel};
use eunoia_ingest::ledger::{Floors, Ledger, Writer};
use serde_json::{Value, json};
use sqlx::Row;

use crate::{
    entries::{clock, create, delete, edit},
    home::{Home, person, writer},
    texts::{read, read_everything},
};

fn phq9(item9: Option<u8>) -> Value {
    json!({ "instrument": "phq9", "answers": [0, 0, 0, 0, 0, 0, 0, 0, item9] })
}

fn screener(acute: Option<bool>, wish: bool) -> Value {
    let thoughts = acute.is_some();
    let mut answers = json!({
        "wish_to_be_dead": wish, "suicidal_thoughts": thoughts, "behaviour_lifetime": false, "behaviour_past_3_months": false
    });
    if let Some(acute) = acute {
        for (name, answer) in [("method", true), ("intent", acute), ("plan", false)] {
            answers[name] = answer.into();
        }
        if acute {
            answers["intent_or_plan_past_day"] = true.into();
        }
    }
    json!({ "instrument": "cssrs", "screener": answers })
}

fn assessment(n: u64, at: &str, data: &Value) -> Change {
    create(n, "assessment", at, data)
}

/// A text that the reader of this version puts above the floor point, or below the signal point.
fn text(version: &str, floor: bool) -> String {
    let fits = |text: &String| read(version, text).is_some_and(|score| if floor { score.crisis.floor } else { !score.crisis.signal });
    (0..).map(|n| format!("Words number {n}.")).find(fits).unwrap()
}

async fn floors(ledger: &Ledger, person_id: i64) -> Floors {
    ledger.floors(person_id, clock()).await.unwrap()
}

async fn standing(ledger: &Ledger, person_id: i64) -> Vec<Finding> {
    floors(ledger, person_id).await.standing().map(|floor| floor.finding).collect()
}

async fn count(home: &Home, statement: &str) -> i64 {
    let row = sqlx::query(sqlx::AssertSqlSafe(statement.to_owned()))
        .fetch_one(&home.sql().await)
        .await;
    row.unwrap().get(0)
}

async fn record(writer: &Writer, person_id: i64, changes: Vec<Change>) {
    for outcome in writer.record(person_id, changes).await.unwrap() {
        assert!(crate::refusal(&outcome).is_none(), "{outcome:?}");
    }
}

pub async fn a_floor_is_there_with_what_raised_it(home: &Home) {
    let ledger = home.open().await;
    let (ada, bob) = (
        person(&ledger, "ada@example.org").await.id,
        person(&ledger, "bob@example.org").await.id,
    );
    let writer = writer(&ledger);
    let at = "2026-10-01T08:00:00+02:00";
    let changes = vec![
        assessment(1, at, &phq9(Some(2))),
        assessment(2, at, &phq9(Some(0))),
        assessment(3, at, &phq9(None)),
        assessment(4, at, &screener(Some(true), true)),
        assessment(5, at, &json!({ "instrument": "gad7", "answers": [3, 3, 3, 3, 3, 3, 3] })),
        create(6, "mood", at, &json!({ "score": 1 })),
    ];
    record(&writer, ada, changes.clone()).await;
    // In the same transaction: no other step was taken, and another process sees it.
    assert_eq!(
        count(home, "SELECT count(*) FROM floor").await,
        5,
        "a row for each assessment, whatever it says"
    );
    let other = home.open().await;
    let expected = [Finding::Item9(2), Finding::Screener(RiskLevel::Imminent)];
    assert_eq!(standing(&other, ada).await, expected);
    assert!(standing(&other, bob).await.is_empty());

    // Sending it all again raises nothing again.
    writer.record(ada, changes).await.unwrap();
    assert_eq!(count(home, "SELECT count(*) FROM floor").await, 5);

    // A text raises it once it is read, and not before.
    record(&writer, bob, vec![create(7, "journal", at, &json!({ "text": text("1", true) }))]).await;
    assert!(standing(&ledger, bob).await.is_empty());
    read_everything(&ledger, "1").await;
    assert_eq!(standing(&ledger, bob).await, [Finding::Text]);
}

pub async fn no_change_of_its_source_removes_a_floor(home: &Home) {
    let ledger = home.open().await;
    let (ada, writer) = (person(&ledger, "ada@example.org").await.id, writer(&ledger));
    let (at, later) = ("2026-10-01T08:00:00+02:00", "2026-11-01T08:00:00+01:00");
    record(
        &writer,
        ada,
        vec![assessment(1, at, &phq9(Some(3))), assessment(2, at, &phq9(Some(1)))],
    )
    .await;
    // Edited to nothing, also to a later time; deleted.
    record(&writer, ada, vec![edit(1, 1, 1, "assessment", later, &phq9(Some(0)))]).await;
    record(&writer, ada, vec![delete(2, 1, 2, "assessment")]).await;
    assert_eq!(standing(&ledger, ada).await, [Finding::Item9(3), Finding::Item9(1)]);

    // A text that another model reads otherwise, and that is then deleted.
    let words = text("1", true);
    record(&writer, ada, vec![create(3, "journal", at, &json!({ "text": words }))]).await;
    read_everything(&ledger, "1").await;
    let calmer = (2..)
        .map(|n: u32| n.to_string())
        .find(|version| !read(version, &words).unwrap().crisis.floor)
        .unwrap();
    read_everything(&ledger, &calmer).await;
    record(&writer, ada, vec![delete(3, 1, 3, "journal")]).await;
    assert_eq!(standing(&ledger, ada).await.len(), 3, "and the one of the text");

    // Only now does another entry clear what it may: item 9 at least 14 days later does for its own, the edit having been none.
    record(&writer, ada, vec![assessment(4, later, &phq9(Some(0)))]).await;
    assert_eq!(standing(&ledger, ada).await, [Finding::Text]);
}

pub async fn each_clearing_is_a_row_of_its_own(home: &Home) {
    let ledger = home.open().await;
    let (ada, writer) = (person(&ledger, "ada@example.org").await.id, writer(&ledger));
    record(
        &writer,
        ada,
        vec![assessment(1, "2026-10-01T08:00:00+02:00", &screener(Some(true), true))],
    )
    .await;
    record(&writer, ada, vec![assessment(2, "2026-10-02T08:00:00+02:00", &phq9(Some(1)))]).await;
    assert_eq!(ledger.unsettled_people(0, 10).await.unwrap(), [ada]);
    ledger.settle_floors(ada, clock()).await.unwrap();
    assert!(ledger.unsettled_people(0, 10).await.unwrap().is_empty());
    assert_eq!(
        count(home, "SELECT count(*) FROM floor_clearing").await,
        2,
        "one for each row, whatever it clears"
    );

    // A wish to be dead is low: it clears both, and is a floor of its own.
    record(
        &writer,
        ada,
        vec![assessment(3, "2026-10-03T08:00:00+02:00", &screener(None, true))],
    )
    .await;
    let found = floors(&ledger, ada).await;
    let stands: Vec<_> = found.standing().map(|floor| floor.finding).collect();
    assert_eq!(stands, [Finding::Screener(RiskLevel::Low)]);
    let by = found.findings[2].id;
    let cleared: Vec<_> = found.clearings.iter().map(|clearing| (clearing.floor, clearing.by)).collect();
    assert_eq!(cleared, [(found.findings[0].id, by), (found.findings[1].id, by)]);
    assert_eq!(found.clearings[0].local_date.to_string(), "2026-10-03");
    let rows = "SELECT count(*) FROM floor_clearing";
    assert_eq!(count(home, rows).await, 3);

    // A second time, and from another process, it is the same, and nothing is written.
    for ledger in [&ledger, &home.open().await] {
        ledger.settle_floors(ada, clock()).await.unwrap();
        let again: Vec<_> = floors(ledger, ada)
            .await
            .clearings
            .iter()
            .map(|clearing| (clearing.floor, clearing.by))
            .collect();
        assert_eq!(again, cleared);
    }
    assert_eq!(count(home, rows).await, 3);

    // Taking the screener back does not undo what was noted; a screener taken back before that clears nothing.
    record(&writer, ada, vec![delete(3, 1, 3, "assessment")]).await;
    assert_eq!(standing(&ledger, ada).await, [Finding::Screener(RiskLevel::Low)]);
    let (calm, worse) = (screener(None, false), screener(Some(false), true));
    record(&writer, ada, vec![assessment(4, "2026-10-05T08:00:00+02:00", &calm)]).await;
    record(&writer, ada, vec![edit(4, 1, 4, "assessment", "2026-10-05T08:00:00+02:00", &worse)]).await;
    let stands = standing(&ledger, ada).await;
    assert_eq!(stands, [Finding::Screener(RiskLevel::Low), Finding::Screener(RiskLevel::Moderate)]);
}

pub async fn floors_are_sealed_and_say_nothing_by_being_there(home: &Home) {
    let ledger = home.open().await;
    let (ada, bob) = (
        person(&ledger, "ada@example.org").await.id,
        person(&ledger, "bob@example.org").await.id,
    );
    let writer = writer(&ledger);
    let at = "2026-10-01T08:00:00+02:00";
    record(&writer, ada, vec![assessment(1, at, &phq9(Some(3)))]).await;
    record(&writer, ada, vec![create(2, "journal", at, &json!({ "text": text("1", true) }))]).await;
    record(&writer, bob, vec![assessment(3, at, &phq9(Some(0)))]).await;
    record(&writer, bob, vec![create(4, "journal", at, &json!({ "text": text("1", false) }))]).await;
    read_everything(&ledger, "1").await;
    for who in [ada, bob] {
        ledger.settle_floors(who, clock()).await.unwrap();
    }
    for table in ["floor", "floor_clearing"] {
        let lengths = format!("SELECT count(DISTINCT length(body)) FROM {table}");
        assert_eq!(count(home, &lengths).await, 1, "{table}");
        for who in [ada, bob] {
            let rows = format!("SELECT count(*) FROM {table} WHERE person_id = {who}");
            assert_eq!(count(home, &rows).await, 2, "{table}");
        }
    }
    // What was sealed for one place opens in no other.
    let moved = "UPDATE floor SET body = (SELECT o.body FROM floor o WHERE o.person_id = $1 ORDER BY o.id LIMIT 1) WHERE person_id = $2";
    sqlx::query(moved).bind(bob).bind(ada).execute(&home.sql().await).await.unwrap();
    assert!(ledger.floors(ada, clock()).await.is_err(), "it is told, and not taken for nothing");
}

pub async fn what_was_there_before_floors_is_looked_through(home: &Home) {
    let ledger = home.open().await;
    let (ada, writer) = (person(&ledger, "ada@example.org").await.id, writer(&ledger));
    let at = "2026-10-01T08:00:00+02:00";
    record(
        &writer,
        ada,
        vec![
            assessment(1, at, &phq9(Some(2))),
            create(2, "journal", at, &json!({ "text": text("1", true) })),
        ],
    )
    .await;
    read_everything(&ledger, "1").await;
    // As it would be after the migration of a ledger from before it.
    let sql = home.sql().await;
    for statement in [
        "DELETE FROM floor_clearing",
        "DELETE FROM floor",
        "INSERT INTO floor_backlog (seq) SELECT seq FROM event WHERE kind = 4 AND op <> 2 AND length(body) > 0",
        "INSERT INTO floor_backlog (seq) SELECT seq FROM text_score",
    ] {
        sqlx::query(statement).execute(&sql).await.unwrap();
    }
    assert!(standing(&ledger, ada).await.is_empty());
    assert!(ledger.look_back_for_floors(clock()).await.unwrap());
    assert!(!ledger.look_back_for_floors(clock()).await.unwrap(), "nothing is left");
    assert_eq!(standing(&ledger, ada).await, [Finding::Item9(2), Finding::Text]);
}
