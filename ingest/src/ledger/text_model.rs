//! Which text models have read here, whose scores are shown, and whose turn is next.

use std::sync::Arc;

use jiff::Timestamp;

use super::{Ledger, LedgerError, RelayLock, Store, millis, row::column};

/// A text model that came to read here. The number grows with each that comes, also if it was here before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextModelId {
    pub number: i64,
    pub name: String,
    pub version: String,
}

/// Keeps other processes from reading texts; given back when dropped or when the process dies.
pub struct ReadingLock {
    _held: RelayLock,
}

impl Ledger {
    /// Takes the lock of the one process that reads texts, or [`None`] if it is taken.
    pub async fn lock_reading(&self) -> Result<Option<ReadingLock>, LedgerError> {
        let taken = match self.store {
            Store::Sqlite => Arc::clone(&self.reading).try_lock_owned().ok().map(RelayLock::turn),
            Store::Postgres => self.lock_session("SELECT pg_try_advisory_lock(8031924509)").await?,
        };
        Ok(taken.map(|held| ReadingLock { _held: held }))
    }

    /// The model that reads from now on, for whoever holds the lock. The same as the last one keeps its number.
    pub(crate) async fn adopt_text_model(&self, name: &str, version: &str, now: Timestamp) -> Result<TextModelId, LedgerError> {
        self.forget_stale_attempts().await?;
        if let Some(last) = self.last_text_model().await?
            && (last.name.as_str(), last.version.as_str()) == (name, version)
        {
            return Ok(last);
        }
        let insert = sqlx::query("INSERT INTO text_model (name, version, adopted_at) VALUES ($1, $2, $3)");
        let insert = insert.bind(name.to_owned()).bind(version.to_owned()).bind(millis(now));
        {
            let _turn = self.turn().await;
            insert.execute(&self.pool).await.map_err(|e| self.failed(e))?;
        }
        let adopted = self.last_text_model().await?;
        adopted.ok_or(LedgerError::Inconsistent {
            seq: 0,
            what: "a text model that was adopted is not there",
        })
    }

    async fn last_text_model(&self) -> Result<Option<TextModelId>, LedgerError> {
        self.text_model("SELECT id, name, version FROM text_model ORDER BY id DESC LIMIT 1")
            .await
    }

    /// The model whose scores are shown and make a series; [`None`] before the first text was read.
    pub async fn shown_text_model(&self) -> Result<Option<TextModelId>, LedgerError> {
        self.text_model("SELECT m.id, m.name, m.version FROM relay r JOIN text_model m ON m.id = r.text_model WHERE r.id = 1")
            .await
    }

    async fn text_model(&self, statement: &'static str) -> Result<Option<TextModelId>, LedgerError> {
        let row = sqlx::query(statement)
            .fetch_optional(&self.pool)
            .await
            .map_err(|e| self.failed(e))?;
        let model = |row| {
            Ok(TextModelId {
                number: column(&row, 0)?,
                name: column(&row, 1)?,
                version: column(&row, 2)?,
            })
        };
        row.map(model).transpose()
    }

    /// Says that `model` has read everything: its scores are to take the place of those that are shown. Nothing happens
    /// if they do already, or if another model reads by now. True if a switch is due.
    pub async fn propose_text_model(&self, model: &TextModelId) -> Result<bool, LedgerError> {
        let statement = "UPDATE relay SET next_text_model = $1 WHERE id = 1 AND text_model IS NOT NULL AND text_model <> $1 \
             AND $1 = (SELECT max(id) FROM text_model)";
        let query = sqlx::query(statement).bind(model.number);
        let _turn = self.turn().await;
        let done = query.execute(&self.pool).await.map_err(|e| self.failed(e))?;
        Ok(done.rows_affected() == 1)
    }

    /// The model whose scores are to take the place of those that are shown, if a switch is due.
    pub async fn next_text_model(&self) -> Result<Option<i64>, LedgerError> {
        let query = sqlx::query("SELECT next_text_model FROM relay WHERE id = 1");
        column(&query.fetch_one(&self.pool).await.map_err(|e| self.failed(e))?, 0)
    }

    /// Forgets what models read that came before the one whose scores are shown: at most 1,000 scores a call. True if there may
    /// be more. What later ones read is kept: the relay may be about to show it.
    pub async fn forget_old_scores(&self) -> Result<bool, LedgerError> {
        const MOST: u64 = 1_000;
        let old = "< (SELECT text_model FROM relay WHERE id = 1)";
        let scores =
            format!("DELETE FROM text_score WHERE seq IN (SELECT seq FROM text_score WHERE model_id {old} ORDER BY model_id LIMIT {MOST})");
        let models =
            format!("DELETE FROM text_model WHERE id {old} AND NOT EXISTS (SELECT 1 FROM text_score s WHERE s.model_id = text_model.id)");
        let _turn = self.turn().await;
        let gone = sqlx::query(sqlx::AssertSqlSafe(scores)).execute(&self.pool).await;
        let gone = gone.map_err(|e| self.failed(e))?.rows_affected();
        if gone < MOST {
            let models = sqlx::query(sqlx::AssertSqlSafe(models)).execute(&self.pool).await;
            models.map_err(|e| self.failed(e))?;
        }
        Ok(gone == MOST)
    }
}
