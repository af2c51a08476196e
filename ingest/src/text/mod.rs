//! What a model reads in what people wrote: kept sealed, once for each version of an entry and each version of the model,
//! and turned into observations by the relay.

mod reading;
mod scoring;

pub use reading::{Reading, Unread};
pub use scoring::{ScoreFailure, Scoring, ScoringError, ScoringStep};
