//! Records of a table of delimited text, of bounded length. Quoted fields may hold delimiters and newlines.

use std::io::{self, BufRead};

use csv_core::ReadRecordResult;

use super::{Refusal, filled};

/// Splits a table into records, blank lines left out. One over the limit is passed over without being held.
pub(super) struct Records<R> {
    input: R,
    core: csv_core::Reader,
    limit: usize,
    text: Vec<u8>,
    ends: Vec<usize>,
    fields: usize,
    line: u64,
    /// The last byte ended a line as a carriage return; a newline after it belongs to the same end.
    after_return: bool,
    bytes_read: u64,
    /// Where the record began that [`Records::next_row`] gave last.
    last_line: u64,
    ended: bool,
}

/// How a record came out; its fields are [`Records::field`]'s.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Record {
    Whole,
    /// More bytes than the limit, or more columns than [`MAX_COLUMNS`].
    TooLong,
    /// The input ended inside quotes.
    Cut,
}

/// The most columns of a table.
pub(super) const MAX_COLUMNS: usize = 4_096;

const FIRST_BYTES: usize = 4 * 1024;

impl<R: BufRead> Records<R> {
    pub(super) fn new(input: R, delimiter: u8, limit: usize) -> Self {
        Self {
            input,
            core: csv_core::ReaderBuilder::new().delimiter(delimiter).build(),
            limit,
            text: vec![0; FIRST_BYTES.min(limit)],
            ends: vec![0; MAX_COLUMNS],
            fields: 0,
            line: 1,
            after_return: false,
            bytes_read: 0,
            last_line: 1,
            ended: false,
        }
    }

    /// The line on which the next record below the header begins, and why it can't be taken if it is not whole. What can't be read
    /// any further is the last one.
    pub(super) fn next_row(&mut self) -> Option<(u64, Result<(), Refusal>)> {
        let (line, whole) = match self.next() {
            Ok(None) => return None,
            Ok(Some((line, Record::Whole))) => (line, Ok(())),
            Ok(Some((line, Record::TooLong))) => (line, Err(self.too_long())),
            Ok(Some((line, Record::Cut))) => (line, Err(self.cut())),
            Err(e) => {
                self.ended = true;
                let (at, why) = (self.bytes_read, e.to_string());
                (self.last_line + 1, Err(Refusal::Unreadable { at, why }))
            }
        };
        self.last_line = line;
        Some((line, whole))
    }

    pub(super) fn too_long(&self) -> Refusal {
        Refusal::TooLong {
            limit: self.limit,
            hint: "; is a quote never closed?",
        }
    }

    pub(super) fn cut(&self) -> Refusal {
        Refusal::Cut {
            at: self.bytes_read,
            what: "a quoted field, whose quote is never closed",
        }
    }

    /// Bytes read so far.
    pub(super) fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    /// The number of fields of the record that was read last.
    pub(super) fn fields(&self) -> usize {
        self.fields
    }

    /// A field of the record that was read last; [`None`] beyond the last one.
    pub(super) fn field(&self, index: usize) -> Option<&[u8]> {
        let ends = self.ends.get(..self.fields)?;
        let end = *ends.get(index)?;
        let start = if index == 0 { 0 } else { ends[index - 1] };
        self.text.get(start..end)
    }

    /// Reads the next record: the line that it begins on, and how it came out.
    pub(super) fn next(&mut self) -> io::Result<Option<(u64, Record)>> {
        self.fields = 0;
        if self.ended || !self.skip_blank_lines()? {
            self.ended = true;
            return Ok(None);
        }
        let line = self.line;
        let (mut bytes, mut fields, mut fits) = (0, 0, true);
        loop {
            let chunk = filled(&mut self.input)?;
            // At the end, a newline tells whether the last record is complete: inside quotes it belongs to the field.
            let at_end = chunk.is_empty();
            let part = if at_end { b"\n" } else { chunk };
            let (result, used, written, ended) = self.core.read_record(part, &mut self.text[bytes..], &mut self.ends[fields..]);
            if !at_end {
                count_lines(&part[..used], &mut self.line, &mut self.after_return);
                self.input.consume(used);
                self.bytes_read += used as u64;
            }
            bytes += written;
            fields += ended;
            match result {
                ReadRecordResult::InputEmpty if at_end => {
                    self.ended = true;
                    return Ok((bytes > 0 || fields > 0 || !fits).then_some((line, Record::Cut)));
                }
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.text.len() < self.limit => {
                    self.text.resize((self.text.len() * 2).min(self.limit), 0);
                }
                ReadRecordResult::OutputFull => (bytes, fits) = (0, false),
                ReadRecordResult::OutputEndsFull => (fields, fits) = (0, false),
                ReadRecordResult::Record if fits => {
                    self.fields = fields;
                    return Ok(Some((line, Record::Whole)));
                }
                ReadRecordResult::Record => return Ok(Some((line, Record::TooLong))),
                ReadRecordResult::End => {
                    self.ended = true;
                    return Ok(None);
                }
            }
        }
    }

    /// False at the end of the input.
    fn skip_blank_lines(&mut self) -> io::Result<bool> {
        loop {
            let chunk = filled(&mut self.input)?;
            let blank = chunk.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
            count_lines(&chunk[..blank], &mut self.line, &mut self.after_return);
            let (more, ended) = (chunk.len() > blank, chunk.is_empty());
            self.input.consume(blank);
            self.bytes_read += blank as u64;
            if more || ended {
                return Ok(more);
            }
        }
    }
}

/// Counts line ends of all three kinds, so that a line has the number that an editor shows.
fn count_lines(bytes: &[u8], line: &mut u64, after_return: &mut bool) {
    for byte in bytes {
        if *byte == b'\r' || (*byte == b'\n' && !*after_return) {
            *line += 1;
        }
        *after_return = *byte == b'\r';
    }
}
