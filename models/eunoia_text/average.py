"""Averages the weights of runs that began at the same base with different recipes (Wortsman et al. 2022, "model soups"): one
model of the same size, a little better than each where a run alone learns its training set by heart.

    python -m eunoia_text.average --out FILE CHECKPOINT...
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("checkpoints", type=Path, nargs="+")
    options = parser.parse_args()
    runs = [torch.load(file, map_location="cpu", weights_only=True) for file in options.checkpoints]
    if len({run["shared"] for run in runs}) > 1:
        raise SystemExit("the checkpoints share different numbers of layers")
    weights = {name: sum(run["weights"][name] for run in runs) / len(runs) for name in runs[0]["weights"]}
    options.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"shared": runs[0]["shared"], "weights": weights}, options.out)


if __name__ == "__main__":
    main()
