use std::{fs, path::Path};

use eunoia_engine::text::{Runtime, RuntimeError, TextModelError};
use serde_json::{Value, json};

use crate::shipped::{Files, runs, runtime_library};

fn refused(files: &Files) -> TextModelError {
    files.load().expect_err("it is broken")
}

/// The shipped files with a changed description.
fn described(change: impl FnOnce(&mut Value)) -> Files {
    let mut files = Files::shipped();
    let mut description: Value = serde_json::from_slice(&files.description).unwrap();
    change(&mut description);
    files.description = description.to_string().into_bytes();
    files
}

#[track_caller]
fn assert_says(error: &TextModelError, words: &[&str]) {
    let said = error.to_string();
    words
        .iter()
        .for_each(|word| assert!(said.contains(word), "{said:?} lacks {word:?}"));
}

#[test]
fn a_model_that_is_no_model_is_refused() {
    if !runs() {
        return;
    }
    let shipped = Files::shipped();
    for model in [
        &b""[..],
        b"a text file",
        &shipped.model[..shipped.model.len() / 2],
        &shipped.model[..100],
    ] {
        let files = Files {
            model: model.to_vec(),
            ..Files::shipped()
        };
        assert!(matches!(refused(&files), TextModelError::Model(_)), "{} bytes", model.len());
    }
}

#[test]
fn a_model_with_other_inputs_or_outputs_is_refused() {
    if !runs() {
        return;
    }
    // The same length, so that the file stays well formed.
    for (name, other) in [
        ("input_ids", "input_idx"),
        ("needs_human", "needs_robot"),
        ("embedding", "embeddinx"),
    ] {
        let mut files = Files::shipped();
        let (name, other) = (name.as_bytes(), other.as_bytes());
        let places: Vec<_> = (0..files.model.len() - name.len())
            .filter(|&i| files.model[i..].starts_with(name))
            .collect();
        assert!(!places.is_empty());
        places.iter().for_each(|&i| files.model[i..i + name.len()].copy_from_slice(other));
        let error = refused(&files);
        assert!(matches!(error, TextModelError::Model(_)));
        assert_says(&error, &[std::str::from_utf8(name).unwrap()]);
    }
}

#[test]
fn a_tokenizer_that_is_none_is_refused() {
    if !runs() {
        return;
    }
    for tokenizer in ["", "{}", "[1, 2]", "{\"model\": {\"type\": \"WordPiece\", \"vocab\": {}}}", "\u{0}"] {
        let files = Files {
            tokenizer: tokenizer.into(),
            ..Files::shipped()
        };
        assert!(matches!(refused(&files), TextModelError::Tokenizer(_)), "{tokenizer}");
    }
    let mut files = Files::shipped();
    let text = String::from_utf8(files.tokenizer).unwrap();
    files.tokenizer = text.replace("[CLS]", "[CUT]").into_bytes();
    assert_says(&refused(&files), &["[CLS]"]);
}

#[test]
fn a_tokenizer_of_more_pieces_than_the_network_knows_is_refused() {
    if !runs() {
        return;
    }
    let mut files = Files::shipped();
    let mut tokenizer: Value = serde_json::from_slice(&files.tokenizer).unwrap();
    let vocabulary = tokenizer["model"]["vocab"].as_object_mut().unwrap();
    let next = vocabulary.len();
    vocabulary.insert("zebrafinches".to_owned(), json!(next));
    files.tokenizer = tokenizer.to_string().into_bytes();
    assert!(matches!(refused(&files), TextModelError::Model(_)));
}

