use eunoia_domain::Metric;
use serde::Serialize;

use super::{LevelCell, Period};
use crate::{
    Abstention, DailySeries, ModelId,
    features::{Direction, TREND_DAYS, TREND_MIN_DAYS, trend},
    population::three_digits,
    seed,
};

/// How fast a cohort's level moves, made of the cells that are shown and of nothing else.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CohortTrend {
    /// In the metric's unit per period; absent when abstaining.
    pub per_period: Option<f64>,
    /// 95 % interval.
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// `up`, `down` or `unclear`.
    pub direction: Option<&'static str>,
    /// Cells that were used.
    pub cells: usize,
    pub model: ModelId,
    pub abstained: Option<Abstention>,
}

/// The Theil-Sen slope of the last 56 cells, by the same computation as a person's trend over 56 days, of which 28 must be
/// there: with fewer its interval has not been checked.
pub fn cohort_trend(cells: &[LevelCell], metric: &Metric, period: Period, seed: u64) -> CohortTrend {
    let means: Vec<Option<f64>> = cells.iter().rev().take(TREND_DAYS).rev().map(|cell| cell.mean).collect();
    let shown = means.iter().flatten().count();
    let mut told = CohortTrend {
        per_period: None,
        low: None,
        high: None,
        direction: None,
        cells: shown,
        model: ModelId {
            name: "theil-sen",
            version: "1",
        },
        abstained: None,
    };
    if shown < TREND_MIN_DAYS {
        told.abstained = Some(Abstention::too_few_cells(format!(
            "needs {TREND_MIN_DAYS} of the last {TREND_DAYS} {period}s with a level that is shown, has {shown}"
        )));
        return told;
    }
    // One step after the other, whatever their length: the slope counts steps.
    let first = cells.first().map_or(jiff::civil::Date::ZERO, |cell| cell.start);
    let series = DailySeries::new(metric.clone(), first, means);
    let last = series.date(series.values().len().saturating_sub(1));
    match trend(&series, last, &mut seed::stream(seed, "cohort.trend")) {
        Ok(found) => {
            let per_period = |per_seven: f64| Some(three_digits(per_seven / 7.0));
            told.per_period = per_period(found.per_week);
            (told.low, told.high) = (per_period(found.low), per_period(found.high));
            told.direction = Some(match found.direction {
                Direction::Up => "up",
                Direction::Down => "down",
                Direction::Unclear => "unclear",
            });
        }
        Err(abstention) => told.abstained = Some(abstention),
    }
    told
}
