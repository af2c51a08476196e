//! Daily series, features made of them, and what was released about an organisation's people, for other programs.

use std::collections::BTreeMap;

use eunoia_domain::{DayRule, Entry, EntryKind, FieldError, Metric};
use eunoia_engine::{History, features::day_features};
use eunoia_ingest::ledger::{Filter, Organisation, Person};
use tokio::task::spawn_blocking;

use super::{
    ActionError,
    analyze::catch_up,
    insights::{compute, observed},
    population::population,
};
use crate::{
    app::App,
    export::{DailyValue, ExportFormat, FeatureRow, ReleasedCell, write},
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
                // The same name with both rules is two signals.
                (true, Some(name)) if metric.day_rule() == DayRule::Sum && names.values().filter(|other| *other == name).count() > 1 => {
                    format!("own.{name} (sum)")
                }
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

/// The features of each of a person's days, to forecast `metric` (default `mood.score`) on later ones, as a file.
pub async fn export_features(app: &App, person: &Person, metric: Option<&str>, format: ExportFormat) -> Result<Vec<u8>, ActionError> {
    let name = metric.unwrap_or("mood.score");
    let metric = Metric::known(name).ok_or_else(|| FieldError::new("metric", name, "a metric of the catalogue, such as mood.score"))?;
    let found = observed(app, person).await?;
    let subject = person.public_id.to_string();
    let written = compute(app, move || {
        let days = day_features(&History::from_observations(&found), &metric);
        let rows: Vec<_> = days
            .into_iter()
            .map(|day| FeatureRow {
                subject: subject.clone(),
                day,
            })
            .collect();
        write(format, &rows)
    });
    written.await?.map_err(|e| ActionError::Internal(Box::new(e)))
}

/// What was released about an organisation's people, a row for each cell that is shown, as a file. Tables that are due and
/// were never made are made now.
pub async fn export_released(app: &App, organisation: &Organisation, format: ExportFormat) -> Result<Vec<u8>, ActionError> {
    let found = population(app, organisation, None).await?;
    let mut rows = Vec::new();
    for table in &found.tables {
        for period in &table.periods {
            rows.extend(period.cells.iter().filter_map(|cell| {
                Some(ReleasedCell {
                    table: table.table,
                    start: period.start,
                    end: period.end,
                    from: cell.from,
                    to: cell.to,
                    level: cell.level,
                    people: u64::try_from(cell.share.people?).ok()?,
                    share: cell.share.share?,
                })
            }));
        }
    }
    let written = spawn_blocking(move || write(format, &rows)).await.map_err(ActionError::worker)?;
    written.map_err(|e| ActionError::Internal(Box::new(e)))
}

/// The organisation of this id or name. For a process that has the data directory to itself: it brings the warehouse up to
/// date.
pub async fn organisation_to_export(app: &App, id_or_name: &str) -> Result<Organisation, ActionError> {
    let mut found = app.ledger.organisations_called(id_or_name).await?;
    let organisation = match (found.pop(), found.len()) {
        (Some(only), 0) => only,
        (None, _) => return Err(ActionError::Missing("organisation")),
        (Some(one), others) => {
            let value = format!("the name of {} organisations", others + 1);
            return Err(FieldError::new("organisation", value, format!("an id, such as {}", one.public_id)).into());
        }
    };
    catch_up(app).await?;
    Ok(organisation)
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
