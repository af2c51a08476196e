//! Questionnaires: against an oracle written from the published rules, at every boundary of every band.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use eunoia_domain::{Assessment, AssessmentDraft, AssessmentScore, CssrsAnswers, CssrsTier, FieldError, FollowUp, Instrument};
use proptest::prelude::*;

fn draft(instrument: Instrument, answers: &[Option<i64>]) -> AssessmentDraft {
    AssessmentDraft {
        instrument,
        answers: answers.to_vec(),
        screener: None,
        difficulty: None,
        total: None,
    }
}

fn assess(instrument: Instrument, answers: &[Option<i64>]) -> Result<Assessment, FieldError> {
    Assessment::try_from(draft(instrument, answers))
}

fn score(instrument: Instrument, answers: &[Option<i64>]) -> AssessmentScore {
    assess(instrument, answers).unwrap().score()
}

/// Answers that add up to `sum`, as evenly as may be.
fn answers_of(items: usize, highest: i64, sum: i64) -> Vec<Option<i64>> {
    let mut left = sum;
    let answers: Vec<_> = (0..items)
        .map(|_| {
            let answer = left.min(highest);
            left -= answer;
            Some(answer)
        })
        .collect();
    assert_eq!(left, 0, "{sum} can't be reached");
    answers
}

struct Published {
    instrument: Instrument,
    items: usize,
    highest: i64,
    points: i64,
    bands: &'static [(i64, i64, &'static str)],
    screen_from: Option<i64>,
}

/// CLINICAL rules: Kroenke 2001, Spitzer 2006, Arroll 2010, Kroenke 2007, Topp 2015, Morin 2011.
const PUBLISHED: [Published; 6] = [
    Published {
        instrument: Instrument::Phq9,
        items: 9,
        highest: 3,
        points: 1,
        bands: &[
            (0, 4, "minimal"),
            (5, 9, "mild"),
            (10, 14, "moderate"),
            (15, 19, "moderately severe"),
            (20, 27, "severe"),
        ],
        screen_from: Some(10),
    },
    Published {
        instrument: Instrument::Gad7,
        items: 7,
        highest: 3,
        points: 1,
        bands: &[(0, 4, "minimal"), (5, 9, "mild"), (10, 14, "moderate"), (15, 21, "severe")],
        screen_from: Some(10),
    },
    Published {
        instrument: Instrument::Phq2,
        items: 2,
        highest: 3,
        points: 1,
        bands: &[],
        screen_from: Some(3),
    },
    Published {
        instrument: Instrument::Gad2,
        items: 2,
        highest: 3,
        points: 1,
        bands: &[],
        screen_from: Some(3),
    },
    Published {
        instrument: Instrument::Who5,
        items: 5,
        highest: 5,
        points: 4,
        bands: &[
            (0, 28, "likely depression"),
            (29, 50, "low wellbeing"),
            (51, 100, "adequate wellbeing"),
        ],
        screen_from: None,
    },
    Published {
        instrument: Instrument::Isi,
        items: 7,
        highest: 4,
        points: 1,
        bands: &[(0, 7, "none"), (8, 14, "subthreshold"), (15, 21, "moderate"), (22, 28, "severe")],
        screen_from: None,
    },
];

#[test]
fn every_sum_of_every_instrument_has_its_published_band_and_screen() {
    for published in &PUBLISHED {
        for sum in 0..=(published.items as i64 * published.highest) {
            let answers = answers_of(published.items, published.highest, sum);
            let score = score(published.instrument, &answers);
            let total = sum * published.points;
            assert_eq!(score.total.map(i64::from), Some(total), "{:?}", published.instrument);
            let band = published
                .bands
                .iter()
                .find(|(low, high, _)| (*low..=*high).contains(&total))
                .map(|(.., name)| *name);
            assert_eq!(score.band, band, "{:?} {total}", published.instrument);
            let screen = match published.instrument {
                Instrument::Who5 => Some(total <= 50 || answers.iter().flatten().any(|v| *v <= 1)),
                _ => published.screen_from.map(|from| total >= from),
            };
            assert_eq!(score.screen_positive, screen, "{:?} {total}", published.instrument);
            assert!(!score.prorated && score.missing == 0 && score.tier.is_none());
        }
    }
}

