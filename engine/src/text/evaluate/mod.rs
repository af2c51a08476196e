//! How well scores agree with labels that people gave.
//!
//! A [`Sample`] is what is right and what was read of one text (or of one person); [`Samples`] are many of them over the
//! same classes; [`Samples::evaluate`] gives the [`Metrics`], a table by class and bootstrap intervals. Detectors, which
//! tell one class from the rest at a point of their own, have an [`OperatingPoint`] as well.
//!
//! Every figure is a function of how often each sample counts, so that the figures of a resample (Efron 1979) are those of
//! the samples that it drew, and nothing is computed in two ways.

mod bootstrap;
mod class;
mod metrics;
mod point;
mod ranking;
mod reliability;

pub use bootstrap::{Interval, RESAMPLES};
pub use class::ClassScores;
pub use metrics::{Evaluation, Intervals, Metrics, Sample, Samples};
pub use point::{EveryDay, OperatingPoint, PointIntervals};
pub use reliability::{Bin, reliability};
