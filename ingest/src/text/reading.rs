use eunoia_domain::{EntryKind, Metric, Moment, Observation, Value};
use eunoia_engine::{
    crisis::Finding,
    text::{Label, TextScore},
};
use serde::{Deserialize, Serialize};

/// What became of reading a text. Only ever stored sealed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    Score(Box<TextScore>),
    Unread(Unread),
}

/// Why a text has no score, and will have none from this model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unread {
    /// There is nothing in it that the model knows: only signs, or characters of control.
    NoWords,
    /// The model fails on this text, and on no other.
    Failed,
}

impl Reading {
    /// A score whose numbers are all numbers.
    pub fn of(score: Option<TextScore>) -> Self {
        match score {
            None => Self::Unread(Unread::NoWords),
            Some(score) => {
                let crisis = [score.valence, score.crisis.needs_human].into_iter().chain(score.crisis.levels);
                let emotions = score.emotions.labels().iter().map(|(_, p)| p);
                let groups = score.emotions.ekman().iter().map(|(_, p)| p);
                let groups = groups.chain(score.emotions.groups().iter().map(|(_, p)| p));
                if crisis.chain(emotions).chain(groups).all(f32::is_finite) {
                    Self::Score(Box::new(score))
                } else {
                    Self::Unread(Unread::Failed)
                }
            }
        }
    }

    pub fn score(&self) -> Option<&TextScore> {
        match self {
            Self::Score(score) => Some(score),
            Self::Unread(_) => None,
        }
    }

    /// What it says of floors; what could not be read says nothing.
    pub fn finding(&self) -> Finding {
        self.score().map_or(Finding::Nothing, |score| Finding::of_text(&score.crisis))
    }

    /// The numbers of a reading of an entry of this kind, in a fixed order. A journal entry gives its valence, its emotions and
    /// the probability that a human should look at it; the words of another kind only that: a note on a bad night says
    /// little about how somebody writes of their days.
    pub fn observations(&self, kind: EntryKind, moment: &Moment) -> Vec<Observation> {
        let Some(score) = self.score() else { return Vec::new() };
        let mut numbers = vec![(Some(Metric::JOURNAL_CRISIS), score.crisis.needs_human)];
        if kind == EntryKind::Journal {
            numbers.push((Some(Metric::JOURNAL_VALENCE), score.valence));
            let emotions = score.emotions.labels().iter();
            numbers.extend(emotions.map(|(label, p)| (Metric::journal_emotion(label.name()), p)));
        }
        let observation = |(metric, number): (Option<Metric>, f32)| {
            let metric = metric?;
            Some(Observation {
                // Finite, and far below what a value holds.
                value: Value::new(metric.name(), f64::from(number)).ok()?,
                metric,
                observed_at: moment.at(),
                local_date: moment.local_date(),
            })
        };
        numbers.into_iter().filter_map(observation).collect()
    }
}
