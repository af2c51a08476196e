//! A few people and what they recorded, kept in the simplest way beside the ledger, to be compared with the warehouse.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use eunoia_domain::{Change, Metric};
use eunoia_engine::History;
use eunoia_ingest::text::ScoringStep;
use eunoia_ingest::{
    ledger::{Ledger, Outcome, Person, Writer},
    relay::{Relay, RelayError, Step, observations, score_observations},
    warehouse::{DailyFilter, Warehouse},
};
use jiff::{Timestamp, Zoned, civil::Date, tz::TimeZone};
use serde_json::{Value, json};
use sqlx::Row;

use crate::{
    clickhouse::cells,
    entries::{clock, create, delete, edit, event_id},
    home::{Home, person, writer},
    texts::{self, read_all},
};

/// The names that people gave to signals of their own.
pub const OWN_NAMES: [&str; 2] = ["cups of Kwarzhazit", "Zyx on the couch"];

#[derive(Debug, Clone)]
struct Entry {
    version: u32,
    kind: &'static str,
    at: String,
    data: Value,
}

pub struct World {
    pub home: Home,
    pub ledger: Arc<Ledger>,
    pub warehouse: Arc<Warehouse>,
    pub people: Vec<Person>,
    writer: Writer,
    current: BTreeMap<(usize, u64), Entry>,
    /// Events whose latest version the warehouse refuses.
    refused: BTreeSet<(usize, u64)>,
    /// Events in whose latest version something was read that the warehouse refuses.
    unread: BTreeSet<(usize, u64)>,
    next: u64,
    random: u64,
}

/// What changes in one request.
pub enum To {
    New,
    Edited(u64),
    Deleted(u64),
}

impl World {
    /// Three people in a new ledger, over a warehouse that is empty.
    pub async fn new(home: Home, warehouse: &Arc<Warehouse>) -> Self {
        for epoch in 1..9 {
            warehouse.discard(epoch).await.unwrap();
        }
        let ledger = home.open().await;
        let mut people = Vec::new();
        for name in ["ada", "bob", "cleo"] {
            people.push(person(&ledger, &format!("{name}@example.org")).await);
        }
        let writer = writer(&ledger);
        let warehouse = Arc::clone(warehouse);
        Self {
            home,
            ledger,
            warehouse,
            people,
            writer,
            current: BTreeMap::new(),
            refused: BTreeSet::new(),
            unread: BTreeSet::new(),
            next: 0,
            random: 1,
        }
    }

