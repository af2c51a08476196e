//! The weather of one person's past days.

use std::collections::{BTreeMap, HashMap, HashSet};

use eunoia_domain::{Change, Entry, EntryKind, EventId, FieldError, Source, Zone, instant, local_date};
use eunoia_ingest::{
    intake::Intake,
    ledger::{Filter, Person},
    seal::PersonKey,
    weather::{DayWeather, Located, Measure, PlaceName, Spot, WeatherError, WeatherSource},
};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use serde_json::json;
use thiserror::Error;

use super::ActionError;
use crate::app::App;

/// How far back entries are looked at, in days.
const LOOK_BACK_DAYS: i64 = 366;
/// Days that lie so near to each other are asked for together.
const GAP_DAYS: i64 = 7;
/// Days of one question, at most.
const RANGE_DAYS: i64 = 92;
/// Hours after which days that nothing was known of are asked for again.
const FRUITLESS_HOURS: i64 = 24;
/// Names and days that are remembered; past these all are forgotten.
const MOST_REMEMBERED: usize = 50_000;

/// Why weather was not fetched.
#[derive(Debug, Error)]
pub enum FetchError {
    #[error(transparent)]
    Source(#[from] WeatherError),
    #[error(transparent)]
    Action(#[from] ActionError),
}

/// What was learnt of the source, so that it is not asked the same again. In memory alone: names of places are words that
/// people wrote.
#[derive(Default)]
pub struct WeatherMemory {
    located: HashMap<PlaceName, Option<Located>>,
    fruitless: HashMap<(i64, Date), Timestamp>,
}

/// A day whose weather is missing.
#[derive(Debug)]
struct Wanted {
    name: PlaceName,
    zone: Zone,
}

/// Fetches and records the weather of days on which the person named a place and that have none; gives the number of
/// days. Days that are not over yet, and measures that the person deleted, are left alone.
pub async fn fetch_weather(
    app: &App,
    person: &Person,
    source: &dyn WeatherSource,
    memory: &mut WeatherMemory,
) -> Result<usize, FetchError> {
    let key = app.ledger.key(person.id).await.map_err(ActionError::from)?;
    let wanted = wanted(app, person, &key, memory).await?;
    let mut by_spot: BTreeMap<Spot, BTreeMap<Date, Zone>> = BTreeMap::new();
    for (date, Wanted { name, zone }) in wanted {
        if !memory.located.contains_key(&name) {
            if !agrees(app, person).await? {
                return Ok(0);
            }
            let located = source.locate(&name).await?;
            make_room(&mut memory.located);
            memory.located.insert(name.clone(), located);
        }
        match memory.located.get(&name).and_then(Option::as_ref) {
            Some(located) if same_clock(&located.zone, &zone, date) => {
                by_spot.entry(located.spot).or_default().insert(date, zone);
            }
            // No such place, or a namesake in another part of the world.
            _ => remember_fruitless(memory, person.id, date, app.now()),
        }
    }
    let mut recorded = 0;
    for (spot, dates) in by_spot {
        for (from, to) in ranges(dates.keys().copied()) {
            if !agrees(app, person).await? {
                return Ok(recorded);
            }
            let days = source.days(spot, from..=to, local_date(app.now(), &person.zone)).await?;
            let found: HashMap<Date, DayWeather> = days.into_iter().map(|day| (day.date, day)).collect();
            let mut changes = Vec::new();
            for (date, zone) in dates.range(from..=to) {
                match found.get(date) {
                    Some(day) => {
                        changes.extend(events(day, zone, &key, app.now()).map_err(ActionError::from)?);
                        recorded += 1;
                    }
                    None => remember_fruitless(memory, person.id, *date, app.now()),
                }
            }
            // What is there already, or was deleted, stays as it is.
            app.writer.record(person.id, changes).await.map_err(ActionError::from)?;
        }
    }
    Ok(recorded)
}

/// Asked anew before anything leaves: consent may have been withdrawn since.
async fn agrees(app: &App, person: &Person) -> Result<bool, ActionError> {
    Ok(app.ledger.person(person.id).await?.is_some_and(|person| person.weather_consent))
}

/// The days that lack weather, each with the place that was named last on it.
async fn wanted(app: &App, person: &Person, key: &PersonKey, memory: &WeatherMemory) -> Result<BTreeMap<Date, Wanted>, ActionError> {
    let now = app.now();
    let filter = Filter {
        from: Some(local_date(now, &person.zone).saturating_sub(LOOK_BACK_DAYS.days())),
        to: None,
    };
    let (mut wanted, mut after) = (BTreeMap::new(), None);
    loop {
        let page = app.ledger.list(person.id, EntryKind::Mood, &filter, after, 500).await?;
        for record in &page.records {
            let (date, zone) = (record.moment.local_date(), record.moment.zone());
            if wanted.contains_key(&date) || date >= local_date(now, zone) || is_fruitless(memory, person.id, date, now) {
                continue;
            }
            if let Entry::Mood(mood) = record.entry(key)?
                && let Some(name) = mood.place().and_then(PlaceName::of)
            {
                let zone = zone.clone();
                wanted.insert(date, Wanted { name, zone });
            }
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    if wanted.is_empty() {
        return Ok(wanted);
    }
    for date in known(app, person, key, &filter).await? {
        wanted.remove(&date);
    }
    let mut deleted = HashSet::new();
    for (date, Wanted { zone, .. }) in &wanted {
        let (id, _) = identity(Measure::Temperature, *date, zone, key)?;
        if app.ledger.latest(person.id, id).await?.is_some() {
            deleted.insert(*date);
        }
    }
    wanted.retain(|date, _| !deleted.contains(date));
    Ok(wanted)
}

/// The days that have weather, from wherever.
async fn known(app: &App, person: &Person, key: &PersonKey, filter: &Filter) -> Result<HashSet<Date>, ActionError> {
    let (mut known, mut after) = (HashSet::new(), None);
    loop {
        let page = app.ledger.list(person.id, EntryKind::Context, filter, after, 500).await?;
        for record in &page.records {
            let date = record.moment.local_date();
            if !known.contains(&date)
                && let Entry::Context(measure) = record.entry(key)?
                && measure.name().starts_with("weather.")
            {
                known.insert(date);
            }
        }
        after = page.next;
        if after.is_none() {
            return Ok(known);
        }
    }
}

fn is_fruitless(memory: &WeatherMemory, person_id: i64, date: Date, now: Timestamp) -> bool {
    let asked = memory.fruitless.get(&(person_id, date));
    asked.is_some_and(|asked| asked.saturating_add(FRUITLESS_HOURS.hours()).is_ok_and(|until| now < until))
}

fn remember_fruitless(memory: &mut WeatherMemory, person_id: i64, date: Date, now: Timestamp) {
    make_room(&mut memory.fruitless);
    memory.fruitless.insert((person_id, date), now);
}

fn make_room<K, V>(remembered: &mut HashMap<K, V>) {
    if remembered.len() >= MOST_REMEMBERED {
        remembered.clear();
    }
}

/// Whether clocks there show what the entry's clock showed: the person can't have been where they do not.
fn same_clock(there: &str, zone: &Zone, date: Date) -> bool {
    let offset = |zone: &str| {
        let noon = date.at(12, 0, 0, 0).to_zoned(TimeZone::get(zone).ok()?).ok()?;
        Some(noon.offset())
    };
    offset(there).is_some_and(|there| Some(there) == offset(zone.name()))
}

/// Cuts days in order into ranges that are worth one question each.
fn ranges(dates: impl Iterator<Item = Date>) -> Vec<(Date, Date)> {
    let mut ranges: Vec<(Date, Date)> = Vec::new();
    for date in dates {
        match ranges.last_mut() {
            Some((from, to)) if to.saturating_add(GAP_DAYS.days()) >= date && from.saturating_add(RANGE_DAYS.days()) > date => *to = date,
            _ => ranges.push((date, date)),
        }
    }
    ranges
}

/// The id of a day's measure, the same whenever it is fetched, and its time: noon of the day.
fn identity(measure: Measure, date: Date, zone: &Zone, key: &PersonKey) -> Result<(EventId, Timestamp), FieldError> {
    let noon = instant("at", &format!("{date}T12:00:00"), zone)?;
    let digest = key.digest(format!("weather {} {date}", measure.metric()).as_bytes());
    let mut fingerprint = [0; 10];
    fingerprint.copy_from_slice(&digest[..10]);
    let millis = u64::try_from(noon.as_millisecond()).unwrap_or(0);
    Ok((EventId::from_record(millis, &fingerprint), noon))
}

fn events(day: &DayWeather, zone: &Zone, key: &PersonKey, now: Timestamp) -> Result<Vec<Change>, FieldError> {
    let intake = Intake { zone: zone.clone(), now };
    let event = |(measure, value): &(Measure, f64)| {
        let (id, noon) = identity(*measure, day.date, zone, key)?;
        let data = json!({ "metric": measure.metric(), "value": value }).to_string();
        let entry = Entry::from_json(EntryKind::Context, &data, zone)?;
        let event = intake.assemble(id, Some(noon), zone.clone(), Source::Weather, entry)?;
        Ok(Change::Create(event))
    };
    day.values.iter().map(event).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::{ranges, same_clock};

    #[test]
    fn days_near_to_each_other_are_asked_for_together() {
        let day = |n: i16| date(2026, 1, 1).checked_add(jiff::Span::new().days(n)).unwrap_or_default();
        let asked = |days: &[i16]| ranges(days.iter().map(|n| day(*n)));
        let range = |from, to| (day(from), day(to));
        assert_eq!(asked(&[]), Vec::<(Date, Date)>::new());
        assert_eq!(asked(&[0, 1, 8, 16]), [range(0, 8), range(16, 16)]);
        let quarter: Vec<i16> = (0..200).collect();
        assert_eq!(asked(&quarter), [range(0, 91), range(92, 183), range(184, 199)]);
    }

    #[test]
    fn a_namesake_elsewhere_shows_by_its_clock() {
        let oslo = "Europe/Oslo".parse().unwrap_or(eunoia_domain::Zone::UTC);
        let march = date(2026, 3, 1);
        assert!(same_clock("Europe/Berlin", &oslo, march));
        assert!(!same_clock("America/Chicago", &oslo, march));
        assert!(!same_clock("Mars/Olympus", &oslo, march));
        // In the same part of the world, but without summer time.
        assert!(same_clock("Africa/Lagos", &oslo, march) && !same_clock("Africa/Lagos", &oslo, date(2026, 7, 1)));
    }
}
