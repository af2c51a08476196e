"""Scores the development parts with a checkpoint: the quick look while training; the card's figures come from
`eunoia_text.report`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import f1_score, recall_score

from . import batches, data
from .data import Example
from .encoder import TextModel
from .labels import EMOTIONS, GROUPINGS, SIX, members


def load(checkpoint: Path) -> TextModel:
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    model = TextModel.from_base(state["shared"])
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name in state["weights"]:
                parameter.copy_(state["weights"][name])
    return model.eval()


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


def best_threshold(score: np.ndarray, truth: np.ndarray) -> float:
    """The threshold with the highest F1."""
    order = np.argsort(-score)
    hits = np.cumsum(truth[order])
    f1 = 2 * hits / (np.arange(1, len(score) + 1) + truth.sum())
    at = int(np.argmax(f1))
    following = score[order[at + 1]] if at + 1 < len(score) else score[order[at]] - 1
    return float((score[order[at]] + following) / 2)


def cross_fitted(score: np.ndarray, truth: np.ndarray, folds: int = 5, seed: int = 7) -> np.ndarray:
    """Decisions whose thresholds were each chosen on the other folds."""
    fold = np.random.default_rng(seed).integers(folds, size=len(score))
    decided = np.zeros_like(truth)
    for k in range(folds):
        for label in range(truth.shape[1]):
            threshold = best_threshold(score[fold != k, label], truth[fold != k, label])
            decided[fold == k, label] = score[fold == k, label] > threshold
    return decided


def many_hot(examples: Sequence[Example]) -> np.ndarray:
    truth = np.zeros((len(examples), len(EMOTIONS)), int)
    for row, example in enumerate(examples):
        truth[row, example.emotions] = 1
    return truth


def grouped(logits: np.ndarray, grouping: dict[str, list[str]]) -> np.ndarray:
    return np.stack([np.logaddexp.reduce(logits[:, group], axis=1) for group in members(grouping)], 1)


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
        guess = scored(examples)["valence"].argmax(1)
        print(name, "macro recall", round(recall_score([e.valence for e in examples], guess, average="macro"), 4))
    examples = data.goemotions(folder, "dev")
    logits, truth = scored(examples)["emotions"], many_hot(examples)
    print("goemotions macro F1, cross-fitted", round(f1_score(truth, cross_fitted(logits, truth), average="macro"), 4))
    for name, grouping in GROUPINGS.items():
        together = np.stack([truth[:, group].max(1) for group in members(grouping)], 1)
        decided = cross_fitted(grouped(logits, grouping), together)
        print(name, "macro F1, cross-fitted", round(f1_score(together, decided, average="macro"), 4))
    examples = data.dair(folder, "val")
    six = scored(examples)["emotions"][:, [EMOTIONS.index(label) for label in SIX]].argmax(1)
    print("dair macro F1", round(f1_score([e.six for e in examples], six, average="macro"), 4))


if __name__ == "__main__":
    main()
