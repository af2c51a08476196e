//! Random lives of a few events against a model that is simple enough to be right.

use std::{collections::BTreeMap, sync::Arc};

use eunoia_domain::{Change, EntryKind};
use eunoia_ingest::ledger::{Filter, Ledger, Outcome, Refusal, Store, Writer};
use proptest::{collection::vec, prelude::*, test_runner::TestRunner};
use serde_json::Value;

use crate::{
    entries::{create, delete, edit, event_id, mood},
    home::{Home, person, writer},
};

const EVENTS: u64 = 3;
const AT: &str = "2026-11-16T08:00:00+01:00";

#[derive(Debug, Clone, PartialEq)]
enum Request {
    Create {
        event: u64,
        body: u32,
    },
    Edit {
        event: u64,
        expected: u32,
        mutation: u64,
        body: u32,
    },
    Delete {
        event: u64,
        expected: u32,
        mutation: u64,
    },
}

#[derive(Debug, Clone)]
enum Move {
    /// Requests in one batch.
    Send(Vec<Request>),
    /// One of the batches sent so far, once more.
    Repeat(prop::sample::Index),
    Reopen,
}

fn request() -> impl Strategy<Value = Request> {
    let (event, body, expected, mutation) = (0..EVENTS, 0..3_u32, 1..5_u32, 0..12_u64);
    prop_oneof![
        2 => (event.clone(), body.clone()).prop_map(|(event, body)| Request::Create { event, body }),
        4 => (event.clone(), expected.clone(), mutation.clone(), body).prop_map(|(event, expected, mutation, body)| Request::Edit { event, expected, mutation, body }),
        1 => (event, expected, mutation).prop_map(|(event, expected, mutation)| Request::Delete { event, expected, mutation }),
    ]
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = prop_oneof![
        8 => vec(request(), 1..6).prop_map(Move::Send),
        2 => any::<prop::sample::Index>().prop_map(Move::Repeat),
        1 => Just(Move::Reopen),
    ];
    vec(one, 1..25)
}

impl Request {
    fn body(body: u32) -> Value {
        mood(5.0, &format!("body {body}"))
    }

    fn change(&self) -> Change {
        match *self {
            Self::Create { event, body } => create(event, "mood", AT, &Self::body(body)),
            Self::Edit {
                event,
                expected,
                mutation,
                body,
            } => edit(event, expected, mutation, "mood", AT, &Self::body(body)),
            Self::Delete { event, expected, mutation } => delete(event, expected, mutation, "mood"),
        }
    }
}

/// An event's accepted requests, the first of which made version 1, the second version 2, and so on.
#[derive(Debug, Default)]
struct Model(BTreeMap<u64, Vec<Request>>);

#[derive(Debug, PartialEq)]
enum Told {
    Done { version: u32, repeated: bool },
    Refused(Refusal),
}

impl Model {
    fn answer(&mut self, request: &Request) -> Told {
        let (Request::Create { event, .. } | Request::Edit { event, .. } | Request::Delete { event, .. }) = request;
        let accepted = self.0.entry(*event).or_default();
        let current = accepted.len() as u32;
        let deleted = matches!(accepted.last(), Some(Request::Delete { .. }));
        let mutation = |request: &Request| match request {
            Request::Create { .. } => None,
            Request::Edit { mutation, .. } | Request::Delete { mutation, .. } => Some(*mutation),
        };
        let same_mutation = accepted
            .iter()
            .position(|earlier| mutation(earlier).is_some() && mutation(earlier) == mutation(request));
        let told = match (request, same_mutation) {
            (Request::Create { .. }, _) if deleted => Told::Refused(Refusal::Gone),
            (Request::Create { .. }, _) if accepted.first() == Some(request) => Told::Done {
                version: 1,
                repeated: true,
            },
            (Request::Create { .. }, _) if current > 0 => Told::Refused(Refusal::Conflict),
            (Request::Create { .. }, _) => Told::Done {
                version: 1,
                repeated: false,
            },
            (_, Some(earlier)) if accepted[earlier] == *request => Told::Done {
                version: earlier as u32 + 1,
                repeated: true,
            },
            (_, Some(_)) => Told::Refused(Refusal::Conflict),
            (_, None) if current == 0 => Told::Refused(Refusal::NotFound),
            (_, None) if deleted => Told::Refused(Refusal::Gone),
            (Request::Edit { expected, .. } | Request::Delete { expected, .. }, None) if *expected != current => {
                Told::Refused(Refusal::VersionMismatch { current })
            }
            _ => Told::Done {
                version: current + 1,
                repeated: false,
            },
        };
        if let Told::Done { repeated: false, .. } = told {
            accepted.push(request.clone());
        }
        told
    }

