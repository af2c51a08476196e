use serde::{Serialize, Serializer};

use eunoia_domain::Metric;

/// Which model made a number. The version changes whenever the same data would give another number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct ModelId {
    pub name: &'static str,
    pub version: &'static str,
}

/// Why there is no number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Abstention {
    /// Stable and meant for programs: `no_data`, `too_few_days`, `too_few_cells`, `stale`, `not_supported`.
    pub code: &'static str,
    /// Plain English for people, such as "needs 27 days with a mood, has 9".
    pub reason: String,
}

impl Abstention {
    pub(crate) fn no_data(metric: &Metric) -> Self {
        Self {
            code: "no_data",
            reason: format!("{} has not been recorded yet", noun(metric)),
        }
    }

    pub(crate) fn too_few_days(reason: String) -> Self {
        Self {
            code: "too_few_days",
            reason,
        }
    }

    pub(crate) fn stale(metric: &Metric, days: i64, limit: i64) -> Self {
        Self {
            code: "stale",
            reason: format!(
                "{} was last recorded {days} days ago, needs one of the last {limit} days",
                noun(metric)
            ),
        }
    }

    pub(crate) fn not_supported(reason: String) -> Self {
        Self {
            code: "not_supported",
            reason,
        }
    }
}

/// What a metric is called inside a sentence.
pub(crate) fn noun(metric: &Metric) -> &str {
    match metric.name() {
        "mood.score" => "mood",
        "sleep.hours" => "sleep",
        "sleep.quality" => "sleep quality",
        "journal.valence" => "the tone of journal entries",
        name if name.starts_with("custom.") => "this signal",
        name => name,
    }
}

/// The values that a metric can take; infinite where nothing bounds it.
pub(crate) fn range(metric: &Metric) -> (f64, f64) {
    match metric.name() {
        "mood.score" | "mood.energy" | "sleep.quality" => (1.0, 10.0),
        "mood.valence" | "journal.valence" => (-1.0, 1.0),
        "sleep.efficiency" | "weather.humidity" | "weather.cloud_cover" => (0.0, 100.0),
        _ if metric.unit() == "probability" => (0.0, 1.0),
        _ if matches!(metric.unit(), "hours" | "minutes" | "entries" | "steps" | "mm") => (0.0, f64::INFINITY),
        _ => (f64::NEG_INFINITY, f64::INFINITY),
    }
}

pub(crate) fn metric_name<S: Serializer>(metric: &Metric, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(metric.name())
}
