//! What every bench needs: a clock, and streams of events into a server.

use std::{
    io,
    time::{Duration, Instant},
};

use bytes::{Bytes, BytesMut};
use eunoia_tests::Person;
use futures::{StreamExt, stream};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use reqwest::{Body, Method};
use serde_json::Value;

use crate::workload;

#[expect(clippy::disallowed_methods, reason = "a client has a clock")]
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// Sends a body to `/v1/events/stream`, and gives the time at which the last of its `expected` events was told to be
/// durable.
pub async fn stream_events(person: &Person, chunks: Vec<Bytes>, expected: usize) -> Instant {
    let body = Body::wrap_stream(stream::iter(chunks.into_iter().map(Ok::<_, io::Error>)));
    let response = person.request(Method::POST, "/v1/events/stream").body(body).send().await.unwrap();
    let mut answer = response.bytes_stream();
    let (mut text, mut recorded, mut durable) = (BytesMut::new(), 0, Instant::now());
    while let Some(chunk) = answer.next().await {
        text.extend_from_slice(&chunk.unwrap());
        while let Some(end) = text.iter().position(|byte| *byte == b'\n') {
            let line: Value = serde_json::from_slice(&text.split_to(end + 1)).unwrap();
            if let Some(committed) = line.get("committed") {
                recorded += committed["recorded"].as_u64().unwrap() as usize;
                durable = Instant::now();
            } else {
                assert_eq!(line["summary"]["recorded"].as_u64(), Some(expected as u64), "{line}");
            }
        }
    }
    assert_eq!(recorded, expected, "every event is durable");
    durable
}

/// Waits until ledger and warehouse are ready and everything is relayed; gives that time.
pub async fn relayed(url: &str) -> Instant {
    let client = reqwest::Client::new();
    let deadline = Instant::now() + Duration::from_secs(120);
    loop {
        let response = client.get(format!("{url}/readyz")).send().await.unwrap();
        let (ready, state) = (response.status().is_success(), response.json::<Value>().await.unwrap());
        if ready && state["relay_behind"] == 0 {
            assert_eq!(state["set_aside"], 0, "{state}");
            return Instant::now();
        }
        assert!(Instant::now() < deadline, "not relayed: {state}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// What one person records in a year: three moods and a sleep a day, up to the day before `today`. Gives how many.
pub async fn a_year(person: &Person, today: Date) -> usize {
    const EACH_DAY: usize = 4;
    const DAYS: usize = 365;
    let mut lines = Vec::with_capacity(EACH_DAY * DAYS);
    for back in 1..=DAYS {
        // The lines end an hour before the time they are made for, and come an hour apart.
        let evening = (today - (back as i64).days())
            .at(22, 0, 0, 0)
            .to_zoned(TimeZone::UTC)
            .unwrap()
            .timestamp();
        lines.extend(workload::lines(back as u32, EACH_DAY, evening));
    }
    stream_events(person, workload::chunks(&lines), lines.len()).await;
    lines.len()
}
