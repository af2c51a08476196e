use crate::shipped::{MODEL, runs};

/// Two thousand words about nothing in particular.
fn ordinary(words: usize) -> String {
    let day = "Got up at seven, made tea and read the paper by the window. The bus was late again, so I walked the last stretch and \
               looked at the gardens. At work we sorted the old shelves and found the missing folder. Lunch was soup. In the \
               afternoon I answered letters, and later my brother called about the boat. We had rice and beans for supper. ";
    let many = day.split_whitespace().cycle().take(words);
    many.collect::<Vec<_>>().join(" ")
}

#[test]
fn a_crisis_sentence_in_the_middle_of_two_thousand_words_is_found() {
    if !runs() {
        return;
    }
    let sentence = "I have decided to end my life tonight and the pills are already on the table.";
    let around = ordinary(1000);
    let long = format!("{around} {sentence} {around}");
    let quiet = ordinary(2000);
    let scores = MODEL.score(&[sentence, &long, &quiet]).unwrap();
    let needs_human: Vec<f32> = scores.iter().map(|score| score.as_ref().unwrap().crisis.needs_human).collect();
    let [alone, long, quiet] = needs_human[..] else {
        panic!("three texts, three scores")
    };
    // The window around it holds a hundred words of other matters, so it need not be quite as sure.
    assert!(long >= 0.8 * alone, "alone {alone}, among two thousand words {long}");
    assert!(quiet < 0.5 * long, "two thousand quiet words {quiet}, with it {long}");
    let found = &scores[1].as_ref().unwrap().crisis;
    assert!(found.signal && found.floor, "{found:?}");
    assert!(!scores[2].as_ref().unwrap().crisis.signal);
}

#[test]
fn feeling_is_of_the_whole_text_and_crisis_of_its_worst_part() {
    if !runs() {
        return;
    }
    let (glad, sad) = (
        "What a wonderful day, I love my life. ".repeat(30),
        "I hate myself and everything hurts. ".repeat(30),
    );
    let both = format!("{glad}{sad}");
    let scores: Vec<_> = MODEL.score(&[&glad, &sad, &both]).unwrap().into_iter().flatten().collect();
    let [glad, sad, both] = &scores[..] else {
        panic!("three texts, three scores")
    };
    let (low, high) = (glad.valence.min(sad.valence), glad.valence.max(sad.valence));
    assert!(low < both.valence && both.valence < high);
    let worst = glad.crisis.needs_human.max(sad.crisis.needs_human);
    assert!(
        (both.crisis.needs_human - worst).abs() < 0.25,
        "{} and {worst}",
        both.crisis.needs_human
    );
}
