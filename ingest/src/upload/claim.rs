//! The queue: a job is claimed, got on with batch by batch, and ended; each step is written down.

use std::time::Duration;

use jiff::Timestamp;
use sqlx::{Any, any::AnyArguments, query::Query};
use uuid::Uuid;

use super::{ImportState, UploadError, Uploads, place};
use crate::{
    importer::Report,
    ledger::{LedgerError, Store, column, millis},
    seal::PersonKey,
};

/// A job in hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    pub person_id: i64,
    pub id: Uuid,
    lease: i64,
    /// Runs that began since one last got on, this one included.
    pub attempts: u32,
}

/// How far a run is.
#[derive(Debug)]
pub struct Progress<'a> {
    pub report: &'a Report,
    /// What the importer gave so far, to be left out by a later run.
    pub rows_read: u64,
    pub bytes_read: u64,
    /// Whether rows were refused that the last [`Uploads::save`] did not know of.
    pub rejected_changed: bool,
}

/// Whether a run may go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Holds,
    /// The job was cancelled, erased, or taken up by another run.
    Lost,
}

impl Uploads {
    /// How long a claim holds when it is not renewed.
    pub const LEASE: Duration = Duration::from_secs(15);

    /// Takes the job that has waited longest, if there is one: one that nobody runs, or whose run has fallen silent.
    pub async fn claim(&self, now: Timestamp) -> Result<Option<Claim>, UploadError> {
        let random = |_| LedgerError::Unavailable(sqlx::Error::Protocol("the system gave no randomness".into()));
        let lease = (getrandom::u64().map_err(random)? >> 1).cast_signed();
        // The condition stands twice: on PostgreSQL, of two that choose the same row the second looks at it again.
        let statement = "UPDATE import SET state = 2, lease = $1, leased_until = $2, attempts = attempts + 1 \
             WHERE (person_id, id) = (SELECT person_id, id FROM import WHERE state = 1 OR (state = 2 AND leased_until < $3) \
                 ORDER BY queued_at, id LIMIT 1) \
             AND (state = 1 OR (state = 2 AND leased_until < $3)) RETURNING person_id, id, attempts";
        let query = sqlx::query(statement).bind(lease).bind(until(now)).bind(millis(now));
        let _turn = self.turn().await;
        let row = query.fetch_optional(&self.pool).await.map_err(|e| self.failed(e))?;
        let Some(row) = row else { return Ok(None) };
        let id: Vec<u8> = column(&row, 1)?;
        Ok(Some(Claim {
            person_id: column(&row, 0)?,
            id: Uuid::from_slice(&id).map_err(|_| LedgerError::Inconsistent { seq: 0, what: "import.id" })?,
            lease,
            attempts: u32::try_from(column::<i64>(&row, 2)?).unwrap_or(u32::MAX),
        }))
    }

    /// On SQLite one process has the store: whatever runs when it starts was left behind by one that is dead. On
    /// PostgreSQL the leases tell.
    pub async fn take_over(&self) -> Result<(), UploadError> {
        if self.store == Store::Sqlite {
            let query = sqlx::query("UPDATE import SET state = 1, lease = NULL, leased_until = NULL WHERE state = 2");
            let _turn = self.turn().await;
            query.execute(&self.pool).await.map_err(|e| self.failed(e))?;
        }
        Ok(())
    }

    /// Says that the run is alive.
    pub async fn renew(&self, claim: &Claim, now: Timestamp) -> Result<Standing, UploadError> {
        let query = sqlx::query("UPDATE import SET leased_until = $1 WHERE person_id = $2 AND id = $3 AND lease = $4 AND state = 2");
        self.held(held_by(query.bind(until(now)), claim)).await
    }

