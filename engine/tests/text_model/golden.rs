use std::collections::BTreeMap;

use eunoia_engine::text::{Emotion, Label, Sentiment};
use serde::Deserialize;

use crate::shipped::{MODEL, read, runs};

#[derive(Deserialize)]
struct Golden {
    text: String,
    valence: f32,
    sentiment: Sentiment,
    emotions: BTreeMap<String, f32>,
    crisis: Crisis,
    embedding: Vec<f32>,
}

#[derive(Deserialize)]
struct Crisis {
    levels: [f32; 4],
    needs_human: f32,
    signal: bool,
    floor: bool,
}

/// The scores that the Python project wrote beside the model. Both run the same integers; float sums differ in their last
/// digits, and an output that is rounded to four digits by up to half of the last.
#[test]
fn the_golden_texts_are_read_as_they_were_when_the_model_was_made() {
    if !runs() {
        return;
    }
    let golden: Vec<Golden> = serde_json::from_slice(&read("golden.json")).expect("golden.json is as described");
    assert!(golden.len() >= 4, "{} texts are too few", golden.len());
    let texts: Vec<&str> = golden.iter().map(|golden| golden.text.as_str()).collect();
    for (golden, score) in golden.iter().zip(MODEL.score(&texts).unwrap()) {
        let score = score.expect("a golden text has words");
        let close = |what: &str, found: f32, expected: f32| {
            assert!(
                (found - expected).abs() <= 2e-3,
                "{what}: {found} instead of {expected} for {:?}",
                golden.text
            );
        };
        close("valence", score.valence, golden.valence);
        assert_eq!(score.sentiment, golden.sentiment, "{:?}", golden.text);
        assert_eq!(golden.emotions.len(), Emotion::ALL.len());
        for (name, expected) in &golden.emotions {
            let emotion = Emotion::named(name).expect("one of the 28");
            close(name, score.emotions.labels().of(emotion), *expected);
        }
        for (level, (found, expected)) in score.crisis.levels.iter().zip(golden.crisis.levels).enumerate() {
            close(&format!("crisis above level {level}"), *found, expected);
        }
        close("needs_human", score.crisis.needs_human, golden.crisis.needs_human);
        let (found, expected) = (
            (score.crisis.signal, score.crisis.floor),
            (golden.crisis.signal, golden.crisis.floor),
        );
        assert_eq!(found, expected, "signal and floor of {:?}", golden.text);
        for (found, expected) in score.embedding.as_slice().iter().zip(&golden.embedding) {
            close("embedding", *found, *expected);
        }
    }
}
