use eunoia_ingest::ledger::{ConsentChange, Purpose, Settings};
use jiff::Timestamp;

use crate::{
    entries::{clock, create, mood},
    home::{Home, person, writer},
};

fn after(minutes: i64) -> Timestamp {
    Timestamp::from_second(1_795_262_400 + 60 * minutes).unwrap()
}

fn consent(aggregate: Option<bool>, weather: Option<bool>) -> Settings {
    Settings {
        aggregate_consent: aggregate,
        weather_consent: weather,
        ..Settings::default()
    }
}

pub async fn a_consent_is_off_until_given_and_each_change_is_noted(home: &Home) {
    let ledger = home.open().await;
    let (ada, bob) = (person(&ledger, "ada@example.org").await, person(&ledger, "bob@example.org").await);
    assert!(!ada.aggregate_consent && !ada.weather_consent);
    let change = async |settings: Settings, at: Timestamp| {
        let changed = ledger.change_settings(ada.id, &settings, at).await.unwrap().unwrap();
        (changed.aggregate_consent, changed.weather_consent)
    };
    assert_eq!(change(consent(Some(true), None), after(1)).await, (true, false));
    assert_eq!(change(consent(Some(true), Some(false)), after(2)).await, (true, false), "as it was");
    assert_eq!(change(consent(None, Some(true)), after(3)).await, (true, true));
    assert_eq!(change(consent(Some(false), None), after(4)).await, (false, true));
    assert_eq!(change(Settings::default(), after(5)).await, (false, true));
    let noted = async |person_id: i64, purpose| ledger.consent_changes(person_id, purpose).await.unwrap();
    let said = |given, minutes| ConsentChange { given, at: after(minutes) };
    assert_eq!(noted(ada.id, Purpose::Aggregates).await, [said(true, 1), said(false, 4)]);
    assert_eq!(noted(ada.id, Purpose::Weather).await, [said(true, 3)]);

    let kept = home.open().await;
    let bob = kept.person(bob.id).await.unwrap().unwrap();
    assert!(!bob.aggregate_consent && !bob.weather_consent, "nobody agrees for another");
    assert!(noted(bob.id, Purpose::Aggregates).await.is_empty());
    assert!(kept.person(ada.id).await.unwrap().unwrap().weather_consent);
    assert!(
        kept.change_settings(ada.id + bob.id + 1_000, &Settings::default(), clock())
            .await
            .unwrap()
            .is_none()
    );
}

pub async fn another_zone_dates_nothing_anew(home: &Home) {
    let ledger = home.open().await;
    let ada = person(&ledger, "ada@example.org").await;
    let writer = writer(&ledger);
    writer
        .record(ada.id, vec![create(1, "mood", "2026-11-16T23:30:00+01:00", &mood(5.0, "here"))])
        .await
        .unwrap();
    let dates = async || {
        let records = ledger.history(ada.id).await.unwrap();
        records
            .iter()
            .map(|record| (record.moment.local_date(), record.moment.zone().name().to_owned(), record.version))
            .collect::<Vec<_>>()
    };
    let before = dates().await;
    let zone = Settings {
        zone: Some("Pacific/Auckland".parse().unwrap()),
        ..Settings::default()
    };
    let moved = ledger.change_settings(ada.id, &zone, clock()).await.unwrap().unwrap();
    assert_eq!(moved.zone.name(), "Pacific/Auckland");
    assert_eq!(dates().await, before);
}
