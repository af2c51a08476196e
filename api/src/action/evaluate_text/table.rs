use std::{
    fs,
    path::{Path, PathBuf},
};

use csv::ByteRecord;
use eunoia_domain::FieldError;

use super::EvaluateTextError;

/// A text with its labels.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub line: u64,
    pub text: String,
    /// At least one.
    pub labels: Vec<String>,
    /// Who wrote it, if the file has that column.
    pub user: Option<String>,
}

/// Reads texts: tab-separated, with the header `text`, `labels` and, if somebody wants, `user`.
///
/// A line is a row as it stands, whatever quotes are in it. Only where that leaves a row with too few or too many fields,
/// and all quotes are as CSV has them (a field in quotes may hold tabs and line breaks), it is read so.
pub(super) fn read_table(file: &Path) -> Result<Vec<Row>, EvaluateTextError> {
    let bytes = read(file)?;
    let plain = Lines { file, quoted: false }.rows(&bytes);
    match plain {
        Err(EvaluateTextError::Line { .. }) if is_quoted_as_csv(&bytes) => Lines { file, quoted: true }.rows(&bytes).or(plain),
        read => read,
    }
}

/// Whether each field that begins with a quote ends with one, and has them doubled in between. Of other files, reading by
/// quotes would take several lines for one.
fn is_quoted_as_csv(bytes: &[u8]) -> bool {
    let mut bytes = bytes.iter().copied().peekable();
    let mut begins = true;
    while let Some(byte) = bytes.next() {
        if begins && byte == b'"' {
            loop {
                match (bytes.next(), bytes.peek().copied()) {
                    (Some(b'"'), Some(b'"')) => _ = bytes.next(),
                    (Some(b'"'), None | Some(b'\t' | b'\r' | b'\n')) => break,
                    (Some(b'"') | None, _) => return false,
                    (Some(_), _) => {}
                }
            }
        }
        begins = matches!(byte, b'\t' | b'\r' | b'\n');
    }
    true
}

/// Lines of two fields, without a header: what a label is called there and here.
pub(super) fn read_pairs(file: &Path) -> Result<Vec<(u64, String, String)>, EvaluateTextError> {
    let bytes = read(file)?;
    let lines = Lines { file, quoted: false };
    let mut pairs = Vec::new();
    for record in lines.records(&bytes) {
        let (line, fields) = lines.fields(&record?)?;
        let [theirs, ours] = <[String; 2]>::try_from(fields).map_err(|fields| {
            let found = format!("{} fields long", fields.len());
            lines.refuse(
                line,
                FieldError::new("the row", found, "two fields with a tab between them: their label, our label"),
            )
        })?;
        for (name, field) in [("their label", &theirs), ("our label", &ours)] {
            if field.is_empty() {
                return Err(lines.refuse(line, FieldError::missing(name, "a label")));
            }
        }
        let heading = pairs.is_empty() && (theirs.as_str(), ours.as_str()) == ("theirs", "ours");
        if !heading {
            pairs.push((line, theirs, ours));
        }
    }
    Ok(pairs)
}

fn read(file: &Path) -> Result<Vec<u8>, EvaluateTextError> {
    let mut bytes = fs::read(file).map_err(|e| EvaluateTextError::Read(file.to_owned(), e))?;
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    Ok(bytes)
}

struct Lines<'a> {
    file: &'a Path,
    quoted: bool,
}

impl Lines<'_> {
    fn refuse(&self, line: u64, reason: FieldError) -> EvaluateTextError {
        let file = self.file.to_owned();
        EvaluateTextError::Line { file, line, reason }
    }

    fn records<'b>(&self, bytes: &'b [u8]) -> impl Iterator<Item = Result<ByteRecord, EvaluateTextError>> + use<'b> {
        let mut reader = csv::ReaderBuilder::new();
        reader.delimiter(b'\t').quoting(self.quoted).flexible(true).has_headers(false);
        let file: PathBuf = self.file.to_owned();
        // Reading from memory fails nowhere.
        let failed = move |e: csv::Error| EvaluateTextError::Read(file.clone(), e.into());
        reader
            .from_reader(bytes)
            .into_byte_records()
            .map(move |record| record.map_err(&failed))
    }

    /// The line's number and its fields, without white space around them.
    fn fields(&self, record: &ByteRecord) -> Result<(u64, Vec<String>), EvaluateTextError> {
        let line = record.position().map_or(0, csv::Position::line);
        let field = |field: &[u8]| {
            let text = std::str::from_utf8(field);
            let text = text.map_err(|_| self.refuse(line, FieldError::new("the row", "in another encoding", "text in UTF-8")))?;
            Ok(unquoted(text.trim()))
        };
        Ok((line, record.iter().map(field).collect::<Result<_, _>>()?))
    }

    fn rows(&self, bytes: &[u8]) -> Result<Vec<Row>, EvaluateTextError> {
        let mut records = self.records(bytes);
        let header = records.next().transpose()?.unwrap_or_default();
        let (_, header) = self.fields(&header)?;
        let place = |name: &str| header.iter().position(|column| column == name);
        let known = |column: &String| ["text", "labels", "user"].contains(&column.as_str());
        let (Some(text), Some(labels), true) = (place("text"), place("labels"), header.iter().all(known)) else {
            let expected = "text<TAB>labels, and user if intervals are to be by person";
            return Err(self.refuse(1, FieldError::new("the header", header.join("<TAB>"), expected)));
        };
        let user = place("user");
        let mut rows = Vec::new();
        for record in records {
            let (line, mut fields) = self.fields(&record?)?;
            if fields.len() != header.len() {
                let found = format!("{} fields long", fields.len());
                let expected = format!("{} fields with tabs between them, as in the header", header.len());
                return Err(self.refuse(line, FieldError::new("the row", found, expected)));
            }
            rows.push(Row {
                line,
                labels: self.labels(line, &fields[labels])?,
                user: user.map(|user| self.user(line, &fields[user])).transpose()?,
                text: self.text(line, std::mem::take(&mut fields[text]))?,
            });
        }
        match rows.is_empty() {
            true => Err(EvaluateTextError::File {
                file: self.file.to_owned(),
                reason: "it has a header and no row".to_owned(),
            }),
            false => Ok(rows),
        }
    }

    fn labels(&self, line: u64, field: &str) -> Result<Vec<String>, EvaluateTextError> {
        let missing = || self.refuse(line, FieldError::missing("labels", "labels with commas between them"));
        let label = |label: &str| Some(label.trim().to_owned()).filter(|label| !label.is_empty()).ok_or_else(missing);
        field.split(',').map(label).collect()
    }

    fn user(&self, line: u64, field: &str) -> Result<String, EvaluateTextError> {
        let missing = || self.refuse(line, FieldError::missing("user", "who wrote it"));
        Some(field.to_owned()).filter(|user| !user.is_empty()).ok_or_else(missing)
    }

    fn text(&self, line: u64, text: String) -> Result<String, EvaluateTextError> {
        let missing = || self.refuse(line, FieldError::missing("text", "some words"));
        Some(text).filter(|text| !text.is_empty()).ok_or_else(missing)
    }
}

/// A field as it was before a writer of CSV put it into quotes and doubled those that it has; any other as it is.
fn unquoted(field: &str) -> String {
    let inner = field.strip_prefix('"').and_then(|field| field.strip_suffix('"'));
    match inner {
        Some(inner) if inner.contains("\"\"") && !inner.replace("\"\"", "").contains('"') => inner.replace("\"\"", "\""),
        _ => field.to_owned(),
    }
}
