use std::path::Path;

use eunoia_domain::FieldError;
use eunoia_engine::text::{
    CrisisLevel, Label,
    evaluate::{Bin, EveryDay, OperatingPoint, Sample, Samples, reliability},
};
use serde::Serialize;

use super::{EvaluateTextError, Figures, Row, reader::Reading};

/// What only this task has. The metrics are those at `signal`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CrisisFigures {
    /// The other point, at which a C-SSRS is asked for at once.
    pub floor: OperatingPoint,
    pub everyday: Everyday,
    /// False alarms among texts that are no crisis, by their length in words.
    pub by_length: Vec<LengthFigures>,
    /// Of the probability that a human is needed.
    pub reliability: Vec<Bin>,
    /// Where the file has the five levels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ordinal: Option<OrdinalError>,
}

/// What false alarms mean to somebody who writes every day, at both points.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Everyday {
    pub signal: Option<EveryDay>,
    pub floor: Option<EveryDay>,
}

/// False alarms among texts of some length.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LengthFigures {
    pub words_from: usize,
    pub words_to: Option<usize>,
    #[serde(flatten)]
    pub everyday: Everyday,
}

/// How far levels are from what they should be, in steps.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OrdinalError {
    /// Mean over texts, or people.
    pub mae: f64,
    /// Share that is told exactly.
    pub exact: f64,
    /// The level that most have.
    pub majority: CrisisLevel,
    /// What always saying that level would give.
    pub majority_mae: f64,
}

/// The truth about each row.
pub(super) struct Truths {
    rows: Vec<Truth>,
    /// Whether the file has levels, and not crisis or none alone.
    graded: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Truth {
    Level(CrisisLevel),
    Crisis,
}

/// A text, or all of a person's: the highest of each.
#[derive(Debug, Clone, Copy)]
struct Unit {
    truth: Truth,
    needs_human: f32,
    signal: bool,
    floor: bool,
    level: CrisisLevel,
}

/// Words up to which a text belongs to a bucket; the last is open.
const LENGTHS: [usize; 5] = [25, 50, 100, 200, 400];

impl Truth {
    /// C-SSRS: a wish to die or thoughts of suicide, and all above.
    fn is_crisis(self) -> bool {
        match self {
            Self::Level(level) => level >= CrisisLevel::Ideation,
            Self::Crisis => true,
        }
    }

    fn level(self) -> CrisisLevel {
        match self {
            Self::Level(level) => level,
            Self::Crisis => CrisisLevel::Attempt,
        }
    }
}

impl Truths {
    pub(super) fn of(file: &Path, rows: &[Row]) -> Result<Self, EvaluateTextError> {
        let refuse = |row: &Row, expected: &str| EvaluateTextError::Line {
            file: file.to_owned(),
            line: row.line,
            reason: FieldError::new("labels", row.labels.join(","), expected),
        };
        let (mut truths, mut graded, mut plain) = (Vec::with_capacity(rows.len()), false, false);
        for row in rows {
            let found = match row.labels.as_slice() {
                [label] => truth(&label.to_lowercase()),
                _ => None,
            };
            let expected =
                "crisis or none, or one of none (supportive), indicator, ideation, behaviour, attempt; --labels FILE maps others";
            let truth = found.ok_or_else(|| refuse(row, expected))?;
            graded |= matches!(truth, Truth::Level(level) if level > CrisisLevel::None);
            plain |= truth == Truth::Crisis;
            if graded && plain {
                return Err(refuse(row, "either crisis and none in all rows, or the five levels in all rows"));
            }
            truths.push(truth);
        }
        Ok(Self { rows: truths, graded })
    }

