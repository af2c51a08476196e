"""Scores the development parts with a checkpoint: the quick look while training; the card's figures come from
`eunoia_text.report`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from . import batches, calibrate, data, measure
from .data import Example
from .develop import many_hot
from .encoder import TextModel
from .labels import EMOTIONS, GROUPINGS, SIX


def load(checkpoint: Path) -> TextModel:
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    model = TextModel.from_base(state["shared"])
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name in state["weights"]:
                parameter.copy_(state["weights"][name])
    return model.eval()


def save(state: dict, file: Path) -> None:
    """Whole or not at all: a file that is there was finished."""
    partial = file.with_suffix(".part")
    torch.save(state, partial)
    partial.replace(file)


def outputs(model: TextModel, examples: Sequence[Example], budget: int = 8192) -> dict[str, np.ndarray]:
    """Raw outputs of every head for each example's first window."""
    found: dict[str, np.ndarray] = {}
    with torch.inference_mode():
        for rows in batches.by_length(lambda row: len(examples[row].ids), range(len(examples)), budget):
            ids, mask = batches.pad([examples[row].ids for row in rows])
            x, attention, padding = model.encode(ids, mask)
            for name, value in model.feel(x, attention, padding).items():
                value = value.float().numpy()
                found.setdefault(name, np.zeros((len(examples), *value.shape[1:]), np.float32))[rows] = value
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path, required=True)
    options = parser.parse_args()
    model, words = load(options.checkpoint), batches.tokenizer()
    folder = options.data

    def scored(examples: list[Example]) -> dict[str, np.ndarray]:
        batches.tokenize(examples, words)
        return outputs(model, examples)

    examples = data.sst2(folder, "dev")
    valence = scored(examples)["valence"]
    print("sst2 accuracy", np.mean((valence[:, 2] > valence[:, 0]) == [e.polarity for e in examples]).round(4))
    for name, examples in (("semeval held-out", data.semeval(folder, held=True)), ("tweeteval", data.tweets(folder))):
        guess, truth = scored(examples)["valence"].argmax(1), np.array([e.valence for e in examples])
        print(name, "macro recall", round(measure.macro_recall(truth, guess), 4))
    examples = data.goemotions(folder, "dev")
    logits, truth = scored(examples)["emotions"], many_hot(examples)
    print("goemotions macro F1, cross-fitted", round(measure.macro_f1(truth, measure.decided(logits, truth)), 4))
    for name, grouping in GROUPINGS.items():
        together = calibrate.together(name, truth)
        decided = measure.decided(measure.grouped(logits, grouping), together)
        print(name, "macro F1, cross-fitted", round(measure.macro_f1(together, decided), 4))
    examples = data.dair(folder, "val")
    six = scored(examples)["emotions"][:, [EMOTIONS.index(label) for label in SIX]].argmax(1)
    hot = np.eye(6, dtype=int)
    print("dair macro F1", round(measure.macro_f1(hot[[e.six for e in examples]], hot[six]), 4))


if __name__ == "__main__":
    main()
