use serde::{Deserialize, Serialize};

use crate::{
    FieldError,
    text::{optional_text, text},
};

/// A text somebody wrote for themselves.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JournalEntry {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    text: String,
}

/// A journal entry as it comes in, not yet validated.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JournalEntryDraft {
    /// Up to 200 characters.
    pub title: Option<String>,
    /// Up to 100,000 characters.
    pub text: String,
}

impl TryFrom<JournalEntryDraft> for JournalEntry {
    type Error = FieldError;

    fn try_from(draft: JournalEntryDraft) -> Result<Self, FieldError> {
        Ok(Self {
            title: optional_text("title", draft.title, 200)?,
            text: text("text", draft.text, 100_000)?,
        })
    }
}

impl JournalEntry {
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    pub fn text(&self) -> &str {
        &self.text
    }
}
