"""The data sets, as examples with the targets that each of them has. Nothing here is written anywhere but into memory.

Each set's origin and licence is in its SOURCE.md beside the data and in the model card.
"""

from __future__ import annotations

import ast
import csv
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .labels import CSSRS_LEVELS, EMOTIONS, GROUPS, SIX, VALENCE

csv.field_size_limit(1 << 30)

NEGATIVE, NEUTRAL, POSITIVE = range(3)
DIARY, FORUMS = "diary", "depression"
"""Sources whose texts are longer than a window: trained on window by window."""


@dataclass(slots=True)
class Example:
    """A text and what is known of it; None or -1 where a set says nothing."""

    text: str
    source: str
    valence: int = -1
    """Of three classes."""
    polarity: int = -1
    """Negative 0 or positive 1, where neutral is not among a set's labels."""
    emotions: list[int] | None = None
    """All of the 28 that hold; the others do not."""
    six: int = -1
    """One of SIX."""
    level: int = -1
    """Of LEVELS."""
    needs_human: float = -1.0
    core: str = ""
    """The words that carry the level, where the rest of a long text does not."""
    ids: list[int] = field(default_factory=list)


@dataclass(slots=True)
class User:
    """A person of C-SSRS Reddit: their posts and the level that four psychiatrists agreed on."""

    posts: list[str]
    level: int


def normalised(text: str) -> str:
    """What two texts have in common that are the same to a reader."""
    text = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"[^a-z0-9]+", " ", text).strip()


def held_out(text: str, tenth: int = 0) -> bool:
    """Whether a text belongs to the held-out tenth: a property of its words, so that copies stay together."""
    return hashlib.blake2b(normalised(text).encode(), digest_size=8).digest()[0] % 10 == tenth


def without(examples: Iterable[Example], others: Iterable[Example]) -> Iterator[Example]:
    """Drops what is among `others` too, and repetitions."""
    seen = {normalised(other.text) for other in others}
    for example in examples:
        key = normalised(example.text)
        if key and key not in seen:
            seen.add(key)
            yield example


def goemotions(folder: Path, part: str) -> list[Example]:
    polarity = {EMOTIONS.index(e): v for v, name in enumerate(VALENCE) for e in GROUPS[name]}
    examples = []
    for text, labels, _ in _rows(folder / "goemotions/original" / f"{part}.tsv"):
        emotions = [int(label) for label in labels.split(",")]
        sides = {polarity.get(emotion, -1) for emotion in emotions}
        # Mixed or ambiguous feelings say nothing of valence.
        valence = sides.pop() if len(sides) == 1 else -1
        examples.append(Example(text, "goemotions", emotions=emotions, valence=valence, level=0, needs_human=0.0))
    return examples


def sst2(folder: Path, part: str) -> list[Example]:
    rows = _rows(folder / "sst2" / f"{part}.tsv", skip=1)
    return [Example(text.strip(), "sst2", polarity=int(label)) for label, text in rows]


def semeval(folder: Path, held: bool) -> list[Example]:
    """SemEval-2017 4A; `held` is our own held-out tenth."""
    rows = _rows(folder / "semeval2017_4a/DERIVED_train.tsv")
    examples = (Example(text, "semeval", valence=VALENCE.index(label)) for label, text in rows if held_out(text) == held)
    return list(without(examples, ()))


def tweets(folder: Path) -> list[Example]:
    """TweetEval's sentiment validation part: never trained on."""
    here = folder / "tweeteval_sentiment"
    texts = (here / "val_text.txt").read_text(encoding="utf-8").splitlines()
    labels = (here / "val_labels.txt").read_text().split()
    return [Example(text, "tweeteval", valence=int(label)) for text, label in zip(texts, labels, strict=True)]


def dair(folder: Path, part: str) -> list[Example]:
    examples = []
    for line in (folder / "dair_emotion" / f"{part}.txt").read_text(encoding="utf-8").splitlines():
        if ";" in line:
            text, label = line.rsplit(";", 1)
            examples.append(Example(text, "dair", six=SIX.index(label), level=0, needs_human=0.0))
    return examples


def sad(folder: Path, part: str) -> list[Example]:
    """Short messages about everyday stress (Mauriello et al. 2021)."""
    return [Example(row["text"], "sad", level=0, needs_human=0.0) for row in _table(folder / "imhi" / f"SAD_{part}.csv")]


def depression(folder: Path, part: str) -> list[Example]:
    """Posts of forums that are not about depression (Pirina & Coltekin 2018, of IMHI): long everyday texts."""
    rows = _table(folder / "imhi" / f"DR_{part}.csv")
    return [Example(row["text"], FORUMS, level=0, needs_human=0.0) for row in rows if row["label"].strip() == "no"]


def dreaddit(folder: Path) -> list[Example]:
    return [Example(row["text"], "dreaddit", level=0, needs_human=0.0) for row in _table(folder / "dreaddit/dreaddit-train.csv")]


def sdcnl(folder: Path) -> list[Example]:
    """Posts of a forum on suicide (weak positives) and one on depression (at least indicators)."""
    examples = []
    for row in _table(folder / "sdcnl/training-set.csv"):
        text = f"{row['title']}\n{row['selftext']}".strip()
        suicide = row["is_suicide"].strip().startswith("1")
        examples.append(Example(text, "sdcnl", level=2 if suicide else 1, needs_human=1.0 if suicide else 0.0))
    return list(without(examples, ()))


def cssrs(folder: Path) -> list[User]:
    users = []
    for row in _table(folder / "cssrs_reddit500/train_users.csv"):
        try:
            posts = [str(post) for post in ast.literal_eval(row["Post"])]
        except (SyntaxError, ValueError):
            posts = [row["Post"]]
        users.append(User([post for post in posts if post.strip()], CSSRS_LEVELS[row["Label"]]))
    return users


def sentences(file: Path) -> list[Example]:
    """Our own sentences and diary entries (models/sentences)."""
    examples = []
    for row in csv.DictReader(file.open(encoding="utf-8", newline=""), delimiter="\t", quoting=csv.QUOTE_NONE):
        emotions = [EMOTIONS.index(emotion) for emotion in row["emotions"].split(",") if emotion]
        valence = VALENCE.index(row["valence"]) if row["valence"] else -1
        examples.append(
            Example(
                row["text"],
                DIARY if row["slice"].startswith("diary_") else "sentences",
                valence=valence,
                emotions=emotions or None,
                level=("none indicator ideation behaviour attempt".split()).index(row["level"]),
                needs_human=float(row["needs_human"]),
                core=row["core"],
            )
        )
    return examples


def _rows(file: Path, skip: int = 0) -> Iterator[list[str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)):
            if number >= skip:
                yield row


def _table(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", errors="replace", newline="") as lines:
        yield from csv.DictReader(lines)
