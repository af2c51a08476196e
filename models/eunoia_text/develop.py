"""What the model says of the development parts, document by document: the ground for calibration and for figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    stated: Array
    embedding: Array
    tokens: Array


@dataclass
class People:
    """The people of C-SSRS, each scored by a head that was trained without their fold."""

    scores: Array
    """Four levels, then needs-a-human: logits, the highest over a person's windows."""
    stated: Array
    """Whether a text says so itself, in the same way; the head that tells never saw these people."""
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
        stated=highest(raw["stated"]),
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
    """What people wrote on days that were no crisis."""

    def __init__(self, reader: Reader, folder: Path, diaries: Path) -> None:
        self.sets: dict[str, list[Example]] = {
            "sst2": data.sst2(folder, "dev"),
            "semeval": data.semeval(folder, held=True),
            "tweeteval": data.tweets(folder),
            "goemotions": data.goemotions(folder, "dev"),
            "dair": data.dair(folder, "val"),
            "sad": data.sad(folder, "valid"),
            "dreaddit": data.dreaddit(folder),
            # Of clauses that no training text has: some to set thresholds on, others to report.
            "calibration": data.sentences(diaries / "calibration.tsv"),
            "report": data.sentences(diaries / "report.tsv"),
        }
        self.out = {name: read(reader, [e.text for e in examples]) for name, examples in self.sets.items()}

    def valence(self, name: str) -> Array:
        return np.array([e.valence for e in self.sets[name]])

    def emotions(self) -> Array:
        return many_hot(self.sets["goemotions"])

    def urgent(self, name: str) -> Array:
        """Logits of needs-a-human and of stated, a row for each text."""
        return np.stack([self.out[name].needs_human, self.out[name].stated], 1)

    def everyday(self) -> list[Array]:
        """The same for texts that nobody in crisis is known to have written."""
        return [self.urgent(name) for name in self.EVERYDAY]

    def diary(self, part: str, wanted: Callable[[Example], bool]) -> Array:
        """The same for those diary entries of a part that are wanted."""
        return self.urgent(part)[np.array([wanted(entry) for entry in self.sets[part]])]


def calm(entry: Example) -> bool:
    """Whether nothing but a day is told."""
    return not entry.core


def near_miss(entry: Example) -> bool:
    return bool(entry.core) and entry.level == 0


def in_crisis(entry: Example) -> bool:
    return entry.level >= 2


def people(file: Path) -> People:
    kept = np.load(file)
    return People(kept["scores"], kept["stated"], kept["levels"], kept["fold"])
