//! Lines of bounded length.

use std::io::{self, BufRead};

use super::filled;

/// Splits an input into lines. A line over the limit is skipped to its end without being held.
pub(super) struct Lines<R> {
    input: R,
    limit: usize,
    line: Vec<u8>,
    number: u64,
    bytes_read: u64,
}

/// One line, without its newline.
pub(super) struct Line<'a> {
    /// From 1; blank lines count.
    pub number: u64,
    /// The line's bytes; [`None`] when there are more than the limit.
    pub content: Option<&'a [u8]>,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(input: R, limit: usize) -> Self {
        Self {
            input,
            limit,
            line: Vec::new(),
            number: 0,
            bytes_read: 0,
        }
    }

    /// Bytes read so far.
    pub(super) fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    /// The next line; the last may lack its newline.
    pub(super) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        self.line.clear();
        let (mut begun, mut fits) = (false, true);
        loop {
            let chunk = filled(&mut self.input)?;
            if chunk.is_empty() && !begun {
                return Ok(None);
            }
            let newline = chunk.iter().position(|b| *b == b'\n');
            let part = &chunk[..newline.unwrap_or(chunk.len())];
            fits = fits && self.line.len() + part.len() <= self.limit;
            if fits {
                self.line.extend_from_slice(part);
            }
            let ended = chunk.is_empty() || newline.is_some();
            let used = part.len() + usize::from(newline.is_some());
            self.input.consume(used);
            self.bytes_read += used as u64;
            begun = true;
            if ended {
                self.number += 1;
                let content = fits.then_some(self.line.as_slice());
                return Ok(Some(Line {
                    number: self.number,
                    content,
                }));
            }
        }
    }
}
