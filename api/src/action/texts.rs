//! What was read in a person's own words, for the person alone.
//!
//! Every reader gets the same stored result; nobody's question makes the model read. The probability of a crisis is not told
//! to the person: at the signal point and above the answer holds calm words and where help is, at the floor it asks
//! for a C-SSRS, as an answer to PHQ-9's ninth question does.

use std::{collections::BTreeMap, time::Duration};

use eunoia_domain::{EntryKind, EventId, FieldError, FollowUp, Moment};
use eunoia_engine::text::{Label, Sentiment, TextScore};
use eunoia_ingest::{
    ledger::{Filter, Person, ScoreRecord},
    seal::PersonKey,
    text::{Reading, Unread},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, timeout};
use uuid::Uuid;

use super::{
    ActionError,
    entries::{cursor, position},
};
use crate::{app::App, text::TextStatus};

/// Seconds that somebody may wait for a text to be read.
const LONGEST_WAIT: u32 = 10;
/// How often a result of another process is looked for; those of this process are told.
const LOOK: Duration = Duration::from_millis(250);

/// Where an entry's text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TextState {
    Read,
    /// It waits for its turn.
    Pending,
    /// It cannot be read now, or not by this model; `code` and `reason` say why.
    NotAvailable,
    /// There are no sentences in the entry.
    NoText,
}

/// What was read in one entry, or why nothing was.
#[derive(Debug, Serialize)]
pub struct TextView {
    pub id: Uuid,
    pub kind: EntryKind,
    /// The version of the entry that this is about.
    pub version: u32,
    pub at: Timestamp,
    pub local_date: Date,
    pub status: TextState,
    /// Stable and meant for programs; absent if it was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    /// The same for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<TextModelView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reading: Option<TextReadingView>,
}

#[derive(Debug, Clone, Serialize)]
pub struct TextModelView {
    pub name: String,
    pub version: String,
}

#[derive(Debug, Serialize)]
pub struct TextReadingView {
    pub sentiment: Sentiment,
    /// -1 (as unpleasant as can be) to 1.
    pub valence: f32,
    /// Emotions that reach their own threshold, the likeliest first.
    pub emotions: Vec<EmotionView>,
    /// Calibrated probabilities of all 28.
    pub probabilities: BTreeMap<&'static str, f32>,
    /// Of Ekman's six and neutral.
    pub ekman: BTreeMap<&'static str, f32>,
    /// Of positive, negative, ambiguous and neutral emotions.
    pub groups: BTreeMap<&'static str, f32>,
    /// `required`: fill in a C-SSRS screener now.
    pub follow_up: FollowUp,
    /// Calm words and where help is, if they are due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub support: Option<SupportView>,
}

#[derive(Debug, Serialize)]
pub struct EmotionView {
    pub label: &'static str,
    pub probability: f32,
}

#[derive(Debug, Serialize)]
pub struct SupportView {
    pub message: &'static str,
    pub resources: &'static str,
}

const SUPPORT: SupportView = SupportView {
    message: "What you wrote sounds heavy. You are not alone with this, and it can be talked about with somebody you trust, or with people \
        who are there for just this.",
    resources: "If you are in danger now, call your local emergency number; findahelpline.com lists help lines in your country.",
};

/// How long to wait for a text to be read.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaitQuery {
    /// Seconds, 0 to 10.
    pub wait: Option<u32>,
}

/// Which texts are wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextsQuery {
    /// 1 to 500.
    pub limit: Option<u32>,
    pub cursor: Option<String>,
    /// First local date.
    pub from: Option<Date>,
    /// Last local date.
    pub to: Option<Date>,
}

/// A page of texts, newest first.
#[derive(Debug, Serialize)]
pub struct TextPageView {
    /// The one model that read all of them; absent before the first was read.
    pub model: Option<TextModelView>,
    pub items: Vec<TextView>,
    pub next_cursor: Option<String>,
}

/// What was read in the current version of an entry: of `kind`, or of any. Waits for it as long as is asked.
pub async fn read_text(
    app: &App,
    person: &Person,
    kind: Option<EntryKind>,
    id: EventId,
    query: &WaitQuery,
) -> Result<TextView, ActionError> {
    let wait = query.wait.unwrap_or(0);
    if wait > LONGEST_WAIT {
        return Err(FieldError::new("wait", wait, format!("a whole number of seconds from 0 to {LONGEST_WAIT}")).into());
    }
    let until = Instant::now() + Duration::from_secs(u64::from(wait));
    // So many at a time; whoever comes beyond them is answered at once.
    let permit = if wait > 0 { app.awaiting_texts.try_acquire().ok() } else { None };
    let mut scored = app.ledger.scored();
    loop {
        scored.mark_unchanged();
        let view = text_now(app, person, kind, id).await?;
        let now = Instant::now();
        if view.status != TextState::Pending || permit.is_none() || now >= until {
            return Ok(view);
        }
        let _ = timeout(LOOK.min(until - now), scored.changed()).await;
    }
}

