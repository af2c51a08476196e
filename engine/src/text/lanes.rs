use std::{
    ops::Range,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    thread,
};

use ort::session::builder::PrepackedWeights;
use tokenizers::pipeline::PipelineToken;

use super::{
    Runtime, TextModelError,
    batch::Window,
    session::{Lane, Row},
    tokenizer::Tokenizer,
};

/// Sessions, as many as there are cores to work on.
///
/// Several batches are worked off side by side, each on one core: no core ever waits for another, as they do at the end of
/// each matrix when they share one. A batch that comes alone is worked on by all cores together instead, for its answer is
/// waited for.
#[derive(Debug)]
pub(super) struct Lanes {
    /// One session on all cores.
    wide: Option<Mutex<Lane>>,
    /// Sessions on a core each.
    narrow: Vec<Mutex<Lane>>,
}

type Rows = Result<Vec<Row>, TextModelError>;

impl Lanes {
    pub(super) fn open(runtime: &Runtime, model: &[u8], threads: usize) -> Result<Self, TextModelError> {
        let weights = PrepackedWeights::new();
        let open = |threads| Lane::open(runtime, model, threads, &weights).map(Mutex::new);
        Ok(Self {
            wide: if threads > 1 { Some(open(threads)?) } else { None },
            narrow: (0..threads.max(1)).map(|_| open(1)).collect::<Result<_, _>>()?,
        })
    }

    /// Runs the batches, each a range of `windows`; the rows are in the order of the windows.
    pub(super) fn run(&self, tokenizer: &Tokenizer, pieces: &[PipelineToken], windows: &[Window], batches: &[Range<usize>]) -> Rows {
        match (batches, &self.wide) {
            ([], _) => Ok(Vec::new()),
            ([batch], Some(lane)) => run(lane, tokenizer, pieces, &windows[batch.clone()]),
            _ => self.side_by_side(tokenizer, pieces, windows, batches),
        }
    }

    fn side_by_side(&self, tokenizer: &Tokenizer, pieces: &[PipelineToken], windows: &[Window], batches: &[Range<usize>]) -> Rows {
        let next = AtomicUsize::new(0);
        let work = |lane: &Mutex<Lane>| {
            let mut done = Vec::new();
            loop {
                let at = next.fetch_add(1, Relaxed);
                let Some(batch) = batches.get(at) else { return done };
                done.push((at, run(lane, tokenizer, pieces, &windows[batch.clone()])));
            }
        };
        let workers = &self.narrow[..self.narrow.len().min(batches.len())];
        let mut done = thread::scope(|scope| {
            let (own, others) = workers.split_at(1);
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
