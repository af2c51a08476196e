use std::{fs, path::Path};

use eunoia_ingest::{
    importer::{Outcome, Report},
    upload::{ImportState, Progress, Uploads},
};
use sqlx::Row;

use crate::place::{Place, id, later, now};

const MARKER: &str = "Quillweather";

fn holds(folder: &Path, text: &str) -> bool {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.into_iter().any(|file| {
        let content = fs::read(file).unwrap();
        content.windows(text.len()).any(|window| window == text.as_bytes())
    })
}

pub async fn what_a_person_sent_is_nowhere_in_the_clear(place: &Place) {
    place
        .upload(1, id(1), format!("{MARKER} and {MARKER}").repeat(1_000).as_bytes())
        .await;
    let claim = place.uploads.claim(now()).await.unwrap().unwrap();
    let key = place.key(1).await;
    let mut report = Report::default();
    report.ignore_columns(&[MARKER.to_owned()]);
    report.count(1, Outcome::Rejected(format!("mood is {MARKER}")));
    let progress = Progress {
        report: &report,
        rows_read: 1,
        bytes_read: 1,
        rejected_changed: true,
    };
    place.uploads.save(&claim, &key, &progress, now()).await.unwrap();
    place.uploads.fail(&claim, "header", Some((&*key, MARKER)), now()).await.unwrap();
    assert_eq!(place.import(1, id(1)).await.failure.unwrap().detail.as_deref(), Some(MARKER));
    let sql = place.sql().await;
    for (table, columns) in [("import", "about, tally, rejected, error_detail, digest"), ("import_chunk", "body")] {
        let rows = sqlx::query(sqlx::AssertSqlSafe(format!("SELECT {columns} FROM {table}")))
            .fetch_all(&sql)
            .await
            .unwrap();
        assert!(!rows.is_empty());
        for row in rows {
            for column in 0..row.len() {
                let value: Vec<u8> = row.get(column);
                assert!(value.len() >= 32);
                for text in [MARKER, "diary of Ada"] {
                    assert!(!value.windows(text.len()).any(|window| window == text.as_bytes()), "{table}");
                }
            }
        }
    }
    if place.is_sqlite() {
        assert!(holds(place.folder.path(), "ndjson"), "what is not sealed is found in the files");
        assert!(!holds(place.folder.path(), MARKER) && !holds(place.folder.path(), "diary of Ada"));
    }
}

pub async fn a_part_opens_in_its_place_alone(place: &Place) {
    place.begin(1, id(1), 6).await;
    place.append(1, id(1), 0, b"abc").await;
    place.append(1, id(1), 3, b"def").await;
    let sql = place.sql().await;
    // Somebody with the files swaps two parts.
    for (from, to) in [(0_i64, 99_i64), (3, 0), (99, 3)] {
        let swap = sqlx::query("UPDATE import_chunk SET start = $1 WHERE start = $2")
            .bind(to)
            .bind(from);
        assert_eq!(swap.execute(&sql).await.unwrap().rows_affected(), 1);
    }
    let import = place.import(1, id(1)).await;
    let reader = eunoia_ingest::upload::ChunkReader::new(place.uploads.clone(), place.key(1).await, &import);
    let failed = tokio::task::spawn_blocking(move || std::io::read_to_string(reader).is_err());
    assert!(failed.await.unwrap());
}

pub async fn uploads_that_nobody_goes_on_with_expire(place: &Place) {
    const DAY: i64 = 24 * 3_600;
    let key = place.key(1).await;
    place.begin(1, id(1), 10).await;
    place.append(1, id(1), 0, b"abc").await;
    place.begin(1, id(2), 10).await;
    let touched = place.uploads.append(1, id(2), &key, 0, "abc".into(), later(DAY)).await;
    touched.unwrap();
    place.upload(1, id(3), b"waits for its turn").await;
    place.uploads.sweep(later(Uploads::PATIENCE_DAYS * DAY - 1)).await.unwrap();
    assert_eq!(place.count("import_chunk").await, 3, "not a second too early");
    place.uploads.sweep(later(Uploads::PATIENCE_DAYS * DAY + 1)).await.unwrap();
    let expired = place.import(1, id(1)).await;
    assert_eq!(
        (expired.state, expired.failure.unwrap().code.as_str()),
        (ImportState::Failed, Uploads::EXPIRED)
    );
    assert_eq!(place.import(1, id(2)).await.state, ImportState::Uploading);
    assert_eq!(place.import(1, id(3)).await.state, ImportState::Queued);
    assert_eq!(place.count("import_chunk").await, 2);
}

pub async fn nothing_is_left_of_a_person(place: &Place) {
    let part = vec![b'x'; 1 << 20];
    place.begin(1, id(1), 24 << 20).await;
    for n in 0..20 {
        place.append(1, id(1), n << 20, &part).await;
    }
    place.upload(2, id(1), b"of somebody else").await;
    let file = place.folder.path().join("uploads.db");
    let size = || fs::metadata(&file).map_or(0, |about| about.len());
    let full = size();
    place.uploads.forget(1).await.unwrap();
    assert_eq!((place.count("import").await, place.count("import_chunk").await), (1, 1));
    assert!(place.uploads.import(1, id(1), &*place.key(1).await).await.unwrap().is_none());
    assert_eq!(place.import(2, id(1)).await.size, 16);
    if place.is_sqlite() {
        assert!(full > 16 << 20, "it was there: {full}");
        assert!(size() < 1 << 20, "and the space is given back: {} of {full}", size());
        let log = fs::metadata(place.folder.path().join("uploads.db-wal")).map_or(0, |about| about.len());
        assert!(log < 1 << 20, "nor does the log hold it: {log}");
    }
    place.uploads.forget(1).await.unwrap();
}
