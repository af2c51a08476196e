//! The group commit: many requests, one transaction, an answer for each item.

use std::{collections::HashMap, sync::LazyLock};

use jiff::Timestamp;
use sqlx::{Any, AnyConnection, AssertSqlSafe, Row, Transaction, query::Query};

use super::{
    Ledger, LedgerError, Store, millis,
    row::{RowOp, SealedChange, column},
};

/// What became of one change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is in the ledger. `repeated`: it was there before, and this is the first answer again.
    Done {
        version: u32,
        recorded_at: Timestamp,
        repeated: bool,
    },
    Refused(Refusal),
}

/// Why a change was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The id, or the mutation id, was used before with another content.
    Conflict,
    /// The event was deleted; it does not come back.
    Gone,
    /// This person has no such event of this kind.
    NotFound,
    /// The change was made from another version than the `current` one.
    VersionMismatch { current: u32 },
}

/// Rows a statement, largest first: few distinct statements, so that each stays prepared.
const CHUNKS: [usize; 4] = [256, 32, 8, 1];
const COLUMNS: usize = 15;

static INSERTS: LazyLock<Chunked> = LazyLock::new(|| {
    Chunked::new(COLUMNS, |rows| {
        format!(
            "INSERT INTO event (person_id, event_id, version, op, mutation_id, digest, kind, source, observed_at, local_date, zone, body, recorded_at, superseded_by, read_by) \
             VALUES {rows} ON CONFLICT DO NOTHING"
        )
    })
});

static LOOKUPS: LazyLock<Chunked> = LazyLock::new(|| {
    Chunked::new(2, |rows| {
        format!(
            "WITH wanted (person_id, event_id) AS (VALUES {rows}) \
             SELECT e.person_id, e.event_id, e.version, e.op, e.mutation_id, e.digest, e.kind, e.source, e.observed_at, e.local_date, e.zone, e.recorded_at \
             FROM wanted JOIN event e ON e.person_id = wanted.person_id AND e.event_id = wanted.event_id ORDER BY e.seq"
        )
    })
});

/// One statement for each size of chunk, in each store's words.
pub(super) struct Chunked {
    sqlite: [String; CHUNKS.len()],
    postgres: [String; CHUNKS.len()],
}

impl Chunked {
    /// `text` makes the statement around the placeholders of its rows.
    pub(super) fn new(columns: usize, text: impl Fn(&str) -> String) -> Self {
        // SQLite looks a numbered placeholder up in a list of all of them, each time it is bound: with thousands in a
        // statement that takes longer than the insert itself.
        let sqlite = |_| "?".to_owned();
        let postgres = |number| format!("${number}");
        Self {
            sqlite: CHUNKS.map(|rows| text(&placeholders(rows, columns, sqlite))),
            postgres: CHUNKS.map(|rows| text(&placeholders(rows, columns, postgres))),
        }
    }

    pub(super) fn of(&self, store: Store, which: usize) -> &str {
        match store {
            Store::Sqlite => &self.sqlite[which],
            Store::Postgres => &self.postgres[which],
        }
    }
}

/// `(?, ?), (?, ?)` for two rows of two columns; `name` gives the placeholder of a number that counts from 1.
fn placeholders(rows: usize, columns: usize, name: impl Fn(usize) -> String) -> String {
    let row = |r: usize| (1..=columns).map(|c| name(r * columns + c)).collect::<Vec<_>>().join(", ");
    (0..rows).map(|r| format!("({})", row(r))).collect::<Vec<_>>().join(", ")
}

/// Cuts `items` into chunks for which a statement is at hand.
pub(super) fn chunks<T>(mut items: &[T]) -> impl Iterator<Item = (usize, &[T])> {
    std::iter::from_fn(move || {
        let which = CHUNKS.iter().position(|size| *size <= items.len())?;
        let (chunk, rest) = items.split_at(CHUNKS[which]);
        items = rest;
        Some((which, chunk))
    })
}

type EventKey = (i64, [u8; 16]);

/// A version that the ledger has, or will have when this transaction commits.
struct Known {
    version: u32,
    op: RowOp,
    mutation_id: [u8; 16],
    digest: [u8; 32],
    kind: i16,
    source: i16,
    observed_at: i64,
    local_date: i64,
    zone: String,
    recorded_at: i64,
}

