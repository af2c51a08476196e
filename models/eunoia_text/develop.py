"""What the model says of the development parts, document by document: the ground for calibration and for figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import data
from .data import Example
from .labels import EMOTIONS, GROUPINGS
from .measure import Array, grouped
from .serve import Reader


@dataclass
class Outputs:
    """Logits of documents: the highest over their windows, but for valence, which is the first window's (the sets that have
    it are of one window)."""

    valence: Array
    emotions: Array
    groupings: dict[str, Array]
    crisis: Array
    needs_human: Array
    embedding: Array
    tokens: Array


@dataclass
class People:
    """The people of C-SSRS, each scored by a head that was trained without their fold."""

    scores: Array
    """Four levels, then needs-a-human: logits, the highest over a person's windows."""
    levels: Array
    fold: Array


def read(reader: Reader, texts: list[str]) -> Outputs:
    raw, belong = reader.raw(texts)
    first = [at[0] for at in belong]
    starts = np.array(first)

    def highest(value: Array) -> Array:
        return np.maximum.reduceat(value, starts)

    return Outputs(
        valence=raw["valence"][first],
        emotions=highest(raw["emotions"]),
        groupings={name: highest(grouped(raw["emotions"], grouping)) for name, grouping in GROUPINGS.items()},
        crisis=highest(raw["crisis"]),
        needs_human=highest(raw["needs_human"]),
        embedding=raw["embedding"][first],
        tokens=np.add.reduceat(raw["tokens"], starts),
    )


def many_hot(examples: Sequence[Example]) -> Array:
    """A row for each text, a column for each emotion."""
    truth = np.zeros((len(examples), len(EMOTIONS)), int)
    for row, example in enumerate(examples):
        truth[row, example.emotions] = 1
    return truth


class Development:
    """The development parts, read with one graph."""

    EVERYDAY = ("goemotions", "dreaddit", "sad")

    def __init__(self, reader: Reader, folder: Path) -> None:
        self.sets: dict[str, list[Example]] = {
            "sst2": data.sst2(folder, "dev"),
            "semeval": data.semeval(folder, held=True),
            "tweeteval": data.tweets(folder),
            "goemotions": data.goemotions(folder, "dev"),
            "dair": data.dair(folder, "val"),
            "sad": data.sad(folder, "valid"),
            "dreaddit": data.dreaddit(folder),
        }
        self.out = {name: read(reader, [e.text for e in examples]) for name, examples in self.sets.items()}

    def valence(self, name: str) -> Array:
        return np.array([e.valence for e in self.sets[name]])

    def emotions(self) -> Array:
        return many_hot(self.sets["goemotions"])

    def everyday(self) -> list[Array]:
        """Logits of needs-a-human for texts that nobody in crisis is known to have written."""
        return [self.out[name].needs_human for name in self.EVERYDAY]


def people(file: Path) -> People:
    kept = np.load(file)
    return People(kept["scores"], kept["levels"], kept["fold"])
