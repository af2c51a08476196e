//! Rows of JSON formats: one element of an array each, numbered from 1.

use std::io::BufRead;

use eunoia_domain::FieldError;
use serde::Deserialize;

use super::{Content, Refusal, Row, elements::Elements};

/// The rows of an array of records, each made by `read` of the record's JSON.
pub(super) struct JsonRows<R, F> {
    elements: Elements<R>,
    read: F,
    number: u64,
    ended: bool,
}

impl<R: BufRead, F: FnMut(&str) -> Content> JsonRows<R, F> {
    pub(super) fn new(elements: Elements<R>, read: F) -> Self {
        Self {
            elements,
            read,
            number: 0,
            ended: false,
        }
    }
}

impl<R: BufRead, F: FnMut(&str) -> Content> Iterator for JsonRows<R, F> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        if self.ended {
            return None;
        }
        let content = match self.elements.next() {
            Ok(None) => {
                self.ended = true;
                return None;
            }
            Ok(Some(json)) => match std::str::from_utf8(json) {
                Ok(json) => (self.read)(json),
                Err(_) => Content::Refused(Refusal::NotUtf8("the record".to_owned())),
            },
            Err(refusal) => {
                self.ended = !matches!(refusal, Refusal::TooLong { .. });
                Content::Refused(refusal)
            }
        };
        self.number += 1;
        Some(Row {
            line: self.number,
            content,
            bytes_read: self.elements.bytes_read(),
        })
    }
}

/// Parses a record; what doesn't fit is told with the path of the field.
pub(super) fn parse<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, FieldError> {
    serde_json::from_str(json).map_err(|first| {
        // Read again, more slowly, to learn which field it was.
        let found = serde_path_to_error::deserialize::<_, T>(&mut serde_json::Deserializer::from_str(json)).err();
        let path = found.map(|e| e.path().to_string()).filter(|path| path != ".");
        FieldError::new(
            path.unwrap_or_else(|| "the record".to_owned()),
            "not of that form",
            first.to_string(),
        )
    })
}
