//! Which cells are shown: none about fewer people than the minimum, and none that would give such a one away by
//! subtraction (complementary suppression; Willenborg and de Waal, Elements of Statistical Disclosure Control, 2001).

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Period;

/// For a table whose cells split people up and whose total is known: which cells are shown. `others` are people of whom no
/// cell is ever shown, if the table leaves some out.
///
/// A cell is shown if it and all the others together hold at least `minimum` people: 25 of 26 tell about the one. What is
/// not shown holds at least `minimum` people together, or else the smallest cell that was shown is not shown either.
pub fn partition(counts: &[usize], others: Option<usize>, minimum: usize) -> Vec<bool> {
    let unshown = others.unwrap_or(0);
    let total = unshown + counts.iter().sum::<usize>();
    let mut shown: Vec<bool> = counts.iter().map(|n| *n >= minimum && total - n >= minimum).collect();
    loop {
        let hidden = unshown
            + counts
                .iter()
                .zip(&shown)
                .filter(|(_, shown)| !**shown)
                .map(|(n, _)| n)
                .sum::<usize>();
        let any_hidden = others.is_some() || shown.contains(&false);
        let smallest = (0..counts.len()).filter(|i| shown[*i]).min_by_key(|i| counts[*i]);
        match smallest {
            Some(smallest) if any_hidden && hidden < minimum => shown[smallest] = false,
            _ => return shown,
        }
    }
}

/// Of the periods, which are shown, by their first days.
///
/// Days, weeks and months of one cohort can all be asked for, so a cell must not be had from the others: a month less
/// its other days. `people` are the distinct people of each *part*, by its first day, over whole months: for days the days
/// themselves; for weeks what of each week is in each month; for months the months. Parts that nobody recorded in may be
/// left out or zero.
///
/// The rule, which looks no further than the months that a period touches, so that no choice of `from` and `to` shows
/// another pattern: a period is shown if each of its parts has the minimum, or nobody, and so have the nearest parts
/// before and after it, that anybody recorded in, within the same month. In the month of `today`, which is not over, there
/// must be such a part after it: whoever kept what was shown earlier would have the next one, if it comes to be about few.
///
/// Why that is enough: whatever can be had by adding and subtracting cells is made of the stretches between neighbouring
/// ends of cells. Let one such stretch hold somebody, but too few. No end of a shown day bounds it, as the day within it
/// that is next to that end would have too few, and be that day or its neighbour. If the end of a shown week bounds it, then
/// that week's part, or the part next to it, has the minimum and goes on beyond the stretch, so that another end lies
/// within that part, which could only be that of a shown day. So it reaches from month to month, and holds all that
/// was recorded in one that has too few: no month, week or day that is shown covers it.
pub fn periods(period: Period, people: &BTreeMap<Date, usize>, today: Date, minimum: usize) -> Vec<Date> {
    let parts: Vec<(Date, usize)> = people.iter().filter(|(_, n)| **n > 0).map(|(start, n)| (*start, *n)).collect();
    let mut shown = Vec::new();
    let mut from = 0;
    for cell in parts.chunk_by(|a, b| period.start(a.0) == period.start(b.0)) {
        let to = from + cell.len();
        let enough = |part: &(Date, usize)| part.1 >= minimum;
        let beside = |neighbour: Option<&(Date, usize)>, own: &(Date, usize)| {
            period == Period::Month || neighbour.is_none_or(|part| enough(part) || month(part.0) != month(own.0))
        };
        let before = from.checked_sub(1).and_then(|i| parts.get(i));
        let (first, last) = (&cell[0], &cell[cell.len() - 1]);
        let settled = period == Period::Month || month(last.0) != month(today) || parts.get(to).is_some_and(enough);
        if cell.iter().all(enough) && beside(before, first) && beside(parts.get(to), last) && settled {
            shown.push(period.start(cell[0].0));
        }
        from = to;
    }
    shown
}

fn month(date: Date) -> Date {
    date.first_of_month()
}
