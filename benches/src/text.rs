//! Reading texts with the shipped model: many at once on all cores, one entry that somebody waits for, and the memory that
//! the model holds.

use std::{
    fs,
    path::PathBuf,
    time::{Duration, Instant},
};

use clap::Args;
use eunoia::{config::TextConfig, text::load_text_model};
use eunoia_engine::text::TextModel;
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use serde_json::{Value, json};

use crate::report::{Latencies, median, table, whole};

#[derive(Debug, Args)]
pub struct Options {
    /// Texts that are read at once.
    #[arg(long, default_value_t = 1000)]
    texts: usize,
    /// How often they are read; the median counts.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Entries of 60 words that are read one by one.
    #[arg(long, default_value_t = 300)]
    entries: usize,
    /// Seed of the texts.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Writes the texts to this file, a line each, for others to read the same.
    #[arg(long, value_name = "FILE")]
    export: Option<PathBuf>,
    /// Writes the texts and ends.
    #[arg(long, requires = "export")]
    only_export: bool,
    #[command(flatten)]
    model: TextConfig,
}

pub fn run(options: &Options) -> Value {
    let texts = journal(options.texts, options.seed);
    if let Some(file) = &options.export {
        fs::write(file, texts.join("\n") + "\n").unwrap();
        if options.only_export {
            return json!({ "texts": texts.len() });
        }
    }
    let before = resident();
    let began = Instant::now();
    let model = load_text_model(&options.model).unwrap_or_else(|e| panic!("{}: {e}", e.code));
    let (loading, loaded) = (began.elapsed(), resident());
    let cores = options.model.cores();
    let rates = rates(&model, &texts, options.rounds);
    let words: usize = texts.iter().map(|text| text.split(' ').count()).sum();
    let rate = median(rates);
    let entry = entries(&model, options.entries, options.seed);
    let memory = |bytes: u64| bytes.saturating_sub(before) as f64 / 1e6;
    let (held, after) = (memory(loaded), memory(resident()));
    let (name, version) = (model.name(), model.version());
    let rows = [
        vec!["texts/s".to_owned(), whole(rate)],
        vec!["words/s".to_owned(), whole(rate * words as f64 / texts.len() as f64)],
        vec!["memory of the loaded model, MB".to_owned(), format!("{held:.0}")],
        vec!["and after all of this, MB".to_owned(), format!("{after:.0}")],
        vec!["loading, ms".to_owned(), whole(loading.as_secs_f64() * 1e3)],
    ];
    let count = texts.len();
    table(
        &format!("{name} {version} reads {count} texts of 10 to 400 tokens on {cores} cores"),
        &["", ""],
        &rows,
    );
    table("One entry of 60 words", &Latencies::HEADER, &[entry.row("read")]);
    json!({
        "model": { "name": name, "version": version }, "cores": cores, "texts": count, "words": words, "texts_per_s": rate,
        "entry": entry.json(), "memory_loaded_mb": held, "memory_after_mb": after, "loading_ms": loading.as_secs_f64() * 1e3,
    })
}

/// Texts a second, of each round but one to warm up.
fn rates(model: &TextModel, texts: &[String], rounds: usize) -> Vec<f64> {
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let round = |_| {
        let began = Instant::now();
        let scores = model.score(&texts).unwrap();
        assert!(scores.iter().all(Option::is_some));
        texts.len() as f64 / began.elapsed().as_secs_f64()
    };
    (0..=rounds).map(round).skip(1).collect()
}

/// Entries that differ, so that nothing is answered from what was just read.
fn entries(model: &TextModel, count: usize, seed: u64) -> Latencies {
    let mut rng = StdRng::seed_from_u64(seed + 1);
    let read = |text: String| -> Duration {
        let began = Instant::now();
        model.score(&[&text]).unwrap();
        began.elapsed()
    };
    (0..count + 20).map(|_| read(entry(&mut rng, 60))).skip(20).collect()
}

