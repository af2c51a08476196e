//! What is over is taken away: cancelled and ended uploads, those that nobody went on with, and everything of a person
//! who is erased.

use jiff::Timestamp;
use sqlx::any::AnyRow;
use uuid::Uuid;

use super::{UploadError, Uploads};
use crate::ledger::{LedgerError, Store, column, millis};

/// Parts that are deleted in one transaction: some megabytes each, and others wait meanwhile.
const STEP: i64 = 16;
/// Pages of SQLite that are given back in one transaction.
const PAGES: &str = "PRAGMA incremental_vacuum(2048)";

impl Uploads {
    /// How long an upload that nobody goes on with is kept.
    pub const PATIENCE_DAYS: i64 = 7;
    /// The code of an upload that nobody went on with.
    pub const EXPIRED: &str = "expired";

    /// Cancels an import that is under way and removes what was uploaded; one that has ended is removed altogether.
    /// False if the person has no such import.
    pub async fn remove(&self, person_id: i64, id: Uuid, now: Timestamp) -> Result<bool, UploadError> {
        let known = {
            let _turn = self.turn().await;
            let cancel = sqlx::query("UPDATE import SET state = 5, updated_at = $1 WHERE person_id = $2 AND id = $3 AND state < 3");
            let cancel = cancel.bind(millis(now)).bind(person_id).bind(id.as_bytes().to_vec());
            let cancelled = cancel.execute(&self.pool).await.map_err(|e| self.failed(e))?.rows_affected();
            let remove = sqlx::query("DELETE FROM import WHERE person_id = $1 AND id = $2").bind(person_id);
            cancelled == 1 || {
                let removed = remove.bind(id.as_bytes().to_vec()).execute(&self.pool).await;
                removed.map_err(|e| self.failed(e))?.rows_affected() == 1
            }
        };
        if known {
            self.drop_parts(person_id, id).await?;
        }
        Ok(known)
    }

    /// Deletes everything of a person. Safe to repeat.
    pub async fn forget(&self, person_id: i64) -> Result<(), UploadError> {
        {
            let _turn = self.turn().await;
            let rows = sqlx::query("DELETE FROM import WHERE person_id = $1").bind(person_id);
            rows.execute(&self.pool).await.map_err(|e| self.failed(e))?;
        }
        loop {
            let left = sqlx::query("SELECT import_id FROM import_chunk WHERE person_id = $1 LIMIT 1").bind(person_id);
            let Some(left) = left.fetch_optional(&self.pool).await.map_err(|e| self.failed(e))? else {
                break;
            };
            self.drop_parts(person_id, id_of(&left, 0)?).await?;
        }
        self.free().await
    }

    /// Ends uploads that nobody went on with, deletes the parts of imports that have ended, and gives the space back.
    /// True if there was anything.
    pub async fn sweep(&self, now: Timestamp) -> Result<bool, UploadError> {
        let oldest = millis(now) - Self::PATIENCE_DAYS * 24 * 3_600_000;
        {
            let _turn = self.turn().await;
            let expire = sqlx::query("UPDATE import SET state = 4, error_code = $1, updated_at = $2 WHERE state = 0 AND updated_at < $3");
            let expire = expire.bind(Self::EXPIRED).bind(millis(now)).bind(oldest);
            expire.execute(&self.pool).await.map_err(|e| self.failed(e))?;
        }
        let mut any = false;
        loop {
            let over = sqlx::query(
                "SELECT c.person_id, c.import_id FROM import_chunk c WHERE NOT EXISTS \
                 (SELECT 1 FROM import i WHERE i.person_id = c.person_id AND i.id = c.import_id AND i.state < 3) LIMIT 1",
            );
            let Some(over) = over.fetch_optional(&self.pool).await.map_err(|e| self.failed(e))? else {
                break;
            };
            self.drop_parts(column(&over, 0)?, id_of(&over, 1)?).await?;
            any = true;
        }
        self.free().await?;
        Ok(any)
    }

    /// Deletes the parts of an upload, some at a time.
    pub(super) async fn drop_parts(&self, person_id: i64, id: Uuid) -> Result<(), UploadError> {
        loop {
            let statement = "DELETE FROM import_chunk WHERE person_id = $1 AND import_id = $2 AND start IN \
                 (SELECT start FROM import_chunk WHERE person_id = $1 AND import_id = $2 ORDER BY start LIMIT $3)";
            let query = sqlx::query(statement).bind(person_id).bind(id.as_bytes().to_vec()).bind(STEP);
            let deleted = {
                let _turn = self.turn().await;
                query.execute(&self.pool).await.map_err(|e| self.failed(e))?.rows_affected()
            };
            if deleted == 0 {
                return Ok(());
            }
        }
    }

    /// Gives free pages of the file back to the disk. PostgreSQL sees to it by itself.
    async fn free(&self) -> Result<(), UploadError> {
        if self.store == Store::Postgres {
            return Ok(());
        }
        let began_with = self.free_pages().await?;
        let mut left = began_with;
        while left > 0 {
            {
                let _turn = self.turn().await;
                sqlx::query(PAGES).fetch_all(&self.pool).await.map_err(|e| self.failed(e))?;
            }
            let before = std::mem::replace(&mut left, self.free_pages().await?);
            if left >= before {
                break;
            }
        }
        if left < began_with {
            // What was deleted also stands in the log. A reader that is in the way only delays this to the next time.
            let _turn = self.turn().await;
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
                .fetch_all(&self.pool)
                .await
                .map_err(|e| self.failed(e))?;
        }
        Ok(())
    }

    async fn free_pages(&self) -> Result<i64, UploadError> {
        let row = sqlx::query("PRAGMA freelist_count")
            .fetch_one(&self.pool)
            .await
            .map_err(|e| self.failed(e))?;
        Ok(column(&row, 0)?)
    }
}

fn id_of(row: &AnyRow, index: usize) -> Result<Uuid, LedgerError> {
    Uuid::from_slice(&column::<Vec<u8>>(row, index)?).map_err(|_| LedgerError::Inconsistent {
        seq: 0,
        what: "import_chunk.import_id",
    })
}
