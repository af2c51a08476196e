/// Counts rows by type. A file may make types up without end: the rest counts together.
#[derive(Default)]
pub(super) struct Tally {
    types: Vec<(Box<[u8]>, u64)>,
    /// The type of the row before, which is mostly that of the next.
    last: usize,
    others: u64,
}

impl Tally {
    const TYPES: usize = 200;
    /// The longest name of a type that is told.
    const NAME_BYTES: usize = 100;

    pub(super) fn count(&mut self, name: &[u8]) {
        if let Some((last, count)) = self.types.get_mut(self.last)
            && **last == *name
        {
            *count += 1;
            return;
        }
        let known = self.types.iter().position(|(known, _)| **known == *name);
        match known {
            Some(known) => self.last = known,
            None if self.types.len() < Self::TYPES && name.len() <= Self::NAME_BYTES => {
                self.last = self.types.len();
                self.types.push((name.into(), 0));
            }
            None => {
                self.others += 1;
                return;
            }
        }
        self.types[self.last].1 += 1;
    }

    /// What was counted since the last time.
    pub(super) fn drain(&mut self) -> Vec<(String, u64)> {
        let types = self.types.iter_mut().map(|(name, count)| {
            let name = String::from_utf8_lossy(name).into_owned();
            (name, std::mem::take(count))
        });
        let others = (crate::importer::Report::OTHER_TYPES.to_owned(), std::mem::take(&mut self.others));
        types.chain([others]).filter(|(_, count)| *count > 0).collect()
    }
}
