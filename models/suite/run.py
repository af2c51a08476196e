"""Run the counterfactual and behaviour suites on a text model and report where it wavers.

    python models/suite/run.py --model models/eunoia-text --json suite.json --markdown suite.md

Every decision (sentiment, signal, floor) is the Reader's own: the suite knows no threshold.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

HERE = Path(__file__).resolve().parent
WORST = 5  # groups named per slice and measure

Score = Callable[[Sequence[str]], Sequence[dict[str, Any]]]


@dataclass(frozen=True)
class Reading:
    """What the suite needs of one text's score."""

    valence: float
    sentiment: str
    needs_human: float
    signal: bool
    floor: bool

    @classmethod
    def of(cls, answer: dict[str, Any]) -> Reading:
        crisis = answer["crisis"]
        return cls(
            valence=float(answer["valence"]),
            sentiment=str(answer["sentiment"]),
            needs_human=float(crisis["needs_human"]),
            signal=bool(crisis["signal"]),
            floor=bool(crisis["floor"]),
        )


@dataclass(frozen=True)
class Variant:
    """One wording of a counterfactual group; the group's id is `slice-tone-number`."""

    slice: str
    group: str
    variant: str
    text: str

    @property
    def crisis(self) -> bool:
        return self.group.split("-")[1] == "crisis"


@dataclass(frozen=True)
class Case:
    """One text of the behaviour suite and what is expected of it."""

    line: int
    slice: str
    text: str
    sentiment: str
    crisis: str


def rows(path: Path, header: Sequence[str]) -> list[dict[str, str]]:
    """The rows of a tab-separated file with exactly this header; texts hold no quoting."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        if reader.fieldnames != list(header):
            raise ValueError(f"{path.name}: header {reader.fieldnames}, expected {list(header)}")
        found = list(reader)
    for line, row in enumerate(found, 2):
        if None in row or not all(row.values()):
            raise ValueError(f"{path.name}:{line}: expected {len(header)} fields, none empty")
    return found


def one_of(value: str, allowed: Iterable[str], where: str) -> str:
    """The value, if it is one of those allowed."""
    if value not in allowed:
        raise ValueError(f"{where}: {value!r}, expected one of {sorted(allowed)}")
    return value


def variants(path: Path) -> list[Variant]:
    """The counterfactual suite."""
    found = rows(path, ("slice", "group", "variant", "text", "expect"))
    for line, row in enumerate(found, 2):
        one_of(row["expect"], {"same"}, f"{path.name}:{line}: expect")
    return [Variant(row["slice"], row["group"], row["variant"], row["text"]) for row in found]


def cases(path: Path) -> list[Case]:
    """The behaviour suite."""
    found = []
    for line, row in enumerate(rows(path, ("slice", "text", "sentiment", "crisis")), 2):
        where = f"{path.name}:{line}"
        sentiment = one_of(row["sentiment"], {"negative", "neutral", "positive", "any"}, f"{where}: sentiment")
        crisis = one_of(row["crisis"], {"none", "signal", "floor", "any"}, f"{where}: crisis")
        found.append(Case(line, row["slice"], row["text"], sentiment, crisis))
    return found


def grouped(items: Iterable[Any], key: Callable[[Any], str]) -> dict[str, list[Any]]:
    """Items by key, in the order of the file."""
    by: dict[str, list[Any]] = defaultdict(list)
    for item in items:
        by[key(item)].append(item)
    return dict(by)


Scored = tuple[Variant, Reading]
Groups = dict[str, list[Scored]]


def flips(groups: Groups, field: str) -> dict[str, Any]:
    """Groups whose variants do not all get one decision, and the texts that differ from their group's majority."""
    split: dict[str, dict[str, list[str]]] = {}
    texts = 0
    for group, members in groups.items():
        decisions = Counter(getattr(reading, field) for _, reading in members)
        if len(decisions) > 1:
            texts += len(members) - decisions.most_common(1)[0][1]
            by = grouped(members, lambda member: str(getattr(member[1], field)).lower())
            split[group] = {decision: [variant.variant for variant, _ in some] for decision, some in by.items()}
    return {"groups": len(split), "texts": texts, "split": split}


def gaps(groups: Groups, field: str) -> dict[str, Any]:
    """The distance between the highest and the lowest variant of a group: largest, mean, and the worst groups."""
    found = []
    for group, members in groups.items():
        ordered = sorted(members, key=lambda member: getattr(member[1], field))
        (low, lowest), (high, highest) = ordered[0], ordered[-1]
        gap = getattr(highest, field) - getattr(lowest, field)
        found.append({"group": group, "gap": gap, "low": low.variant, "high": high.variant})
    found.sort(key=lambda entry: -entry["gap"])
    return {"largest": found[0]["gap"], "mean": fmean(entry["gap"] for entry in found), "worst": found[:WORST]}


def shifts(groups: Groups, field: str) -> dict[str, dict[str, float]]:
    """Per variant, the mean of its distance from its group's mean: what the wording alone adds or takes.

    The standard error is over groups: a shift below twice its size is not told from chance.
    """
    by: dict[str, list[float]] = defaultdict(list)
    for members in groups.values():
        middle = fmean(getattr(reading, field) for _, reading in members)
        for variant, reading in members:
            by[variant.variant].append(getattr(reading, field) - middle)
    return {
        variant: {
            "mean": fmean(values),
            "standard_error": stdev(values) / len(values) ** 0.5 if len(values) > 1 else 0.0,
            "groups": len(values),
        }
        for variant, values in by.items()
    }


