"""Writes the development parts as tables for `eunoia evaluate text`, with the label files that map them.

    python -m eunoia_text.tables --data DIR --out DIR

The out folder then holds people's words: keep it out of the repository. The crisis head that ships has learned from the
people of cssrs.tsv; honest figures for them are the report's, by folds.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable
from pathlib import Path

from . import data
from .labels import EMOTIONS, LEVELS, SIX, VALENCE


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    folder, out = options.data, options.out
    out.mkdir(parents=True, exist_ok=True)

    def table(name: str, rows: Iterable[tuple[str, ...]], header: tuple[str, ...] = ("text", "labels")) -> None:
        with (out / f"{name}.tsv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(("".join(" " if c in "\t\r\n" else c for c in row[0]), *row[1:]) for row in rows)

    table("sst2", ((e.text, ("negative", "positive")[e.polarity]) for e in data.sst2(folder, "dev")))
    table("semeval", ((e.text, VALENCE[e.valence]) for e in data.semeval(folder, held=True)))
    emotions = data.goemotions(folder, "dev")
    table("goemotions", ((e.text, ",".join(EMOTIONS[at] for at in e.emotions or ())) for e in emotions))
    table("dair", ((e.text, SIX[e.six]) for e in data.dair(folder, "val")))
    people = ((post, LEVELS[user.level], f"person{at}") for at, user in enumerate(data.cssrs(folder)) for post in user.posts)
    table("cssrs", people, ("text", "labels", "user"))
    for name, everyday in (("goemotions", emotions), ("dreaddit", data.dreaddit(folder)), ("sad", data.sad(folder, "valid"))):
        table(f"everyday-{name}", ((e.text, "none") for e in everyday))


if __name__ == "__main__":
    main()
