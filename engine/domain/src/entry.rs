use std::{borrow::Cow, fmt, str::FromStr};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    Assessment, AssessmentDraft, ContextMeasure, ContextMeasureDraft, DayRule, ExerciseSession, ExerciseSessionDraft, FieldError,
    GratitudeEntry, GratitudeEntryDraft, JournalEntry, JournalEntryDraft, Metric, Moment, MoodEntry, MoodEntryDraft, Observation,
    SleepRecord, SleepRecordDraft, Value, Zone,
};

/// What can be recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    Mood,
    Sleep,
    Journal,
    Assessment,
    Exercise,
    Gratitude,
    Context,
}

impl EntryKind {
    pub const ALL: [EntryKind; 7] = [
        Self::Mood,
        Self::Sleep,
        Self::Journal,
        Self::Assessment,
        Self::Exercise,
        Self::Gratitude,
        Self::Context,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Mood => "mood",
            Self::Sleep => "sleep",
            Self::Journal => "journal",
            Self::Assessment => "assessment",
            Self::Exercise => "exercise",
            Self::Gratitude => "gratitude",
            Self::Context => "context",
        }
    }

    /// The number that stands for the kind in storage. Numbers are never reused.
    pub fn code(self) -> i16 {
        match self {
            Self::Mood => 1,
            Self::Sleep => 2,
            Self::Journal => 3,
            Self::Assessment => 4,
            Self::Exercise => 5,
            Self::Gratitude => 6,
            Self::Context => 7,
        }
    }

    /// For kinds that are only counted: the metric that gets 1 for each, whatever the entry says.
    pub fn counted_as(self) -> Option<Metric> {
        match self {
            Self::Journal => Metric::known("journal.entries"),
            Self::Gratitude => Metric::known("gratitude.entries"),
            _ => None,
        }
    }

    pub fn from_code(code: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

impl fmt::Display for EntryKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for EntryKind {
    type Err = FieldError;

    fn from_str(text: &str) -> Result<Self, FieldError> {
        let found = Self::ALL.into_iter().find(|kind| kind.name() == text);
        found.ok_or_else(|| FieldError::new("kind", text, format!("one of {}", Self::ALL.map(Self::name).join(", "))))
    }
}

/// One validated entry of any kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Entry {
    Mood(MoodEntry),
    Sleep(SleepRecord),
    Journal(JournalEntry),
    Assessment(Assessment),
    Exercise(ExerciseSession),
    Gratitude(GratitudeEntry),
    Context(ContextMeasure),
}

impl Entry {
    /// Validates the JSON of an entry. Local times in it are understood in `zone`.
    pub fn from_json(kind: EntryKind, json: &str, zone: &Zone) -> Result<Self, FieldError> {
        match kind {
            EntryKind::Mood => MoodEntry::try_from(draft::<MoodEntryDraft>(json)?).map(Self::Mood),
            EntryKind::Sleep => SleepRecord::new(draft::<SleepRecordDraft>(json)?, zone).map(Self::Sleep),
            EntryKind::Journal => JournalEntry::try_from(draft::<JournalEntryDraft>(json)?).map(Self::Journal),
            EntryKind::Assessment => Assessment::try_from(draft::<AssessmentDraft>(json)?).map(Self::Assessment),
            EntryKind::Exercise => ExerciseSession::try_from(draft::<ExerciseSessionDraft>(json)?).map(Self::Exercise),
            EntryKind::Gratitude => GratitudeEntry::try_from(draft::<GratitudeEntryDraft>(json)?).map(Self::Gratitude),
            EntryKind::Context => ContextMeasure::try_from(draft::<ContextMeasureDraft>(json)?).map(Self::Context),
        }
    }

    pub fn kind(&self) -> EntryKind {
        match self {
            Self::Mood(_) => EntryKind::Mood,
            Self::Sleep(_) => EntryKind::Sleep,
            Self::Journal(_) => EntryKind::Journal,
            Self::Assessment(_) => EntryKind::Assessment,
            Self::Exercise(_) => EntryKind::Exercise,
            Self::Gratitude(_) => EntryKind::Gratitude,
            Self::Context(_) => EntryKind::Context,
        }
    }

