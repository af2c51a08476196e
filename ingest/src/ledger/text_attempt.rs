//! Which texts are with the model just now. Those that were with it when a process died may have killed it: they are read
//! after what nobody has tried yet, a few at a time, and after another death each alone.

use std::sync::LazyLock;

use sqlx::{Any, AssertSqlSafe, Transaction};

use super::{
    Ledger, LedgerError, Record, TextModelId,
    commit::{Chunked, chunks},
    row::column,
};

/// Texts that are tried together once more after they were with a model when a process died: most of them had no part in it.
const A_FEW: u32 = 8;

static BEGIN: LazyLock<Chunked> = LazyLock::new(|| {
    Chunked::new(2, |rows| {
        format!(
            "INSERT INTO text_attempt (seq, attempts) VALUES {rows} ON CONFLICT (seq) DO UPDATE SET attempts = text_attempt.attempts + 1"
        )
    })
});
static TAKE_BACK: LazyLock<Chunked> = LazyLock::new(|| {
    Chunked::new(1, |rows| {
        format!("UPDATE text_attempt SET attempts = attempts - 1 WHERE seq IN ({rows})")
    })
});
static FORGET: LazyLock<Chunked> = LazyLock::new(|| Chunked::new(1, |rows| format!("DELETE FROM text_attempt WHERE seq IN ({rows})")));

impl Ledger {
    /// Of the entries that `model` has not read and that were with a model when a process died, those with the fewest attempts,
    /// at most `limit`: a few after one attempt, one after more. And how many attempts each had.
    pub(super) async fn suspect_texts(&self, model: &TextModelId, limit: u32) -> Result<Option<(Vec<Record>, i64)>, LedgerError> {
        let statement = format!(
            "SELECT {}, a.attempts FROM text_attempt a JOIN event e ON e.seq = a.seq \
             WHERE e.read_by < $1 AND e.superseded_by IS NULL ORDER BY a.attempts, a.seq DESC LIMIT $2",
            Record::COLUMNS
        );
        let query = sqlx::query(AssertSqlSafe(statement)).bind(model.number);
        let query = query.bind(i64::from(limit.min(A_FEW)));
        let rows = query.fetch_all(&self.pool).await.map_err(|e| self.failed(e))?;
        let attempts: Vec<i64> = rows.iter().map(|row| column(row, 12)).collect::<Result<_, _>>()?;
        let Some(fewest) = attempts.first().copied() else {
            return Ok(None);
        };
        let alike = attempts.iter().take_while(|attempts| **attempts == fewest).count();
        let taken = if fewest > 1 { 1 } else { alike };
        let records = rows.iter().take(taken).map(Record::from_row).collect::<Result<_, _>>()?;
        Ok(Some((records, fewest)))
    }

    /// Notes that the model is given these versions; durable when this returns.
    pub(crate) async fn begin_attempt(&self, events: &[i64]) -> Result<(), LedgerError> {
        let _turn = self.turn().await;
        let mut transaction = self.begin().await?;
        for (which, chunk) in chunks(events) {
            let query = sqlx::query(AssertSqlSafe(BEGIN.of(self.store, which)));
            let query = chunk.iter().fold(query, |query, seq| query.bind(*seq).bind(1_i64));
            query.execute(&mut *transaction).await.map_err(|e| self.failed(e))?;
        }
        transaction.commit().await.map_err(|e| self.failed(e))
    }

    /// Takes it back: the model has not read them, but nobody died of it.
    pub(crate) async fn take_back_attempt(&self, events: &[i64]) -> Result<(), LedgerError> {
        let _turn = self.turn().await;
        let mut transaction = self.begin().await?;
        self.of_each(&mut transaction, &TAKE_BACK, events).await?;
        let none = sqlx::query("DELETE FROM text_attempt WHERE attempts < 1");
        none.execute(&mut *transaction).await.map_err(|e| self.failed(e))?;
        transaction.commit().await.map_err(|e| self.failed(e))
    }

    /// Forgets all attempts at versions that have an outcome.
    pub(super) async fn forget_attempts(&self, transaction: &mut Transaction<'static, Any>, events: &[i64]) -> Result<(), LedgerError> {
        self.of_each(transaction, &FORGET, events).await
    }

    /// Forgets the attempts at versions that were superseded before they could be read.
    pub(super) async fn forget_stale_attempts(&self) -> Result<(), LedgerError> {
        let statement = "DELETE FROM text_attempt WHERE NOT EXISTS \
             (SELECT 1 FROM event e WHERE e.seq = text_attempt.seq AND e.superseded_by IS NULL)";
        let _turn = self.turn().await;
        let done = sqlx::query(statement).execute(&self.pool).await;
        done.map(drop).map_err(|e| self.failed(e))
    }

    /// Runs a statement on versions of events, by their numbers.
    pub(super) async fn of_each(
        &self,
        transaction: &mut Transaction<'static, Any>,
        statement: &Chunked,
        events: &[i64],
    ) -> Result<(), LedgerError> {
        for (which, chunk) in chunks(events) {
            let query = sqlx::query(AssertSqlSafe(statement.of(self.store, which)));
            let query = chunk.iter().fold(query, |query, seq| query.bind(*seq));
            query.execute(&mut **transaction).await.map_err(|e| self.failed(e))?;
        }
        Ok(())
    }
}
