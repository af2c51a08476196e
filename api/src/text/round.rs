use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
};

use eunoia_engine::text::{TextModel, TextScore};
use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::NotScored;

/// What somebody waits for.
#[derive(Debug)]
pub(super) struct Job {
    texts: Vec<String>,
    /// Scores of the first of them.
    done: Vec<Option<TextScore>>,
    answer: oneshot::Sender<Answer>,
    /// Its place in the queue.
    _place: OwnedSemaphorePermit,
}

pub(super) type Answer = Result<Vec<Option<TextScore>>, NotScored>;

/// What is scored in one go while others wait, by [`cost`]: about a quarter of a second on two cores.
const ROUND: usize = 16 * 1024;

/// What a text weighs: its bytes, and something for itself, since the shortest has a score of two kilobytes, and three tokens.
pub(super) fn cost(text: &str) -> usize {
    text.len() + 64
}

impl Job {
    pub(super) fn new(texts: Vec<String>, place: OwnedSemaphorePermit) -> (Self, oneshot::Receiver<Answer>) {
        let (answer, answered) = oneshot::channel();
        let job = Self {
            done: Vec::with_capacity(texts.len()),
            texts,
            answer,
            _place: place,
        };
        (job, answered)
    }

    fn is_done(&self) -> bool {
        self.done.len() == self.texts.len()
    }

    fn tell(self) {
        // Whoever waited may have gone meanwhile.
        _ = self.answer.send(Ok(self.done));
    }

    pub(super) fn refuse(self, why: NotScored) {
        _ = self.answer.send(Err(why));
    }
}

/// One round over those who wait: drops whom nobody waits for any more, takes texts of each in turn until there is enough
/// to do, scores them, and tells whose texts are all done. So a short text never waits for all of a long list.
pub(super) fn round(model: &TextModel, waiting: &mut VecDeque<Job>) {
    waiting.retain(|job| !job.answer.is_closed());
    let shares = shares(waiting);
    let mut got: Vec<bool> = shares.iter().map(|&share| share > 0).collect();
    let texts = |job: &Job, share: usize| job.done.len()..job.done.len() + share;
    let together: Vec<&str> = waiting
        .iter()
        .zip(&shares)
        .flat_map(|(job, &share)| &job.texts[texts(job, share)])
        .map(String::as_str)
        .collect();
    match score(model, &together) {
        Ok(scores) => {
            let mut scores = scores.into_iter();
            for (job, share) in waiting.iter_mut().zip(shares) {
                job.done.extend(scores.by_ref().take(share));
            }
        }
        // One of them is to blame: each on its own, so that it fails alone.
        Err(_) => {
            got.clear();
            let jobs = std::mem::take(waiting).into_iter().zip(shares);
            for (mut job, share) in jobs {
                let own: Vec<_> = job.texts[texts(&job, share)].iter().map(String::as_str).collect();
                match score(model, &own) {
                    Ok(scores) => {
                        job.done.extend(scores);
                        waiting.push_back(job);
                        got.push(share > 0);
                    }
                    Err(why) => job.refuse(why),
                }
            }
        }
    }
    let (mut served, mut skipped) = (VecDeque::new(), VecDeque::new());
    for (job, served_now) in std::mem::take(waiting).into_iter().zip(got) {
        match (job.is_done(), served_now) {
            (true, _) => job.tell(),
            (false, true) => served.push_back(job),
            (false, false) => skipped.push_back(job),
        }
    }
    // Whoever got nothing in this round is first in the next.
    waiting.append(&mut skipped);
    waiting.append(&mut served);
}

/// How many texts of each job the next round takes: one of each in turn, in the order of the queue.
fn shares(waiting: &VecDeque<Job>) -> Vec<usize> {
    let mut shares = vec![0; waiting.len()];
    let mut weight = 0;
    loop {
        let before = weight;
        let mut took = false;
        for (job, share) in waiting.iter().zip(&mut shares) {
            if let Some(text) = job.texts.get(job.done.len() + *share)
                && weight < ROUND
            {
                weight += cost(text);
                *share += 1;
                took = true;
            }
        }
        if !took || before >= ROUND {
            return shares;
        }
    }
}

fn score(model: &TextModel, texts: &[&str]) -> Answer {
    // The model keeps nothing of a text between calls that a panic could leave half done.
    let scored = catch_unwind(AssertUnwindSafe(|| model.score(texts)));
    let reason = match scored {
        Ok(Ok(scores)) => return Ok(scores),
        Ok(Err(e)) => e.to_string(),
        Err(_) => "the model panicked on a text".to_owned(),
    };
    tracing::error!(reason, texts = texts.len(), "texts were not scored");
    let code = "model_failed";
    Err(NotScored::NotAvailable { code, reason })
}
