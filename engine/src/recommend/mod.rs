//! What somebody could do now that has helped people, and that has helped them.
//!
//! The [`library`] holds exercises with the studies behind them; [`choose`] takes from it by what the days show and by how
//! mood changed after each, with reasons. From moderate risk on, where to get help comes first and only what calms is left;
//! from high risk on nothing is left but help: an exercise is no answer to danger.

mod choice;
mod library;

pub use choice::{Choice, Context, Outcome, Tried, choose};
pub use library::{Exercise, Kind, Need, Source, exercise, library};