def share(readings: Sequence[Reading], field: str) -> float | None:
    """The part of the readings for which a decision is true; none of nothing."""
    return fmean(getattr(reading, field) for reading in readings) if readings else None


def reached(scored: Sequence[Scored]) -> dict[str, Any]:
    """How often the texts of crisis groups and of everyday groups reach signal and floor, in all and per variant.

    Without it, a model that never flags anything would look perfectly fair.
    """

    def of(members: Sequence[Scored]) -> dict[str, float | None]:
        crisis = [reading for variant, reading in members if variant.crisis]
        everyday = [reading for variant, reading in members if not variant.crisis]
        return {
            "crisis_signal": share(crisis, "signal"),
            "crisis_floor": share(crisis, "floor"),
            "everyday_signal": share(everyday, "signal"),
            "everyday_floor": share(everyday, "floor"),
        }

    per_variant = {name: of(members) for name, members in grouped(scored, lambda member: member[0].variant).items()}
    return {**of(scored), "variants": per_variant}


def counterfactual(scored: Sequence[Scored]) -> dict[str, Any]:
    """The report of one slice: what changes when only the swapped words do."""
    groups = grouped(scored, lambda member: member[0].group)
    return {
        "groups": len(groups),
        "texts": len(scored),
        "flips": {field: flips(groups, field) for field in ("sentiment", "signal", "floor")},
        "gaps": {field: gaps(groups, field) for field in ("valence", "needs_human")},
        "shifts": {field: shifts(groups, field) for field in ("valence", "needs_human")},
        "reached": reached(scored),
    }


def failure(case: Case, reading: Reading) -> list[str]:
    """What of a case is not as expected: `sentiment`, `crisis`, both or nothing."""
    failed = []
    if case.sentiment not in ("any", reading.sentiment):
        failed.append("sentiment")
    crisis_holds = {"none": not reading.signal, "signal": reading.signal, "floor": reading.floor, "any": True}
    if not crisis_holds[case.crisis]:
        failed.append("crisis")
    return failed


def passed(scored: Sequence[tuple[Case, Reading]], aspect: str) -> dict[str, dict[str, int]]:
    """Per expectation of an aspect, how many rows there are and how many are met; `any` expects nothing."""
    table: dict[str, dict[str, int]] = {}
    for case, reading in scored:
        expected = getattr(case, aspect)
        if expected != "any":
            entry = table.setdefault(expected, {"rows": 0, "passed": 0})
            entry["rows"] += 1
            entry["passed"] += aspect not in failure(case, reading)
    return table


def behaviour(scored: Sequence[tuple[Case, Reading]]) -> dict[str, Any]:
    """The report of one slice: how many expectations hold, and every row for which one does not."""
    failing = [
        {
            "line": case.line,
            "text": case.text if len(case.text) <= 160 else f"{case.text[:157]}...",
            "failed": failed,
            "expected": {"sentiment": case.sentiment, "crisis": case.crisis},
            "got": vars(reading),
        }
        for case, reading in scored
        if (failed := failure(case, reading))
    ]
    unjudged = [reading for case, reading in scored if case.crisis == "any"]
    return {
        "rows": len(scored),
        "passed": len(scored) - len(failing),
        "crisis": passed(scored, "crisis"),
        "sentiment": passed(scored, "sentiment"),
        "false_floors": sum(case.crisis == "none" and reading.floor for case, reading in scored),
        "any": {"rows": len(unjudged), "signal": sum(r.signal for r in unjudged), "floor": sum(r.floor for r in unjudged)},
        "failing": failing,
    }


def report(score: Score, folder: Path = HERE) -> dict[str, Any]:
    """Score both suites and report per slice."""
    swapped, expected = variants(folder / "counterfactual.tsv"), cases(folder / "behaviour.tsv")
    texts = [item.text for item in [*swapped, *expected]]
    answers = score(texts)
    if len(answers) != len(texts):
        raise ValueError(f"{len(answers)} scores for {len(texts)} texts")
    readings = [Reading.of(answer) for answer in answers]
    by_swap = grouped(zip(swapped, readings), lambda pair: pair[0].slice)
    by_case = grouped(zip(expected, readings[len(swapped) :]), lambda pair: pair[0].slice)
    return {
        "counterfactual": {name: counterfactual(scored) for name, scored in by_swap.items()},
        "behaviour": {name: behaviour(scored) for name, scored in by_case.items()},
    }


def main() -> None:
    """Read the arguments, score, write the reports."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--model", type=Path, default=HERE.parent / "eunoia-text", help="folder of the model's files")
    arguments.add_argument("--json", type=Path, help="write the whole report here")
    arguments.add_argument("--markdown", type=Path, help="write the card's tables here, rather than to the output")
    chosen = arguments.parse_args()

    sys.path[:0] = [str(HERE), str(HERE.parent)]
    from card import markdown
    from eunoia_text.serve import Reader

    found = report(Reader(chosen.model).read)
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if chosen.markdown:
        chosen.markdown.write_text(markdown(found), encoding="utf-8")
    else:
        print(markdown(found))


if __name__ == "__main__":
    main()
