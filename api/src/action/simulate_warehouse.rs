//! Simulated numbers straight into a warehouse, without people, for trying what is computed over many.

use std::{
    io::{self, Write},
    ops::Range,
    path::Path,
};

use eunoia_domain::{EventId, Observation, Value};
use eunoia_engine::simulate::planted::{PlantedPerson, Scenario, planted_people};
use eunoia_ingest::warehouse::{Embedded, Observations, SignedObservation, Warehouse, WarehouseError};
use jiff::{SignedDuration, civil::Date, tz::TimeZone};
use serde_json::json;
use thiserror::Error;
use tokio::task::{JoinError, spawn_blocking};

use crate::{
    config::chdb_library,
    data_dir::{DataDir, DataDirError},
};

/// Epoch of the tables; there is no other.
pub const SYNTHETIC_EPOCH: u32 = 1;

/// Rows of a block, about: what is held in memory is two blocks, one being made while the other goes in.
const BLOCK_ROWS: u32 = 400_000;

/// Rows of a person and day, about.
const DAILY_ROWS: u32 = 13;

/// Why the warehouse could not be filled.
#[derive(Debug, Error)]
pub enum SimulateError {
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    #[error(transparent)]
    Warehouse(#[from] WarehouseError),
    #[error("what the people were made from cannot be written")]
    Truth(#[from] io::Error),
    #[error("a worker stopped")]
    Worker(#[from] JoinError),
}

/// Who is to be simulated.
#[derive(Debug, Clone, Copy)]
pub struct Crowd {
    pub scenario: Scenario,
    pub people: u32,
    pub days: u32,
    pub seed: u64,
    /// Last day.
    pub end: Date,
}

/// Fills a new `folder` with a warehouse of simulated daily numbers, a block of people at a time, and `truth.json` with
/// what they were made from. The folder has no ledger and is marked, so that nothing serves it. Subjects are the people's
/// numbers, from 1 on. Gives how many numbers went in.
pub async fn simulate_warehouse(folder: &Path, crowd: Crowd, mut progress: impl FnMut(u32)) -> Result<u64, SimulateError> {
    let about = json!({
        "synthetic": true, "scenario": crowd.scenario.name(), "people": crowd.people, "days": crowd.days, "seed": crowd.seed, "end": crowd.end
    });
    let data = DataDir::make_synthetic(folder, &about)?;
    let (library, inside) = (chdb_library(), data.warehouse());
    let warehouse = spawn_blocking(move || Embedded::open(&library, &inside).map(Warehouse::new)).await??;
    warehouse.prepare(SYNTHETIC_EPOCH).await?;
    let mut truths = io::BufWriter::new(std::fs::File::create(folder.join("truth.json"))?);
    let block = (BLOCK_ROWS / crowd.days.max(1) / DAILY_ROWS).max(1);
    let mut blocks = (0..crowd.people)
        .step_by(block as usize)
        .map(|first| first..first.saturating_add(block).min(crowd.people));
    let mut next = blocks.next().map(|numbers| making(crowd, numbers));
    let (mut done, mut rows) = (0, 0);
    truths.write_all(b"[")?;
    while let Some(made) = next.take() {
        let (people, observations) = made.await?;
        // The next block is made while this one goes in.
        next = blocks.next().map(|numbers| making(crowd, numbers));
        warehouse
            .insert(SYNTHETIC_EPOCH, &format!("synthetic {done}"), &observations)
            .await?;
        rows += observations.len() as u64;
        for person in &people {
            truths.write_all(if done == 0 { b"\n" } else { b",\n" })?;
            serde_json::to_writer(&mut truths, &person.truth).map_err(io::Error::from)?;
            done += 1;
        }
        progress(done);
    }
    truths.write_all(b"\n]\n")?;
    truths.flush()?;
    warehouse.publish(SYNTHETIC_EPOCH).await?;
    Ok(rows)
}

type Block = (Vec<PlantedPerson>, Observations);

fn making(crowd: Crowd, numbers: Range<u32>) -> tokio::task::JoinHandle<Block> {
    spawn_blocking(move || {
        let Crowd {
            scenario, days, seed, end, ..
        } = crowd;
        let mut people = planted_people(scenario, numbers, days, seed, end);
        let observations = people.iter().flat_map(observed).collect();
        // Only what they were made from is still of use.
        people.iter_mut().for_each(|person| person.days = Vec::new());
        (people, observations)
    })
}

fn observed(person: &PlantedPerson) -> impl Iterator<Item = SignedObservation> + '_ {
    let subject = u64::from(person.number) + 1;
    (0_u32..)
        .zip(person.daily())
        .filter_map(move |(place, (local_date, metric, value))| {
            let noon = local_date.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).ok()?.timestamp();
            let observed_at = noon.checked_add(SignedDuration::from_millis(i64::from(place % 1_000))).ok()?;
            let mut fingerprint = [0; 10];
            fingerprint[..6].copy_from_slice(&subject.to_be_bytes()[2..]);
            fingerprint[6..].copy_from_slice(&place.to_be_bytes());
            Some(SignedObservation {
                subject,
                event_id: EventId::from_record(u64::try_from(observed_at.as_millisecond()).unwrap_or(0), &fingerprint),
                version: 1,
                sign: 1,
                observation: Observation {
                    metric,
                    observed_at,
                    local_date,
                    value: Value::new("value", value).ok()?,
                },
            })
        })
}
