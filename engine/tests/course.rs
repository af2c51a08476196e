//! Changes between assessments are judged by published thresholds only.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test may panic")]

use eunoia_domain::{Assessment, AssessmentDraft, AssessmentScore, Instrument};
use eunoia_engine::course::{ChangeDirection, changes};

fn score(instrument: Instrument, answers: &[Option<i64>]) -> AssessmentScore {
    let draft = AssessmentDraft {
        instrument,
        answers: answers.to_vec(),
        screener: None,
        difficulty: None,
        total: None,
    };
    Assessment::try_from(draft).unwrap().score()
}

/// Nine answers that add up to `total`.
fn phq9(total: i64) -> AssessmentScore {
    let answers: Vec<_> = (0..9).map(|i| Some((total - 3 * i).clamp(0, 3))).collect();
    score(Instrument::Phq9, &answers)
}

#[test]
fn six_points_of_phq9_are_reliable_and_five_matter() {
    let found = changes(Instrument::Phq9, &[phq9(18), phq9(12), phq9(17), phq9(13), phq9(13)]);
    assert_eq!(found[0], None, "there is nothing before the first");
    let told: Vec<_> = found[1..]
        .iter()
        .map(|change| change.map(|c| (c.from_previous, c.direction, c.reliable, c.important)).unwrap())
        .collect();
    assert_eq!(
        told,
        [
            (-6, ChangeDirection::Better, Some(true), Some(true)),
            (5, ChangeDirection::Worse, Some(false), Some(true)),
            (-4, ChangeDirection::Better, Some(false), Some(false)),
            (0, ChangeDirection::Same, Some(false), Some(false)),
        ]
    );
}

#[test]
fn more_wellbeing_is_better_and_what_is_not_published_is_not_judged() {
    let who5 = |each| score(Instrument::Who5, &[Some(each); 5]);
    let up = changes(Instrument::Who5, &[who5(2), who5(3)])[1].unwrap();
    assert_eq!(
        (up.from_previous, up.direction, up.reliable, up.important),
        (20, ChangeDirection::Better, None, Some(true))
    );
    let phq2 = |each| score(Instrument::Phq2, &[Some(each); 2]);
    let worse = changes(Instrument::Phq2, &[phq2(0), phq2(3)])[1].unwrap();
    assert_eq!(
        (worse.direction, worse.reliable, worse.important),
        (ChangeDirection::Worse, None, None)
    );
}

#[test]
fn an_assessment_without_a_total_is_passed_over() {
    let mut gaps = vec![Some(3); 9];
    gaps[..3].fill(None);
    let found = changes(Instrument::Phq9, &[phq9(10), score(Instrument::Phq9, &gaps), phq9(20)]);
    assert_eq!(found[1], None);
    assert_eq!(found[2].unwrap().from_previous, 10);
}
