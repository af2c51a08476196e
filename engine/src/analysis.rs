use eunoia_domain::Metric;
use jiff::civil::Date;
use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use serde::Serialize;

use crate::{
    Backtest, Correlations, DailySeries, Forecast, History, Insight, correlations,
    features::{level_on, mean, standard_deviation},
    forecast::with_backtest,
    insight::insights_beside,
    model::metric_name,
};

/// Days ahead that an analysis forecasts.
const HORIZON_DAYS: u32 = 7;

/// Everything that is computed about one person.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Analysis {
    pub today: Date,
    /// One per metric that was observed, in alphabetical order.
    pub levels: Vec<Level>,
    /// Of `mood.score` and `sleep.hours`.
    pub forecasts: Vec<Forecast>,
    pub insights: Vec<Insight>,
    /// What goes with `mood.score`.
    pub correlations: Correlations,
    /// How the forecasts did on the recent past; in the order of `forecasts`.
    pub backtests: Vec<Backtest>,
}

/// One metric's days in a few numbers, in the metric's unit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Level {
    #[serde(serialize_with = "metric_name")]
    pub metric: Metric,
    pub unit: &'static str,
    /// Observed days.
    pub days: usize,
    pub first_date: Date,
    pub last_date: Date,
    /// Mean of the seven days up to today; absent below three observed ones.
    pub level: Option<f64>,
    pub mean: f64,
    /// Standard deviation (n - 1) of the daily values; absent for a single day.
    pub sd: Option<f64>,
    pub min: f64,
    pub max: f64,
}

impl Analysis {
    /// The forecast of `metric`, if an analysis makes one.
    pub fn forecast(&self, metric: &Metric) -> Option<&Forecast> {
        self.forecasts.iter().find(|forecast| forecast.metric == *metric)
    }
}

/// Analyses one person as of `today`; what was observed later is not used. The same arguments give the same analysis.
pub fn analyze(history: &History, today: Date, seed: u64) -> Analysis {
    let forecast_of = |metric| with_backtest(&history.series(&metric), today, HORIZON_DAYS);
    let (forecasts, backtests) = [Metric::MOOD_SCORE, Metric::SLEEP_HOURS].map(forecast_of).into_iter().unzip();
    let found = correlations(history, &Metric::MOOD_SCORE, today);
    Analysis {
        today,
        levels: history
            .metrics()
            .iter()
            .filter_map(|metric| level(&history.series(metric), today))
            .collect(),
        forecasts,
        insights: insights_beside(history, &found, today, seed),
        correlations: found,
        backtests,
    }
}

/// Analyses many people, on all threads of the current rayon pool. Each analysis is the one that [`analyze`] gives, in
/// the order of the input, whatever the number of threads.
pub fn analyze_cohort<K: Send>(cohort: Vec<(K, History)>, today: Date, seed: u64) -> Vec<(K, Analysis)> {
    let each = cohort.into_par_iter().map(|(key, history)| (key, analyze(&history, today, seed)));
    each.collect()
}

/// [`None`] if nothing was observed up to `today`.
fn level(series: &DailySeries, today: Date) -> Option<Level> {
    let series = series.until(today);
    let values = series.numbers();
    Some(Level {
        metric: series.metric().clone(),
        unit: series.metric().unit(),
        days: values.len(),
        first_date: series.first_observed()?,
        last_date: series.last_observed()?,
        level: level_on(&series, today),
        mean: mean(&values),
        sd: (values.len() > 1).then(|| standard_deviation(&values)),
        min: values.iter().copied().fold(f64::INFINITY, f64::min),
        max: values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
    })
}
