//! A stream of changes of any length, one a line: validated and sealed side by side, committed in order, answered as
//! the commits go through.

use std::{collections::VecDeque, time::Duration};

use bytes::{Bytes, BytesMut};
use eunoia_domain::EventId;
use eunoia_ingest::{
    intake::Intake,
    ledger::{Outcome, Pending, Person, SealedChanges},
};
use futures::{Stream, StreamExt, future::BoxFuture, stream::FuturesOrdered};
use serde::Serialize;
use tokio::{sync::mpsc, task::spawn_blocking, time::timeout};

use super::{
    ActionError,
    changes::{Checked, check},
    error::{refusal_code, refusal_text},
};
use crate::app::App;

/// A longer line is rejected and skipped.
const LINE_BYTES: usize = 1 << 20;
/// Lines in a batch, at most.
const BATCH_LINES: usize = 2_000;
/// Bytes in a batch beyond which it is closed.
const BATCH_BYTES: usize = 1 << 20;
/// A batch that is not full is closed when nothing came for so long.
const LINGER: Duration = Duration::from_millis(5);
/// How long a client may send nothing.
const SILENCE: Duration = Duration::from_secs(300);
/// Batches that are sealed side by side, and as many more that wait for their commit.
const AHEAD: usize = 4;
/// Rejects that are told in full.
const TOLD: u64 = 1_000;

/// A line of the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StreamLine {
    /// A line that was not taken. Lines count from 1.
    Rejected { line: u64, code: &'static str, reason: String },
    /// The lines `from..=to` are durable, but for the rejected ones among them.
    Committed {
        from: u64,
        to: u64,
        recorded: u64,
        repeated: u64,
        rejected: u64,
    },
    /// The last line. Unless `complete`, the input broke off, and `lines` counts what was read.
    Summary {
        lines: u64,
        recorded: u64,
        repeated: u64,
        rejected: u64,
        complete: bool,
    },
    /// Nothing after the last committed line was taken; send it again.
    Failed { code: &'static str, detail: &'static str },
}

/// Records every line of `body`. The answer goes to `answers`, which slows the reading when it is full; a receiver that
/// is gone ends it, and what was committed stays.
pub async fn record_stream<E>(
    app: &App,
    person: &Person,
    body: impl Stream<Item = Result<Bytes, E>> + Unpin,
    answers: mpsc::Sender<StreamLine>,
) {
    let mut work = Work {
        app,
        person,
        answers,
        totals: Totals::default(),
        sealing: FuturesOrdered::new(),
        committing: VecDeque::new(),
    };
    match work.read(body).await {
        Ok(complete) => {
            let Totals {
                lines,
                recorded,
                repeated,
                rejected,
            } = work.totals;
            let _ = work
                .answers
                .send(StreamLine::Summary {
                    lines,
                    recorded,
                    repeated,
                    rejected,
                    complete,
                })
                .await;
        }
        Err(End::ReceiverGone) => {}
        Err(End::Failed(error)) => {
            let (code, detail) = match error {
                ActionError::Busy(_) => (
                    "unavailable",
                    "the ledger is busy or away; send the lines after the last committed one again",
                ),
                _ => (
                    "internal",
                    "something went wrong here; send the lines after the last committed one again",
                ),
            };
            tracing::warn!(error = %error, "a stream of events ended early");
            let _ = work.answers.send(StreamLine::Failed { code, detail }).await;
        }
    }
}

/// Why a stream ended before its input did.
enum End {
    ReceiverGone,
    Failed(ActionError),
}

