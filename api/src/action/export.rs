//! A person's daily series, for other programs.

use std::collections::BTreeMap;

use eunoia_domain::{Entry, EntryKind, Metric};
use eunoia_engine::History;
use eunoia_ingest::ledger::{Filter, Person};
use tokio::task::spawn_blocking;

use super::{ActionError, insights::observed};
use crate::{
    app::App,
    export::{DailyValue, ExportFormat, write},
};

/// Everything that was observed of a person, a value for each metric and day, as a file.
pub async fn export(app: &App, person: &Person, format: ExportFormat) -> Result<Vec<u8>, ActionError> {
    let (found, names) = (observed(app, person).await?, own_names(app, person).await?);
    let subject = person.public_id.to_string();
    let written = spawn_blocking(move || {
        let history = History::from_observations(&found);
        let mut rows = Vec::new();
        for metric in history.metrics() {
            // A name that was changed or deleted between the two readings: next time it is told.
            let name = match (metric.is_custom(), names.get(metric)) {
                (true, Some(name)) => format!("own.{name}"),
                (true, None) => continue,
                (false, _) => metric.name().to_owned(),
            };
            let series = history.series(metric);
            rows.extend(series.observed().map(|(index, value)| DailyValue {
                subject: subject.clone(),
                local_date: series.date(index),
                metric: name.clone(),
                unit: metric.unit().to_owned(),
                value,
            }));
        }
        write(format, &rows)
    });
    let written = written.await.map_err(ActionError::worker)?;
    written.map_err(|e| ActionError::Internal(Box::new(e)))
}

/// The names that the person gave to signals of their own.
async fn own_names(app: &App, person: &Person) -> Result<BTreeMap<Metric, String>, ActionError> {
    const PAGE: u32 = 500;
    let key = app.ledger.key(person.id).await?;
    let (mut names, mut after) = (BTreeMap::new(), None);
    loop {
        let page = app
            .ledger
            .list(person.id, EntryKind::Context, &Filter::default(), after, PAGE)
            .await?;
        for record in &page.records {
            if let Entry::Context(measure) = record.entry(&key)?
                && measure.known_metric().is_none()
            {
                let metric = Metric::custom(measure.day_rule(), key.token(measure.name()));
                names.entry(metric).or_insert_with(|| measure.name().to_owned());
            }
        }
        after = page.next;
        if after.is_none() {
            return Ok(names);
        }
    }
}
