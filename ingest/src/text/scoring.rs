//! Reads what waits to be read: after the commit, newest first, a batch at a time, each text once for each model.
//!
//! What waits is a question to the ledger, not a queue beside it: a process that dies in the middle reads at most one batch
//! again, and stores it once.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use jiff::Timestamp;
use thiserror::Error;
use tokio::task::spawn_blocking;

use eunoia_engine::text::TextScore;

use super::{Reading, Unread};
use crate::{
    ledger::{Ledger, LedgerError, ReadingLock, Record, SealedScore, TextModelId, Waiting},
    seal::{KeyError, PersonKey},
};

/// Texts in a batch, at most.
const BATCH: usize = 64;
/// Bytes of text in a batch beyond which it is closed, so that somebody who writes now waits for a second or so at most.
const BATCH_BYTES: usize = 32 << 10;
/// Deaths of a process beside which a text is set aside: in a batch, with a few others, then each time alone. More than three,
/// since processes die for other reasons too.
const DEADLY: i64 = 5;
/// Read alone when a text fails alone, to tell a model that fails on one text from one that fails on all.
const PLAIN: &str = "A quiet day.";

/// Why texts were not scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScoreFailure {
    /// No fault of these texts: worth another try later.
    Later,
    /// The model failed on these texts.
    Failed,
}

/// Why a step did not do as it should; it can be tried again.
#[derive(Debug, Error)]
pub enum ScoringError {
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("texts cannot be scored now")]
    Later,
    #[error("the model fails on every text")]
    Broken,
    #[error("the model gave {got} scores for {texts} texts")]
    Count { got: usize, texts: usize },
    #[error("a worker stopped")]
    Worker,
}

/// What one step did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScoringStep {
    /// So many scores were stored; there may be more to do.
    Scored(u64),
    /// Everything is read.
    Idle,
}

/// Reads the texts of one installation with one model; there is one at a time.
pub struct Scoring {
    ledger: Arc<Ledger>,
    model: TextModelId,
    clock: fn() -> Timestamp,
    /// Texts in the next batch: halved by a failure, doubled by a success.
    limit: usize,
    _lock: ReadingLock,
}

/// What one batch is: who wrote each text, and the text.
struct Opened {
    texts: Vec<(Record, Arc<PersonKey>, String)>,
    without_sentences: Vec<i64>,
}

impl Scoring {
    /// Begins to read with the model of this name and version; [`None`] if another process reads.
    pub async fn start(ledger: Arc<Ledger>, name: &str, version: &str, clock: fn() -> Timestamp) -> Result<Option<Self>, LedgerError> {
        let Some(lock) = ledger.lock_reading().await? else {
            return Ok(None);
        };
        let model = ledger.adopt_text_model(name, version, clock()).await?;
        Ok(Some(Self {
            ledger,
            model,
            clock,
            limit: BATCH,
            _lock: lock,
        }))
    }

    pub fn model(&self) -> &TextModelId {
        &self.model
    }

    /// Reads one batch. Once everything is read, says so to the relay, and forgets what older models read.
    pub async fn step<S, F>(&mut self, score: S) -> Result<ScoringStep, ScoringError>
    where
        S: Fn(Vec<String>) -> F,
        F: Future<Output = Result<Vec<Option<TextScore>>, ScoreFailure>>,
    {
        let Waiting { records, deaths } = self.ledger.unread_texts(&self.model, self.limit as u32).await?;
        if records.is_empty() {
            self.ledger.propose_text_model(&self.model).await?;
            // A little at a time: somebody may write meanwhile.
            let more = self.ledger.forget_old_scores().await?;
            return Ok(if more { ScoringStep::Scored(0) } else { ScoringStep::Idle });
        }
        let Opened { texts, without_sentences } = open(&self.ledger, records).await?;
        let readings = if deaths < DEADLY {
            match self.attempt(&texts, score).await? {
                Some(readings) => readings,
                None => return Ok(ScoringStep::Scored(0)),
            }
        } else {
            let seq = texts.first().map(|(record, ..)| record.seq);
            tracing::error!(seq, deaths, "an entry is not read: the process died each time");
            vec![Reading::Unread(Unread::Failed); texts.len()]
        };
        let model = self.model.clone();
        let sealed = spawn_blocking(move || {
            let pairs = texts.iter().zip(&readings);
            pairs
                .map(|((record, key, _), reading)| SealedScore::new(record, &model, reading, key))
                .collect::<Result<Vec<_>, _>>()
        });
        let sealed = sealed.await.map_err(|_| ScoringError::Worker)??;
        let scored = self
            .ledger
            .record_scores(&self.model, sealed, &without_sentences, (self.clock)())
            .await?;
        metrics::counter!("eunoia_texts_read_total").increment(scored);
        Ok(ScoringStep::Scored(scored))
    }

