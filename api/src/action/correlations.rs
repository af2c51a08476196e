//! What goes with better and worse days.

use eunoia_domain::{FieldError, Metric};
use eunoia_engine::{
    Correlations,
    correlation::{OUTCOMES, correlations as compare},
};
use eunoia_ingest::ledger::Person;

use super::{
    ActionError,
    insights::{analysis, compute},
};
use crate::app::App;

/// What goes with `outcome` (default `mood.score`) in the person's last year, or why that cannot be told. That of mood is
/// part of the analysis, which is kept; another one is computed when it is asked for.
pub async fn correlations(app: &App, person: &Person, outcome: Option<&str>) -> Result<Correlations, ActionError> {
    let name = outcome.unwrap_or(Metric::MOOD_SCORE.name());
    let wanted = OUTCOMES.iter().find(|known| **known == name).and_then(|known| Metric::known(known));
    let wanted = wanted.ok_or_else(|| FieldError::new("metric", name, format!("one of {}", OUTCOMES.join(", "))))?;
    let analysed = analysis(app, person).await?;
    if wanted == analysed.1.correlations.outcome {
        return Ok(analysed.1.correlations.clone());
    }
    compute(app, move || compare(&analysed.0, &wanted, analysed.1.today)).await
}
