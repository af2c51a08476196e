//! What the columns of a table mean: a TOML file, such as those in `ingest/mappings`.
//!
//! ```toml
//! source = "my diary"              # where such files come from; part of every event's id, so never change it
//! delimiter = ";"                  # a comma when left out
//! zone = "Europe/Oslo"             # of times that name none; the person's own when left out
//! zone_column = "timezone"         # or a column that names it; `zone` holds where that is blank
//!
//! [time]
//! column = "when"
//! format = "%d.%m.%Y %H:%M"        # of strptime; ISO 8601 when left out
//!
//! [mood.score]                     # also energy and valence
//! column = "mood"
//! values = { awful = 1, good = 4 } # what words stand for; a word that isn't here is refused
//! scale = { from = [1, 5], to = [1, 10] }
//! missing = ["", "n/a"]            # [""] when left out
//!
//! [mood.activities]                # also emotions
//! column = "tags"
//! separator = "|"
//!
//! [mood.note]                      # also place and weather
//! column = "note"
//!
//! [[metric]]
//! name = "weather.temperature"     # of the catalogue, or a name of one's own
//! column = "temp"                  # values, scale and missing as above
//!
//! [[metric]]
//! name = "cups of coffee"
//! adds_up = true                   # a day's values are summed rather than averaged
//! column = "coffee"
//! ```

use std::collections::BTreeMap;

use eunoia_domain::{ContextMeasure, ContextMeasureDraft, FieldError, Scale, Score, Valence, Zone};
use serde::Deserialize;

use super::stamp::Stamp;

/// A mapping of columns that was checked: every key is known, every scale and name fits.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    pub(super) source: String,
    pub(super) delimiter: u8,
    pub(super) zone: Option<Zone>,
    pub(super) zone_column: Option<String>,
    pub(super) time: TimeColumn,
    pub(super) mood: Option<MoodColumns>,
    pub(super) metrics: Vec<MetricColumn>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TimeColumn {
    pub column: String,
    pub format: Option<String>,
}

#[derive(Debug, Clone)]
pub(super) struct MoodColumns {
    pub score: NumberColumn,
    pub energy: Option<NumberColumn>,
    pub valence: Option<NumberColumn>,
    pub emotions: Option<NamesColumn>,
    pub activities: Option<NamesColumn>,
    pub place: Option<TextColumn>,
    pub weather: Option<TextColumn>,
    pub note: Option<TextColumn>,
}

/// A column of numbers, or of words that stand for numbers.
#[derive(Debug, Clone)]
pub(super) struct NumberColumn {
    pub column: String,
    pub missing: Vec<String>,
    pub values: Option<BTreeMap<String, f64>>,
    pub scale: Option<Scale>,
}