#[test]
fn who5_screens_on_one_low_item_though_the_total_is_high() {
    let score = score(Instrument::Who5, &[Some(5), Some(5), Some(5), Some(5), Some(1)]);
    assert_eq!((score.total, score.screen_positive), (Some(84), Some(true)));
    let score = self::score(Instrument::Who5, &[Some(5), Some(2), Some(2), Some(2), Some(2)]);
    assert_eq!((score.total, score.screen_positive), (Some(52), Some(false)));
}

#[test]
fn answers_out_of_range_and_wrong_numbers_of_them_are_refused_by_place() {
    for published in &PUBLISHED {
        for wrong in [-1, published.highest + 1, 256, i64::MAX, i64::MIN] {
            for place in 0..published.items {
                let mut answers = vec![Some(0); published.items];
                answers[place] = Some(wrong);
                let error = assess(published.instrument, &answers).unwrap_err();
                assert_eq!(error.field, format!("answers[{place}]"));
                assert_eq!(error.value, wrong.to_string());
                assert_eq!(error.expected, format!("a whole number from 0 to {}", published.highest));
            }
        }
        for count in [0, published.items - 1, published.items + 1] {
            let error = assess(published.instrument, &vec![Some(0); count]).unwrap_err();
            assert_eq!(error.field, "answers");
            assert!(
                error.value.contains(&count.to_string()) && error.expected.contains(&published.items.to_string()),
                "{error}"
            );
        }
    }
}

#[test]
fn difficulty_belongs_to_phq9_and_never_changes_its_score() {
    let phq9 = |difficulty| {
        Assessment::try_from(AssessmentDraft {
            difficulty,
            ..draft(Instrument::Phq9, &[Some(1); 9])
        })
    };
    for difficulty in [None, Some(0), Some(3)] {
        assert_eq!(phq9(difficulty).unwrap().score().total, Some(9));
    }
    assert_eq!(phq9(Some(4)).unwrap_err().field, "difficulty");
    let gad7 = Assessment::try_from(AssessmentDraft {
        difficulty: Some(1),
        ..draft(Instrument::Gad7, &[Some(1); 7])
    });
    assert_eq!(gad7.unwrap_err().field, "difficulty");
}

#[test]
fn a_forged_total_is_refused_naming_both_numbers() {
    for published in &PUBLISHED {
        let answers = answers_of(published.items, published.highest, published.highest);
        let true_total = (published.highest * published.points) as f64;
        let claim = |total| {
            Assessment::try_from(AssessmentDraft {
                total: Some(total),
                ..draft(published.instrument, &answers)
            })
        };
        assert!(claim(true_total).is_ok());
        for forged in [true_total + 1.0, true_total - 0.5, -1.0, 1e60, f64::NAN, f64::INFINITY] {
            let error = claim(forged).unwrap_err();
            assert_eq!(error.field, "total");
            assert_eq!(error.value, forged.to_string());
            assert!(error.expected.starts_with(&true_total.to_string()), "{error}");
        }
    }
    let unscored = [Some(3), Some(3), Some(3), None, None, None, Some(0), Some(0), Some(0)];
    let error = Assessment::try_from(AssessmentDraft {
        total: Some(9.0),
        ..draft(Instrument::Phq9, &unscored)
    })
    .unwrap_err();
    assert!(error.expected.contains("no total"), "{error}");
}

