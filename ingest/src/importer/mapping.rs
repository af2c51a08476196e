//! Mappings: TOML files that say what a file's own names mean. Which of three a text is shows in its tables: `[moods]`
//! names moods, `[activities.…]` activities of mindLAMP, and all others are about columns.

use std::str::FromStr;

use eunoia_domain::FieldError;
use serde::{Deserialize, de::DeserializeOwned, de::IgnoredAny};

use super::{
    Format,
    activities::{Activities, ActivityDraft},
    columns::{Columns, ColumnsDraft},
    moods::{Moods, MoodsDraft},
};

/// A mapping that was checked: every key is known, every scale and name fits. Its text is its [`FromStr`].
#[derive(Debug, Clone)]
pub struct Mapping(pub(super) Meaning);

/// What a mapping is about.
#[derive(Debug, Clone)]
pub(super) enum Meaning {
    Columns(Box<Columns>),
    Moods(Moods),
    Activities(Activities),
}

impl Meaning {
    /// What the mapping is of, in words.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Columns(_) => "columns",
            Self::Moods(_) => "moods",
            Self::Activities(_) => "activities",
        }
    }

    /// What a mapping for files of that format is of.
    pub(super) fn wanted(format: Format) -> Option<&'static str> {
        match format {
            Format::Csv => Some("columns"),
            Format::DaylioCsv => Some("moods"),
            Format::Mindlamp => Some("activities"),
            _ => None,
        }
    }
}

/// The tables that tell mappings apart.
#[derive(Deserialize)]
struct Tables {
    moods: Option<IgnoredAny>,
    activities: Option<IgnoredAny>,
}

impl FromStr for Mapping {
    type Err = FieldError;

    fn from_str(text: &str) -> Result<Self, FieldError> {
        let tables: Tables = read(text)?;
        let meaning = if tables.moods.is_some() {
            Meaning::Moods(Moods::check(read::<MoodsDraft>(text)?)?)
        } else if tables.activities.is_some() {
            Meaning::Activities(Activities::check(read::<ActivityDraft>(text)?)?)
        } else {
            Meaning::Columns(Box::new(Columns::check(read::<ColumnsDraft>(text)?)?))
        };
        Ok(Self(meaning))
    }
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, FieldError> {
    let toml = toml::Deserializer::parse(text).map_err(|e| FieldError::new("the mapping", "not TOML", e.to_string()))?;
    serde_path_to_error::deserialize(toml).map_err(|e| {
        let path = e.path().to_string();
        let key = if path == "." { "the mapping".to_owned() } else { path };
        FieldError::new(key, "not of that form", e.inner().message())
    })
}
