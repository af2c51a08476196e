//! Where the relay stands, and what it reads.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use jiff::Timestamp;
use sqlx::{Any, any::AnyRow, pool::PoolConnection};
use tokio::sync::OwnedMutexGuard;

use super::{Ledger, LedgerError, Record, Store, millis, row::column};

/// The relay's place in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RelayState {
    /// Which tables of the warehouse are current.
    pub epoch: u32,
    /// Every event up to this `seq` is in the warehouse.
    pub cursor: i64,
    /// The end of the range that was begun, if one was.
    pub pending_to: Option<i64>,
}

/// Held by the one process that relays; given back when dropped or when the process dies.
pub struct RelayLock {
    _connection: Option<PoolConnection<Any>>,
    _turn: Option<OwnedMutexGuard<()>>,
}

impl RelayLock {
    pub(super) fn turn(turn: OwnedMutexGuard<()>) -> Self {
        Self {
            _connection: None,
            _turn: Some(turn),
        }
    }
}

impl Ledger {
    /// Takes the relay's lock, or [`None`] if it is taken. On SQLite the data directory's own lock keeps other processes
    /// away, and this one the rest of this process.
    pub async fn lock_relay(&self) -> Result<Option<RelayLock>, LedgerError> {
        if self.store == Store::Sqlite {
            return Ok(Arc::clone(&self.relaying).try_lock_owned().ok().map(RelayLock::turn));
        }
        self.lock_session("SELECT pg_try_advisory_lock(8031924508)").await
    }

    /// Takes a lock of PostgreSQL that lives as long as its connection.
    pub(super) async fn lock_session(&self, statement: &'static str) -> Result<Option<RelayLock>, LedgerError> {
        let mut connection = self.pool.acquire().await.map_err(|e| self.failed(e))?;
        // A session's lock lives as long as its connection: this one is not handed to anybody else, not even if nobody
        // waits for the answer any more.
        connection.close_on_drop();
        let row = sqlx::query(statement)
            .fetch_one(&mut *connection)
            .await
            .map_err(|e| self.failed(e))?;
        Ok(column::<bool>(&row, 0)?.then_some(RelayLock {
            _connection: Some(connection),
            _turn: None,
        }))
    }

    pub async fn relay_state(&self) -> Result<RelayState, LedgerError> {
        let query = sqlx::query("SELECT epoch, cursor, pending_to FROM relay WHERE id = 1");
        let row = query.fetch_one(&self.pool).await.map_err(|e| self.failed(e))?;
        let epoch = u32::try_from(column::<i64>(&row, 0)?).map_err(|_| LedgerError::Inconsistent {
            seq: 0,
            what: "relay.epoch",
        })?;
        Ok(RelayState {
            epoch,
            cursor: column(&row, 1)?,
            pending_to: column(&row, 2)?,
        })
    }

    /// Writes down where the relay stands; durable when this returns.
    pub async fn set_relay_state(&self, state: RelayState) -> Result<(), LedgerError> {
        let query = sqlx::query("UPDATE relay SET epoch = $1, cursor = $2, pending_to = $3 WHERE id = 1");
        let query = query.bind(i64::from(state.epoch)).bind(state.cursor).bind(state.pending_to);
        let _turn = self.turn().await;
        query.execute(&self.pool).await.map(drop).map_err(|e| self.failed(e))
    }

    /// As [`Ledger::set_relay_state`], if the relay stands at `from`. False if it is neither there nor at `to` already.
    pub(crate) async fn move_relay_state(&self, from: RelayState, to: RelayState) -> Result<bool, LedgerError> {
        let statement = "UPDATE relay SET epoch = $1, cursor = $2, pending_to = $3 \
             WHERE id = 1 AND epoch = $4 AND cursor = $5 AND coalesce(pending_to, -1) = $6";
        let query = sqlx::query(statement).bind(i64::from(to.epoch)).bind(to.cursor).bind(to.pending_to);
        let query = query
            .bind(i64::from(from.epoch))
            .bind(from.cursor)
            .bind(from.pending_to.unwrap_or(-1));
        let moved = {
            let _turn = self.turn().await;
            query.execute(&self.pool).await.map_err(|e| self.failed(e))?.rows_affected()
        };
        // An answer that was lost: the row is there already.
        Ok(moved == 1 || self.relay_state().await? == to)
    }