#[test]
fn item_nine_is_never_prorated_and_never_hidden_by_a_low_total() {
    for answer in 0..=3 {
        let mut answers = [Some(0); 9];
        answers[8] = Some(answer);
        let score = score(Instrument::Phq9, &answers);
        assert_eq!(score.item9, Some(u8::try_from(answer).unwrap()));
        assert_eq!(score.follow_up, if answer == 0 { FollowUp::None } else { FollowUp::Required });
    }
    let mut answers = [Some(3); 9];
    answers[8] = None;
    let unknown = score(Instrument::Phq9, &answers);
    assert_eq!((unknown.total, unknown.prorated), (Some(27), true));
    assert_eq!((unknown.item9, unknown.follow_up), (None, FollowUp::Ask));
    // Where there is no total any more, item 9 still counts.
    let answers = [None, None, None, None, Some(0), Some(0), Some(0), Some(0), Some(2)];
    let unscored = score(Instrument::Phq9, &answers);
    assert_eq!((unscored.total, unscored.band, unscored.screen_positive), (None, None, None));
    assert_eq!((unscored.item9, unscored.follow_up), (Some(2), FollowUp::Required));
    assert_eq!(score(Instrument::Gad7, &[Some(3); 7]).item9, None);
}

/// The answered items' mean times the number of items, rounded half up; in exact thirds and sevenths, not in floats.
fn oracle_total(answers: &[Option<i64>]) -> Option<i64> {
    let answered: Vec<i64> = answers.iter().flatten().copied().collect();
    if answers.len() - answered.len() > 2 {
        return None;
    }
    let numerator = answered.iter().sum::<i64>() * answers.len() as i64;
    let denominator = answered.len() as i64;
    let (whole, rest) = (numerator / denominator, numerator % denominator);
    Some(if rest * 2 >= denominator { whole + 1 } else { whole })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn phq9_and_gad7_agree_with_the_oracle(
        instrument in prop_oneof![Just(Instrument::Phq9), Just(Instrument::Gad7)],
        drawn in prop::collection::vec(prop::option::weighted(0.85, 0_i64..=3), 9),
    ) {
        let answers = &drawn[..if instrument == Instrument::Phq9 { 9 } else { 7 }];
        let score = score(instrument, answers);
        let missing = answers.iter().filter(|v| v.is_none()).count();
        prop_assert_eq!(score.total.map(i64::from), oracle_total(answers));
        prop_assert_eq!(score.missing, missing);
        prop_assert_eq!(score.prorated, (1..=2).contains(&missing));
        prop_assert_eq!(score.band.is_some(), score.total.is_some());
        prop_assert_eq!(score.screen_positive, score.total.map(|total| total >= 10));
        if let Some(total) = score.total {
            let sum: i64 = answers.iter().flatten().sum();
            prop_assert!(i64::from(total) >= sum && total <= 27);
        }
    }

    #[test]
    fn instruments_without_proration_refuse_a_gap(
        which in 2..PUBLISHED.len(),
        gap in any::<prop::sample::Index>(),
        answer in 0_i64..=3,
    ) {
        let published = &PUBLISHED[which];
        let mut answers = vec![Some(answer); published.items];
        answers[gap.index(published.items)] = None;
        prop_assert_eq!(assess(published.instrument, &answers).unwrap_err().field, "answers");
    }
}

#[test]
fn a_prorated_half_is_rounded_up() {
    // 8 answered, sum 4: 4 * 9 / 8 = 4.5.
    let mut answers = answers_of(8, 3, 4);
    answers.push(None);
    assert_eq!(score(Instrument::Phq9, &answers).total, Some(5));
    // 7 answered, sum 1: 9 / 7 = 1.29.
    let mut answers = answers_of(7, 3, 1);
    answers.extend([None, None]);
    assert_eq!(score(Instrument::Phq9, &answers).total, Some(1));
}

fn all_screeners() -> impl Iterator<Item = CssrsAnswers> {
    const OPTIONAL: [Option<bool>; 3] = [None, Some(false), Some(true)];
    (0..2_usize.pow(4) * 3_usize.pow(4)).map(|n| {
        let bit = |i: usize| n >> i & 1 == 1;
        let rest = n >> 4;
        let optional = |i: u32| OPTIONAL[rest / 3_usize.pow(i) % 3];
        CssrsAnswers {
            wish_to_be_dead: bit(0),
            suicidal_thoughts: bit(1),
            behaviour_lifetime: bit(2),
            behaviour_past_3_months: bit(3),
            method: optional(0),
            intent: optional(1),
            plan: optional(2),
            intent_or_plan_past_day: optional(3),
        }
    })
}

