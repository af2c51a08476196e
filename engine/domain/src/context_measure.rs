use serde::{Deserialize, Serialize};

use crate::{DayRule, FieldError, Metric, Value, text::text};

/// A number from outside: weather, steps, or any signal that a person named.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ContextMeasure {
    metric: String,
    value: f64,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    adds_up: bool,
}

/// A context measure as it comes in, not yet validated.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContextMeasureDraft {
    /// A metric of the catalogue, such as `weather.temperature`, or a name of one's own of up to 60 characters.
    pub metric: String,
    /// From -1e9 to 1e9.
    pub value: f64,
    /// For a signal of one's own: a day's values add up rather than average.
    #[serde(default)]
    pub adds_up: bool,
}

impl TryFrom<ContextMeasureDraft> for ContextMeasure {
    type Error = FieldError;

    fn try_from(draft: ContextMeasureDraft) -> Result<Self, FieldError> {
        let metric = text("metric", draft.metric, 60)?;
        if Self::recorded_elsewhere(&metric) {
            return Err(FieldError::new(
                "metric",
                metric,
                "a context metric or a name of your own; this one is computed from entries of another kind",
            ));
        }
        if draft.adds_up && Metric::known(&metric).is_some() {
            return Err(FieldError::new(
                "adds_up",
                true,
                "nothing: a metric of the catalogue has its own rule",
            ));
        }
        Value::new("value", draft.value)?;
        Ok(Self {
            metric,
            value: draft.value,
            adds_up: draft.adds_up,
        })
    }
}

impl ContextMeasure {
    /// Metrics that a scored or validated entry of another kind gives: a bare number must not pose as one.
    fn recorded_elsewhere(name: &str) -> bool {
        const KINDS: [&str; 12] = [
            "mood.",
            "sleep.",
            "journal.",
            "gratitude.",
            "exercise.",
            "phq9.",
            "gad7.",
            "phq2.",
            "gad2.",
            "who5.",
            "isi.",
            "cssrs.",
        ];
        name.starts_with("custom.") || KINDS.iter().any(|kind| name.starts_with(kind))
    }

    /// The metric of the catalogue, or [`None`] for a signal that the person named.
    pub fn known_metric(&self) -> Option<Metric> {
        Metric::known(&self.metric)
    }

    /// The name as it was given.
    pub fn name(&self) -> &str {
        &self.metric
    }

    pub fn day_rule(&self) -> DayRule {
        match self.known_metric() {
            Some(metric) => metric.day_rule(),
            None if self.adds_up => DayRule::Sum,
            None => DayRule::Mean,
        }
    }

    pub fn value(&self) -> f64 {
        self.value
    }
}
