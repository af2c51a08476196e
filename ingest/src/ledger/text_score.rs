//! What was read in texts: which ones wait, and the scores as rows of the same row of numbers as the events.

use std::{collections::HashSet, sync::LazyLock};

use eunoia_domain::{EntryKind, EventId, Moment};
use jiff::Timestamp;
use sqlx::{Any, AssertSqlSafe, Row, Transaction, any::AnyRow};

use super::{
    Filter, Ledger, LedgerError, Position, Record, Store, TextModelId,
    commit::{Chunked, chunks},
    floor::SealedFinding,
    millis,
    row::{self, column},
};
use crate::{
    seal::{KeyError, PersonKey, Unsealable},
    text::Reading,
};

/// What a model read in one version of an event, read back; still sealed.
#[derive(Debug, Clone)]
pub struct ScoreRecord {
    pub seq: i64,
    pub person_id: i64,
    pub event_id: EventId,
    pub version: u32,
    pub kind: EntryKind,
    pub moment: Moment,
    pub model: TextModelId,
    body: Vec<u8>,
}

impl ScoreRecord {
    const COLUMNS: &'static str =
        "s.seq, s.person_id, s.event_id, s.version, e.kind, e.observed_at, e.local_date, e.zone, s.model_id, m.name, m.version, s.body";
    /// The event version that it is about, and who read it.
    const FROM: &'static str = "FROM text_score s \
         JOIN event e ON e.person_id = s.person_id AND e.event_id = s.event_id AND e.version = s.version \
         JOIN text_model m ON m.id = s.model_id";
    /// The model whose scores are shown.
    const SHOWN: &'static str = "s.model_id = (SELECT text_model FROM relay WHERE id = 1)";

    fn from_row(row: &AnyRow) -> Result<Self, LedgerError> {
        let seq: i64 = column(row, 0)?;
        let wrong = |what| LedgerError::Inconsistent { seq, what };
        Ok(Self {
            seq,
            person_id: column(row, 1)?,
            event_id: row::event_id(row, 2).ok_or_else(|| wrong("event_id"))?,
            version: u32::try_from(column::<i64>(row, 3)?).map_err(|_| wrong("version"))?,
            kind: row::kind(column(row, 4)?).ok_or_else(|| wrong("kind"))?,
            moment: row::moment(column(row, 5)?, column(row, 6)?, &column::<String>(row, 7)?).ok_or_else(|| wrong("moment"))?,
            model: TextModelId {
                number: column(row, 8)?,
                name: column(row, 9)?,
                version: column(row, 10)?,
            },
            body: column(row, 11)?,
        })
    }

    /// Opens it.
    pub fn reading(&self, key: &PersonKey) -> Result<Reading, Unsealable> {
        let place = place(self.person_id, self.event_id, self.version, &self.model);
        serde_json::from_slice(&key.open(&place, &self.body)?).map_err(|_| Unsealable)
    }
}

/// Where a sealed score belongs; it opens nowhere else, and never as an entry, whose place is shorter.
fn place(person_id: i64, event_id: EventId, version: u32, model: &TextModelId) -> Vec<u8> {
    [
        b"text score".as_slice(),
        &person_id.to_be_bytes(),
        event_id.as_bytes(),
        &version.to_be_bytes(),
        &model.number.to_be_bytes(),
        model.name.as_bytes(),
        b"\n",
        model.version.as_bytes(),
    ]
    .concat()
}

/// Readings are filled up to a multiple of this, so that how long a sealed one is says nothing of what was read: how many
/// emotions, or none at all.
const SEALED_BYTES: usize = 3 << 10;

/// A score as a row that waits to be committed.
pub(crate) struct SealedScore {
    /// The number of the version that was read.
    of: i64,
    person_id: i64,
    event_id: EventId,
    version: u32,
    body: Vec<u8>,
    /// What it says of floors.
    finding: SealedFinding,
}

