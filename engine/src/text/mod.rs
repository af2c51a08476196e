//! What a text says: sentiment, emotions, closeness to crisis and meaning, in one forward pass of one small encoder.
//!
//! The story of a text: the tokenizer cuts it into word pieces; [`Windows`] of 128 tokens that overlap cover
//! it; windows of all texts of a call go into batches of about one length; lanes run the batches through ONNX Runtime;
//! the calibration of `model.json` makes probabilities of the network's numbers; the pool brings a text's windows together
//! into one [`TextScore`]. [`evaluate`] says how well that agrees with labels that people gave.
//!
//! Bytes of the model are handed in. ONNX Runtime is loaded by the path that [`Runtime::open`] is given.

mod batch;
mod calibration;
mod description;
mod error;
pub mod evaluate;
mod label;
mod lanes;
mod library;
mod model;
mod pool;
mod runtime;
mod score;
mod session;
mod tokenizer;
mod window;

pub use error::{RuntimeError, TextModelError};
pub use label::{CrisisLevel, Ekman, Emotion, EmotionGroup, Label, Sentiment};
pub use model::{ModelFiles, TextModel};
pub use runtime::Runtime;
pub use score::{Crisis, Embedding, Emotions, Probabilities, TextScore};
pub use window::Windows;
