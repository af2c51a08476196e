"""Trains the crisis head on the people of C-SSRS, over the finished branch of feeling.

    python -m eunoia_text.crisis --data DIR --sentences FILE --checkpoint FILE --out DIR

A person's level is known, not a post's: the person's logit is the highest over the windows of all their posts (multiple
instance learning, Dietterich et al. 1997). Beside them, our own sentences and everyday texts are learned one by one. The
branch of feeling never saw these people, so heads trained without a fold's people give honest scores for that fold.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from torch import Tensor
from torch.nn import functional as F

from . import batches, data
from .encoder import Head, TextModel
from .score import load, save

FOLDS = 5
PEOPLE, TEXTS = 4, 96
"""In a step."""
PAGES = 1000
"""Long everyday texts, made of short ones."""
MOST_WINDOWS = 32
"""Of a person, in a step."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sentences", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--sdcnl", action="store_true", help="learn from the suicide forum too, for the ablation")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    model = load(options.checkpoint)
    trainer = CrisisTrainer(options, model)
    fold = np.random.default_rng(options.seed).permutation(len(trainer.people)) % FOLDS
    levels = np.array([level for _, level in trainer.people])
    scores = np.zeros((len(levels), 5), np.float32)
    # Nobody's people were learned from yet, so one head is honest for all.
    stated = trainer.scores(model.crisis, np.arange(len(levels)))[:, 4]
    for k in range(FOLDS):
        head = trainer.fit(deepcopy(model.crisis), np.flatnonzero(fold != k))
        scores[fold == k] = trainer.scores(head, np.flatnonzero(fold == k))
        print(f"fold {k}: AUC {roc_auc_score(levels[fold == k] >= 2, scores[fold == k, 4]):.3f}", flush=True)
    print(json.dumps({"auc": round(float(roc_auc_score(levels >= 2, scores[:, 4])), 4)}), flush=True)
    final = trainer.fit(deepcopy(model.crisis), np.arange(len(levels)))
    options.out.mkdir(parents=True, exist_ok=True)
    np.savez(options.out / "people.npz", scores=scores, stated=stated, levels=levels, fold=fold)
    save(final.state_dict(), options.out / "crisis.pt")


