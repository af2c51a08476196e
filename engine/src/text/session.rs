use ort::{
    session::{
        Session,
        builder::{GraphOptimizationLevel, SessionBuilder},
    },
    value::{Outlet, TensorElementType, TensorRef, ValueType},
};
use tokenizers::pipeline::PipelineToken;

use super::{
    Embedding, Runtime, TextModelError,
    batch::{FRAME, Window},
    tokenizer::Tokenizer,
};

/// What the network takes, each int64 \[windows, tokens\].
const INPUTS: [&str; 2] = ["input_ids", "attention_mask"];

/// What it gives, each float \[windows, width\]; a width of 1 has no second dimension.
const OUTPUTS: [(&str, usize); 6] = [
    ("valence", 3),
    ("emotions", 28),
    ("crisis", 4),
    ("needs_human", 1),
    ("stated", 1),
    ("embedding", Embedding::WIDTH),
];

/// The network's numbers for one window, as they come: logits, and a place in the space of meaning.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Negative, neutral, positive.
    pub valence: [f32; 3],
    pub emotions: [f32; 28],
    /// More than none, more than indicator, more than ideation, more than behaviour.
    pub crisis: [f32; 4],
    pub needs_human: f32,
    /// That the text says so itself.
    pub stated: f32,
    pub embedding: [f32; Embedding::WIDTH],
}

/// One session of the network, with what it writes its inputs into. Runs one batch at a time.
#[derive(Debug)]
pub(super) struct Lane {
    session: Session,
    ids: Vec<i64>,
    mask: Vec<i64>,
}

impl Lane {
    /// A session that works on `threads` cores.
    pub(super) fn open(runtime: &Runtime, model: &[u8], threads: usize) -> Result<Self, TextModelError> {
        let broken = |e: ort::Error| TextModelError::Model(e.to_string());
        let mut built = build(runtime, threads).map_err(broken)?;
        let session = built.commit_from_memory(model).map_err(broken)?;
        check_inputs(session.inputs())?;
        check_outputs(session.outputs())?;
        Ok(Self {
            session,
            ids: Vec::new(),
            mask: Vec::new(),
        })
    }

    /// One batch: `windows` of `pieces`, framed and padded to the longest.
    pub(super) fn run(&mut self, tokenizer: &Tokenizer, pieces: &[PipelineToken], windows: &[Window]) -> Result<Vec<Row>, TextModelError> {
        let failed = |e: ort::Error| TextModelError::Failed(e.to_string());
        let width = windows.iter().map(|window| window.pieces.len()).max().unwrap_or(0) + FRAME;
        self.fill(tokenizer, pieces, windows, width);
        let shape = [windows.len(), width];
        let ids = TensorRef::from_array_view((shape, self.ids.as_slice())).map_err(failed)?;
        let mask = TensorRef::from_array_view((shape, self.mask.as_slice())).map_err(failed)?;
        let inputs = ort::inputs! { INPUTS[0] => ids, INPUTS[1] => mask };
        let outputs = self.session.run(inputs).map_err(failed)?;
        let numbers = |i: usize| {
            let (name, width) = OUTPUTS[i];
            let other = || TextModelError::Failed(format!("output `{name}` has other numbers than {} windows", windows.len()));
            let tensor = outputs.get(name).ok_or_else(other)?;
            let (_, numbers) = tensor.try_extract_tensor::<f32>().map_err(failed)?;
            let right = numbers.len() == windows.len() * width && numbers.iter().all(|number| number.is_finite());
            if right { Ok(numbers) } else { Err(other()) }
        };
        let (valence, _) = numbers(0)?.as_chunks();
        let (emotions, _) = numbers(1)?.as_chunks();
        let (crisis, _) = numbers(2)?.as_chunks();
        let (needs_human, stated, (embedding, _)) = (numbers(3)?, numbers(4)?, numbers(5)?.as_chunks());
        let rows = (0..windows.len()).map(|i| Row {
            valence: valence[i],
            emotions: emotions[i],
            crisis: crisis[i],
            needs_human: needs_human[i],
            stated: stated[i],
            embedding: embedding[i],
        });
        Ok(rows.collect())
    }

    fn fill(&mut self, tokenizer: &Tokenizer, pieces: &[PipelineToken], windows: &[Window], width: usize) {
        self.ids.clear();
        self.mask.clear();
        for (row, window) in windows.iter().enumerate() {
            self.ids.push(tokenizer.open);
            self.ids
                .extend(pieces[window.pieces.clone()].iter().map(|piece| i64::from(piece.id())));
            self.ids.push(tokenizer.close);
            self.mask.resize(self.ids.len(), 1);
            self.ids.resize((row + 1) * width, tokenizer.pad);
            self.mask.resize((row + 1) * width, 0);
        }
    }
}

fn build(runtime: &Runtime, threads: usize) -> ort::Result<SessionBuilder> {
    let builder = Session::builder(&runtime.environment)?
        .with_optimization_level(GraphOptimizationLevel::All)?
        .with_intra_threads(threads)?
        .with_inter_threads(1)?;
    Ok(builder)
}

fn check_inputs(inputs: &[Outlet]) -> Result<(), TextModelError> {
    let right = |outlet: &Outlet| match outlet.dtype() {
        ValueType::Tensor {
            ty: TensorElementType::Int64,
            shape,
            ..
        } => INPUTS.contains(&outlet.name()) && shape.len() == 2 && shape.iter().all(|&size| size < 0),
        _ => false,
    };
    if inputs.len() == INPUTS.len() && inputs.iter().all(right) {
        return Ok(());
    }
    let found: Vec<_> = inputs
        .iter()
        .map(|outlet| format!("{}: {}", outlet.name(), outlet.dtype()))
        .collect();
    let (wanted, found) = (INPUTS.join(" and "), found.join(", "));
    Err(TextModelError::Model(format!(
        "takes {wanted}, each int64 of any number of texts and tokens; found {found}"
    )))
}

fn check_outputs(outputs: &[Outlet]) -> Result<(), TextModelError> {
    for (name, width) in OUTPUTS {
        let found = outputs.iter().find(|outlet| outlet.name() == name);
        let right = found.is_some_and(|outlet| match outlet.dtype() {
            ValueType::Tensor {
                ty: TensorElementType::Float32,
                shape,
                ..
            } => match **shape {
                [_] => width == 1,
                // A width that the file leaves open is checked with each batch.
                [_, columns] => columns < 0 || usize::try_from(columns) == Ok(width),
                _ => false,
            },
            _ => false,
        });
        if !right {
            let found = found.map_or_else(|| "nothing".to_owned(), |outlet| outlet.dtype().to_string());
            return Err(TextModelError::Model(format!(
                "gives `{name}`, {width} float for each text; found {found}"
            )));
        }
    }
    Ok(())
}
