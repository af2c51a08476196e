use eunoia_engine::text::TextScore;
use proptest::prelude::*;

use crate::shipped::{MODEL, runs};

fn check(score: &TextScore) {
    let probability = |p: f32| assert!((0.0..=1.0).contains(&p), "{p} is no probability");
    assert!((-1.0..=1.0).contains(&score.valence));
    score.emotions.labels().iter().for_each(|(_, p)| probability(p));
    score.emotions.ekman().iter().for_each(|(_, p)| probability(p));
    score.emotions.groups().iter().for_each(|(_, p)| probability(p));
    score.crisis.levels.iter().for_each(|p| probability(*p));
    probability(score.crisis.needs_human);
    assert!(!score.crisis.floor || score.crisis.signal);
    let length: f32 = score.embedding.as_slice().iter().map(|n| n * n).sum();
    assert!((length - 1.0).abs() < 1e-5);
}

#[test]
fn rubbish_is_read_without_complaint() {
    if !runs() {
        return;
    }
    let million = 1 << 20;
    let texts = [
        "a".repeat(million),
        "\u{301}".repeat(5000),
        "e\u{301}\u{302}\u{303}".repeat(2000),
        "\u{7f}\u{0}\u{1b}[31m".to_owned(),
        "👩‍👩‍👧‍👦🏳️‍🌈👍🏿".repeat(300),
        "أنا بخير اليوم \u{202e}gnihton\u{202c} שלום".to_owned(),
        "今日は楽しかった。".repeat(200),
        "\u{fffd}\u{feff}\u{e000}\u{10ffff}".to_owned(),
        "[CLS] [SEP] [PAD] [UNK] [MASK] ##ing".to_owned(),
        "ß ŉ ǰ ﬁ Ⅷ İ ı".to_owned(),
        "!?".repeat(3000),
        "x\n".repeat(4000),
        "\u{110bd}\u{1d165}z\u{334}".to_owned(),
    ];
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let scores = MODEL.score(&texts).unwrap();
    assert_eq!(scores.len(), texts.len());
    scores.iter().flatten().for_each(check);
    assert!(scores[0].is_some(), "a word of a million letters is an unknown word");
    let written = MODEL.score(&["I wrote [SEP] and [CLS] here", "I wrote and here"]).unwrap();
    assert_ne!(written[0], written[1], "what somebody writes in brackets is their text");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn anything_at_all_is_read(text in any::<String>(), letters in "[\\PC\\pM\\pC]{0,200}") {
        if runs() {
            let scores = MODEL.score(&[&text, &letters]).unwrap();
            scores.iter().flatten().for_each(check);
        }
    }
}
