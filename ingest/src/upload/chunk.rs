//! The bytes of an upload: taken part by part, each in its place, and read again as one.

use std::{
    io::{self, Read},
    sync::{Arc, OnceLock},
};

use bytes::Bytes;
use jiff::Timestamp;
use tokio::{runtime::Handle, task::spawn_blocking};
use uuid::Uuid;

use super::{Import, ImportState, UploadError, Uploads, place};
use crate::{
    ledger::{LedgerError, column, millis},
    seal::PersonKey,
};

/// What became of a part of an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appended {
    /// It is kept for good; what was received now ends at `received`.
    Taken { received: u64 },
    /// It was sent for another place than the one where the upload goes on.
    Elsewhere { received: u64 },
    /// More than the import's `size`.
    TooMuch { size: u64, received: u64 },
    /// Too much of everybody's waits already; it can be sent again later.
    Full,
    /// The import was cancelled or has failed.
    Ended,
    /// The person has no such import.
    NotFound,
}

impl Uploads {
    /// Takes the part of an upload that begins at `start`, if that is where it goes on. Durable when this returns; the
    /// last part queues the job.
    pub async fn append(
        &self,
        person_id: i64,
        id: Uuid,
        key: &Arc<PersonKey>,
        start: u64,
        part: Bytes,
        now: Timestamp,
    ) -> Result<Appended, UploadError> {
        // A part that has no place is not worth sealing.
        let judged = self.judge(person_id, id, start, part.len() as u64).await?;
        if !matches!(judged, Appended::Taken { .. }) || part.is_empty() {
            return Ok(judged);
        }
        let waiting = sqlx::query("SELECT CAST(COALESCE(SUM(received), 0) AS BIGINT) FROM import WHERE state < 3");
        let waiting = waiting.fetch_one(&self.pool).await.map_err(|e| self.failed(e))?;
        if column::<i64>(&waiting, 0)?.cast_unsigned().saturating_add(part.len() as u64) > self.most_waiting {
            return Ok(Appended::Full);
        }
        let length = part.len() as i64;
        let (sealing, at) = (Arc::clone(key), place(person_id, id.as_bytes(), &start.to_be_bytes()));
        let sealed = spawn_blocking(move || sealing.seal(&at, &part)).await;
        let sealed = sealed.map_err(|_| UploadError::Stopped)??;
        let taken = {
            let _turn = self.turn().await;
            let mut transaction = self.begin(person_id).await?;
            let statement = "UPDATE import SET received = received + $1, updated_at = $2, \
                 queued_at = CASE WHEN received + $1 = size THEN $2 ELSE NULL END, \
                 state = CASE WHEN received + $1 = size THEN 1 ELSE 0 END \
                 WHERE person_id = $3 AND id = $4 AND state = 0 AND received = $5 AND received + $1 <= size RETURNING state";
            let grow = sqlx::query(statement).bind(length).bind(millis(now)).bind(person_id);
            let grow = grow.bind(id.as_bytes().to_vec()).bind(start.cast_signed());
            let grown = grow.fetch_optional(&mut *transaction).await.map_err(|e| self.failed(e))?;
            match grown {
                None => None,
                Some(grown) => {
                    let insert = sqlx::query("INSERT INTO import_chunk (person_id, import_id, start, body) VALUES ($1, $2, $3, $4)");
                    let insert = insert
                        .bind(person_id)
                        .bind(id.as_bytes().to_vec())
                        .bind(start.cast_signed())
                        .bind(sealed);
                    insert.execute(&mut *transaction).await.map_err(|e| self.failed(e))?;
                    transaction.commit().await.map_err(|e| self.failed(e))?;
                    Some(column::<i64>(&grown, 0)?)
                }
            }
        };
        match taken {
            Some(state) => {
                if state == ImportState::Queued as i64 {
                    self.queued.notify_one();
                }
                Ok(Appended::Taken {
                    received: start + length.cast_unsigned(),
                })
            }
            // Somebody else was first.
            None => match self.judge(person_id, id, start, length.cast_unsigned()).await? {
                Appended::Taken { received } => Ok(Appended::Elsewhere { received }),
                judged => Ok(judged),
            },
        }
    }

