use std::collections::BTreeMap;

use eunoia_domain::{Instrument, Metric};
use jiff::civil::Date;

use crate::{History, model::range};

/// What is looked at, by local date. There is no place in it for who somebody is: neither age nor sex, neither name nor
/// place, nothing of origin, faith or illness; so none of it can make a difference.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evidence {
    pub(super) days: BTreeMap<Date, Day>,
}

/// What one day says; what was not recorded is [`None`].
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Day {
    /// 1 to 10.
    pub mood: Option<f64>,
    pub sleep_hours: Option<f64>,
    /// 1 to 10.
    pub sleep_quality: Option<f64>,
    /// The day's worst text.
    pub text: Option<TextSign>,
    /// The highest probability of sadness, grief, disappointment or remorse in the day's journal, 0 to 1.
    pub despair: Option<f64>,
    /// -1 to 1.
    pub valence: Option<f64>,
    pub steps: Option<f64>,
    pub totals: Vec<(Instrument, f64)>,
    /// Whether the person wrote something down themselves.
    pub present: bool,
}

/// What a text model says of a person's text: whether a human should look at it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextSign {
    /// 0 to 1.
    pub probability: f64,
    /// It reaches the model's signal point; a text below it counts as reassuring.
    pub signal: bool,
}

const DESPAIR: [&str; 4] = ["sadness", "grief", "disappointment", "remorse"];

const TOTALS: [(&str, Instrument); 6] = [
    ("phq9.total", Instrument::Phq9),
    ("gad7.total", Instrument::Gad7),
    ("phq2.total", Instrument::Phq2),
    ("gad2.total", Instrument::Gad2),
    ("who5.total", Instrument::Who5),
    ("isi.total", Instrument::Isi),
];

impl Evidence {
    /// What a history says, without its texts: add each by [`Evidence::with_text`], since of several on one day the worst
    /// counts, and a history keeps their mean. A value outside of its metric's range counts as the end of the range.
    pub fn of(history: &History) -> Self {
        let mut evidence = Self::default();
        let mut fill = |name: &str, put: &mut dyn FnMut(&mut Day, f64)| {
            let Some(metric) = Metric::known(name) else { return };
            if !history.metrics().contains(&metric) {
                return;
            }
            let (least, most) = range(&metric);
            let series = history.series(&metric);
            for (index, value) in series.observed() {
                put(evidence.days.entry(series.date(index)).or_default(), value.clamp(least, most));
            }
        };
        fill("mood.score", &mut |day, value| {
            day.mood = Some(value);
            day.present = true;
        });
        fill("sleep.hours", &mut |day, value| day.sleep_hours = Some(value));
        fill("sleep.quality", &mut |day, value| day.sleep_quality = Some(value));
        fill("journal.valence", &mut |day, value| day.valence = Some(value));
        fill("journal.entries", &mut |day, _| day.present = true);
        fill("gratitude.entries", &mut |day, _| day.present = true);
        fill("activity.steps", &mut |day, value| day.steps = Some(value));
        for label in DESPAIR {
            fill(&format!("journal.emotion.{label}"), &mut |day, value| {
                day.despair = Some(day.despair.unwrap_or(0.0).max(value));
            });
        }
        for (name, instrument) in TOTALS {
            fill(name, &mut |day, value| {
                day.present = true;
                day.totals.push((instrument, value));
            });
        }
        evidence
    }

    /// As [`Evidence::of`], with the day's mean probability of a text in place of its texts, for where only that is known:
    /// of several texts on one day it tells less than the worst of them. `signal` is the model's signal point of that
    /// probability; a signal by what a text states is not known either.
    pub fn of_daily(history: &History, signal: f64) -> Self {
        let mut evidence = Self::of(history);
        let series = history.series(&Metric::JOURNAL_CRISIS);
        for (index, probability) in series.observed() {
            let sign = TextSign {
                probability,
                signal: probability >= signal,
            };
            evidence = evidence.with_text(series.date(index), sign);
        }
        evidence
    }

    /// Adds a text. Of several on one day the worst stays, in whatever order they come; a probability that is no number is
    /// left out.
    #[must_use]
    pub fn with_text(mut self, date: Date, sign: TextSign) -> Self {
        if sign.probability.is_nan() {
            return self;
        }
        let probability = sign.probability.clamp(0.0, 1.0);
        let day = self.days.entry(date).or_default();
        let before = day.text;
        day.text = Some(TextSign {
            probability: before.map_or(probability, |before| before.probability.max(probability)),
            signal: sign.signal || before.is_some_and(|before| before.signal),
        });
        self
    }

    /// The first day with anything.
    pub fn first_date(&self) -> Option<Date> {
        self.days.keys().next().copied()
    }

    /// The last day with anything.
    pub fn last_date(&self) -> Option<Date> {
        self.days.keys().next_back().copied()
    }

    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }
}
