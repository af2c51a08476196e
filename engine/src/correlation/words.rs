use eunoia_domain::Metric;

use super::{difference::Difference, factor::Candidate, finding::LagTest};
use crate::model::noun;

/// What went together, in a sentence: "On days after 7 hours or more of sleep your mood was 0.8 points higher, 0.4 to 1.2."
pub(super) fn statement(outcome: &Metric, factor: &Candidate, test: &LagTest, difference: Option<&Difference>) -> String {
    let side = if test.r > 0.0 { "higher" } else { "lower" };
    let condition = match difference {
        Some(Difference { threshold: Some(from), .. }) => at_least(&factor.metric, *from),
        _ if factor.yes_no => there(&factor.metric),
        _ => more(&factor.metric),
    };
    let when = when(&factor.metric, test.lag);
    let name = noun(outcome);
    match difference {
        Some(difference) => {
            let (value, low, high) = (difference.value.abs(), difference.low.abs(), difference.high.abs());
            format!(
                "{when} {condition} your {name} was {} {} {side}, {} to {}.",
                round(value, value),
                outcome.unit(),
                round(low.min(high), value),
                round(low.max(high), value)
            )
        }
        None => format!("{when} {condition} your {name} tended to be {side}."),
    }
}

/// A night belongs to the day it ends on, so that day comes after it.
fn when(factor: &Metric, lag: usize) -> &'static str {
    match (factor.name().starts_with("sleep."), lag) {
        (true, 0) => "On days after",
        (true, 1) => "One day later than the day after",
        (true, 2) => "Two days later than the day after",
        (true, _) => "Three days later than the day after",
        (false, 0) => "On days with",
        (false, 1) => "On the day after days with",
        (false, 2) => "Two days after days with",
        (false, _) => "Three days after days with",
    }
}

fn there(factor: &Metric) -> String {
    match factor.name() {
        "exercise.minutes" => "exercise".to_owned(),
        "gratitude.entries" => "a gratitude entry".to_owned(),
        "journal.entries" => "a journal entry".to_owned(),
        _ => thing(factor).to_owned(),
    }
}

fn more(factor: &Metric) -> String {
    match factor.name() {
        "heart.resting_rate" => "a higher resting heart rate".to_owned(),
        "weather.daylight_hours" => "more daylight".to_owned(),
        name if name.ends_with(".level") || name.starts_with("weather.") || factor.unit() == "percent" || factor.unit() == "points" => {
            format!("higher {}", thing(factor))
        }
        _ => format!("more {}", thing(factor)),
    }
}

fn at_least(factor: &Metric, from: f64) -> String {
    let size = number(from);
    match (factor.name(), factor.unit()) {
        (_, "hours") => format!("{size} hours or more of {}", thing(factor)),
        (_, "minutes") => format!("{size} minutes or more of {}", thing(factor)),
        ("activity.steps", _) => format!("{size} steps or more"),
        ("weather.precipitation", _) => format!("{size} mm or more of rain or snow"),
        (_, "degrees Celsius") => format!("{} of {size} °C or more", thing(factor)),
        (_, "percent") => format!("{} of {size} % or more", thing(factor)),
        (_, "beats per minute") => format!("{} of {size} or more", thing(factor)),
        (_, "hPa") => format!("{} of {size} hPa or more", thing(factor)),
        (_, "points" | "") => format!("{} at {size} or more", thing(factor)),
        (_, unit) => format!("{} at {size} {unit} or more", thing(factor)),
    }
}

fn thing(factor: &Metric) -> &str {
    match factor.name() {
        "mood.energy" => "energy",
        "mood.valence" => "pleasantness of mood",
        "sleep.deep_hours" => "deep sleep",
        "sleep.light_hours" => "light sleep",
        "sleep.rem_hours" => "REM sleep",
        "sleep.awake_hours" => "lying awake",
        "sleep.efficiency" => "sleep efficiency",
        "exercise.minutes" => "exercise",
        "activity.steps" => "steps",
        "stress.level" => "stress",
        "fatigue.level" => "fatigue",
        "soreness.level" => "soreness",
        "readiness.level" => "readiness",
        "heart.resting_rate" => "a resting heart rate",
        "weather.temperature" => "a temperature",
        "weather.humidity" => "humidity",
        "weather.pressure" => "air pressure",
        "weather.precipitation" => "rain or snow",
        "weather.cloud_cover" => "cloud cover",
        "weather.daylight_hours" => "daylight",
        _ => noun(factor),
    }
}

/// A round threshold as it is said: no more decimals than it has, and a comma between thousands.
fn number(value: f64) -> String {
    if value.abs() >= 1_000.0 && value.fract() == 0.0 && value.abs() < 1e15 {
        let digits = format!("{:.0}", value.abs());
        let groups: Vec<&str> = digits
            .as_bytes()
            .rchunks(3)
            .rev()
            .filter_map(|group| std::str::from_utf8(group).ok())
            .collect();
        return format!("{}{}", if value < 0.0 { "-" } else { "" }, groups.join(","));
    }
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// With as many decimals as a difference of that `size` needs.
fn round(value: f64, size: f64) -> String {
    if size >= 0.1 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    }
}
