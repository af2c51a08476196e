//! Windows over a long text miss nothing, overlap, and leave words whole.

use eunoia_engine::text::Windows;
use proptest::prelude::*;

const WINDOWS: Windows = Windows { pieces: 126, overlap: 32 };

/// For each piece of a text whether it goes on with the word before it, from words' lengths.
fn pieces(words: &[usize]) -> Vec<bool> {
    let word = |&length: &usize| (0..length).map(|i| i > 0);
    words.iter().flat_map(word).collect()
}

fn lengths() -> impl Strategy<Value = Vec<usize>> {
    let word = prop_oneof![12 => 1..4_usize, 2 => 4..30_usize, 1 => 30..200_usize];
    prop::collection::vec(word, 0..300)
}

proptest! {
    #[test]
    fn windows_cover_all_of_a_text(words in lengths()) {
        let continues = pieces(&words);
        let windows: Vec<_> = WINDOWS.over(continues.len(), |i| continues[i]).collect();
        prop_assert_eq!(windows.is_empty(), continues.is_empty());
        prop_assert_eq!(windows.first().map_or(0, |window| window.start), 0);
        prop_assert_eq!(windows.last().map_or(0, |window| window.end), continues.len());
        for window in &windows {
            prop_assert!(!window.is_empty() && window.len() <= WINDOWS.pieces);
        }
        for pair in windows.windows(2) {
            prop_assert!(pair[1].start + WINDOWS.overlap <= pair[0].end, "{:?} overlap too little", pair);
            prop_assert!(pair[1].start >= pair[0].start + WINDOWS.pieces - 3 * WINDOWS.overlap, "{:?} hardly move", pair);
            prop_assert!(pair[1].end > pair[0].end, "{:?}: the second adds nothing", pair);
        }
    }

    #[test]
    fn a_word_of_ordinary_length_is_cut_nowhere(words in prop::collection::vec(1..=32_usize, 0..200)) {
        let continues = pieces(&words);
        for window in WINDOWS.over(continues.len(), |i| continues[i]) {
            prop_assert!(!continues[window.start]);
            prop_assert!(window.end == continues.len() || !continues[window.end]);
        }
    }

    #[test]
    fn short_texts_are_one_window(count in 1..=126_usize) {
        let windows: Vec<_> = WINDOWS.over(count, |_| false).collect();
        prop_assert_eq!(windows, vec![0..count]);
    }
}

#[test]
fn each_window_begins_94_pieces_after_the_last() {
    let windows: Vec<_> = WINDOWS.over(300, |_| false).collect();
    assert_eq!(windows, [0..126, 94..220, 188..300]);
}
