//! How much there is to worry about somebody, told to the person themself, with where to get help first.

use eunoia_domain::{FieldError, FollowUp, local_date};
use eunoia_engine::crisis::{Evidence, Finding, Floor, FloorState, RiskLevel, RiskScore, Signal, TextSign, risk_course, risk_now};
use eunoia_ingest::{
    ledger::{Floors, Person, ScoreRecord, SealedError},
    seal::PersonKey,
};
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};
use tokio::task::spawn_blocking;

use super::{
    ActionError,
    insights::{analysis, compute},
    shown_readings::shown_readings,
};
use crate::app::App;

/// Which days are wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskQuery {
    /// 7 to 366.
    pub days: Option<u32>,
    /// Last local date; today by default.
    pub to: Option<Date>,
}

/// What is told.
#[derive(Debug, Serialize)]
pub struct OwnRiskView {
    /// Where to get help; there from moderate on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub support: Option<HelpView>,
    pub today: RiskScore,
    /// `required`: fill in a C-SSRS screener now.
    pub follow_up: FollowUp,
    /// Floors that stand, the highest first.
    pub floors: Vec<FloorView>,
    /// Day by day, as it was known on each.
    pub history: Vec<RiskDay>,
    pub about: &'static str,
}

/// Where to get help.
#[derive(Debug, Clone, Serialize)]
pub struct HelpView {
    pub message: &'static str,
    /// What can be done and who can be reached, the nearest first.
    pub resources: Vec<String>,
}

#[derive(Debug, Serialize)]
pub struct FloorView {
    /// `item9`, `screener` or `text`.
    pub source: &'static str,
    pub level: RiskLevel,
    /// The local date of what raised it.
    pub since: Date,
}

#[derive(Debug, Serialize)]
pub struct RiskDay {
    pub date: Date,
    /// Absent while nothing is known.
    pub level: Option<RiskLevel>,
    pub points: Option<f64>,
    /// 0 to 1.
    pub certainty: f64,
    pub contributions: Vec<RiskShare>,
}

/// A contribution without its words.
#[derive(Debug, Serialize)]
pub struct RiskShare {
    /// Absent for a floor.
    pub signal: Option<Signal>,
    pub points: f64,
}

const ABOUT: &str = "A sum of signs in what you recorded, to help notice when things get harder. It is no diagnosis, it has not been tested in \
    a clinic, and it can be wrong in both directions. If you feel worse than it says, trust yourself and talk to somebody.";

/// The person's risk today, and on the days up to `to`.
pub async fn own_risk(app: &App, person: &Person, query: &RiskQuery) -> Result<OwnRiskView, ActionError> {
    let days = query.days.unwrap_or(90);
    if !(7..=366).contains(&days) {
        return Err(FieldError::new("days", days, "a whole number from 7 to 366").into());
    }
    let today = local_date(app.now(), &person.zone);
    let to = query.to.unwrap_or(today);
    if to > today {
        return Err(FieldError::new("to", to, format!("a date no later than today, {today}")).into());
    }
    let from = to.saturating_sub(i64::from(days - 1).days());
    let (evidence, floors) = evidence(app, person).await?;
    let states = states(&floors, today);
    let scored = compute(app, move || {
        (now(&evidence, &states, today), risk_course(&evidence, &states, from, to))
    });
    let (score, course) = scored.await?;
    let level = score.level.unwrap_or(RiskLevel::None);
    Ok(OwnRiskView {
        support: help(level, app.support_line.as_deref()),
        follow_up: follow_up(&floors),
        floors: floor_views(&floors),
        history: course.into_iter().map(RiskDay::of).collect(),
        about: ABOUT,
        today: score,
    })
}

/// The person's risk today, for what must not come before safety.
pub(super) async fn score_now(app: &App, person: &Person) -> Result<RiskScore, ActionError> {
    let today = local_date(app.now(), &person.zone);
    let (evidence, floors) = evidence(app, person).await?;
    let states = states(&floors, today);
    let score = spawn_blocking(move || now(&evidence, &states, today)).await;
    score.map_err(ActionError::worker)
}

/// A floor holds, and is cleared, from when it is recorded: the date where that was may be ahead of the person's zone.
fn states(floors: &Floors, today: Date) -> Vec<FloorState> {
    let held = |state: FloorState| FloorState {
        from: state.from.min(today),
        until: state.until.map(|until| until.min(today)),
        ..state
    };
    floors.states().into_iter().map(held).collect()
}

