"""Trains the branch of feeling and its heads on every set at once; resumes from its last checkpoint.

    python -m eunoia_text.train --data DIR --out DIR

The crisis head is trained here on our own sentences and everyday texts only; the people of C-SSRS come in afterwards
(`eunoia_text.crisis`), so that each fold's features have never seen a person of that fold.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from . import batches, data
from .data import Example
from .encoder import TextModel
from .labels import EMOTIONS, GROUPINGS, SIX, members
from .score import save

SIX_AMONG = torch.tensor([EMOTIONS.index(label) for label in SIX])
WEIGHTS = {"valence": 1.0, "polarity": 1.2, "emotions": 0.6, "groupings": 0.2, "six": 1.0, "crisis": 0.7}
"""Of the heads' losses."""
SHARES = {"semeval": 0.5, "sentences": 0.6, "sad": 0.5, data.DIARY: 0.1, data.FORUMS: 0.5}
"""How much of a set is in an epoch, where not all of it: long texts, or many of a kind."""


def main() -> None:
    options = arguments()
    torch.manual_seed(options.seed)
    examples = training_set(options)
    words = batches.tokenizer()
    long = [e for e in examples if e.source in (data.DIARY, data.FORUMS)]
    short = [e for e in examples if e.source not in (data.DIARY, data.FORUMS)]
    batches.tokenize(short, words)
    examples = [*short, *batches.excerpts(long, words)]
    counted = {source: sum(e.source == source for e in examples) for source in sorted({e.source for e in examples})}
    print(json.dumps({"examples": counted, "tokens": sum(len(e.ids) for e in examples)}), flush=True)
    Trainer(options, examples).run()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder of text sets")
    parser.add_argument("--sentences", type=Path, help="our own sentences, as models/sentences/generate.py writes them")
    parser.add_argument("--out", type=Path, required=True, help="where checkpoints go")
    parser.add_argument("--begin", type=Path, help="a checkpoint whose weights to begin with, instead of the base model's")
    parser.add_argument("--share", nargs="*", action="extend", default=[], help="SET=SHARE, how much of a set is in an epoch, where not as usual")
    parser.add_argument("--epochs", type=float, default=2.0)
    parser.add_argument("--budget", type=int, default=1536, help="tokens a batch")
    parser.add_argument("--rate", type=float, default=3e-4, help="the highest learning rate, of the topmost layer")
    parser.add_argument("--decay", type=float, default=0.9, help="of the rate from a layer to the one below")
    parser.add_argument("--shared", type=int, default=3, help="layers whose weights both branches share")
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--unseen", type=float, default=0.05, help="the share of tokens that nothing attends to, drawn anew each time")
    parser.add_argument("--weight-decay", type=float, default=0.03)
    parser.add_argument("--without", nargs="*", action="extend", default=[], help="sets to leave out, for ablations")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def training_set(options: argparse.Namespace) -> list[Example]:
    folder = options.data
    unseen = [
        *data.goemotions(folder, "dev"), *data.sst2(folder, "dev"), *data.semeval(folder, held=True),
        *data.tweets(folder), *data.dair(folder, "val"), *data.sad(folder, "valid"),
    ]  # fmt: skip
    parts = [
        *data.goemotions(folder, "train"), *data.sst2(folder, "train"), *data.semeval(folder, held=False),
        *data.dair(folder, "train"), *data.sad(folder, "train"), *data.depression(folder, "train"),
    ]  # fmt: skip
    if options.sentences:
        parts += data.sentences(options.sentences)
    return [e for e in data.without(parts, unseen) if e.source not in options.without]


