use super::{
    finding::{Compared, Finding},
    series::correlation,
};

/// What a finding's weight is multiplied by when it was there four weeks ago, and when it goes with one that is told before
/// it: the first is known, the second is likely the same story.
const KNOWN: f64 = 0.8;
const BESIDE: f64 = 0.5;

/// Two factors whose correlation is at least this go together.
const ONE_STORY: f64 = 0.6;

/// Puts the findings in the order in which they matter: by effect and certainty at once, which is how far from 0 the
/// correlation at least is, and then by what they add.
pub(super) fn rank(items: &mut [Finding], before: &[Compared]) {
    for item in items.iter_mut() {
        item.new = !before.iter().any(|known| known.told_alike(item));
        if !item.new {
            item.weight *= KNOWN;
        }
    }
    items.sort_by(heavier);
    for place in 1..items.len() {
        let (earlier, rest) = items.split_at_mut(place);
        let item = &mut rest[0];
        let beside = earlier.iter().find(|told| told.beside.is_none() && together(told, item));
        if let Some(told) = beside {
            item.beside = Some(told.metric.name().to_owned());
            item.weight *= BESIDE;
        }
    }
    items.sort_by(heavier);
}

fn heavier(a: &Finding, b: &Finding) -> std::cmp::Ordering {
    b.weight.total_cmp(&a.weight).then_with(|| a.metric.cmp(&b.metric))
}

/// Whether two factors go together, each at the lag at which it is told.
fn together(one: &Finding, other: &Finding) -> bool {
    let pairs: Vec<(f64, f64)> = (0..one.left.len())
        .filter_map(|day| {
            let of = |finding: &Finding| finding.left.get(day.checked_sub(finding.lag)?).copied().flatten();
            Some((of(one)?, of(other)?))
        })
        .collect();
    correlation(&pairs).abs() >= ONE_STORY
}
