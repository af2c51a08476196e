//! Text that a person wrote. It is sealed in the ledger and goes nowhere else.

use crate::FieldError;

/// One text of at most `max` characters that is not blank.
pub(crate) fn text(field: &str, value: String, max: usize) -> Result<String, FieldError> {
    if value.trim().is_empty() {
        return Err(FieldError::new(field, "blank", "text with at least one visible character"));
    }
    // Bytes bound characters from above, so most texts are not counted at all.
    if value.len() > max && value.chars().count() > max {
        return Err(FieldError::new(
            field,
            format!("{} characters long", value.chars().count()),
            format!("at most {max} characters"),
        ));
    }
    Ok(value)
}

pub(crate) fn optional_text(field: &str, value: Option<String>, max: usize) -> Result<Option<String>, FieldError> {
    value.map(|value| text(field, value, max)).transpose()
}

/// At most 30 names of at most 60 characters each.
pub(crate) fn names(field: &str, values: Vec<String>) -> Result<Vec<String>, FieldError> {
    const MAX_NAMES: usize = 30;
    const MAX_CHARS: usize = 60;
    if values.len() > MAX_NAMES {
        return Err(FieldError::new(
            field,
            format!("{} names long", values.len()),
            format!("at most {MAX_NAMES} names"),
        ));
    }
    values
        .into_iter()
        .enumerate()
        .map(|(i, name)| text(&format!("{field}[{i}]"), name, MAX_CHARS))
        .collect()
}
