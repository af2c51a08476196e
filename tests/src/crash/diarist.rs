use std::{collections::HashMap, sync::Arc, time::Duration};

use rand::{Rng, RngExt, SeedableRng, rngs::StdRng};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::sync::watch;
use uuid::Uuid;

use crate::{Person, fresh_id};

/// A score that the warehouse is told to refuse.
pub const POISON: f64 = 6.66;

/// What is noted beside a score: something beside a third of them.
pub(super) fn note(score: f64) -> Option<String> {
    ((score * 100.0).round() as u32)
        .is_multiple_of(3)
        .then(|| format!("a day that I would give {score}"))
}

/// Where the servers are just now; empty while they are down.
pub type Doors = watch::Receiver<Arc<Vec<String>>>;

/// What the diarist knows to be recorded: version, score, hour within the month.
type Model = HashMap<Uuid, (u32, f64, u32)>;

/// Somebody who writes, edits and deletes moods, and repeats each request until it is acknowledged.
pub struct Diarist {
    pub person: Person,
    pub model: Model,
    /// Acknowledged changes.
    pub acknowledged: u64,
    /// Requests that had to be repeated.
    pub repeated: u64,
    rng: StdRng,
}

/// Between two requests, so that a fast machine does not write more than can be carried and read within the tests' patience.
const PAUSE: Duration = Duration::from_millis(20);

enum Step {
    Create,
    Edit,
    Delete,
}

impl Diarist {
    pub fn new(person: Person, seed: u64) -> Self {
        Self {
            person,
            model: Model::new(),
            acknowledged: 0,
            repeated: 0,
            rng: StdRng::seed_from_u64(seed),
        }
    }

    /// Goes on until `enough` holds true; `poisonous` allows [`POISON`].
    pub async fn write(mut self, doors: Doors, poisonous: watch::Receiver<bool>, enough: watch::Receiver<bool>) -> Self {
        while !*enough.borrow() {
            let (changes, next) = self.request(*poisonous.borrow());
            if self.rng.random_bool(0.15) {
                self.send_stream(&changes, &doors).await;
            } else {
                self.send_batch(&changes, &doors).await;
            }
            self.acknowledged += changes.len() as u64;
            self.model = next;
            tokio::time::sleep(PAUSE).await;
        }
        self
    }

    /// A request, and what will be recorded once it is acknowledged.
    fn request(&mut self, poisonous: bool) -> (Vec<Value>, Model) {
        let mut next = self.model.clone();
        let mut touchable: Vec<Uuid> = self.model.keys().copied().collect();
        touchable.sort_unstable();
        let size = if self.rng.random_bool(0.1) {
            self.rng.random_range(50..300)
        } else {
            self.rng.random_range(1..12)
        };
        let mut changes = Vec::new();
        for _ in 0..size {
            let step = match self.rng.random_range(0..10) {
                0..=5 => Step::Create,
                6..=8 if !touchable.is_empty() => Step::Edit,
                9 if !touchable.is_empty() => Step::Delete,
                _ => Step::Create,
            };
            let hour = self.rng.random_range(0..28 * 24);
            let score = if poisonous && self.rng.random_bool(0.004) {
                POISON
            } else {
                f64::from(self.rng.random_range(100..=600_u32)) / 100.0
            };
            let at = format!("2026-02-{:02}T{:02}:30:00Z", 1 + hour / 24, hour % 24);
            let data = match note(score) {
                Some(note) => json!({ "score": score, "note": note }),
                None => json!({ "score": score }),
            };
            match step {
                Step::Create => {
                    let id = fresh_id();
                    next.insert(id, (1, score, hour));
                    changes.push(json!({ "id": id, "kind": "mood", "at": at, "data": data }));
                }
                Step::Edit | Step::Delete => {
                    // Each event at most once in a request, so that the model stays simple.
                    let id = touchable.swap_remove(self.rng.random_range(0..touchable.len()));
                    let (version, ..) = next[&id];
                    let mut change =
                        json!({ "id": id, "kind": "mood", "mutation_id": random_uuid(&mut self.rng), "expected_version": version });
                    if let Step::Edit = step {
                        next.insert(id, (version + 1, score, hour));
                        (change["op"], change["at"], change["data"]) = (json!("edit"), json!(at), data);
                    } else {
                        next.remove(&id);
                        change["op"] = json!("delete");
                    }
                    changes.push(change);
                }
            }
        }
        (changes, next)
    }

    async fn send_batch(&mut self, changes: &[Value], doors: &Doors) {
        let body = json!(changes).to_string();
        loop {
            let request = self
                .door(doors)
                .await
                .request(Method::POST, "/v1/events")
                .timeout(Duration::from_secs(20))
                .body(body.clone());
            let Ok(response) = request.send().await else {
                self.again().await;
                continue;
            };
            let status = response.status();
            let Ok(text) = response.text().await else {
                self.again().await;
                continue;
            };
            if status.as_u16() == 503 {
                self.again().await;
                continue;
            }
            assert!(status.is_success(), "{status}: {text}");
            let answer: Value = serde_json::from_str(&text).unwrap();
            for item in answer["items"].as_array().unwrap() {
                assert!(
                    ["recorded", "repeated"].contains(&item["status"].as_str().unwrap()),
                    "{item} for {}",
                    changes[item["index"].as_u64().unwrap() as usize]
                );
            }
            return;
        }
    }

    async fn send_stream(&mut self, changes: &[Value], doors: &Doors) {
        let body: String = changes.iter().map(|change| format!("{change}\n")).collect();
        loop {
            let request = self
                .door(doors)
                .await
                .request(Method::POST, "/v1/events/stream")
                .timeout(Duration::from_secs(20))
                .body(body.clone());
            let Ok(response) = request.send().await else {
                self.again().await;
                continue;
            };
            if response.status().as_u16() == 503 {
                self.again().await;
                continue;
            }
            let Ok(text) = response.text().await else {
                self.again().await;
                continue;
            };
            let last = text
                .lines()
                .last()
                .and_then(|line| serde_json::from_str::<Value>(line).ok())
                .unwrap_or_default();
            let Some(summary) = last.get("summary") else {
                self.again().await;
                continue;
            };
            assert_eq!(summary["rejected"], 0, "{text}");
            assert_eq!(
                summary["recorded"].as_u64().unwrap() + summary["repeated"].as_u64().unwrap(),
                changes.len() as u64
            );
            return;
        }
    }

    async fn again(&mut self) {
        self.repeated += 1;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }

    /// One of the servers, once there is one.
    async fn door(&mut self, doors: &Doors) -> Person {
        let mut doors = doors.clone();
        let urls = doors.wait_for(|urls| !urls.is_empty()).await.unwrap().clone();
        self.person.at(&urls[self.rng.random_range(0..urls.len())])
    }
}

fn random_uuid(rng: &mut StdRng) -> Uuid {
    let mut bytes = [0; 16];
    rng.fill_bytes(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}
