//! Lives with something planted are the same for the same seed, and hold what their truth says.

#![allow(clippy::expect_used, reason = "a test may panic")]

use eunoia_domain::{Metric, Source, Zone};
use eunoia_engine::{
    History,
    simulate::planted::{FACTORS, PlantedDay, PlantedPerson, Scenario, plant, planted_person},
};
use jiff::civil::{Date, date};

const END: Date = date(2025, 6, 30);

fn people(scenario: Scenario, people: u32, seed: u64) -> Vec<PlantedPerson> {
    plant(scenario, people, 365, seed, END).collect()
}

fn average(values: impl Iterator<Item = f64>) -> f64 {
    let (count, sum) = values.fold((0.0, 0.0), |(count, sum), value| (count + 1.0, sum + value));
    sum / count
}

fn correlation(pairs: &[(f64, f64)]) -> f64 {
    let (x, y) = (average(pairs.iter().map(|p| p.0)), average(pairs.iter().map(|p| p.1)));
    let of = |a: fn(&(f64, f64)) -> f64, b: fn(&(f64, f64)) -> f64, x, y| average(pairs.iter().map(|p| (a(p) - x) * (b(p) - y)));
    of(|p| p.0, |p| p.1, x, y) / (of(|p| p.0, |p| p.0, x, x) * of(|p| p.1, |p| p.1, y, y)).sqrt()
}

/// What mood and a factor of `lag` days before do from one day to the next, on which slow change hardly shows.
fn steps(person: &PlantedPerson, factor: usize, lag: usize) -> Vec<(f64, f64)> {
    let mood = |day: &PlantedDay| day.mood;
    (lag + 1..person.days.len())
        .filter_map(|day| {
            let of_factor = |day: usize| person.days[day - lag].factors[factor];
            Some((
                of_factor(day)? - of_factor(day - 1)?,
                mood(&person.days[day])? - mood(&person.days[day - 1])?,
            ))
        })
        .collect()
}

#[test]
fn the_seed_decides_and_a_person_is_the_same_among_any_others() {
    for scenario in Scenario::ALL {
        let few: Vec<_> = plant(scenario, 3, 90, 7, END).collect();
        assert_eq!(few[..2], plant(scenario, 2, 90, 7, END).collect::<Vec<_>>());
        assert_eq!(few[2], planted_person(scenario, 2, 90, 7, END));
        assert_ne!(few[0].days, planted_person(scenario, 0, 90, 8, END).days);
        assert_ne!(few[0].days, few[1].days);
    }
}

#[test]
fn events_say_what_the_days_say() {
    let zone: Zone = "Europe/Berlin".parse().expect("a zone");
    for person in people(Scenario::Deterioration, 6, 3) {
        let events = person.events(3, &zone);
        assert!(events.iter().all(|event| event.source == Source::Synthetic));
        assert!(events.is_sorted_by_key(|event| event.moment.at()));
        let observed: Vec<_> = events
            .iter()
            .flat_map(|event| event.entry.observations(&event.moment, |_| [0; 8]))
            .collect();
        let (told, made) = (History::from_observations(&observed), person.history());
        // What is read in texts is no part of an event.
        let written = made
            .metrics()
            .iter()
            .filter(|metric| !["journal.valence", "journal.crisis"].contains(&metric.name()));
        for metric in written {
            let pairs = told
                .series(metric)
                .values()
                .to_vec()
                .into_iter()
                .zip(made.series(metric).values().to_vec());
            for (told, made) in pairs {
                let same = match (told, made) {
                    (Some(told), Some(made)) => (told - made).abs() < 1e-5,
                    (told, made) => told == made,
                };
                assert!(same, "{metric}: {told:?} {made:?}");
            }
        }
    }
}

