//! What is suggested: by what the days show, by what helped, and never in place of help.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test may panic")]

use std::collections::{BTreeSet, HashMap, HashSet};

use eunoia_engine::{
    crisis::RiskLevel,
    recommend::{Context, Kind, Need, Outcome, Tried, choose, exercise, library},
};
use proptest::{collection::vec, prelude::*, sample::select};

fn context(level: RiskLevel, needs: &[Need]) -> Context {
    Context {
        needs: needs.iter().copied().collect(),
        level,
        minutes: None,
    }
}

fn changes(id: &str, by: f64, times: usize) -> Vec<Tried> {
    let tried = Tried {
        exercise: id.to_owned(),
        outcome: Outcome::Change(by),
    };
    vec![tried; times]
}

/// How often each exercise comes first among many draws.
fn firsts(context: &Context, tried: &[Tried]) -> HashMap<&'static str, usize> {
    let mut found = HashMap::new();
    for seed in 0..1_000 {
        *found.entry(choose(context, tried, 3, seed)[0].exercise.id).or_insert(0) += 1;
    }
    found
}

#[test]
fn each_exercise_has_a_source_a_duration_and_cautions() {
    let kinds: HashSet<Kind> = library().iter().map(|exercise| exercise.kind).collect();
    assert_eq!(kinds.len(), 11, "every kind has one");
    let ids: HashSet<&str> = library().iter().map(|exercise| exercise.id).collect();
    assert_eq!(ids.len(), library().len());
    for found in library() {
        assert!(
            found.minutes > 0 && !found.steps.is_empty() && !found.contraindications.is_empty() && !found.for_needs.is_empty(),
            "{}",
            found.id
        );
        assert!(
            found.source.doi.starts_with("10.") && found.source.doi.contains('/') && found.source.citation.contains(". "),
            "{}",
            found.id
        );
        assert_eq!(exercise(found.id), Some(found));
    }
}

#[test]
fn what_the_days_call_for_comes_more_often_and_is_told() {
    let sleepless = context(RiskLevel::None, &[Need::PoorSleep]);
    let (plain, asked) = (firsts(&context(RiskLevel::None, &[]), &[]), firsts(&sleepless, &[]));
    assert!(asked["sleep.evening"] > plain["sleep.evening"]);
    let told = (0..50)
        .flat_map(|seed| choose(&sleepless, &[], 3, seed))
        .find(|choice| choice.exercise.id == "sleep.evening");
    assert!(told.unwrap().reasons.contains(&"Nights have been short or bad.".to_owned()));
}

#[test]
fn what_helped_comes_back_and_what_did_harm_goes() {
    let anybody = context(RiskLevel::None, &[]);
    let helped = firsts(&anybody, &changes("mindfulness.breath", 2.0, 8));
    // Of twelve, each in turn would be 83.
    assert!(helped["mindfulness.breath"] > 600, "{helped:?}");
    let harmed = firsts(&anybody, &changes("mindfulness.breath", -2.0, 8));
    assert!(harmed.get("mindfulness.breath").copied().unwrap_or(0) < 5, "{harmed:?}");
    let choice = choose(&anybody, &changes("mindfulness.breath", 2.0, 8), 3, 1);
    let choice = choice.iter().find(|choice| choice.exercise.id == "mindfulness.breath").unwrap();
    assert_eq!((choice.times, choice.mean_change), (8, Some(2.0)));
    assert!(
        choice.reasons.iter().any(|reason| reason.contains("2.0 points higher afterwards")),
        "{:?}",
        choice.reasons
    );
    let twice = choose(&anybody, &changes("mindfulness.breath", 9.0, 2), 12, 1);
    let twice = twice.iter().find(|choice| choice.exercise.id == "mindfulness.breath").unwrap();
    assert_eq!(twice.mean_change, None, "two times are too few to say");
}

#[test]
fn a_no_is_taken_until_it_is_taken_back() {
    let refused = Tried {
        exercise: "gratitude.three".to_owned(),
        outcome: Outcome::NotForMe,
    };
    let mut tried = changes("gratitude.three", 5.0, 9);
    tried.push(refused);
    assert!(!firsts(&context(RiskLevel::None, &[]), &tried).contains_key("gratitude.three"));
    tried.extend(changes("gratitude.three", 5.0, 1));
    assert!(firsts(&context(RiskLevel::None, &[]), &tried).contains_key("gratitude.three"));
}

fn tried() -> impl Strategy<Value = Vec<Tried>> {
    let id = select(
        library()
            .iter()
            .map(|exercise| exercise.id)
            .chain(["gone.since"])
            .collect::<Vec<_>>(),
    );
    let outcome = prop_oneof![any::<f64>().prop_map(Outcome::Change), Just(Outcome::Done), Just(Outcome::NotForMe)];
    let one = (id, outcome).prop_map(|(id, outcome)| Tried {
        exercise: id.to_owned(),
        outcome,
    });
    vec(one, 0..60)
}

proptest! {
    /// At moderate risk only what calms is left, at high risk nothing, whatever helped before.
    #[test]
    fn nothing_takes_the_place_of_help(tried in tried(), needs in vec(select(vec![Need::LowMood, Need::Worry, Need::PoorSleep]), 0..3), seed in any::<u64>()) {
        let needs: BTreeSet<Need> = needs.into_iter().collect();
        let of = |level| choose(&Context { needs: needs.clone(), level, minutes: None }, &tried, 12, seed);
        prop_assert!(of(RiskLevel::Moderate).iter().all(|choice| choice.exercise.calms));
        prop_assert!(of(RiskLevel::High).is_empty() && of(RiskLevel::Imminent).is_empty());
    }

    /// Kinds differ, the time at hand is kept to, everything has a reason, and the same arguments give the same.
    #[test]
    fn choices_are_sound(tried in tried(), minutes in proptest::option::of(0_u16..40), count in 0_usize..6, seed in any::<u64>()) {
        let context = Context { needs: BTreeSet::new(), level: RiskLevel::Low, minutes };
        let chosen = choose(&context, &tried, count, seed);
        let kinds: HashSet<Kind> = chosen.iter().map(|choice| choice.exercise.kind).collect();
        prop_assert!(kinds.len() == chosen.len() && chosen.len() <= count);
        prop_assert!(chosen.iter().all(|choice| minutes.is_none_or(|minutes| choice.exercise.minutes <= minutes)));
        prop_assert!(chosen.iter().all(|choice| !choice.reasons.is_empty() && choice.mean_change.is_none_or(f64::is_finite)));
        prop_assert_eq!(&chosen, &choose(&context, &tried, count, seed));
    }
}