class Trainer:
    def __init__(self, options: argparse.Namespace, examples: Sequence[Example]) -> None:
        torch.set_num_threads(options.threads)
        self.options = options
        self.examples = examples
        self.shares = SHARES | {name: float(share) for name, share in (s.split("=") for s in options.share)}
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.model = TextModel.from_base(options.shared, options.dropout).to(self.device, torch.bfloat16)
        begin = torch.load(options.begin, map_location=self.device)["weights"] if options.begin else {}
        tuned = {name: p for name, p in self.model.named_parameters() if p.requires_grad}
        self.names, self.tuned = list(tuned), list(tuned.values())
        # The network computes in bfloat16; what it learns is kept in full precision beside it.
        self.masters = [begin.get(name, p.detach()).float().clone() for name, p in tuned.items()]
        for master in self.masters:
            master.requires_grad_(True)
        with torch.no_grad():
            torch._foreach_copy_(self.tuned, self.masters)
        self.optimiser = torch.optim.AdamW(self._groups(), betas=(0.9, 0.98), eps=1e-8, fused=True)
        self.targets = Targets(examples, self.device)
        self.step = 0
        self.steps = math.ceil(options.epochs * len(self._epoch(0)))

    def _groups(self) -> list[dict]:
        """A rate for each layer, lower for lower ones (Howard & Ruder 2018) but for what is of low rank; no decay for norms and
        biases."""
        groups = []
        depth = len(self.model.feeling)
        for name, master in zip(self.names, self.masters, strict=True):
            tuned = name.startswith("feeling.") and not name.endswith((".down", ".up"))
            height = int(name.split(".")[1]) if tuned else depth
            groups.append(
                {
                    "params": [master],
                    "scale": self.options.rate * self.options.decay ** (depth - height),
                    "weight_decay": self.options.weight_decay if master.ndim > 1 else 0.0,
                }
            )
        return groups

    def _epoch(self, epoch: int) -> list[list[int]]:
        shuffle = random.Random(self.options.seed * 1000 + epoch)
        rows = [row for row, e in enumerate(self.examples) if shuffle.random() < self.shares.get(e.source, 1.0)]
        return list(batches.by_length(lambda row: len(self.examples[row].ids), rows, self.options.budget, shuffle))

    def run(self) -> None:
        self.options.out.mkdir(parents=True, exist_ok=True)
        self._resume()
        began, seen, losses = time.monotonic(), 0, {}
        self.model.train()
        while self.step < self.steps:
            epoch = self._epoch_of(self.step)
            plan, start = self._epoch(epoch[0]), epoch[1]
            for rows in plan[start : start + self.steps - self.step]:
                for name, value in self._learn(rows).items():
                    losses.setdefault(name, []).append(value)
                seen += sum(len(self.examples[row].ids) for row in rows)
                self.step += 1
                if self.step % 100 == 0:
                    pace = seen / (time.monotonic() - began)
                    means = {name: round(sum(v) / len(v), 4) for name, v in losses.items()}
                    print(f"step {self.step}/{self.steps} {pace:,.0f} tokens/s {means}", flush=True)
                    losses = {}
                if self.step % 1000 == 0 or self.step == self.steps:
                    self._save()

    def _epoch_of(self, step: int) -> tuple[int, int]:
        epoch = 0
        while step >= (length := len(self._epoch(epoch))):
            step -= length
            epoch += 1
        return epoch, step

    def _learn(self, rows: list[int]) -> dict[str, float]:
        progress = self.step / self.steps
        warm = min(1.0, progress / 0.06) if progress < 0.06 else (1 - progress) / 0.94
        for group in self.optimiser.param_groups:
            group["lr"] = group["scale"] * max(warm, 1e-3)
        ids, mask = (t.to(self.device) for t in batches.pad([self.examples[row].ids for row in rows]))
        # The first token, [CLS], stays: a text is never without any.
        mask[:, 1:] &= torch.rand(mask[:, 1:].shape, device=self.device) >= self.options.unseen
        losses = self.targets.losses(self.model.feel(*self.model.encode(ids, mask)), rows)
        loss = sum(WEIGHTS[name] * value for name, value in losses.items())
        if not isinstance(loss, Tensor):
            return {}
        loss.backward()
        for parameter, master in zip(self.tuned, self.masters, strict=True):
            master.grad = None if parameter.grad is None else parameter.grad.float()
            parameter.grad = None
        torch.nn.utils.clip_grad_norm_(self.masters, 1.0)
        self.optimiser.step()
        with torch.no_grad():
            torch._foreach_copy_(self.tuned, self.masters)
        return {name: float(value.detach()) for name, value in losses.items()}

    def _save(self) -> None:
        state = {
            "step": self.step,
            "shared": self.options.shared,
            "weights": dict(zip(self.names, [m.detach() for m in self.masters], strict=True)),
            "optimiser": self.optimiser.state_dict(),
        }
        save(state, self.options.out / "checkpoint.pt")

    def _resume(self) -> None:
        file = self.options.out / "checkpoint.pt"
        if not file.exists():
            return
        state = torch.load(file, map_location=self.device)
        self.step = state["step"]
        with torch.no_grad():
            for master, parameter, kept in zip(self.masters, self.tuned, state["weights"].values(), strict=True):
                master.copy_(kept)
                parameter.copy_(kept)
        self.optimiser.load_state_dict(state["optimiser"])
        print(f"goes on from step {self.step}", flush=True)


