//! What the activities of a mindLAMP study mean, which their ids don't tell:
//!
//! ```toml
//! [activities.e2wxcekbb0typzdtz0pb]             # the id that events carry
//! instrument = "phq2"                           # phq9, gad7, phq2, gad2, who5 or isi
//! items = ["Little interest", "Feeling down"]   # their items as they stand in events, in the instrument's own order
//! values = { "Not at all" = 0, "Several days" = 1, "More than half the days" = 2, "Nearly every day" = 3 }
//! missing = [""]                                # answers that are none; [""] when left out, null is always one
//! ignore = ["Anything else?"]                   # items that are left out on purpose
//!
//! [activities.k3fsn2]
//! mood = { item = "How do you feel?", scale = { from = [0, 4], to = [1, 10] } }
//!
//! [[activities.k3fsn2.metric]]
//! item = "How stressed are you?"
//! name = "stress.level"                         # of the catalogue, or a name of one's own with adds_up = true or false
//! values = { low = 1, high = 3 }                # scale, values and missing as for columns
//! ```

use std::collections::BTreeMap;

use eunoia_domain::{Assessment, AssessmentDraft, FieldError, Instrument, Score};
use serde::Deserialize;

use super::columns::{MetricColumn, NumberColumn, NumberDraft, ScaleDraft, number_column, own_metric};

/// The activities that a mapping mentions, by id.
#[derive(Debug, Clone)]
pub(super) struct Activities(pub(super) BTreeMap<String, Activity>);

/// What one activity's items give.
#[derive(Debug, Clone)]
pub(super) struct Activity {
    pub questionnaire: Option<Questionnaire>,
    pub mood: Option<NumberColumn>,
    pub metrics: Vec<MetricColumn>,
    pub ignore: Vec<String>,
}

#[derive(Debug, Clone)]
pub(super) struct Questionnaire {
    pub instrument: Instrument,
    /// In the instrument's order.
    pub items: Vec<String>,
    pub values: Option<BTreeMap<String, i64>>,
    pub missing: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ActivityDraft {
    activities: BTreeMap<String, Draft>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Draft {
    instrument: Option<Instrument>,
    #[serde(default)]
    items: Vec<String>,
    values: Option<BTreeMap<String, i64>>,
    missing: Option<Vec<String>>,
    mood: Option<ItemDraft>,
    #[serde(default)]
    metric: Vec<MetricDraft>,
    #[serde(default)]
    ignore: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemDraft {
    item: String,
    missing: Option<Vec<String>>,
    values: Option<BTreeMap<String, f64>>,
    scale: Option<ScaleDraft>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MetricDraft {
    name: String,
    #[serde(default)]
    adds_up: bool,
    item: String,
    missing: Option<Vec<String>>,
    values: Option<BTreeMap<String, f64>>,
    scale: Option<ScaleDraft>,
}

impl Activities {
    pub(super) fn check(draft: ActivityDraft) -> Result<Self, FieldError> {
        let activities = draft.activities.into_iter();
        let activities = activities.map(|(id, draft)| activity(&format!("activities.{id}"), draft).map(|activity| (id, activity)));
        activities.collect::<Result<_, _>>().map(Self)
    }
}

impl Activity {
    /// Every item that has a meaning, or is left out on purpose.
    pub(super) fn items(&self) -> impl Iterator<Item = &str> {
        let answers = self.questionnaire.iter().flat_map(|questionnaire| &questionnaire.items);
        let numbers = self.metrics.iter().map(|metric| &metric.number).chain(&self.mood);
        let items = answers.chain(numbers.map(|number| &number.column)).chain(&self.ignore);
        items.map(String::as_str)
    }
}

fn activity(key: &str, draft: Draft) -> Result<Activity, FieldError> {
    let Draft {
        instrument,
        items,
        values,
        missing,
        mood,
        metric,
        ignore,
    } = draft;
    let questionnaire = match instrument {
        Some(instrument) => Some(questionnaire(key, instrument, items, values, missing)?),
        None if !items.is_empty() || values.is_some() || missing.is_some() => {
            return Err(FieldError::missing(
                format!("{key}.instrument"),
                "the questionnaire that items and values are of",
            ));
        }
        None => None,
    };
    let mood = mood.map(|mood| {
        let field = format!("{key}.mood");
        number_column(&field, mood.into(), |value| Score::new("score", value).map(drop))
    });
    let metrics = metric.into_iter().enumerate();
    let activity = Activity {
        questionnaire,
        mood: mood.transpose()?,
        metrics: metrics
            .map(|(i, draft)| measured(&format!("{key}.metric[{i}]"), draft))
            .collect::<Result<_, _>>()?,
        ignore,
    };
    if activity.questionnaire.is_none() && activity.mood.is_none() && activity.metrics.is_empty() {
        return Err(FieldError::missing(
            key,
            "an instrument, a mood or a metric: no item has a meaning yet",
        ));
    }
    let mut items: Vec<&str> = activity.items().collect();
    items.sort_unstable();
    match items.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(FieldError::new(key, pair[0], "items that are mentioned once")),
        None => Ok(activity),
    }
}

fn questionnaire(
    key: &str,
    instrument: Instrument,
    items: Vec<String>,
    values: Option<BTreeMap<String, i64>>,
    missing: Option<Vec<String>>,
) -> Result<Questionnaire, FieldError> {
    if instrument == Instrument::Cssrs {
        let expected = "phq9, gad7, phq2, gad2, who5 or isi: a screener's answers decide which questions are asked";
        return Err(FieldError::new(format!("{key}.instrument"), "cssrs", expected));
    }
    // A form that is filled in with one answer, to learn whether it fits.
    let filled = |answer: i64| {
        Assessment::try_from(AssessmentDraft {
            instrument,
            answers: vec![Some(answer); items.len()],
            screener: None,
            difficulty: None,
            total: None,
        })
    };
    filled(0).map_err(|e| FieldError {
        field: format!("{key}.items"),
        ..e
    })?;
    for (word, value) in values.iter().flatten() {
        filled(*value).map_err(|e| FieldError {
            field: format!("{key}.values.{word}"),
            ..e
        })?;
    }
    Ok(Questionnaire {
        instrument,
        items,
        values,
        missing: missing.unwrap_or_else(|| vec![String::new()]),
    })
}

fn measured(key: &str, draft: MetricDraft) -> Result<MetricColumn, FieldError> {
    let MetricDraft {
        name,
        adds_up,
        item,
        missing,
        values,
        scale,
    } = draft;
    let item = ItemDraft {
        item,
        missing,
        values,
        scale,
    };
    own_metric(key, name, adds_up, item.into())
}

impl From<ItemDraft> for NumberDraft {
    fn from(draft: ItemDraft) -> Self {
        Self {
            column: draft.item,
            missing: draft.missing,
            values: draft.values,
            scale: draft.scale,
        }
    }
}