    /// What the person wrote in it in sentences, as one text: a journal's title and body, another kind's note, what they are
    /// grateful for. Names (of places, activities, signals) are not sentences. [`None`] if there are none.
    pub fn free_text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Journal(journal) => Some(match journal.title() {
                Some(title) => Cow::Owned(format!("{title}\n\n{}", journal.text())),
                None => Cow::Borrowed(journal.text()),
            }),
            Self::Mood(mood) => mood.note().map(Cow::Borrowed),
            Self::Sleep(sleep) => sleep.note().map(Cow::Borrowed),
            Self::Exercise(session) => session.note().map(Cow::Borrowed),
            Self::Gratitude(gratitude) => Some(Cow::Owned(gratitude.items().join("\n"))),
            Self::Assessment(_) | Self::Context(_) => None,
        }
    }

    /// The numbers this entry holds, in a fixed order. `token` turns a name that the person chose into one that tells
    /// nothing to a reader without the person's key.
    pub fn observations(&self, moment: &Moment, token: impl Fn(&str) -> [u8; 8]) -> Vec<Observation> {
        let mut found = Vec::new();
        let mut push = |metric: Metric, value: f64| {
            found.push(Observation {
                metric,
                observed_at: moment.at(),
                local_date: moment.local_date(),
                value: Value::rounded(value),
            });
        };
        let mut known = |name: &str, value: Option<f64>| {
            if let (Some(metric), Some(value)) = (Metric::known(name), value) {
                push(metric, value);
            }
        };
        match self {
            Self::Mood(mood) => {
                known("mood.score", Some(mood.score().get()));
                known("mood.energy", mood.energy().map(|v| v.get()));
                known("mood.valence", mood.valence().map(|v| v.get()));
            }
            Self::Sleep(sleep) => {
                known("sleep.hours", Some(sleep.hours()));
                if let Some(stages) = sleep.stages() {
                    known("sleep.deep_hours", Some(stages.deep / 60.0));
                    known("sleep.light_hours", Some(stages.light / 60.0));
                    known("sleep.rem_hours", Some(stages.rem / 60.0));
                    known("sleep.awake_hours", Some(stages.awake / 60.0));
                }
                known("sleep.quality", sleep.quality().map(|v| v.get()));
                known("sleep.efficiency", sleep.efficiency());
            }
            Self::Assessment(assessment) => {
                for (name, value) in assessment.score().measures() {
                    known(name, Some(f64::from(value)));
                }
            }
            Self::Exercise(session) => known("exercise.minutes", Some(session.minutes())),
            Self::Journal(_) | Self::Gratitude(_) => {
                if let Some(metric) = self.kind().counted_as() {
                    push(metric, 1.0);
                }
            }
            Self::Context(measure) => {
                let metric = measure.known_metric();
                push(
                    metric.unwrap_or_else(|| Metric::custom(measure.day_rule(), token(measure.name()))),
                    measure.value(),
                );
            }
        }
        found
    }
}

impl DayRule {
    /// The day's value from its observations in time order, as `(time, value)` in any unit of time; [`None`] if there
    /// are none. The one place where the rule is applied.
    pub fn day_value(self, observations: impl IntoIterator<Item = (i64, f64)>) -> Option<f64> {
        let (mut count, mut sum, mut last) = (0_u32, 0.0, (i64::MIN, 0.0));
        for (at, value) in observations {
            count += 1;
            sum += value;
            if at >= last.0 {
                last = (at, value);
            }
        }
        match self {
            _ if count == 0 => None,
            Self::Sum => Some(sum),
            Self::Mean => Some(sum / f64::from(count)),
            Self::Last => Some(last.1),
        }
    }
}

/// Reads a draft; what does not fit is told with the path of the field.
fn draft<D: DeserializeOwned>(json: &str) -> Result<D, FieldError> {
    serde_json::from_str(json).map_err(|first| {
        // Read again, more slowly, to learn which field it was.
        let found = serde_path_to_error::deserialize::<_, D>(&mut serde_json::Deserializer::from_str(json)).err();
        let path = found.map(|e| e.path().to_string()).filter(|path| path != ".");
        FieldError::new(path.unwrap_or_default(), "not of that form", first.to_string())
    })
}
