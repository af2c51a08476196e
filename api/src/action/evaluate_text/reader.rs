use std::path::Path;

use eunoia_domain::FieldError;
use eunoia_engine::text::{Crisis, CrisisLevel, Emotions, Label, Sentiment, TextModel, TextScore};
use vader_sentimental::SentimentIntensityAnalyzer;

use super::{EvaluateTextError, ReadBy, Row};

/// What was read in one text.
pub(super) struct Reading {
    pub valence: f32,
    pub sentiment: Sentiment,
    pub crisis: Crisis,
    /// A lexicon of valence tells none.
    pub emotions: Option<Emotions>,
}

/// Texts that are read between two words of progress.
const AT_ONCE: usize = 256;

/// What the model reads. A text without a word is refused.
pub(super) fn readings(
    model: &TextModel,
    file: &Path,
    rows: &[Row],
    mut progress: impl FnMut(usize),
) -> Result<Vec<Reading>, EvaluateTextError> {
    let mut read = Vec::with_capacity(rows.len());
    for some in rows.chunks(AT_ONCE) {
        let texts: Vec<&str> = some.iter().map(|row| row.text.as_str()).collect();
        let scores = model.score(&texts).map_err(EvaluateTextError::Failed)?;
        for (row, score) in some.iter().zip(scores) {
            let TextScore {
                valence,
                sentiment,
                emotions,
                crisis,
                ..
            } = score.ok_or_else(|| EvaluateTextError::Line {
                file: file.to_owned(),
                line: row.line,
                reason: FieldError::new("text", "without a single word or sign", "something to read"),
            })?;
            read.push(Reading {
                valence,
                sentiment,
                crisis,
                emotions: Some(emotions),
            });
        }
        progress(read.len());
    }
    Ok(read)
}

/// Where VADER's authors draw the lines of negative and positive.
const NEUTRAL: f64 = 0.05;

/// As negative as VADER's sum gets in a few sentences.
const MOST_NEGATIVE: f64 = -0.9;

/// What VADER reads: its compound score is the valence. It knows nothing of crises, so the baseline of that task is how
/// negative a text is: `signal` where its authors call a text negative, `floor` at -0.9, and levels in five equal steps
/// from 1 to -1.
pub(super) fn lexicon_readings(rows: &[Row]) -> (ReadBy, Vec<Reading>) {
    let analyzer = SentimentIntensityAnalyzer::new();
    let by = ReadBy {
        name: "vader".to_owned(),
        version: "vader-sentimental 0.1.3".to_owned(),
    };
    let read = rows.iter().map(|row| by_valence(analyzer.polarity_scores(&row.text).compound));
    (by, read.collect())
}

fn by_valence(compound: f64) -> Reading {
    let negative = ((1.0 - compound) / 2.0).clamp(0.0, 1.0);
    let level = ((negative * CrisisLevel::ALL.len() as f64) as usize).min(CrisisLevel::ALL.len() - 1);
    Reading {
        valence: compound as f32,
        sentiment: match compound {
            c if c <= -NEUTRAL => Sentiment::Negative,
            c if c >= NEUTRAL => Sentiment::Positive,
            _ => Sentiment::Neutral,
        },
        crisis: Crisis {
            levels: std::array::from_fn(|above| f32::from(u8::from(level > above))),
            level: CrisisLevel::ALL[level],
            needs_human: negative as f32,
            signal: compound <= -NEUTRAL,
            floor: compound <= MOST_NEGATIVE,
        },
        emotions: None,
    }
}
