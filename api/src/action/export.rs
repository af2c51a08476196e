//! Daily series, a person's own or a cohort's, for other programs.

use std::collections::BTreeMap;

use eunoia_domain::{DayRule, Entry, EntryKind, FieldError, Metric, Zone, local_date};
use eunoia_engine::History;
use eunoia_ingest::ledger::{Filter, Person};
use jiff::ToSpan;
use tokio::task::spawn_blocking;

use super::{
    ActionError,
    analyze::catch_up,
    insights::observed,
    stats::{Cohort, LevelsQuery, levels, summary},
};
use crate::{
    app::App,
    export::{CohortDay, DailyValue, ExportFormat, write},
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

/// The level of every metric of a cohort on every day of the last year that may be shown, as a file. Nobody's own values are
/// in it: what people agreed to is to be counted.
pub async fn export_cohort(app: &App, cohort: &Cohort, format: ExportFormat) -> Result<Vec<u8>, ActionError> {
    let mut rows = Vec::new();
    for of in summary(app, cohort).await?.metrics {
        let query = LevelsQuery {
            organisation: None,
            metric: Some(of.metric.clone()),
            period: Some("day".to_owned()),
            from: Some(local_date(app.now(), &Zone::UTC).saturating_sub(360.days())),
            to: None,
        };
        let shown = levels(app, cohort, &query).await?.cells.into_iter().filter_map(|cell| {
            Some(CohortDay {
                local_date: cell.start,
                metric: of.metric.clone(),
                unit: of.unit,
                people: u64::try_from(cell.people?).ok()?,
                mean: cell.mean?,
                standard_deviation: cell.standard_deviation?,
                low: cell.low?,
                high: cell.high?,
            })
        });
        rows.extend(shown);
    }
    let written = spawn_blocking(move || write(format, &rows)).await.map_err(ActionError::worker)?;
    written.map_err(|e| ActionError::Internal(Box::new(e)))
}

/// The people who are counted in the organisation of this id or name. For a process that has the data directory to itself:
/// it brings the warehouse up to date.
pub async fn organisation_to_export(app: &App, id_or_name: &str) -> Result<Cohort, ActionError> {
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
    let members = app.ledger.cohort(organisation.id).await?;
    Ok(Cohort { organisation, members })
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
