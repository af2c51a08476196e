//! The elements of one huge JSON array, one at a time.
//!
//! Only brackets, strings and commas are looked at, so that a malformed element doesn't hide those after it, and one
//! that is too long is passed over without being held; whoever takes an element parses it.

use std::io::{self, BufRead};

use super::{Refusal, filled};

/// Splits `[ element, ... ]`, or each array of one of the names in `{"name": [ element, ... ], ...}`, into elements. Several
/// such documents may follow each other.
pub(super) struct Elements<R> {
    input: R,
    names: &'static [&'static str],
    /// An object of this name is looked into as well.
    within: Option<&'static str>,
    inside: bool,
    found: bool,
    limit: usize,
    bytes_read: u64,
    value: Vec<u8>,
    place: Place,
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// Before a document.
    Outside { first: bool },
    /// In an object, before a member or its end.
    Object { first: bool },
    /// In the array, before an element or its end.
    Array { first: bool, in_object: bool },
}

/// Everything that may stand between the parts of a document.
const WHITESPACE: &[u8] = b" \t\r\n";

impl<R: BufRead> Elements<R> {
    /// An element may have up to `limit` bytes.
    pub(super) fn new(input: R, names: &'static [&'static str], limit: usize) -> Self {
        let place = Place::Outside { first: true };
        Self {
            input,
            names,
            within: None,
            inside: false,
            found: false,
            limit,
            bytes_read: 0,
            value: Vec::new(),
            place,
        }
    }

    /// The arrays may also stand one level deeper, in an object of that name.
    pub(super) fn also_within(mut self, name: &'static str) -> Self {
        self.within = Some(name);
        self
    }

    /// Bytes read so far.
    pub(super) fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    /// The next element's JSON, not yet parsed. After [`Refusal::TooLong`] the next call goes on with the element behind
    /// it; after any other refusal there is nothing more to be had.
    pub(super) fn next(&mut self) -> Result<Option<&[u8]>, Refusal> {
        loop {
            match self.place {
                Place::Outside { first } => match self.peek()? {
                    None if first => return Err(self.unexpected("the file is empty")),
                    None => return Ok(None),
                    Some(b'[') => self.enter(Place::Array {
                        first: true,
                        in_object: false,
                    }),
                    Some(b'{') => {
                        self.found = false;
                        self.enter(Place::Object { first: true });
                    }
                    Some(0xef) if first && self.bytes_read == 0 => self.byte_order_mark()?,
                    Some(_) => return Err(self.unexpected("JSON begins with [ or { here, and this is neither")),
                },
                Place::Object { first } => self.member(first)?,
                Place::Array { first, in_object } => {
                    if self.peek()? == Some(b']') {
                        self.take();
                        self.place = if in_object {
                            Place::Object { first: false }
                        } else {
                            Place::Outside { first: false }
                        };
                        continue;
                    }
                    if !first {
                        self.expect(b',', "a comma or ] comes after a record")?;
                    }
                    self.place = Place::Array { first: false, in_object };
                    return if self.read_value(true)? {
                        Ok(Some(&self.value))
                    } else {
                        Err(Refusal::TooLong {
                            limit: self.limit,
                            hint: "",
                        })
                    };
                }
            }
        }
    }

    /// Passes over one member of an object, or enters it when it is an array that is looked for.
    fn member(&mut self, first: bool) -> Result<(), Refusal> {
        if self.peek()? == Some(b'}') {
            self.take();
            return self.leave_object();
        }
        if !first {
            self.expect(b',', "a comma or } comes after a member")?;
        }
        if self.peek()? != Some(b'"') {
            return Err(self.cut_or("a name in quotes comes here"));
        }
        self.read_value(true)?;
        let name = self
            .value
            .strip_prefix(b"\"")
            .and_then(|name| name.strip_suffix(b"\""))
            .unwrap_or_default();
        let wanted = self.names.iter().any(|wanted| name == wanted.as_bytes());
        let outer = !self.inside && self.within.is_some_and(|within| name == within.as_bytes());
        self.expect(b':', "a colon comes after a name")?;
        match self.peek()? {
            Some(b'[') if wanted => {
                self.found = true;
                self.enter(Place::Array {
                    first: true,
                    in_object: true,
                });
            }
            Some(b'{') if outer => {
                self.inside = true;
                self.enter(Place::Object { first: true });
            }
            _ => {
                self.read_value(false)?;
                self.place = Place::Object { first: false };
            }
        }
        Ok(())
    }

    fn leave_object(&mut self) -> Result<(), Refusal> {
        if self.inside {
            self.inside = false;
            self.place = Place::Object { first: false };
        } else if self.found {
            self.place = Place::Outside { first: false };
        } else {
            let names = self.names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>();
            return Err(self.unexpected(&format!("no list called {} is in this object", names.join(" or "))));
        }
        Ok(())
    }

    /// Reads one value, into `self.value` if it is to be kept; false when it is longer than the limit.
    fn read_value(&mut self, keep: bool) -> Result<bool, Refusal> {
        self.value.clear();
        self.peek()?;
        let (mut fits, mut scan) = (true, Scan::default());
        loop {
            let at = self.bytes_read;
            let chunk = filled(&mut self.input).map_err(|e| unreadable(at, &e))?;
            if chunk.is_empty() {
                return Err(self.cut());
            }
            let (used, ended) = scan.advance(chunk);
            if keep && fits {
                fits = self.value.len() + used <= self.limit;
                if fits {
                    self.value.extend_from_slice(&chunk[..used]);
                } else {
                    self.value = Vec::new();
                }
            }
            self.input.consume(used);
            self.bytes_read += used as u64;
            if ended {
                return Ok(fits);
            }
        }
    }

    /// The next byte that is not whitespace, left where it is.
    fn peek(&mut self) -> Result<Option<u8>, Refusal> {
        loop {
            let at = self.bytes_read;
            let chunk = filled(&mut self.input).map_err(|e| unreadable(at, &e))?;
            let blank = chunk.iter().take_while(|b| WHITESPACE.contains(b)).count();
            let (next, ended) = (chunk.get(blank).copied(), chunk.is_empty());
            self.input.consume(blank);
            self.bytes_read += blank as u64;
            if next.is_some() || ended {
                return Ok(next);
            }
        }
    }

    /// Takes the byte that was peeked.
    fn take(&mut self) {
        self.input.consume(1);
        self.bytes_read += 1;
    }

    fn enter(&mut self, place: Place) {
        self.take();
        self.place = place;
    }

    fn expect(&mut self, wanted: u8, otherwise: &str) -> Result<(), Refusal> {
        if self.peek()? == Some(wanted) {
            self.take();
            Ok(())
        } else {
            Err(self.cut_or(otherwise))
        }
    }

    fn byte_order_mark(&mut self) -> Result<(), Refusal> {
        for wanted in [0xef, 0xbb, 0xbf] {
            self.expect(wanted, "JSON begins with [ or { here, and this is neither")?;
        }
        Ok(())
    }

    fn cut_or(&mut self, otherwise: &str) -> Refusal {
        match self.peek() {
            Ok(None) => self.cut(),
            Ok(Some(_)) => self.unexpected(otherwise),
            Err(refusal) => refusal,
        }
    }

    fn cut(&self) -> Refusal {
        Refusal::Cut {
            at: self.bytes_read,
            what: "its JSON",
        }
    }

    fn unexpected(&self, why: &str) -> Refusal {
        Refusal::Unreadable {
            at: self.bytes_read,
            why: why.to_owned(),
        }
    }
}

fn unreadable(at: u64, error: &io::Error) -> Refusal {
    Refusal::Unreadable {
        at,
        why: error.to_string(),
    }
}

/// Finds the end of one value.
#[derive(Default)]
struct Scan {
    depth: u64,
    in_string: bool,
    escaped: bool,
}

impl Scan {
    /// How many of `bytes` belong to the value, and whether it ends there.
    fn advance(&mut self, bytes: &[u8]) -> (usize, bool) {
        for (i, byte) in bytes.iter().enumerate() {
            if self.in_string {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => {
                        self.in_string = false;
                        if self.depth == 0 {
                            return (i + 1, true);
                        }
                    }
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' if self.depth > 1 => self.depth -= 1,
                b'}' | b']' if self.depth == 1 => return (i + 1, true),
                // The end of a number or a word: what follows isn't part of it.
                b'}' | b']' | b',' if self.depth == 0 => return (i, true),
                byte if self.depth == 0 && WHITESPACE.contains(byte) => return (i, true),
                _ => {}
            }
        }
        (bytes.len(), false)
    }
}
