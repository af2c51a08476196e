//! Imports as rows: made, read and listed.

use eunoia_domain::Zone;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sqlx::{AssertSqlSafe, any::AnyRow};
use uuid::Uuid;

use super::{UploadError, Uploads, place};
use crate::{
    importer::{Format, Report},
    ledger::{LedgerError, column, millis},
    seal::PersonKey,
};

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    Uploading = 0,
    Queued = 1,
    Running = 2,
    Done = 3,
    Failed = 4,
    Cancelled = 5,
}

impl ImportState {
    const ALL: [Self; 6] = [
        Self::Uploading,
        Self::Queued,
        Self::Running,
        Self::Done,
        Self::Failed,
        Self::Cancelled,
    ];

    pub(super) fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|state| *state as i64 == code)
    }

    /// Nothing happens to it any more.
    pub fn has_ended(self) -> bool {
        self as i64 >= Self::Done as i64
    }
}

/// What a person said about an import; kept sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    pub name: Option<String>,
    /// Of times that name none.
    pub zone: String,
    /// The text of a mapping.
    pub mapping: Option<String>,
}

/// An import to be made.
#[derive(Debug)]
pub struct NewImport {
    pub id: Uuid,
    pub format: Format,
    pub about: About,
    /// In bytes.
    pub size: u64,
    /// Of all that was asked for: tells a repetition from a conflict.
    pub digest: [u8; 32],
}

/// What became of a request for a new import.
#[derive(Debug)]
pub enum Created {
    New(Box<Import>),
    /// The same was asked for before; how it stands now.
    Before(Box<Import>),
    /// The id stands for another import.
    Conflict,
    /// The person has [`Uploads::UNFINISHED`] of them under way.
    TooMany,
}

/// Why an import failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub code: String,
    /// What to mend; it may quote the file. [`None`] where the code says it all.
    pub detail: Option<String>,
}

/// An import, opened.
#[derive(Debug)]
pub struct Import {
    pub id: Uuid,
    pub person_id: i64,
    pub format: Format,
    pub about: About,
    pub state: ImportState,
    pub size: u64,
    pub received: u64,
    /// Rows of the file that the report speaks of; a run goes on after them.
    pub rows_read: u64,
    pub bytes_read: u64,
    /// Once a run began.
    pub report: Option<Report>,
    pub failure: Option<Failure>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// When all of it was there: the "now" that its rows are validated against in each run.
    pub queued_at: Option<Timestamp>,
}

/// The place of an import in the list of a person's imports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportPosition {
    /// Milliseconds since 1970.
    pub created_at: i64,
    pub id: Uuid,
}

/// Some imports, newest first.
#[derive(Debug)]
pub struct ImportPage {
    pub imports: Vec<Import>,
    /// Where the next page begins, if there is one.
    pub next: Option<ImportPosition>,
}

const SELECT: &str = "SELECT person_id, id, format, about, state, size, received, rows_read, bytes_read, tally, rejected, error_code, \
     error_detail, created_at, updated_at, queued_at FROM import";

impl Uploads {
    /// Makes an import. With an id that was used before, the same request is answered with what there is.
    pub async fn create(&self, person_id: i64, new: &NewImport, key: &PersonKey, now: Timestamp) -> Result<Created, UploadError> {
        let id = *new.id.as_bytes();
        // Strings alone always serialise.
        let about = serde_json::to_vec(&new.about).unwrap_or_default();
        let about = key.seal(&place(person_id, &id, b"about"), &about)?;
        let added = {
            let _turn = self.turn().await;
            let mut transaction = self.begin(person_id).await?;
            let known = sqlx::query("SELECT digest FROM import WHERE person_id = $1 AND id = $2");
            let known = known.bind(person_id).bind(id.to_vec()).fetch_optional(&mut *transaction).await;
            if let Some(known) = known.map_err(|e| self.failed(e))? {
                if column::<Vec<u8>>(&known, 0)? != new.digest {
                    return Ok(Created::Conflict);
                }
                false
            } else {
                let unfinished = sqlx::query("SELECT COUNT(*) FROM import WHERE person_id = $1 AND state < 3").bind(person_id);
                let unfinished = unfinished.fetch_one(&mut *transaction).await.map_err(|e| self.failed(e))?;
                if column::<i64>(&unfinished, 0)? >= Self::UNFINISHED {
                    return Ok(Created::TooMany);
                }
                let statement = "INSERT INTO import (person_id, id, format, digest, about, state, size, received, rows_read, bytes_read, \
                     attempts, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, 0, $6, 0, 0, 0, 0, $7, $7)";
                let insert = sqlx::query(statement).bind(person_id).bind(id.to_vec()).bind(new.format.name());
                let insert = insert
                    .bind(new.digest.to_vec())
                    .bind(about)
                    .bind(new.size.cast_signed())
                    .bind(millis(now));
                insert.execute(&mut *transaction).await.map_err(|e| self.failed(e))?;
                transaction.commit().await.map_err(|e| self.failed(e))?;
                true
            }
        };
        let import = self.import(person_id, new.id, key).await?.ok_or(LedgerError::Inconsistent {
            seq: 0,
            what: "an import just made is gone",
        })?;
        Ok(if added { Created::New } else { Created::Before }(Box::new(import)))
    }

