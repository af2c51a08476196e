//! What goes with better and worse days, as insights.

use eunoia_domain::Metric;
use jiff::civil::Date;

use super::{Insight, fresh};
use crate::{
    Abstention, Correlations, History,
    correlation::{Change, Finding},
};

/// Associations that are told as insights; `/v1/correlations` tells all.
const MOST: usize = 3;

/// What goes with mood, the weightiest first, and the latest lasting change of its level; or why neither can be told.
pub(super) fn associations(history: &History, found: &Correlations, today: Date) -> Vec<Insight> {
    let outcome = &found.outcome;
    let stale = fresh(&history.series(outcome).until(today), today).err();
    let mut told: Vec<Insight> = Vec::new();
    match stale.clone().or_else(|| found.abstained.clone()) {
        None => told.extend(found.items.iter().take(MOST).map(|item| association(item, found))),
        Some(abstention) => told.push(unsaid(
            found,
            "association.mood",
            "What goes with mood cannot be told yet.",
            abstention,
        )),
    }
    match (stale.or_else(|| found.changes.abstained.clone()), found.changes.items.last()) {
        (None, Some(last)) => told.push(change(last, found)),
        (abstention, _) => {
            let abstention = abstention.unwrap_or_else(|| Abstention::no_data(outcome));
            told.push(unsaid(found, "change.mood", "A lasting change of mood cannot be told.", abstention));
        }
    }
    told
}

fn association(item: &Finding, found: &Correlations) -> Insight {
    let evidence = item.evidence.iter().find(|test| test.lag == item.lag);
    // Without a difference in level, the correlation is what the data support.
    let (value, interval, unit) = match &item.difference {
        Some(difference) => (
            Some(difference.value),
            Some((difference.low, difference.high)),
            found.outcome.unit(),
        ),
        None => (
            evidence.map(|test| test.r),
            evidence.map(|test| (test.low, test.high)),
            "rank correlation",
        ),
    };
    Insight {
        code: "association.mood",
        metric: item.metric.clone(),
        statement: item.statement.clone(),
        value,
        low: interval.map(|(low, _)| low),
        high: interval.map(|(_, high)| high),
        unit: unit.to_owned(),
        days: evidence.map_or(0, |test| test.n),
        model: found.model,
        abstained: None,
    }
}

fn change(change: &Change, found: &Correlations) -> Insight {
    Insight {
        code: "change.mood",
        metric: change.metric.clone(),
        statement: change.statement.clone(),
        value: Some(change.difference),
        low: Some(change.low),
        high: Some(change.high),
        unit: found.outcome.unit().to_owned(),
        days: change.days_before + change.days_after,
        model: found.changes.model,
        abstained: None,
    }
}

fn unsaid(found: &Correlations, code: &'static str, statement: &str, abstention: Abstention) -> Insight {
    Insight {
        code,
        metric: Metric::clone(&found.outcome),
        statement: statement.to_owned(),
        value: None,
        low: None,
        high: None,
        unit: found.outcome.unit().to_owned(),
        days: found.days,
        model: if code == "change.mood" { found.changes.model } else { found.model },
        abstained: Some(abstention),
    }
}