impl<E: Into<ActionError>> From<E> for End {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

#[derive(Default)]
struct Totals {
    lines: u64,
    recorded: u64,
    repeated: u64,
    rejected: u64,
}

/// Numbered lines that are committed together.
#[derive(Default)]
struct Batch {
    first: u64,
    last: u64,
    bytes: usize,
    lines: Vec<(u64, Result<Bytes, TooLong>)>,
}

/// A batch after validation: which line each change came from, and which lines were not valid.
struct Judged {
    first: u64,
    last: u64,
    lines: Vec<(u64, EventId)>,
    rejects: Vec<(u64, &'static str, String)>,
}

type Sealing<'a> = BoxFuture<'a, Result<(Judged, SealedChanges), ActionError>>;

struct Work<'a> {
    app: &'a App,
    person: &'a Person,
    answers: mpsc::Sender<StreamLine>,
    totals: Totals,
    sealing: FuturesOrdered<Sealing<'a>>,
    committing: VecDeque<(Judged, Pending)>,
}

impl<'a> Work<'a> {
    /// Tells whether the input came to its proper end.
    async fn read<E>(&mut self, mut body: impl Stream<Item = Result<Bytes, E>> + Unpin) -> Result<bool, End> {
        let mut splitter = Splitter::default();
        let mut batch = Batch::default();
        let complete = loop {
            let chunk = if batch.lines.is_empty() && self.idle() {
                // A client that has fallen silent is let go; it sends again what was not acknowledged.
                match timeout(SILENCE, body.next()).await {
                    Ok(chunk) => chunk,
                    Err(_) => break false,
                }
            } else {
                match timeout(LINGER, body.next()).await {
                    Ok(chunk) => chunk,
                    Err(_) => {
                        self.close(&mut batch).await?;
                        self.advance(false).await?;
                        continue;
                    }
                }
            };
            match chunk {
                None => break true,
                Some(Err(_)) => break false,
                Some(Ok(chunk)) => {
                    splitter.push(chunk);
                    while let Some(line) = splitter.next() {
                        self.take(&mut batch, line).await?;
                    }
                }
            }
        };
        // A last line without its end is a line if the input is complete, and a torn one if it broke off.
        if complete && let Some(line) = splitter.rest() {
            self.take(&mut batch, line).await?;
        }
        self.close(&mut batch).await?;
        self.advance(true).await?;
        Ok(complete)
    }

    fn idle(&self) -> bool {
        self.sealing.is_empty() && self.committing.is_empty()
    }

    async fn take(&mut self, batch: &mut Batch, line: Result<Bytes, TooLong>) -> Result<(), End> {
        self.totals.lines += 1;
        let number = self.totals.lines;
        if line.as_ref().is_ok_and(|line| line.trim_ascii().is_empty()) {
            return Ok(());
        }
        if batch.lines.is_empty() {
            batch.first = number;
        }
        batch.last = number;
        batch.bytes += line.as_ref().map_or(0, Bytes::len);
        batch.lines.push((number, line));
        if batch.lines.len() >= BATCH_LINES || batch.bytes >= BATCH_BYTES {
            self.close(batch).await?;
        }
        Ok(())
    }

    /// Starts sealing a batch; waits while too many are under way.
    async fn close(&mut self, batch: &mut Batch) -> Result<(), End> {
        if batch.lines.is_empty() {
            return Ok(());
        }
        let batch = std::mem::take(batch);
        let (app, person) = (self.app, self.person);
        let intake = Intake {
            zone: person.zone.clone(),
            now: app.now(),
        };
        let validating = spawn_blocking(move || judge(batch, &intake));
        self.sealing.push_back(Box::pin(async move {
            let (judged, changes) = validating.await.map_err(ActionError::worker)?;
            Ok((judged, app.writer.seal(person.id, changes).await?))
        }));
        self.advance(false).await
    }

    /// Queues what is sealed, in order, and answers for what is committed; waits only for room, or for `all`.
    async fn advance(&mut self, all: bool) -> Result<(), End> {
        while !self.idle() {
            while self.committing.len() < AHEAD {
                let sealed = if all || self.sealing.len() >= AHEAD {
                    self.sealing.next().await
                } else {
                    match futures::poll!(self.sealing.next()) {
                        std::task::Poll::Ready(sealed) => sealed,
                        std::task::Poll::Pending => None,
                    }
                };
                let Some(sealed) = sealed else { break };
                let (judged, changes) = sealed?;
                self.committing.push_back((judged, self.app.writer.submit(changes).await?));
            }
            // While there is room to read on, only look at the commits; at the end, and when it is full, wait.
            let wait = all || self.committing.len() >= AHEAD;
            let Some((judged, pending)) = self.committing.pop_front() else {
                return Ok(());
            };
            if !wait && !pending.is_ready() {
                self.committing.push_front((judged, pending));
                return Ok(());
            }
            let outcomes = pending.outcomes().await?;
            self.answer(judged, outcomes).await?;
        }
        Ok(())
    }

    async fn answer(&mut self, judged: Judged, outcomes: Vec<Outcome>) -> Result<(), End> {
        let Judged {
            first,
            last,
            lines,
            mut rejects,
        } = judged;
        let (mut recorded, mut repeated) = (0, 0);
        for ((line, _), outcome) in lines.iter().zip(outcomes) {
            match outcome {
                Outcome::Done { repeated: true, .. } => repeated += 1,
                Outcome::Done { .. } => recorded += 1,
                Outcome::Refused(refusal) => rejects.push((*line, refusal_code(&refusal), refusal_text(&refusal))),
            }
        }
        rejects.sort_unstable_by_key(|(line, ..)| *line);
        let rejected = rejects.len() as u64;
        for (line, code, reason) in rejects {
            self.totals.rejected += 1;
            if self.totals.rejected <= TOLD {
                self.tell(StreamLine::Rejected { line, code, reason }).await?;
            }
        }
        self.totals.recorded += recorded;
        self.totals.repeated += repeated;
        self.tell(StreamLine::Committed {
            from: first,
            to: last,
            recorded,
            repeated,
            rejected,
        })
        .await
    }

