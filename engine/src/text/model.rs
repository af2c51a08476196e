use super::{
    Runtime, TextModelError, TextScore,
    batch::{FRAME, Window, batches},
    description::Description,
    lanes::Lanes,
    pool::Pool,
    tokenizer::Tokenizer,
};

/// The files of `models/eunoia-text`, read.
#[derive(Debug, Clone, Copy)]
pub struct ModelFiles<'a> {
    /// `model.onnx`
    pub model: &'a [u8],
    /// `tokenizer.json`
    pub tokenizer: &'a [u8],
    /// `model.json`
    pub description: &'a [u8],
}

/// The trained model, loaded. Costly to load, cheap to share behind an `Arc`.
#[derive(Debug)]
pub struct TextModel {
    description: Description,
    tokenizer: Tokenizer,
    lanes: Lanes,
}

/// Tokens of one batch, with padding. Fewer make the matrices small, more push them out of a core's cache: 128, 256, 512,
/// 1,024 and 2,048 tokens read 85, 86, 94, 82 and 67 journal entries in a second of one core.
const BUDGET: usize = 512;

/// Texts that are worked on at once, in bytes: what bounds the memory of a call with very many.
const ROUND: usize = 1 << 20;

impl TextModel {
    /// `threads` is how many cores scoring may keep busy. Tries out whether all of it works together.
    pub fn load(runtime: &Runtime, files: ModelFiles<'_>, threads: usize) -> Result<Self, TextModelError> {
        let description = Description::read(files.description)?;
        let tokenizer = Tokenizer::read(files.tokenizer)?;
        let lanes = Lanes::open(runtime, files.model, threads)?;
        let model = Self {
            description,
            tokenizer,
            lanes,
        };
        model.try_out()?;
        Ok(model)
    }

    /// Scores a text of more than a window, and the tokenizer's last piece, which the network must have as well.
    fn try_out(&self) -> Result<(), TextModelError> {
        let failed = |e: TextModelError| TextModelError::Model(e.to_string());
        let longest = "day ".repeat(self.description.windows.pieces + 1);
        let [Some(_)] = self.score(&[&longest]).map_err(failed)?[..] else {
            return Err(TextModelError::Tokenizer("it finds no word in English".to_owned()));
        };
        let (pieces, windows) = ([self.tokenizer.last()], [Window { text: 0, pieces: 0..1 }]);
        let last = self.lanes.run(&self.tokenizer, &pieces, &windows, std::slice::from_ref(&(0..1)));
        last.map(|_| ()).map_err(failed)
    }

    pub fn name(&self) -> &str {
        &self.description.name
    }

    /// Changes whenever the same text would give other numbers.
    pub fn version(&self) -> &str {
        &self.description.version
    }

    /// Scores of texts of any length, in their order. A text without a single word piece (blank, only control characters) has
    /// none.
    pub fn score(&self, texts: &[&str]) -> Result<Vec<Option<TextScore>>, TextModelError> {
        let mut scores = Vec::with_capacity(texts.len());
        let mut rest = texts;
        while !rest.is_empty() {
            let mut bytes = 0;
            let fits = rest.iter().take_while(|text| {
                bytes += text.len();
                bytes <= ROUND
            });
            let (round, later) = rest.split_at(fits.count().max(1));
            self.round(round, &mut scores)?;
            rest = later;
        }
        Ok(scores)
    }

    fn round(&self, texts: &[&str], scores: &mut Vec<Option<TextScore>>) -> Result<(), TextModelError> {
        let (mut pieces, mut windows) = (Vec::new(), Vec::new());
        for (text, words) in texts.iter().enumerate() {
            let begin = pieces.len();
            self.tokenizer.cut(words, &mut pieces)?;
            let own = &pieces[begin..];
            let cuts = self.description.windows.over(own.len(), |i| self.tokenizer.continues(own[i]));
            windows.extend(cuts.map(|cut| Window {
                text,
                pieces: begin + cut.start..begin + cut.end,
            }));
        }
        // A few windows are spread over all lanes, so that the entry they are of is read sooner.
        let tokens: usize = windows.iter().map(|window| window.pieces.len() + FRAME).sum();
        let batches = batches(&mut windows, BUDGET.min(tokens.div_ceil(self.lanes.count())));
        let rows = self.lanes.run(&self.tokenizer, &pieces, &windows, &batches)?;
        let mut done: Vec<_> = windows.iter().zip(&rows).collect();
        done.sort_unstable_by_key(|(window, _)| window.pieces.start);
        let mut pools: Vec<Option<Pool>> = texts.iter().map(|_| None).collect();
        for (window, row) in done {
            let pool = pools[window.text].get_or_insert_with(Pool::new);
            pool.add(&self.description, window.pieces.len(), row);
        }
        let no_number = || TextModelError::Failed("it gave no direction of meaning".to_owned());
        for pool in pools {
            let score = pool.map(|pool| pool.score(&self.description).ok_or_else(no_number));
            scores.push(score.transpose()?);
        }
        Ok(())
    }
}