    /// The person's import of that id.
    pub async fn import(&self, person_id: i64, id: Uuid, key: &PersonKey) -> Result<Option<Import>, UploadError> {
        let query = sqlx::query(AssertSqlSafe(format!("{SELECT} WHERE person_id = $1 AND id = $2")));
        let query = query.bind(person_id).bind(id.as_bytes().to_vec());
        let row = query.fetch_optional(&self.pool).await.map_err(|e| self.failed(e))?;
        row.map(|row| import(&row, key)).transpose()
    }

    /// The person's imports, newest first.
    pub async fn imports(
        &self,
        person_id: i64,
        key: &PersonKey,
        after: Option<ImportPosition>,
        limit: u32,
    ) -> Result<ImportPage, UploadError> {
        let after = after.unwrap_or(ImportPosition {
            created_at: i64::MAX,
            id: Uuid::max(),
        });
        let query = sqlx::query(AssertSqlSafe(format!(
            "{SELECT} WHERE person_id = $1 AND (created_at, id) < ($2, $3) ORDER BY created_at DESC, id DESC LIMIT $4"
        )));
        let query = query.bind(person_id).bind(after.created_at).bind(after.id.as_bytes().to_vec());
        // One more tells whether there is a next page.
        let rows = query
            .bind(i64::from(limit) + 1)
            .fetch_all(&self.pool)
            .await
            .map_err(|e| self.failed(e))?;
        let more = rows.len() > limit as usize;
        let imports = rows
            .iter()
            .take(limit as usize)
            .map(|row| import(row, key))
            .collect::<Result<Vec<_>, _>>()?;
        let next = imports.last().filter(|_| more).map(|last| ImportPosition {
            created_at: millis(last.created_at),
            id: last.id,
        });
        Ok(ImportPage { imports, next })
    }
}

fn import(row: &AnyRow, key: &PersonKey) -> Result<Import, UploadError> {
    let wrong = |what| LedgerError::Inconsistent { seq: 0, what };
    let number = |i| column::<i64>(row, i).map(i64::cast_unsigned);
    let time = |millis| Timestamp::from_millisecond(millis).map_err(|_| wrong("a time of an import"));
    let person_id: i64 = column(row, 0)?;
    let id: Vec<u8> = column(row, 1)?;
    let id = Uuid::from_slice(&id).map_err(|_| wrong("import.id"))?;
    let open = |part: &str, sealed: Vec<u8>| key.open(&place(person_id, id.as_bytes(), part.as_bytes()), &sealed);
    let about = serde_json::from_slice(&open("about", column(row, 3)?)?).map_err(|_| wrong("import.about"))?;
    let tally: Option<Vec<u8>> = column(row, 9)?;
    let rejected: Option<Vec<u8>> = column(row, 10)?;
    let report = match tally {
        None => None,
        Some(tally) => {
            // The refused rows are kept apart, since they seldom change; see `Uploads::save`.
            let mut report: Map<String, Value> = serde_json::from_slice(&open("tally", tally)?).map_err(|_| wrong("import.tally"))?;
            let rejected = rejected.map(|rejected| open("rejected", rejected)).transpose()?;
            let rejected: Value = serde_json::from_slice(rejected.as_deref().unwrap_or(b"[]")).map_err(|_| wrong("import.rejected"))?;
            report.insert("rejected".to_owned(), rejected);
            Some(Report::deserialize(Value::Object(report)).map_err(|_| wrong("import.tally"))?)
        }
    };
    let failure = match column::<Option<String>>(row, 11)? {
        None => None,
        Some(code) => {
            let detail = column::<Option<Vec<u8>>>(row, 12)?
                .map(|detail| open("error", detail))
                .transpose()?;
            let detail = detail
                .map(|detail| String::from_utf8(detail).map_err(|_| wrong("import.error_detail")))
                .transpose()?;
            Some(Failure { code, detail })
        }
    };
    Ok(Import {
        id,
        person_id,
        format: column::<String>(row, 2)?.parse().map_err(|_| wrong("import.format"))?,
        about,
        state: ImportState::from_code(column(row, 4)?).ok_or_else(|| wrong("import.state"))?,
        size: number(5)?,
        received: number(6)?,
        rows_read: number(7)?,
        bytes_read: number(8)?,
        report,
        failure,
        created_at: time(column(row, 13)?)?,
        updated_at: time(column(row, 14)?)?,
        queued_at: column::<Option<i64>>(row, 15)?.map(time).transpose()?,
    })
}

impl Import {
    /// The zone of times that name none.
    pub fn zone(&self) -> Result<Zone, LedgerError> {
        self.about.zone.parse().map_err(|_| LedgerError::Inconsistent {
            seq: 0,
            what: "import.about.zone",
        })
    }
}