    /// The last `seq` of the next range: at most `limit` events and scores after `after`, and fewer where they and what they
    /// took the place of are long. [`None`] if there are none.
    pub async fn range_end(&self, after: i64, limit: u32) -> Result<Option<i64>, LedgerError> {
        // A single one is a range, however long it is. A score becomes some thirty observations, which weigh more than it does
        // sealed; so does the one that an edit takes back.
        const BYTES: i64 = 32 << 20;
        let statement = "SELECT max(seq) FROM ( \
               SELECT seq, sum(bytes) OVER (ORDER BY seq) - bytes AS preceding FROM ( \
                 SELECT seq, bytes FROM ( \
                   SELECT seq, bytes FROM (SELECT seq, length(body) + coalesce((SELECT length(o.body) + CASE WHEN o.read_by > 0 THEN 10000 ELSE 0 END \
                     FROM event o WHERE o.superseded_by IS NOT NULL AND length(o.body) > 0 AND o.superseded_by = event.seq), 0) AS bytes \
                   FROM event WHERE seq > $1 ORDER BY seq LIMIT $2) AS events \
                   UNION ALL \
                   SELECT seq, bytes FROM (SELECT seq, length(body) * 4 AS bytes FROM text_score WHERE seq > $1 ORDER BY seq LIMIT $2) AS scores \
                 ) AS numbered ORDER BY seq LIMIT $2) AS limited) AS range \
             WHERE preceding < $3";
        let query = sqlx::query(statement).bind(after).bind(i64::from(limit)).bind(BYTES);
        column(&query.fetch_one(&self.pool).await.map_err(|e| self.failed(e))?, 0)
    }

    /// The rows `after < seq <= to`, in order.
    pub(crate) async fn range(&self, after: i64, to: i64) -> Result<Vec<Record>, LedgerError> {
        let statement = format!(
            "SELECT {} FROM event e WHERE e.seq > $1 AND e.seq <= $2 ORDER BY e.seq",
            Record::COLUMNS
        );
        self.records(statement, after, to).await
    }

    /// What the rows `after < seq <= to` took the place of, under the person and the event.
    pub(crate) async fn superseded(&self, after: i64, to: i64) -> Result<HashMap<(i64, eunoia_domain::EventId, u32), Record>, LedgerError> {
        let statement = format!(
            "SELECT {} FROM event e WHERE e.superseded_by IS NOT NULL AND length(e.body) > 0 AND e.superseded_by > $1 AND e.superseded_by <= $2",
            Record::COLUMNS
        );
        let found = self.records(statement, after, to).await?;
        Ok(found.into_iter().map(|r| ((r.person_id, r.id, r.version), r)).collect())
    }

    /// The rows `after < seq <= to` that were current when the ledger ended at `end`, in order.
    pub(crate) async fn current_at(&self, end: i64, after: i64, to: i64) -> Result<Vec<Record>, LedgerError> {
        let statement = format!(
            "SELECT {} FROM event e WHERE e.seq > $1 AND e.seq <= $2 AND (e.superseded_by IS NULL OR e.superseded_by > {end}) AND e.op <> 2 \
             ORDER BY e.seq",
            Record::COLUMNS
        );
        self.records(statement, after, to).await
    }

    async fn records(&self, statement: String, after: i64, to: i64) -> Result<Vec<Record>, LedgerError> {
        let query = sqlx::query(sqlx::AssertSqlSafe(statement)).bind(after).bind(to);
        query
            .fetch_all(&self.pool)
            .await
            .map_err(|e| self.failed(e))?
            .iter()
            .map(Record::from_row)
            .collect()
    }

    /// Who stands behind the people's numbers in the warehouse.
    pub(crate) async fn subjects(&self) -> Result<HashMap<i64, u64>, LedgerError> {
        let rows = sqlx::query("SELECT id, subject FROM person")
            .fetch_all(&self.pool)
            .await
            .map_err(|e| self.failed(e))?;
        rows.iter()
            .map(|row: &AnyRow| Ok((column(row, 0)?, column::<i64>(row, 1)?.unsigned_abs())))
            .collect()
    }

    /// Sets one event aside, with the reason; saying so twice changes nothing.
    pub(crate) async fn bury(&self, epoch: u32, seq: i64, reason: &str, now: Timestamp) -> Result<(), LedgerError> {
        let statement = "INSERT INTO dead_letter (epoch, seq, reason, died_at) VALUES ($1, $2, $3, $4) ON CONFLICT (epoch, seq) DO NOTHING";
        let query = sqlx::query(statement)
            .bind(i64::from(epoch))
            .bind(seq)
            .bind(reason.to_owned())
            .bind(millis(now));
        let _turn = self.turn().await;
        query.execute(&self.pool).await.map(drop).map_err(|e| self.failed(e))
    }

