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
