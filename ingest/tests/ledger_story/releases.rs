use std::sync::Arc;

use eunoia_engine::population::Quarter;
use eunoia_ingest::ledger::{Ledger, NewRelease, Organisation, Releasing, Settings};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use crate::home::{Home, person};

const NOW: Timestamp = Timestamp::constant(1_795_262_400, 0);
const JULY: Date = Date::constant(2026, 7, 1);
const MOST: u32 = 1_000;

/// An organisation with members who agree, by their ids.
async fn house(ledger: &Ledger, number: u8, members: usize) -> (Organisation, Vec<i64>) {
    let owner = person(ledger, &format!("owner-{number}@example.org")).await;
    let id = Uuid::from_u128(number.into());
    let house = ledger.add_organisation(id, "House", owner.id, NOW).await.unwrap().unwrap();
    let later = Timestamp::constant(1_795_300_000, 0);
    assert!(ledger.add_invitation(house.id, &[number; 32], later, NOW).await.unwrap());
    let mut ids = Vec::new();
    for n in 0..members {
        let email = format!("member-{n}@example.org");
        let member = match ledger.person_by_email(&email).await.unwrap() {
            Some(member) => member,
            None => person(ledger, &email).await,
        };
        ledger.join(&[number; 32], member.id, NOW).await.unwrap();
        let settings = Settings {
            aggregate_consent: Some(true),
            ..Settings::default()
        };
        ledger.change_settings(member.id, &settings, NOW).await.unwrap();
        ids.push(member.id);
    }
    (house, ids)
}

fn release<'a>(house: &Organisation, name: &'a str, starts_on: Date, counts: Option<&'a [i64]>, people: &'a [i64]) -> NewRelease<'a> {
    NewRelease {
        organisation_id: house.id,
        name,
        starts_on,
        milliepsilon: 500,
        counts,
        people,
    }
}

pub async fn a_release_is_written_down_once_and_charged_to_all(home: &Home) {
    let ledger = home.open().await;
    let (house, ids) = house(&ledger, 1, 3).await;
    let add = async |name: &str, counts: Option<&[i64]>| {
        let new = release(&house, name, JULY, counts, &ids);
        ledger.add_release(&new, MOST, NOW).await.unwrap()
    };
    assert_eq!(add("mood.score", Some(&[31, -2, 40])).await, Releasing::Released);
    assert_eq!(add("mood.score", Some(&[0, 0, 0])).await, Releasing::StoodAlready);
    assert_eq!(add("sleep.hours", None).await, Releasing::Released);
    let kept = ledger.releases(house.id).await.unwrap();
    let told: Vec<_> = kept.iter().map(|release| (release.name.as_str(), release.counts.clone())).collect();
    assert_eq!(told, [("mood.score", Some(vec![31, -2, 40])), ("sleep.hours", None)]);
    assert_eq!((kept[0].starts_on, kept[0].milliepsilon, kept[0].released_at), (JULY, 500, NOW));
    for id in &ids {
        assert_eq!(
            ledger.privacy_loss(*id, Quarter::of(JULY)).await.unwrap(),
            1_000,
            "twice, and not a third time"
        );
        assert_eq!(ledger.privacy_loss(*id, Quarter::of(Date::constant(2026, 10, 1))).await.unwrap(), 0);
    }
    assert!(ledger.releases(house.id + 1).await.unwrap().is_empty());
}

pub async fn nobody_is_charged_beyond_their_budget(home: &Home) {
    let ledger = home.open().await;
    let (one, ids) = house(&ledger, 1, 4).await;
    let (two, some) = house(&ledger, 2, 2).await;
    let quarter = Quarter::of(JULY);
    let countable = async |house: &Organisation| {
        let found = ledger.countable(house.id, quarter, 500, MOST).await.unwrap();
        found.iter().map(|countable| countable.person_id).collect::<Vec<_>>()
    };
    assert_eq!((countable(&one).await, countable(&two).await), (ids.clone(), some.clone()));
    for name in ["mood.score", "sleep.hours"] {
        let added = ledger
            .add_release(&release(&two, name, JULY, None, &some), MOST, NOW)
            .await
            .unwrap();
        assert_eq!(added, Releasing::Released);
    }
    assert_eq!((countable(&one).await, countable(&two).await), (ids[2..].to_vec(), vec![]));
    // Who was looked up before is not charged either, and neither is anybody with them.
    let late = release(&one, "mood.score", JULY, Some(&[1]), &ids);
    assert_eq!(ledger.add_release(&late, MOST, NOW).await.unwrap(), Releasing::Overspent);
    assert!(ledger.releases(one.id).await.unwrap().is_empty(), "it is not written down");
    assert_eq!(ledger.privacy_loss(ids[3], quarter).await.unwrap(), 0);
    // Leaving and joining again brings no new budget, withdrawing leaves the table.
    ledger.leave(ids[0], two.public_id).await.unwrap();
    ledger.join(&[2; 32], ids[0], NOW).await.unwrap();
    assert!(countable(&two).await.is_empty());
    let settings = Settings {
        aggregate_consent: Some(false),
        ..Settings::default()
    };
    ledger.change_settings(ids[3], &settings, NOW).await.unwrap();
    assert_eq!(countable(&one).await, [ids[2]]);
    // Who withdrew while the table was made is not in it, and then it is not written down.
    let withdrawn = release(&one, "mood.score", JULY, Some(&[1]), &ids[2..]);
    assert_eq!(ledger.add_release(&withdrawn, MOST, NOW).await.unwrap(), Releasing::Overspent);
    assert_eq!(ledger.privacy_loss(ids[2], quarter).await.unwrap(), 0);
    let settings = Settings {
        aggregate_consent: Some(true),
        ..Settings::default()
    };
    ledger.change_settings(ids[3], &settings, NOW).await.unwrap();

    // Of many who release the same people at once, as many succeed as the budget holds.
    let tries = (0..6).map(|n| {
        let (ledger, one, people) = (Arc::clone(&ledger), one.clone(), ids[2..].to_vec());
        tokio::spawn(async move {
            let name = format!("table {n}");
            ledger.add_release(&release(&one, &name, JULY, None, &people), MOST, NOW).await
        })
    });
    let mut released = 0;
    for attempt in tries.collect::<Vec<_>>() {
        released += u32::from(attempt.await.unwrap().is_ok_and(|done| done == Releasing::Released));
    }
    assert_eq!((released, ledger.privacy_loss(ids[2], quarter).await.unwrap()), (2, MOST));
}
