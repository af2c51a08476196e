use std::sync::Arc;

use eunoia_engine::population::Quarter;
use eunoia_ingest::ledger::{
    ApiKey, Joining, Leaving, Ledger, MOST_INVITATIONS, MOST_KEYS, MOST_MEMBERSHIPS, Membership, NewApiKey, Organisation, Role, Rotation,
    Settings,
};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use crate::home::{Home, person};

fn at(minutes: i64) -> Timestamp {
    Timestamp::from_second(1_795_262_400 + 60 * minutes).unwrap()
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

async fn organisation(ledger: &Ledger, owner: i64, number: u128) -> Organisation {
    ledger.add_organisation(id(number), "House", owner, at(0)).await.unwrap().unwrap()
}

pub async fn members_join_and_leave_and_are_counted_while_they_agree(home: &Home) {
    let ledger = home.open().await;
    let (owner, ada, bob) = (
        person(&ledger, "owner@example.org").await,
        person(&ledger, "ada@example.org").await,
        person(&ledger, "bob@example.org").await,
    );
    let house = organisation(&ledger, owner.id, 1).await;
    let other = organisation(&ledger, bob.id, 2).await;
    assert!(ledger.add_invitation(house.id, &[1; 32], at(60), at(0)).await.unwrap());
    let member = Membership {
        organisation: house.clone(),
        role: Role::Member,
    };
    let join = async |person_id: i64, minutes: i64| ledger.join(&[1; 32], person_id, at(minutes)).await.unwrap();
    assert_eq!(join(ada.id, 1).await, Joining::Joined(member.clone()));
    assert_eq!(join(ada.id, 2).await, Joining::In(member.clone()));
    assert_eq!(join(bob.id, 59).await, Joining::Joined(member.clone()));
    assert_eq!(
        join(owner.id, 1).await,
        Joining::In(Membership {
            organisation: house.clone(),
            role: Role::Owner
        })
    );
    assert_eq!(join(ada.id, 60).await, Joining::NoSuchCode, "it has expired");
    assert_eq!(ledger.join(&[2; 32], ada.id, at(1)).await.unwrap(), Joining::NoSuchCode);
    let places = ledger.memberships(bob.id).await.unwrap();
    assert_eq!(
        places.iter().map(|m| (m.organisation.id, m.role)).collect::<Vec<_>>(),
        [(other.id, Role::Owner), (house.id, Role::Member)]
    );

    let quarter = Quarter::of(Date::constant(2026, 1, 1));
    let counted = async || {
        let countable = ledger.countable(house.id, quarter, 1, 1).await.unwrap();
        countable.iter().map(|member| member.subject).collect::<Vec<_>>()
    };
    let agree = async |person_id: i64, given: bool| {
        let settings = Settings {
            aggregate_consent: Some(given),
            ..Settings::default()
        };
        ledger.change_settings(person_id, &settings, at(3)).await.unwrap();
    };
    assert!(counted().await.is_empty(), "nobody has agreed");
    for person in [&owner, &ada, &bob] {
        agree(person.id, true).await;
    }
    assert_eq!(counted().await, [ada.subject, bob.subject], "members, not the owner");
    agree(ada.id, false).await;
    assert_eq!(counted().await, [bob.subject]);
    assert_eq!(ledger.leave(bob.id, house.public_id).await.unwrap(), Leaving::Left);
    assert_eq!(ledger.leave(bob.id, house.public_id).await.unwrap(), Leaving::NotIn);
    assert_eq!(ledger.leave(owner.id, house.public_id).await.unwrap(), Leaving::Owner);
    assert!(counted().await.is_empty());
}

pub async fn organisations_and_codes_have_limits(home: &Home) {
    let ledger = home.open().await;
    let ada = person(&ledger, "ada@example.org").await;
    let house = organisation(&ledger, ada.id, 0).await;
    for number in 1..MOST_MEMBERSHIPS {
        organisation(&ledger, ada.id, number.unsigned_abs().into()).await;
    }
    assert!(ledger.add_organisation(id(999), "House", ada.id, at(0)).await.unwrap().is_none());
    let bob = person(&ledger, "bob@example.org").await;
    let elsewhere = organisation(&ledger, bob.id, 1_000).await;
    assert!(ledger.add_invitation(elsewhere.id, &[200; 32], at(60), at(0)).await.unwrap());
    assert_eq!(ledger.join(&[200; 32], ada.id, at(1)).await.unwrap(), Joining::TooMany);

    let invite = async |number: i64, minutes: i64| {
        let mut hash = [0; 32];
        hash[..8].copy_from_slice(&number.to_be_bytes());
        ledger.add_invitation(house.id, &hash, at(minutes + 60), at(minutes)).await.unwrap()
    };
    for number in 0..MOST_INVITATIONS {
        assert!(invite(number, 0).await);
    }
    assert!(!invite(MOST_INVITATIONS, 0).await);
    assert!(invite(MOST_INVITATIONS, 60).await, "those that have expired make room");
}

fn new_key(number: u128, minutes: i64) -> NewApiKey<'static> {
    NewApiKey {
        public_id: id(number),
        name: "reports",
        scopes: 1,
        secret_hash: [1; 32],
        expires_at: at(minutes),
    }
}