    /// A number below `limit` of a fixed sequence that looks random (Knuth's MMIX generator).
    pub fn below(&mut self, limit: u64) -> u64 {
        self.random = self
            .random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.random >> 33) % limit
    }

    /// Something of any kind, in hundredths so that sums of floats would not cancel.
    pub fn something(&mut self) -> (&'static str, String, Value) {
        let hour = self.below(24 * 20) as i64;
        // Every half hour of 20 days in October and November, across the change of the clocks in Oslo.
        let at = Timestamp::from_second(1_792_800_000 + hour * 3_600 + 1_800 * self.below(2) as i64).unwrap();
        let hundredths = 1.0 + self.below(900) as f64 / 100.0;
        let (kind, data) = match self.below(7) {
            0 => ("mood", json!({ "score": hundredths, "energy": 11.0 - hundredths, "note": "so so" })),
            1 => ("journal", json!({ "text": format!("a day of {hundredths}") })),
            2 => ("context", json!({ "metric": OWN_NAMES[0], "value": hundredths, "adds_up": true })),
            3 => ("context", json!({ "metric": OWN_NAMES[1], "value": -hundredths })),
            4 => ("context", json!({ "metric": "weather.temperature", "value": hundredths - 5.0 })),
            5 => ("assessment", json!({ "instrument": "phq2", "answers": [hundredths as u64 % 4, 1] })),
            _ => (
                "exercise",
                json!({ "exercise": "physical", "minutes": hundredths, "name": "of my own" }),
            ),
        };
        (kind, at.to_string(), data)
    }

    /// Commits changes of somebody; each must be accepted.
    pub async fn send(&mut self, who: usize, changes: Vec<(To, &'static str, String, Value)>) -> Vec<u64> {
        let (mut numbers, mut requests) = (Vec::new(), Vec::<Change>::new());
        for (to, kind, at, data) in changes {
            self.next += 1;
            let fresh = self.next;
            let n = match to {
                To::New => fresh,
                To::Edited(n) | To::Deleted(n) => n,
            };
            let version = self.current.get(&(who, n)).map_or(0, |entry| entry.version);
            self.refused.remove(&(who, n));
            self.unread.remove(&(who, n));
            if let To::Deleted(_) = to {
                requests.push(delete(n, version, fresh, self.current[&(who, n)].kind));
                self.current.remove(&(who, n));
            } else {
                requests.push(match to {
                    To::New => create(n, kind, &at, &data),
                    _ => edit(n, version, fresh, kind, &at, &data),
                });
                self.current.insert(
                    (who, n),
                    Entry {
                        version: version + 1,
                        kind,
                        at,
                        data,
                    },
                );
            }
            numbers.push(n);
        }
        let outcomes = self.writer.record(self.people[who].id, requests).await.unwrap();
        assert!(
            outcomes
                .iter()
                .all(|outcome| matches!(outcome, Outcome::Done { repeated: false, .. })),
            "{outcomes:?}"
        );
        numbers
    }

    /// `count` new entries of anybody.
    pub async fn record(&mut self, count: u64) {
        for who in 0..self.people.len() {
            let share = count / 3 + u64::from((count % 3) as usize > who);
            let entries = (0..share)
                .map(|_| self.something())
                .map(|(kind, at, data)| (To::New, kind, at, data))
                .collect();
            self.send(who, entries).await;
        }
    }

    /// Edits about a third of everything current, and deletes about a tenth. An edit keeps the kind.
    pub async fn revise(&mut self) {
        for who in 0..self.people.len() {
            let of_theirs: Vec<(u64, &'static str)> = self
                .current
                .range((who, 0)..(who + 1, 0))
                .map(|((_, n), entry)| (*n, entry.kind))
                .collect();
            let mut changes = Vec::new();
            for (n, kind) in of_theirs {
                match self.below(30) {
                    0..=9 => {
                        let (_, at, data) = loop {
                            let entry = self.something();
                            if entry.0 == kind {
                                break entry;
                            }
                        };
                        changes.push((To::Edited(n), kind, at, data));
                    }
                    10..=12 => changes.push((To::Deleted(n), kind, String::new(), Value::Null)),
                    _ => {}
                }
            }
            self.send(who, changes).await;
        }
    }

    /// Lets the reader of this version read one batch of what waits; tells whether anything is left.
    pub async fn read_some(&self, version: &str) -> bool {
        let mut scoring = texts::scoring(&self.ledger, version).await;
        scoring.step(|texts| async move { read_all(version, &texts) }).await.unwrap() != ScoringStep::Idle
    }

    /// Lets it read everything.
    pub async fn read(&self, version: &str) -> u64 {
        texts::read_everything(&self.ledger, version).await
    }

    /// The current versions that the shown reader has read, by person and event, and its version.
    async fn read_so_far(&self) -> (BTreeSet<(i64, Vec<u8>, i64)>, String) {
        let Some(model) = self.ledger.shown_text_model().await.unwrap() else {
            return (BTreeSet::new(), String::new());
        };
        let rows = sqlx::query("SELECT person_id, event_id, version FROM text_score WHERE model_id = $1").bind(model.number);
        let rows = rows.fetch_all(&self.home.sql().await).await.unwrap();
        (rows.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect(), model.version)
    }

    /// Says that the warehouse refuses what this event holds now.
    pub fn refuses(&mut self, who: usize, n: u64) {
        self.refused.insert((who, n));
    }

    /// Says that it refuses what is read in it.
    pub fn refuses_reading(&mut self, who: usize, n: u64) {
        self.unread.insert((who, n));
    }

    /// A relay, as after a start of the process. What was dropped a moment ago may still hold the lock for another.
    pub async fn relay(&self) -> Relay {
        for _ in 0..200 {
            match Relay::start(Arc::clone(&self.ledger), Arc::clone(&self.warehouse), clock).await {
                Err(RelayError::Locked) => tokio::time::sleep(std::time::Duration::from_millis(10)).await,
                started => return started.unwrap(),
            }
        }
        panic!("the lock is never given back");
    }

    /// Relays until nothing is left; tells how many steps it took.
    pub async fn relay_all(&self) -> u32 {
        let (mut relay, mut steps) = (self.relay().await, 0);
        while relay.step().await.unwrap() != Step::Idle {
            steps += 1;
        }
        assert_eq!(relay.state().pending_to, None);
        steps
    }

    /// The warehouse's tables of `epoch` hold exactly what is current, and the days made of it are the engine's.
    pub async fn check(&self, epoch: u32) {
        let (mut rows, mut days) = (Vec::new(), BTreeMap::<(u64, String, i64), (i64, i64)>::new());
        let (read, reader) = self.read_so_far().await;
        for ((who, n), entry) in self.current.iter().filter(|(key, _)| !self.refused.contains(key)) {
            let subject = self.people[*who].subject;
            let key = self.ledger.key(self.people[*who].id).await.unwrap();
            let own = |rule: &str, name: &str| format!("custom.{rule}.{:016x}", u64::from_be_bytes(key.token(name)));
            let at: Timestamp = entry.at.parse().unwrap();
            let date = days_of(at.to_zoned(TimeZone::get("Europe/Oslo").unwrap()));
            let place = (self.people[*who].id, event_id(*n).as_bytes().to_vec(), i64::from(entry.version));
            let is_read = read.contains(&place) && !self.unread.contains(&(*who, *n));
            let in_words = if is_read { says_in_words(entry, &reader) } else { Vec::new() };
            for (metric, value) in says(entry, own).into_iter().chain(in_words) {
                let millionths = (value * 1e6).round() as i64;
                let day = days.entry((subject, metric.clone(), date)).or_default();
                *day = (day.0 + millionths, day.1 + 1);
                let row = [
                    at.as_millisecond().to_string(),
                    date.to_string(),
                    millionths.to_string(),
                    event_id(*n).to_string(),
                    entry.version.to_string(),
                ];
                rows.push([vec![subject.to_string(), metric], row.to_vec(), vec!["1".to_owned()]].concat());
            }
        }
        rows.sort();
        let mut found = cells(&self.warehouse.collapsed(epoch).await.unwrap());
        found.sort();
        same(&found, &rows);
        let mut days: Vec<Vec<String>> = days
            .into_iter()
            .map(|((subject, metric, date), (total, n))| {
                vec![subject.to_string(), metric, date.to_string(), total.to_string(), n.to_string()]
            })
            .collect();
        days.sort();
        let mut found = cells(&self.warehouse.collapsed_daily(epoch).await.unwrap());
        found.sort();
        same(&found, &days);
        if self.refused.is_empty() && self.unread.is_empty() {
            self.check_days(epoch).await;
        }
    }

    /// The daily values are those that the engine makes of the ledger.
    async fn check_days(&self, epoch: u32) {
        for person in &self.people {
            let key = self.ledger.key(person.id).await.unwrap();
            let records = self.ledger.history(person.id).await.unwrap();
            let scores = texts::shown(&self.ledger, person.id).await;
            let read = scores.iter().flat_map(|score| score_observations(score, &key).unwrap());
            let seen: Vec<_> = records
                .iter()
                .flat_map(|record| observations(record, &key).unwrap())
                .chain(read)
                .collect();
            let history = History::from_observations(&seen);
            let mut expected = BTreeMap::new();
            for metric in history.metrics() {
                let series = history.series(metric);
                for (index, value) in series.observed() {
                    expected.insert(
                        (
                            metric.name().to_owned(),
                            days_of(series.date(index).to_zoned(TimeZone::UTC).unwrap()),
                        ),
                        value,
                    );
                }
            }
            let filter = DailyFilter {
                subject: Some(person.subject),
                ..DailyFilter::default()
            };
            let found = cells(&self.warehouse.daily(epoch, &filter).await.unwrap());
            assert_eq!(found.len(), expected.len());
            for row in found {
                let value: f64 = row[3].parse().unwrap();
                let engine = expected[&(row[1].clone(), row[2].parse().unwrap())];
                // The engine adds floats, the warehouse millionths.
                assert!((value - engine).abs() <= 1e-6, "{row:?}: {engine}");
            }
        }
    }
}

fn same(found: &[Vec<String>], expected: &[Vec<String>]) {
    let (found, expected): (BTreeSet<_>, BTreeSet<_>) = (found.iter().collect(), expected.iter().collect());
    let (extra, missing): (Vec<_>, Vec<_>) = (found.difference(&expected).collect(), expected.difference(&found).collect());
    assert!(
        extra.is_empty() && missing.is_empty(),
        "too much: {} rows, such as {:?}; missing: {} rows, such as {:?}",
        extra.len(),
        extra.first(),
        missing.len(),
        missing.first()
    );
}

/// The numbers that the reader of this version reads in an entry.
fn says_in_words(entry: &Entry, reader: &str) -> Vec<(String, f64)> {
    let text = match entry.kind {
        "journal" => entry.data["text"].as_str(),
        _ => entry.data["note"].as_str(),
    };
    let Some(score) = text.and_then(|text| texts::read(reader, text)) else {
        return Vec::new();
    };
    let mut numbers = vec![("journal.crisis".to_owned(), f64::from(score.crisis.needs_human))];
    if entry.kind == "journal" {
        numbers.push(("journal.valence".to_owned(), f64::from(score.valence)));
        numbers.extend(
            score
                .emotions
                .labels()
                .iter()
                .map(|(label, p)| (format!("journal.emotion.{label}"), f64::from(p))),
        );
    }
    numbers
}

/// The numbers in an entry, read off its JSON.
fn says(entry: &Entry, own: impl Fn(&str, &str) -> String) -> Vec<(String, f64)> {
    let number = |field: &str| entry.data[field].as_f64();
    let named = |name: &str, value: f64| (name.to_owned(), value);
    match entry.kind {
        "mood" => vec![
            named("mood.score", number("score").unwrap()),
            named("mood.energy", number("energy").unwrap()),
        ],
        "journal" => vec![named("journal.entries", 1.0)],
        "exercise" => vec![named("exercise.minutes", number("minutes").unwrap())],
        "assessment" => vec![named(
            "phq2.total",
            entry.data["answers"].as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).sum(),
        )],
        "context" => {
            let name = entry.data["metric"].as_str().unwrap();
            let rule = if entry.data["adds_up"] == true { "sum" } else { "mean" };
            let metric = if Metric::known(name).is_some() {
                name.to_owned()
            } else {
                own(rule, name)
            };
            vec![(metric, number("value").unwrap())]
        }
        kind => panic!("no {kind} is sent"),
    }
}

fn days_of(at: Zoned) -> i64 {
    at.date().duration_since(Date::constant(1970, 1, 1)).as_hours() / 24
}
