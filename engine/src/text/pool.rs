use super::{
    Embedding, Emotions, TextScore,
    calibration::{CrisisHead, EmotionHead, ValenceHead, judged},
    description::Description,
    session::Row,
};

/// Scores of the windows of one text, brought together.
///
/// Feeling and meaning are of the whole text: valence and embedding are means, each window counting by its pieces. Emotions
/// and crisis are of any part of it: the highest probability of any window, so that one sentence in the middle of many pages
/// is not thinned out by them. Thresholds are chosen for those maxima.
#[derive(Debug)]
pub(super) struct Pool {
    pieces: f32,
    valence: f32,
    emotions: [f32; 28],
    ekman: [f32; 7],
    groups: [f32; 4],
    crisis: [f32; 5],
    stated: f32,
    embedding: Vec<f32>,
}

impl Pool {
    pub(super) fn new() -> Self {
        Self {
            pieces: 0.0,
            valence: 0.0,
            emotions: [0.0; 28],
            ekman: [0.0; 7],
            groups: [0.0; 4],
            crisis: [0.0; 5],
            stated: f32::NEG_INFINITY,
            embedding: vec![0.0; Embedding::WIDTH],
        }
    }

    /// Adds a window of `pieces` pieces of the text. Windows come in the order of the text: sums of floats depend on it.
    pub(super) fn add(&mut self, description: &Description, pieces: usize, row: &Row) {
        let Description {
            valence, emotions, crisis, ..
        } = description;
        let weight = pieces as f32;
        self.pieces += weight;
        self.valence += weight * ValenceHead::valence(*valence, row.valence);
        raise(&mut self.emotions, emotions.probabilities(&row.emotions));
        raise(&mut self.ekman, emotions.ekman.probabilities(&row.emotions));
        raise(&mut self.groups, emotions.groups.probabilities(&row.emotions));
        raise(&mut self.crisis, CrisisHead::probabilities(*crisis, row.crisis, row.needs_human));
        self.stated = self.stated.max(row.stated);
        let numbers = self.embedding.iter_mut().zip(&row.embedding);
        numbers.for_each(|(sum, number)| *sum += weight * number);
    }

    /// The text's score; `None` if the network gave something that is no number.
    pub(super) fn score(self, description: &Description) -> Option<TextScore> {
        let valence = self.valence / self.pieces;
        let EmotionHead { lines, ekman, groups } = &description.emotions;
        let emotions = Emotions::new(
            judged(lines, self.emotions),
            judged(&ekman.lines, self.ekman),
            judged(&groups.lines, self.groups),
        );
        Some(TextScore {
            valence,
            sentiment: description.valence.sentiment(valence),
            emotions,
            crisis: description.crisis.judge(self.crisis, self.stated),
            embedding: Embedding::new(self.embedding)?,
        })
    }
}

fn raise<const N: usize>(highest: &mut [f32; N], values: [f32; N]) {
    highest
        .iter_mut()
        .zip(values)
        .for_each(|(highest, value)| *highest = highest.max(value));
}
