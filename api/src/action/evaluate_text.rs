//! Scores of what the text model reads in a file of texts, against labels that people gave.

mod crisis;
mod emotion;
mod label_map;
mod reader;
mod sentiment;
mod table;

use std::{collections::BTreeMap, io, path::PathBuf};

use clap::ValueEnum;
use eunoia_domain::FieldError;
use eunoia_engine::text::{
    TextModelError,
    evaluate::{ClassScores, Evaluation, Intervals, Metrics},
};
use serde::Serialize;
use thiserror::Error;

use crate::{
    config::TextConfig,
    text::{NotLoaded, load_text_model},
};

pub use crisis::{CrisisFigures, LengthFigures, OrdinalError};
use label_map::LabelMap;
use reader::{Reading, lexicon_readings, readings};
use table::{Row, read_table};

/// What texts are read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TextTaskKind {
    /// Negative, neutral or positive.
    Sentiment,
    /// The 28 emotions, Ekman's seven or the four groups.
    Emotion,
    /// Closeness to suicide.
    Crisis,
}

/// What is scored beside the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Rival {
    /// VADER (Hutto and Gilbert 2014): a list of words with their valence, and rules.
    Lexicon,
}

/// Which file to evaluate, and how.
#[derive(Debug, Clone)]
pub struct TextTask {
    pub task: TextTaskKind,
    pub data: PathBuf,
    /// What the file's labels are called here.
    pub labels: Option<PathBuf>,
    pub rival: Option<Rival>,
    /// Of the resamples behind intervals.
    pub seed: u64,
    pub model: TextConfig,
}

/// Which reader the figures are about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReadBy {
    pub name: String,
    pub version: String,
}

/// The figures.
#[derive(Debug, Clone, Serialize)]
pub struct TextEvaluation {
    pub task: TextTaskKind,
    pub model: ReadBy,
    /// Texts.
    pub n: usize,
    /// People who wrote them, where the file says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub users: Option<usize>,
    /// `binary`, `three_classes`, `single_label` or `multi_label`: what was decided about each.
    pub scored_as: &'static str,
    pub metrics: Metrics,
    /// 95 % intervals: texts (or people, with all of theirs) drawn with replacement.
    pub intervals: Intervals,
    pub per_label: BTreeMap<String, ClassScores>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub crisis: Option<CrisisFigures>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rival: Option<Box<TextEvaluation>>,
}

#[derive(Debug, Error)]
pub enum EvaluateTextError {
    #[error("can't read {}", .0.display())]
    Read(PathBuf, #[source] io::Error),
    #[error("{}, line {line}: {reason}", .file.display())]
    Line { file: PathBuf, line: u64, reason: FieldError },
    #[error("{}: {reason}", .file.display())]
    File { file: PathBuf, reason: String },
    #[error("texts can't be read ({}): {}", .0.code, .0.reason)]
    Model(NotLoaded),
    #[error(transparent)]
    Failed(TextModelError),
    #[error("a lexicon of valence says nothing of single emotions; --rival lexicon is for --task sentiment and --task crisis")]
    NoRival,
}

/// Reads the files, has each text read, and scores. `progress` is told how many of how many texts were read.
pub fn evaluate_text(task: &TextTask, mut progress: impl FnMut(usize, usize)) -> Result<TextEvaluation, EvaluateTextError> {
    if task.rival.is_some() && task.task == TextTaskKind::Emotion {
        return Err(EvaluateTextError::NoRival);
    }
    let mut rows = read_table(&task.data)?;
    if let Some(file) = &task.labels {
        LabelMap::read(file)?.rename(&mut rows, &task.data)?;
    }
    let job = Job { task, rows: &rows };
    // What the labels say is checked before the model is asked for anything.
    let judge = job.judge()?;
    let model = load_text_model(&task.model).map_err(EvaluateTextError::Model)?;
    let read = readings(&model, &task.data, &rows, |done| progress(done, rows.len()))?;
    let by = ReadBy {
        name: model.name().to_owned(),
        version: model.version().to_owned(),
    };
    let mut figures = job.figures(&judge, by, &read);
    if let Some(Rival::Lexicon) = task.rival {
        let (by, read) = lexicon_readings(&rows);
        figures.rival = Some(Box::new(job.figures(&judge, by, &read)));
    }
    Ok(figures)
}

/// Rows with labels as they are called here, and what is asked of them.
struct Job<'a> {
    task: &'a TextTask,
    rows: &'a [Row],
}

/// What the labels turned out to be.
enum Judge {
    Sentiment(sentiment::Sentiments),
    Emotion(emotion::Classes),
    Crisis(crisis::Truths),
}

impl Job<'_> {
    fn judge(&self) -> Result<Judge, EvaluateTextError> {
        let (file, rows) = (&self.task.data, self.rows);
        Ok(match self.task.task {
            TextTaskKind::Sentiment => Judge::Sentiment(sentiment::Sentiments::of(file, rows)?),
            TextTaskKind::Emotion => Judge::Emotion(emotion::Classes::of(file, rows, self.task.labels.is_some())?),
            TextTaskKind::Crisis => Judge::Crisis(crisis::Truths::of(file, rows)?),
        })
    }

    fn figures(&self, judge: &Judge, by: ReadBy, read: &[Reading]) -> TextEvaluation {
        let (seed, people) = (self.task.seed, people(self.rows));
        let users = people.as_ref().map(|people| people.iter().max().map_or(0, |last| last + 1));
        let (figures, crisis) = match judge {
            Judge::Sentiment(truths) => (truths.figures(read, people, seed), None),
            Judge::Emotion(classes) => (classes.figures(read, people, seed), None),
            Judge::Crisis(truths) => {
                let (figures, crisis) = truths.figures(self.rows, read, people.as_deref(), seed);
                (figures, Some(crisis))
            }
        };
        let Figures {
            scored_as,
            names,
            evaluation,
        } = figures;
        TextEvaluation {
            task: self.task.task,
            model: by,
            n: self.rows.len(),
            users,
            scored_as,
            metrics: evaluation.metrics,
            intervals: evaluation.intervals,
            per_label: names.into_iter().zip(evaluation.classes).collect(),
            crisis,
            rival: None,
        }
    }
}

/// What a task gives.
struct Figures {
    scored_as: &'static str,
    /// Of the classes, in the order of the evaluation.
    names: Vec<String>,
    evaluation: Evaluation,
}

/// For each row the number of who wrote it, if the file says.
fn people(rows: &[Row]) -> Option<Vec<usize>> {
    let mut numbers = BTreeMap::new();
    rows.iter()
        .map(|row| {
            let next = numbers.len();
            row.user.as_deref().map(|user| *numbers.entry(user).or_insert(next))
        })
        .collect()
}
