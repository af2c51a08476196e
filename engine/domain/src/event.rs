use std::str::FromStr;

use uuid::Uuid;

use crate::{Entry, EntryKind, EventId, FieldError, Moment};

/// Where an event came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Source {
    /// Entered by the person, through an app.
    #[default]
    App,
    /// Read from a file of another product.
    Import,
    /// Made by the simulator: nobody felt this.
    Synthetic,
    /// Fetched from a weather service, for somebody who agreed to it.
    Weather,
}

impl Source {
    pub const ALL: [Source; 4] = [Self::App, Self::Import, Self::Synthetic, Self::Weather];

    pub fn name(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Import => "import",
            Self::Synthetic => "synthetic",
            Self::Weather => "weather",
        }
    }

    /// The number that stands for the source in storage.
    pub fn code(self) -> i16 {
        match self {
            Self::App => 0,
            Self::Import => 1,
            Self::Synthetic => 2,
            Self::Weather => 3,
        }
    }

    pub fn from_code(code: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.code() == code)
    }
}

impl FromStr for Source {
    type Err = FieldError;

    fn from_str(text: &str) -> Result<Self, FieldError> {
        let found = Self::ALL.into_iter().find(|source| source.name() == text);
        found.ok_or_else(|| FieldError::new("source", text, "one of app, import, synthetic, weather"))
    }
}

/// One thing that a person recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub id: EventId,
    pub moment: Moment,
    pub source: Source,
    pub entry: Entry,
}

/// What a client asks to be done to one event. An edit or a delete names the version it was made from, and carries an
/// id of its own, so that repeating it does nothing twice.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    Create(Event),
    Edit {
        mutation_id: Uuid,
        expected_version: u32,
        event: Event,
    },
    Delete {
        mutation_id: Uuid,
        expected_version: u32,
        id: EventId,
        kind: EntryKind,
    },
}

impl Change {
    pub fn event_id(&self) -> EventId {
        match self {
            Self::Create(event) | Self::Edit { event, .. } => event.id,
            Self::Delete { id, .. } => *id,
        }
    }

    pub fn event(&self) -> Option<&Event> {
        match self {
            Self::Create(event) | Self::Edit { event, .. } => Some(event),
            Self::Delete { .. } => None,
        }
    }
}