pub async fn a_key_is_kept_rotated_and_revoked(home: &Home) {
    let ledger = home.open().await;
    let ada = person(&ledger, "ada@example.org").await;
    let (house, other) = (organisation(&ledger, ada.id, 1).await, organisation(&ledger, ada.id, 2).await);
    let made = ledger.add_api_key(house.id, &new_key(7, 1_000), at(0)).await.unwrap().unwrap();
    let expected = ApiKey {
        id: made.id,
        public_id: id(7),
        name: "reports".to_owned(),
        scopes: 1,
        created_at: at(0),
        expires_at: at(1_000),
        last_used_at: None,
        revoked: false,
    };
    assert_eq!(made, expected);
    let check = async || home.open().await.key_check(id(7)).await.unwrap().unwrap();
    let first = check().await;
    assert_eq!(
        (&first.key, &first.organisation, first.secret_hash, first.previous),
        (&made, &house, [1; 32], None)
    );
    assert!(ledger.key_check(id(8)).await.unwrap().is_none());

    // A use is written down once a minute.
    for (minutes, noted) in [(5, 5), (5, 5), (6, 6)] {
        ledger.note_use(&check().await.key, at(minutes)).await.unwrap();
        assert_eq!(check().await.key.last_used_at, Some(at(noted)));
    }
    ledger.note_use(&made, at(6)).await.unwrap();
    assert_eq!(
        check().await.key.last_used_at,
        Some(at(6)),
        "nor by a process that does not know of it"
    );

    let rotate = async |hash: u8, grace: i64, now: i64| {
        let rotated = ledger
            .rotate_api_key(house.id, id(7), &[hash; 32], at(grace), at(now))
            .await
            .unwrap();
        (matches!(rotated, Rotation::Rotated(_)), check().await)
    };
    let (rotated, second) = rotate(2, 40, 10).await;
    assert!(rotated);
    assert_eq!((second.secret_hash, second.previous), ([2; 32], Some(([1; 32], at(40)))));
    assert_eq!(
        (second.key.created_at, second.key.expires_at),
        (at(10), at(1_010)),
        "for as long as at first"
    );
    let (_, third) = rotate(3, 5_000, 1_000).await;
    assert_eq!(third.previous, Some(([2; 32], at(1_010))), "a secret does not outlive its own end");
    assert_eq!(
        ledger.rotate_api_key(other.id, id(7), &[9; 32], at(0), at(0)).await.unwrap(),
        Rotation::NotFound
    );

    assert!(!ledger.revoke_api_key(other.id, id(7), at(20)).await.unwrap());
    assert!(ledger.revoke_api_key(house.id, id(7), at(20)).await.unwrap());
    assert!(ledger.revoke_api_key(house.id, id(7), at(21)).await.unwrap());
    let (rotated, still) = rotate(4, 0, 30).await;
    assert!(!rotated && still.key.revoked && still.secret_hash == [3; 32]);

    // The one that was revoked takes no place.
    for number in 1..=MOST_KEYS {
        ledger
            .add_api_key(house.id, &new_key(100 + number.unsigned_abs() as u128, 9), at(0))
            .await
            .unwrap()
            .unwrap();
    }
    assert!(ledger.add_api_key(house.id, &new_key(5, 9), at(0)).await.unwrap().is_none());
    let kept = ledger.api_keys(house.id).await.unwrap();
    assert_eq!((kept.len() as i64, kept[0].public_id), (MOST_KEYS + 1, id(7)), "the oldest first");
    assert!(ledger.api_keys(other.id).await.unwrap().is_empty());
}

pub async fn of_many_who_join_at_once_each_is_in_once(home: &Home) {
    let ledger = home.open().await;
    let owner = person(&ledger, "owner@example.org").await;
    let house = organisation(&ledger, owner.id, 1).await;
    ledger.add_invitation(house.id, &[1; 32], at(60), at(0)).await.unwrap();
    let ada = person(&ledger, "ada@example.org").await.id;
    let tries = (0..8).map(|_| {
        let ledger = Arc::clone(&ledger);
        tokio::spawn(async move { ledger.join(&[1; 32], ada, at(1)).await.unwrap() })
    });
    let mut joined = 0;
    for attempt in tries.collect::<Vec<_>>() {
        joined += u32::from(matches!(attempt.await.unwrap(), Joining::Joined(_)));
    }
    assert_eq!(joined, 1);
    assert_eq!(ledger.memberships(ada).await.unwrap().len(), 1);
}
