//! A person's assessments over time.

use std::collections::BTreeMap;

use eunoia_domain::{AssessmentScore, Band, CssrsTier, Entry, EntryKind, Instrument};
use eunoia_engine::course::{Change, changes};
use eunoia_ingest::ledger::{Filter, Person};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use uuid::Uuid;

use super::ActionError;
use crate::app::App;

/// Assessments with one instrument, oldest first.
#[derive(Debug, Serialize)]
pub struct CourseView {
    pub instrument: Instrument,
    /// The range of the total; null for the C-SSRS screener, which has none.
    pub minimum: Option<u8>,
    pub maximum: Option<u8>,
    /// The published bands of the total, from the lowest.
    pub bands: &'static [Band],
    /// Thresholds that changes are judged by, in points; null where none is published.
    pub reliable_change: Option<u8>,
    pub important_difference: Option<u8>,
    pub points: Vec<CoursePoint>,
}

/// One assessment.
#[derive(Debug, Serialize)]
pub struct CoursePoint {
    pub id: Uuid,
    pub at: Timestamp,
    pub local_date: Date,
    /// Null where too many answers are missing, and for the C-SSRS screener.
    pub total: Option<u8>,
    pub band: Option<&'static str>,
    /// Of the C-SSRS screener.
    pub tier: Option<CssrsTier>,
    pub prorated: bool,
    /// Since the last assessment that has a total.
    pub change: Option<Change>,
}

/// A course for each instrument that the person has answered.
pub async fn assessment_course(app: &App, person: &Person) -> Result<Vec<CourseView>, ActionError> {
    const PAGE: u32 = 500;
    let key = app.ledger.key(person.id).await?;
    let mut found: BTreeMap<Instrument, Vec<_>> = BTreeMap::new();
    let mut after = None;
    loop {
        let page = app
            .ledger
            .list(person.id, EntryKind::Assessment, &Filter::default(), after, PAGE)
            .await?;
        for record in &page.records {
            if let Entry::Assessment(assessment) = record.entry(&key)? {
                let of_instrument = found.entry(assessment.instrument()).or_default();
                of_instrument.push((
                    record.id.as_uuid(),
                    record.moment.at(),
                    record.moment.local_date(),
                    assessment.score(),
                ));
            }
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let course = |(instrument, mut assessments): (Instrument, Vec<(Uuid, Timestamp, Date, AssessmentScore)>)| {
        assessments.reverse();
        let scores: Vec<AssessmentScore> = assessments.iter().map(|(.., score)| score).cloned().collect();
        let points = assessments.into_iter().zip(changes(instrument, &scores));
        CourseView {
            instrument,
            minimum: instrument.highest_total().map(|_| 0),
            maximum: instrument.highest_total(),
            bands: instrument.bands(),
            reliable_change: instrument.reliable_change(),
            important_difference: instrument.important_difference(),
            points: points
                .map(|((id, at, local_date, score), change)| CoursePoint {
                    id,
                    at,
                    local_date,
                    total: score.total,
                    band: score.band,
                    tier: score.tier,
                    prorated: score.prorated,
                    change,
                })
                .collect(),
        }
    };
    Ok(found.into_iter().map(course).collect())
}
