//! The reader in front of the text model: whoever waits is answered, nobody else is worked for, and what is missing is told.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use std::{fs, num::NonZeroUsize, path::PathBuf, time::Duration};

use eunoia::{
    config::{TextConfig, text_model_folder},
    text::{NotScored, TextReader, TextStatus},
};
use eunoia_tests::onnx_runtime_library;
use tempfile::TempDir;
use tokio::time::{Instant, sleep, timeout};

fn config(model: Option<PathBuf>) -> TextConfig {
    TextConfig {
        model,
        threads: NonZeroUsize::new(2),
    }
}

/// The shipped model in service; `None` where ONNX Runtime is not installed.
async fn reader() -> Option<TextReader> {
    onnx_runtime_library()?;
    let reader = TextReader::start(&config(None));
    assert_eq!(reader.status(), TextStatus::Loading, "it does not wait for the model");
    let ready = timeout(Duration::from_secs(60), reader.ready())
        .await
        .expect("a word about the model");
    assert!(
        matches!(&ready, TextStatus::Ready { name, .. } if name == "eunoia-text"),
        "{ready:?}"
    );
    Some(reader)
}

fn many(texts: usize, words: usize) -> Vec<String> {
    (0..texts).map(|i| format!("day {i} {}", "was long ".repeat(words / 2))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_is_answered_with_their_own_scores() {
    let Some(reader) = reader().await else { return };
    let texts = ["I am so glad to see you", "", "I am furious", "It is a table"];
    let mut waiting = Vec::new();
    for round in 0..20 {
        let mut own: Vec<String> = texts.map(str::to_owned).to_vec();
        own.rotate_left(round % 4);
        let reader = reader.clone();
        waiting.push((round % 4, tokio::spawn(async move { reader.score(own).await.unwrap() })));
    }
    let alone = reader.score(texts.map(str::to_owned).to_vec()).await.unwrap();
    assert_eq!(alone.iter().map(Option::is_some).collect::<Vec<_>>(), [true, false, true, true]);
    assert_ne!(alone[0], alone[2]);
    for (rotated, scores) in waiting {
        let mut scores = scores.await.unwrap();
        scores.rotate_right(rotated);
        for (found, expected) in scores.iter().zip(&alone) {
            let valence = |score: &Option<_>| score.as_ref().map(|score: &eunoia_engine::text::TextScore| score.valence);
            match (valence(found), valence(expected)) {
                // What shares a batch may change the last digits.
                (Some(a), Some(b)) => assert!((a - b).abs() <= 1e-3),
                (a, b) => assert_eq!(a, b),
            }
        }
    }
    assert_eq!(reader.score(Vec::new()).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_text_does_not_wait_for_all_of_a_long_list() {
    let Some(reader) = reader().await else { return };
    let list = tokio::spawn({
        let reader = reader.clone();
        async move { reader.score(many(1500, 60)).await.map(|scores| scores.len()) }
    });
    sleep(Duration::from_millis(100)).await;
    reader.score(vec!["a short word in between".to_owned()]).await.unwrap();
    assert!(!list.is_finished(), "the list is still being read when the short text is done");
    assert_eq!(list.await.unwrap(), Ok(1500));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_waits_for_is_not_read_and_makes_room() {
    let Some(reader) = reader().await else { return };
    // As much as the queue takes, over and over: each is given up at once, which gives its room back.
    let began = Instant::now();
    for _ in 0..30 {
        let given_up = timeout(Duration::from_millis(30), reader.score(many(1500, 120))).await;
        assert!(!matches!(given_up, Ok(Ok(_))), "1,500 entries are not read in 30 ms");
    }
    let mut answer = reader.score(vec!["hello".to_owned()]).await;
    while answer == Err(NotScored::Busy) && began.elapsed() < Duration::from_secs(60) {
        sleep(Duration::from_millis(20)).await;
        answer = reader.score(vec!["hello".to_owned()]).await;
    }
    assert!(answer.unwrap()[0].is_some());
    // All of them would take minutes.
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_refuses_and_takes_again() {
    let Some(reader) = reader().await else { return };
    let full = tokio::spawn({
        let reader = reader.clone();
        async move { reader.score(many(700, 1000)).await }
    });
    sleep(Duration::from_millis(100)).await;
    assert_eq!(reader.score(vec!["one more".to_owned()]).await, Err(NotScored::Busy));
    full.abort();
    _ = full.await;
    let began = Instant::now();
    while reader.score(vec!["one more".to_owned()]).await == Err(NotScored::Busy) {
        assert!(began.elapsed() < Duration::from_secs(30), "room is made as soon as nobody waits");
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_texts_of_one_letter_fill_the_queue_too() {
    let Some(reader) = reader().await else { return };
    let full = tokio::spawn({
        let reader = reader.clone();
        async move { reader.score(vec!["a".to_owned(); 20_000]).await }
    });
    sleep(Duration::from_millis(100)).await;
    assert_eq!(reader.score(vec!["one more".to_owned()]).await, Err(NotScored::Busy));
    full.abort();
}

fn not_available(status: TextStatus) -> (&'static str, String) {
    match status {
        TextStatus::NotAvailable { code, reason } => (code, reason),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_or_broken_is_told_and_every_text_is_not_available() {
    let folder = TempDir::new().unwrap();
    let gone = TextReader::start(&config(Some(folder.path().join("gone"))));
    let (code, reason) = not_available(gone.ready().await);
    assert_eq!(code, "model_missing");
    assert!(reason.contains("model.onnx") && reason.contains("EUNOIA_TEXT_MODEL"), "{reason}");
    let answer = gone.score(vec!["hello".to_owned()]).await;
    assert_eq!(answer, Err(NotScored::NotAvailable { code, reason }));
    let none = TextReader::none("not in this process");
    assert_eq!(not_available(none.status()).1, "not in this process");
    assert!(none.score(vec!["hello".to_owned()]).await.is_err());

    if onnx_runtime_library().is_none() {
        return;
    }
    for name in ["model.onnx", "tokenizer.json", "model.json"] {
        fs::copy(text_model_folder().join(name), folder.path().join(name)).unwrap();
    }
    let model = fs::read(folder.path().join("model.onnx")).unwrap();
    fs::write(folder.path().join("model.onnx"), &model[..model.len() / 2]).unwrap();
    let broken = TextReader::start(&config(Some(folder.path().to_owned())));
    // Asked before anything is known: it waits for the word.
    let answer = broken.score(vec!["hello".to_owned()]).await;
    let (code, reason) = not_available(broken.ready().await);
    assert_eq!(code, "model_broken");
    assert!(reason.contains("model.onnx"), "{reason}");
    assert_eq!(answer, Err(NotScored::NotAvailable { code, reason }));
}
