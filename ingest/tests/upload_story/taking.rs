use eunoia_ingest::upload::{Appended, Created, ImportState, Uploads};
use futures::future::join_all;

use crate::place::{Place, id, later, new_import, now};

pub async fn an_id_stands_for_one_import(place: &Place) {
    let created = place.begin(1, id(1), 10).await;
    let Created::New(import) = created else { panic!("{created:?}") };
    assert_eq!((import.state, import.size, import.received), (ImportState::Uploading, 10, 0));
    assert_eq!(import.about, new_import(id(1), 10).about);
    place.append(1, id(1), 0, b"abc").await;
    let again = place.begin(1, id(1), 10).await;
    let Created::Before(import) = again else { panic!("{again:?}") };
    assert_eq!(import.received, 3, "as it stands now");
    let other = place.begin(1, id(1), 11).await;
    assert!(matches!(other, Created::Conflict), "{other:?}");
}

pub async fn a_person_has_three_under_way_at_most(place: &Place) {
    let rivals = join_all((0..8).map(|n| place.begin(1, id(n), 4))).await;
    let made = rivals.iter().filter(|created| matches!(created, Created::New(_))).count() as i64;
    assert_eq!((made, place.count("import").await), (Uploads::UNFINISHED, Uploads::UNFINISHED));
    assert!(
        rivals.iter().all(|created| matches!(created, Created::New(_) | Created::TooMany)),
        "{rivals:?}"
    );
    let other = place.begin(2, id(1), 4).await;
    assert!(matches!(other, Created::New(_)), "another person has three of their own: {other:?}");
    let first = place.uploads.imports(1, &*place.key(1).await, None, 1).await.unwrap().imports[0].id;
    assert!(place.uploads.remove(1, first, now()).await.unwrap());
    let next = place.begin(1, id(100), 4).await;
    assert!(matches!(next, Created::New(_)), "{next:?}");
}

pub async fn parts_are_taken_in_order_and_once(place: &Place) {
    place.begin(1, id(1), 10).await;
    let elsewhere = |received| Appended::Elsewhere { received };
    assert_eq!(
        place.append(1, id(1), 4, b"efgh").await,
        elsewhere(0),
        "not before what comes before it"
    );
    assert_eq!(place.append(1, id(1), 0, b"abcd").await, Appended::Taken { received: 4 });
    assert_eq!(
        place.append(1, id(1), 0, b"abcd").await,
        elsewhere(4),
        "a repeated part is not taken twice"
    );
    assert_eq!(place.append(1, id(1), 4, b"").await, Appended::Taken { received: 4 });
    let too_much = Appended::TooMuch { size: 10, received: 4 };
    assert_eq!(place.append(1, id(1), 4, b"efghijk").await, too_much);
    // Another process goes on where this one stood.
    let other = place.opened_again().await;
    let taken = other
        .append(1, id(1), &place.key(1).await, 4, "efghij".into(), now())
        .await
        .unwrap();
    assert_eq!(taken, Appended::Taken { received: 10 });
    let import = place.import(1, id(1)).await;
    assert_eq!((import.state, import.received), (ImportState::Queued, 10));
    assert!(import.queued_at.is_some());
    assert_eq!(
        place.append(1, id(1), 4, b"efghij").await,
        elsewhere(10),
        "and that it is all there is told"
    );
    assert_eq!(place.append(1, id(1), 10, b"k").await, Appended::TooMuch { size: 10, received: 10 });
    assert_eq!(place.append(1, id(1), 10, b"").await, Appended::Taken { received: 10 });
    assert_eq!(place.append(1, id(2), 0, b"a").await, Appended::NotFound);
    place.uploads.remove(1, id(1), now()).await.unwrap();
    assert_eq!(place.append(1, id(1), 10, b"").await, Appended::Ended);
}

pub async fn of_rival_parts_one_is_taken(place: &Place) {
    place.begin(1, id(1), 100).await;
    let key = place.key(1).await;
    let rivals = (0..10_u8).map(|n| {
        let (uploads, key) = (place.uploads.clone(), key.clone());
        tokio::spawn(async move { uploads.append(1, id(1), &key, 0, vec![n; 10].into(), now()).await.unwrap() })
    });
    let told: Vec<Appended> = join_all(rivals).await.into_iter().map(Result::unwrap).collect();
    let taken = told.iter().filter(|told| **told == Appended::Taken { received: 10 }).count();
    let refused = told.iter().filter(|told| **told == Appended::Elsewhere { received: 10 }).count();
    assert_eq!((taken, refused), (1, 9), "{told:?}");
    assert_eq!(place.count("import_chunk").await, 1);
}

pub async fn another_persons_import_is_invisible(place: &Place) {
    place.upload(1, id(1), b"abc").await;
    let key = place.key(2).await;
    assert!(place.uploads.import(2, id(1), &key).await.unwrap().is_none());
    assert_eq!(place.append(2, id(1), 3, b"").await, Appended::NotFound);
    assert!(!place.uploads.remove(2, id(1), now()).await.unwrap());
    assert!(place.uploads.imports(2, &key, None, 10).await.unwrap().imports.is_empty());
    // The id is free for them, and stands for their own.
    place.upload(2, id(1), b"abcdef").await;
    assert_eq!((place.import(1, id(1)).await.size, place.import(2, id(1)).await.size), (3, 6));
}

pub async fn imports_are_listed_newest_first(place: &Place) {
    let key = place.key(1).await;
    for n in 0..7 {
        // Two at a time in the same millisecond.
        let at = later(n as i64 / 2);
        place.uploads.create(1, &new_import(id(n), 4), &key, at).await.unwrap();
        assert!(place.uploads.remove(1, id(n), at).await.unwrap());
    }
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = place.uploads.imports(1, &key, after, 2).await.unwrap();
        seen.extend(page.imports.iter().map(|import| import.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, (0..7).rev().map(id).collect::<Vec<_>>());
}

pub async fn a_full_store_takes_no_more_until_there_is_room(place: &Place) {
    let small = place.opened_for(10).await;
    place.begin(1, id(1), 8).await;
    place.begin(2, id(2), 8).await;
    let part = async |person, n, start, bytes: &'static [u8]| {
        let key = place.key(person).await;
        small.append(person, id(n), &key, start, bytes.into(), now()).await.unwrap()
    };
    assert_eq!(part(1, 1, 0, b"abcdef").await, Appended::Taken { received: 6 });
    assert_eq!(part(2, 2, 0, b"abcde").await, Appended::Full, "six of others wait already");
    assert_eq!(part(2, 2, 0, b"abcd").await, Appended::Taken { received: 4 });
    assert_eq!(part(1, 1, 6, b"gh").await, Appended::Full);
    small.forget(2).await.unwrap();
    assert_eq!(
        part(1, 1, 6, b"gh").await,
        Appended::Taken { received: 8 },
        "once there is room it goes on"
    );
}
