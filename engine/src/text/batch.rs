use std::ops::Range;

/// One window of one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Window {
    /// Which of the texts.
    pub text: usize,
    /// Where its pieces are among the pieces of all texts.
    pub pieces: Range<usize>,
}

/// Batches for the encoder, each a range of `windows`, which are sorted by length (longest first) for it: what shares a
/// batch is padded to its longest window, so neighbours in length waste least.
///
/// A batch takes at most `budget` tokens with padding and the two that frame each window, or a single window. The longest
/// come first, so that several workers that draw batches end at about the same time.
pub(super) fn batches(windows: &mut [Window], budget: usize) -> Vec<Range<usize>> {
    // Stable order among windows of one length: the same texts always make the same batches.
    windows.sort_by_key(|window| std::cmp::Reverse(window.pieces.len()));
    let mut batches = Vec::new();
    let mut begin = 0;
    while begin < windows.len() {
        let width = windows[begin].pieces.len() + FRAME;
        let end = (begin + (budget / width).max(1)).min(windows.len());
        batches.push(begin..end);
        begin = end;
    }
    batches
}

/// Tokens that frame each window.
pub(super) const FRAME: usize = 2;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{FRAME, Window, batches};

    proptest! {
        #[test]
        fn every_window_is_in_one_batch_of_no_more_than_the_budget(lengths in prop::collection::vec(1..=126_usize, 0..80), budget in 1..600_usize) {
            let mut windows: Vec<_> = lengths.iter().enumerate().map(|(text, &length)| Window { text, pieces: 0..length }).collect();
            let made = batches(&mut windows, budget);
            let mut next = 0;
            for batch in made {
                prop_assert_eq!(batch.start, next);
                next = batch.end;
                let longest = windows[batch.clone()].iter().map(|window| window.pieces.len() + FRAME).max().unwrap_or(0);
                prop_assert!(batch.len() == 1 || batch.len() * longest <= budget);
            }
            prop_assert_eq!(next, windows.len());
            let mut texts: Vec<_> = windows.iter().map(|window| window.text).collect();
            texts.sort_unstable();
            prop_assert_eq!(texts, (0..lengths.len()).collect::<Vec<_>>());
        }
    }
}
