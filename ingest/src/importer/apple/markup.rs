//! The children of the export's root, one at a time. No tag or text may be longer than a mebibyte; of the elements around
//! it only the names are held, of which there are few and short ones; and no entity is ever expanded: names and numbers
//! are compared as they stand.

use std::{
    borrow::Cow,
    io::{self, BufRead, Read},
};

use eunoia_domain::FieldError;
use memchr::memchr;
use quick_xml::{
    Error,
    errors::SyntaxError,
    events::{BytesStart, Event, attributes::AttrError},
    reader::Reader,
};

use crate::importer::Refusal;

/// The most bytes of one tag or text. The list of types at the top of an export has 20,000.
const LIMIT: usize = 1024 * 1024;

/// The most elements within each other; an export has four. The names of all are held.
const DEEPEST: usize = 200;

/// The most bytes of the name of an element that others are in.
const NAME_BYTES: usize = 200;

pub(super) struct Markup<R> {
    xml: Reader<Bounded<R>>,
    buffer: Vec<u8>,
    depth: usize,
    rooted: bool,
}

/// A child of the root.
pub(super) struct Element<'a>(BytesStart<'a>);

/// A `Record`, by its type.
pub(super) enum Record<'a> {
    Sleep(Sample<'a>),
    Steps(Sample<'a>),
    RestingRate(Sample<'a>),
    Mindful(Sample<'a>),
    Other(&'a [u8]),
}

const SLEEP: &[u8] = b"HKCategoryTypeIdentifierSleepAnalysis";
const STEPS: &[u8] = b"HKQuantityTypeIdentifierStepCount";
const RESTING_RATE: &[u8] = b"HKQuantityTypeIdentifierRestingHeartRate";
const MINDFUL: &[u8] = b"HKCategoryTypeIdentifierMindfulSession";

/// What is read of a record; what is absent is empty.
#[derive(Default)]
pub(super) struct Sample<'a> {
    pub source: &'a [u8],
    pub unit: &'a [u8],
    pub start: &'a [u8],
    pub end: &'a [u8],
    pub value: &'a [u8],
}

/// What is read of a workout.
#[derive(Default)]
pub(super) struct Workout<'a> {
    pub sample: Sample<'a>,
    pub activity: &'a [u8],
    pub duration: &'a [u8],
}

impl<R: BufRead> Markup<R> {
    pub(super) fn new(input: R) -> Self {
        Self {
            xml: Reader::from_reader(Bounded { input, left: LIMIT }),
            buffer: Vec::new(),
            depth: 0,
            rooted: false,
        }
    }

    pub(super) fn bytes_read(&self) -> u64 {
        self.xml.buffer_position()
    }

    /// Hands the next child of the root to `take`; [`None`] at the end. After a refusal there is nothing more to be had.
    pub(super) fn next<T>(&mut self, take: impl FnOnce(&Element) -> T) -> Result<Option<T>, Refusal> {
        loop {
            self.buffer.clear();
            self.xml.get_mut().left = LIMIT;
            let at = self.xml.buffer_position();
            let refused = |why: String| Err(Refusal::Unreadable { at, why });
            match self.xml.read_event_into(&mut self.buffer) {
                Ok(Event::Start(start)) => {
                    self.depth += 1;
                    if self.depth > DEEPEST {
                        return refused(format!("more than {DEEPEST} elements are within each other"));
                    }
                    if start.name().as_ref().len() > NAME_BYTES {
                        return refused(format!("the name of an element has more than {NAME_BYTES} bytes"));
                    }
                    match self.depth {
                        1 => self.rooted = root(&start, self.rooted, at)?,
                        2 => return Ok(Some(take(&Element(start)))),
                        _ => {}
                    }
                }
                Ok(Event::Empty(empty)) => match self.depth {
                    0 => self.rooted = root(&empty, self.rooted, at)?,
                    1 => return Ok(Some(take(&Element(empty)))),
                    _ => {}
                },
                Ok(Event::End(_)) => self.depth = self.depth.saturating_sub(1),
                Ok(Event::Text(text)) if self.depth == 0 && !text.trim_ascii().is_empty() => {
                    return refused(if at == 0 && text.starts_with(b"PK") {
                        "a ZIP archive; unpack it and import the export.xml that is in it".to_owned()
                    } else {
                        "text outside of XML's elements".to_owned()
                    });
                }
                Ok(Event::Eof) if self.depth > 0 => return Err(Refusal::Cut { at, what: "its XML" }),
                Ok(Event::Eof) if self.rooted => return Ok(None),
                Ok(Event::Eof) => return refused("no XML is in this file".to_owned()),
                Ok(_) => {}
                // Each of the others says that the input ended inside of something.
                Err(Error::Syntax(e)) if e != SyntaxError::InvalidBangMarkup => {
                    return Err(Refusal::Cut { at, what: "its XML" });
                }
                Err(e) => return refused(e.to_string()),
            }
        }
    }
}

/// Checks that this is the one root of an export.
fn root(tag: &BytesStart, rooted: bool, at: u64) -> Result<bool, Refusal> {
    if rooted || tag.name().as_ref() != b"HealthData" {
        let name = tag.name();
        let name = String::from_utf8_lossy(name.as_ref());
        let name: String = name.chars().take(60).collect();
        let why = format!("the element {name} is here, where an export.xml has HealthData around everything");
        return Err(Refusal::Unreadable { at, why });
    }
    Ok(true)
}

impl Element<'_> {
    pub(super) fn name(&self) -> &[u8] {
        self.0.name().into_inner()
    }

    pub(super) fn attribute(&self, name: &[u8]) -> Option<Cow<'_, [u8]>> {
        let mut all = self.0.attributes();
        let mut found = all.with_checks(false).flatten().filter(|attribute| attribute.key.as_ref() == name);
        found.next().map(|attribute| attribute.value)
    }

    pub(super) fn record(&self) -> Result<Record<'_>, FieldError> {
        // The type comes first as a rule, and of most records it is all that is looked at.
        let first = Plain(self.0.attributes_raw()).next();
        let kind = match first {
            Some(Some((b"type", kind))) => kind,
            _ => match self.attribute(b"type") {
                Some(Cow::Borrowed(kind)) => kind,
                _ => return Err(FieldError::missing("type", "a Record's type")),
            },
        };
        if ![SLEEP, STEPS, RESTING_RATE, MINDFUL].contains(&kind) {
            return Ok(Record::Other(kind));
        }
        let mut read = Sample::default();
        self.each(|key, value| read.take(key, value))?;
        Ok(match kind {
            SLEEP => Record::Sleep(read),
            STEPS => Record::Steps(read),
            RESTING_RATE => Record::RestingRate(read),
            _ => Record::Mindful(read),
        })
    }

    pub(super) fn workout(&self) -> Result<Workout<'_>, FieldError> {
        let mut read = Workout::default();
        self.each(|key, value| match key {
            b"workoutActivityType" => read.activity = value,
            b"duration" => read.duration = value,
            b"durationUnit" => read.sample.unit = value,
            _ => read.sample.take(key, value),
        })?;
        Ok(read)
    }

    /// Hands on each attribute, as it stands in the file.
    fn each<'a>(&'a self, mut take: impl FnMut(&'a [u8], &'a [u8])) -> Result<(), FieldError> {
        for attribute in Plain(self.0.attributes_raw()) {
            let Some((key, value)) = attribute else {
                return self.each_of_any_form(take);
            };
            take(key, value);
        }
        Ok(())
    }

    /// The same, by the whole grammar.
    fn each_of_any_form<'a>(&'a self, mut take: impl FnMut(&'a [u8], &'a [u8])) -> Result<(), FieldError> {
        for attribute in self.0.attributes().with_checks(false) {
            let attribute = attribute.map_err(|e| broken(&e))?;
            if let Cow::Borrowed(value) = attribute.value {
                take(attribute.key.into_inner(), value);
            }
        }
        Ok(())
    }
}

