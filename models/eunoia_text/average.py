"""Averages the weights of checkpoints that began with the same ones: mostly better than one of them, at no cost in serving (model
soups, Wortsman et al. 2022).

    python -m eunoia_text.average --out FILE CHECKPOINT CHECKPOINT ...
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from .score import save


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("checkpoints", type=Path, nargs="+")
    options = parser.parse_args()
    states = [torch.load(file, map_location="cpu", weights_only=True) for file in options.checkpoints]
    if len({state["shared"] for state in states}) > 1:
        parser.error("the checkpoints do not share the same layers")
    weights = {name: torch.stack([state["weights"][name] for state in states]).mean(0) for name in states[0]["weights"]}
    options.out.parent.mkdir(parents=True, exist_ok=True)
    save({"shared": states[0]["shared"], "weights": weights}, options.out)


if __name__ == "__main__":
    main()
