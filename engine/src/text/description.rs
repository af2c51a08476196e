use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    CrisisLevel, Ekman, Emotion, EmotionGroup, Label, TextModelError, Windows,
    calibration::{CrisisHead, EmotionHead, Grouping, Line, Stated, ValenceHead},
};

/// `model.json`, checked: everything that turns the numbers of the network into scores.
#[derive(Debug, Clone)]
pub(super) struct Description {
    pub name: String,
    pub version: String,
    pub windows: Windows,
    pub valence: ValenceHead,
    pub emotions: EmotionHead,
    pub crisis: CrisisHead,
}

#[derive(Deserialize)]
struct File {
    name: String,
    version: String,
    window: WindowFile,
    valence: ValenceHead,
    emotions: EmotionFile,
    crisis: CrisisFile,
}

#[derive(Deserialize)]
struct WindowFile {
    tokens: usize,
    overlap: usize,
}

#[derive(Deserialize)]
struct EmotionFile {
    labels: Vec<String>,
    scale: Vec<f32>,
    bias: Vec<f32>,
    threshold: Vec<f32>,
    groupings: GroupingFiles,
}

#[derive(Deserialize)]
struct GroupingFiles {
    ekman: GroupingFile,
    sentiment: GroupingFile,
}

#[derive(Deserialize)]
struct GroupingFile {
    labels: BTreeMap<String, Vec<String>>,
    scale: BTreeMap<String, f32>,
    bias: BTreeMap<String, f32>,
    threshold: BTreeMap<String, f32>,
}

#[derive(Deserialize)]
struct CrisisFile {
    levels: Vec<String>,
    level_scale: [f32; 4],
    level_bias: [f32; 4],
    level_threshold: [f32; 4],
    scale: f32,
    bias: f32,
    signal: f32,
    stated: Stated,
}

type Checked<T> = Result<T, String>;

impl Description {
    pub(super) fn read(json: &[u8]) -> Result<Self, TextModelError> {
        let file: File = serde_json::from_slice(json).map_err(|e| TextModelError::Description(e.to_string()))?;
        file.check().map_err(TextModelError::Description)
    }
}

impl File {
    fn check(self) -> Checked<Description> {
        for (name, text) in [("name", &self.name), ("version", &self.version)] {
            if text.is_empty() || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
                return Err(format!("{name}: {text:?} is empty or has blanks"));
            }
        }
        Ok(Description {
            name: self.name,
            version: self.version,
            windows: self.window.check()?,
            valence: check_valence(self.valence)?,
            emotions: self.emotions.check()?,
            crisis: self.crisis.check()?,
        })
    }
}

impl WindowFile {
    fn check(&self) -> Checked<Windows> {
        let pieces = self.tokens.saturating_sub(super::batch::FRAME);
        // The encoder knows 512 places; a window that is new by fewer than its overlap would read most of a text twice.
        if self.tokens > 512 || self.overlap.saturating_mul(3) >= pieces {
            let (tokens, overlap) = (self.tokens, self.overlap);
            return Err(format!(
                "window: {tokens} tokens with an overlap of {overlap}; at most 512, and more than three times the overlap"
            ));
        }
        let overlap = self.overlap;
        Ok(Windows { pieces, overlap })
    }
}

fn check_valence(head: ValenceHead) -> Checked<ValenceHead> {
    check_scale("valence.scale", head.scale)?;
    let between = |n: f32| (-1.0..=1.0).contains(&n);
    if !between(head.negative_below) || !between(head.positive_above) || head.negative_below > head.positive_above {
        let (below, above) = (head.negative_below, head.positive_above);
        return Err(format!(
            "valence: negative_below {below} and positive_above {above}; from -1 to 1, in this order"
        ));
    }
    Ok(head)
}