    pub(super) fn figures(&self, rows: &[Row], read: &[Reading], people: Option<&[usize]>, seed: u64) -> (Figures, CrisisFigures) {
        let texts: Vec<Unit> = self
            .rows
            .iter()
            .zip(read)
            .map(|(truth, reading)| Unit::new(*truth, reading))
            .collect();
        let units = people.map_or_else(|| texts.clone(), |people| together(&texts, people));
        let at = |called: fn(&Unit) -> bool| {
            let samples = units.iter().map(|unit| unit.sample(called(unit)));
            Samples::new(2, samples.collect(), None, Some(1)).evaluate(seed)
        };
        let figures = Figures {
            scored_as: if self.graded { "five_levels" } else { "binary" },
            names: ["none", "crisis"].map(str::to_owned).to_vec(),
            evaluation: at(|unit| unit.signal),
        };
        let crisis = CrisisFigures {
            floor: OperatingPoint::of(&at(|unit| unit.floor)),
            everyday: Everyday::of(texts.iter()),
            by_length: by_length(rows, &texts),
            reliability: reliability(units.iter().map(|unit| (unit.needs_human, unit.truth.is_crisis()))),
            ordinal: self.graded.then(|| OrdinalError::of(&units)).flatten(),
        };
        (figures, crisis)
    }
}

fn truth(label: &str) -> Option<Truth> {
    match label {
        "crisis" | "suicide" => Some(Truth::Crisis),
        "supportive" | "non-suicide" => Some(Truth::Level(CrisisLevel::None)),
        "behavior" => Some(Truth::Level(CrisisLevel::Behaviour)),
        level => CrisisLevel::named(level).map(Truth::Level),
    }
}

impl Unit {
    fn new(truth: Truth, reading: &Reading) -> Self {
        let crisis = &reading.crisis;
        Self {
            truth,
            needs_human: crisis.needs_human,
            signal: crisis.signal,
            floor: crisis.floor,
            level: crisis.level,
        }
    }

    fn sample(&self, called: bool) -> Sample {
        let bit = |yes: bool| if yes { 0b10 } else { 0b01 };
        Sample {
            truth: bit(self.truth.is_crisis()),
            predicted: bit(called),
            probabilities: vec![1.0 - self.needs_human, self.needs_human],
        }
    }

    fn raise(&mut self, other: &Self) {
        if other.truth.level() > self.truth.level() {
            self.truth = other.truth;
        }
        self.needs_human = self.needs_human.max(other.needs_human);
        self.signal |= other.signal;
        self.floor |= other.floor;
        self.level = self.level.max(other.level);
    }
}

/// One for each person.
fn together(texts: &[Unit], people: &[usize]) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    for (text, &person) in texts.iter().zip(people) {
        // Persons are numbered as they come.
        match units.get_mut(person) {
            Some(unit) => unit.raise(text),
            None => units.push(*text),
        }
    }
    units
}

impl Everyday {
    fn of<'a>(texts: impl Iterator<Item = &'a Unit>) -> Self {
        let (mut of, mut signal, mut floor) = (0, 0, 0);
        for text in texts.filter(|text| !text.truth.is_crisis()) {
            of += 1;
            signal += u64::from(text.signal);
            floor += u64::from(text.floor);
        }
        Self {
            signal: EveryDay::new(signal, of),
            floor: EveryDay::new(floor, of),
        }
    }
}

fn by_length(rows: &[Row], texts: &[Unit]) -> Vec<LengthFigures> {
    let starts = std::iter::once(1).chain(LENGTHS.map(|length| length + 1));
    let ends = LENGTHS.map(Some).into_iter().chain([None]);
    starts
        .zip(ends)
        .map(|(words_from, words_to)| {
            let fits = |row: &Row| {
                let words = row.text.split_whitespace().count();
                words >= words_from && words_to.is_none_or(|to| words <= to)
            };
            let inside = rows.iter().zip(texts).filter(|(row, _)| fits(row));
            LengthFigures {
                words_from,
                words_to,
                everyday: Everyday::of(inside.map(|(_, text)| text)),
            }
        })
        .collect()
}

impl OrdinalError {
    fn of(units: &[Unit]) -> Option<Self> {
        let apart = |a: CrisisLevel, b: CrisisLevel| a.index().abs_diff(b.index()) as f64;
        let mean = |values: &dyn Fn(&Unit) -> f64| units.iter().map(values).sum::<f64>() / units.len() as f64;
        let count = |level: CrisisLevel| units.iter().filter(|unit| unit.truth.level() == level).count();
        let majority = CrisisLevel::ALL.iter().copied().max_by_key(|level| count(*level))?;
        Some(Self {
            mae: mean(&|unit| apart(unit.level, unit.truth.level())),
            exact: mean(&|unit| f64::from(u8::from(unit.level == unit.truth.level()))),
            majority,
            majority_mae: mean(&|unit| apart(majority, unit.truth.level())),
        })
    }
}