/// Attributes in the form in which Apple writes them, `name="value"`; [`None`] for one in another, which may still be
/// good XML. It is this much faster than the whole grammar that it decides how long an import takes.
struct Plain<'a>(&'a [u8]);

impl<'a> Iterator for Plain<'a> {
    type Item = Option<(&'a [u8], &'a [u8])>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.0.trim_ascii_start();
        if rest.is_empty() || rest == b"/" {
            return None;
        }
        let plain = || {
            let (name, after) = rest.split_at(memchr(b'=', rest)?);
            let value = after.strip_prefix(b"=\"")?;
            let fits = name.iter().all(|byte| byte.is_ascii_alphanumeric());
            let end = memchr(b'"', value).filter(|_| fits)?;
            Some((name, &value[..end], &value[end + 1..]))
        };
        Some(plain().map(|(name, value, rest)| {
            self.0 = rest;
            (name, value)
        }))
    }
}

fn broken(error: &AttrError) -> FieldError {
    FieldError::new("its attributes", "broken", error.to_string())
}

impl<'a> Sample<'a> {
    fn take(&mut self, key: &[u8], value: &'a [u8]) {
        match key {
            b"sourceName" => self.source = value,
            b"unit" => self.unit = value,
            b"startDate" => self.start = value,
            b"endDate" => self.end = value,
            b"value" => self.value = value,
            _ => {}
        }
    }
}

/// An input of which only so many bytes may be read before the count is set anew.
struct Bounded<R> {
    input: R,
    left: usize,
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let chunk = self.fill_buf()?;
        let count = chunk.len().min(buffer.len());
        buffer[..count].copy_from_slice(&chunk[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let chunk = self.input.fill_buf()?;
        if self.left == 0 && !chunk.is_empty() {
            return Err(io::Error::other(format!("one tag or text has more than {LIMIT} bytes")));
        }
        Ok(&chunk[..chunk.len().min(self.left)])
    }

    fn consume(&mut self, count: usize) {
        self.left = self.left.saturating_sub(count);
        self.input.consume(count);
    }
}