impl SealedScore {
    pub fn new(of: &Record, model: &TextModelId, reading: &Reading, key: &PersonKey) -> Result<Self, KeyError> {
        let finding = SealedFinding::new(of.person_id, *of.id.as_bytes(), of.version, model.number, reading.finding(), key)?;
        // Serialising a reading cannot fail: its numbers are finite, its maps have names as keys.
        let mut reading = serde_json::to_vec(reading).unwrap_or_default();
        reading.resize(reading.len().next_multiple_of(SEALED_BYTES), b' ');
        Ok(Self {
            of: of.seq,
            person_id: of.person_id,
            event_id: of.id,
            version: of.version,
            body: key.seal(&place(of.person_id, of.id, of.version, model), &reading)?,
            finding,
        })
    }
}

/// An entry with sentences, and what was read in it.
#[derive(Debug)]
pub struct TextItem {
    pub id: EventId,
    pub kind: EntryKind,
    pub version: u32,
    pub moment: Moment,
    /// [`None`] while it waits to be read.
    pub score: Option<ScoreRecord>,
}

/// A stretch of a list of entries with sentences.
#[derive(Debug)]
pub struct TextPage {
    pub items: Vec<TextItem>,
    pub next: Option<Position>,
}

/// Entries that wait to be read.
pub(crate) struct Waiting {
    pub records: Vec<Record>,
    /// How many times each was with the model when a process died. If more than once, there is one of them.
    pub deaths: i64,
}

static INSERTS: LazyLock<Chunked> = LazyLock::new(|| {
    Chunked::new(7, |rows| {
        format!("INSERT INTO text_score (seq, person_id, event_id, version, model_id, body, scored_at) VALUES {rows}")
    })
});

static MARKS_WITHOUT: LazyLock<Chunked> =
    LazyLock::new(|| Chunked::new(1, |rows| format!("UPDATE event SET read_by = NULL WHERE seq IN ({rows})")));

impl Ledger {
    /// Entries that `model` has not read: at most `limit`, the latest recorded first. First those that no model has read, then
    /// those that were with one when a process died, then those that an earlier model read.
    pub(crate) async fn unread_texts(&self, model: &TextModelId, limit: u32) -> Result<Waiting, LedgerError> {
        let fresh = self.untried_texts(model, "0", limit).await?;
        if !fresh.is_empty() {
            return Ok(Waiting { records: fresh, deaths: 0 });
        }
        if let Some((records, deaths)) = self.suspect_texts(model, limit).await? {
            return Ok(Waiting { records, deaths });
        }
        let earlier = "(SELECT min(read_by) FROM event WHERE read_by > 0 AND read_by < $1 AND superseded_by IS NULL)";
        let records = self.untried_texts(model, earlier, limit).await?;
        Ok(Waiting { records, deaths: 0 })
    }

    async fn untried_texts(&self, model: &TextModelId, read_by: &str, limit: u32) -> Result<Vec<Record>, LedgerError> {
        // An equality, so that the index gives them in order.
        let statement = format!(
            "SELECT {} FROM event e WHERE e.read_by = {read_by} AND e.read_by < $1 AND e.superseded_by IS NULL \
             AND NOT EXISTS (SELECT 1 FROM text_attempt a WHERE a.seq = e.seq) ORDER BY e.seq DESC LIMIT $2",
            Record::COLUMNS
        );
        let query = sqlx::query(AssertSqlSafe(statement)).bind(model.number).bind(i64::from(limit));
        let rows = query.fetch_all(&self.pool).await.map_err(|e| self.failed(e))?;
        rows.iter().map(Record::from_row).collect()
    }

    /// How many entries wait for the model that reads, or for the first one.
    pub async fn texts_unread(&self) -> Result<i64, LedgerError> {
        let statement = "SELECT count(*) FROM event WHERE read_by IS NOT NULL AND superseded_by IS NULL \
             AND read_by < (SELECT coalesce(max(id), 1) FROM text_model)";
        let row = sqlx::query(statement).fetch_one(&self.pool).await.map_err(|e| self.failed(e))?;
        column(&row, 0)
    }

