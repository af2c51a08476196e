//! Scores of forecasts over a file of somebody's series, and of predictions that somebody else made.

mod rows;

use std::{
    collections::HashMap,
    fmt,
    path::{Path, PathBuf},
};

use clap::ValueEnum;
use eunoia_domain::FieldError;
use eunoia_engine::forecast::{Contest, Evaluation, Method, Prediction, Step, Target, TargetSeries, Weights, WeightsError, evaluate};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use thiserror::Error;

pub use rows::{BrokenRow, RowCount};
use rows::{Columns, count, date, interval, number, observed_at, read_rows};

/// What is forecast: the metric under this name. Rows of others are checked and counted.
const TARGET: &str = "target";

/// Missing predictions that an error names.
const NAMED: usize = 3;

/// What one step of a person's series is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StepKind {
    /// A local date; its value is the mean of the target values of that date.
    Day,
    /// A row of the metric `target`, in order of time.
    Observation,
}

/// Which files to evaluate, and how.
#[derive(Debug, Clone)]
pub struct ForecastTask {
    pub data: PathBuf,
    pub step: StepKind,
    /// The longest horizon, in steps.
    pub horizon: u32,
    pub predictions: Option<PathBuf>,
    /// Score what the predictions have instead of refusing them when some are missing.
    pub partial: bool,
    /// Where to list what is scored.
    pub origins: Option<PathBuf>,
    /// Broken rows of a file that are passed over.
    pub most_broken: usize,
    /// Candidates that are scored; `ewma` and the shipped one always are.
    pub methods: Vec<Method>,
    /// What the shipped candidate starts from, if not from the shipped weights.
    pub weights: Option<PathBuf>,
}

/// Which files to learn weights from: each one item of one study, once with days and once with rows as steps.
#[derive(Debug, Clone)]
pub struct WeightsTask {
    pub days: Vec<PathBuf>,
    pub rows: Vec<PathBuf>,
    pub name: String,
    pub version: String,
    pub origin: String,
}

/// The scores, and an account of what they are about.
#[derive(Debug)]
pub struct ForecastEvaluation {
    pub evaluation: Evaluation,
    pub data: RowCount,
    /// Rows of other metrics than the target.
    pub covariates: usize,
    /// Rows without a value.
    pub empty: usize,
    /// Persons without a single step that can be scored.
    pub unscored: usize,
    pub predictions: Option<PredictionCount>,
}

#[derive(Debug)]
pub struct PredictionCount {
    pub read: RowCount,
    /// For something that is not scored.
    pub ignored: usize,
    /// Forecasts that are scored in principle, and were left out for every candidate since there is no prediction.
    pub missing: usize,
}

