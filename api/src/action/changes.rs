use eunoia_domain::{Change, FieldError};
use eunoia_ingest::{
    intake::Intake,
    ledger::{Outcome, Person},
};
use serde::Serialize;
use serde_json::value::RawValue;

use super::{
    ActionError,
    error::{refusal_code, refusal_text},
};
use crate::app::App;

/// The answer to one item of a batch.
#[derive(Debug, Serialize)]
pub struct ItemAnswer {
    /// Place in the batch, from 0.
    pub index: usize,
    /// `recorded`, `repeated` (it was there before: the first answer again) or `rejected`.
    pub status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<uuid::Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// Why it was rejected, as a stable code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    /// Why it was rejected, in words that say what to mend.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What validation made of one item.
pub(super) enum Checked {
    Valid(Change),
    Invalid(FieldError),
}

/// Validates items; compute, for a blocking thread.
pub(super) fn check<'a>(intake: &Intake, items: impl Iterator<Item = &'a [u8]>) -> Vec<Checked> {
    items
        .map(|item| intake.change(item).map_or_else(Checked::Invalid, Checked::Valid))
        .collect()
}

/// Records a batch: an answer for each item, in order; a bad one never fails its neighbours.
pub async fn record_items(app: &App, person: &Person, items: &[&RawValue]) -> Result<Vec<ItemAnswer>, ActionError> {
    let intake = Intake {
        zone: person.zone.clone(),
        now: app.now(),
    };
    let checked = check(&intake, items.iter().map(|item| item.get().as_bytes()));
    let mut valid = Vec::with_capacity(checked.len());
    let mut answers: Vec<Option<ItemAnswer>> = Vec::with_capacity(checked.len());
    for (index, item) in checked.into_iter().enumerate() {
        match item {
            Checked::Valid(change) => {
                valid.push((index, change));
                answers.push(None);
            }
            Checked::Invalid(error) => answers.push(Some(rejected(index, "invalid", error.to_string()))),
        }
    }
    let ids: Vec<_> = valid.iter().map(|(index, change)| (*index, change.event_id().as_uuid())).collect();
    let outcomes = app
        .writer
        .record(person.id, valid.into_iter().map(|(_, change)| change).collect())
        .await?;
    for ((index, id), outcome) in ids.into_iter().zip(outcomes) {
        answers[index] = Some(match outcome {
            Outcome::Done { version, repeated, .. } => ItemAnswer {
                index,
                status: if repeated { "repeated" } else { "recorded" },
                id: Some(id),
                version: Some(version),
                code: None,
                reason: None,
            },
            Outcome::Refused(refusal) => ItemAnswer {
                id: Some(id),
                ..rejected(index, refusal_code(&refusal), refusal_text(&refusal))
            },
        });
    }
    Ok(answers.into_iter().flatten().collect())
}

fn rejected(index: usize, code: &'static str, reason: String) -> ItemAnswer {
    ItemAnswer {
        index,
        status: "rejected",
        id: None,
        version: None,
        code: Some(code),
        reason: Some(reason),
    }
}
