//! Logs and metrics. Neither ever holds what a person wrote or who they are.

use std::time::Duration;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::{EnvFilter, fmt};

/// Buckets of durations, in seconds.
const SECONDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Sends logs to standard error: `EUNOIA_LOG` filters them (default `info`), `EUNOIA_LOG_FORMAT=json` makes them JSON.
pub fn log() {
    let filter = EnvFilter::try_from_env("EUNOIA_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let logs = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second call, in a test, changes nothing.
    let _ = if std::env::var("EUNOIA_LOG_FORMAT").is_ok_and(|format| format == "json") {
        logs.json().try_init()
    } else {
        logs.try_init()
    };
}

/// Buckets of commits, in events.
const EVENTS: [f64; 7] = [1.0, 8.0, 64.0, 512.0, 2048.0, 8192.0, 32768.0];

/// Starts counting; the handle renders the counts in Prometheus' text format. Call it within the runtime.
pub fn metrics() -> PrometheusHandle {
    let buckets = PrometheusBuilder::new().set_buckets(&SECONDS);
    let buckets = buckets.and_then(|builder| builder.set_buckets_for_metric(Matcher::Full("eunoia_commit_events".to_owned()), &EVENTS));
    let recorder = match buckets {
        Ok(builder) => builder.build_recorder(),
        // Refused only for an empty list.
        Err(_) => PrometheusBuilder::new().build_recorder(),
    };
    let handle = recorder.handle();
    // A second recorder, in a test, is not installed; the first goes on.
    let _ = metrics::set_global_recorder(recorder);
    // Samples gather until they are folded into their buckets, whether anybody looks or not.
    let upkeep = handle.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_secs(5)).await;
            upkeep.run_upkeep();
        }
    });
    handle
}
