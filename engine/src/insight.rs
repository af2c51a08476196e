mod association;

use std::fmt::Write as _;

use eunoia_domain::Metric;
use jiff::civil::{Date, Weekday};
use rand::rngs::StdRng;
use serde::Serialize;

use crate::{
    Abstention, Correlations, DailySeries, History, ModelId, correlations,
    features::{Direction, LEVEL_DAYS, TREND_DAYS, VARIABILITY_DAYS, recent_level, trend, variability, weekday_pattern},
    history::days_between,
    model::{metric_name, noun},
    seed,
};

/// Insights are about now: with the last observed day further back than this there are none.
const MAX_AGE_DAYS: i64 = 14;

/// One thing that a person's days say, in words and as a number, or the reason why they do not say it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Insight {
    /// `mood.level`, `mood.variability`, `mood.weekday`, `mood.trend`, the same four of `sleep`, `sleep.quality_level`,
    /// `association.mood` (the metric is then what mood goes with) or `change.mood`.
    pub code: &'static str,
    #[serde(serialize_with = "metric_name")]
    pub metric: Metric,
    /// Plain English; describes, neither advises nor names causes.
    pub statement: String,
    /// In `unit`; absent when abstaining.
    pub value: Option<f64>,
    /// 95 % interval of the value; absent when abstaining, when the data do not support one, and for a variability, which
    /// describes the days it was measured on.
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub unit: String,
    /// Observed days that were used.
    pub days: usize,
    pub model: ModelId,
    pub abstained: Option<Abstention>,
}

/// What a kind of insight finds when it does not abstain.
struct Finding {
    statement: String,
    value: f64,
    interval: Option<(f64, f64)>,
    days: usize,
}

/// A kind of insight.
struct Question {
    code: &'static str,
    metric: Metric,
    /// Finishes "… cannot be told yet."
    subject: &'static str,
    per_week: bool,
    model: ModelId,
    answer: fn(&DailySeries, Date, &mut StdRng) -> Result<Finding, Abstention>,
}

/// All insights about mood and sleep on `today`, in a fixed order, each either stated or abstained: first what the days
/// were like, then what goes with better and worse ones. Observations after `today` are not used. The same arguments give
/// the same insights.
pub fn insights(history: &History, today: Date, seed: u64) -> Vec<Insight> {
    insights_beside(history, &correlations(history, &Metric::MOOD_SCORE, today), today, seed)
}

/// The same, for those who have what goes with mood already.
pub(crate) fn insights_beside(history: &History, found: &Correlations, today: Date, seed: u64) -> Vec<Insight> {
    let described = questions().into_iter().map(|question| question.ask(history, today, seed));
    described.chain(association::associations(history, found, today)).collect()
}

fn questions() -> Vec<Question> {
    use Metric as M;
    const fn model(name: &'static str) -> ModelId {
        ModelId { name, version: "1" }
    }
    let level = |code, metric, subject| Question {
        code,
        metric,
        subject,
        per_week: false,
        model: model("seven-day-mean"),
        answer: level_finding,
    };
    let variability = |code, metric, subject| Question {
        model: model("within-person-sd"),
        answer: variability_finding,
        ..level(code, metric, subject)
    };
    let weekday = |code, metric, subject| Question {
        model: model("weekday-permutation"),
        answer: weekday_finding,
        ..level(code, metric, subject)
    };
    let trend = |code, metric, subject| Question {
        per_week: true,
        model: ModelId {
            name: "theil-sen",
            version: "2",
        },
        answer: trend_finding,
        ..level(code, metric, subject)
    };
    vec![
        level("mood.level", M::MOOD_SCORE, "the level of mood"),
        variability("mood.variability", M::MOOD_SCORE, "how much mood varies"),
        weekday("mood.weekday", M::MOOD_SCORE, "a weekday pattern in mood"),
        trend("mood.trend", M::MOOD_SCORE, "a trend in mood"),
        level("sleep.level", M::SLEEP_HOURS, "the level of sleep"),
        variability("sleep.variability", M::SLEEP_HOURS, "how much sleep varies"),
        weekday("sleep.weekday", M::SLEEP_HOURS, "a weekday pattern in sleep"),
        trend("sleep.trend", M::SLEEP_HOURS, "a trend in sleep"),
        level("sleep.quality_level", M::SLEEP_QUALITY, "the level of sleep quality"),
    ]
}

