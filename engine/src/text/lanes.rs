use std::{
    ops::Range,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    thread,
};

use tokenizers::pipeline::PipelineToken;

use super::{
    Runtime, TextModelError,
    batch::Window,
    session::{Lane, Row},
    tokenizer::Tokenizer,
};

/// Sessions, one for each two cores to work on, up to four.
///
/// Batches are worked off side by side. Two cores share the matrices of a batch, so that a text that comes alone is read in 5 to
/// 6 ms for 60 words instead of the 9 ms of one core; with nothing else to do they read as many texts a second as a session
/// each. They wait for each other at the end of every matrix, though: while something else takes all of one core, a session
/// each would read half as much again. Sessions do not share their weights, 30 MB each, so beyond eight the cores are shared
/// out among them.
#[derive(Debug)]
pub(super) struct Lanes(Vec<Mutex<Lane>>);

type Rows = Result<Vec<Row>, TextModelError>;

/// Sessions at most, and the cores of each.
const LANES: usize = 4;
const CORES: usize = 2;

impl Lanes {
    pub(super) fn open(runtime: &Runtime, model: &[u8], threads: usize) -> Result<Self, TextModelError> {
        let count = (threads / CORES).clamp(1, LANES);
        // What is left over goes to the first ones.
        let cores = |lane| (threads / count + usize::from(lane < threads % count)).max(1);
        let open = |lane| Lane::open(runtime, model, cores(lane)).map(Mutex::new);
        (0..count).map(open).collect::<Result<_, _>>().map(Self)
    }

    /// Batches that are worked off at the same time.
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// Runs the batches, each a range of `windows`; the rows are in the order of the windows.
    pub(super) fn run(&self, tokenizer: &Tokenizer, pieces: &[PipelineToken], windows: &[Window], batches: &[Range<usize>]) -> Rows {
        let next = AtomicUsize::new(0);
        let work = |lane: &Mutex<Lane>| {
            let mut done = Vec::new();
            loop {
                let at = next.fetch_add(1, Relaxed);
                let Some(batch) = batches.get(at) else { return done };
                done.push((at, run(lane, tokenizer, pieces, &windows[batch.clone()])));
            }
        };
        let workers = &self.0[..self.0.len().min(batches.len())];
        let mut done = thread::scope(|scope| {
            // No batches are no workers; one batch is the caller's own.
            let (own, others) = workers.split_at(workers.len().min(1));
            let others: Vec<_> = others.iter().map(|lane| scope.spawn(|| work(lane))).collect();
            let mut done: Vec<_> = own.iter().flat_map(&work).collect();
            for other in others {
                match other.join() {
                    Ok(rows) => done.extend(rows),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            done
        });
        done.sort_unstable_by_key(|(at, _)| *at);
        let mut rows = Vec::with_capacity(windows.len());
        for (_, batch) in done {
            rows.append(&mut batch?);
        }
        Ok(rows)
    }
}

fn run(lane: &Mutex<Lane>, tokenizer: &Tokenizer, pieces: &[PipelineToken], windows: &[Window]) -> Rows {
    // A lane clears its buffers before each batch, so one that was left half done is as good as new.
    let mut lane = lane.lock().unwrap_or_else(PoisonError::into_inner);
    lane.run(tokenizer, pieces, windows)
}