class CrisisTrainer:
    def __init__(self, options: argparse.Namespace, model: TextModel) -> None:
        self.options = options
        self.model = deepcopy(model).to(torch.bfloat16)
        words = batches.tokenizer()
        self.windows: list[list[int]] = []
        self.people: list[tuple[list[int], int]] = []
        for user in data.cssrs(options.data):
            own = [row for encoded in words.encode_batch(user.posts) for row in self._add(batches.windows(encoded))]
            self.people.append((own, user.level))
        examples = data.sentences(options.sentences)
        chosen = random.Random(options.seed)
        everyday = chosen.sample(data.goemotions(options.data, "train"), 8000) + data.sad(options.data, "train")
        examples += list(data.without(everyday, data.goemotions(options.data, "dev") + data.sad(options.data, "valid")))
        if options.sdcnl:
            examples += data.sdcnl(options.data)
        long = [e for e in examples if e.source == data.DIARY]
        examples = [e for e in examples if e.source != data.DIARY]
        batches.tokenize(examples, words)
        examples += batches.excerpts(long, words)
        self.texts = self._add([example.ids for example in examples])
        pages = [row for encoded in words.encode_batch(self._pages(chosen)) for row in self._add(batches.windows(encoded))]
        self.texts += pages
        self.text_level = torch.tensor([*(example.level for example in examples), *(0 for _ in pages)])
        self.text_needs = torch.tensor([*(example.needs_human for example in examples), *(0.0 for _ in pages)])
        self.states = self._states()

    def _pages(self, chosen: random.Random) -> list[str]:
        """Long texts in which nobody is in danger: without them a long text is one of somebody of C-SSRS."""
        folder = self.options.data
        own = [e.text for e in data.sentences(self.options.sentences) if e.level == 0 and e.source != data.DIARY]
        comments = [e.text for e in data.goemotions(folder, "train")]
        short = [e.text for e in data.sad(folder, "train")]
        reviews = [e.text for e in data.sst2(folder, "train") if len(e.text) > 60]
        tweets = [e.text for e in data.semeval(folder, held=False)]
        mixed = [comments, own, own, own + comments, reviews, own + reviews, own + short, tweets]
        pages = [" ".join(chosen.choices(chosen.choice(mixed), k=chosen.randrange(8, 40))) for _ in range(PAGES)]
        return pages + [e.text for e in data.depression(folder, "train")] * 4

    def _add(self, windows: Sequence[list[int]]) -> list[int]:
        self.windows += windows
        return list(range(len(self.windows) - len(windows), len(self.windows)))

    @torch.no_grad()
    def _states(self) -> list[Tensor]:
        """The last layer's state of each window; windows that are the same share it."""
        windows = list(dict.fromkeys(map(tuple, self.windows)))
        states: dict[tuple[int, ...], Tensor] = {}
        for rows in batches.by_length(lambda row: len(windows[row]), range(len(windows)), 8192):
            ids, mask = batches.pad([windows[row] for row in rows])
            x, attention, _ = self.model.encode(ids, mask)
            for layer in self.model.feeling:
                x = layer(x, attention.to(x.dtype))
            for at, row in enumerate(rows):
                states[windows[row]] = x[at, : len(windows[row])].clone()
        return [states[tuple(window)] for window in self.windows]

    def _logits(self, head: Head, rows: Sequence[int]) -> Tensor:
        x = torch.nn.utils.rnn.pad_sequence([self.states[row] for row in rows], batch_first=True).float()
        lengths = torch.tensor([len(self.windows[row]) for row in rows])
        padding = (torch.arange(x.shape[1]) >= lengths.unsqueeze(1)).float() * -1e4
        return head(x, padding)

    def fit(self, head: Head, people: np.ndarray) -> Head:
        """The head, trained on these people, our sentences and everyday texts."""
        optimiser = torch.optim.AdamW(head.parameters(), lr=self.options.rate, weight_decay=0.05)
        chosen = random.Random(self.options.seed)
        steps = self.options.epochs * (len(people) // PEOPLE)
        head.train()
        for step in range(steps):
            for group in optimiser.param_groups:
                group["lr"] = self.options.rate * (1 - step / steps)
            loss = self._people_loss(head, chosen.sample(list(people), PEOPLE), chosen)
            loss = loss + self._texts_loss(head, chosen.sample(range(len(self.texts)), TEXTS))
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(head.parameters(), 1.0)
            optimiser.step()
        return head.eval()

    def _people_loss(self, head: Head, people: Sequence[int], chosen: random.Random) -> Tensor:
        taken = []
        for person in people:
            own = self.people[person][0]
            taken.append(own if len(own) <= MOST_WINDOWS else chosen.sample(own, MOST_WINDOWS))
        logits = self._logits(head, [row for own in taken for row in own])
        highest = torch.stack([part.amax(0) for part in logits.split([len(own) for own in taken])])
        level = torch.tensor([self.people[person][1] for person in people])
        return _loss(highest, level, (level >= 2).float())

    def _texts_loss(self, head: Head, at: Sequence[int]) -> Tensor:
        logits = self._logits(head, [self.texts[row] for row in at])
        return _loss(logits, self.text_level[list(at)], self.text_needs[list(at)])

    @torch.no_grad()
    def scores(self, head: Head, people: np.ndarray) -> np.ndarray:
        """The highest logit of each kind over a person's windows."""
        found = [self._logits(head, self.people[person][0]).amax(0) for person in people]
        return torch.stack(found).numpy()


def _loss(logits: Tensor, level: Tensor, needs: Tensor) -> Tensor:
    above = (level.unsqueeze(1) > torch.arange(4)).float()
    loss = F.binary_cross_entropy_with_logits(logits[:, :4], above)
    return loss + F.binary_cross_entropy_with_logits(logits[:, 4], needs)


if __name__ == "__main__":
    main()