#[derive(Debug, Error)]
pub enum EvaluateError {
    #[error("can't read {}", .0.display())]
    Read(PathBuf, #[source] csv::Error),
    #[error("can't write {}", .0.display())]
    Write(PathBuf, #[source] csv::Error),
    #[error("can't read {}", .0.display())]
    ReadWeights(PathBuf, #[source] std::io::Error),
    #[error("{} has no weights", .0.display())]
    Weights(PathBuf, #[source] WeightsError),
    #[error("{} is read, so it is not written over", .0.display())]
    SameFile(PathBuf),
    #[error("{}, line 1: {reason}", .file.display())]
    Header { file: PathBuf, reason: FieldError },
    #[error("{} has more than {most} broken rows, the limit:{}", .file.display(), list(.first))]
    Broken { file: PathBuf, most: usize, first: Vec<BrokenRow> },
    #[error("nothing to score in {}: {reason}", .file.display())]
    Nothing { file: PathBuf, reason: String },
    #[error(
        "{} lacks {missing} of the {of} predictions that are scored, first:{}\n--origins FILE lists what is scored; --partial scores every candidate on what is there",
        .file.display(), list(.first)
    )]
    Missing {
        file: PathBuf,
        missing: usize,
        of: usize,
        first: Vec<MissingPrediction>,
    },
}

/// A prediction that is not there, or one that is scored, as the files of this command name it.
#[derive(Debug, Clone, Serialize)]
pub struct MissingPrediction {
    subject: String,
    target: String,
    horizon: u32,
}

/// Reads the files and scores. `progress` is told how many bytes of `task.data` were read.
pub fn evaluate_forecast(task: &ForecastTask, progress: impl FnMut(u64)) -> Result<ForecastEvaluation, EvaluateError> {
    task.writes_over_nothing()?;
    let weights = match &task.weights {
        Some(file) => {
            let json = std::fs::read(file).map_err(|e| EvaluateError::ReadWeights(file.clone(), e))?;
            &Weights::read(&json).map_err(|e| EvaluateError::Weights(file.clone(), e))?
        }
        None => Weights::shipped(),
    };
    let data = Data::read(&task.data, task.most_broken, progress)?;
    let cohort = Cohort::new(data.subjects, task.step, task.horizon);
    if cohort.targets.iter().all(Vec::is_empty) {
        let file = task.data.clone();
        let reason = match cohort.subjects.len() {
            0 => format!("it has no row of the metric `{TARGET}` with a value"),
            subjects => format!("none of its {subjects} subjects has values at two steps, the fewest that can be scored"),
        };
        return Err(EvaluateError::Nothing { file, reason });
    }
    if let Some(file) = &task.origins {
        cohort.list(file).map_err(|e| EvaluateError::Write(file.clone(), e))?;
    }
    let (yours, predictions) = match &task.predictions {
        Some(file) => {
            let (yours, count) = cohort.predictions(task, file)?;
            (Some(yours), Some(count))
        }
        None => (None, None),
    };
    Ok(ForecastEvaluation {
        evaluation: evaluate(
            &cohort.series,
            task.horizon,
            yours.as_deref(),
            Contest {
                methods: &task.methods,
                weights,
            },
        ),
        unscored: cohort.targets.iter().filter(|targets| targets.is_empty()).count(),
        data: data.read,
        covariates: data.covariates,
        empty: data.empty,
        predictions,
    })
}

/// Reads the files and learns. `progress` is told how many files are done.
pub fn learn_weights(task: &WeightsTask, mut progress: impl FnMut(u64)) -> Result<Weights, EvaluateError> {
    const MOST_BROKEN: usize = 10;
    let files = task.days.iter().map(|file| (file, StepKind::Day));
    let files = files.chain(task.rows.iter().map(|file| (file, StepKind::Observation)));
    let mut cohorts = Vec::new();
    for (done, (file, step)) in (1..).zip(files) {
        let data = Data::read(file, MOST_BROKEN, |_| ())?;
        cohorts.push(Cohort::new(data.subjects, step, 1).series);
        progress(done);
    }
    Ok(Weights::learn(&task.name, &task.version, &task.origin, &cohorts))
}

impl ForecastTask {
    fn writes_over_nothing(&self) -> Result<(), EvaluateError> {
        let Some(written) = self.origins.as_ref().and_then(|file| file.canonicalize().ok()) else {
            return Ok(());
        };
        let mut read = [Some(&self.data), self.predictions.as_ref(), self.weights.as_ref()]
            .into_iter()
            .flatten();
        match read.find(|file| file.canonicalize().is_ok_and(|file| file == written)) {
            Some(file) => Err(EvaluateError::SameFile(file.clone())),
            None => Ok(()),
        }
    }
}

/// The rows of the metric that is forecast, by subject.
#[derive(Debug, Default)]
struct Data {
    read: RowCount,
    covariates: usize,
    empty: usize,
    subjects: HashMap<String, Rows>,
}

impl Data {
    fn read(file: &Path, most_broken: usize, progress: impl FnMut(u64)) -> Result<Self, EvaluateError> {
        let mut data = Self::default();
        let columns = Columns {
            required: &["subject", "observed_at", "metric", "value"],
            optional: &["local_date"],
        };
        data.read = read_rows(file, columns, most_broken, progress, |row| {
            let subject = row.filled(0)?;
            let (at, written) = observed_at(row.filled(1)?)?;
            let metric = row.filled(2)?;
            let local_date = match row.text(4)? {
                "" => written,
                text => date("local_date", text)?,
            };
            let value = match row.text(3)? {
                "" | "NA" | "NaN" => None,
                text => Some(number("value", text)?),
            };
            match value {
                None => data.empty += 1,
                Some(value) if metric == TARGET => match data.subjects.get_mut(subject) {
                    Some(rows) => rows.push((at, local_date, value)),
                    None => _ = data.subjects.insert(subject.to_owned(), vec![(at, local_date, value)]),
                },
                Some(_) => data.covariates += 1,
            }
            Ok(())
        })?;
        Ok(data)
    }
}

/// A person's target values: when, on which date, how much.
type Rows = Vec<(Timestamp, Date, f64)>;

/// For each person a prediction, if there is one, for each of their targets.
type Yours = Vec<Vec<Option<Prediction>>>;

/// Everybody's series with what is scored of it, in order of subject.
struct Cohort {
    subjects: Vec<String>,
    series: Vec<TargetSeries>,
    targets: Vec<Vec<Target>>,
}

impl Cohort {
    fn new(rows: HashMap<String, Rows>, step: StepKind, horizon: u32) -> Self {
        let mut rows: Vec<_> = rows.into_iter().collect();
        rows.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let (subjects, series): (Vec<_>, Vec<_>) = rows
            .into_iter()
            .map(|(subject, mut rows)| {
                // Stable: rows of the same time stay in the order of the file.
                rows.sort_by_key(|(at, ..)| *at);
                let series = match step {
                    StepKind::Day => TargetSeries::by_day(rows.into_iter().map(|(_, date, value)| (date, value))),
                    StepKind::Observation => TargetSeries::by_instant(rows.into_iter().map(|(at, _, value)| (at, value))),
                };
                (subject, series)
            })
            .unzip();
        Self {
            targets: series.iter().map(|series| series.targets(horizon)).collect(),
            subjects,
            series,
        }
    }

    /// Writes what is scored, without any value.
    fn list(&self, file: &Path) -> csv::Result<()> {
        let mut writer = csv::Writer::from_path(file)?;
        for (subject, targets) in self.subjects.iter().zip(&self.targets) {
            for target in targets {
                writer.serialize(MissingPrediction::new(subject, target))?;
            }
        }
        Ok(writer.flush()?)
    }

    /// Reads predictions into the order of the targets.
    fn predictions(&self, task: &ForecastTask, file: &Path) -> Result<(Yours, PredictionCount), EvaluateError> {
        let mut yours: Yours = self.targets.iter().map(|targets| vec![None; targets.len()]).collect();
        let (mut ignored, columns) = (
            0,
            Columns {
                required: &["subject", "target", "horizon", "value"],
                optional: &["low", "high"],
            },
        );
        let read = read_rows(
            file,
            columns,
            task.most_broken,
            |_| (),
            |row| {
                let subject = row.filled(0)?;
                let step = match task.step {
                    StepKind::Day => Step::Day(date("target", row.filled(1)?)?),
                    StepKind::Observation => Step::Row(count("target", row.filled(1)?)?),
                };
                let horizon = count("horizon", row.filled(2)?)?;
                let prediction = Prediction {
                    value: number("value", row.filled(3)?)?,
                    interval: interval(row.text(4)?, row.text(5)?)?,
                };
                let subject = self.subjects.binary_search_by(|known| known.as_str().cmp(subject)).ok();
                let place = subject.and_then(|subject| {
                    let found = self.targets[subject].binary_search_by_key(&(step, horizon), |target| (target.step, target.horizon));
                    Some((subject, found.ok()?))
                });
                match place.map(|(subject, target)| &mut yours[subject][target]) {
                    None => ignored += 1,
                    Some(slot @ None) => *slot = Some(prediction),
                    Some(Some(_)) => {
                        let again = format!("{step} at horizon {horizon}, which an earlier row has too");
                        return Err(FieldError::new("target", again, "one row for each subject, target and horizon"));
                    }
                }
                Ok(())
            },
        )?;
        let missing = self.missing(task, file, &yours, &read)?;
        Ok((yours, PredictionCount { read, ignored, missing }))
    }

    /// How many are missing, which is an error unless that was asked for.
    fn missing(
        &self,
        task: &ForecastTask,
        file: &Path,
        yours: &[Vec<Option<Prediction>>],
        read: &RowCount,
    ) -> Result<usize, EvaluateError> {
        let each = self.subjects.iter().zip(&self.targets).zip(yours);
        let mut lacking = each.flat_map(|((subject, targets), yours)| {
            let lacking = targets.iter().zip(yours).filter(|(_, prediction)| prediction.is_none());
            lacking.map(move |(target, _)| MissingPrediction::new(subject, target))
        });
        let first: Vec<_> = lacking.by_ref().take(NAMED).collect();
        let missing = first.len() + lacking.count();
        let of = yours.iter().map(Vec::len).sum();
        let file = file.to_owned();
        if missing > 0 && !task.partial {
            return Err(EvaluateError::Missing { file, missing, of, first });
        }
        if missing == of {
            let reason = format!("none of its {} rows is about one of the {of} forecasts that are scored", read.rows);
            return Err(EvaluateError::Nothing { file, reason });
        }
        Ok(missing)
    }
}

impl MissingPrediction {
    fn new(subject: &str, target: &Target) -> Self {
        Self {
            subject: subject.to_owned(),
            target: target.step.to_string(),
            horizon: target.horizon,
        }
    }
}

impl fmt::Display for MissingPrediction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "subject {}, target {}, horizon {}", self.subject, self.target, self.horizon)
    }
}

fn list(things: &[impl fmt::Display]) -> String {
    things.iter().map(|thing| format!("\n  {thing}")).collect()
}