    async fn tell(&mut self, line: StreamLine) -> Result<(), End> {
        self.answers.send(line).await.map_err(|_| End::ReceiverGone)
    }
}

/// Validates a batch; compute, for a blocking thread.
fn judge(batch: Batch, intake: &Intake) -> (Judged, Vec<eunoia_domain::Change>) {
    let mut judged = Judged {
        first: batch.first,
        last: batch.last,
        lines: Vec::with_capacity(batch.lines.len()),
        rejects: Vec::new(),
    };
    let mut changes = Vec::with_capacity(batch.lines.len());
    for (number, line) in batch.lines {
        let Ok(line) = line else {
            judged
                .rejects
                .push((number, "too_long", format!("the line is longer than {LINE_BYTES} bytes")));
            continue;
        };
        for checked in check(intake, std::iter::once(line.as_ref())) {
            match checked {
                Checked::Valid(change) => {
                    judged.lines.push((number, change.event_id()));
                    changes.push(change);
                }
                Checked::Invalid(error) => judged.rejects.push((number, "invalid", error.to_string())),
            }
        }
    }
    (judged, changes)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct TooLong;

/// Cuts chunks of bytes into lines; of one that is too long nothing is kept.
#[derive(Default)]
struct Splitter {
    chunk: Bytes,
    partial: BytesMut,
    skipping: bool,
}

impl Splitter {
    fn push(&mut self, chunk: Bytes) {
        debug_assert!(self.chunk.is_empty(), "the chunk before is used up");
        self.chunk = chunk;
    }

    /// The next complete line, without its end.
    fn next(&mut self) -> Option<Result<Bytes, TooLong>> {
        let Some(end) = self.chunk.iter().position(|byte| *byte == b'\n') else {
            let rest = std::mem::take(&mut self.chunk);
            if !self.skipping {
                self.partial.extend_from_slice(&rest);
            }
            if self.partial.len() > LINE_BYTES {
                self.skipping = true;
                self.partial = BytesMut::new();
            }
            return None;
        };
        let piece = self.chunk.split_to(end + 1).slice(..end);
        Some(self.finish(piece))
    }

    /// What stands after the last line end.
    fn rest(&mut self) -> Option<Result<Bytes, TooLong>> {
        (self.skipping || !self.partial.is_empty()).then(|| self.finish(Bytes::new()))
    }

    fn finish(&mut self, piece: Bytes) -> Result<Bytes, TooLong> {
        if std::mem::take(&mut self.skipping) || self.partial.len() + piece.len() > LINE_BYTES {
            self.partial.clear();
            return Err(TooLong);
        }
        if self.partial.is_empty() {
            return Ok(piece);
        }
        self.partial.extend_from_slice(&piece);
        Ok(self.partial.split().freeze())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(chunks: &[&[u8]]) -> Vec<Result<Vec<u8>, TooLong>> {
        let mut splitter = Splitter::default();
        let mut found = Vec::new();
        for chunk in chunks {
            splitter.push(Bytes::copy_from_slice(chunk));
            while let Some(line) = splitter.next() {
                found.push(line.map(|line| line.to_vec()));
            }
        }
        found.extend(splitter.rest().map(|line| line.map(|line| line.to_vec())));
        found
    }

    #[test]
    fn lines_are_found_wherever_the_chunks_are_cut() {
        let text = b"one\n\ntwo, longer\nthree";
        let whole = lines(&[text]);
        assert_eq!(
            whole,
            [b"one".as_slice(), b"", b"two, longer", b"three"].map(|line| Ok(line.to_vec()))
        );
        for cut in 0..text.len() {
            assert_eq!(lines(&[&text[..cut], &text[cut..]]), whole, "cut at {cut}");
        }
    }

    #[test]
    fn a_long_line_is_skipped_and_not_held() {
        let long = vec![b'x'; LINE_BYTES + 1];
        let mut splitter = Splitter::default();
        for _ in 0..8 {
            splitter.push(Bytes::from(long.clone()));
            assert!(splitter.next().is_none());
            assert!(splitter.partial.len() <= LINE_BYTES);
        }
        assert_eq!(lines(&[&long, b"\nnext\n"]), [Err(TooLong), Ok(b"next".to_vec())]);
        let most = vec![b'x'; LINE_BYTES];
        assert_eq!(lines(&[&most, b"\n"]), [Ok(most)]);
    }
}