/// The Columbia triage guideline, read line by line, with the project's own tier above it.
fn oracle_tier(a: &CssrsAnswers) -> CssrsTier {
    let yes = |answer: Option<bool>| answer == Some(true);
    let tiers = [
        (a.wish_to_be_dead, CssrsTier::Low),
        (a.suicidal_thoughts, CssrsTier::Low),
        (yes(a.method), CssrsTier::Moderate),
        (a.behaviour_lifetime, CssrsTier::Moderate),
        (yes(a.intent), CssrsTier::High),
        (yes(a.plan), CssrsTier::High),
        (a.behaviour_past_3_months, CssrsTier::High),
        (
            (yes(a.intent) || yes(a.plan)) && yes(a.intent_or_plan_past_day),
            CssrsTier::Imminent,
        ),
    ];
    tiers
        .into_iter()
        .filter(|(holds, _)| *holds)
        .map(|(_, tier)| tier)
        .max()
        .unwrap_or(CssrsTier::None)
}

/// Which combinations of answers can be the screener's: its questions depend on each other.
fn coherent(a: &CssrsAnswers) -> bool {
    let asked = [a.method, a.intent, a.plan]
        .iter()
        .all(|answer| answer.is_some() == a.suicidal_thoughts);
    let acute = a.intent == Some(true) || a.plan == Some(true);
    let past_day = if acute {
        a.intent_or_plan_past_day.is_some()
    } else {
        a.intent_or_plan_past_day != Some(true)
    };
    asked && past_day && (a.behaviour_lifetime || !a.behaviour_past_3_months)
}

#[test]
fn every_combination_of_screener_answers_has_its_tier_or_is_refused() {
    let (mut scored, mut refused) = (0, 0);
    for screener in all_screeners() {
        let draft = AssessmentDraft {
            screener: Some(screener),
            ..draft(Instrument::Cssrs, &[])
        };
        match Assessment::try_from(draft) {
            Ok(assessment) => {
                assert!(coherent(&screener), "accepted: {screener:?}");
                let score = assessment.score();
                assert_eq!(score.tier, Some(oracle_tier(&screener)), "{screener:?}");
                assert_eq!((score.total, score.band), (None, None), "answers are never summed");
                let quiet = oracle_tier(&screener) == CssrsTier::None;
                assert_eq!(score.follow_up, if quiet { FollowUp::None } else { FollowUp::Required });
                scored += 1;
            }
            Err(error) => {
                assert!(!coherent(&screener), "{screener:?} {error}");
                assert!(error.field.starts_with("screener."), "{error}");
                refused += 1;
            }
        }
    }
    assert_eq!(scored + refused, 1_296);
    assert!(scored > 50);
}

#[test]
fn tiers_are_ordered() {
    let order = [
        CssrsTier::None,
        CssrsTier::Low,
        CssrsTier::Moderate,
        CssrsTier::High,
        CssrsTier::Imminent,
    ];
    assert!(order.is_sorted() && order.windows(2).all(|pair| pair[0] != pair[1]));
}

#[test]
fn a_screener_belongs_to_cssrs_alone() {
    assert_eq!(assess(Instrument::Cssrs, &[]).unwrap_err().field, "screener");
    let screener = all_screeners().find(coherent);
    let phq2 = AssessmentDraft {
        screener,
        ..draft(Instrument::Phq2, &[Some(0), Some(0)])
    };
    assert_eq!(Assessment::try_from(phq2).unwrap_err().field, "screener");
    let with_answers = AssessmentDraft {
        screener,
        ..draft(Instrument::Cssrs, &[Some(0)])
    };
    assert_eq!(Assessment::try_from(with_answers).unwrap_err().field, "answers");
}
