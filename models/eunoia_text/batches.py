"""Batches of texts of about one length, by a budget of tokens."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import torch
from tokenizers import Encoding, Tokenizer
from torch import Tensor

from .data import Example
from .encoder import base_folder

CLS, SEP, PAD = 101, 102, 0


def tokenizer() -> Tokenizer:
    """The base model's, without its own truncation and padding."""
    made = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    made.no_truncation()
    made.no_padding()
    made.encode_special_tokens = True
    return made


def tokenize(examples: Sequence[Example], words: Tokenizer, most: int = 128) -> None:
    """Gives each example the ids of its first `most` tokens."""
    for encoded, example in zip(words.encode_batch([e.text for e in examples]), examples, strict=True):
        ids = encoded.ids
        example.ids = ids if len(ids) <= most else [*ids[: most - 1], SEP]


def windows(encoded: Encoding, tokens: int = 128, overlap: int = 32) -> list[list[int]]:
    """A document's ids as windows of at most `tokens`, each with [CLS] and [SEP] of its own."""
    inner = encoded.ids[1:-1]
    return [[CLS, *inner[begin:end], SEP] for begin, end in spans(encoded, tokens, overlap)]


def excerpts(examples: Sequence[Example], words: Tokenizer) -> list[Example]:
    """Each window of each text as an example. A window with the core whole has the text's level, one with nothing of it has
    none, and one with a part of it is left out."""
    found = []
    for encoded, example in zip(words.encode_batch([e.text for e in examples]), examples, strict=True):
        offsets = encoded.offsets[1:-1]
        first = example.text.find(example.core)
        last = first + len(example.core)
        for (begin, end), ids in zip(spans(encoded), windows(encoded), strict=True):
            left, right = offsets[begin][0], offsets[end - 1][1]
            if left <= first and last <= right or not example.core:
                found.append(replace(example, text=example.text[left:right], ids=ids))
            elif last <= left or right <= first:
                found.append(replace(example, text=example.text[left:right], ids=ids, level=0, needs_human=0.0))
    return found


def spans(encoded: Encoding, tokens: int = 128, overlap: int = 32) -> list[tuple[int, int]]:
    """Where a document's windows begin and end among its pieces. They have `overlap` pieces or a few more in common with the
    one before. No end falls inside a word, unless it is a word of more than `overlap` pieces."""
    inner, pieces = encoded.ids[1:-1], encoded.tokens[1:-1]

    def back(at: int) -> int:
        return next((i for i in range(at, max(at - overlap, 0) - 1, -1) if not pieces[i].startswith("##")), at)

    cut, begin = [], 0
    while True:
        end = begin + tokens - 2
        end = back(end) if end < len(inner) else len(inner)
        cut.append((begin, end))
        if end == len(inner):
            return cut
        begin = back(end - overlap)


def pad(rows: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    longest = max(map(len, rows))
    ids = torch.full((len(rows), longest), PAD, dtype=torch.long)
    mask = torch.zeros((len(rows), longest), dtype=torch.long)
    for at, row in enumerate(rows):
        ids[at, : len(row)] = torch.tensor(row)
        mask[at, : len(row)] = 1
    return ids, mask


def by_length(
    length: Callable[[int], int], rows: Sequence[int], budget: int, shuffle: random.Random | None = None
) -> Iterator[list[int]]:
    """Cuts rows into batches of at most `budget` tokens with padding. With `shuffle`, rows of nearly one length change
    places and the batches come in any order."""
    noise = {row: shuffle.uniform(-2, 2) if shuffle else 0.0 for row in rows}
    ordered = sorted(rows, key=lambda row: length(row) + noise[row])
    cut: list[list[int]] = [[]]
    longest = 0
    for row in ordered:
        longest = max(longest, length(row))
        if cut[-1] and longest * (len(cut[-1]) + 1) > budget:
            cut.append([])
            longest = length(row)
        cut[-1].append(row)
    if shuffle:
        shuffle.shuffle(cut)
    yield from cut
