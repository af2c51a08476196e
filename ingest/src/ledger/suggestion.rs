use eunoia_engine::recommend::{Outcome, Tried};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::Row;
use uuid::Uuid;

use super::{Ledger, LedgerError, SealedError, millis, row::column};
use crate::seal::{PersonKey, Unsealable};

/// Told of at most; those told last.
const MOST_TOLD: i64 = 2_000;

/// What a person tells of an exercise. Only ever stored sealed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Feedback {
    pub exercise: String,
    /// Mood before and after it, 1 to 10.
    pub moods: Option<(f64, f64)>,
    pub not_for_me: bool,
}

impl Feedback {
    fn tried(self) -> Tried {
        let outcome = match self.moods {
            _ if self.not_for_me => Outcome::NotForMe,
            Some((before, after)) => Outcome::Change(after - before),
            None => Outcome::Done,
        };
        Tried {
            exercise: self.exercise,
            outcome,
        }
    }
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedbackOutcome {
    Kept,
    /// It was told before, with the same content.
    Repeated,
    /// Its id was used for another content.
    Conflict,
}

fn place(person_id: i64, id: Uuid) -> Vec<u8> {
    [b"suggestion feedback".as_slice(), &person_id.to_be_bytes(), id.as_bytes()].concat()
}

impl Ledger {
    /// Keeps what a person tells of an exercise, once for each id.
    pub async fn add_feedback(
        &self,
        person_id: i64,
        id: Uuid,
        feedback: &Feedback,
        now: Timestamp,
    ) -> Result<FeedbackOutcome, SealedError> {
        let key = self.key(person_id).await?;
        // Numbers from 1 to 10 and names: serialising cannot fail.
        let body = serde_json::to_vec(feedback).unwrap_or_default();
        let digest = key.digest(&[b"suggestion feedback ".as_slice(), &body].concat());
        let sealed = key.seal(&place(person_id, id), &body)?;
        let statement = "INSERT INTO suggestion_feedback (person_id, feedback_id, digest, body, told_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT DO NOTHING";
        let query = sqlx::query(statement).bind(person_id).bind(id.as_bytes().to_vec());
        let query = query.bind(digest.to_vec()).bind(sealed).bind(millis(now));
        let added = {
            let _turn = self.turn().await;
            query.execute(&self.pool).await.map_err(|e| self.failed(e))?.rows_affected()
        };
        if added == 1 {
            return Ok(FeedbackOutcome::Kept);
        }
        let query = sqlx::query("SELECT digest FROM suggestion_feedback WHERE person_id = $1 AND feedback_id = $2");
        let row = query.bind(person_id).bind(id.as_bytes().to_vec()).fetch_one(&self.pool).await;
        let kept: Vec<u8> = column(&row.map_err(|e| self.failed(e))?, 0)?;
        Ok(if kept == digest {
            FeedbackOutcome::Repeated
        } else {
            FeedbackOutcome::Conflict
        })
    }

    /// What a person told of exercises, oldest first.
    pub async fn tried(&self, person_id: i64) -> Result<Vec<Tried>, SealedError> {
        let key = self.key(person_id).await?;
        let statement = "SELECT feedback_id, body FROM suggestion_feedback WHERE person_id = $1 ORDER BY id DESC LIMIT $2";
        let query = sqlx::query(statement).bind(person_id).bind(MOST_TOLD);
        let rows = query.fetch_all(&self.pool).await.map_err(|e| self.failed(e))?;
        let tried = rows.iter().rev().map(|row| opened(row, person_id, &key));
        tried.collect()
    }
}

fn opened(row: &sqlx::any::AnyRow, person_id: i64, key: &PersonKey) -> Result<Tried, SealedError> {
    let wrong = LedgerError::Inconsistent {
        seq: 0,
        what: "suggestion_feedback.feedback_id",
    };
    let id: &[u8] = row.try_get(0).map_err(|_| LedgerError::Inconsistent {
        seq: 0,
        what: "a column does not decode",
    })?;
    let id = Uuid::from_slice(id).map_err(|_| wrong)?;
    let body: Vec<u8> = column(row, 1)?;
    let feedback: Feedback = serde_json::from_slice(&key.open(&place(person_id, id), &body)?).map_err(|_| Unsealable)?;
    Ok(feedback.tried())
}
