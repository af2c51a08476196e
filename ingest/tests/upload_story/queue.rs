use std::{io::Read, sync::Arc};

use eunoia_ingest::{
    importer::{Outcome, Report},
    upload::{ChunkReader, Claim, ImportState, Progress, Standing, UploadError, Uploads},
};
use futures::future::join_all;

use crate::place::{Place, id, later, now};

const LEASE: i64 = Uploads::LEASE.as_secs() as i64;

fn progress(report: &Report, rows_read: u64, rejected_changed: bool) -> Progress<'_> {
    Progress {
        report,
        rows_read,
        bytes_read: rows_read * 10,
        rejected_changed,
    }
}

async fn save(place: &Place, claim: &Claim, report: &Report) -> Standing {
    let key = place.key(claim.person_id).await;
    place
        .uploads
        .save(claim, &key, &progress(report, report.rows(), true), now())
        .await
        .unwrap()
}

pub async fn a_job_is_one_runs_at_a_time(place: &Place) {
    assert_eq!(place.uploads.claim(now()).await.unwrap(), None);
    place.begin(1, id(9), 3).await;
    assert_eq!(place.uploads.claim(now()).await.unwrap(), None, "an unfinished upload is no job");
    for n in 0..2 {
        place.upload(2 + n, id(n.unsigned_abs()), b"abc").await;
    }
    let other = place.opened_again().await;
    let rivals = (0..8).map(|n| if n % 2 == 0 { &other } else { &place.uploads }.claim(now()));
    let claims: Vec<Claim> = join_all(rivals).await.into_iter().filter_map(Result::unwrap).collect();
    let mut ids: Vec<_> = claims.iter().map(|claim| claim.id).collect();
    ids.sort();
    assert_eq!(ids, [id(0), id(1)], "each by one run");
    assert_eq!(place.uploads.finish(&claims[0], now()).await.unwrap(), Standing::Holds);
    let import = place.import(claims[0].person_id, claims[0].id).await;
    assert_eq!((import.state, import.bytes_read), (ImportState::Done, 3));
    assert_eq!(place.uploads.claim(now()).await.unwrap(), None);
    // Given back, it is there for the next run.
    assert_eq!(place.uploads.give_back(&claims[1]).await.unwrap(), Standing::Holds);
    assert_eq!(place.uploads.claim(now()).await.unwrap().map(|claim| claim.id), Some(claims[1].id));
}

pub async fn a_silent_run_is_taken_over(place: &Place) {
    place.upload(1, id(1), b"abc").await;
    let silent = place.uploads.claim(now()).await.unwrap().unwrap();
    assert_eq!(place.uploads.renew(&silent, later(LEASE - 1)).await.unwrap(), Standing::Holds);
    assert_eq!(
        place.uploads.claim(later(LEASE + 1)).await.unwrap(),
        None,
        "it said that it is alive"
    );
    let other = place.opened_again().await;
    let taken = other.claim(later(2 * LEASE)).await.unwrap().expect("it fell silent");
    assert_eq!((taken.id, taken.attempts), (silent.id, 2));
    // When it wakes up it has no more say.
    assert_eq!(save(place, &silent, &Report::default()).await, Standing::Lost);
    assert_eq!(place.uploads.finish(&silent, now()).await.unwrap(), Standing::Lost);
    assert_eq!(place.uploads.fail(&silent, "x", None, now()).await.unwrap(), Standing::Lost);
    assert_eq!(place.import(1, id(1)).await.state, ImportState::Running);
    // A run that only says that it began has not got on: a file that ends its process is not tried for ever.
    assert_eq!(save(place, &taken, &Report::default()).await, Standing::Holds);
    let third = other.claim(later(4 * LEASE)).await.unwrap().unwrap();
    assert_eq!(third.attempts, 3);
    let mut report = Report::default();
    report.count(1, Outcome::Mapped);
    assert_eq!(save(place, &third, &report).await, Standing::Holds);
    let fourth = other.claim(later(6 * LEASE)).await.unwrap().unwrap();
    assert_eq!(fourth.attempts, 1);
    // The next one begins where that one was, and gets no further.
    assert_eq!(save(place, &fourth, &report).await, Standing::Holds);
    let fifth = other.claim(later(8 * LEASE)).await.unwrap().unwrap();
    assert_eq!(fifth.attempts, 2);
    // On SQLite nobody else can be running anything when a process starts.
    if place.is_sqlite() {
        place.uploads.take_over().await.unwrap();
        assert_eq!(place.uploads.claim(now()).await.unwrap().map(|claim| claim.id), Some(id(1)));
    } else {
        place.uploads.take_over().await.unwrap();
        assert_eq!(place.uploads.claim(now()).await.unwrap(), None);
    }
}

