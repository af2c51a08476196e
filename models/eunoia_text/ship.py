"""Makes the files that are shipped: graph, tokenizer, calibration, golden answers.

    python -m eunoia_text.ship --data DIR --checkpoint FILE --crisis DIR --diaries DIR --out DIR --version 1.1.0
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch

from . import calibrate, export
from .develop import Development, people
from .encoder import base_folder
from .score import load
from .serve import Reader

GOLDEN = Path(__file__).parents[1] / "suite/golden.txt"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--crisis", type=Path, required=True, help="where eunoia_text.crisis wrote")
    parser.add_argument("--diaries", type=Path, required=True, help="held-out entries: calibration.tsv and report.tsv")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", required=True)
    options = parser.parse_args()
    model = load(options.checkpoint)
    model.keep_stated()
    model.crisis.load_state_dict(torch.load(options.crisis / "crisis.pt", weights_only=True))
    export.write(model.eval(), options.out / "model.onnx", int8=True)
    # Full precision is not shipped; the report compares with it.
    export.write(model, options.crisis / "model-fp32.onnx", int8=False)
    write_tokenizer(options.out / "tokenizer.json")
    window = {"window": {"tokens": 128, "overlap": 32}}
    (options.out / "model.json").write_text(json.dumps(window))
    dev = Development(Reader(options.out), options.data, options.diaries)
    about = calibrate.about(dev, people(options.crisis / "people.npz"), options.version)
    (options.out / "model.json").write_text(json.dumps(about, indent=1) + "\n")
    golden(Reader(options.out), options.out / "golden.json")


def write_tokenizer(file: Path) -> None:
    """The base model's, without truncation and padding: windows are cut by whoever reads."""
    words = json.loads((base_folder() / "tokenizer.json").read_text(encoding="utf-8"))
    words["truncation"] = words["padding"] = None
    file.write_text(json.dumps(words, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def golden(reader: Reader, file: Path) -> None:
    """What the model says of texts that we wrote ourselves: what other readers of these files must say too."""
    answers = []
    for text in GOLDEN.read_text(encoding="utf-8").splitlines():
        if not text.strip():
            continue
        read = reader.read([text])[0]
        answers.append(
            {
                "text": text,
                "valence": rounded(read["valence"]),
                "sentiment": read["sentiment"],
                "emotions": {label: rounded(p) for label, p in read["emotions"].items()},
                "crisis": {
                    "levels": [rounded(p) for p in read["crisis"]["levels"]],
                    "needs_human": rounded(read["crisis"]["needs_human"]),
                    "signal": read["crisis"]["signal"],
                    "floor": read["crisis"]["floor"],
                },
                "embedding": [rounded(float(value)) for value in read["embedding"][:8]],
            }
        )
    file.write_text(json.dumps(answers, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def rounded(value: float) -> float:
    return round(value, 6)


if __name__ == "__main__":
    main()
