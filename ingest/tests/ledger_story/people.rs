use std::sync::Arc;

use eunoia_ingest::ledger::{NewPerson, Registration};
use jiff::{SignedDuration, Timestamp};

use crate::{
    entries::clock,
    home::{Home, person},
};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_795_262_400 + seconds).unwrap()
}

pub async fn an_email_registers_once(home: &Home) {
    let ledger = home.open().await;
    let new = |email: &str, hash: &str| NewPerson {
        email: email.to_owned(),
        password_hash: hash.to_owned(),
        zone: "Pacific/Auckland".parse().unwrap(),
        synthetic: true,
    };
    let Registration::Added(ada) = ledger.add_person(new("ada@example.org", "one"), clock()).await.unwrap() else {
        panic!("the address is free")
    };
    assert_eq!(
        (ada.email.as_str(), ada.password_hash.as_str(), ada.zone.name(), ada.synthetic),
        ("ada@example.org", "one", "Pacific/Auckland", true)
    );
    let again = ledger.add_person(new("ada@example.org", "two"), clock()).await.unwrap();
    assert!(matches!(again, Registration::EmailTaken));

    // Many at once want one address: one gets it, and the others change nothing.
    let rivals = (0..12).map(|n| {
        let (ledger, new) = (Arc::clone(&ledger), new("bob@example.org", &format!("hash {n}")));
        tokio::spawn(async move { ledger.add_person(new, clock()).await.unwrap() })
    });
    let mut added = Vec::new();
    for rival in rivals.collect::<Vec<_>>() {
        if let Registration::Added(person) = rival.await.unwrap() {
            added.push(person);
        }
    }
    assert_eq!(added.len(), 1);
    let bob = &added[0];
    assert_eq!(
        ledger.person_by_email("bob@example.org").await.unwrap().unwrap().password_hash,
        bob.password_hash
    );

    assert_eq!(ledger.person(ada.id).await.unwrap().unwrap().public_id, ada.public_id);
    assert!(ledger.person(ada.id + bob.id + 1_000).await.unwrap().is_none());
    assert!(ledger.person_by_email("nobody@example.org").await.unwrap().is_none());
    let people: Vec<i64> = ledger.people().await.unwrap().iter().map(|p| p.id).collect();
    assert_eq!(people, [ada.id, bob.id], "by id, each once");
    assert_ne!(ada.subject, bob.subject);
    assert!(
        ada.subject > 1_000 && bob.subject > 1_000,
        "random numbers, not a count that tells the order of joining"
    );

    let kept = home.open().await.person(ada.id).await.unwrap().unwrap();
    assert_eq!(
        (kept.public_id, kept.subject),
        (ada.public_id, ada.subject),
        "the same after reopening"
    );
}

pub async fn a_refresh_token_works_once(home: &Home) {
    let ledger = home.open().await;
    let ada = person(&ledger, "ada@example.org").await;
    ledger.add_session(&[1; 32], ada.id, at(60), at(0)).await.unwrap();
    assert_eq!(ledger.take_session(&[1; 32], at(1)).await.unwrap().unwrap().id, ada.id);
    assert!(ledger.take_session(&[1; 32], at(1)).await.unwrap().is_none(), "it was used");
    assert!(ledger.take_session(&[9; 32], at(1)).await.unwrap().is_none(), "it was never given");

    ledger.add_session(&[2; 32], ada.id, at(60), at(0)).await.unwrap();
    assert!(ledger.take_session(&[2; 32], at(61)).await.unwrap().is_none(), "it expired");
    assert!(
        ledger.take_session(&[2; 32], at(1)).await.unwrap().is_none(),
        "and an expired one was used up as well"
    );

    // A token shown by many devices at once lets one of them in.
    for round in 3..8_u8 {
        ledger.add_session(&[round; 32], ada.id, at(60), at(0)).await.unwrap();
        let tries = (0..8).map(|_| {
            let ledger = Arc::clone(&ledger);
            tokio::spawn(async move { ledger.take_session(&[round; 32], at(1)).await.unwrap().is_some() })
        });
        let mut let_in = 0;
        for attempt in tries.collect::<Vec<_>>() {
            let_in += u32::from(attempt.await.unwrap());
        }
        assert_eq!(let_in, 1);
    }

    // Expired ones are cleared away as others come.
    ledger.add_session(&[20; 32], ada.id, at(60), at(0)).await.unwrap();
    let later = at(0).saturating_add(SignedDuration::from_hours(1)).unwrap();
    ledger
        .add_session(
            &[21; 32],
            ada.id,
            later.saturating_add(SignedDuration::from_hours(1)).unwrap(),
            later,
        )
        .await
        .unwrap();
    let left = sqlx::query("SELECT token_hash FROM session")
        .fetch_all(&home.sql().await)
        .await
        .unwrap()
        .len();
    assert_eq!(left, 1);
}
