//! What a text says: sentiment, emotions, closeness to crisis and meaning, in one forward pass of one small encoder.

mod error;
mod label;
mod model;
mod runtime;
mod score;

pub use error::{RuntimeError, TextModelError};
pub use label::{CrisisLevel, Ekman, Emotion, EmotionGroup, Label, Sentiment};
pub use model::{ModelFiles, TextModel};
pub use runtime::Runtime;
pub use score::{Crisis, Embedding, Emotions, Probabilities, TextScore};
