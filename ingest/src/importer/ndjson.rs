//! One change a line, in the JSON that the HTTP interface takes. Blank lines are not rows.

use std::io::BufRead;

use super::{Refusal, Row, lines::Lines};
use crate::intake::Intake;

/// The most bytes of one line.
const LIMIT: usize = 1024 * 1024;

/// The rows of a file of changes.
pub(super) struct Changes<R> {
    lines: Lines<R>,
    intake: Intake,
    number: u64,
    ended: bool,
}

impl<R: BufRead> Changes<R> {
    pub(super) fn new(input: R, intake: Intake) -> Self {
        Self {
            lines: Lines::new(input, LIMIT),
            intake,
            number: 0,
            ended: false,
        }
    }
}

impl<R: BufRead> Iterator for Changes<R> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        while !self.ended {
            let changes = match self.lines.next() {
                Ok(None) => break,
                Ok(Some(line)) => {
                    self.number = line.number;
                    match line.content {
                        None => Err(Refusal::TooLong { limit: LIMIT, hint: "" }),
                        Some(json) => {
                            let json = if line.number == 1 {
                                json.strip_prefix(BOM).unwrap_or(json)
                            } else {
                                json
                            };
                            if json.trim_ascii().is_empty() {
                                continue;
                            }
                            self.intake.change(json).map(|change| vec![change]).map_err(Refusal::Field)
                        }
                    }
                }
                Err(e) => {
                    self.ended = true;
                    self.number += 1;
                    Err(Refusal::Unreadable {
                        at: self.lines.bytes_read(),
                        why: e.to_string(),
                    })
                }
            };
            return Some(Row {
                line: self.number,
                content: changes.into(),
                bytes_read: self.lines.bytes_read(),
            });
        }
        self.ended = true;
        None
    }
}

const BOM: &[u8] = b"\xef\xbb\xbf";
