//! How many of a cohort's people each kind of insight holds for: the one aggregate that is costly, and so kept for a while.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use eunoia_domain::{Metric, local_date};
use eunoia_engine::{
    History,
    population::{MINIMUM_PEOPLE, PREVALENCE_DAYS, Prevalence, Share},
};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};
use serde::Serialize;
use tokio::{sync::Semaphore, task::spawn_blocking};
use uuid::Uuid;

use super::{
    ActionError,
    analyze::histories_of,
    insights::SEED,
    stats::{Cohort, Filled, filled_warehouse, other_columns},
};
use crate::app::App;

/// What was computed last for each organisation. It serves for five minutes, and only while the same people are counted:
/// whoever withdraws is out of the next answer.
pub struct CohortStudies {
    found: Mutex<HashMap<i64, Study>>,
    /// One is computed at a time: it takes all cores.
    turn: Arc<tokio::sync::Mutex<()>>,
    /// Answers that are under way at a time, so that the relay finds a connection free.
    pub(super) asking: Arc<Semaphore>,
}

impl Default for CohortStudies {
    fn default() -> Self {
        Self {
            found: Mutex::default(),
            turn: Arc::default(),
            asking: Arc::new(Semaphore::new(2)),
        }
    }
}

struct Study {
    of: [u8; 32],
    made: Timestamp,
    prevalence: Prevalence,
}

const KEPT: SignedDuration = SignedDuration::from_mins(5);
const MOST_KEPT: usize = 256;
/// People whose histories are in memory at a time.
const AT_A_TIME: usize = 2_000;

impl CohortStudies {
    fn get(&self, organisation: i64, of: [u8; 32], now: Timestamp) -> Option<Prevalence> {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = found
            .get(&organisation)
            .filter(|study| study.of == of && now.duration_since(study.made) < KEPT);
        fresh.map(|study| study.prevalence.clone())
    }

    fn put(&self, organisation: i64, study: Study) {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.insert(organisation, study);
        if found.len() > MOST_KEPT
            && let Some(oldest) = found.iter().min_by_key(|(_, study)| study.made).map(|(id, _)| *id)
        {
            found.remove(&oldest);
        }
    }
}

#[derive(Debug, Serialize)]
pub struct PrevalenceCell {
    /// The code of an insight; of a trend with its direction.
    pub kind: &'static str,
    #[serde(flatten)]
    pub share: Share,
}

#[derive(Debug, Serialize)]
pub struct PrevalenceView {
    pub organisation: Uuid,
    pub minimum_people: usize,
    pub cells: Vec<PrevalenceCell>,
    pub note: &'static str,
}

const NOTE: &str = "Shares of the members whose consent to aggregates holds now. A trend is counted where its direction is clear, every \
    other kind where a person's days support it. A cell is suppressed if it, or everybody who is not in it, is fewer than 20 people. \
    Counts are rounded down to a multiple of 5. Computed anew after five minutes, and whenever somebody joins, leaves or withdraws.";

/// How many of the cohort's people each kind of insight holds for.
pub async fn prevalence(app: &App, cohort: &Cohort) -> Result<PrevalenceView, ActionError> {
    let cells = studied(app, cohort).await?.cells();
    Ok(PrevalenceView {
        organisation: cohort.organisation.public_id,
        minimum_people: MINIMUM_PEOPLE,
        cells: cells.into_iter().map(|(kind, share)| PrevalenceCell { kind, share }).collect(),
        note: NOTE,
    })
}

async fn studied(app: &App, cohort: &Cohort) -> Result<Prevalence, ActionError> {
    let (id, now) = (cohort.organisation.id, app.now());
    let mut of = blake3::Hasher::new();
    for member in &cohort.members {
        of.update(&member.subject.to_le_bytes());
    }
    let of = *of.finalize().as_bytes();
    if let Some(found) = app.studies.get(id, of, now) {
        return Ok(found);
    }
    let turn = Arc::clone(&app.studies.turn).lock_owned().await;
    // Somebody who waited before us may have done it.
    if let Some(found) = app.studies.get(id, of, app.now()) {
        return Ok(found);
    }
    let permit = Arc::clone(&app.analysing)
        .acquire_owned()
        .await
        .map_err(|e| ActionError::Internal(Box::new(e)))?;
    let filled = filled_warehouse(app).await?;
    let members = cohort
        .members
        .iter()
        .map(|member| (member.subject, local_date(now, &member.zone)))
        .collect();
    let studies = Arc::clone(&app.studies);
    // A task of its own: whoever hangs up and asks again finds it done, or under way.
    let study = tokio::spawn(async move {
        let _held = (turn, permit);
        let prevalence = study(&filled, members).await?;
        let made = Study {
            of,
            made: now,
            prevalence: prevalence.clone(),
        };
        studies.put(id, made);
        Ok(prevalence)
    });
    study.await.map_err(ActionError::worker)?
}

/// A part of the people at a time, so that it is their histories alone that are in memory.
async fn study(filled: &Filled, members: Vec<(u64, Date)>) -> Result<Prevalence, ActionError> {
    let metrics = [Metric::MOOD_SCORE, Metric::SLEEP_HOURS, Metric::SLEEP_QUALITY];
    let mut prevalence = Prevalence::default();
    let Some(first_today) = members.iter().map(|(_, today)| *today).min() else {
        return Ok(prevalence);
    };
    let from = first_today.saturating_sub(PREVALENCE_DAYS.days());
    for part in members.chunks(AT_A_TIME) {
        let subjects: Vec<u64> = part.iter().map(|(subject, _)| *subject).collect();
        let batches = filled.warehouse.cohort_daily(filled.epoch, &metrics, from, &subjects).await?;
        let part = part.to_vec();
        let added = spawn_blocking(move || {
            let mut histories = histories_of(&batches)?;
            let cohort: Vec<(History, Date)> = part
                .iter()
                .filter_map(|(subject, today)| Some((histories.remove(subject)?, *today)))
                .collect();
            prevalence.add(&cohort, SEED);
            prevalence.add_silent(part.len() - cohort.len());
            Some(prevalence)
        });
        prevalence = added.await.map_err(ActionError::worker)?.ok_or_else(other_columns)?;
    }
    Ok(prevalence)
}
