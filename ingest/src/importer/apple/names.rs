use std::collections::HashMap;

use eunoia_domain::FieldError;

/// Names of sources and activities, each held once and stood for by a number. A person has a dozen.
#[derive(Default)]
pub(super) struct Names {
    names: Vec<Box<[u8]>>,
    numbers: HashMap<Box<[u8]>, u16>,
}

impl Names {
    /// The most names of one kind of records.
    const MOST: usize = 1_000;
    const BYTES: usize = 200;

    /// The number that stands for a name; `field` is where it was read.
    pub(super) fn number(&mut self, field: &str, name: &[u8]) -> Result<u16, FieldError> {
        if let Some(number) = self.numbers.get(name) {
            return Ok(*number);
        }
        let fits = self.names.len() < Self::MOST && name.len() <= Self::BYTES;
        let number = u16::try_from(self.names.len()).ok().filter(|_| fits);
        let number = number.ok_or_else(|| {
            let expected = format!("one of at most {} names of at most {} bytes", Self::MOST, Self::BYTES);
            FieldError::new(field, String::from_utf8_lossy(name), expected)
        })?;
        self.names.push(name.into());
        self.numbers.insert(name.into(), number);
        Ok(number)
    }

    pub(super) fn get(&self, number: u16) -> Option<&[u8]> {
        self.names.get(usize::from(number)).map(AsRef::as_ref)
    }
}
