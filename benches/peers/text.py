"""Reads the same texts as `eunoia-benches text` with what people would use in Python, and prints how many times as fast
Eunoia is.

- PyTorch: transformers' BertModel in fp32, with as many layers as Eunoia's network runs and as wide. Its weights are drawn
  at random: they do not matter for speed. It takes a text in one piece, up to 512 tokens.
- ONNX Runtime: the very same int8 file as Eunoia, so windows of 128 tokens that overlap by 32, as the file wants them.

Both have the fast tokenizer, two threads and batches of 32, in the order of the texts and sorted by length. Tokenizing
counts for everybody.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

THREADS = 2
BATCH = 32
CLS, SEP = 101, 102

Batch = tuple[np.ndarray, np.ndarray]


def batches(rows: list[list[int]], by_length: bool) -> list[Batch]:
    """Ids and attention mask of each batch, padded to its longest row."""
    if by_length:
        rows = sorted(rows, key=len)
    made = []
    for start in range(0, len(rows), BATCH):
        some = rows[start : start + BATCH]
        ids = np.zeros((len(some), max(map(len, some))), np.int64)
        mask = np.zeros_like(ids)
        for at, row in enumerate(some):
            ids[at, : len(row)] = row
            mask[at, : len(row)] = 1
        made.append((ids, mask))
    return made


class Torch:
    """PyTorch and transformers."""

    def __init__(self, words: Tokenizer, layers: int) -> None:
        torch.set_num_threads(THREADS)
        torch.manual_seed(1)
        config = BertConfig(hidden_size=384, num_hidden_layers=layers, num_attention_heads=12, intermediate_size=1536)
        self.network = BertModel(config).eval()
        self.words = words

    def read(self, texts: Sequence[str], by_length: bool) -> None:
        rows = [encoded.ids[:512] for encoded in self.words.encode_batch(list(texts))]
        with torch.inference_mode():
            for ids, mask in batches(rows, by_length):
                self.network(torch.from_numpy(ids), attention_mask=torch.from_numpy(mask))


class Onnx:
    """ONNX Runtime in Python."""

    def __init__(self, words: Tokenizer, model: Path, window: dict[str, int]) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS
        self.session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self.words = words
        self.room, self.overlap = window["tokens"] - 2, window["overlap"]

    def windows(self, ids: Sequence[int]) -> list[list[int]]:
        inner = list(ids[1:-1])
        starts = range(0, max(1, len(inner) - self.overlap), self.room - self.overlap)
        return [[CLS, *inner[start : start + self.room], SEP] for start in starts]

    def read(self, texts: Sequence[str], by_length: bool) -> None:
        rows = [window for encoded in self.words.encode_batch(list(texts)) for window in self.windows(encoded.ids)]
        for ids, mask in batches(rows, by_length):
            self.session.run(None, {"input_ids": ids, "attention_mask": mask})


def rate(read: Callable[[], None], texts: int, rounds: int) -> float:
    """Texts a second: the median of the rounds, after one to warm up."""
    took = []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        read()
        took.append(time.perf_counter() - began)
    return texts / statistics.median(took[1:])


def median_of_one(read: Callable[[list[str]], None], entries: Sequence[str]) -> float:
    """Milliseconds for an entry that comes alone."""
    took = []
    for entry in entries:
        began = time.perf_counter()
        read([entry])
        took.append((time.perf_counter() - began) * 1e3)
    return statistics.median(took[5:])


def sixty_words(texts: Sequence[str], count: int) -> list[str]:
    """Entries of 60 words, cut from the texts."""
    words = " ".join(texts).split(" ")
    return [" ".join(words[start : start + 60]) for start in range(0, 60 * count, 60)]


def ours(options: argparse.Namespace, folder: Path) -> tuple[dict, list[str]]:
    """The figures of Eunoia's own bench, and its texts."""
    texts, figures = folder / "texts.txt", folder / "figures.json"
    command = [options.bench, "text", "--texts", options.texts, "--rounds", options.rounds, "--export", texts, "--json", figures]
    command += ["--text-threads", THREADS, "--text-model", options.model]
    subprocess.run([str(part) for part in command], check=True)
    return json.loads(figures.read_text()), texts.read_text().splitlines()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, default=Path("target/release/eunoia-benches"), help="Eunoia's bench")
    parser.add_argument("--model", type=Path, default=Path("models/eunoia-text"), help="folder of the shipped model")
    parser.add_argument("--texts", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, help="writes the figures to this file, too")
    options = parser.parse_args()
    model = options.model / "model.onnx"
    # Each layer is one node of this kind, and a node names its kind once.
    layers = model.read_bytes().count(b"MultiHeadAttention")
    words = Tokenizer.from_file(str(options.model / "tokenizer.json"))
    words.no_truncation()
    words.no_padding()
    window = json.loads((options.model / "model.json").read_text())["window"]
    with tempfile.TemporaryDirectory() as folder:
        report, texts = ours(options, Path(folder))
    eunoia = report["text"]
    peers = {
        f"PyTorch {torch.__version__} fp32, {layers} layers": Torch(words, layers),
        f"ONNX Runtime {onnxruntime.__version__}, the same int8 file": Onnx(words, model, window),
    }
    entries = sixty_words(texts, 45)
    rows = [["Eunoia", f"{eunoia['texts_per_s']:.1f}", "", f"{eunoia['entry']['p50_ms']:.2f}"]]
    figures: dict[str, dict] = {}
    for name, peer in peers.items():
        alone = median_of_one(lambda texts, peer=peer: peer.read(texts, False), entries)
        for order, by_length in (("unsorted", False), ("sorted by length", True)):
            speed = rate(lambda peer=peer, by_length=by_length: peer.read(texts, by_length), len(texts), options.rounds)
            ratio = eunoia["texts_per_s"] / speed
            rows.append([f"{name}, {order}", f"{speed:.1f}", f"{ratio:.2f}", f"{alone:.2f}"])
            figures[f"{name}, {order}"] = {"texts_per_s": speed, "eunoia_is_times_as_fast": ratio, "entry_p50_ms": alone}
    show(rows, len(texts))
    if options.json:
        options.json.write_text(json.dumps({**report, "peers": figures}, indent=2) + "\n")


def show(rows: list[list[str]], texts: int) -> None:
    print(f"{texts} texts of 10 to 400 tokens, {THREADS} threads, batches of {BATCH} in Python")
    rows = [["", "texts/s", "Eunoia is times as fast", "one entry of 60 words, p50 ms"], *rows]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [cell.rjust(width) if column else cell.ljust(width) for column, (cell, width) in enumerate(zip(row, widths, strict=True))]
        print("  " + "   ".join(cells).rstrip())


if __name__ == "__main__":
    main()