/// Bytes of memory that this process holds.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}

/// Entries as people write them: from a line to a page, of 10 to 400 tokens, short ones more often (each doubling of length
/// is as likely as another).
fn journal(count: usize, seed: u64) -> Vec<String> {
    let mut rng = StdRng::seed_from_u64(seed);
    let longest = f64::from(TOKENS_OF_A_PAGE) / TOKENS_OF_A_WORD;
    (0..count)
        .map(|_| {
            let words = 8.0 * (longest / 8.0).powf(rng.random::<f64>());
            entry(&mut rng, words as usize)
        })
        .collect()
}

const TOKENS_OF_A_PAGE: u32 = 400;

/// With marks and the two that frame a text, as BERT's uncased word pieces cut the words below.
const TOKENS_OF_A_WORD: f64 = 1.25;

fn entry(rng: &mut StdRng, words: usize) -> String {
    let mut text = String::new();
    let mut left = 0;
    for word in 0..words {
        if left == 0 {
            left = rng.random_range(5..15);
        }
        if word > 0 {
            text.push(' ');
        }
        text.push_str(WORDS.choose(rng).unwrap());
        left -= 1;
        if left == 0 || word + 1 == words {
            text.push(if rng.random_bool(0.9) { '.' } else { '!' });
        } else if rng.random_bool(0.08) {
            text.push(',');
        }
    }
    text
}

const WORDS: [&str; 160] = [
    "I",
    "I",
    "I",
    "the",
    "the",
    "and",
    "and",
    "a",
    "a",
    "to",
    "to",
    "was",
    "was",
    "my",
    "my",
    "it",
    "it",
    "of",
    "in",
    "that",
    "with",
    "for",
    "we",
    "she",
    "he",
    "they",
    "today",
    "yesterday",
    "morning",
    "evening",
    "again",
    "still",
    "never",
    "always",
    "maybe",
    "really",
    "so",
    "too",
    "very",
    "just",
    "then",
    "after",
    "before",
    "because",
    "when",
    "while",
    "although",
    "felt",
    "thought",
    "slept",
    "woke",
    "walked",
    "talked",
    "cried",
    "laughed",
    "worried",
    "tried",
    "wanted",
    "needed",
    "forgot",
    "remembered",
    "called",
    "cooked",
    "cleaned",
    "worked",
    "finished",
    "started",
    "missed",
    "hoped",
    "enjoyed",
    "tired",
    "happy",
    "sad",
    "calm",
    "anxious",
    "angry",
    "grateful",
    "lonely",
    "proud",
    "ashamed",
    "restless",
    "hopeful",
    "overwhelmed",
    "exhausted",
    "peaceful",
    "nervous",
    "mother",
    "father",
    "sister",
    "brother",
    "friend",
    "neighbour",
    "therapist",
    "boss",
    "colleague",
    "daughter",
    "son",
    "partner",
    "dog",
    "cat",
    "house",
    "kitchen",
    "garden",
    "office",
    "meeting",
    "train",
    "river",
    "park",
    "hospital",
    "appointment",
    "medication",
    "headache",
    "stomach",
    "dinner",
    "breakfast",
    "coffee",
    "tea",
    "bread",
    "soup",
    "money",
    "rent",
    "letter",
    "phone",
    "message",
    "deadline",
    "project",
    "weekend",
    "holiday",
    "birthday",
    "funeral",
    "weather",
    "rain",
    "sunshine",
    "snow",
    "night",
    "dream",
    "nightmare",
    "sleep",
    "walk",
    "run",
    "music",
    "guitar",
    "book",
    "film",
    "photograph",
    "conversation",
    "argument",
    "silence",
    "breathing",
    "exercise",
    "panic",
    "joy",
    "grief",
    "hope",
    "energy",
    "nothing",
    "everything",
    "somebody",
    "better",
    "worse",
];
