use std::ops::Range;

/// How a text that is longer than the encoder reads at once is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Windows {
    /// Pieces of the text that one window holds at most; the two that frame it come on top.
    pub pieces: usize,
    /// Pieces that a window has in common with the one before, or a few more.
    pub overlap: usize,
}

impl Windows {
    /// Windows over `count` pieces, in order: the first begins at 0, the last ends at `count`, each begins where another
    /// `overlap` pieces of the one before are left.
    ///
    /// Neither end falls inside a word, told by `continues` (whether a piece goes on with the word of the one before it):
    /// it is moved back to where the word begins. Words that would move it by more than `overlap` are cut, so that every
    /// window is new by at least `pieces` - 3 `overlap`.
    pub fn over(self, count: usize, continues: impl Fn(usize) -> bool) -> impl Iterator<Item = Range<usize>> {
        let back = move |at: usize| {
            let lowest = at.saturating_sub(self.overlap);
            (lowest..=at).rev().find(|&at| !continues(at)).unwrap_or(at)
        };
        let mut begin = Some(0).filter(|_| count > 0);
        std::iter::from_fn(move || {
            let from = begin?;
            let end = match from + self.pieces {
                end if end < count => back(end),
                _ => count,
            };
            begin = (end < count).then(|| back(end - self.overlap));
            Some(from..end)
        })
    }
}
