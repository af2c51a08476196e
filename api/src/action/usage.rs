//! What a person records, counted.

use eunoia_domain::{EntryKind, local_date};
use eunoia_engine::features::{Streak, streak};
use eunoia_ingest::ledger::Person;
use jiff::{Timestamp, civil::Date};
use serde::Serialize;

use super::ActionError;
use crate::app::App;

/// How much a person records.
#[derive(Debug, Serialize)]
pub struct UsageView {
    /// The person's own today, which turns at their local midnight.
    pub today: Date,
    pub zone: String,
    /// Days in a row with an entry; what devices and services record does not count: context measures, and sleeps and
    /// exercises that were imported.
    pub streak: Streak,
    /// Every kind, whether used or not.
    pub kinds: Vec<KindView>,
}

/// How much of one kind.
#[derive(Debug, Serialize)]
pub struct KindView {
    pub kind: EntryKind,
    pub count: u64,
    /// When the latest entry is of; null if there is none.
    pub last_used: Option<Timestamp>,
    /// The latest local date of an entry.
    pub last_date: Option<Date>,
}

pub async fn usage(app: &App, person: &Person) -> Result<UsageView, ActionError> {
    let today = local_date(app.now(), &person.zone);
    let used = app.ledger.usage(person.id).await?;
    let kinds = EntryKind::ALL.map(|kind| {
        let found = used.iter().find(|usage| usage.kind == kind);
        KindView {
            kind,
            count: found.map_or(0, |usage| usage.count),
            last_used: found.map(|usage| usage.latest.0),
            last_date: found.map(|usage| usage.latest.1),
        }
    });
    Ok(UsageView {
        today,
        zone: person.zone.name().to_owned(),
        streak: streak(app.ledger.recorded_days(person.id).await?, today),
        kinds: kinds.into(),
    })
}
