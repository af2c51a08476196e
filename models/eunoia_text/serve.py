"""Reads texts with the shipped files, as the Rust engine does: the reference for its tests, and what reports are made of."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from . import batches


class Reader:
    """The shipped model: ONNX graph, tokenizer, and `model.json`, which turns logits into numbers."""

    def __init__(self, folder: Path, threads: int = 2, graph: str = "model.onnx") -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = onnxruntime.InferenceSession(folder / graph, options, providers=["CPUExecutionProvider"])
        self.names = [output.name for output in self.session.get_outputs()]
        self.words = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.words.no_truncation()
        self.words.no_padding()
        # A text that says "[SEP]" says these letters.
        self.words.encode_special_tokens = True
        self.about = json.loads((folder / "model.json").read_text())

    def raw(self, texts: Sequence[str], budget: int = 8192) -> tuple[dict[str, np.ndarray], list[list[int]]]:
        """The graph's outputs by window, and which windows each text has."""
        window = self.about["window"]
        pieces: list[list[int]] = []
        belong: list[list[int]] = []
        for encoded in self.words.encode_batch(list(texts)):
            cut = batches.windows(encoded, window["tokens"], window["overlap"])
            belong.append(list(range(len(pieces), len(pieces) + len(cut))))
            pieces += cut
        found: dict[str, np.ndarray] = {}
        for rows in batches.by_length(lambda row: len(pieces[row]), range(len(pieces)), budget):
            ids, mask = batches.pad([pieces[row] for row in rows])
            out = self.session.run(None, {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})
            for name, value in zip(self.names, out, strict=True):
                found.setdefault(name, np.zeros((len(pieces), *value.shape[1:]), np.float32))[rows] = value
        found["tokens"] = np.array([len(piece) - 2 for piece in pieces], np.float32)
        return found, belong

    def read(self, texts: Sequence[str]) -> list[dict]:
        raw, belong = self.raw(texts)
        return [self._pooled(raw, at) for at in belong]

    def _pooled(self, raw: dict[str, np.ndarray], at: list[int]) -> dict:
        about = self.about
        weight = np.maximum(raw["tokens"][at], 1)
        weight = weight / weight.sum()
        shares = softmax(about["valence"]["scale"] * raw["valence"][at])
        valence = float(weight @ (shares[:, 2] - shares[:, 0]))
        emotions = about["emotions"]
        felt = sigmoid(raw["emotions"][at] * np.array(emotions["scale"]) + np.array(emotions["bias"])).max(0)
        crisis = about["crisis"]
        levels = sigmoid(raw["crisis"][at] * np.array(crisis["level_scale"]) + np.array(crisis["level_bias"])).max(0)
        levels = np.minimum.accumulate(levels)
        needs = float(sigmoid(raw["needs_human"][at] * crisis["scale"] + crisis["bias"]).max())
        stated = float(raw["stated"][at].max())
        level = 0
        while level < 4 and levels[level] >= crisis["level_threshold"][level]:
            level += 1
        meaning = weight @ raw["embedding"][at]
        below, above = about["valence"]["negative_below"], about["valence"]["positive_above"]
        return {
            "valence": valence,
            "sentiment": "negative" if valence < below else "positive" if valence > above else "neutral",
            "emotions": dict(zip(emotions["labels"], map(float, felt), strict=True)),
            "crisis": {
                "levels": [float(level) for level in levels],
                "level": crisis["levels"][level],
                "needs_human": needs,
                "signal": needs >= crisis["signal"] or stated >= crisis["stated"]["signal"],
                "floor": stated >= crisis["stated"]["floor"],
            },
            "embedding": meaning / np.linalg.norm(meaning),
        }


def softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(-1, keepdims=True))
    return powers / powers.sum(-1, keepdims=True)


def sigmoid(logit: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(logit, -60, 60)))
