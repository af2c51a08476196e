//! What somebody could do now, and what they tell of it. Safety comes first: the level of risk decides what is left to suggest.

use eunoia_domain::{EventId, FieldError, Metric, Score};
use eunoia_engine::{
    crisis::RiskLevel,
    recommend::{Choice, Context, choose, exercise, library},
};
use eunoia_ingest::ledger::{Feedback, FeedbackOutcome, Person};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    ActionError,
    entries::fresh_id,
    insights::analysis,
    own_risk::{HelpView, help, score_now},
};
use crate::app::App;

/// What is wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecommendationsQuery {
    /// 1 to 6.
    pub count: Option<u32>,
    /// Minutes at hand, 1 to 240.
    pub minutes: Option<u16>,
}

/// What is suggested.
#[derive(Debug, Serialize)]
pub struct RecommendationsView {
    /// Where to get help; there from moderate risk on, and before anything else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub support: Option<HelpView>,
    /// The best guess first.
    pub items: Vec<Choice>,
    /// Whether they are chosen by the person's own days, to which they agreed.
    pub personal: bool,
    /// Why there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
}

/// What somebody tells of an exercise.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedbackBody {
    /// A UUIDv7 of the client's own, to be able to repeat the call.
    pub id: Option<Uuid>,
    /// An id of the library.
    pub exercise: String,
    /// 1 to 10; both or neither.
    pub mood_before: Option<f64>,
    pub mood_after: Option<f64>,
    /// It is not to be suggested again.
    #[serde(default)]
    pub not_for_me: bool,
}

#[derive(Debug, Serialize)]
pub struct FeedbackView {
    pub id: Uuid,
    pub exercise: String,
}

/// Exercises to try now, with reasons; from moderate risk on behind where to get help.
pub async fn recommendations(app: &App, person: &Person, query: &RecommendationsQuery) -> Result<RecommendationsView, ActionError> {
    let count = query.count.unwrap_or(3);
    if !(1..=6).contains(&count) {
        return Err(FieldError::new("count", count, "a whole number from 1 to 6").into());
    }
    if let Some(minutes) = query.minutes.filter(|minutes| !(1..=240).contains(minutes)) {
        return Err(FieldError::new("minutes", minutes, "a whole number from 1 to 240").into());
    }
    // Safety is asked about whether or not somebody agreed to suggestions by their days: it shows what they see anyway.
    let score = score_now(app, person).await?;
    let level = score.level.unwrap_or(RiskLevel::None);
    let personal = person.suggestion_consent;
    let (context, tried) = if personal {
        let gad7 = last_gad7(app, person).await?;
        (Context::of(&score, gad7), app.ledger.tried(person.id).await?)
    } else {
        let nothing = Context {
            needs: Default::default(),
            level,
            minutes: None,
        };
        (nothing, Vec::new())
    };
    let context = Context {
        minutes: query.minutes,
        ..context
    };
    let items = choose(&context, &tried, count as usize, seed(person, score.date, tried.len()));
    let reason = items.is_empty().then_some(if level >= RiskLevel::High {
        "No exercise is what matters now; please use the help above."
    } else {
        "There is none that fits."
    });
    Ok(RecommendationsView {
        support: help(level, app.support_line.as_deref()),
        items,
        personal,
        reason,
    })
}

/// The same all day, and another draw once something was told.
fn seed(person: &Person, today: Date, told: usize) -> u64 {
    let day = (i64::from(today.year()) * 366 + i64::from(today.day_of_year())).unsigned_abs();
    person.subject ^ day.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (told as u64).rotate_left(48)
}

async fn last_gad7(app: &App, person: &Person) -> Result<Option<f64>, ActionError> {
    let analysed = analysis(app, person).await?;
    let series = Metric::known("gad7.total").map(|metric| analysed.0.series(&metric));
    Ok(series.and_then(|series| series.observed().last().map(|(_, total)| total)))
}

/// Keeps what somebody tells of an exercise, for those who agreed to it. The flag tells whether it was told before.
pub async fn tell_of_exercise(app: &App, person: &Person, body: FeedbackBody) -> Result<(FeedbackView, bool), ActionError> {
    if exercise(&body.exercise).is_none() {
        let known: Vec<&str> = library().iter().map(|exercise| exercise.id).collect();
        return Err(FieldError::new("exercise", &body.exercise, format!("one of {}", known.join(", "))).into());
    }
    let moods = match (body.mood_before, body.mood_after) {
        (Some(before), Some(after)) => Some((Score::new("mood_before", before)?.get(), Score::new("mood_after", after)?.get())),
        (None, None) => None,
        (Some(_), None) => return Err(FieldError::missing("mood_after", "a number from 1 to 10, since mood_before is given").into()),
        (None, Some(_)) => return Err(FieldError::missing("mood_before", "a number from 1 to 10, since mood_after is given").into()),
    };
    if !person.suggestion_consent {
        return Err(ActionError::Stands {
            code: "no_consent",
            told: "what you tell of exercises is kept once you agree to suggestions by your own days (suggestion_consent)".to_owned(),
        });
    }
    let id = match body.id {
        Some(id) => EventId::try_from(id)?.as_uuid(),
        None => fresh_id(app)?,
    };
    let feedback = Feedback {
        exercise: body.exercise,
        moods,
        not_for_me: body.not_for_me,
    };
    let outcome = app.ledger.add_feedback(person.id, id, &feedback, app.now()).await?;
    let view = FeedbackView {
        id,
        exercise: feedback.exercise,
    };
    match outcome {
        FeedbackOutcome::Kept => Ok((view, false)),
        FeedbackOutcome::Repeated => Ok((view, true)),
        FeedbackOutcome::Conflict => Err(ActionError::Refused(eunoia_ingest::ledger::Refusal::Conflict)),
    }
}
