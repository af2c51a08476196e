//! Analyses everybody anew whose day or history has changed, and writes the results into the warehouse: in the process that
//! fills it, on half of the cores, a few people at a time.

use std::{sync::Arc, time::Duration};

use eunoia_ingest::relay::RelayHealth;
use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::{sync::watch, time::sleep};

use crate::{
    action::{ActionError, Follower, PersonAnalysis, Sweep, SweepReport, analyze_stale},
    app::App,
};

/// How long after the start the first sweep begins: a process that just started has other things to do.
const FIRST: Duration = Duration::from_secs(60);

/// Sweeps soon, and again each time that `every` has passed, until the process stops.
pub async fn run_analyses(app: Arc<App>, every: Duration, mut stopped: watch::Receiver<bool>) {
    let threads = std::thread::available_parallelism().map_or(1, |cores| cores.get().div_ceil(2));
    let named = ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|n| format!("analysis-{n}"));
    let pool = match named.build() {
        Ok(pool) => Arc::new(pool),
        Err(error) => return tracing::error!(error = %error, "no threads to analyse on"),
    };
    let mut pause = FIRST.min(every);
    loop {
        tokio::select! {
            () = sleep(pause) => {}
            _ = stopped.changed() => return,
        }
        pause = every;
        match sweep(&app, &pool, &stopped).await {
            Ok(Some(report)) if report.analysed > 0 => {
                tracing::info!(people = report.people, analysed = report.analysed, "people were analysed");
            }
            Ok(_) => {}
            Err(error) => {
                metrics::counter!("eunoia_analysis_failures_total").increment(1);
                tracing::warn!(error = %error, "analysing is put off");
            }
        }
    }
}

/// [`None`] if this process does not fill a warehouse, or not yet.
async fn sweep(app: &App, pool: &Arc<ThreadPool>, stopped: &watch::Receiver<bool>) -> Result<Option<SweepReport>, ActionError> {
    let running = *app.relay_health.borrow() == RelayHealth::Running;
    let Some(warehouse) = app.warehouse().filter(|_| running) else {
        return Ok(None);
    };
    let epoch = app.ledger.relay_state().await?.epoch;
    let sweep = Sweep {
        pool: Some(Arc::clone(pool)),
        ..Sweep::default()
    };
    let mut follower = Counting { stopped: stopped.clone() };
    let done = analyze_stale(app, warehouse, epoch, &sweep, &mut follower).await?;
    metrics::gauge!("eunoia_analysis_people").set(done.people as f64);
    Ok(Some(done))
}

/// Counts who is analysed, and ends the sweep when the process stops.
struct Counting {
    stopped: watch::Receiver<bool>,
}

impl Follower for Counting {
    fn analysed(&mut self, _: &SweepReport, some: Vec<PersonAnalysis>) -> bool {
        metrics::counter!("eunoia_analysed_people_total").increment(some.len() as u64);
        !*self.stopped.borrow()
    }
}