impl NumberColumn {
    /// What a cell of the column says; [`None`] where it is missing.
    pub(super) fn read(&self, label: &str, cell: &str) -> Result<Option<f64>, FieldError> {
        if self.missing.iter().any(|missing| missing == cell) {
            return Ok(None);
        }
        let value = match &self.values {
            Some(values) => values.get(cell).copied().ok_or_else(|| {
                let known = values.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
                let expected = format!("one of {known}; the mapping's values say what each stands for");
                FieldError::new(label, cell, expected)
            })?,
            None => cell
                .parse()
                .map_err(|_| FieldError::new(label, cell, "a number such as 3 or 3.5"))?,
        };
        self.scale.map_or(Ok(value), |scale| scale.map(label, value)).map(Some)
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TextColumn {
    pub column: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NamesColumn {
    pub column: String,
    pub separator: String,
}

#[derive(Debug, Clone)]
pub(super) struct MetricColumn {
    pub name: String,
    pub adds_up: bool,
    pub number: NumberColumn,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ColumnsDraft {
    source: String,
    #[serde(default = "comma")]
    delimiter: char,
    zone: Option<String>,
    zone_column: Option<String>,
    time: TimeColumn,
    mood: Option<MoodDraft>,
    #[serde(default)]
    metric: Vec<MetricDraft>,
}

fn comma() -> char {
    ','
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MoodDraft {
    score: NumberDraft,
    energy: Option<NumberDraft>,
    valence: Option<NumberDraft>,
    emotions: Option<NamesColumn>,
    activities: Option<NamesColumn>,
    place: Option<TextColumn>,
    weather: Option<TextColumn>,
    note: Option<TextColumn>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NumberDraft {
    pub column: String,
    pub missing: Option<Vec<String>>,
    pub values: Option<BTreeMap<String, f64>>,
    pub scale: Option<ScaleDraft>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MetricDraft {
    name: String,
    #[serde(default)]
    adds_up: bool,
    column: String,
    missing: Option<Vec<String>>,
    values: Option<BTreeMap<String, f64>>,
    scale: Option<ScaleDraft>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScaleDraft {
    // Not an array: of a longer list it would take the first two and leave the rest.
    from: Vec<f64>,
    to: Vec<f64>,
}

impl Columns {
    /// Every column that is mentioned, with the key that mentions it.
    pub(super) fn columns(&self) -> Vec<(String, &str)> {
        let mut columns = vec![("time.column".to_owned(), self.time.column.as_str())];
        columns.extend(self.zone_column.as_deref().map(|column| ("zone_column".to_owned(), column)));
        columns.extend(
            self.mood_columns()
                .into_iter()
                .map(|(name, column)| (format!("mood.{name}.column"), column)),
        );
        let metrics = self.metrics.iter().enumerate();
        columns.extend(metrics.map(|(i, metric)| (format!("metric[{i}].column"), metric.number.column.as_str())));
        columns
    }

    /// The columns that a mood is made of.
    pub(super) fn mood_columns(&self) -> Vec<(&'static str, &str)> {
        let Some(mood) = &self.mood else {
            return Vec::new();
        };
        let numbers = [
            ("score", Some(&mood.score)),
            ("energy", mood.energy.as_ref()),
            ("valence", mood.valence.as_ref()),
        ];
        let names = [("emotions", &mood.emotions), ("activities", &mood.activities)];
        let texts = [("place", &mood.place), ("weather", &mood.weather), ("note", &mood.note)];
        let numbers = numbers
            .into_iter()
            .filter_map(|(name, column)| Some((name, column?.column.as_str())));
        let names = names
            .into_iter()
            .filter_map(|(name, column)| Some((name, column.as_ref()?.column.as_str())));
        let texts = texts
            .into_iter()
            .filter_map(|(name, column)| Some((name, column.as_ref()?.column.as_str())));
        numbers.chain(names).chain(texts).collect()
    }

    pub(super) fn check(draft: ColumnsDraft) -> Result<Self, FieldError> {
        if draft.source.trim().is_empty() {
            return Err(FieldError::new("source", "blank", "a name for where such files come from"));
        }
        let delimiter = u8::try_from(draft.delimiter)
            .ok()
            .filter(|b| b.is_ascii() && !b"\"\r\n".contains(b));
        let delimiter =
            delimiter.ok_or_else(|| FieldError::new("delimiter", draft.delimiter, "one ASCII character, no quote or newline"))?;
        if let Some(format) = &draft.time.format {
            Stamp::check_format("time.format", format)?;
        }
        if draft.mood.is_none() && draft.metric.is_empty() {
            return Err(FieldError::missing(
                "mood",
                "[mood.score] or a [[metric]]: no column has a meaning yet",
            ));
        }
        let mut metrics: Vec<MetricColumn> = Vec::new();
        for (i, metric) in draft.metric.into_iter().enumerate() {
            let metric = metric_column(&format!("metric[{i}]"), metric)?;
            if metrics.iter().any(|earlier| earlier.name == metric.name) {
                return Err(FieldError::new(
                    format!("metric[{i}].name"),
                    metric.name,
                    "a name that no other metric has",
                ));
            }
            metrics.push(metric);
        }
        Ok(Self {
            source: draft.source,
            delimiter,
            zone: draft.zone.as_deref().map(str::parse).transpose()?,
            zone_column: draft.zone_column,
            time: draft.time,
            mood: draft.mood.map(mood_columns).transpose()?,
            metrics,
        })
    }
}

fn mood_columns(draft: MoodDraft) -> Result<MoodColumns, FieldError> {
    let score = |name: &'static str| move |value| Score::new(name, value).map(drop);
    let valence = |value| Valence::new("mood.valence", value).map(drop);
    for (name, names) in [("emotions", &draft.emotions), ("activities", &draft.activities)] {
        if names.as_ref().is_some_and(|names| names.separator.is_empty()) {
            return Err(FieldError::new(
                format!("mood.{name}.separator"),
                "empty",
                "what stands between the names, such as |",
            ));
        }
    }
    Ok(MoodColumns {
        score: number_column("mood.score", draft.score, score("mood.score"))?,
        energy: draft
            .energy
            .map(|v| number_column("mood.energy", v, score("mood.energy")))
            .transpose()?,
        valence: draft.valence.map(|v| number_column("mood.valence", v, valence)).transpose()?,
        emotions: draft.emotions,
        activities: draft.activities,
        place: draft.place,
        weather: draft.weather,
        note: draft.note,
    })
}

fn metric_column(key: &str, draft: MetricDraft) -> Result<MetricColumn, FieldError> {
    let number = NumberDraft {
        column: draft.column,
        missing: draft.missing,
        values: draft.values,
        scale: draft.scale,
    };
    own_metric(key, draft.name, draft.adds_up, number)
}

/// A signal under a name that the mapping gives it, with numbers that such a signal takes.
pub(super) fn own_metric(key: &str, name: String, adds_up: bool, number: NumberDraft) -> Result<MetricColumn, FieldError> {
    let measure = |value| {
        ContextMeasure::try_from(ContextMeasureDraft {
            metric: name.clone(),
            value,
            adds_up,
        })
    };
    measure(0.0).map_err(|e| {
        FieldError {
            field: e.field.replace("metric", "name"),
            ..e
        }
        .within(key)
    })?;
    let number = number_column(key, number, |value| measure(value).map(drop))?;
    Ok(MetricColumn { name, adds_up, number })
}

/// Checks that what words stand for and what a scale gives is a value that `accepts`.
pub(super) fn number_column(
    key: &str,
    draft: NumberDraft,
    accepts: impl Fn(f64) -> Result<(), FieldError>,
) -> Result<NumberColumn, FieldError> {
    let scale_key = format!("{key}.scale");
    let scale = draft.scale.map(|ScaleDraft { from, to }| {
        let (from, to) = (range(&format!("{scale_key}.from"), &from)?, range(&format!("{scale_key}.to"), &to)?);
        for end in [to.0, to.1] {
            accepts(end).map_err(|e| FieldError {
                field: format!("{scale_key}.to"),
                ..e
            })?;
        }
        Scale::new(from, to).map_err(|e| FieldError {
            field: scale_key.clone(),
            ..e
        })
    });
    let scale = scale.transpose()?;
    for (word, value) in draft.values.iter().flatten() {
        let field = format!("{key}.values.{word}");
        let value = scale.map_or(Ok(*value), |scale| scale.map(&field, *value))?;
        accepts(value).map_err(|e| FieldError { field, ..e })?;
    }
    Ok(NumberColumn {
        column: draft.column,
        missing: draft.missing.unwrap_or_else(|| vec![String::new()]),
        values: draft.values,
        scale,
    })
}

fn range(key: &str, ends: &[f64]) -> Result<(f64, f64), FieldError> {
    match ends {
        [from, to] => Ok((*from, *to)),
        _ => Err(FieldError::new(
            key,
            format!("{} numbers long", ends.len()),
            "two numbers, the lowest and the highest answer",
        )),
    }
}
