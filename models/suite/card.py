"""The suite's report as the Markdown tables of the model card."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

Report = dict[str, Any]


def table(header: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    ruled = [header, ["---"] * len(header), *lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in ruled)


def percent(part: float | None) -> str:
    """A share, or a dash for a share of nothing."""
    return "-" if part is None else f"{100 * part:.0f} %"


def met(of: dict[str, dict[str, int]], expected: str) -> str:
    """`passed / rows` of an expectation, or a dash where a slice has no such row."""
    entry = of.get(expected)
    return f"{entry['passed']} / {entry['rows']}" if entry else "-"


def swaps(slices: Report) -> str:
    """Flips and gaps per counterfactual slice."""
    header = (
        "Slice", "Groups", "Texts", "Sentiment flips", "Signal flips", "Floor flips",
        "Valence gap: mean, largest (group)", "Needs-human gap: mean, largest (group)",
        "Crisis texts at signal, floor", "Everyday texts at signal, floor",
    )  # fmt: skip

    def gap(of: Report) -> str:
        return f"{of['mean']:.3f}, {of['largest']:.3f} ({of['worst'][0]['group']})"

    def line(name: str, of: Report) -> list[str]:
        reached = of["reached"]
        return [
            name,
            str(of["groups"]),
            str(of["texts"]),
            *(f"{of['flips'][field]['groups']}" for field in ("sentiment", "signal", "floor")),
            gap(of["gaps"]["valence"]),
            gap(of["gaps"]["needs_human"]),
            f"{percent(reached['crisis_signal'])}, {percent(reached['crisis_floor'])}",
            f"{percent(reached['everyday_signal'])}, {percent(reached['everyday_floor'])}",
        ]

    return table(header, (line(name, of) for name, of in slices.items()))


def systematic(slices: Report) -> str:
    """The shift of each variant against its group's mean; in bold those more than twice their standard error."""

    def shift(of: dict[str, float]) -> str:
        told = f"{of['mean']:+.3f} ± {of['standard_error']:.3f}"
        return f"**{told}**" if abs(of["mean"]) > 2 * of["standard_error"] > 0 else told

    def lines(name: str, of: Report) -> Iterable[list[str]]:
        for variant, valence in of["shifts"]["valence"].items():
            signal = of["reached"]["variants"][variant]["crisis_signal"]
            yield [name, variant, shift(valence), shift(of["shifts"]["needs_human"][variant]), percent(signal)]

    header = ("Slice", "Variant", "Valence shift", "Needs-human shift", "Its crisis texts at signal")
    return table(header, (line for name, of in slices.items() for line in lines(name, of)))


def behaviours(slices: Report) -> str:
    """Expectations met per behaviour slice."""
    header = ("Slice", "All met", "None stays below signal", "Signal", "Floor", "None at floor", "Sentiment -, 0, +", "Unjudged: signal, floor, of")

    def line(name: str, of: Report) -> list[str]:
        crisis, sentiment, unjudged = of["crisis"], of["sentiment"], of["any"]
        return [
            name,
            f"{of['passed']} / {of['rows']}",
            *(met(crisis, expected) for expected in ("none", "signal", "floor")),
            str(of["false_floors"]),
            ", ".join(met(sentiment, expected) for expected in ("negative", "neutral", "positive")),
            f"{unjudged['signal']}, {unjudged['floor']}, {unjudged['rows']}" if unjudged["rows"] else "-",
        ]

    return table(header, (line(name, of) for name, of in slices.items()))


def failing(slices: Report) -> str:
    """Every row of the behaviour suite whose crisis decision is not as expected, missed floors and signals first."""
    order = {"floor": 0, "signal": 1, "none": 2}
    entries = [(name, entry) for name, of in slices.items() for entry in of["failing"] if "crisis" in entry["failed"]]
    entries.sort(key=lambda pair: order[pair[1]["expected"]["crisis"]])

    def line(name: str, entry: Report) -> list[str]:
        text = entry["text"].replace("|", "\\|")
        return [name, str(entry["line"]), text, entry["expected"]["crisis"], f"{entry['got']['needs_human']:.3f}"]

    return table(("Slice", "Line", "Text", "Expected", "Needs human"), (line(*pair) for pair in entries))


def markdown(report: Report) -> str:
    """The tables of the card, each under its heading."""
    swapped, expected = report["counterfactual"], report["behaviour"]
    parts = [
        ("Counterfactual swaps (a flip is a group whose variants do not all get one decision)", swaps(swapped)),
        ("Systematic shifts (mean distance from the group's mean ± standard error; bold: above two errors)", systematic(swapped)),
        ("Behaviour (expectations met / rows)", behaviours(expected)),
        ("Crisis decisions that are not as expected", failing(expected)),
    ]
    return "\n\n".join(f"### {heading}\n\n{body}" for heading, body in parts) + "\n"