#[test]
fn a_description_that_lacks_something_is_refused_and_says_what() {
    if !runs() {
        return;
    }
    type Change = fn(&mut Value);
    let changes: [(Change, &[&str]); 21] = [
        (|d| _ = d.as_object_mut().unwrap().remove("crisis"), &["crisis"]),
        (|d| d["version"] = json!(""), &["version"]),
        (|d| d["window"]["tokens"] = json!(4), &["window", "overlap"]),
        (|d| d["window"]["tokens"] = json!(100_000), &["window", "512"]),
        (|d| d["valence"]["negative_below"] = json!(0.9), &["negative_below"]),
        (|d| d["valence"]["scale"] = json!(-1000), &["valence.scale", "-1000"]),
        (|d| d["valence"]["scale"] = json!(1e39), &["valence.scale", "inf"]),
        (|d| d["valence"]["positive_above"] = Value::Null, &["null", "f32"]),
        (|d| d["emotions"]["labels"][3] = json!("glee"), &["emotions.labels", "annoyance"]),
        (|d| d["emotions"]["scale"] = json!([1.0]), &["28"]),
        (|d| d["emotions"]["threshold"][0] = json!(1.5), &["admiration", "1.5"]),
        (|d| d["emotions"]["scale"][27] = json!(0), &["neutral", "scale is 0"]),
        (|d| d["emotions"]["bias"][1] = json!(-1e39), &["amusement", "bias is -inf"]),
        (
            |d| d["emotions"]["groupings"]["ekman"]["labels"]["joy"] = json!(["glee"]),
            &["ekman", "joy", "glee"],
        ),
        (
            |d| {
                _ = d["emotions"]["groupings"]["sentiment"]["bias"]
                    .as_object_mut()
                    .unwrap()
                    .remove("neutral")
            },
            &["bias", "neutral"],
        ),
        (|d| d["crisis"]["levels"][4] = json!("act"), &["crisis.levels", "attempt"]),
        (|d| d["crisis"]["stated"]["floor"] = json!(-1e3), &["floor", "signal"]),
        (|d| d["crisis"]["stated"]["signal"] = json!(-1e39), &["stated", "-inf"]),
        (|d| d["crisis"]["level_scale"] = json!([1, 1, 1]), &["length 3"]),
        (|d| d["crisis"]["level_scale"][2] = json!(-1), &["ideation", "scale is -1"]),
        (|d| d["crisis"]["signal"] = json!(1.01), &["signal", "1.01"]),
    ];
    for (change, words) in changes {
        let error = refused(&described(change));
        assert!(matches!(error, TextModelError::Description(_)), "{error}");
        assert_says(&error, words);
    }
}

#[test]
fn a_description_of_more_tokens_than_the_network_has_places_for_is_refused() {
    if !runs() {
        return;
    }
    let files = described(|d| d["window"] = json!({"tokens": 500, "overlap": 32}));
    match files.load() {
        // A network with so many places could be shipped; then long texts are read.
        Ok(model) => assert!(model.score(&["word ".repeat(600).as_str()]).is_ok()),
        Err(error) => assert!(matches!(error, TextModelError::Model(_)), "{error}"),
    }
}

#[test]
fn a_runtime_that_is_missing_or_something_else_is_told_and_the_right_one_still_loads() {
    if !runs() {
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let missing = folder.join("nowhere/libonnxruntime.so.1");
    let text = folder.join("text.so");
    fs::write(&text, "this is no library").unwrap();
    let (whole, half) = (fs::read(runtime_library()).unwrap(), folder.join("half.so"));
    fs::write(&half, &whole[..whole.len() / 2]).unwrap();
    // A test that ran before in this process may have loaded the right one; then any other is refused as well.
    for (path, words) in [
        (missing.as_path(), "no ONNX Runtime at"),
        (&text, "can't be loaded"),
        (&half, "the file is cut off"),
        (folder, "can't be loaded"),
    ] {
        let error = Runtime::open(path).expect_err("it is not ONNX Runtime");
        assert!(!matches!(error, RuntimeError::Missing(_)) || path == missing);
        let said = error.to_string();
        assert!(said.contains(words) || said.contains("already"), "{said}");
        assert!(said.contains(path.to_str().unwrap()), "{said}");
    }
    Runtime::open(&runtime_library()).unwrap();
    Runtime::open(&runtime_library()).unwrap();
}
