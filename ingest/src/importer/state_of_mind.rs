//! Apple's State of Mind, as Health Auto Export writes it: `stateOfMind: [...]`, at the top or in `data`, or the array
//! alone.
//!
//! `valence`, -1 to 1, is kept, and gives the score by a straight line: -1 is 1, 0 is 5.5, 1 is 10. `labels` become
//! emotions, `associations` activities. A record happens at its `start`. Both kinds are taken, a day's mood and an
//! emotion of the moment; `valenceClassification` says again what `valence` says. A record is known again by its `id`.

use std::{borrow::Cow, io::BufRead};

use eunoia_domain::{Change, Entry, FieldError, MoodEntry, MoodEntryDraft, Scale, Source};
use serde::Deserialize;

use super::{
    Row,
    elements::Elements,
    identity::record_id,
    json::{JsonRows, parse},
    stamp::Stamp,
};
use crate::intake::Intake;

/// The most bytes of one record; a usual one has 400.
const LIMIT: usize = 1024 * 1024;

/// The rows of a file of records.
pub(super) fn rows(input: impl BufRead + Send + 'static, intake: Intake) -> impl Iterator<Item = Row> + Send {
    let records = Elements::new(input, &["stateOfMind"], LIMIT).also_within("data");
    JsonRows::new(records, move |json| {
        let change = record(json, &intake);
        change.map(|change| vec![change]).map_err(Into::into).into()
    })
}

/// What is read of a record.
#[derive(Deserialize)]
struct Record<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    start: Cow<'a, str>,
    valence: f64,
    #[serde(default)]
    labels: Vec<String>,
    #[serde(default)]
    associations: Vec<String>,
}

fn record(json: &str, intake: &Intake) -> Result<Change, FieldError> {
    let record: Record = parse(json)?;
    if record.id.trim().is_empty() {
        return Err(FieldError::new("id", "blank", "the record's own id"));
    }
    let stamp = Stamp::read("start", &record.start)?;
    let zone = intake.zone.clone();
    let at = stamp.at("start", &zone)?;
    let draft = MoodEntryDraft {
        score: Scale::new((-1.0, 1.0), (1.0, 10.0))?.map("valence", record.valence)?,
        valence: Some(record.valence),
        emotions: record.labels,
        activities: record.associations,
        ..MoodEntryDraft::default()
    };
    let mood = MoodEntry::try_from(draft).map_err(as_the_file_names_it)?;
    // Apple's exports write times in the zone that the phone is in on that day: the instant is what stays.
    let id = record_id(stamp.id_millis(), ["state-of-mind", &record.id]);
    let event = intake.assemble(id, Some(at), zone, Source::Import, Entry::Mood(mood));
    let event = event.map_err(|e| FieldError {
        field: "start".to_owned(),
        ..e
    })?;
    Ok(Change::Create(event))
}

fn as_the_file_names_it(error: FieldError) -> FieldError {
    let renamed = |ours: &str, theirs: &str| error.field.strip_prefix(ours).map(|rest| format!("{theirs}{rest}"));
    let field = renamed("emotions", "labels").or_else(|| renamed("activities", "associations"));
    FieldError {
        field: field.unwrap_or(error.field.clone()),
        ..error
    }
}
