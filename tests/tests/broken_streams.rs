//! Streams whose client goes away or does not listen.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use eunoia_tests::{Launch, Person, Wire, fresh_id, mood, shared};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::{sleep, timeout};

const AT: &str = "2026-11-01T09:00:00Z";
const STREAM: &str = "/v1/events/stream";

async fn recorded(person: &Person) -> BTreeSet<String> {
    person
        .all("/v1/moods")
        .await
        .iter()
        .map(|entry| entry["id"].as_str().unwrap().to_owned())
        .collect()
}

/// Events as lines, and their ids.
fn lines(count: usize) -> (String, Vec<String>) {
    let events: Vec<_> = (0..count).map(|_| mood(fresh_id(), AT, 5.0)).collect();
    let ids = events.iter().map(|event| event["id"].as_str().unwrap().to_owned()).collect();
    (events.iter().map(|event| format!("{event}\n")).collect(), ids)
}

#[tokio::test]
async fn what_was_acknowledged_stays_when_the_client_vanishes_in_mid_line() {
    let shared = shared();
    let person = Person::register(shared.url()).await;
    let (acknowledged, ids) = lines(700);
    let mut wire = Wire::post(&person, STREAM).await;
    wire.send(acknowledged.as_bytes()).await.unwrap();
    assert!(
        timeout(Duration::from_secs(30), wire.read_until("\"to\":700"))
            .await
            .expect("committed while the input is open")
    );
    // A complete event whose line does not end, and half of one.
    let (torn, torn_ids) = lines(2);
    wire.send(torn.trim_end().split_at(torn.len() - 20).0.as_bytes()).await.unwrap();
    drop(wire);
    // Time enough to do the wrong thing.
    sleep(Duration::from_secs(1)).await;
    let there = recorded(&person).await;
    assert!(ids.iter().all(|id| there.contains(id)), "{} of 700 are left", there.len());
    assert!(!there.contains(&torn_ids[1]), "a torn line is not an event");
}

#[tokio::test]
async fn a_torn_line_that_happens_to_be_json_is_not_taken() {
    let shared = shared();
    let person = Person::register(shared.url()).await;
    let (body, ids) = lines(3);
    let mut wire = Wire::post(&person, STREAM).await;
    // The last line lacks nothing but its end: whether more was to come, nobody knows.
    wire.send(body.trim_end().as_bytes()).await.unwrap();
    assert!(
        timeout(Duration::from_secs(30), wire.read_until("\"to\":2"))
            .await
            .expect("an answer in time")
    );
    wire.break_off().await;
    let answer = timeout(Duration::from_secs(30), wire.read_rest()).await.expect("the answer ends");
    sleep(Duration::from_secs(1)).await;
    let there = recorded(&person).await;
    assert!(
        there.contains(&ids[0]) && there.contains(&ids[1]) && there.len() == 2,
        "{there:?} {answer}"
    );
    // Where the answer still went through, it says that the input was cut.
    for line in answer.lines().filter(|line| line.contains("summary")) {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(
            line["summary"],
            json!({ "lines": 2, "recorded": 2, "repeated": 0, "rejected": 0, "complete": false })
        );
    }
    // Sent again as a whole it is all there, once.
    let again = person.stream(body).await;
    assert_eq!(
        again.last().unwrap()["summary"],
        json!({ "lines": 3, "recorded": 1, "repeated": 2, "rejected": 0, "complete": true })
    );
    assert_eq!(recorded(&person).await, ids.into_iter().collect());
}

/// A body that makes the server talk: every other line is rejected at length. 10 kB a pair, so that what the server
/// reads ahead has weight.
fn talkative(note: &str) -> String {
    let mut good = mood(fresh_id(), AT, 5.0);
    good["data"]["note"] = note.into();
    let bad = json!({ "id": fresh_id(), "kind": "mood", "at": "\u{1}".repeat(80), "data": { "score": 5 } });
    format!("{good}\n{bad}\n")
}

/// What a client sent until it was cut, and how long it was held up before.
struct Sent {
    bytes: u64,
    ids: Vec<String>,
    blocked: Duration,
}

/// Sends until the connection ends.
async fn send_without_reading(wire: &mut Wire) -> Sent {
    let note = "n".repeat(10_000);
    let (mut bytes, mut ids) = (0, Vec::new());
    loop {
        let body = talkative(&note);
        let began = Instant::now();
        if wire.send(body.as_bytes()).await.is_err() {
            return Sent {
                bytes,
                ids,
                blocked: began.elapsed(),
            };
        }
        bytes += body.len() as u64;
        let event: Value = serde_json::from_str(body.lines().next().unwrap()).unwrap();
        ids.push(event["id"].as_str().unwrap().to_owned());
        if ids.len() == 4 {
            // The first ones are committed by themselves, so that something is told before the answer is stuck.
            sleep(Duration::from_secs(1)).await;
        }
    }
}

/// What a stream may take of the server's memory: it reads ahead by 4 batches that are sealed, 4 that wait for their
/// commit and one that fills, each closed by the line that brings it to 1 MiB, and holds them once as lines or entries
/// and once sealed. Answers that wait are 64 lines of less than 2 KiB.
const MOST_HELD: u64 = 9 * 2 * ((1 << 20) + (16 << 10));
/// What the process takes for itself meanwhile: the warehouse's merges and the allocators' slack.
const SLACK: u64 = 64 << 20;
/// What a stream may send in vain: the 9 batches, and the kernel's largest receive and send buffers of 32 and 4 MiB.
const MOST_SENT: u64 = (9 + 32 + 4) << 20;
const STREAMS: u64 = 4;

