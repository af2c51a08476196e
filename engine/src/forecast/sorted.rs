/// Numbers in order, cut into stretches so that one more moves a few others only, however many there are.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sorted<T = f64> {
    stretches: Vec<Vec<T>>,
    count: usize,
}

impl<T: Copy + PartialOrd> Sorted<T> {
    /// Numbers of a stretch, at most.
    pub(crate) const LONGEST: usize = 1_024;

    pub(crate) fn len(&self) -> usize {
        self.count
    }

    pub(crate) fn insert(&mut self, number: T) {
        self.count += 1;
        let before = self
            .stretches
            .partition_point(|stretch| stretch.last().is_some_and(|last| *last < number));
        let place = before.min(self.stretches.len().saturating_sub(1));
        let Some(stretch) = self.stretches.get_mut(place) else {
            self.stretches.push(vec![number]);
            return;
        };
        stretch.insert(stretch.partition_point(|other| *other < number), number);
        if stretch.len() > Self::LONGEST {
            let upper = stretch.split_off(Self::LONGEST / 2);
            self.stretches.insert(place + 1, upper);
        }
    }

    /// The number of that rank, from 1.
    pub(crate) fn nth(&self, rank: usize) -> Option<T> {
        let mut index = rank.checked_sub(1)?;
        for stretch in &self.stretches {
            match stretch.get(index) {
                Some(number) => return Some(*number),
                None => index -= stretch.len(),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_numbers_stay_in_order() {
        // Every remainder once, in an order that jumps about, then each again from the largest down.
        let mut numbers: Vec<_> = (0..4_001_u32).map(|i| f64::from(i * 1_009 % 4_001)).collect();
        numbers.extend((0..4_001).rev().map(f64::from));
        let mut sorted = Sorted::<f64>::default();
        numbers.iter().for_each(|number| sorted.insert(*number));
        numbers.sort_by(f64::total_cmp);
        let found: Vec<_> = (1..=numbers.len()).filter_map(|rank| sorted.nth(rank)).collect();
        assert_eq!(found, numbers);
        assert_eq!((sorted.len(), sorted.nth(0), sorted.nth(8_003)), (8_002, None, None));
        assert!(
            sorted
                .stretches
                .iter()
                .all(|stretch| (1..=Sorted::<f64>::LONGEST).contains(&stretch.len()))
        );
    }
}
