use std::path::Path;

use eunoia_domain::FieldError;
use eunoia_engine::text::{
    Label, Sentiment,
    evaluate::{Sample, Samples},
};

use super::{EvaluateTextError, Figures, Row, reader::Reading};

/// One sentiment for each row, and which of the three the file has.
pub(super) struct Sentiments {
    truths: Vec<Sentiment>,
    classes: Vec<Sentiment>,
}

impl Sentiments {
    pub(super) fn of(file: &Path, rows: &[Row]) -> Result<Self, EvaluateTextError> {
        let truths: Vec<Sentiment> = rows.iter().map(|row| sentiment(file, row)).collect::<Result<_, _>>()?;
        let there = |class: &Sentiment| truths.contains(class);
        let classes = Sentiment::ALL.iter().copied().filter(there).collect();
        Ok(Self { truths, classes })
    }

    pub(super) fn figures(&self, read: &[Reading], people: Option<Vec<usize>>, seed: u64) -> Figures {
        let binary = self.is_binary();
        let bit = |sentiment: Sentiment| {
            self.classes
                .iter()
                .position(|class| *class == sentiment)
                .map_or(0, |class| 1 << class)
        };
        let samples = self.truths.iter().zip(read).map(|(truth, reading)| {
            let positive = (1.0 + reading.valence) / 2.0;
            Sample {
                truth: bit(*truth),
                predicted: bit(self.decide(reading)),
                // Between two, valence is how much likelier the one is than the other.
                probabilities: if binary { vec![1.0 - positive, positive] } else { Vec::new() },
            }
        });
        Figures {
            scored_as: if binary { "binary" } else { "three_classes" },
            names: self.classes.iter().map(ToString::to_string).collect(),
            evaluation: Samples::new(self.classes.len(), samples.collect(), people, None).evaluate(seed),
        }
    }

    /// Whether a text is either negative or positive.
    fn is_binary(&self) -> bool {
        self.classes == [Sentiment::Negative, Sentiment::Positive]
    }

    /// What is read, among the classes that the file has: between negative and positive alone, the sign of valence (the lines
    /// between three classes need not lie on both sides of it).
    fn decide(&self, reading: &Reading) -> Sentiment {
        let has = |sentiment| self.classes.contains(&sentiment);
        match reading.sentiment {
            _ if self.is_binary() && reading.valence >= 0.0 => Sentiment::Positive,
            _ if self.is_binary() => Sentiment::Negative,
            read if has(read) => read,
            _ if has(Sentiment::Neutral) => Sentiment::Neutral,
            // A file of one class.
            _ => self.classes[0],
        }
    }
}

fn sentiment(file: &Path, row: &Row) -> Result<Sentiment, EvaluateTextError> {
    let found = match row.labels.as_slice() {
        [label] => Sentiment::named(&label.to_lowercase()),
        _ => None,
    };
    found.ok_or_else(|| EvaluateTextError::Line {
        file: file.to_owned(),
        line: row.line,
        reason: FieldError::new(
            "labels",
            row.labels.join(","),
            "one of negative, neutral, positive; --labels FILE maps others",
        ),
    })
}
