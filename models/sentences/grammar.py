"""A small grammar: choices in brackets, named slots in braces, and people whose pronouns agree.

`[a|b|]` is one of its alternatives (nested as wanted, an empty one is nothing) and `{name}` a word of the list of that name.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from slots import PEOPLE, SLOTS

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_SENTENCE_START = re.compile(r"(^|[.!?…]\s+|\n+)([\"“(']?)([a-z])")
_AN = re.compile(r"\b([Aa]) (?=(?!one|uni|use|usu|eu)[aeiouAEIOU]|8|11|18)")


@dataclass(frozen=True)
class Group:
    """Sentences that share all their labels."""

    slice: str
    level: str
    needs_human: str
    valence: str
    emotions: str
    share: int
    """How many parts of its section's texts come from this group."""
    cores: tuple[str, ...]


@dataclass(frozen=True)
class Example:
    """One text and its labels: a line of the output."""

    text: str
    level: str
    needs_human: str
    valence: str
    emotions: str
    slice: str
    core: str = ""
    """In an entry that may be longer than a window: the words in it that carry its level."""


def cores(text: str) -> tuple[str, ...]:
    """The clauses of a block of text, one a line."""
    return tuple(line.strip() for line in text.strip().splitlines() if line.strip())


def expand(rng: random.Random, template: str) -> str:
    """One sentence of a template: choices made, slots filled; the same person throughout."""
    words = _person(rng)
    text = template
    while True:
        chosen = _CHOICE.sub(lambda found: rng.choice(found.group(1).split("|")), text)
        filled = _SLOT.sub(lambda found: _word(rng, found.group(1), words), chosen)
        if filled == text:
            return _tidy(filled)
        text = filled


def sentence(text: str) -> str:
    """The clause with an end, if it has none."""
    text = text.rstrip(" ,")
    return text if text[-1] in ".!?…\"”)" else text + "."


def capitalised(text: str) -> str:
    """The text with a capital letter at the start of every sentence."""
    return _SENTENCE_START.sub(lambda found: found.group(1) + found.group(2) + found.group(3).upper(), text)


def _person(rng: random.Random) -> dict[str, str]:
    """A person spoken of, and the words that agree with them."""
    who, they, them, their = rng.choice(PEOPLE)
    plural = they == "they"
    return {
        "who": rng.choice(SLOTS[who]) if who in SLOTS else who,
        "they": they,
        "them": them,
        "their": their,
        "self": {"he": "himself", "she": "herself"}.get(they, "themself"),
        "s": "" if plural else "s",
        "was": "were" if plural else "was",
        "is": "are" if plural else "is",
        "has": "have" if plural else "has",
    }


def _word(rng: random.Random, name: str, words: dict[str, str]) -> str:
    return words[name] if name in words else rng.choice(SLOTS[name])


def _tidy(text: str) -> str:
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r" ([,.!?;:])", r"\1", text)
    text = re.sub(r",+([.!?])", r"\1", text)
    return _AN.sub(r"\1n ", text)
