use serde::{Deserialize, Serialize};

use crate::{FieldError, text::text};

/// Things somebody is grateful for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GratitudeEntry {
    items: Vec<String>,
}

/// A gratitude entry as it comes in, not yet validated.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GratitudeEntryDraft {
    /// 1 to 20 texts of up to 1,000 characters each.
    pub items: Vec<String>,
}

impl TryFrom<GratitudeEntryDraft> for GratitudeEntry {
    type Error = FieldError;

    fn try_from(draft: GratitudeEntryDraft) -> Result<Self, FieldError> {
        if !(1..=20).contains(&draft.items.len()) {
            return Err(FieldError::new(
                "items",
                format!("{} items long", draft.items.len()),
                "1 to 20 items",
            ));
        }
        let items = draft.items.into_iter().enumerate();
        Ok(Self {
            items: items
                .map(|(i, item)| text(&format!("items[{i}]"), item, 1_000))
                .collect::<Result<_, _>>()?,
        })
    }
}

impl GratitudeEntry {
    /// What for: 1 to 20 texts.
    pub fn items(&self) -> &[String] {
        &self.items
    }
}
