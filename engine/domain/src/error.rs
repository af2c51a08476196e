use std::fmt;

/// Why a value was refused: which field, what it held, and what it may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Path of the field as the client wrote it, such as `data.score`; empty for the whole.
    pub field: String,
    /// The refused value, shortened to 80 characters. It may be a person's words: never log it.
    pub value: String,
    /// What the field accepts, in words, with its range. A parser's message quotes what it was given, so the middle of a
    /// long one is left out.
    pub expected: String,
}

impl FieldError {
    pub fn new(field: impl Into<String>, value: impl fmt::Display, expected: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            value: shorten(&value.to_string()),
            expected: abridge(expected.into()),
        }
    }

    /// A field that must be there and is not.
    pub fn missing(field: impl Into<String>, expected: impl Into<String>) -> Self {
        Self::new(field, "nothing", expected)
    }

    /// The same error, its field seen from one level further out.
    #[must_use]
    pub fn within(mut self, outer: &str) -> Self {
        self.field = if self.field.is_empty() {
            outer.to_owned()
        } else {
            format!("{outer}.{}", self.field)
        };
        self
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = if self.field.is_empty() { "the whole" } else { &self.field };
        write!(f, "{field} is {}, expected {}", self.value, self.expected)
    }
}

impl std::error::Error for FieldError {}

fn shorten(text: &str) -> String {
    const LIMIT: usize = 80;
    match text.char_indices().nth(LIMIT) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

fn abridge(text: String) -> String {
    const END: usize = 150;
    let count = if text.len() > 2 * END { text.chars().count() } else { 0 };
    if count <= 2 * END {
        return text;
    }
    let (first, last) = (text.chars().take(END), text.chars().skip(count - END));
    first.chain(['…']).chain(last).collect()
}
