//! Pure compute: from one person's history to levels, insights and forecasts.
//!
//! The story of a number: [`Observation`](eunoia_domain::Observation)s become one value per local day in a
//! [`History`]; [`features`] describe what happened (level, variability, weekday pattern, trend); [`correlation`] tells what
//! goes with better and worse days; [`insights`] puts that into words; [`forecast`](mod@forecast) says what the next days may bring, with an interval that is measured on the
//! person's own past; [`analyze`] does all of it, [`analyze_cohort`] for many people at once. [`simulate`](mod@simulate)
//! makes people up, with the truth beside them, so that all of the above can be checked.
//!
//! What never is: I/O, async, a clock, ambient randomness (today's date and seeds are arguments), and a number that the
//! data do not support: it is replaced by an [`Abstention`], which says why in words.

mod analysis;
pub mod correlation;
pub mod course;
pub mod crisis;
pub mod features;
pub mod forecast;
mod history;
mod insight;
mod linear;
mod model;
pub mod population;
pub mod recommend;
mod seed;
pub mod simulate;
pub mod text;

pub use analysis::{Analysis, Level, analyze, analyze_cohort};
pub use correlation::{Correlations, correlations};
pub use forecast::{
    Backtest, Ewma, EwmaError, Fit, FittedEwma, FittedPooled, Forecast, ForecastPoint, PooledModel, Predict, backtest, forecast,
};
pub use history::{DailySeries, History};
pub use insight::{Insight, insights};
pub use model::{Abstention, ModelId};
pub use simulate::{GroundTruth, SimulatedPerson, simulate};
