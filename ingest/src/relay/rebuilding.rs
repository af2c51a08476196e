//! The warehouse written anew from the ledger.

use std::{collections::HashSet, sync::Arc};

use jiff::Timestamp;

use super::{
    RANGE, RelayError,
    opening::{Carried, Opener, in_order},
    token,
};
use crate::{
    ledger::Ledger,
    warehouse::{Warehouse, WarehouseError},
};

/// What a rebuild did.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Rebuilt {
    pub epoch: u32,
    /// The `seq` up to which the new tables are complete.
    pub cursor: i64,
    pub events: u64,
    pub observations: u64,
    /// Events that were set aside.
    pub refused: u64,
}

/// Writes the warehouse anew from the ledger into tables of the next epoch, and switches to them. The old ones serve
/// until then; a crash on the way changes nothing. `progress` is told how many events are done.
pub async fn rebuild(
    ledger: Arc<Ledger>,
    warehouse: Arc<Warehouse>,
    clock: fn() -> Timestamp,
    progress: impl FnMut(u64),
) -> Result<Rebuilt, RelayError> {
    let _lock = ledger.lock_relay().await?.ok_or(RelayError::Locked)?;
    let done = write_anew(ledger, Arc::clone(&warehouse), clock, progress).await?;
    warehouse.publish(done.epoch).await?;
    Ok(done)
}

/// As [`rebuild`], for whoever holds the relay's lock, and publishes the new epoch then. If another text model has read
/// everything, its scores take the place of those that were shown.
pub(super) async fn write_anew(
    ledger: Arc<Ledger>,
    warehouse: Arc<Warehouse>,
    clock: fn() -> Timestamp,
    mut progress: impl FnMut(u64),
) -> Result<Rebuilt, RelayError> {
    // Taken before the model: what the first one of all reads from now on has later numbers, which the relay carries.
    let cursor = ledger.last_seq().await?;
    let text_model = match ledger.next_text_model().await? {
        Some(next) => Some(next),
        None => ledger.shown_text_model().await?.map(|model| model.number),
    };
    let epoch = ledger.relay_state().await?.epoch + 1;
    warehouse.discard(epoch).await?;
    ledger.exhume(epoch).await?;
    warehouse.prepare(epoch).await?;
    let mut opener = Opener::new(Arc::clone(&ledger));
    let mut done = Rebuilt {
        epoch,
        cursor,
        events: 0,
        observations: 0,
        refused: 0,
    };
    // By number: a batch that is bisected comes by more than once.
    let mut refused = HashSet::new();
    let mut after = 0;
    while let Some(to) = ledger
        .range_end(after, RANGE)
        .await?
        .map(|to| to.min(done.cursor))
        .filter(|to| *to > after)
    {
        let records = ledger.current_at(done.cursor, after, to).await?;
        let scores = match text_model {
            Some(model) => ledger.scores_current_at(model, done.cursor, after, to).await?,
            None => Vec::new(),
        };
        after = to;
        done.events += records.len() as u64;
        let records = in_order(records, scores);
        let mut waiting = if records.is_empty() { Vec::new() } else { vec![records] };
        while let Some(mut records) = waiting.pop() {
            let ends = (records.first().map_or(0, Carried::seq), records.last().map_or(0, Carried::seq));
            let (rows, unsealable) = opener.open(records.iter().cloned().map(|record| (1, record)).collect()).await?;
            for seq in unsealable {
                refused.insert(seq);
                ledger.bury(epoch, seq, "does not open", clock()).await?;
            }
            match warehouse.insert(epoch, &token(epoch, ends.0 - 1, ends.1), &rows).await {
                Ok(()) => done.observations += rows.len() as u64,
                Err(WarehouseError::Refused { code }) if records.len() == 1 => {
                    refused.insert(ends.0);
                    ledger.bury(epoch, ends.0, &format!("refused with code {code}"), clock()).await?;
                }
                Err(WarehouseError::Refused { .. }) => {
                    let second = records.split_off(records.len() / 2);
                    waiting.extend([second, records]);
                }
                Err(error) => return Err(error.into()),
            }
        }
        progress(done.events);
    }
    done.refused = refused.len() as u64;
    ledger
        .switch_epoch(warehouse.identity().await?, epoch, done.cursor, text_model)
        .await?;
    // The switch is done; how its tables are merged changes no answer.
    if let Err(error) = warehouse.tidy(epoch).await {
        tracing::info!(error = %error, "the daily aggregates stay in several parts for now");
    }
    Ok(done)
}
