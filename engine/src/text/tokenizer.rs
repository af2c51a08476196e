use serde_json::Value;
use tokenizers::{
    canonicalize_value, from_json,
    pipeline::{EncodeOptions, PipelineModel, PipelineToken, PipelineTokenizer},
};

use super::TextModelError;

/// What the file may say that is ours to do: windows are cut, framed and padded by us.
const OURS: [&str; 3] = ["truncation", "padding", "post_processor"];

/// Cuts text into word pieces (Schuster and Nakajima 2012), as BERT's uncased models do.
pub(super) struct Tokenizer {
    pipeline: PipelineTokenizer,
    options: EncodeOptions,
    /// By id: whether the piece goes on with the word of the one before it.
    continues: Vec<bool>,
    /// `[CLS]`, which opens each window.
    pub(super) open: i64,
    /// `[SEP]`, which closes it.
    pub(super) close: i64,
    /// `[PAD]`, which fills it up.
    pub(super) pad: i64,
}

impl Tokenizer {
    /// Reads a `tokenizer.json`.
    pub(super) fn read(json: &[u8]) -> Result<Self, TextModelError> {
        let broken = |reason: String| TextModelError::Tokenizer(reason);
        let mut file: Value = serde_json::from_slice(json).map_err(|e| broken(e.to_string()))?;
        if let Some(file) = file.as_object_mut() {
            OURS.iter().for_each(|key| _ = file.insert((*key).to_owned(), Value::Null));
        }
        canonicalize_value(&mut file).map_err(|e| broken(e.to_string()))?;
        let pipeline = from_json(&file.to_string()).map_err(|e| broken(e.to_string()))?;
        let PipelineModel::WordPiece(pieces) = pipeline.get_model() else {
            return Err(broken("its model is not WordPiece".to_owned()));
        };
        let (vocabulary, prefix) = (pieces.vocab(), pieces.continuing_subword_prefix().to_owned());
        let id = |piece: &str| {
            let found = vocabulary.iter().find(|(known, _)| known == piece);
            let (_, id) = found.ok_or_else(|| broken(format!("its vocabulary lacks `{piece}`")))?;
            Ok(i64::from(*id))
        };
        let (open, close, pad) = (id("[CLS]")?, id("[SEP]")?, id("[PAD]")?);
        if pieces.unk_token().is_none() {
            return Err(broken("its vocabulary lacks the piece for what is unknown".to_owned()));
        }
        let mut continues = vec![false; vocabulary.iter().map(|(_, id)| *id as usize + 1).max().unwrap_or(0)];
        for (piece, id) in &vocabulary {
            continues[*id as usize] = !prefix.is_empty() && piece.starts_with(&prefix);
        }
        Ok(Self {
            pipeline,
            // Somebody who writes "[SEP]" has written five letters and two brackets.
            options: EncodeOptions {
                encode_special_tokens: true,
                ..EncodeOptions::no_specials()
            },
            continues,
            open,
            close,
            pad,
        })
    }

    /// Appends the pieces of `text`.
    pub(super) fn cut(&self, text: &str, pieces: &mut Vec<PipelineToken>) -> Result<(), TextModelError> {
        let done = self.pipeline.encode_into(text, &self.options, pieces);
        done.map_err(|e| TextModelError::Failed(e.to_string()))
    }

    /// Whether the piece goes on with the word of the one before it.
    pub(super) fn continues(&self, piece: PipelineToken) -> bool {
        self.continues.get(piece.id() as usize).copied().unwrap_or(false)
    }

    /// The piece with the highest id.
    pub(super) fn last(&self) -> PipelineToken {
        // Ids are 32 bits, so one less than how many there are is one.
        PipelineToken::from((self.continues.len() - 1) as u32)
    }
}

impl std::fmt::Debug for Tokenizer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokenizer")
            .field("pieces", &self.continues.len())
            .finish_non_exhaustive()
    }
}