    /// Event, version and body of what is current.
    fn current(&self) -> Vec<(u64, u32, Value)> {
        let of = |(event, accepted): (&u64, &Vec<Request>)| match accepted.last()? {
            Request::Create { body, .. } | Request::Edit { body, .. } => Some((*event, accepted.len() as u32, Request::body(*body))),
            Request::Delete { .. } => None,
        };
        self.0.iter().filter_map(of).collect()
    }
}

async fn current(ledger: &Ledger, person_id: i64) -> Vec<(u64, u32, Value)> {
    let key = ledger.key(person_id).await.unwrap();
    let number = |id| (0..EVENTS).find(|n| event_id(*n) == id).unwrap();
    let read = |record: &eunoia_ingest::ledger::Record| {
        (
            number(record.id),
            record.version,
            serde_json::from_str(&record.json(&key).unwrap()).unwrap(),
        )
    };
    let mut found: Vec<_> = ledger.history(person_id).await.unwrap().iter().map(read).collect();
    found.sort_by_key(|(event, ..)| *event);
    let mut listed: Vec<_> = ledger
        .list(person_id, EntryKind::Mood, &Filter::default(), None, 100)
        .await
        .unwrap()
        .records
        .iter()
        .map(read)
        .collect();
    listed.sort_by_key(|(event, ..)| *event);
    assert_eq!(found, listed, "the list and the history say the same");
    found
}

async fn send(writer: &Writer, model: &mut Model, person_id: i64, requests: &[Request]) {
    let outcomes = writer
        .record(person_id, requests.iter().map(Request::change).collect())
        .await
        .unwrap();
    let told: Vec<Told> = outcomes
        .iter()
        .map(|outcome| match *outcome {
            Outcome::Done { version, repeated, .. } => Told::Done { version, repeated },
            Outcome::Refused(refusal) => Told::Refused(refusal),
        })
        .collect();
    let expected: Vec<Told> = requests.iter().map(|request| model.answer(request)).collect();
    assert_eq!(told, expected, "{requests:?}");
}

async fn live(home: &Home, mut ledger: Arc<Ledger>, email: &str, moves: Vec<Move>) {
    let person_id = person(&ledger, email).await.id;
    let (mut writer, mut model, mut sent) = (writer(&ledger), Model::default(), Vec::new());
    for step in moves {
        match step {
            Move::Send(requests) => {
                send(&writer, &mut model, person_id, &requests).await;
                sent.push(requests);
            }
            Move::Repeat(which) if !sent.is_empty() => send(&writer, &mut model, person_id, which.get::<Vec<Request>>(&sent)).await,
            Move::Repeat(_) => {}
            Move::Reopen => {
                ledger = home.open().await;
                writer = crate::home::writer(&ledger);
            }
        }
    }
    assert_eq!(current(&ledger, person_id).await, model.current());
    assert_eq!(
        current(&*home.open().await, person_id).await,
        model.current(),
        "and after reopening"
    );
}

pub async fn random_histories_agree_with_the_model(home: &Home) {
    let cases = if home.store() == Store::Sqlite { 96 } else { 32 };
    let ledger = home.open().await;
    let runtime = tokio::runtime::Handle::current();
    tokio::task::block_in_place(|| {
        let mut runner = TestRunner::new(ProptestConfig {
            cases,
            failure_persistence: None,
            max_shrink_iters: 200,
            ..ProptestConfig::default()
        });
        let lives = runner.run(&moves(), |moves| {
            let email = format!("{}@example.org", uuid::Uuid::now_v7());
            runtime.block_on(live(home, Arc::clone(&ledger), &email, moves));
            Ok(())
        });
        lives.unwrap_or_else(|failed| panic!("{failed}"));
    });
}