impl Ledger {
    /// Commits a group. The answers are in the order of `items`, and true once this returns.
    pub(super) async fn commit(&self, items: &mut [SealedChange], now: Timestamp) -> Result<Vec<Outcome>, LedgerError> {
        let _turn = self.turn().await;
        let recorded_at = millis(now);
        if items.iter().all(|item| item.op == RowOp::Create) {
            // Nearly always every item is new: insert first, look only if one was not.
            let mut transaction = self.store.begin_commit(&self.pool).await?;
            let inserted = self
                .insert(&mut transaction, &items.iter().collect::<Vec<_>>(), recorded_at)
                .await?;
            if inserted == items.len() as u64 {
                transaction.commit().await.map_err(|e| self.failed(e))?;
                self.committed.send_modify(|count| *count += 1);
                return Ok(vec![
                    Outcome::Done {
                        version: 1,
                        recorded_at: rounded(now),
                        repeated: false
                    };
                    items.len()
                ]);
            }
            transaction.rollback().await.map_err(|e| self.failed(e))?;
        }
        let mut transaction = self.store.begin_commit(&self.pool).await?;
        let mut known = self.lookup(&mut transaction, items).await?;
        let mut outcomes = Vec::with_capacity(items.len());
        let mut accepted = Vec::new();
        for item in items {
            let versions = known.entry((item.person_id, item.event_id)).or_default();
            let outcome = judge(item, versions);
            outcomes.push(match outcome {
                None => {
                    if let (RowOp::Delete, Some(last)) = (item.op, versions.last()) {
                        (item.source, item.observed_at, item.local_date) = (last.source, last.observed_at, last.local_date);
                        item.zone.clone_from(&last.zone);
                    }
                    versions.push(Known::from_accepted(item, recorded_at));
                    let version = item.version;
                    accepted.push(&*item);
                    Outcome::Done {
                        version,
                        recorded_at: rounded(now),
                        repeated: false,
                    }
                }
                Some(outcome) => outcome,
            });
        }
        let inserted = self.insert(&mut transaction, &accepted, recorded_at).await?;
        if inserted != accepted.len() as u64 {
            // Nobody else commits while we hold the turn or the lock: this cannot be, and must not be acknowledged.
            return Err(LedgerError::Inconsistent {
                seq: 0,
                what: "a version appeared during the commit",
            });
        }
        for item in accepted.iter().filter(|item| item.version > 1) {
            let statement = "UPDATE event SET superseded_by = \
                 (SELECT n.seq FROM event n WHERE n.person_id = $1 AND n.event_id = $2 AND n.version = $3) \
                 WHERE person_id = $1 AND event_id = $2 AND version = $4";
            let query = sqlx::query(statement).bind(item.person_id).bind(item.event_id.to_vec());
            let query = query.bind(i64::from(item.version)).bind(i64::from(item.version) - 1);
            query.execute(&mut *transaction).await.map_err(|e| self.failed(e))?;
        }
        transaction.commit().await.map_err(|e| self.failed(e))?;
        self.committed.send_modify(|count| *count += 1);
        Ok(outcomes)
    }

    async fn insert(
        &self,
        transaction: &mut Transaction<'static, Any>,
        items: &[&SealedChange],
        recorded_at: i64,
    ) -> Result<u64, LedgerError> {
        // While the store takes one chunk, the next one is bound.
        let mut inserted = 0;
        let mut bound = chunks(items).map(|(which, chunk)| {
            let query = sqlx::query(AssertSqlSafe(INSERTS.of(self.store, which)));
            chunk.iter().fold(query, |query, item| bind_row(query, item, recorded_at))
        });
        let mut next = bound.next();
        while let Some(query) = next {
            let (done, following) = futures::join!(query.execute(&mut **transaction), async { bound.next() });
            inserted += done.map_err(|e| self.failed(e))?.rows_affected();
            next = following;
        }
        // Floors are there as soon as what they are about is: nothing is acknowledged without them.
        if inserted == items.len() as u64 {
            let findings = items.iter().filter_map(|item| item.finding.as_ref());
            self.insert_findings(transaction, findings, recorded_at).await?;
        }
        Ok(inserted)
    }

