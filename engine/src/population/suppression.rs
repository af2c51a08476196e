//! Which cells are shown: none about fewer people than the minimum, and none that would give such a one away by
//! subtraction (complementary suppression; Willenborg and de Waal, Elements of Statistical Disclosure Control, 2001).

/// For a table whose cells split people up and whose total is known: which cells are shown.
///
/// A cell is shown if it and all the others together hold at least `minimum` people: 25 of 26 tell about the one. What is
/// not shown holds at least `minimum` people together, or else the smallest cell that was shown is not shown either.
pub fn partition(counts: &[usize], minimum: usize) -> Vec<bool> {
    let total = counts.iter().sum::<usize>();
    let mut shown: Vec<bool> = counts.iter().map(|n| *n >= minimum && total - n >= minimum).collect();
    loop {
        let hidden: usize = counts.iter().zip(&shown).filter(|(_, shown)| !**shown).map(|(n, _)| n).sum();
        let smallest = (0..counts.len()).filter(|i| shown[*i]).min_by_key(|i| counts[*i]);
        match smallest {
            Some(smallest) if shown.contains(&false) && hidden < minimum => shown[smallest] = false,
            _ => return shown,
        }
    }
}