    /// As [`Scoring::read`], with a note in the ledger as long as it lasts: if the process dies of a text, the next one knows
    /// which it was with.
    async fn attempt<S, F>(&mut self, texts: &[(Record, Arc<PersonKey>, String)], score: S) -> Result<Option<Vec<Reading>>, ScoringError>
    where
        S: Fn(Vec<String>) -> F,
        F: Future<Output = Result<Vec<Option<TextScore>>, ScoreFailure>>,
    {
        if texts.is_empty() {
            return Ok(Some(Vec::new()));
        }
        let events: Vec<i64> = texts.iter().map(|(record, ..)| record.seq).collect();
        self.ledger.begin_attempt(&events).await?;
        let read = self.read(texts, score).await;
        if !matches!(read, Ok(Some(_))) {
            self.ledger.take_back_attempt(&events).await?;
        }
        read
    }

    /// What the model reads in them; [`None`] if it failed on some of them: the next batch is shorter.
    async fn read<S, F>(&mut self, texts: &[(Record, Arc<PersonKey>, String)], score: S) -> Result<Option<Vec<Reading>>, ScoringError>
    where
        S: Fn(Vec<String>) -> F,
        F: Future<Output = Result<Vec<Option<TextScore>>, ScoreFailure>>,
    {
        match score(texts.iter().map(|(.., text)| text.clone()).collect()).await {
            Ok(scores) if scores.len() == texts.len() => {
                self.limit = (self.limit * 2).min(BATCH);
                Ok(Some(scores.into_iter().map(Reading::of).collect()))
            }
            Ok(scores) => Err(ScoringError::Count {
                got: scores.len(),
                texts: texts.len(),
            }),
            Err(ScoreFailure::Later) => Err(ScoringError::Later),
            Err(ScoreFailure::Failed) if texts.len() > 1 => {
                self.limit = (texts.len() / 2).max(1);
                Ok(None)
            }
            Err(ScoreFailure::Failed) => match score(vec![PLAIN.to_owned()]).await {
                Ok(_) => {
                    self.limit = (self.limit * 2).min(BATCH);
                    tracing::error!(
                        seq = texts.first().map(|(record, ..)| record.seq),
                        "the text model fails on an entry"
                    );
                    Ok(Some(vec![Reading::Unread(Unread::Failed)]))
                }
                Err(ScoreFailure::Later) => Err(ScoringError::Later),
                Err(ScoreFailure::Failed) => Err(ScoringError::Broken),
            },
        }
    }
}

/// Opens the entries, as many as make a batch.
async fn open(ledger: &Ledger, records: Vec<Record>) -> Result<Opened, ScoringError> {
    let mut keys: HashMap<i64, Option<Arc<PersonKey>>> = HashMap::new();
    for record in &records {
        if let Entry::Vacant(place) = keys.entry(record.person_id) {
            place.insert(match ledger.key(record.person_id).await {
                Ok(key) => Some(key),
                // Erased: nothing of theirs is read any more.
                Err(KeyError::Destroyed) => None,
                Err(error) => return Err(error.into()),
            });
        }
    }
    let opening = spawn_blocking(move || {
        let mut opened = Opened {
            texts: Vec::new(),
            without_sentences: Vec::new(),
        };
        let mut bytes = 0;
        for record in records {
            if bytes >= BATCH_BYTES {
                break;
            }
            let key = keys.get(&record.person_id).and_then(Option::as_ref);
            // What does not open is told by the relay, and by whoever asks for it; there is nothing to read in it.
            let entry = key.and_then(|key| Some((key, record.entry(key).ok()?)));
            match entry.as_ref().and_then(|(key, entry)| Some((key, entry.free_text()?))) {
                Some((key, text)) => {
                    bytes += text.len();
                    opened.texts.push((record, Arc::clone(key), text.into_owned()));
                }
                None => opened.without_sentences.push(record.seq),
            }
        }
        opened
    });
    opening.await.map_err(|_| ScoringError::Worker)
}