    /// Every version of the events that `items` name.
    async fn lookup(&self, connection: &mut AnyConnection, items: &[SealedChange]) -> Result<HashMap<EventKey, Vec<Known>>, LedgerError> {
        let mut wanted: Vec<EventKey> = items.iter().map(|item| (item.person_id, item.event_id)).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let mut known: HashMap<EventKey, Vec<Known>> = HashMap::with_capacity(wanted.len());
        for (which, chunk) in chunks(&wanted) {
            let mut query = sqlx::query(AssertSqlSafe(LOOKUPS.of(self.store, which)));
            for (person_id, event_id) in chunk {
                query = query.bind(*person_id).bind(event_id.to_vec());
            }
            for row in query.fetch_all(&mut *connection).await.map_err(|e| self.failed(e))? {
                let event_id = bytes::<16>(&row, 1)?;
                known.entry((column(&row, 0)?, event_id)).or_default().push(Known::from_row(&row)?);
            }
        }
        Ok(known)
    }
}

fn bind_row<'q>(
    query: Query<'q, Any, sqlx::any::AnyArguments>,
    item: &SealedChange,
    recorded_at: i64,
) -> Query<'q, Any, sqlx::any::AnyArguments> {
    query
        .bind(item.person_id)
        .bind(item.event_id.to_vec())
        .bind(i64::from(item.version))
        .bind(item.op as i64)
        .bind(item.mutation_id.to_vec())
        .bind(item.digest.to_vec())
        .bind(i64::from(item.kind))
        .bind(i64::from(item.source))
        .bind(item.observed_at)
        .bind(item.local_date)
        .bind(item.zone.clone())
        .bind(item.body.clone())
        .bind(recorded_at)
        .bind(None::<i64>)
        .bind(item.read_by)
}

/// The answer to `item`, or [`None`] if it is to be inserted.
fn judge(item: &SealedChange, versions: &[Known]) -> Option<Outcome> {
    let repeated = |known: &Known| Outcome::Done {
        version: known.version,
        recorded_at: time(known.recorded_at),
        repeated: true,
    };
    let refused = |refusal| Some(Outcome::Refused(refusal));
    let last = versions.last();
    let deleted = last.is_some_and(|last| last.op == RowOp::Delete);
    if item.op == RowOp::Create {
        return match versions.first() {
            None => None,
            Some(_) if deleted => refused(Refusal::Gone),
            Some(first) if first.digest == item.digest => Some(repeated(first)),
            Some(_) => refused(Refusal::Conflict),
        };
    }
    if let Some(same) = versions.iter().find(|known| known.mutation_id == item.mutation_id) {
        return if same.digest == item.digest {
            Some(repeated(same))
        } else {
            refused(Refusal::Conflict)
        };
    }
    match last {
        None => refused(Refusal::NotFound),
        Some(_) if deleted => refused(Refusal::Gone),
        Some(last) if last.kind != item.kind => refused(Refusal::NotFound),
        Some(last) if last.version.checked_add(1) != Some(item.version) => refused(Refusal::VersionMismatch { current: last.version }),
        Some(_) => None,
    }
}

impl Known {
    fn from_row(row: &sqlx::any::AnyRow) -> Result<Self, LedgerError> {
        let wrong = |what| LedgerError::Inconsistent { seq: 0, what };
        let number = |i| column::<i64>(row, i);
        Ok(Self {
            version: u32::try_from(number(2)?).map_err(|_| wrong("version"))?,
            op: [RowOp::Create, RowOp::Edit, RowOp::Delete]
                [usize::try_from(number(3)?).ok().filter(|op| *op < 3).ok_or_else(|| wrong("op"))?],
            mutation_id: bytes(row, 4)?,
            digest: bytes(row, 5)?,
            kind: i16::try_from(number(6)?).map_err(|_| wrong("kind"))?,
            source: i16::try_from(number(7)?).map_err(|_| wrong("source"))?,
            observed_at: number(8)?,
            local_date: number(9)?,
            zone: column(row, 10)?,
            recorded_at: number(11)?,
        })
    }

    fn from_accepted(item: &SealedChange, recorded_at: i64) -> Self {
        Self {
            version: item.version,
            op: item.op,
            mutation_id: item.mutation_id,
            digest: item.digest,
            kind: item.kind,
            source: item.source,
            observed_at: item.observed_at,
            local_date: item.local_date,
            zone: item.zone.clone(),
            recorded_at,
        }
    }
}

fn bytes<const N: usize>(row: &sqlx::any::AnyRow, index: usize) -> Result<[u8; N], LedgerError> {
    let value: &[u8] = row.try_get(index).map_err(|_| LedgerError::Inconsistent {
        seq: 0,
        what: "a column does not decode",
    })?;
    value.try_into().map_err(|_| LedgerError::Inconsistent {
        seq: 0,
        what: "a column has another length",
    })
}

fn time(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn rounded(at: Timestamp) -> Timestamp {
    time(millis(at))
}