async fn text_now(app: &App, person: &Person, kind: Option<EntryKind>, id: EventId) -> Result<TextView, ActionError> {
    let record = app.ledger.latest(person.id, id).await?;
    let record = record.filter(|record| kind.is_none_or(|kind| record.kind == kind));
    let record = record.ok_or(ActionError::NotFound)?;
    if record.is_deleted() {
        return Err(ActionError::Gone);
    }
    let key = app.ledger.key(person.id).await?;
    let view = TextView::new(record.id, record.kind, record.version, &record.moment);
    match app.ledger.score(person.id, id, record.version).await? {
        Some(score) => view.read(&score, &key),
        None if record.entry(&key)?.free_text().is_none() => {
            let reason = "there are no sentences in this entry";
            Ok(view.unread(TextState::NoText, "no_text", reason))
        }
        None => Ok(view.waiting(&app.text.status())),
    }
}

/// What was read in the person's own entries, by one model: those that it has not read yet are pending.
pub async fn texts(app: &App, person: &Person, query: &TextsQuery) -> Result<TextPageView, ActionError> {
    let limit = query.limit.unwrap_or(50);
    if !(1..=500).contains(&limit) {
        return Err(FieldError::new("limit", limit, "a whole number from 1 to 500").into());
    }
    let after = query.cursor.as_deref().map(position).transpose()?;
    let filter = Filter {
        from: query.from,
        to: query.to,
    };
    let page = app.ledger.texts(person.id, &filter, after, limit).await?;
    let (key, status) = (app.ledger.key(person.id).await?, app.text.status());
    let mut items = Vec::with_capacity(page.items.len());
    for item in page.items {
        let view = TextView::new(item.id, item.kind, item.version, &item.moment);
        items.push(match &item.score {
            Some(score) => view.read(score, &key)?,
            None => view.waiting(&status),
        });
    }
    let model = items.iter().find_map(|item| item.model.clone());
    Ok(TextPageView {
        model,
        items,
        next_cursor: page.next.map(cursor),
    })
}

/// Why no text is read on this server, in words for anybody: what the log says names folders.
pub fn why_not_available(code: &str) -> &'static str {
    match code {
        "model_missing" => "this server has no text model",
        "model_broken" => "the text model of this server can't be used",
        "runtime_missing" => "what runs text models is not installed on this server",
        "runtime_broken" => "what runs text models can't be used on this server",
        _ => "the text model of this server failed",
    }
}

impl TextView {
    /// Of an entry of which nothing else is known yet.
    fn new(id: EventId, kind: EntryKind, version: u32, moment: &Moment) -> Self {
        Self {
            id: id.as_uuid(),
            kind,
            version,
            at: moment.at(),
            local_date: moment.local_date(),
            status: TextState::Pending,
            code: None,
            reason: None,
            model: None,
            reading: None,
        }
    }

    fn read(mut self, score: &ScoreRecord, key: &PersonKey) -> Result<Self, ActionError> {
        self.model = Some(TextModelView {
            name: score.model.name.clone(),
            version: score.model.version.clone(),
        });
        Ok(match score.reading(key)? {
            Reading::Score(score) => Self {
                status: TextState::Read,
                reading: Some(TextReadingView::of(&score)),
                ..self
            },
            Reading::Unread(Unread::NoWords) => self.unread(
                TextState::NotAvailable,
                "no_words",
                "there is nothing in the text that the model knows",
            ),
            Reading::Unread(Unread::Failed) => self.unread(TextState::NotAvailable, "model_failed", "the model could not read this text"),
        })
    }

    fn waiting(self, status: &TextStatus) -> Self {
        match status {
            TextStatus::NotAvailable { code, .. } => self.unread(TextState::NotAvailable, code, why_not_available(code)),
            TextStatus::Loading | TextStatus::Ready { .. } => self.unread(TextState::Pending, "waiting", "the text waits to be read"),
        }
    }

    fn unread(self, status: TextState, code: &'static str, reason: &str) -> Self {
        Self {
            status,
            code: Some(code),
            reason: Some(reason.to_owned()),
            ..self
        }
    }
}

impl TextReadingView {
    fn of(score: &TextScore) -> Self {
        let present = score.emotions.present();
        let mut emotions: Vec<EmotionView> = present
            .map(|(label, probability)| EmotionView {
                label: label.name(),
                probability,
            })
            .collect();
        emotions.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        Self {
            sentiment: score.sentiment,
            valence: score.valence,
            emotions,
            probabilities: score.emotions.labels().iter().map(|(label, p)| (label.name(), p)).collect(),
            ekman: score.emotions.ekman().iter().map(|(label, p)| (label.name(), p)).collect(),
            groups: score.emotions.groups().iter().map(|(label, p)| (label.name(), p)).collect(),
            follow_up: if score.crisis.floor { FollowUp::Required } else { FollowUp::None },
            support: (score.crisis.signal || score.crisis.floor).then_some(SUPPORT),
        }
    }
}
