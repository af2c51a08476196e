//! Which days of a window were observed, as bits: what two series have in common, and how many pairs of days lie a given
//! number of days apart, are counted a word at a time.

/// A set of days of a window, the first being day 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Days {
    words: Vec<u64>,
    length: usize,
}

impl Days {
    pub(super) fn of(values: &[Option<f64>]) -> Self {
        let mut words = vec![0; values.len().div_ceil(64)];
        for (day, _) in values.iter().enumerate().filter(|(_, value)| value.is_some()) {
            words[day / 64] |= 1 << (day % 64);
        }
        Self {
            words,
            length: values.len(),
        }
    }

    pub(super) fn has(&self, day: usize) -> bool {
        self.words.get(day / 64).is_some_and(|word| word >> (day % 64) & 1 == 1)
    }

    pub(super) fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Every day `by` days later; those that leave the window are dropped.
    pub(super) fn later(&self, by: usize) -> Self {
        let (whole, part) = (by / 64, by % 64);
        let mut words = vec![0; self.words.len()];
        let mut before: u64 = 0;
        for (word, later) in self.words.iter().zip(words.iter_mut().skip(whole)) {
            // Shifted by a whole word, nothing is carried over.
            let carried = if part > 0 { before >> (64 - part) } else { 0 };
            *later = word << part | carried;
            before = *word;
        }
        if let Some(last) = words.last_mut().filter(|_| !self.length.is_multiple_of(64)) {
            *last &= (1 << (self.length % 64)) - 1;
        }
        Self {
            words,
            length: self.length,
        }
    }

    pub(super) fn and(&self, other: &Self) -> Self {
        let words = self.words.iter().zip(&other.words).map(|(one, other)| one & other);
        Self {
            words: words.collect(),
            length: self.length,
        }
    }

    /// How many pairs of these days lie `apart` days from each other.
    pub(super) fn pairs(&self, apart: usize) -> usize {
        let (whole, part) = (apart / 64, apart % 64);
        let word = |place: usize| self.words.get(place).copied().unwrap_or(0);
        (0..self.words.len().saturating_sub(whole))
            .map(|place| {
                let low = word(place + whole) >> part;
                let carried = if part > 0 { word(place + whole + 1) << (64 - part) } else { 0 };
                (self.words[place] & (low | carried)).count_ones() as usize
            })
            .sum()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(place, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros() as usize;
                left &= left.wrapping_sub(1);
                (bit < 64).then_some(64 * place + bit)
            })
        })
    }
}
