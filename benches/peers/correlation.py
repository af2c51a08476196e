"""The same correlations with pandas and scipy, in one run: checks that the numbers are equal, and prints how many times
as fast Eunoia is. Wants the release binaries, pandas and scipy.

Every step is written the way an analyst would: numpy's least squares for slow change and weekdays, pandas' rank, shift and
corr, the effective number of days of Pyper and Peterman (1998) with missing days, scipy's Student t. How far the ranks among
all of a series' days are from scipy's spearmanr, which ranks the common days anew, is printed beside.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

SLOW_DAYS = 90
HAPPENINGS = {"exercise.minutes", "gratitude.entries", "journal.entries"}


def design(dates: pd.DatetimeIndex) -> np.ndarray:
    """One, the weekdays, a line, and cosines of 90 days and more."""
    n = len(dates)
    along = (np.arange(n) + 0.5) / n
    columns = [np.ones(n)]
    columns += [(np.arange(n) + dates[0].dayofweek) % 7 == day for day in range(1, 7)]
    columns.append(2 * along - 1)
    columns += [np.cos(np.pi * k * along) for k in range(1, int(2 * n / SLOW_DAYS) + 1)]
    return np.column_stack(columns).astype(float)


def left_over(values: pd.Series, columns: np.ndarray) -> pd.Series:
    seen = values.notna().to_numpy()
    ordered = np.sort(values[seen].to_numpy())
    # Half up: what Rust's round does.
    low, high = (ordered[int(np.floor(share * (len(ordered) - 1) + 0.5))] for share in (0.05, 0.95))
    drawn = values[seen].clip(low - (high - low), high + (high - low))
    weights = np.linalg.lstsq(columns[seen], drawn.to_numpy(), rcond=None)[0]
    return values - pd.Series(columns @ weights, index=values.index)


def autocorrelations(ranks: pd.Series) -> np.ndarray:
    about = (ranks - ranks.mean()).to_numpy()
    variance = np.nanmean(about**2)
    found = []
    for apart in range(1, min(len(about) // 5, 60) + 1):
        products = about[:-apart] * about[apart:]
        pairs = np.isfinite(products).sum()
        found.append(np.nansum(products) / pairs / variance if pairs >= 10 and variance > 0 else 0.0)
    return np.array(found)


def worth(both: np.ndarray, one: np.ndarray, other: np.ndarray) -> float:
    n = both.sum()
    repeated = sum((both[:-k] & both[k:]).sum() * a * b for k, (a, b) in enumerate(zip(one, other), 1))
    return n * n / max(n + 2 * repeated, n)


def compare(person: dict) -> dict[tuple[str, int], tuple[float, int, float, float]]:
    dates = pd.date_range(person["from"], periods=len(person["outcome"]))
    outcome = pd.Series(person["outcome"], index=dates, dtype=float)
    columns = design(dates)
    ours = left_over(outcome, columns)
    our_ranks = ours.rank()
    our_acf = autocorrelations(our_ranks)
    found = {}
    for metric, values in person["series"].items():
        factor = pd.Series(values, index=dates, dtype=float)
        if metric in HAPPENINGS:
            factor = factor.where(factor.notna() | outcome.isna(), 0.0).gt(0).astype(float).where(factor.notna() | outcome.notna())
        theirs = left_over(factor, columns)
        their_ranks = theirs.rank()
        their_acf = autocorrelations(their_ranks)
        for lag in range(4):
            shifted = their_ranks.shift(lag)
            both = (ours.notna() & shifted.notna()).to_numpy()
            r = our_ranks[both].corr(shifted[both])
            effective = worth(both, our_acf, their_acf)
            df = effective * (1 - columns.shape[1] / both.sum()) - 2
            p = 2 * stats.t.sf(abs(r) * np.sqrt(df / (1 - r * r)), df)
            found[metric, lag] = (r, int(both.sum()), effective, p)
    return found


def spearman(person: dict) -> dict[tuple[str, int], float]:
    """scipy's, of what is left on the common days."""
    dates = pd.date_range(person["from"], periods=len(person["outcome"]))
    columns = design(dates)
    outcome = pd.Series(person["outcome"], index=dates, dtype=float)
    ours = left_over(outcome, columns)
    found = {}
    for metric, values in person["series"].items():
        if metric in HAPPENINGS:
            continue
        theirs = left_over(pd.Series(values, index=dates, dtype=float), columns)
        for lag in range(4):
            shifted = theirs.shift(lag)
            both = (ours.notna() & shifted.notna()).to_numpy()
            found[metric, lag] = stats.spearmanr(ours[both], shifted[both]).statistic
    return found


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--bench", required=True, help="the release binary eunoia-benches")
    arguments.add_argument("--people", default="1")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "people.json"
        subprocess.run([options.bench, "correlation", "--people", options.people, "--dump", str(file)], check=True)
        people = json.loads(file.read_text())
    ours = sum(person["seconds"] for person in people)
    began = time.perf_counter()
    answers = [compare(person) for person in people]
    theirs = time.perf_counter() - began
    worst = np.zeros(3)
    for person, answer in zip(people, answers):
        for test in person["tests"]:
            r, n, effective, p = answer[test["metric"], test["lag"]]
            assert n == test["n"], (person["person"], test, n)
            differ = [abs(r - test["r"]), abs(effective - test["effective_n"]) / effective, abs(p - test["p"])]
            worst = np.maximum(worst, differ)
    # Ties that rounding breaks one way here and the other way there are worth a millionth.
    assert (worst < 1e-6).all(), worst
    tests = sum(len(person["tests"]) for person in people)
    apart = [abs(r - answer[key][0]) for person, answer in zip(people, answers) for key, r in spearman(person).items()]
    print(f"{tests} comparisons of {len(people)} people: equal, the largest differences of r, effective n and p being {worst}")
    print(f"scipy's spearmanr, which ranks the common days anew, lies {np.median(apart):.4f} from that, at most {max(apart):.4f}")
    print(f"pandas and scipy {1e3 * theirs / len(people):.1f} ms a person, Eunoia {1e3 * ours / len(people):.2f} ms: {theirs / ours:.0f} times as fast")


if __name__ == "__main__":
    main()
