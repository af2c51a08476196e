//! Reasons in words that somebody may read on a bad day: what was seen, plainly, without blame and without a verdict.

use eunoia_domain::Instrument;

use super::{
    FloorState, Signal,
    floor::Finding,
    signal::{Strength, Told},
};

/// Why a signal gives points.
pub(super) fn reason(signal: Signal, strength: &Strength) -> String {
    match (signal, &strength.told) {
        (Signal::Text, Told::Day(date)) => format!("What was written, on {date} for instance, reads heavy."),
        (Signal::Text, _) => "What was written reads heavy.".to_owned(),
        (Signal::Assessment, Told::Questionnaire { instrument, total, on, .. }) => {
            let highest = instrument.highest_total().unwrap_or(0);
            format!("{} on {on} came to {total} of {highest}.", title(*instrument))
        }
        (Signal::AssessmentRise, Told::Questionnaire { instrument, rise, .. }) => {
            let direction = if instrument.higher_is_better() { "lower" } else { "higher" };
            format!(
                "{} is {rise} points {direction} than at its best in the half year before, more than chance alone would make.",
                title(*instrument)
            )
        }
        (Signal::MoodLevel, Told::Level(level)) => format!("Mood has been around {level:.1} of 10."),
        (Signal::MoodFall, Told::Fall { by, usual }) => {
            format!("Mood has been {by:.1} points below the usual {usual:.1}.")
        }
        (Signal::Instability, _) => "Mood has dropped sharply from one day to the next.".to_owned(),
        (Signal::Sleep, _) => "Nights have been short, bad, or very unlike the usual ones.".to_owned(),
        (Signal::Hopelessness, _) => "Journal pages have read sad and without hope.".to_owned(),
        (Signal::Withdrawal, _) => "Entries have come less often than usual, or days have had few steps.".to_owned(),
        (signal, _) => format!("{} gives reason for concern.", capital(subject(signal))),
    }
}

/// Why a floor lies under the score.
pub(super) fn floor_reason(floor: &FloorState) -> String {
    let from = floor.from;
    match floor.finding {
        Finding::Item9(_) => {
            format!("The ninth question of the PHQ-9, answered on {from}, asks for a conversation with somebody, whatever the rest says.")
        }
        Finding::Screener(_) => format!("The answers of {from} to the suicide risk screener set this level, whatever the rest says."),
        Finding::Text | Finding::Nothing => {
            format!("What was written on {from} asks for a conversation with somebody, whatever the rest says.")
        }
    }
}

/// Why a signal could not be looked at, or is uncertain; `age` in days, if there is anything.
pub(super) fn lack_reason(signal: Signal, age: Option<i64>) -> String {
    let subject = subject(signal);
    match (signal, age) {
        (_, Some(age)) => format!("{subject}: last recorded {age} days ago"),
        (Signal::MoodFall, None) => format!("{subject}: needs more than ten days with a mood"),
        (Signal::Instability, None) => format!("{subject}: needs seven pairs of days in a row with a mood"),
        (Signal::AssessmentRise, None) => format!("{subject}: needs a questionnaire filled in twice"),
        (Signal::Withdrawal, None) => format!("{subject}: needs more than ten days with an entry"),
        (_, None) => format!("{subject}: not recorded"),
    }
}

fn subject(signal: Signal) -> &'static str {
    match signal {
        Signal::Text => "what was written",
        Signal::Assessment => "questionnaires",
        Signal::AssessmentRise => "change of questionnaires",
        Signal::MoodLevel => "level of mood",
        Signal::MoodFall => "mood against the usual",
        Signal::Instability => "mood from day to day",
        Signal::Sleep => "sleep",
        Signal::Hopelessness => "tone of the journal",
        Signal::Withdrawal => "how often entries come",
    }
}

fn title(instrument: Instrument) -> &'static str {
    match instrument {
        Instrument::Phq9 => "PHQ-9",
        Instrument::Gad7 => "GAD-7",
        Instrument::Phq2 => "PHQ-2",
        Instrument::Gad2 => "GAD-2",
        Instrument::Who5 => "WHO-5",
        Instrument::Isi => "ISI",
        Instrument::Cssrs => "the screener",
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