#[test]
fn planted_effects_are_there_at_their_lag_and_nowhere_else() {
    let (mut planted, mut elsewhere) = (Vec::new(), Vec::new());
    for person in people(Scenario::Effects, 60, 5) {
        assert_eq!(person.truth.effects.len(), 5);
        for (place, factor) in FACTORS.iter().enumerate() {
            let effect = person.truth.effects.iter().find(|effect| effect.metric.name() == factor.name);
            match effect {
                Some(effect) => planted.push(correlation(&steps(&person, place, usize::from(effect.lag))) * effect.size.signum()),
                None => elsewhere.extend((0..=3).map(|lag| correlation(&steps(&person, place, lag)))),
            }
        }
    }
    // A step's correlation is 0.5 / sqrt(1 + 5 x 0.25), 0.33, where all waves are alike; entries are not exact.
    let mean = average(planted.iter().copied());
    assert!((0.26..0.36).contains(&mean), "{mean}");
    // 1,200 correlations of about 300 steps: the standard error of their mean is 0.002.
    let mean = average(elsewhere.iter().copied());
    assert!(mean.abs() < 0.008, "{mean}");
    for person in people(Scenario::Null, 20, 5) {
        assert!(person.truth.effects.is_empty() && person.truth.changes.is_empty() && person.truth.deterioration.is_none());
        assert!(person.truth.habit.points == 0.0 && person.truth.spells.is_empty());
    }
}

#[test]
fn a_deterioration_goes_down_to_its_bottom_and_comes_back() {
    let (mut falls, mut declining) = (Vec::new(), 0);
    for person in people(Scenario::Deterioration, 120, 9) {
        let Some(slide) = person.truth.deterioration else { continue };
        declining += 1;
        assert!(slide.onset < slide.bottom && slide.bottom < slide.recovered && slide.recovered <= END);
        let lowered = |date| person.truth.lowered(date);
        assert!((lowered(slide.bottom) - slide.depth).abs() < 1e-9);
        assert!(person.days.iter().all(|day| day.lowered <= slide.depth + 1e-9));
        let around = |at: Date, days: i64| {
            let near = person
                .days
                .iter()
                .filter(move |day| day.date.duration_since(at).as_hours().abs() <= 24 * days);
            average(near.map(|day| day.latent))
        };
        falls.push(around(slide.bottom, 1) - around(slide.onset.yesterday().expect("a day before"), 1) + slide.depth);
    }
    assert!((40..80).contains(&declining), "{declining} of 120");
    // A fall's waves differ by about 1.2 points in sd, over some 60 people; the days beside the bottom are up to 0.3 above.
    let mean = average(falls.iter().copied());
    assert!((-0.35..0.65).contains(&mean), "{mean}");
}

#[test]
fn low_days_are_skipped_more_often() {
    let (mut low, mut high) = (Vec::new(), Vec::new());
    for person in people(Scenario::Deterioration, 60, 2) {
        for day in &person.days {
            let recorded = f64::from(u8::from(day.mood.is_some()));
            if day.latent < person.truth.mean - 2.0 * person.truth.spread {
                low.push(recorded);
            } else if day.latent > person.truth.mean {
                high.push(recorded);
            }
        }
    }
    let (low, high) = (average(low.into_iter()), average(high.into_iter()));
    assert!(high > low + 0.1, "{high} of good days are recorded, {low} of low ones");
}

#[test]
fn changes_last() {
    let mut off = Vec::new();
    for person in people(Scenario::Change, 60, 4) {
        for change in &person.truth.changes {
            let side = |after: bool| {
                let days = person.days.iter().filter(|day| {
                    let since = day.date.duration_since(change.date).as_hours() / 24;
                    if after {
                        (0..28).contains(&since)
                    } else {
                        (-28..0).contains(&since)
                    }
                });
                average(days.map(|day| day.latent))
            };
            off.push(side(true) - side(false) - change.points);
        }
    }
    // About 80 changes, each between two months whose waves and trends differ by 0.8 points or so.
    let mean = average(off.iter().copied());
    assert!(off.len() > 50 && mean.abs() < 0.3, "{mean}");
}

#[test]
fn answers_to_the_ninth_question_are_0_and_short_lives_are_no_trouble() {
    let item9 = Metric::known("phq9.item9").expect("in the catalogue");
    for person in people(Scenario::Deterioration, 20, 1) {
        assert!(person.history().series(&item9).observed().all(|(_, answer)| answer == 0.0));
    }
    for scenario in Scenario::ALL {
        for days in [0, 1, 2, 30, 59, 125, 150] {
            for person in plant(scenario, 20, days, 1, END) {
                assert_eq!(person.days.len(), days as usize);
            }
        }
        assert!(planted_person(scenario, 0, 5, 1, Date::MIN).days.is_empty());
        assert!(planted_person(scenario, 0, 5, 1, Date::MAX).truth.end < Date::MAX);
    }
}
