use eunoia_domain::Metric;
use jiff::civil::Date;

use crate::{Abstention, DailySeries, History, history::after, model::noun};

/// Metrics that can be what others go with: something of each day, not a total about weeks.
pub const OUTCOMES: [&str; 9] = [
    "mood.score",
    "mood.energy",
    "mood.valence",
    "sleep.hours",
    "sleep.quality",
    "journal.valence",
    "stress.level",
    "fatigue.level",
    "readiness.level",
];

/// Recorded when they happen: no record means that it did not, on a day on which the person recorded how they were.
const HAPPENINGS: [&str; 3] = ["exercise.minutes", "gratitude.entries", "journal.entries"];

/// Questionnaires look back over weeks.
const QUESTIONNAIRES: [&str; 7] = ["phq9.", "gad7.", "phq2.", "gad2.", "who5.", "isi.", "cssrs."];

/// Each side of a comparison has at least this many days and this share of them.
pub(super) const MIN_SIDE: usize = 10;
pub(super) const MIN_SHARE: f64 = 0.1;

/// Something that may go with the outcome.
pub(super) struct Candidate {
    pub(super) metric: Metric,
    /// On each day of the window; of a factor that is there or not, 1 or 0.
    pub(super) values: Vec<Option<f64>>,
    /// Whether it is there on a day or not, rather than more or less of it.
    pub(super) yes_no: bool,
}

/// All that is `wanted` and may go with `outcome` over the days of its series, or why a metric cannot be compared.
///
/// Left out are the outcome itself and what is entered with it under the same name (mood's energy beside mood's score,
/// sleep's stages beside its hours), questionnaires, and what a model read in texts: it is how the person felt, told
/// twice.
pub(super) fn candidates(
    history: &History,
    outcome: &DailySeries,
    wanted: impl Fn(&Metric) -> bool,
) -> Vec<Result<Candidate, (Metric, Abstention)>> {
    let family = family(outcome.metric());
    let (first, days) = (outcome.first(), outcome.values().len());
    let eligible = history.metrics().iter().filter(|metric| {
        let name = metric.name();
        let read = name.starts_with("journal.") && name != "journal.entries";
        self::family(metric) != family && wanted(metric) && !read && !QUESTIONNAIRES.iter().any(|prefix| name.starts_with(prefix))
    });
    eligible
        .map(|metric| candidate(&history.series(metric), outcome, first, days))
        .collect()
}

/// The first word of a metric of the catalogue; of a signal of the person's own all of it.
fn family(metric: &Metric) -> &str {
    match metric.name().split_once('.') {
        Some((family, _)) if family != "custom" => family,
        _ => metric.name(),
    }
}

fn candidate(series: &DailySeries, outcome: &DailySeries, first: Date, days: usize) -> Result<Candidate, (Metric, Abstention)> {
    let metric = series.metric().clone();
    let last = after(first, i64::try_from(days).unwrap_or(i64::MAX) - 1);
    let mut values = series.between(first, last).values().to_vec();
    if HAPPENINGS.contains(&metric.name()) {
        for (value, recorded) in values.iter_mut().zip(outcome.values()) {
            *value = value.or(recorded.map(|_| 0.0)).map(|amount| f64::from(u8::from(amount > 0.0)));
        }
    }
    let mut seen: Vec<f64> = values.iter().flatten().copied().collect();
    if seen.is_empty() {
        return Err((
            metric.clone(),
            Abstention::too_few_days(format!("{} was not recorded in these days", noun(&metric))),
        ));
    }
    let (least, most) = seen
        .iter()
        .fold((seen[0], seen[0]), |(least, most), value| (least.min(*value), most.max(*value)));
    // What holds more than half of the days is their median.
    let middle = seen.len() / 2;
    let median = *seen.select_nth_unstable_by(middle, f64::total_cmp).1;
    let commonest = seen.iter().filter(|value| **value == median).count();
    let others = seen.len() - commonest;
    if others < MIN_SIDE || (others as f64) < MIN_SHARE * seen.len() as f64 {
        return Err((
            metric.clone(),
            Abstention::not_supported(format!(
                "{} was the same on {commonest} of {} days, which leaves nothing to compare",
                noun(&metric),
                seen.len()
            )),
        ));
    }
    let yes_no = seen.iter().all(|value| *value == least || *value == most) && (least, most) == (0.0, 1.0);
    Ok(Candidate { metric, values, yes_no })
}
