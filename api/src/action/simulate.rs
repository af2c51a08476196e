//! People who do not exist, recorded like everybody else and marked synthetic.

use eunoia_domain::{Change, Event, Zone, local_date};
use eunoia_engine::{
    GroundTruth,
    simulate::{
        planted::{PlantedTruth, Scenario, plant},
        simulate,
    },
};
use eunoia_ingest::ledger::{Person, Registration};
use jiff::civil::Date;
use serde::Serialize;

use super::{
    ActionError,
    account::{add_person, ensure_person},
};
use crate::app::App;

/// The simulated person that `serve --demo` adds.
pub const DEMO_EMAIL: &str = "demo@example.org";
/// Their password; the account holds nothing of anybody.
pub const DEMO_PASSWORD: &str = "a-well-mind";
const DEMO_DAYS: u32 = 200;
const DEMO_SEED: u64 = 7;

/// What lives are made up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lives {
    /// Everyday ones, to look at.
    Everyday,
    /// With something planted, to be found again.
    Planted(Scenario),
}

/// What a made-up person was made from.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum Truth {
    Everyday(GroundTruth),
    Planted(PlantedTruth),
}

/// A made-up person.
#[derive(Debug, Clone)]
pub struct Made {
    /// 0 for the first one.
    pub number: u32,
    pub events: Vec<Event>,
    pub truth: Truth,
}

/// Makes up `people` who live the `days` days up to and including `end`.
pub fn made(lives: Lives, people: u32, days: u32, seed: u64, end: Date, zone: Zone) -> Box<dyn Iterator<Item = Made> + Send> {
    match lives {
        Lives::Everyday => Box::new(simulate(people, days, seed, end, zone).map(|person| Made {
            number: person.number,
            events: person.events,
            truth: Truth::Everyday(person.truth),
        })),
        Lives::Planted(scenario) => Box::new(plant(scenario, people, days, seed, end).map(move |person| Made {
            number: person.number,
            events: person.events(seed, &zone),
            truth: Truth::Planted(person.truth),
        })),
    }
}

/// Adds the demo person, unless they are there already.
pub async fn demo(app: &App) -> Result<Person, ActionError> {
    if let Some(person) = app.ledger.person_by_email(DEMO_EMAIL).await? {
        return Ok(person);
    }
    let zone: Zone = "Europe/Berlin".parse()?;
    let added = add_person(app, DEMO_EMAIL.to_owned(), DEMO_PASSWORD.to_owned(), zone.clone(), true).await?;
    let Registration::Added(person) = added else {
        return Err(ActionError::EmailTaken);
    };
    // Up to yesterday: the evening of today may not have come yet.
    let today = local_date(app.now(), &zone);
    let end = today.yesterday().unwrap_or(today);
    for simulated in made(Lives::Everyday, 1, DEMO_DAYS, DEMO_SEED, end, zone) {
        record(app, &person, simulated).await?;
    }
    Ok(person)
}

/// Records made-up people in the ledger, as `sim-0@example.org` and so on; gives what they were made from. Doing it again
/// with the same arguments adds nothing.
pub async fn simulate_into(
    app: &App,
    people: impl Iterator<Item = Made>,
    zone: &Zone,
    mut progress: impl FnMut(u32),
) -> Result<Vec<Truth>, ActionError> {
    let mut truths = Vec::new();
    for simulated in people {
        let (person, _) = ensure_person(app, &format!("sim-{}@example.org", simulated.number), zone, true).await?;
        truths.push(record(app, &person, simulated).await?);
        progress(truths.len() as u32);
    }
    Ok(truths)
}

async fn record(app: &App, person: &Person, simulated: Made) -> Result<Truth, ActionError> {
    const BATCH: usize = 1_000;
    let mut events = simulated.events.into_iter().map(Change::Create).peekable();
    while events.peek().is_some() {
        app.writer.record(person.id, events.by_ref().take(BATCH).collect()).await?;
    }
    Ok(simulated.truth)
}