    /// Commits what `model` read, and which of the entries it was given have no sentences. What is not current any more, or
    /// was read before, is left out. Tells how many scores went in.
    pub(crate) async fn record_scores(
        &self,
        model: &TextModelId,
        scores: Vec<SealedScore>,
        without_sentences: &[i64],
        now: Timestamp,
    ) -> Result<u64, LedgerError> {
        let _turn = self.turn().await;
        // The writer's own lock: a version that is current now stays so until this is committed.
        let mut transaction = self.store.begin_commit(&self.pool).await?;
        let unread = self.mark_read(&mut transaction, model, &scores).await?;
        self.of_each(&mut transaction, &MARKS_WITHOUT, without_sentences).await?;
        let tried: Vec<i64> = scores.iter().map(|score| score.of).collect();
        self.forget_attempts(&mut transaction, &tried).await?;
        let scores: Vec<_> = scores.into_iter().filter(|score| unread.contains(&score.of)).collect();
        if !scores.is_empty() {
            let numbers = self.numbers(&mut transaction, scores.len()).await?;
            let rows: Vec<(i64, &SealedScore)> = numbers.into_iter().zip(&scores).collect();
            for (which, chunk) in chunks(&rows) {
                let query = sqlx::query(AssertSqlSafe(INSERTS.of(self.store, which)));
                let query = chunk.iter().fold(query, |query, (seq, score)| {
                    query
                        .bind(*seq)
                        .bind(score.person_id)
                        .bind(score.event_id.as_bytes().to_vec())
                        .bind(i64::from(score.version))
                        .bind(model.number)
                        .bind(score.body.clone())
                        .bind(millis(now))
                });
                query.execute(&mut *transaction).await.map_err(|e| self.failed(e))?;
            }
            self.insert_findings(&mut transaction, scores.iter().map(|score| &score.finding), millis(now))
                .await?;
            // The first model of all is shown from its first score on.
            let first = sqlx::query("UPDATE relay SET text_model = $1 WHERE id = 1 AND text_model IS NULL").bind(model.number);
            first.execute(&mut *transaction).await.map_err(|e| self.failed(e))?;
        }
        transaction.commit().await.map_err(|e| self.failed(e))?;
        if !scores.is_empty() {
            self.committed.send_modify(|count| *count += 1);
            self.scored.send_modify(|count| *count += 1);
        }
        Ok(scores.len() as u64)
    }

    /// Notes that `model` has read these versions. Tells which of them are current and were not read by it before.
    async fn mark_read(
        &self,
        transaction: &mut Transaction<'static, Any>,
        model: &TextModelId,
        scores: &[SealedScore],
    ) -> Result<HashSet<i64>, LedgerError> {
        let number = model.number;
        let marks = Chunked::new(1, |rows| {
            format!(
                "UPDATE event SET read_by = {number} WHERE seq IN ({rows}) AND superseded_by IS NULL AND read_by < {number} RETURNING seq"
            )
        });
        let mut marked = HashSet::with_capacity(scores.len());
        for (which, chunk) in chunks(scores) {
            let query = sqlx::query(AssertSqlSafe(marks.of(self.store, which)));
            let query = chunk.iter().fold(query, |query, score| query.bind(score.of));
            for row in query.fetch_all(&mut **transaction).await.map_err(|e| self.failed(e))? {
                marked.insert(column(&row, 0)?);
            }
        }
        Ok(marked)
    }