class Targets:
    """What the examples say, as tensors; a loss for each head over the rows that say something."""

    def __init__(self, examples: Sequence[Example], device: torch.device) -> None:
        self.valence = torch.tensor([e.valence for e in examples], device=device)
        self.polarity = torch.tensor([e.polarity for e in examples], device=device)
        self.six = torch.tensor([e.six for e in examples], device=device)
        self.level = torch.tensor([e.level for e in examples], device=device)
        self.needs_human = torch.tensor([e.needs_human for e in examples], device=device)
        self.emotions = torch.zeros(len(examples), len(EMOTIONS), device=device)
        for row, example in enumerate(examples):
            if example.emotions is not None:
                self.emotions[row, example.emotions] = 1.0
        self.rated = torch.tensor([e.emotions is not None for e in examples], device=device)
        self.groupings = [members(grouping) for grouping in GROUPINGS.values()]
        # A rare emotion's positives weigh more, up to fourfold; calibration takes the shift back.
        share = self.emotions[self.rated].mean(0).clamp_min(1e-6)
        self.rarity = (0.03 / share).sqrt().clamp(1.0, 4.0)

    def losses(self, out: dict[str, Tensor], rows: list[int]) -> dict[str, Tensor]:
        """The mean loss over the batch of each head, counting the rows that say nothing as 0: a set weighs as much as it
        has rows."""
        at = torch.tensor(rows, device=self.valence.device)
        found: dict[str, Tensor] = {}
        valence, emotions = out["valence"].float(), out["emotions"].float()
        share = len(rows)
        if (known := self.valence[at] >= 0).any():
            found["valence"] = F.cross_entropy(valence[known], self.valence[at][known], reduction="sum") / share
        if (known := self.polarity[at] >= 0).any():
            margin = valence[known][:, 2] - valence[known][:, 0]
            target = self.polarity[at][known].float()
            found["polarity"] = F.binary_cross_entropy_with_logits(margin, target, reduction="sum") / share
        if (known := self.rated[at]).any():
            logits, target = emotions[known], self.emotions[at][known]
            loss = F.binary_cross_entropy_with_logits(logits, target, pos_weight=self.rarity, reduction="sum")
            found["emotions"] = loss / share
            found["groupings"] = self._groupings(logits, target) / share
        if (known := self.six[at] >= 0).any():
            logits = emotions[known][:, SIX_AMONG.to(emotions.device)]
            found["six"] = F.cross_entropy(logits, self.six[at][known], reduction="sum") / share
        if (known := self.level[at] >= 0).any():
            level = self.level[at][known].unsqueeze(1)
            above = (level > torch.arange(4, device=level.device)).float()
            loss = F.binary_cross_entropy_with_logits(out["crisis"].float()[known], above, reduction="sum") / 4
            needs = out["needs_human"].float()[known]
            loss = loss + F.binary_cross_entropy_with_logits(needs, self.needs_human[at][known], reduction="sum")
            found["crisis"] = loss / share
        return found

    def _groupings(self, logits: Tensor, target: Tensor) -> Tensor:
        """The groupings' own loss: a group's logit is the log of its members' summed exponentials."""
        total = logits.new_zeros(())
        for grouping in self.groupings:
            grouped = torch.stack([logits[:, group].logsumexp(1) for group in grouping], 1)
            truth = torch.stack([target[:, group].amax(1) for group in grouping], 1)
            total = total + F.binary_cross_entropy_with_logits(grouped, truth, reduction="sum")
        return total


if __name__ == "__main__":
    main()
