//! How early the level of risk rises when somebody gets worse, and how often it does for no reason: on people who were made up
//! before there was this score, with other seeds than those that its thresholds were set on (101 to 103).
//!
//! `cargo test --release -p eunoia-engine --test deterioration -- --nocapture` prints the figures.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test may panic")]

use eunoia_engine::{
    crisis::{Evidence, RiskLevel, Signal, Signals, composite_level, risk_course},
    simulate::planted::{PlantedPerson, Scenario, planted_person},
};
use jiff::civil::{Date, date};
use rayon::prelude::*;

const LAST: Date = date(2026, 6, 30);
const DAYS: u32 = 365;
/// A month, in days.
const MONTH: usize = 30;
/// The text model's signal point as the made-up reader of texts has it.
const SIGNAL: f64 = 0.3;

/// A person's days: whether the level is at least moderate, and where the slide lies, if there is one.
struct Followed {
    alert: Vec<bool>,
    /// Onset, bottom, and the first day as usual again.
    slide: Option<(usize, usize, usize)>,
}

fn follow(person: &PlantedPerson) -> Followed {
    let truth = &person.truth;
    let index = |day: Date| usize::try_from(day.duration_since(truth.start).as_hours() / 24).unwrap();
    let evidence = Evidence::of_daily(&person.history(), SIGNAL);
    let course = risk_course(&evidence, &[], truth.start, truth.end);
    Followed {
        alert: course.iter().map(|score| score.level >= Some(RiskLevel::Moderate)).collect(),
        slide: truth
            .deterioration
            .map(|slide| (index(slide.onset), index(slide.bottom), index(slide.recovered))),
    }
}

fn followed(scenario: Scenario, people: u32, seed: u64) -> Vec<Followed> {
    let each = (0..people)
        .into_par_iter()
        .map(|number| follow(&planted_person(scenario, number, DAYS, seed, LAST)));
    each.collect()
}

/// Months outside of slides, in how many of them an alert is raised, and in how many there is one.
#[derive(Debug, Default, Clone, Copy)]
struct Months {
    all: usize,
    raised: usize,
    standing: usize,
}

fn months(people: &[Followed]) -> Months {
    let mut counted = Months::default();
    for person in people {
        let within = |day: usize| person.slide.is_some_and(|(onset, _, recovered)| (onset..=recovered).contains(&day));
        let raised = |day: usize| person.alert[day] && (day == 0 || !person.alert[day - 1]);
        for first in (0..=person.alert.len() - MONTH).step_by(MONTH) {
            let mut days = first..first + MONTH;
            if days.clone().any(within) {
                continue;
            }
            counted.all += 1;
            counted.raised += usize::from(days.clone().any(raised));
            counted.standing += usize::from(days.any(|day| person.alert[day]));
        }
    }
    counted
}

/// Days from the first alert of a slide to its bottom; negative if there was none by then. Slides that begin in an alert are left out.
fn leads(people: &[Followed]) -> (Vec<i64>, usize) {
    let (mut leads, mut before) = (Vec::new(), 0);
    for person in people {
        let Some((onset, bottom, _)) = person.slide else { continue };
        if person.alert[onset] {
            before += 1;
            continue;
        }
        let first = (onset + 1..=bottom).find(|day| person.alert[*day]);
        leads.push(first.map_or(-1, |day| (bottom - day) as i64));
    }
    leads.sort_unstable();
    (leads, before)
}

#[test]
fn a_slide_is_seen_days_before_its_bottom_and_others_are_left_alone() {
    let sliding = followed(Scenario::Deterioration, 1_000, 7_001);
    let (leads, before) = leads(&sliding);
    let share = |from: i64| 100.0 * leads.iter().filter(|lead| **lead >= from).count() as f64 / leads.len() as f64;
    let median = leads[leads.len() / 2];
    println!(
        "slides {} (and {before} that began in an alert): median lead {median} days before the bottom; seen by the bottom {:.0} %, three days before {:.0} %, a week before {:.0} %",
        leads.len(),
        share(0),
        share(3),
        share(7)
    );
    let percent = |part: usize, all: usize| 100.0 * part as f64 / all as f64;
    let mut rates = Vec::new();
    for (name, people) in [
        ("with bad spells, outside of slides", &sliding),
        ("with nothing planted", &followed(Scenario::Null, 500, 7_002)),
        ("with mood that changes for good", &followed(Scenario::Change, 500, 7_003)),
    ] {
        let months = months(people);
        let (raised, standing) = (percent(months.raised, months.all), percent(months.standing, months.all));
        println!(
            "{name}: an alert is raised in {raised:.1} %, and stands in {standing:.1} %, of {} person-months",
            months.all
        );
        rates.push((raised, standing));
    }
    assert!(leads.len() > 400 && median >= 3, "median lead {median} of {} slides", leads.len());
    for (raised, standing) in &rates[..2] {
        assert!(*raised < 5.0 && *standing < 5.0, "{rates:?}");
    }
}

/// What a reader of the page may take from the levels: the strongest fall of mood with nothing else is moderate, and so is no
/// other signal by itself.
#[test]
fn only_a_fall_of_mood_is_moderate_by_itself() {
    for signal in Signal::ALL {
        let level = composite_level(&Signals::default().with(signal, 1.0));
        let expected = if signal == Signal::MoodFall {
            RiskLevel::Moderate
        } else {
            RiskLevel::Low
        };
        assert!(level <= expected, "{signal:?} alone is {level:?}");
    }
    assert_eq!(
        composite_level(&Signals::default().with(Signal::MoodFall, 1.0)),
        RiskLevel::Moderate
    );
}