/// Also by what is dated ahead of the person's zone.
fn now(evidence: &Evidence, states: &[FloorState], today: Date) -> RiskScore {
    let latest = evidence.last_date().map_or(today, |last| last.max(today));
    RiskScore {
        date: today,
        ..risk_now(evidence, states, latest)
    }
}

/// What is known of the person: their days, each of their texts, and the floors.
async fn evidence(app: &App, person: &Person) -> Result<(Evidence, Floors), ActionError> {
    let analysed = analysis(app, person).await?;
    let evidence = spawn_blocking(move || Evidence::of(&analysed.0))
        .await
        .map_err(ActionError::worker)?;
    let signs = shown_readings(app, person, sign).await?;
    let with_text = |evidence: Evidence, (date, sign)| evidence.with_text(date, sign);
    let floors = app.ledger.floors(person.id, app.now()).await?;
    Ok((signs.into_iter().fold(evidence, with_text), floors))
}

/// None of a text that could not be read.
fn sign(record: &ScoreRecord, key: &PersonKey) -> Option<Vec<(Date, TextSign)>> {
    let reading = record.reading(key).ok()?;
    let sign = reading.score().map(|score| TextSign {
        probability: f64::from(score.crisis.needs_human),
        signal: score.crisis.signal || score.crisis.floor,
    });
    Some(sign.map(|sign| (record.moment.local_date(), sign)).into_iter().collect())
}

/// A screener is due while a floor stands that no screener raised, and none was filled in since. Whatever that one said: who
/// would be asked until they give another answer would learn to give it.
fn follow_up(floors: &Floors) -> FollowUp {
    let talked = |floor: &Floor| {
        let is_screener = |later: &Floor| later.unchanged && matches!(later.finding, Finding::Screener(_));
        floors.findings.iter().any(|later| is_screener(later) && later.at > floor.at)
    };
    let asked = floors
        .standing()
        .any(|floor| matches!(floor.finding, Finding::Item9(_) | Finding::Text) && !talked(floor));
    if asked { FollowUp::Required } else { FollowUp::None }
}

fn floor_views(floors: &Floors) -> Vec<FloorView> {
    let mut standing: Vec<&Floor> = floors.standing().collect();
    standing.sort_by_key(|floor| std::cmp::Reverse((floor.finding.level(), floor.at)));
    let view = |floor: &Floor| FloorView {
        source: match floor.finding {
            Finding::Item9(_) => "item9",
            Finding::Screener(_) => "screener",
            Finding::Text | Finding::Nothing => "text",
        },
        level: floor.finding.level(),
        since: floor.local_date,
    };
    standing.into_iter().map(view).collect()
}

/// Where to get help, from moderate on. `line` is what the operator wrote for the people here.
pub(super) fn help(level: RiskLevel, line: Option<&str>) -> Option<HelpView> {
    if !level.needs_support() {
        return None;
    }
    let urgent = level >= RiskLevel::High;
    let message = if urgent {
        "What you recorded sounds very hard. Please reach out to somebody now; you do not have to get through this alone."
    } else {
        "What you recorded sounds heavy. Talking about it with somebody you trust, or with people who are there for just this, can help."
    };
    let mut resources: Vec<String> = line.map(str::to_owned).into_iter().collect();
    resources.push("If you are in danger now, call your local emergency number.".to_owned());
    resources.push("findahelpline.com lists help lines in your country.".to_owned());
    if urgent {
        resources.push("Stay with somebody, and put away from you what you could hurt yourself with.".to_owned());
    }
    Some(HelpView { message, resources })
}

impl RiskDay {
    fn of(score: RiskScore) -> Self {
        let share = |c: &eunoia_engine::crisis::Contribution| RiskShare {
            signal: c.signal,
            points: c.points,
        };
        Self {
            date: score.date,
            level: score.level,
            points: score.points,
            certainty: score.certainty.value,
            contributions: score.contributions.iter().map(share).collect(),
        }
    }
}

impl From<SealedError> for ActionError {
    fn from(error: SealedError) -> Self {
        match error {
            SealedError::Ledger(error) => error.into(),
            SealedError::Key(error) => error.into(),
            SealedError::Unsealable(error) => error.into(),
        }
    }
}
