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

/// Sessions, as many as there are cores to work on, up to four.
///
/// Batches are worked off side by side, each on a core of its own: no core waits for another, as they do at the end of each
/// matrix when they share one. A text that comes alone, and is no longer than a window, is thus read on one core, in about
/// 6 ms for 60 words; two cores together took 4 ms, but in a session of their own. Sessions do not share their weights, 30 MB
/// each, so beyond four the cores are shared out among them.
#[derive(Debug)]
pub(super) struct Lanes(Vec<Mutex<Lane>>);

type Rows = Result<Vec<Row>, TextModelError>;

/// Sessions at most.
const LANES: usize = 4;

impl Lanes {
    pub(super) fn open(runtime: &Runtime, model: &[u8], threads: usize) -> Result<Self, TextModelError> {
        let count = threads.clamp(1, LANES);
        let each = (threads / count).max(1);
        let open = |_| Lane::open(runtime, model, each).map(Mutex::new);
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
