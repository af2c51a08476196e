use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use eunoia_domain::FieldError;

use super::{EvaluateTextError, Row, table::read_pairs};

/// What a file's labels are called here. One of theirs may stand for several of ours, and several for one.
pub(super) struct LabelMap {
    file: PathBuf,
    ours: BTreeMap<String, Vec<String>>,
}

/// Between the labels of ours that one of theirs stands for.
pub(super) const OR: char = '|';

impl LabelMap {
    pub(super) fn read(file: &Path) -> Result<Self, EvaluateTextError> {
        let mut ours: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (line, their, our) in read_pairs(file)? {
            if our.contains([OR, ',']) {
                let expected = "one label; a line for each of several";
                let (file, reason) = (file.to_owned(), FieldError::new("our label", our, expected));
                return Err(EvaluateTextError::Line { file, line, reason });
            }
            let known = ours.entry(their).or_default();
            if !known.contains(&our) {
                known.push(our);
            }
        }
        let file = file.to_owned();
        if ours.is_empty() {
            let reason = "it maps no label".to_owned();
            return Err(EvaluateTextError::File { file, reason });
        }
        ours.values_mut().for_each(|labels| labels.sort());
        Ok(Self { file, ours })
    }

    /// Gives each row our labels; several for one of theirs become one with [`OR`] between them.
    pub(super) fn rename(&self, rows: &mut [Row], data: &Path) -> Result<(), EvaluateTextError> {
        for row in rows {
            for label in &mut row.labels {
                let known = self.ours.get(label.as_str()).ok_or_else(|| {
                    let expected = format!("one of those that {} maps: {}", self.file.display(), self.theirs());
                    let reason = FieldError::new("labels", &*label, expected);
                    let (file, line) = (data.to_owned(), row.line);
                    EvaluateTextError::Line { file, line, reason }
                })?;
                *label = known.join(&OR.to_string());
            }
        }
        Ok(())
    }

    fn theirs(&self) -> String {
        self.ours.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
    }
}