impl Question {
    fn ask(self, history: &History, today: Date, seed: u64) -> Insight {
        let series = history.series(&self.metric).until(today);
        let found = fresh(&series, today).and_then(|()| (self.answer)(&series, today, &mut seed::stream(seed, self.code)));
        let unit = self.metric.unit();
        let mut insight = Insight {
            code: self.code,
            metric: self.metric,
            statement: String::new(),
            value: None,
            low: None,
            high: None,
            unit: if self.per_week {
                format!("{unit} per week")
            } else {
                unit.to_owned()
            },
            days: 0,
            model: self.model,
            abstained: None,
        };
        match found {
            Ok(finding) => {
                insight.statement = finding.statement;
                insight.value = Some(finding.value);
                insight.low = finding.interval.map(|(low, _)| low);
                insight.high = finding.interval.map(|(_, high)| high);
                insight.days = finding.days;
            }
            Err(abstention) => {
                insight.statement = format!("{} cannot be told yet.", capital(self.subject));
                insight.days = series.observed_days();
                insight.abstained = Some(abstention);
            }
        }
        insight
    }
}

fn fresh(series: &DailySeries, today: Date) -> Result<(), Abstention> {
    let last = series.last_observed().ok_or_else(|| Abstention::no_data(series.metric()))?;
    let age = days_between(last, today);
    if age > MAX_AGE_DAYS {
        return Err(Abstention::stale(series.metric(), age, MAX_AGE_DAYS));
    }
    Ok(())
}

fn level_finding(series: &DailySeries, today: Date, rng: &mut StdRng) -> Result<Finding, Abstention> {
    let level = recent_level(series, today, rng)?;
    let (name, unit) = (noun(series.metric()), series.metric().unit());
    let mut statement = format!(
        "{} averaged {} {unit} over the last {LEVEL_DAYS} days ({} recorded)",
        capital(name),
        number(level.mean, 1),
        level.days,
    );
    // Writing to a string cannot fail.
    let _ = match level.comparison {
        None => write!(statement, "; there are too few earlier days to compare with."),
        Some(c) if !c.differs => write!(
            statement,
            ", not clearly different from the 28 days before ({}).",
            number(c.before, 1)
        ),
        Some(c) => {
            let side = if level.mean > c.before { "above" } else { "below" };
            write!(statement, ", {side} the {} of the 28 days before.", number(c.before, 1))
        }
    };
    Ok(Finding {
        statement,
        value: level.mean,
        interval: level.comparison.map(|c| (c.low, c.high)),
        days: level.days + level.comparison.map_or(0, |c| c.before_days),
    })
}

fn variability_finding(series: &DailySeries, today: Date, _: &mut StdRng) -> Result<Finding, Abstention> {
    let found = variability(series, today)?;
    let (name, unit) = (noun(series.metric()), series.metric().unit());
    let mut statement = format!(
        "Over the last {VARIABILITY_DAYS} days {name} typically lay {} {unit} from its mean (standard deviation)",
        number(found.sd, 1),
    );
    let _ = match found.rmssd {
        Some(rmssd) => write!(statement, " and moved {} {unit} from one day to the next.", number(rmssd, 1)),
        None => write!(statement, "."),
    };
    Ok(Finding {
        statement,
        value: found.sd,
        interval: None,
        days: found.days,
    })
}

fn weekday_finding(series: &DailySeries, today: Date, rng: &mut StdRng) -> Result<Finding, Abstention> {
    let found = weekday_pattern(series, today, rng)?;
    let comparison = match (found.difference > 0.0, series.metric().unit()) {
        (true, "hours") => "longer",
        (false, "hours") => "shorter",
        (true, _) => "higher",
        (false, _) => "lower",
    };
    Ok(Finding {
        statement: format!(
            "{} was {comparison} on {}s than on other days, by {} {} on average over {} weeks.",
            capital(noun(series.metric())),
            weekday_name(found.weekday),
            number(found.difference.abs(), 1),
            series.metric().unit(),
            found.weeks,
        ),
        value: found.difference,
        interval: Some((found.low, found.high)),
        days: found.days,
    })
}

fn trend_finding(series: &DailySeries, today: Date, rng: &mut StdRng) -> Result<Finding, Abstention> {
    let found = trend(series, today, rng)?;
    let (name, unit, weeks) = (capital(noun(series.metric())), series.metric().unit(), TREND_DAYS / 7);
    let (low, high) = (number(found.low, 2), number(found.high, 2));
    let speed = number(found.per_week.abs(), 2);
    let statement = match found.direction {
        Direction::Up => format!("{name} rose by {speed} {unit} a week over the last {weeks} weeks."),
        Direction::Down => format!("{name} fell by {speed} {unit} a week over the last {weeks} weeks."),
        Direction::Unclear => {
            format!("{name} shows no clear trend over the last {weeks} weeks: from {low} to {high} {unit} a week.")
        }
    };
    Ok(Finding {
        statement,
        value: found.per_week,
        interval: Some((found.low, found.high)),
        days: found.days,
    })
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A number for a sentence, with `digits` decimals and never as "-0.0".
fn number(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    let zero = text.starts_with('-') && text.bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.'));
    if zero { text[1..].to_owned() } else { text }
}

fn weekday_name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}