pub async fn what_was_written_down_is_read_again(place: &Place) {
    let content: Vec<u8> = (0..5_000_u32).flat_map(u32::to_be_bytes).collect();
    place.begin(1, id(1), content.len() as u64).await;
    let mut start = 0;
    for part in content.chunks(777) {
        place.append(1, id(1), start, part).await;
        start += part.len() as u64;
    }
    let claim = place.uploads.claim(now()).await.unwrap().unwrap();
    let import = place.import(1, id(1)).await;
    assert_eq!(import.report, None);
    let reader = ChunkReader::new(Arc::clone(&place.uploads), place.key(1).await, &import);
    let read = tokio::task::spawn_blocking(move || {
        let (mut reader, mut read) = (reader, Vec::new());
        reader.read_to_end(&mut read).unwrap();
        (read, reader.interruption())
    });
    let (read, interruption) = read.await.unwrap();
    assert!(read == content && interruption.cause().is_none(), "the parts are one again");

    let mut report = Report::default();
    report.ignore_columns(&["colour".to_owned()]);
    report.count(1, Outcome::Mapped);
    report.count(2, Outcome::Rejected("date is yesterday".to_owned()));
    assert_eq!(save(place, &claim, &report).await, Standing::Holds);
    let key = place.key(1).await;
    // Refused rows that were written down stay, also when only the counts are written.
    report.count(3, Outcome::Duplicate);
    report.count(
        4,
        Outcome::NotTaken {
            what: "steps".to_owned(),
            count: 20,
        },
    );
    place.uploads.save(&claim, &key, &progress(&report, 4, false), now()).await.unwrap();
    let import = place.import(1, id(1)).await;
    assert_eq!(
        (import.report.as_ref(), import.rows_read, import.bytes_read),
        (Some(&report), 4, 40)
    );
    place
        .uploads
        .fail(&claim, "header", Some((&*key, "no column `when`")), now())
        .await
        .unwrap();
    let import = place.import(1, id(1)).await;
    let failure = import.failure.unwrap();
    assert_eq!(
        (import.state, failure.code.as_str(), failure.detail.as_deref()),
        (ImportState::Failed, "header", Some("no column `when`"))
    );
    assert_eq!(import.report, Some(report), "what was counted stays told");
}

pub async fn a_cancelled_job_keeps_what_was_counted(place: &Place) {
    place.upload(1, id(1), b"abc").await;
    let claim = place.uploads.claim(now()).await.unwrap().unwrap();
    assert!(place.uploads.remove(1, id(1), now()).await.unwrap());
    // The batch in hand was recorded all the same: the report says so, and the run hears that it is over.
    let mut report = Report::default();
    report.count(1, Outcome::Mapped);
    assert_eq!(save(place, &claim, &report).await, Standing::Lost);
    let import = place.import(1, id(1)).await;
    assert_eq!((import.state, import.report), (ImportState::Cancelled, Some(report)));
    assert_eq!(place.uploads.finish(&claim, now()).await.unwrap(), Standing::Lost);
    assert_eq!(place.count("import_chunk").await, 0, "what was uploaded is gone");
    assert_eq!(place.uploads.claim(later(10 * LEASE)).await.unwrap(), None);
    // Once it has ended, it can be taken off the list.
    assert!(place.uploads.remove(1, id(1), now()).await.unwrap());
    assert!(!place.uploads.remove(1, id(1), now()).await.unwrap());
    assert_eq!(place.count("import").await, 0);
}

pub async fn a_removed_upload_interrupts_its_reader(place: &Place) {
    place.begin(1, id(1), 6).await;
    place.append(1, id(1), 0, b"abc").await;
    place.append(1, id(1), 3, b"def").await;
    let import = place.import(1, id(1)).await;
    let mut reader = ChunkReader::new(Arc::clone(&place.uploads), place.key(1).await, &import);
    let interruption = reader.interruption();
    let read = tokio::task::spawn_blocking(move || {
        let mut first = [0; 3];
        reader.read_exact(&mut first).unwrap();
        (first, reader)
    });
    let (first, mut reader) = read.await.unwrap();
    assert_eq!(&first, b"abc");
    place.uploads.remove(1, id(1), now()).await.unwrap();
    let failed = tokio::task::spawn_blocking(move || reader.read(&mut [0; 3]).is_err())
        .await
        .unwrap();
    assert!(failed, "never an end that looks like the file's");
    assert!(
        matches!(interruption.cause(), Some(UploadError::Store(_))),
        "{:?}",
        interruption.cause()
    );
}