    /// The events that are set aside in `epoch`.
    pub(crate) async fn buried(&self, epoch: u32) -> Result<HashSet<i64>, LedgerError> {
        let query = sqlx::query("SELECT seq FROM dead_letter WHERE epoch = $1").bind(i64::from(epoch));
        query
            .fetch_all(&self.pool)
            .await
            .map_err(|e| self.failed(e))?
            .iter()
            .map(|row| column(row, 0))
            .collect()
    }

    /// Forgets what was set aside in an epoch that is begun anew.
    pub(crate) async fn exhume(&self, epoch: u32) -> Result<(), LedgerError> {
        let query = sqlx::query("DELETE FROM dead_letter WHERE epoch = $1").bind(i64::from(epoch));
        let _turn = self.turn().await;
        query.execute(&self.pool).await.map(drop).map_err(|e| self.failed(e))
    }

    /// How many events are set aside in the current epoch.
    pub async fn dead_letters(&self) -> Result<i64, LedgerError> {
        let query = sqlx::query("SELECT count(*) FROM dead_letter WHERE epoch = (SELECT epoch FROM relay WHERE id = 1)");
        column(&query.fetch_one(&self.pool).await.map_err(|e| self.failed(e))?, 0)
    }

    /// Empties the bodies of versions that were superseded and whose successors are relayed, and forgets what was read in
    /// them: nothing needs the old words any more. At most 1,000 a call; tells how many.
    pub(crate) async fn purge_superseded(&self, cursor: i64) -> Result<u64, LedgerError> {
        let empty = if self.store == Store::Sqlite { "x''" } else { "''::bytea" };
        let old =
            "FROM event WHERE superseded_by IS NOT NULL AND length(body) > 0 AND superseded_by <= $1 ORDER BY superseded_by LIMIT 1000";
        let scores = format!(
            "DELETE FROM text_score WHERE seq IN (SELECT s.seq FROM (SELECT person_id, event_id, version {old}) AS o \
             JOIN text_score s ON s.person_id = o.person_id AND s.event_id = o.event_id AND s.version = o.version)"
        );
        let bodies = format!("UPDATE event SET body = {empty} WHERE seq IN (SELECT seq {old})");
        let _turn = self.turn().await;
        let mut transaction = self.begin().await?;
        let mut purged = 0;
        for statement in [scores, bodies] {
            let query = sqlx::query(sqlx::AssertSqlSafe(statement)).bind(cursor);
            purged = query.execute(&mut *transaction).await.map_err(|e| self.failed(e))?.rows_affected();
        }
        transaction.commit().await.map_err(|e| self.failed(e))?;
        Ok(purged)
    }

    /// Which warehouse the relay fills; [`None`] before it began.
    pub(crate) async fn relay_warehouse(&self) -> Result<Option<i64>, LedgerError> {
        let query = sqlx::query("SELECT warehouse_id FROM relay WHERE id = 1");
        column(&query.fetch_one(&self.pool).await.map_err(|e| self.failed(e))?, 0)
    }

    /// Notes which warehouse the relay fills from now on.
    pub(crate) async fn set_relay_warehouse(&self, id: i64) -> Result<(), LedgerError> {
        let query = sqlx::query("UPDATE relay SET warehouse_id = $1 WHERE id = 1").bind(id);
        let _turn = self.turn().await;
        query.execute(&self.pool).await.map(drop).map_err(|e| self.failed(e))
    }

    /// Switches the relay to another epoch of the warehouse `id`, complete up to `cursor` with the scores of `text_model`,
    /// and readers to that model's scores, in one step.
    pub(crate) async fn switch_epoch(&self, id: i64, epoch: u32, cursor: i64, text_model: Option<i64>) -> Result<(), LedgerError> {
        // Texts may have been read for the first time meanwhile; and another model may be next by now.
        let statement = "UPDATE relay SET warehouse_id = $1, epoch = $2, cursor = $3, pending_to = NULL, \
             text_model = coalesce($4, text_model), \
             next_text_model = CASE WHEN next_text_model = $4 THEN NULL ELSE next_text_model END WHERE id = 1";
        let query = sqlx::query(statement).bind(id).bind(i64::from(epoch)).bind(cursor).bind(text_model);
        let _turn = self.turn().await;
        query.execute(&self.pool).await.map(drop).map_err(|e| self.failed(e))
    }
}
