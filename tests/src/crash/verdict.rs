use std::{collections::BTreeMap, sync::Arc};

use arrow_array::{
    RecordBatch,
    cast::AsArray,
    types::{Date32Type, Int64Type, UInt32Type, UInt64Type},
};
use eunoia_domain::{Entry, EntryKind};
use eunoia_ingest::{
    ledger::{Filter, Ledger},
    warehouse::Warehouse,
};

use super::{Diarist, POISON};

/// What is left after the crashes: the warehouse's rows, for comparing with a rebuild.
#[derive(Debug, PartialEq, Eq)]
pub struct Kept {
    pub observations: Vec<(String, u32, i64)>,
    pub daily: BTreeMap<(u64, i32), (i64, i64)>,
}

/// Whether the warehouse took [`POISON`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Poison {
    Taken,
    Refused,
}

/// Compares the ledger and the warehouse's tables of `epoch` with what the diarists were acknowledged: nothing missing,
/// nothing twice, nothing else.
pub async fn examine(ledger: &Ledger, warehouse: &Warehouse, epoch: u32, diarists: &[Diarist], poison: Poison) -> Kept {
    let mut observations = Vec::new();
    let mut daily: BTreeMap<(u64, i32), (i64, i64)> = BTreeMap::new();
    // 2026-02-01, in days since 1970.
    const FEBRUARY: i32 = 20_485;
    for diarist in diarists {
        let person = ledger
            .person_by_email(&diarist.person.email)
            .await
            .unwrap()
            .expect("the account is there");
        let key = ledger.key(person.id).await.unwrap();
        let (mut found, mut after) = (BTreeMap::new(), None);
        loop {
            let page = ledger
                .list(person.id, EntryKind::Mood, &Filter::default(), after, 500)
                .await
                .unwrap();
            for record in &page.records {
                let Entry::Mood(mood) = record.entry(&key).unwrap() else {
                    panic!("listed as a mood")
                };
                let old = found.insert(record.id.as_uuid(), (record.version, mood.score().get()));
                assert!(old.is_none(), "{} is listed twice", record.id);
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let expected: BTreeMap<_, _> = diarist
            .model
            .iter()
            .map(|(id, (version, score, _))| (*id, (*version, *score)))
            .collect();
        assert_eq!(found, expected, "the ledger of {}", diarist.person.email);
        for (id, (version, score, hour)) in diarist
            .model
            .iter()
            .filter(|(_, (_, score, _))| poison == Poison::Taken || *score != POISON)
        {
            let value = (score * 1e6).round() as i64;
            observations.push((id.to_string(), *version, value));
            let day = daily.entry((person.subject, FEBRUARY + (*hour / 24) as i32)).or_default();
            *day = (day.0 + value, day.1 + 1);
        }
    }
    observations.sort();
    let kept = read(warehouse, epoch).await;
    assert_eq!(kept.observations.len(), observations.len(), "number of observations");
    assert_eq!(kept.observations, observations, "observations");
    assert_eq!(kept.daily, daily, "daily aggregates");
    kept
}

async fn read(warehouse: &Warehouse, epoch: u32) -> Kept {
    let mut observations = Vec::new();
    for batch in warehouse.collapsed(epoch).await.unwrap() {
        let (values, versions, signs) = (
            numbers(&batch, "value"),
            batch.column_by_name("version").unwrap().as_primitive::<UInt32Type>(),
            numbers(&batch, "signs"),
        );
        let ids = batch.column_by_name("event_id").unwrap().as_string::<i32>();
        for i in 0..batch.num_rows() {
            assert_eq!(signs[i], 1, "{} is there {} times", ids.value(i), signs[i]);
            observations.push((ids.value(i).to_owned(), versions.value(i), values[i]));
        }
    }
    observations.sort();
    let mut daily = BTreeMap::new();
    for batch in warehouse.collapsed_daily(epoch).await.unwrap() {
        let (totals, counts) = (numbers(&batch, "total"), numbers(&batch, "n"));
        let subjects = batch.column_by_name("subject").unwrap().as_primitive::<UInt64Type>();
        let dates = batch.column_by_name("local_date").unwrap().as_primitive::<Date32Type>();
        for i in 0..batch.num_rows() {
            daily.insert((subjects.value(i), dates.value(i)), (totals[i], counts[i]));
        }
    }
    Kept { observations, daily }
}

fn numbers(batch: &RecordBatch, column: &str) -> Vec<i64> {
    Arc::clone(batch.column_by_name(column).unwrap())
        .as_primitive::<Int64Type>()
        .values()
        .to_vec()
}