impl EmotionFile {
    fn check(self) -> Checked<EmotionHead> {
        let known: Vec<_> = Emotion::ALL.iter().map(|label| label.name()).collect();
        if self.labels != known {
            return Err(format!("emotions.labels: expected {}", known.join(", ")));
        }
        let mut lines = [Line::default(); 28];
        let numbers = self.scale.len().min(self.bias.len()).min(self.threshold.len());
        let most = self.scale.len().max(self.bias.len()).max(self.threshold.len());
        if (numbers, most) != (28, 28) {
            return Err("emotions: scale, bias and threshold have 28 numbers each".to_owned());
        }
        for (i, line) in lines.iter_mut().enumerate() {
            let at = format!("emotions, {}", self.labels[i]);
            *line = check_line(&at, self.scale[i], self.bias[i], self.threshold[i])?;
        }
        Ok(EmotionHead {
            lines,
            ekman: self.groupings.ekman.check::<Ekman, 7>("emotions.groupings.ekman")?,
            groups: self.groupings.sentiment.check::<EmotionGroup, 4>("emotions.groupings.sentiment")?,
        })
    }
}

impl GroupingFile {
    fn check<L: Label, const N: usize>(&self, at: &str) -> Checked<Grouping<L, N>> {
        let (mut lines, mut members) = ([Line::default(); N], std::array::from_fn(|_| Vec::new()));
        if let Some(unknown) = self.labels.keys().find(|name| L::named(name).is_none()) {
            return Err(format!("{at}: no label is called `{unknown}`"));
        }
        for label in L::ALL {
            let (i, name) = (label.index(), label.name());
            let missing = |what: &str| format!("{at}: no {what} of `{name}`");
            let number = |what: &str, of: &BTreeMap<String, f32>| of.get(name).copied().ok_or_else(|| missing(what));
            let (scale, bias) = (number("scale", &self.scale)?, number("bias", &self.bias)?);
            lines[i] = check_line(&format!("{at}, {name}"), scale, bias, number("threshold", &self.threshold)?)?;
            let emotions = self.labels.get(name).filter(|emotions| !emotions.is_empty());
            for emotion in emotions.ok_or_else(|| missing("label"))? {
                let known = Emotion::named(emotion);
                members[i].push(known.ok_or_else(|| format!("{at}, {name}: no emotion is called `{emotion}`"))?);
            }
        }
        Ok(Grouping::new(lines, members))
    }
}

impl CrisisFile {
    fn check(self) -> Checked<CrisisHead> {
        let known: Vec<_> = CrisisLevel::ALL.iter().map(|level| level.name()).collect();
        if self.levels != known {
            return Err(format!("crisis.levels: expected {}", known.join(", ")));
        }
        let mut levels = [Line::default(); 4];
        for (i, line) in levels.iter_mut().enumerate() {
            let at = format!("crisis, more than {}", known[i]);
            *line = check_line(&at, self.level_scale[i], self.level_bias[i], self.level_threshold[i])?;
        }
        let signal = check_line("crisis, signal", self.scale, self.bias, self.signal)?;
        let Stated { signal: lower, floor } = self.stated;
        if !lower.is_finite() || !floor.is_finite() || floor < lower {
            return Err(format!("crisis.stated: signal {lower} and floor {floor}; numbers, in this order"));
        }
        Ok(CrisisHead {
            levels,
            signal,
            stated: self.stated,
        })
    }
}

fn check_line(at: &str, scale: f32, bias: f32, threshold: f32) -> Checked<Line> {
    check_scale(&format!("{at}: scale"), scale)?;
    if !bias.is_finite() {
        return Err(format!("{at}: bias is {bias}"));
    }
    if !(0.0..=1.0).contains(&threshold) {
        return Err(format!("{at}: threshold {threshold} is no probability"));
    }
    Ok(Line { scale, bias, threshold })
}

/// Calibration stretches the network's numbers and keeps their order.
fn check_scale(at: &str, scale: f32) -> Checked<()> {
    if scale.is_finite() && scale > 0.0 {
        Ok(())
    } else {
        Err(format!("{at} is {scale}; a number above 0"))
    }
}
