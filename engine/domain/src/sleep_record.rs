use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{FieldError, Score, Zone, instant, number::bounded, text::optional_text};

/// One sleep, from going to bed to getting up.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SleepRecord {
    start: Timestamp,
    end: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    asleep_minutes: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stages: Option<SleepStages>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quality: Option<Score>,
    #[serde(skip_serializing_if = "Option::is_none")]
    efficiency: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// Minutes in each stage, as polysomnography names them (light is N1 and N2, deep is N3).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SleepStages {
    pub awake: f64,
    pub light: f64,
    pub deep: f64,
    pub rem: f64,
}

/// A sleep record as it comes in, not yet validated.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SleepRecordDraft {
    /// RFC 3339, or local time in the event's zone.
    pub start: String,
    /// RFC 3339, or local time in the event's zone; the day it falls on is the day of the sleep.
    pub end: String,
    /// Minutes asleep, at most the time in bed.
    pub asleep_minutes: Option<f64>,
    pub stages: Option<SleepStages>,
    /// 1 (worst) to 10 (best).
    pub quality: Option<f64>,
    /// Percent of the time in bed spent asleep, 0 to 100.
    pub efficiency: Option<f64>,
    /// Up to 10,000 characters.
    pub note: Option<String>,
}

/// Devices round each stage and the clock separately, to half minutes; a few such errors may add up.
const ROUNDING_MINUTES: f64 = 5.0;

impl SleepRecord {
    pub fn new(draft: SleepRecordDraft, zone: &Zone) -> Result<Self, FieldError> {
        let start = instant("start", &draft.start, zone)?;
        let end = instant("end", &draft.end, zone)?;
        let in_bed = end.duration_since(start);
        if in_bed <= SignedDuration::ZERO || in_bed > SignedDuration::from_hours(24) {
            return Err(FieldError::new("end", &draft.end, "a time after start by at most 24 hours"));
        }
        let minutes = in_bed.as_secs_f64() / 60.0;
        let most = minutes + ROUNDING_MINUTES;
        let asleep_minutes = draft.asleep_minutes.map(|v| bounded("asleep_minutes", v, 0.0, most)).transpose()?;
        if let Some(stages) = &draft.stages {
            let parts = [
                ("awake", stages.awake),
                ("light", stages.light),
                ("deep", stages.deep),
                ("rem", stages.rem),
            ];
            for (name, value) in parts {
                bounded(&format!("stages.{name}"), value, 0.0, most)?;
            }
            bounded("stages (their sum)", parts.iter().map(|(_, v)| v).sum(), 0.0, most)?;
        }
        Ok(Self {
            start,
            end,
            asleep_minutes,
            stages: draft.stages,
            quality: draft.quality.map(|v| Score::new("quality", v)).transpose()?,
            efficiency: draft.efficiency.map(|v| bounded("efficiency", v, 0.0, 100.0)).transpose()?,
            note: optional_text("note", draft.note, 10_000)?,
        })
    }

    pub fn start(&self) -> Timestamp {
        self.start
    }

    pub fn end(&self) -> Timestamp {
        self.end
    }

    /// Hours asleep: as measured, else the sleeping stages, else the whole time in bed.
    pub fn hours(&self) -> f64 {
        let minutes = match (self.asleep_minutes, &self.stages) {
            (Some(minutes), _) => minutes,
            (None, Some(stages)) => stages.light + stages.deep + stages.rem,
            (None, None) => self.end.duration_since(self.start).as_secs_f64() / 60.0,
        };
        minutes / 60.0
    }

    pub fn stages(&self) -> Option<&SleepStages> {
        self.stages.as_ref()
    }

    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    pub fn quality(&self) -> Option<Score> {
        self.quality
    }

    pub fn efficiency(&self) -> Option<f64> {
        self.efficiency
    }
}
