use std::collections::BTreeSet;

use rand::Rng;
use rand_distr::{Distribution, StandardNormal};
use serde::Serialize;

use super::library::{Exercise, Need, library};
use crate::{
    crisis::{RiskLevel, RiskScore, Signal},
    seed,
};

/// Before anything is known of a person: mood after an exercise is so many points higher, more where it is meant for what the
/// days show, and certain to about half a point.
const EXPECTED: f64 = 0.2;
const EXPECTED_WHERE_MEANT: f64 = 0.4;
const EXPECTED_SD: f64 = 0.5;
/// By how many points moods an hour apart differ without any cause.
const NOISE_SD: f64 = 1.2;
/// Times that a person's own experience needs to be told as a reason.
const TELLING: usize = 3;

/// What the days call for, and how much there is to worry about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    pub needs: BTreeSet<Need>,
    pub level: RiskLevel,
    /// Minutes at hand, if they are few.
    pub minutes: Option<u16>,
}

/// What a person told of an exercise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Outcome {
    /// Mood after it less mood before it, in points from 1 to 10.
    Change(f64),
    /// Done, without a word on mood.
    Done,
    NotForMe,
}

/// An exercise that a person tried.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    pub exercise: String,
    pub outcome: Outcome,
}

/// An exercise to try now.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Choice {
    #[serde(flatten)]
    pub exercise: &'static Exercise,
    /// Plain words.
    pub reasons: Vec<String>,
    /// Times that the person told of, with a mood before and after.
    pub times: usize,
    /// Mean change of mood over those times; absent below three. It says nothing of what mood would have done otherwise.
    pub mean_change: Option<f64>,
}

impl Context {
    /// What a risk score and a total of GAD-7, if there is one, call for.
    pub fn of(score: &RiskScore, gad7: Option<f64>) -> Self {
        let strong = |contribution: &&crate::crisis::Contribution| contribution.points >= 0.1 * contribution.most;
        let need = |signal| match signal {
            Signal::MoodLevel | Signal::MoodFall => Some(Need::LowMood),
            Signal::Instability => Some(Need::Unrest),
            Signal::Sleep => Some(Need::PoorSleep),
            Signal::Hopelessness => Some(Need::Hopelessness),
            Signal::Withdrawal => Some(Need::Withdrawal),
            Signal::Text | Signal::Assessment | Signal::AssessmentRise => None,
        };
        let shown = score
            .contributions
            .iter()
            .filter(strong)
            .filter_map(|contribution| need(contribution.signal?));
        let worried = gad7.filter(|total| *total >= 8.0).map(|_| Need::Worry);
        Self {
            needs: shown.chain(worried).collect(),
            level: score.level.unwrap_or(RiskLevel::None),
            minutes: None,
        }
    }
}

/// Up to `count` exercises of different kinds, the best guess first: one draw for each from what is believed of it (Thompson
/// 1933), so that what helped comes often and what is unknown gets its turn. The same arguments give the same choice.
pub fn choose(context: &Context, tried: &[Tried], count: usize, seed: u64) -> Vec<Choice> {
    let mut drawn: Vec<(f64, Choice)> = library()
        .iter()
        .filter(|exercise| is_fit(exercise, context) && !is_refused(exercise, tried))
        .map(|exercise| {
            // A stream each, so that leaving one out changes no other's draw.
            let belief = Belief::of(exercise, context, tried);
            (belief.draw(&mut seed::stream(seed, exercise.id)), belief.choice(exercise, context))
        })
        .collect();
    drawn.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut chosen: Vec<Choice> = Vec::new();
    for (_, choice) in drawn {
        if chosen.len() < count && chosen.iter().all(|other| other.exercise.kind != choice.exercise.kind) {
            chosen.push(choice);
        }
    }
    chosen
}

fn is_fit(exercise: &Exercise, context: &Context) -> bool {
    let allowed = match context.level {
        RiskLevel::None | RiskLevel::Low => true,
        RiskLevel::Moderate => exercise.calms,
        RiskLevel::High | RiskLevel::Imminent => false,
    };
    allowed && context.minutes.is_none_or(|minutes| exercise.minutes <= minutes)
}

/// Whether the last that the person told of it was that it is not for them.
fn is_refused(exercise: &Exercise, tried: &[Tried]) -> bool {
    let last = tried.iter().rev().find(|tried| tried.exercise == exercise.id);
    last.is_some_and(|tried| tried.outcome == Outcome::NotForMe)
}

/// What is believed of the change of mood after an exercise: normal, with a known noise.
struct Belief {
    mean: f64,
    sd: f64,
    changes: Vec<f64>,
    meant_for: Vec<Need>,
}

impl Belief {
    fn of(exercise: &Exercise, context: &Context, tried: &[Tried]) -> Self {
        let of_it = tried.iter().filter(|tried| tried.exercise == exercise.id);
        let changes: Vec<f64> = of_it
            .filter_map(|tried| match tried.outcome {
                Outcome::Change(change) if change.is_finite() => Some(change.clamp(-9.0, 9.0)),
                _ => None,
            })
            .collect();
        let meant_for: Vec<Need> = exercise
            .for_needs
            .iter()
            .copied()
            .filter(|need| context.needs.contains(need))
            .collect();
        let expected = if meant_for.is_empty() { EXPECTED } else { EXPECTED_WHERE_MEANT };
        let (before, each) = (EXPECTED_SD.powi(-2), NOISE_SD.powi(-2));
        let precision = before + each * changes.len() as f64;
        Self {
            mean: (before * expected + each * changes.iter().sum::<f64>()) / precision,
            sd: precision.powf(-0.5),
            changes,
            meant_for,
        }
    }

    fn draw(&self, rng: &mut impl Rng) -> f64 {
        let normal: f64 = StandardNormal.sample(rng);
        self.mean + self.sd * normal
    }

    fn choice(&self, exercise: &'static Exercise, context: &Context) -> Choice {
        let times = self.changes.len();
        let mean_change = (times >= TELLING).then(|| self.changes.iter().sum::<f64>() / times as f64);
        let mut reasons: Vec<String> = self.meant_for.iter().map(|need| need.reason().to_owned()).collect();
        if let Some(change) = mean_change.filter(|change| *change >= 0.05) {
            reasons.push(format!(
                "The {times} times you told about, your mood was {change:.1} points higher afterwards, on average."
            ));
        } else if times == 0 {
            reasons.push("You have not told about it yet, so it is worth a try.".to_owned());
        }
        if context.level == RiskLevel::Moderate {
            reasons.push("It calms, and can be done beside talking to somebody, not instead of it.".to_owned());
        }
        if reasons.is_empty() {
            reasons.push("Something different from the others.".to_owned());
        }
        Choice {
            exercise,
            reasons,
            times,
            mean_change,
        }
    }
}

impl Need {
    fn reason(self) -> &'static str {
        match self {
            Self::LowMood => "Mood has been low of late.",
            Self::Worry => "The GAD-7 that you filled in last tells of worry.",
            Self::Unrest => "Mood has dropped sharply from one day to the next.",
            Self::PoorSleep => "Nights have been short or bad.",
            Self::Withdrawal => "Entries have come less often, or days have had few steps.",
            Self::Hopelessness => "What you wrote of late reads sad.",
        }
    }
}
