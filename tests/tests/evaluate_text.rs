//! `eunoia evaluate text`: figures over files of labelled texts, and what is said of files that can't be scored.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use eunoia::config::text_model_folder;
use eunoia_tests::{Finished, binary, eunoia, onnx_runtime_library};
use serde_json::{Value, json};
use tempfile::TempDir;

const METRICS: [&str; 9] = [
    "accuracy",
    "auc",
    "ece",
    "fpr",
    "macro_f1",
    "macro_recall",
    "micro_f1",
    "precision",
    "recall",
];

/// A folder with files, and the command on them.
struct Desk(TempDir);

impl Desk {
    /// `None` where ONNX Runtime is not installed.
    fn new() -> Option<Self> {
        onnx_runtime_library().map(|_| Self(TempDir::new().unwrap()))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    /// Rows of `data.tsv`, under the header `text`, `labels`.
    fn rows(&self, rows: &[(&str, &str)]) {
        let rows: String = rows.iter().map(|(text, labels)| format!("{text}\t{labels}\n")).collect();
        self.write("data.tsv", "text\tlabels\n".to_owned() + &rows);
    }

    /// `evaluate text --data data.tsv`, where an argument that ends in `.tsv` is a file of this folder.
    fn text(&self, args: &str) -> Finished {
        let args = format!("--data data.tsv {args}");
        let args = args.split_whitespace().map(|arg| match arg.strip_suffix(".tsv") {
            Some(_) => self.path(arg).to_str().unwrap().to_owned(),
            None => arg.to_owned(),
        });
        eunoia(["evaluate", "text"].map(str::to_owned).into_iter().chain(args))
    }

    fn json(&self, args: &str) -> Value {
        self.text(&format!("{args} --json")).json()
    }
}

fn names(object: &Value) -> Vec<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

const PLAIN: [(&str, &str); 10] = [
    ("What a lovely morning, I could hug the whole world.", "positive"),
    ("I am so happy about the garden this year!", "positive"),
    ("The best concert I have ever been to.", "positive"),
    ("Thank you, that was wonderful and kind of you.", "positive"),
    ("She loved the present and so did I.", "positive"),
    ("This is the worst week of my life.", "negative"),
    ("I hate how he treats everyone around him.", "negative"),
    ("A boring, badly acted and far too long film.", "negative"),
    ("Everything hurts and I feel awful.", "negative"),
    ("The food was terrible and the waiter rude.", "negative"),
];

#[test]
fn two_sentiments_are_told_by_the_sign_of_valence_beside_a_lexicon() {
    let Some(desk) = Desk::new() else { return };
    desk.rows(&PLAIN);
    let report = desk.json("--task sentiment --rival lexicon");
    assert_eq!(
        (&report["task"], &report["n"], &report["scored_as"]),
        (&json!("sentiment"), &json!(10), &json!("binary"))
    );
    assert_eq!(report["model"]["name"], "eunoia-text");
    assert!(report["model"]["version"].is_string());
    assert_eq!(names(&report["metrics"]), METRICS);
    assert_eq!(names(&report["intervals"]), METRICS);
    assert_eq!(names(&report["per_label"]), ["negative", "positive"]);
    assert_eq!(report["per_label"]["negative"]["support"], 5);
    for reader in [&report, &report["rival"]] {
        let metrics = &reader["metrics"];
        assert!(metrics["accuracy"].as_f64().unwrap() >= 0.8, "{metrics}");
        assert!(metrics["auc"].as_f64().unwrap() >= 0.8, "{metrics}");
        assert_eq!((&metrics["precision"], &metrics["fpr"]), (&Value::Null, &Value::Null));
        let (low, high) = (&reader["intervals"]["accuracy"]["low"], &reader["intervals"]["accuracy"]["high"]);
        assert!(low.as_f64() <= metrics["accuracy"].as_f64() && metrics["accuracy"].as_f64() <= high.as_f64());
    }
    assert_eq!(report["rival"]["model"]["name"], "vader");
    assert_eq!(
        report,
        desk.json("--task sentiment --rival lexicon"),
        "the same seed gives the same intervals"
    );
    let said = desk.text("--task sentiment --rival lexicon").success();
    for word in ["eunoia-text", "on 10 texts, binary", "accuracy", "vader", "negative"] {
        assert!(said.contains(word), "{said}");
    }
}

/// The lines between three classes are where three classes are told best, which may be all on one side of 0.
#[test]
fn between_two_sentiments_the_lines_of_three_count_for_nothing() {
    let Some(desk) = Desk::new() else { return };
    desk.rows(&PLAIN);
    let metrics = |folder: &Path| desk.json(&format!("--task sentiment --text-model {}", folder.display()))["metrics"].take();
    let shipped = text_model_folder();
    let expected = metrics(&shipped);
    for name in ["model.onnx", "tokenizer.json"] {
        fs::copy(shipped.join(name), desk.path(name)).unwrap();
    }
    let mut description: Value = serde_json::from_slice(&fs::read(shipped.join("model.json")).unwrap()).unwrap();
    description["valence"]["negative_below"] = json!(0.99);
    description["valence"]["positive_above"] = json!(0.999);
    desk.write("model.json", description.to_string());
    assert_eq!(metrics(desk.0.path()), expected);
}

#[test]
fn labels_of_others_are_mapped() {
    let Some(desk) = Desk::new() else { return };
    let mut rows: Vec<_> = PLAIN
        .iter()
        .map(|(text, label)| (*text, if *label == "positive" { "4" } else { "0" }))
        .collect();
    rows.push(("The meeting is on Tuesday in room 12.", "2"));
    rows.push(("He put the box on the table.", "3"));
    desk.rows(&rows);
    desk.write("labels.tsv", "theirs\tours\n0\tnegative\n2\tneutral\n3\tneutral\n4\tpositive\n");
    let report = desk.json("--task sentiment --labels labels.tsv");
    assert_eq!(report["scored_as"], "three_classes");
    assert_eq!(names(&report["per_label"]), ["negative", "neutral", "positive"]);
    assert_eq!(report["per_label"]["neutral"]["support"], 2);
    assert_eq!(report["metrics"]["auc"], Value::Null);
    assert!(report["metrics"]["macro_recall"].as_f64().unwrap() > 0.4);
    let unmapped = desk.text("--task sentiment").failure();
    assert!(unmapped.contains("line 2") && unmapped.contains("--labels"), "{unmapped}");
}

const FELT: [(&str, &str); 6] = [
    ("I burst into tears when I heard that he had died.", "sadness"),
    ("Grandma is gone and the house is so empty, I miss her.", "sadness"),
    ("We laughed all evening, I am so happy!", "joy"),
    ("Yes! We won, I am overjoyed!", "joy"),
    ("How dare you, I am furious with you.", "anger"),
    ("I am terrified of what the doctor will say.", "fear"),
];

#[test]
fn one_emotion_each_is_the_likeliest_of_those_that_the_file_has() {
    let Some(desk) = Desk::new() else { return };
    desk.rows(&FELT);
    let report = desk.json("--task emotion");
    assert_eq!(report["scored_as"], "single_label");
    assert_eq!(names(&report["per_label"]), ["anger", "fear", "joy", "sadness"]);
    assert!(report["metrics"]["accuracy"].as_f64().unwrap() >= 0.6, "{report}");
    assert_eq!(report["metrics"]["accuracy"], report["metrics"]["micro_f1"]);
    // The same by a mapping, where one of theirs is two of ours, and two of theirs are one of ours.
    let mut rows = FELT.map(|(text, label)| (text, label.to_uppercase()));
    rows[0].1 = "MOURNING".to_owned();
    desk.rows(&rows.each_ref().map(|(text, label)| (*text, label.as_str())));
    desk.write(
        "labels.tsv",
        "SADNESS\tsadness\nMOURNING\tsadness\nJOY\tjoy\nJOY\tamusement\nANGER\tekman:anger\nFEAR\tfear\n",
    );
    let mapped = desk.json("--task emotion --labels labels.tsv");
    assert_eq!(names(&mapped["per_label"]), ["amusement|joy", "ekman:anger", "fear", "sadness"]);
    assert_eq!(mapped["per_label"]["sadness"]["support"], 2);
    assert_eq!(mapped["per_label"]["amusement|joy"]["support"], 2);
}

#[test]
fn several_emotions_are_told_by_their_thresholds() {
    let Some(desk) = Desk::new() else { return };
    let mut rows = FELT.to_vec();
    rows.push(("Thanks a lot, that made me very happy!", "gratitude, joy"));
    desk.rows(&rows);
    let report = desk.json("--task emotion");
    assert_eq!(report["scored_as"], "multi_label");
    assert_eq!(names(&report["per_label"]), ["anger", "fear", "gratitude", "joy", "sadness"]);
    assert_eq!(report["per_label"]["joy"]["support"], 3);
}

#[test]
fn all_labels_of_a_grouping_are_that_grouping() {
    let Some(desk) = Desk::new() else { return };
    let mut rows = FELT.to_vec();
    rows.extend([
        ("That mould is revolting.", "disgust"),
        ("What? I did not see that coming!", "surprise"),
        ("It is a table.", "neutral"),
    ]);
    desk.rows(&rows);
    let ekman = desk.json("--task emotion");
    let by_name: String = rows.iter().map(|(_, label)| format!("{label}\tekman:{label}\n")).collect();
    desk.write("labels.tsv", by_name);
    let named = desk.json("--task emotion --labels labels.tsv");
    assert_eq!(ekman["metrics"], named["metrics"]);
    assert_eq!(ekman["per_label"]["joy"], named["per_label"]["ekman:joy"]);
    let of_28: String = rows.iter().map(|(_, label)| format!("{label}\t{label}\n")).collect();
    desk.write("labels.tsv", of_28);
    assert_ne!(ekman["metrics"], desk.json("--task emotion --labels labels.tsv")["metrics"]);
}

#[test]
fn everyday_texts_have_false_alarms_and_nothing_to_find() {
    let Some(desk) = Desk::new() else { return };
    let long = "We walked to the lake and back again. ".repeat(30);
    let mut rows: Vec<_> = PLAIN.iter().map(|(text, _)| (*text, "none")).collect();
    rows.push((long.trim(), "none"));
    desk.rows(&rows);
    let report = desk.json("--task crisis");
    assert_eq!(report["scored_as"], "binary");
    assert_eq!(
        (&report["metrics"]["recall"], &report["metrics"]["auc"]),
        (&Value::Null, &Value::Null)
    );
    let rate = report["metrics"]["fpr"].as_f64().unwrap();
    assert_eq!(report["everyday"]["signal"]["rate"].as_f64().unwrap(), rate);
    let month = report["everyday"]["signal"]["in_thirty"].as_f64().unwrap();
    assert!((month - (1.0 - (1.0 - rate).powi(30))).abs() < 1e-12);
    assert!(report["floor"]["fpr"].as_f64().unwrap() <= rate);
    let buckets = report["by_length"].as_array().unwrap();
    let counted: u64 = buckets.iter().filter_map(|bucket| bucket["signal"]["of"].as_u64()).sum();
    assert_eq!(counted, 11);
    assert_eq!(
        buckets.iter().find(|bucket| bucket["words_from"] == 201).unwrap()["signal"]["of"],
        1
    );
    assert_eq!(report.get("ordinal"), None);
    let rival = desk.json("--task crisis --rival lexicon");
    assert!(
        rival["rival"]["metrics"]["fpr"].as_f64().unwrap() >= 0.3,
        "a lexicon calls bad food a crisis"
    );
}

#[test]
fn a_person_is_as_close_to_a_crisis_as_the_worst_of_their_texts() {
    let Some(desk) = Desk::new() else { return };
    let rows = [
        (
            "I bought rope and wrote my goodbye letters. I will kill myself tonight.",
            "behavior",
            "ada",
        ),
        ("The tomatoes are coming along nicely.", "behavior", "ada"),
        ("I keep thinking about killing myself, I want to die.", "ideation", "ben"),
        ("You can do this, we are all here for you.", "supportive", "cem"),
        ("Had soup for lunch.", "supportive", "cem"),
        ("I tried to end my life last week with an overdose of pills.", "attempt", "dee"),
    ];
    let lines: String = rows
        .iter()
        .map(|(text, labels, user)| format!("{user}\t{text}\t{labels}\n"))
        .collect();
    desk.write("data.tsv", "user\ttext\tlabels\n".to_owned() + &lines);
    let report = desk.json("--task crisis");
    assert_eq!(
        (&report["n"], &report["users"], &report["scored_as"]),
        (&json!(6), &json!(4), &json!("five_levels"))
    );
    assert_eq!(
        (&report["per_label"]["crisis"]["support"], &report["per_label"]["none"]["support"]),
        (&json!(3), &json!(1))
    );
    assert_eq!(report["everyday"]["signal"]["of"], 2, "two texts of one person are no crisis");
    let ordinal = &report["ordinal"];
    assert!((0.0..=4.0).contains(&ordinal["mae"].as_f64().unwrap()));
    assert!(ordinal["majority_mae"].as_f64().unwrap() >= 1.0);
    // The worst text alone gives the same score for its writer.
    desk.rows(&[(rows[0].0, "crisis"), (rows[3].0, "none")]);
    let alone = desk.json("--task crisis");
    assert_eq!(alone["per_label"]["crisis"]["support"], 1);
    assert_eq!(alone["scored_as"], "binary");
    desk.rows(&[(rows[0].0, "crisis"), (rows[2].0, "ideation")]);
    assert!(desk.text("--task crisis").failure().contains("line 3"));
}

#[test]
fn quotes_are_read_as_they_stand_and_as_csv_writes_them() {
    let Some(desk) = Desk::new() else { return };
    desk.write(
        "data.tsv",
        "text\tlabels\n\"What a day, said Ida\tpositive\nI \"love\" waiting in line\tnegative\n",
    );
    let plain = desk.json("--task sentiment");
    assert_eq!(plain["n"], 2);
    desk.write(
        "data.tsv",
        "text\tlabels\r\n\"She said \"\"yes\"\"\r\nand I cried with joy\"\tpositive\r\n\"a bad\tday\"\tnegative\r\n",
    );
    let quoted = desk.json("--task sentiment");
    assert_eq!((&quoted["n"], &quoted["per_label"]["positive"]["support"]), (&json!(2), &json!(1)));
}

#[test]
fn what_is_wrong_with_a_file_is_told_by_line() {
    let Some(desk) = Desk::new() else { return };
    let cases: [(&[u8], &str, &[&str]); 13] = [
        (b"", "sentiment", &["line 1", "text<TAB>labels"]),
        (b"text\tlabels\n", "sentiment", &["no row"]),
        (b"text,labels\nfine,positive\n", "sentiment", &["line 1", "text<TAB>labels"]),
        (b"text\tlabels\tmood\nfine\tpositive\t3\n", "sentiment", &["line 1", "mood"]),
        (b"text\tlabels\nfine\tpositive\nso so\n", "sentiment", &["line 3", "2 fields"]),
        (
            b"text\tlabels\n\"Fine, he said\tpositive\nso so\n\"Bad, she said\tnegative\n",
            "sentiment",
            &["line 3", "2 fields"],
        ),
        (b"text\tlabels\nfine\tpositive\n   \tpositive\n", "sentiment", &["line 3", "text"]),
        (b"text\tlabels\nfine\tpositive\nbad\t\n", "sentiment", &["line 3", "labels"]),
        (
            b"text\tlabels\nfine\tpositive, negative\n",
            "sentiment",
            &["line 2", "one of negative"],
        ),
        (
            b"text\tlabels\nfine\tjoy\nwell\tglee\n",
            "emotion",
            &["line 3", "glee", "28 emotions"],
        ),
        (b"text\tlabels\nfine\tekman:glee\n", "emotion", &["line 2", "ekman:glee"]),
        (b"text\tlabels\n\xff\xfe\tpositive\n", "sentiment", &["line 2", "UTF-8"]),
        (b"text\tlabels\n\x01\x02\tpositive\n", "sentiment", &["line 2", "text"]),
    ];
    for (content, task, words) in cases {
        desk.write("data.tsv", content);
        let said = desk.text(&format!("--task {task}")).failure();
        assert!(said.contains("data.tsv"), "{said}");
        words
            .iter()
            .for_each(|word| assert!(said.contains(word), "{said:?} lacks {word:?}"));
    }
    desk.rows(&PLAIN);
    desk.write("labels.tsv", "positive\tpositive\n");
    let said = desk.text("--task sentiment --labels labels.tsv").failure();
    assert!(said.contains("line 7") && said.contains("negative"), "{said}");
    for (map, words) in [
        ("a\n", "line 1"),
        ("", "maps no label"),
        ("a\t\n", "line 1"),
        ("a\tjoy, love\n", "a line for each"),
    ] {
        desk.write("labels.tsv", map);
        let said = desk.text("--task sentiment --labels labels.tsv").failure();
        assert!(said.contains(words) && said.contains("labels.tsv"), "{said}");
    }
    assert!(desk.text("--task sentiment --labels nowhere.tsv").failure().contains("nowhere.tsv"));
    assert!(desk.text("--task emotion --rival lexicon").failure().contains("lexicon"));
}

#[test]
fn without_a_model_the_command_says_what_is_missing() {
    let Some(desk) = Desk::new() else { return };
    desk.rows(&PLAIN);
    let nowhere = desk.path("nowhere");
    let said = desk.text(&format!("--task sentiment --text-model {}", nowhere.display())).failure();
    assert!(
        said.contains("model_missing") && said.contains("model.onnx") && said.contains("EUNOIA_TEXT_MODEL"),
        "{said}"
    );
    fs::create_dir(&nowhere).unwrap();
    for name in ["model.onnx", "tokenizer.json", "model.json"] {
        fs::write(nowhere.join(name), "{}").unwrap();
    }
    let said = desk.text(&format!("--task sentiment --text-model {}", nowhere.display())).failure();
    assert!(said.contains("model_broken") && said.contains("model.json"), "{said}");
}

#[test]
fn without_a_runtime_the_command_says_what_is_missing() {
    let (Some(desk), Some(library)) = (Desk::new(), onnx_runtime_library()) else {
        return;
    };
    desk.rows(&PLAIN);
    // A folder for native libraries without this one; the model is found in the checkout.
    let said = || {
        let mut command = Command::new(binary());
        command
            .args(["evaluate", "text", "--task", "sentiment", "--data"])
            .arg(desk.path("data.tsv"));
        let done = command
            .env("EUNOIA_NATIVE_DIR", desk.0.path())
            .env_remove("EUNOIA_TEXT_MODEL")
            .output()
            .unwrap();
        assert!(done.status.code().is_some_and(|code| code != 0), "it neither crashed nor succeeded");
        String::from_utf8(done.stderr).unwrap()
    };
    let missing = said();
    assert!(missing.contains("runtime_missing") && missing.contains("npm ci"), "{missing}");
    desk.write("libonnxruntime.so.1", "this is no library");
    let broken = said();
    assert!(
        broken.contains("runtime_broken") && broken.contains("libonnxruntime.so.1"),
        "{broken}"
    );
    assert!(!missing.contains("panicked") && !broken.contains("panicked"));
    // As a download leaves it that broke off.
    let whole = fs::read(library).unwrap();
    for part in [whole.len() / 2, whole.len() / 10 * 9] {
        desk.write("libonnxruntime.so.1", &whole[..part]);
        let cut = said();
        assert!(cut.contains("runtime_broken") && cut.contains("cut off"), "{cut}");
    }
}
