use std::{collections::BTreeSet, path::Path};

use eunoia_domain::FieldError;
use eunoia_engine::text::{
    Ekman, Emotion, EmotionGroup, Emotions, Label,
    evaluate::{Sample, Samples},
};

use super::{EvaluateTextError, Figures, Row, label_map::OR, reader::Reading};

/// The classes of a file: those that its labels name, and no others.
pub(super) struct Classes {
    classes: Vec<Class>,
    /// For each row, as bits.
    truths: Vec<u32>,
    /// Whether every row has exactly one.
    single: bool,
}

/// What one label of a file stands for.
struct Class {
    name: String,
    targets: Vec<Target>,
}

/// A label of ours.
#[derive(Clone, Copy)]
enum Target {
    Emotion(Emotion),
    Ekman(Ekman),
    Group(EmotionGroup),
}

impl Classes {
    pub(super) fn of(file: &Path, rows: &[Row], mapped: bool) -> Result<Self, EvaluateTextError> {
        let names: BTreeSet<String> = rows.iter().flat_map(|row| &row.labels).map(|label| label.to_lowercase()).collect();
        let prefix = if mapped { "" } else { grouping(&names) };
        let mut classes: Vec<Class> = Vec::new();
        let mut truths = Vec::with_capacity(rows.len());
        for row in rows {
            let mut truth = 0;
            for label in &row.labels {
                let name = label.to_lowercase();
                let known = classes.iter().position(|class| class.name == name);
                let class = match known {
                    Some(class) => class,
                    None => {
                        let targets = targets(prefix, &name).ok_or_else(|| unknown(file, row, label))?;
                        classes.push(Class { name, targets });
                        classes.len() - 1
                    }
                };
                if class >= 32 {
                    return Err(too_many(file, row));
                }
                truth |= 1 << class;
            }
            truths.push(truth);
        }
        let single = truths.iter().all(|truth: &u32| truth.count_ones() == 1);
        Ok(Self { classes, truths, single })
    }

    pub(super) fn figures(&self, read: &[Reading], people: Option<Vec<usize>>, seed: u64) -> Figures {
        let samples = self.truths.iter().zip(read).map(|(truth, reading)| {
            let of = |class: &Class| reading.emotions.as_ref().map_or(0.0, |emotions| class.probability(emotions));
            let probabilities: Vec<f32> = self.classes.iter().map(of).collect();
            let predicted = match &reading.emotions {
                _ if self.single => likeliest(&probabilities),
                Some(emotions) => self.present(emotions),
                None => 0,
            };
            Sample {
                truth: *truth,
                predicted,
                probabilities,
            }
        });
        Figures {
            scored_as: if self.single { "single_label" } else { "multi_label" },
            names: self.classes.iter().map(|class| class.name.clone()).collect(),
            evaluation: Samples::new(self.classes.len(), samples.collect(), people, None).evaluate(seed),
        }
    }

    fn present(&self, emotions: &Emotions) -> u32 {
        let bits = self.classes.iter().enumerate();
        bits.map(|(i, class)| u32::from(class.is_present(emotions)) << i).sum()
    }
}

impl Class {
    /// That of the likeliest emotion it stands for.
    fn probability(&self, emotions: &Emotions) -> f32 {
        let of = |target: &Target| match *target {
            Target::Emotion(label) => emotions.labels().of(label),
            Target::Ekman(label) => emotions.ekman().of(label),
            Target::Group(label) => emotions.groups().of(label),
        };
        self.targets.iter().map(of).fold(0.0, f32::max)
    }

    fn is_present(&self, emotions: &Emotions) -> bool {
        self.targets.iter().any(|target| match *target {
            Target::Emotion(label) => emotions.labels().has(label),
            Target::Ekman(label) => emotions.ekman().has(label),
            Target::Group(label) => emotions.groups().has(label),
        })
    }
}

/// The bit of the first highest.
fn likeliest(probabilities: &[f32]) -> u32 {
    let first = |best: usize, i: usize| if probabilities[i] > probabilities[best] { i } else { best };
    1 << (0..probabilities.len()).fold(0, first)
}

/// Which grouping a file's labels are of, as a prefix: that of which it has all labels (of Ekman's, neutral may lack) and no
/// others.
fn grouping(names: &BTreeSet<String>) -> &'static str {
    fn all<L: Label>() -> BTreeSet<String> {
        L::ALL.iter().map(|label| label.name().to_owned()).collect()
    }
    let six: BTreeSet<String> = all::<Ekman>().into_iter().filter(|name| name != Ekman::Neutral.name()).collect();
    match names {
        names if *names == all::<Ekman>() || *names == six => "ekman:",
        names if *names == all::<EmotionGroup>() => "sentiment:",
        _ => "",
    }
}

fn targets(prefix: &str, name: &str) -> Option<Vec<Target>> {
    let target = |name: &str| {
        let name = if name.contains(':') {
            name.to_owned()
        } else {
            format!("{prefix}{name}")
        };
        match name.split_once(':') {
            None => Emotion::named(&name).map(Target::Emotion),
            Some(("ekman", label)) => Ekman::named(label).map(Target::Ekman),
            Some(("sentiment", label)) => EmotionGroup::named(label).map(Target::Group),
            Some(_) => None,
        }
    };
    name.split(OR).map(target).collect()
}

fn unknown(file: &Path, row: &Row, label: &str) -> EvaluateTextError {
    let all: Vec<_> = Emotion::ALL.iter().map(|emotion| emotion.name()).collect();
    let reason = FieldError {
        field: "labels".to_owned(),
        value: label.to_owned(),
        expected: format!(
            "one of the 28 emotions ({}), ekman:LABEL or sentiment:LABEL of a grouping; --labels FILE maps others",
            all.join(", ")
        ),
    };
    let (file, line) = (file.to_owned(), row.line);
    EvaluateTextError::Line { file, line, reason }
}

fn too_many(file: &Path, row: &Row) -> EvaluateTextError {
    let reason = FieldError::new("labels", "the 33rd kind of label", "at most 32 kinds");
    let (file, line) = (file.to_owned(), row.line);
    EvaluateTextError::Line { file, line, reason }
}
