//! A reader of texts whose numbers follow from the text and from its own version, in the shapes of the real one.

use std::sync::Arc;

use eunoia_engine::text::{Crisis, CrisisLevel, Embedding, Emotions, Probabilities, Sentiment, TextScore};
use eunoia_ingest::{
    ledger::{Ledger, ScoreRecord},
    text::{ScoreFailure, Scoring, ScoringStep},
};

use crate::entries::clock;

pub const NAME: &str = "reader";

/// What the reader of this version reads; nothing in a text without letters.
pub fn read(version: &str, text: &str) -> Option<TextScore> {
    text.chars().any(char::is_alphabetic).then(|| {
        let digest = |salt: &str| {
            let bytes = format!("{version}/{salt}/{text}");
            // FNV-1a; any number will do that is always the same.
            let hash = bytes.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
            });
            (hash >> 40) as f32 / (1_u64 << 24) as f32
        };
        let each = |set: &str, n: usize| digest(&format!("{set}{n}"));
        let valence = 2.0 * digest("valence") - 1.0;
        TextScore {
            valence,
            sentiment: if valence < 0.0 { Sentiment::Negative } else { Sentiment::Positive },
            emotions: Emotions::new(
                Probabilities::new(
                    std::array::from_fn(|n| each("emotion", n)),
                    std::array::from_fn(|n| each("emotion", n) > 0.9),
                ),
                Probabilities::new(std::array::from_fn(|n| each("ekman", n)), [false; 7]),
                Probabilities::new(std::array::from_fn(|n| each("group", n)), [false; 4]),
            ),
            crisis: Crisis {
                levels: [0.4, 0.3, 0.2, 0.1],
                level: CrisisLevel::None,
                needs_human: digest("human"),
                signal: digest("human") > 0.5,
                floor: digest("human") > 0.9,
            },
            embedding: Embedding::new((0..Embedding::WIDTH).map(|n| each("meaning", n) - 0.5).collect()).unwrap(),
        }
    })
}

/// As the model's queue gives them.
pub fn read_all(version: &str, texts: &[String]) -> Result<Vec<Option<TextScore>>, ScoreFailure> {
    Ok(texts.iter().map(|text| read(version, text)).collect())
}

/// The reader of this version at work; there is no other at the time.
pub async fn scoring(ledger: &Arc<Ledger>, version: &str) -> Scoring {
    // What was dropped a moment ago may still hold the lock.
    for _ in 0..200 {
        if let Some(scoring) = Scoring::start(Arc::clone(ledger), NAME, version, clock).await.unwrap() {
            return scoring;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the lock is never given back");
}

/// What the shown reader read in somebody's current entries.
pub async fn shown(ledger: &Ledger, person_id: i64) -> Vec<ScoreRecord> {
    match ledger.shown_text_model().await.unwrap() {
        Some(model) => ledger.scores_of(person_id, &model, None, 1_000_000).await.unwrap(),
        None => Vec::new(),
    }
}

/// Reads everything that waits; tells how many scores went in.
pub async fn read_everything(ledger: &Arc<Ledger>, version: &str) -> u64 {
    let (mut scoring, mut total) = (scoring(ledger, version).await, 0);
    while let ScoringStep::Scored(count) = scoring.step(|texts| async move { read_all(version, &texts) }).await.unwrap() {
        total += count;
    }
    total
}