#[tokio::test]
async fn a_client_that_never_reads_is_slowed_and_then_cut() {
    let data = TempDir::new().unwrap();
    let server = Launch::on(data.path()).env("EUNOIA_STALL_SECONDS", "2").start();
    let deaf = Person::register(&server.url).await;
    let bystander = Person::register(&server.url).await;
    // The same kind of stream, listened to: what the server needs for it anyway is there before the measuring begins.
    let note = "n".repeat(10_000);
    let warm: String = (0..500).map(|_| talkative(&note)).collect();
    let answer = deaf.stream(warm).await;
    assert_eq!(answer.last().unwrap()["summary"]["recorded"], 500);
    let before = recorded(&deaf).await;
    server.relayed().await;
    let base = server.memory();

    let began = Instant::now();
    let deaf_ones = (0..STREAMS).map(|_| async {
        let mut wire = Wire::post_narrow(&deaf, STREAM).await;
        let sent = send_without_reading(&mut wire).await;
        (sent, wire.read_rest().await)
    });
    // Filling the buffers takes a few seconds on a busy machine, the patience 2.
    let deaf_ones = timeout(Duration::from_secs(60), futures::future::join_all(deaf_ones));
    let mut deaf_ones = std::pin::pin!(deaf_ones);
    let (mut peak, mut served, mut slowest) = (base, 0, Duration::ZERO);
    let cut = loop {
        let one_more = async {
            sleep(Duration::from_millis(20)).await;
            let asked = Instant::now();
            let (status, answer) = bystander
                .post("/v1/moods", &json!({ "id": fresh_id(), "at": AT, "data": { "score": 5 } }))
                .await;
            assert_eq!(status, StatusCode::CREATED, "{answer}");
            asked.elapsed()
        };
        tokio::select! {
            cut = &mut deaf_ones => break cut.expect("the connections end"),
            took = one_more => {
                (served, slowest) = (served + 1, slowest.max(took));
                peak = peak.max(server.memory());
            }
        }
    };
    let took = began.elapsed();
    println!(
        "cut after {took:?}; memory {} MiB, at most {} MiB; {served} others, slowest {slowest:?}",
        base >> 20,
        peak >> 20
    );
    assert!(
        took > Duration::from_secs(2),
        "a slow client has its {:?} of patience, and had {took:?}",
        Duration::from_secs(2)
    );
    assert!(peak - base < STREAMS * MOST_HELD + SLACK, "memory went from {base} to {peak}");
    assert!(served > 10, "others were served {served} times in {took:?}");
    assert!(slowest < Duration::from_secs(10), "somebody else waited {slowest:?}");

    let there = recorded(&deaf).await;
    assert!(there.is_superset(&before), "what was committed stays");
    let mut told = 0;
    for (Sent { bytes, ids, blocked }, answer) in &cut {
        println!(
            "  sent {} KiB, held up for {blocked:?}, {} KiB came back",
            bytes >> 10,
            answer.len() >> 10
        );
        assert!(*bytes < MOST_SENT, "a client that does not read was read from for {bytes} bytes");
        // Of the 2 s of patience the buffers on the way take a part to fill.
        assert!(
            *blocked > Duration::from_millis(500),
            "it could send until it was cut: held up for {blocked:?}"
        );
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer:.200}");
        assert!(!answer.contains("summary"), "nobody says that a cut stream is complete");
        // Of what was still told: odd lines are the good ones, and those in a committed range are there.
        for line in answer.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
            let committed = &line["committed"];
            let (Some(from), Some(to)) = (committed["from"].as_u64(), committed["to"].as_u64()) else {
                continue;
            };
            for line in (from..=to).filter(|line| line % 2 == 1) {
                told += 1;
                assert!(
                    there.contains(&ids[usize::try_from(line / 2).unwrap()]),
                    "line {line} was acknowledged and is gone"
                );
            }
        }
    }
    assert!(told > 0, "something was acknowledged");
    println!("  {} recorded, {told} of them acknowledged", there.len() - before.len());
    let everything: BTreeSet<_> = cut.iter().flat_map(|(sent, _)| sent.ids.iter().cloned()).chain(before).collect();
    // The last one of each may have gone out in full before the sender saw the end.
    assert!(
        there.difference(&everything).count() <= cut.len(),
        "nothing is there that nobody sent"
    );
    server.relayed().await;
    server.stop();
}

#[tokio::test]
async fn a_client_that_only_sends_slowly_is_not_cut() {
    let data = TempDir::new().unwrap();
    let server = Launch::on(data.path()).env("EUNOIA_STALL_SECONDS", "1").start();
    let person = Person::register(&server.url).await;
    let mut wire = Wire::post(&person, STREAM).await;
    for number in 1..=3 {
        wire.send(lines(1).0.as_bytes()).await.unwrap();
        assert!(wire.read_until(&format!("\"to\":{number}")).await, "cut though it reads");
        sleep(Duration::from_millis(1_500)).await;
    }
    assert_eq!(recorded(&person).await.len(), 3);
}
