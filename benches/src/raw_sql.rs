//! The raw SQL rate: the ledger's rows into a table with the ledger's columns and its unique index, by nothing but sqlx.
//!
//! One connection, SQLite's log and `synchronous=FULL` as in the product. Parsing, validation, JSON and digests are
//! done before the clock starts; sealing is inside, in the same task, statement by statement.

use std::{
    borrow::Cow,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use eunoia_domain::{Event, EventId};
use eunoia_ingest::seal::PersonKey;
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, Executor,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

const TABLE: &str = "CREATE TABLE event (
    seq           INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id     INTEGER NOT NULL,
    event_id      BLOB    NOT NULL,
    version       INTEGER NOT NULL,
    op            INTEGER NOT NULL,
    mutation_id   BLOB    NOT NULL,
    digest        BLOB    NOT NULL,
    kind          INTEGER NOT NULL,
    source        INTEGER NOT NULL,
    observed_at   INTEGER NOT NULL,
    local_date    INTEGER NOT NULL,
    zone          TEXT    NOT NULL,
    body          BLOB    NOT NULL,
    recorded_at   INTEGER NOT NULL,
    superseded_by INTEGER
);
CREATE UNIQUE INDEX event_version ON event (person_id, event_id, version);";

const PERSON: i64 = 1;

/// A row of the ledger, its entry not yet sealed.
pub struct Row {
    event_id: EventId,
    digest: [u8; 32],
    kind: i64,
    source: i64,
    observed_at: i64,
    local_date: i64,
    zone: String,
    entry: Vec<u8>,
}

impl Row {
    pub fn new(event: &Event, key: &PersonKey) -> Self {
        let entry = serde_json::to_vec(&event.entry).unwrap();
        let date = event.moment.local_date().duration_since(jiff::civil::Date::constant(1970, 1, 1));
        Self {
            event_id: event.id,
            digest: key.digest(&entry),
            kind: event.entry.kind().code().into(),
            source: event.source.code().into(),
            observed_at: event.moment.at().as_millisecond(),
            local_date: date.as_hours() / 24,
            zone: event.moment.zone().name().to_owned(),
            entry,
        }
    }

    pub fn seal(&self, key: &PersonKey) -> Vec<u8> {
        let version = 1_u32.to_be_bytes();
        let place = [PERSON.to_be_bytes().as_slice(), self.event_id.as_bytes(), &version].concat();
        key.seal(&place, &self.entry).unwrap()
    }
}

/// How the rows are cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    pub transaction: usize,
    pub statement: usize,
}

/// Inserts `rows` into a new database in `folder`. `sealed`: their bodies, if sealing is not to be measured.
pub async fn insert(folder: &Path, rows: &[Row], sealed: Option<&[Vec<u8>]>, key: &PersonKey, sizes: Sizes) -> Duration {
    let file = folder.join("raw.db");
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    let options = options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("cache_size", "-32000");
    let mut connection = options.connect().await.unwrap();
    connection.execute(TABLE).await.unwrap();
    let full = statement(sizes.statement);
    let began = Instant::now();
    let mut first = 0;
    for group in rows.chunks(sizes.transaction) {
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.unwrap();
        for chunk in group.chunks(sizes.statement) {
            let text = if chunk.len() == sizes.statement {
                Arc::clone(&full)
            } else {
                statement(chunk.len())
            };
            let mut query = sqlx::query(AssertSqlSafe(text));
            for (i, row) in chunk.iter().enumerate() {
                let body = sealed.map_or_else(|| Cow::Owned(row.seal(key)), |sealed| Cow::Borrowed(&sealed[first + i]));
                let id = row.event_id.as_bytes().as_slice();
                query = query
                    .bind(PERSON)
                    .bind(id)
                    .bind(1_i64)
                    .bind(0_i64)
                    .bind(id)
                    .bind(row.digest.as_slice())
                    .bind(row.kind);
                query = query
                    .bind(row.source)
                    .bind(row.observed_at)
                    .bind(row.local_date)
                    .bind(row.zone.as_str());
                query = query.bind(body.into_owned()).bind(row.observed_at).bind(None::<i64>);
            }
            query.execute(&mut *transaction).await.unwrap();
            first += chunk.len();
        }
        transaction.commit().await.unwrap();
    }
    let took = began.elapsed();
    connection.close().await.unwrap();
    took
}

fn statement(rows: usize) -> Arc<str> {
    let values = vec!["(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"; rows].join(", ");
    let columns = "person_id, event_id, version, op, mutation_id, digest, kind, source, observed_at, local_date, zone, body, recorded_at, superseded_by";
    format!("INSERT INTO event ({columns}) VALUES {values} ON CONFLICT DO NOTHING").into()
}