    /// Writes down how far the run is; durable when this returns. A job that was cancelled meanwhile takes it too, so
    /// that its report speaks of everything that was recorded. Only further rows make a run's attempt not count.
    pub async fn save(&self, claim: &Claim, key: &PersonKey, progress: &Progress<'_>, now: Timestamp) -> Result<Standing, UploadError> {
        let seal = |part: &str, text: &[u8]| key.seal(&place(claim.person_id, claim.id.as_bytes(), part.as_bytes()), text);
        // Up to 1,000 rows with their reasons: written when there are more of them, not with each batch.
        let mut tally = serde_json::to_value(progress.report).unwrap_or_default();
        let rejected = tally.as_object_mut().and_then(|tally| tally.remove("rejected")).unwrap_or_default();
        let rejected = if progress.rejected_changed {
            Some(seal("rejected", rejected.to_string().as_bytes())?)
        } else {
            None
        };
        let statement = "UPDATE import SET rows_read = $1, bytes_read = $2, tally = $3, rejected = COALESCE($4, rejected), leased_until = $5, \
             updated_at = $6, attempts = CASE WHEN rows_read < $1 THEN 0 ELSE attempts END \
             WHERE person_id = $7 AND id = $8 AND lease = $9 AND state IN (2, 5) RETURNING state";
        let query = sqlx::query(statement)
            .bind(progress.rows_read.cast_signed())
            .bind(progress.bytes_read.cast_signed())
            .bind(seal("tally", tally.to_string().as_bytes())?)
            .bind(rejected)
            .bind(until(now))
            .bind(millis(now));
        let _turn = self.turn().await;
        let row = held_by(query, claim).fetch_optional(&self.pool).await.map_err(|e| self.failed(e))?;
        let state = row.map(|row| column::<i64>(&row, 0)).transpose()?;
        Ok(if state == Some(ImportState::Running as i64) {
            Standing::Holds
        } else {
            Standing::Lost
        })
    }

    /// Ends the job: everything was read.
    pub async fn finish(&self, claim: &Claim, now: Timestamp) -> Result<Standing, UploadError> {
        let query = sqlx::query(
            "UPDATE import SET state = 3, bytes_read = size, lease = NULL, leased_until = NULL, updated_at = $1 \
             WHERE person_id = $2 AND id = $3 AND lease = $4 AND state = 2",
        );
        self.held(held_by(query.bind(millis(now)), claim)).await
    }

    /// Ends the job: it can't be read, and why. `detail` may quote the file. Without a key it is left out.
    pub async fn fail(
        &self,
        claim: &Claim,
        code: &str,
        detail: Option<(&PersonKey, &str)>,
        now: Timestamp,
    ) -> Result<Standing, UploadError> {
        let seal = |(key, text): (&PersonKey, &str)| key.seal(&place(claim.person_id, claim.id.as_bytes(), b"error"), text.as_bytes());
        let query = sqlx::query(
            "UPDATE import SET state = 4, error_code = $1, error_detail = $2, lease = NULL, leased_until = NULL, updated_at = $3 \
             WHERE person_id = $4 AND id = $5 AND lease = $6 AND state = 2",
        );
        let query = query.bind(code.to_owned()).bind(detail.map(seal).transpose()?).bind(millis(now));
        self.held(held_by(query, claim)).await
    }

    /// Puts the job back into the queue, in its place: the process stops, or a store is away.
    pub async fn give_back(&self, claim: &Claim) -> Result<Standing, UploadError> {
        let query = sqlx::query(
            "UPDATE import SET state = 1, attempts = 0, lease = NULL, leased_until = NULL \
             WHERE person_id = $1 AND id = $2 AND lease = $3 AND state = 2",
        );
        self.held(held_by(query, claim)).await
    }

    async fn held(&self, query: Query<'_, Any, AnyArguments>) -> Result<Standing, UploadError> {
        let _turn = self.turn().await;
        let done = query.execute(&self.pool).await.map_err(|e| self.failed(e))?;
        Ok(if done.rows_affected() == 1 {
            Standing::Holds
        } else {
            Standing::Lost
        })
    }
}

fn held_by<'q>(query: Query<'q, Any, AnyArguments>, claim: &Claim) -> Query<'q, Any, AnyArguments> {
    query.bind(claim.person_id).bind(claim.id.as_bytes().to_vec()).bind(claim.lease)
}

fn until(now: Timestamp) -> i64 {
    millis(now).saturating_add(Uploads::LEASE.as_millis() as i64)
}
