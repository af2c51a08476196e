//! Made-up people are the same for the same seed, plausible, and as their truth says.

#![allow(clippy::expect_used, reason = "a test may panic")]

use std::collections::BTreeSet;

use eunoia_domain::{Entry, EntryKind, Event, Metric, Observation, Source, Zone};
use eunoia_engine::{History, SimulatedPerson, simulate};
use jiff::civil::{Date, date};

const END: Date = date(2025, 6, 30);

fn people(people: u32, days: u32, seed: u64, zone: &str) -> Vec<SimulatedPerson> {
    simulate(people, days, seed, END, zone.parse().expect("a zone")).collect()
}

fn observations(events: &[Event]) -> Vec<Observation> {
    events
        .iter()
        .flat_map(|event| event.entry.observations(&event.moment, |_| [0; 8]))
        .collect()
}

fn average(values: impl Iterator<Item = f64>) -> f64 {
    let (count, sum) = values.fold((0.0, 0.0), |(count, sum), value| (count + 1.0, sum + value));
    sum / count
}

#[test]
fn the_seed_decides_and_a_person_is_the_same_among_any_others() {
    let few = people(3, 60, 7, "Europe/Berlin");
    assert_eq!(few, people(5, 60, 7, "Europe/Berlin")[..3]);
    assert_ne!(few[0].truth.mean, people(1, 60, 8, "Europe/Berlin")[0].truth.mean);
    assert_ne!(few[0].truth.mean, few[1].truth.mean);
}

#[test]
fn events_are_synthetic_in_time_order_within_the_days_and_of_every_kind() {
    // Apia skipped 2011-12-30 altogether; Lord Howe turns its clocks by half an hour.
    for (zone, end) in [
        ("Pacific/Apia", date(2012, 3, 1)),
        ("Australia/Lord_Howe", END),
        ("UTC", date(1970, 3, 1)),
    ] {
        let mut kinds = BTreeSet::new();
        for person in simulate(8, 120, 3, end, zone.parse().expect("a zone")) {
            assert!(person.events.is_sorted_by_key(|event| event.moment.at()));
            let ids: BTreeSet<_> = person.events.iter().map(|event| event.id).collect();
            assert_eq!(ids.len(), person.events.len());
            for event in &person.events {
                assert_eq!(event.source, Source::Synthetic);
                assert!(event.moment.local_date() >= person.truth.start && event.moment.local_date() <= end);
                kinds.insert(event.entry.kind());
            }
        }
        assert_eq!(kinds.len(), EntryKind::ALL.len(), "{zone}");
    }
}

#[test]
fn ids_do_not_repeat_between_people() {
    let ids: Vec<_> = people(20, 60, 1, "UTC")
        .into_iter()
        .flat_map(|p| p.events)
        .map(|event| event.id)
        .collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
}

#[test]
fn nights_do_not_overlap_and_nobody_answers_item_9() {
    for person in people(30, 200, 5, "America/New_York") {
        let mut up = None;
        for event in &person.events {
            match &event.entry {
                Entry::Sleep(sleep) => {
                    assert!(up.is_none_or(|up| up <= sleep.start()));
                    up = Some(sleep.end());
                }
                Entry::Assessment(assessment) => assert!(assessment.score().item9.unwrap_or(0) == 0),
                _ => {}
            }
        }
    }
}

#[test]
fn days_are_missed_in_runs() {
    let (mut missed, mut missed_after_missed, mut days) = (0.0, 0.0, 0.0);
    for person in people(40, 365, 2, "UTC") {
        let mood = History::from_observations(&observations(&person.events)).series(&Metric::MOOD_SCORE);
        for pair in mood.values().windows(2) {
            days += 1.0;
            missed += f64::from(u8::from(pair[1].is_none()));
            missed_after_missed += f64::from(u8::from(pair[0].is_none() && pair[1].is_none()));
        }
    }
    let (share, again) = (missed / days, missed_after_missed / missed);
    assert!((0.05..0.3).contains(&share), "{share} of days are missed");
    assert!(
        again > 2.0 * share,
        "a missed day follows a missed day {again} of the time, any day {share}"
    );
}

#[test]
fn recorded_days_are_as_the_truth_says() {
    let (mut sleep_errors, mut mood_errors, mut sleep_slopes) = (Vec::new(), Vec::new(), Vec::new());
    let (mut depressed, mut well) = (Vec::new(), Vec::new());
    for person in people(60, 365, 11, "UTC") {
        let history = History::from_observations(&observations(&person.events));
        let (mood, sleep) = (history.series(&Metric::MOOD_SCORE), history.series(&Metric::SLEEP_HOURS));
        sleep_errors.push(average(sleep.observed().map(|(_, hours)| hours)) - person.truth.sleep_hours);
        if person.truth.episodes.is_empty() {
            mood_errors.push(average(mood.observed().map(|(_, score)| score)) - person.truth.mean);
        }
        // Slope of mood on sleep over the weekdays, which all have the same usual hours.
        let pairs: Vec<(f64, f64)> = mood
            .observed()
            .filter(|(day, _)| mood.date(*day).weekday().to_monday_zero_offset() < 5)
            .filter_map(|(day, score)| Some((sleep.get(mood.date(day))?, score)))
            .collect();
        let (x, y) = (average(pairs.iter().map(|p| p.0)), average(pairs.iter().map(|p| p.1)));
        let covariance = average(pairs.iter().map(|p| (p.0 - x) * (p.1 - y)));
        sleep_slopes.push(covariance / average(pairs.iter().map(|p| (p.0 - x).powi(2))) - person.truth.sleep_effect);
        let phq9 = history.series(&Metric::known("phq9.total").expect("in the catalogue"));
        for (day, total) in phq9.observed() {
            let inside = |episode: &&eunoia_engine::simulate::Episode| {
                // Ten days in, most of the two weeks asked about lie in the episode.
                (episode.start..=episode.end).contains(&phq9.date(day)) && phq9.date(day).duration_since(episode.start).as_hours() >= 240
            };
            if person.truth.episodes.iter().find(inside).is_some() {
                depressed.push(total)
            } else {
                well.push(total)
            }
        }
    }
    let near = |errors: &[f64], within: f64| {
        let mean = average(errors.iter().copied());
        assert!(mean.abs() < within, "off by {mean} on average");
    };
    // 60 people: sd of a person's year mean is about 0.1 points and 0.05 hours, of a slope about 0.12. Three standard
    // errors of the mean, plus 0.03 points for scores cut off at 1 and 10.
    near(&mood_errors, 0.09);
    near(&sleep_errors, 0.03);
    near(&sleep_slopes, 0.06);
    let (depressed, well) = (average(depressed.into_iter()), average(well.into_iter()));
    assert!(depressed > well + 3.0, "PHQ-9 averages {depressed} in episodes, {well} outside");
}

#[test]
fn nothing_is_made_of_nothing() {
    assert_eq!(simulate(0, 10, 1, END, Zone::UTC).count(), 0);
    let nobody = simulate(1, 0, 1, END, Zone::UTC).next().expect("one person");
    assert!(nobody.events.is_empty());
    // Far outside what an instant can hold: no events rather than a panic.
    assert!(simulate(1, 5, 1, Date::MIN, Zone::UTC).all(|person| person.events.is_empty()));
    assert!(simulate(1, 5, 1, Date::MAX, Zone::UTC).all(|person| person.truth.end < Date::MAX));
}