    /// What would become of a part of that length.
    async fn judge(&self, person_id: i64, id: Uuid, start: u64, length: u64) -> Result<Appended, UploadError> {
        let query = sqlx::query("SELECT state, size, received FROM import WHERE person_id = $1 AND id = $2");
        let query = query.bind(person_id).bind(id.as_bytes().to_vec());
        let Some(row) = query.fetch_optional(&self.pool).await.map_err(|e| self.failed(e))? else {
            return Ok(Appended::NotFound);
        };
        let state = ImportState::from_code(column(&row, 0)?);
        let (size, received) = (column::<i64>(&row, 1)?.cast_unsigned(), column::<i64>(&row, 2)?.cast_unsigned());
        Ok(match state {
            // One that is done is told where it ended, so that whoever missed the last answer learns that it is done.
            Some(ImportState::Failed | ImportState::Cancelled) | None => Appended::Ended,
            Some(_) if start != received => Appended::Elsewhere { received },
            Some(_) if length > size - received => Appended::TooMuch { size, received },
            Some(_) => Appended::Taken { received },
        })
    }

    /// The part that begins at `start`, opened; [`None`] if there is none.
    async fn part(&self, person_id: i64, id: Uuid, start: u64, key: &PersonKey) -> Result<Option<Vec<u8>>, UploadError> {
        let query = sqlx::query("SELECT body FROM import_chunk WHERE person_id = $1 AND import_id = $2 AND start = $3");
        let query = query.bind(person_id).bind(id.as_bytes().to_vec()).bind(start.cast_signed());
        let row = query.fetch_optional(&self.pool).await.map_err(|e| self.failed(e))?;
        let Some(row) = row else { return Ok(None) };
        let sealed: Vec<u8> = column(&row, 0)?;
        Ok(Some(key.open(&place(person_id, id.as_bytes(), &start.to_be_bytes()), &sealed)?))
    }
}

/// Why a [`ChunkReader`] could not read on, if it could not. An importer makes a refused row of a failed read, as of a
/// failing disk; whoever counts its rows looks here first, since a store that is away says nothing about the file.
#[derive(Debug, Clone, Default)]
pub struct Interruption(Arc<OnceLock<UploadError>>);

impl Interruption {
    pub fn cause(&self) -> Option<&UploadError> {
        self.0.get()
    }
}

/// An upload as one stream of bytes, a part of it held at a time. Reads block, so they belong on a blocking thread.
pub struct ChunkReader {
    uploads: Arc<Uploads>,
    key: Arc<PersonKey>,
    person_id: i64,
    id: Uuid,
    size: u64,
    /// Where the part after the one in hand begins.
    next: u64,
    part: Vec<u8>,
    used: usize,
    runtime: Handle,
    interruption: Interruption,
}

impl ChunkReader {
    /// Reads `import` from its beginning. To be made on the runtime that owns the store.
    pub fn new(uploads: Arc<Uploads>, key: Arc<PersonKey>, import: &Import) -> Self {
        Self {
            uploads,
            key,
            person_id: import.person_id,
            id: import.id,
            size: import.size,
            next: 0,
            part: Vec::new(),
            used: 0,
            runtime: Handle::current(),
            interruption: Interruption::default(),
        }
    }

    pub fn interruption(&self) -> Interruption {
        self.interruption.clone()
    }

    fn turn_over(&mut self) -> Result<(), UploadError> {
        // Let go before the next one is fetched, so that one is held and not two.
        self.part = Vec::new();
        self.used = 0;
        let part = self
            .runtime
            .block_on(self.uploads.part(self.person_id, self.id, self.next, &self.key))?;
        self.part = part.ok_or(LedgerError::Inconsistent {
            seq: 0,
            what: "a part of an upload is missing",
        })?;
        self.next += self.part.len() as u64;
        Ok(())
    }
}

impl Read for ChunkReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.used == self.part.len()
            && self.next < self.size
            && let Err(error) = self.turn_over()
        {
            let told = error.to_string();
            let _ = self.interruption.0.set(error);
            return Err(io::Error::other(told));
        }
        let rest = &self.part[self.used..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.used += count;
        Ok(count)
    }
}
