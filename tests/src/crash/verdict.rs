use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use arrow_array::{
    RecordBatch,
    cast::AsArray,
    types::{Date32Type, Int64Type, UInt32Type, UInt64Type},
};
use eunoia_domain::{Entry, EntryKind, Metric};
use eunoia_ingest::{
    ledger::{Filter, Ledger, Person},
    relay::score_observations,
    warehouse::Warehouse,
};

use super::{Diarist, POISON, diarist::note};

/// What is left after the crashes: the warehouse's rows, for comparing with a rebuild.
#[derive(Debug, PartialEq, Eq)]
pub struct Kept {
    pub observations: Vec<(String, u32, i64)>,
    pub daily: BTreeMap<(u64, i32), (i64, i64)>,
    /// What was read in notes.
    pub texts: Vec<(String, u32, i64)>,
}

/// Whether the warehouse took [`POISON`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Poison {
    Taken,
    Refused,
}

/// Whether the server read what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Texts {
    Read,
    Unread,
}

/// Compares the ledger and the warehouse's tables of `epoch` with what the diarists were acknowledged: nothing missing,
/// nothing twice, nothing else.
pub async fn examine(ledger: &Ledger, warehouse: &Warehouse, epoch: u32, diarists: &[Diarist], poison: Poison, reading: Texts) -> Kept {
    let (mut observations, mut texts) = (Vec::new(), Vec::new());
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
        let read = read_in_notes(ledger, &person).await;
        let noted = diarist
            .model
            .iter()
            .filter(|(_, (_, score, _))| reading == Texts::Read && note(*score).is_some());
        let noted: BTreeSet<_> = noted.map(|(id, (version, ..))| (id.to_string(), *version)).collect();
        assert_eq!(
            read.iter().map(|(id, version, _)| (id.clone(), *version)).collect::<BTreeSet<_>>(),
            noted,
            "what was read in the notes of {}",
            diarist.person.email
        );
        assert_eq!(read.len(), noted.len(), "a note is read once");
        texts.extend(read);
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
    texts.sort();
    let kept = read(warehouse, epoch).await;
    assert_eq!(kept.observations.len(), observations.len(), "number of observations");
    assert_eq!(kept.observations, observations, "observations");
    assert_eq!(kept.daily, daily, "daily aggregates");
    assert_eq!(kept.texts, texts, "what was read in notes");
    kept
}

/// What the ledger has of it: event, version, and the one number that a note gives.
async fn read_in_notes(ledger: &Ledger, person: &Person) -> Vec<(String, u32, i64)> {
    let key = ledger.key(person.id).await.unwrap();
    let Some(model) = ledger.shown_text_model().await.unwrap() else {
        return Vec::new();
    };
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = ledger.scores_of(person.id, &model, after, 1_000).await.unwrap();
        for score in &page {
            let numbers = score_observations(score, &key).expect("a score opens");
            let [crisis] = numbers.as_slice() else {
                panic!("a note gives one number: {numbers:?}")
            };
            assert_eq!(crisis.metric, Metric::JOURNAL_CRISIS);
            found.push((score.event_id.to_string(), score.version, crisis.value.millionths()));
        }
        after = match page.last() {
            Some(last) if page.len() == 1_000 => Some(last.event_id),
            _ => return found,
        };
    }
}

async fn read(warehouse: &Warehouse, epoch: u32) -> Kept {
    let (mut observations, mut texts) = (Vec::new(), Vec::new());
    for batch in warehouse.collapsed(epoch).await.unwrap() {
        let (values, versions, signs) = (
            numbers(&batch, "value"),
            batch.column_by_name("version").unwrap().as_primitive::<UInt32Type>(),
            numbers(&batch, "signs"),
        );
        let metrics = names(&batch);
        let ids = batch.column_by_name("event_id").unwrap().as_string::<i32>();
        for i in 0..batch.num_rows() {
            assert_eq!(signs[i], 1, "{} is there {} times", ids.value(i), signs[i]);
            let row = (ids.value(i).to_owned(), versions.value(i), values[i]);
            match metrics[i].as_str() {
                "mood.score" => observations.push(row),
                "journal.crisis" => texts.push(row),
                other => panic!("nobody recorded {other}"),
            }
        }
    }
    observations.sort();
    texts.sort();
    let (mut daily, mut of_texts) = (BTreeMap::new(), (0, 0));
    for batch in warehouse.collapsed_daily(epoch).await.unwrap() {
        let (totals, counts) = (numbers(&batch, "total"), numbers(&batch, "n"));
        let subjects = batch.column_by_name("subject").unwrap().as_primitive::<UInt64Type>();
        let dates = batch.column_by_name("local_date").unwrap().as_primitive::<Date32Type>();
        let metrics = names(&batch);
        for i in 0..batch.num_rows() {
            if metrics[i] == "mood.score" {
                daily.insert((subjects.value(i), dates.value(i)), (totals[i], counts[i]));
            } else {
                of_texts = (of_texts.0 + totals[i], of_texts.1 + counts[i]);
            }
        }
    }
    let sum = (texts.iter().map(|(.., value)| value).sum::<i64>(), texts.len() as i64);
    assert_eq!(of_texts, sum, "daily aggregates of what was read");
    Kept {
        observations,
        daily,
        texts,
    }
}

fn names(batch: &RecordBatch) -> Vec<String> {
    let metrics = batch.column_by_name("metric").unwrap().as_string::<i32>();
    (0..batch.num_rows()).map(|i| metrics.value(i).to_owned()).collect()
}

fn numbers(batch: &RecordBatch, column: &str) -> Vec<i64> {
    Arc::clone(batch.column_by_name(column).unwrap())
        .as_primitive::<Int64Type>()
        .values()
        .to_vec()
}
