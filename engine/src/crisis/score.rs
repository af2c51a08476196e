use jiff::civil::Date;
use serde::Serialize;

use super::{
    Evidence, FloorState, MODEL, RiskLevel, Signal, Signals,
    explain::{lack_reason, reason},
    signal::{Memory, Strength},
};
use crate::{
    Abstention, ModelId,
    history::{after, days_between},
};

/// Tenths of a point at which low, moderate, high and imminent begin. A composite never is imminent: only somebody's word
/// that they intend to act, or have a plan, is.
const BEGINS: [u16; 4] = [150, 270, 500, 800];

/// One person's risk on one day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RiskScore {
    pub date: Date,
    /// The level of the points, or that of the highest floor; absent when nothing at all is known.
    pub level: Option<RiskLevel>,
    /// 0 to 100, the sum of the contributions' points; absent likewise. Not a probability.
    pub points: Option<f64>,
    pub certainty: Certainty,
    /// Those that give points, the most first.
    pub contributions: Vec<Contribution>,
    /// What was not there to be looked at, or is old.
    pub lacks: Vec<Lack>,
    pub model: ModelId,
    pub abstained: Option<Abstention>,
}

/// How much of what is looked at was recorded, and how lately. Age and absence change this, and never the level.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Certainty {
    /// 0 to 1.
    pub value: f64,
    /// `low`, `medium` or `high`.
    pub word: &'static str,
}

/// What gives points, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contribution {
    /// The signal; absent for a floor, which adds what its level lacks.
    pub signal: Option<Signal>,
    pub points: f64,
    /// What it gives at most.
    pub most: f64,
    /// Plain words.
    pub reason: String,
    /// Days with data that it is about, and the last of them.
    pub days: usize,
    pub last: Date,
}

/// Something that was not there to be looked at, or is old.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lack {
    pub signal: Signal,
    /// Stable and meant for programs: `no_data` or `stale`.
    pub code: &'static str,
    pub reason: String,
}

/// The level that the signals alone give.
pub fn composite_level(signals: &Signals) -> RiskLevel {
    level_of(Signal::ALL.iter().map(|signal| signals.tenths(*signal)).sum()).min(RiskLevel::High)
}

fn level_of(tenths: u16) -> RiskLevel {
    let reached = BEGINS.iter().filter(|from| tenths >= **from).count();
    RiskLevel::ALL.get(reached).copied().unwrap_or(RiskLevel::Imminent)
}

/// Where a level begins, in tenths of a point.
fn begins(level: RiskLevel) -> u16 {
    match level {
        RiskLevel::None => 0,
        RiskLevel::Low => BEGINS[0],
        RiskLevel::Moderate => BEGINS[1],
        RiskLevel::High => BEGINS[2],
        RiskLevel::Imminent => BEGINS[3],
    }
}

/// The risk as of `today`. What was recorded for later days is not used.
pub fn risk_now(evidence: &Evidence, floors: &[FloorState], today: Date) -> RiskScore {
    let mut memory = Memory::default();
    for (date, day) in evidence.days.range(..=today) {
        memory.see(*date, day);
    }
    score(&memory, floors, today)
}

/// The risk of each day from `from` to `to`, as it was known on that day: days after it are not used. At most 40,000 days,
/// the first ones.
pub fn risk_course(evidence: &Evidence, floors: &[FloorState], from: Date, to: Date) -> Vec<RiskScore> {
    const MOST_DAYS: i64 = 40_000;
    let mut memory = Memory::default();
    let mut days = evidence.days.range(..=to).peekable();
    let count = (days_between(from, to) + 1).clamp(0, MOST_DAYS);
    (0..count)
        .map(|n| {
            let date = after(from, n);
            while let Some((date, day)) = days.next_if(|(on, _)| **on <= date) {
                memory.see(*date, day);
            }
            score(&memory, floors, date)
        })
        .collect()
}

fn score(memory: &Memory, floors: &[FloorState], today: Date) -> RiskScore {
    let strengths = Signal::ALL.map(|signal| (signal, memory.strength(signal)));
    let mut signals = Signals::default();
    for (signal, strength) in &strengths {
        if let Some(strength) = strength {
            signals = signals.with(*signal, strength.value);
        }
    }
    let mut contributions = Vec::new();
    for (signal, strength) in &strengths {
        let (tenths, Some(strength)) = (signals.tenths(*signal), strength) else {
            continue;
        };
        if tenths > 0 {
            contributions.push(Contribution {
                signal: Some(*signal),
                points: f64::from(tenths) / 10.0,
                most: f64::from(signal.most()) / 10.0,
                reason: reason(*signal, strength),
                days: strength.days,
                last: strength.last,
            });
        }
    }
    contributions.sort_by(|a, b| b.points.total_cmp(&a.points));
    let composite: u16 = Signal::ALL.iter().map(|signal| signals.tenths(*signal)).sum();
    let standing = floors.iter().filter(|floor| floor.stands_on(today));
    // Of equal ones the latest, which is the one that is remembered.
    let floor = standing.max_by_key(|floor| (floor.finding.level(), floor.from));
    let floor = floor.filter(|floor| floor.finding.level() > RiskLevel::None);
    let mut tenths = composite;
    let mut level = composite_level(&signals);
    if let Some(floor) = floor {
        let lift = begins(floor.finding.level()).saturating_sub(composite);
        level = level.max(floor.finding.level());
        tenths += lift;
        contributions.insert(0, Contribution::of_floor(floor, lift));
    }
    let known = floor.is_some() || strengths.iter().any(|(_, strength)| strength.is_some());
    RiskScore {
        date: today,
        level: known.then_some(level),
        points: known.then(|| f64::from(tenths) / 10.0),
        certainty: certainty(&strengths, today),
        contributions,
        lacks: strengths
            .iter()
            .filter_map(|(signal, strength)| lack(*signal, strength.as_ref(), today))
            .collect(),
        model: MODEL,
        abstained: (!known).then(|| Abstention {
            code: "no_data",
            reason: "nothing has been recorded yet that says anything about risk".to_owned(),
        }),
    }
}

impl Contribution {
    fn of_floor(floor: &FloorState, lift: u16) -> Self {
        Self {
            signal: None,
            points: f64::from(lift) / 10.0,
            most: f64::from(begins(floor.finding.level())) / 10.0,
            reason: super::explain::floor_reason(floor),
            days: 1,
            last: floor.from,
        }
    }
}

/// The share of the points that could be looked at, each signal's worth halved by its half-life.
fn certainty(strengths: &[(Signal, Option<Strength>)], today: Date) -> Certainty {
    let (mut seen, mut all) = (0.0, 0.0);
    for (signal, strength) in strengths {
        let worth = f64::from(signal.most());
        all += worth;
        if let Some(strength) = strength {
            let age = days_between(strength.last, today).max(0) as f64;
            seen += worth * (-age / signal.half_life()).exp2();
        }
    }
    let value = (seen / all).clamp(0.0, 1.0);
    Certainty {
        value,
        word: match value {
            v if v >= 0.6 => "high",
            v if v >= 0.3 => "medium",
            _ => "low",
        },
    }
}

fn lack(signal: Signal, strength: Option<&Strength>, today: Date) -> Option<Lack> {
    let age = strength.map(|strength| days_between(strength.last, today));
    let code = match age {
        None => "no_data",
        Some(age) if age as f64 > 2.0 * signal.half_life() => "stale",
        Some(_) => return None,
    };
    Some(Lack {
        signal,
        code,
        reason: lack_reason(signal, age),
    })
}