    /// The next numbers of the events' own row, in order. Within the transaction of a commit, nobody else takes any.
    async fn numbers(&self, transaction: &mut Transaction<'static, Any>, count: usize) -> Result<Vec<i64>, LedgerError> {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let statement = match self.store {
            // AUTOINCREMENT keeps its place in a table, which may be written to (https://sqlite.org/autoinc.html).
            Store::Sqlite => "UPDATE sqlite_sequence SET seq = seq + $1 WHERE name = 'event' RETURNING seq",
            Store::Postgres => {
                "SELECT max(n) FROM (SELECT nextval(pg_get_serial_sequence('event', 'seq')) AS n FROM generate_series(1, $1)) AS numbers"
            }
        };
        let row = sqlx::query(statement).bind(count).fetch_one(&mut **transaction).await;
        let last: i64 = column(&row.map_err(|e| self.failed(e))?, 0)?;
        Ok((last - count + 1..=last).collect())
    }

    /// What was read in a version of an event: by the model whose scores are shown, or else by the latest that read it.
    pub async fn score(&self, person_id: i64, id: EventId, version: u32) -> Result<Option<ScoreRecord>, LedgerError> {
        let statement = format!(
            "SELECT {} {} WHERE s.person_id = $1 AND s.event_id = $2 AND s.version = $3 \
             ORDER BY CASE WHEN {} THEN 0 ELSE 1 END, s.model_id DESC LIMIT 1",
            ScoreRecord::COLUMNS,
            ScoreRecord::FROM,
            ScoreRecord::SHOWN
        );
        let query = sqlx::query(AssertSqlSafe(statement)).bind(person_id).bind(id.as_bytes().to_vec());
        let row = query.bind(i64::from(version)).fetch_optional(&self.pool).await;
        row.map_err(|e| self.failed(e))?.as_ref().map(ScoreRecord::from_row).transpose()
    }

    /// The person's current entries with sentences, newest first, each with what the model whose scores are shown read in it.
    pub async fn texts(&self, person_id: i64, filter: &Filter, after: Option<Position>, limit: u32) -> Result<TextPage, LedgerError> {
        let [from, to, earliest, latest] = filter.bounds();
        let (at, id) = after.map_or((i64::MAX, vec![0xff; 16]), |p| (p.observed_at, p.id.as_bytes().to_vec()));
        let statement = format!(
            "SELECT s.seq, e.person_id, e.event_id, e.version, e.kind, e.observed_at, e.local_date, e.zone, s.model_id, m.name, m.version, s.body \
             FROM event e LEFT JOIN text_score s ON s.person_id = e.person_id AND s.event_id = e.event_id AND s.version = e.version AND {} \
             LEFT JOIN text_model m ON m.id = s.model_id \
             WHERE e.person_id = $1 AND e.read_by IS NOT NULL AND e.superseded_by IS NULL AND e.op <> 2 \
             AND e.local_date BETWEEN $2 AND $3 AND e.observed_at BETWEEN $4 AND $5 AND (e.observed_at, e.event_id) < ($6, $7) \
             ORDER BY e.observed_at DESC, e.event_id DESC LIMIT $8",
            ScoreRecord::SHOWN
        );
        let query = sqlx::query(AssertSqlSafe(statement)).bind(person_id).bind(from).bind(to);
        let query = query.bind(earliest).bind(latest).bind(at).bind(id).bind(i64::from(limit) + 1);
        let rows = query.fetch_all(&self.pool).await.map_err(|e| self.failed(e))?;
        let mut items = rows.iter().map(text_item).collect::<Result<Vec<_>, _>>()?;
        let more = items.len() > limit as usize;
        items.truncate(limit as usize);
        let next = items.last().filter(|_| more).map(|item| Position {
            observed_at: item.moment.at().as_millisecond(),
            id: item.id,
        });
        Ok(TextPage { items, next })
    }

    /// What `model` read in a person's current entries, a page at a time, by the entries' ids: at most `limit` after `after`. So
    /// an entry that is edited and read anew between two pages comes once at most.
    pub async fn scores_of(
        &self,
        person_id: i64,
        model: &TextModelId,
        after: Option<EventId>,
        limit: u32,
    ) -> Result<Vec<ScoreRecord>, LedgerError> {
        // The plus keeps SQLite from walking through everybody's scores by this model.
        let statement = format!(
            "SELECT {} {} WHERE s.person_id = $1 AND +s.model_id = $2 AND s.event_id > $3 AND e.superseded_by IS NULL \
             ORDER BY s.event_id LIMIT $4",
            ScoreRecord::COLUMNS,
            ScoreRecord::FROM
        );
        let after = after.map_or(Vec::new(), |id| id.as_bytes().to_vec());
        let query = sqlx::query(AssertSqlSafe(statement)).bind(person_id).bind(model.number);
        self.scores(query.bind(after).bind(i64::from(limit))).await
    }

    /// The shown scores among the rows `after < seq <= to`, in order.
    pub(crate) async fn scores_in_range(&self, after: i64, to: i64) -> Result<Vec<ScoreRecord>, LedgerError> {
        self.scores_where(&format!("s.seq > $1 AND s.seq <= $2 AND {}", ScoreRecord::SHOWN), after, to)
            .await
    }

    /// The shown scores of what the rows `after < seq <= to` took the place of, in order.
    pub(crate) async fn scores_superseded(&self, after: i64, to: i64) -> Result<Vec<ScoreRecord>, LedgerError> {
        // A cross join keeps SQLite from looking at all scores: few versions were superseded.
        let statement = format!(
            "SELECT {} FROM event e CROSS JOIN text_score s JOIN text_model m ON m.id = s.model_id \
             WHERE e.superseded_by IS NOT NULL AND length(e.body) > 0 AND e.superseded_by > $1 AND e.superseded_by <= $2 \
             AND s.person_id = e.person_id AND s.event_id = e.event_id AND s.version = e.version AND +{} ORDER BY s.seq",
            ScoreRecord::COLUMNS,
            ScoreRecord::SHOWN
        );
        self.scores(sqlx::query(AssertSqlSafe(statement)).bind(after).bind(to)).await
    }

    /// What the model of this number read in the versions that were current when the ledger ended at `end`; of the rows
    /// `after < seq <= to`, in order.
    pub(crate) async fn scores_current_at(&self, model: i64, end: i64, after: i64, to: i64) -> Result<Vec<ScoreRecord>, LedgerError> {
        let condition =
            format!("s.seq > $1 AND s.seq <= $2 AND s.model_id = {model} AND (e.superseded_by IS NULL OR e.superseded_by > {end})");
        self.scores_where(&condition, after, to).await
    }

    /// Every reading among the rows `first <= seq <= last`, by whichever model, of versions that are there.
    pub(super) async fn readings_between(&self, first: i64, last: i64) -> Result<Vec<ScoreRecord>, LedgerError> {
        self.scores_where("s.seq >= $1 AND s.seq <= $2", first, last).await
    }

    async fn scores_where(&self, condition: &str, after: i64, to: i64) -> Result<Vec<ScoreRecord>, LedgerError> {
        let statement = format!(
            "SELECT {} {} WHERE {condition} ORDER BY s.seq",
            ScoreRecord::COLUMNS,
            ScoreRecord::FROM
        );
        self.scores(sqlx::query(AssertSqlSafe(statement)).bind(after).bind(to)).await
    }

    async fn scores(&self, query: sqlx::query::Query<'_, Any, sqlx::any::AnyArguments>) -> Result<Vec<ScoreRecord>, LedgerError> {
        let rows = query.fetch_all(&self.pool).await.map_err(|e| self.failed(e))?;
        rows.iter().map(ScoreRecord::from_row).collect()
    }
}

fn text_item(row: &AnyRow) -> Result<TextItem, LedgerError> {
    let wrong = |what| LedgerError::Inconsistent { seq: 0, what };
    let scored = row
        .try_get::<Option<i64>, _>(0)
        .map_err(|_| wrong("a column does not decode"))?
        .is_some();
    Ok(TextItem {
        id: row::event_id(row, 2).ok_or_else(|| wrong("event_id"))?,
        kind: row::kind(column(row, 4)?).ok_or_else(|| wrong("kind"))?,
        version: u32::try_from(column::<i64>(row, 3)?).map_err(|_| wrong("version"))?,
        moment: row::moment(column(row, 5)?, column(row, 6)?, &column::<String>(row, 7)?).ok_or_else(|| wrong("moment"))?,
        score: scored.then(|| ScoreRecord::from_row(row)).transpose()?,
    })
}
