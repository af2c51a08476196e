use std::sync::Arc;

use eunoia_ingest::{
    ledger::{Person, ScoreRecord, TextModelId},
    seal::PersonKey,
};
use tokio::task::spawn_blocking;

use super::ActionError;
use crate::app::App;

/// Readings that are opened at a time.
const PAGE: u32 = 1_000;

/// What the model whose readings are shown read in each of the person's texts, as `open` makes it of one reading; [`None`] of it
/// if that does not open.
pub(super) async fn shown_readings<T: Send + 'static>(
    app: &App,
    person: &Person,
    open: fn(&ScoreRecord, &PersonKey) -> Option<Vec<T>>,
) -> Result<Vec<T>, ActionError> {
    let key = app.ledger.key(person.id).await?;
    loop {
        let shown = app.ledger.shown_text_model().await?;
        let read = match &shown {
            Some(model) => read_by(app, person, model, &key, open).await?,
            None => Vec::new(),
        };
        // If another model took over on the way, what this one read is being forgotten.
        if app.ledger.shown_text_model().await? == shown {
            return Ok(read);
        }
    }
}

async fn read_by<T: Send + 'static>(
    app: &App,
    person: &Person,
    model: &TextModelId,
    key: &Arc<PersonKey>,
    open: fn(&ScoreRecord, &PersonKey) -> Option<Vec<T>>,
) -> Result<Vec<T>, ActionError> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let scores = app.ledger.scores_of(person.id, model, after, PAGE).await?;
        let (count, key) = (scores.len(), Arc::clone(key));
        after = scores.last().map(|score| score.event_id);
        let opening = spawn_blocking(move || scores.iter().map(|score| open(score, &key)).collect::<Option<Vec<_>>>());
        let opened = opening.await.map_err(ActionError::worker)?;
        let opened = opened.ok_or_else(|| ActionError::Internal("what was read in a text does not open".into()))?;
        found.extend(opened.into_iter().flatten());
        if count < PAGE as usize {
            return Ok(found);
        }
    }
}
