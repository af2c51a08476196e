use eunoia_engine::text::{Emotion, Label, TextScore};
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};

use crate::shipped::{MODEL, runs};

const SUBJECTS: [&str; 12] = [
    "I",
    "my sister",
    "the neighbour",
    "my boss",
    "our old dog",
    "nobody",
    "the whole team",
    "my daughter",
    "a stranger",
    "the doctor",
    "she",
    "everyone at home",
];
const DEEDS: [&str; 16] = [
    "laughed about the soup",
    "could not sleep again",
    "forgot the keys",
    "walked along the river for an hour",
    "cried in the car park",
    "finished the report at last",
    "said nothing all evening",
    "planted beans on the balcony",
    "was terrified of the results",
    "felt proud of the little one",
    "burned the bread and did not care",
    "wanted to disappear",
    "danced in the kitchen",
    "argued about money",
    "waited for a call that never came",
    "thanked me twice",
];
const ENDS: [&str; 6] = [".", "!", "...", ", and then it rained.", " 😊", " (as always)."];

/// Texts of 1 to about 700 words, made of everyday sentences.
fn texts() -> Vec<String> {
    let mut rng = StdRng::seed_from_u64(7);
    let sentence = |rng: &mut StdRng| {
        let pick = |list: &[&'static str], rng: &mut StdRng| *list.choose(rng).unwrap();
        pick(&SUBJECTS, rng).to_owned() + " " + pick(&DEEDS, rng) + pick(&ENDS, rng)
    };
    let mut made: Vec<String> = ["ok", "Sad.", "😀", "tired tired tired"].map(str::to_owned).to_vec();
    for length in 1..=196 {
        // Mostly short; the last ones very long.
        let sentences = if length > 180 {
            length / 2
        } else {
            1 + length / 12 + rng.random_range(0..3)
        };
        let sentences: Vec<_> = (0..sentences).map(|_| sentence(&mut rng)).collect();
        made.push(sentences.join(" "));
    }
    made
}

fn alone(text: &str) -> TextScore {
    let mut scores = MODEL.score(&[text]).unwrap();
    scores.pop().unwrap().expect("it has words")
}

/// A thousandth is what the contract of the model allows: its integers have a scale of their own for each token, so what is
/// left is the order in which floats are added.
#[track_caller]
fn assert_same(a: &TextScore, b: &TextScore, text: &str) {
    let close = |a: f32, b: f32| assert!((a - b).abs() <= 1e-3, "{a} and {b} for {text}");
    close(a.valence, b.valence);
    for emotion in Emotion::ALL {
        close(a.emotions.labels().of(*emotion), b.emotions.labels().of(*emotion));
    }
    a.crisis.levels.iter().zip(b.crisis.levels).for_each(|(a, b)| close(*a, b));
    close(a.crisis.needs_human, b.crisis.needs_human);
    let numbers = a.embedding.as_slice().iter().zip(b.embedding.as_slice());
    numbers.for_each(|(a, b)| close(*a, *b));
    assert_eq!(decisions(a), decisions(b), "{text}");
}

fn decisions(score: &TextScore) -> String {
    let present: Vec<_> = score.emotions.present().map(|(label, _)| label).collect();
    let ekman: Vec<_> = score.emotions.ekman().present().map(|(label, _)| label).collect();
    let groups: Vec<_> = score.emotions.groups().present().map(|(label, _)| label).collect();
    let crisis = &score.crisis;
    let crisis = (crisis.level, crisis.signal, crisis.floor);
    format!("{:?} {present:?} {ekman:?} {groups:?} {crisis:?}", score.sentiment)
}

#[test]
fn a_text_is_read_the_same_alone_padded_and_in_any_company() {
    if !runs() {
        return;
    }
    let texts = texts();
    let lone: Vec<_> = texts.iter().map(|text| alone(text)).collect();
    let in_order: Vec<&str> = texts.iter().map(String::as_str).collect();
    let together = MODEL.score(&in_order).unwrap();
    let mut backwards = MODEL.score(&in_order.iter().rev().copied().collect::<Vec<_>>()).unwrap();
    backwards.reverse();
    // Beside one much longer text it is padded by far more than among its like.
    let padded = in_order
        .iter()
        .map(|text| MODEL.score(&[text, texts[170].as_str()]).unwrap().swap_remove(0));
    for ((((text, lone), together), backwards), padded) in texts.iter().zip(&lone).zip(&together).zip(&backwards).zip(padded) {
        for other in [together, backwards, &padded] {
            assert_same(lone, other.as_ref().expect("it has words"), text);
        }
    }
    let scores: Vec<f32> = lone.iter().map(|score| score.valence).collect();
    let spread = scores.iter().fold(f32::NEG_INFINITY, |a, b| a.max(*b)) - scores.iter().fold(f32::INFINITY, |a, b| a.min(*b));
    assert!(spread > 0.01, "texts as different as these are not all read the same");
}

#[test]
fn every_text_gets_its_own_score_and_blank_ones_get_none() {
    if !runs() {
        return;
    }
    let scores = MODEL
        .score(&["", "we danced all night", " \n\t ", "I lost my job", "\u{0}\u{1}\u{200b}"])
        .unwrap();
    assert_eq!(
        scores.iter().map(Option::is_some).collect::<Vec<_>>(),
        [false, true, false, true, false]
    );
    assert_same(scores[1].as_ref().unwrap(), &alone("we danced all night"), "we danced all night");
    assert_same(scores[3].as_ref().unwrap(), &alone("I lost my job"), "I lost my job");
    assert_eq!(MODEL.score(&[]).unwrap(), []);
}

#[test]
fn several_threads_may_read_at_once() {
    if !runs() {
        return;
    }
    let texts = &texts()[..60];
    let expected: Vec<_> = texts.iter().map(|text| alone(text)).collect();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for (text, expected) in texts.iter().zip(&expected) {
                    assert_same(&alone(text), expected, text);
                }
            });
        }
    });
}

#[test]
fn a_score_survives_being_written_and_read() {
    if !runs() {
        return;
    }
    let score = alone("I was proud of her, and a little sad that it is over");
    let json = serde_json::to_string(&score).unwrap();
    let read: TextScore = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (read.valence, read.sentiment, &read.emotions, &read.crisis),
        (score.valence, score.sentiment, &score.emotions, &score.crisis)
    );
    assert!(read.embedding.cosine(&score.embedding) > 0.999_999);
    let broken = json.replacen("\"joy\"", "\"glee\"", 1);
    assert!(serde_json::from_str::<TextScore>(&broken).is_err());
}
