"""Measures: F1 with thresholds, calibration, intervals. Everything tuned is reported cross-fitted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import recall_score

from .labels import members
from .serve import softmax

Array = np.ndarray


def best_threshold(score: Array, truth: Array) -> float:
    """The threshold with the highest F1: halfway between the last score that passes and the next."""
    order = np.argsort(-score, kind="stable")
    hits = np.cumsum(truth[order])
    f1 = 2 * hits / (np.arange(1, len(score) + 1) + max(truth.sum(), 1))
    # Only where the next score is another one.
    f1[:-1][score[order[:-1]] == score[order[1:]]] = -1
    at = int(np.argmax(f1))
    following = score[order[at + 1]] if at + 1 < len(score) else score[order[at]]
    return float((score[order[at]] + following) / 2)


def platt(logit: Array, truth: Array) -> tuple[float, float]:
    """Scale and bias that make a logit's sigmoid a probability (Platt 1999). The scale stays positive: order is kept."""
    if truth.min() == truth.max():
        return 1.0, 0.0
    fitted = LogisticRegression(C=1e4, max_iter=1000).fit(logit[:, None], truth)
    return max(float(fitted.coef_[0, 0]), 0.05), float(fitted.intercept_[0])


def folds(rows: int, seed: int = 7, count: int = 5) -> Array:
    return np.random.default_rng(seed).permutation(rows) % count


def cross_fitted(fit: Callable[[Array], Callable[[Array], Array]], rows: int, seed: int = 7) -> Array:
    """What each row is given by what was fitted on the other folds: `fit(rows)` returns a function of rows."""
    fold = folds(rows, seed)
    parts = [(at := np.flatnonzero(fold == k), fit(np.flatnonzero(fold != k))(at)) for k in range(5)]
    found = np.zeros((rows, *parts[0][1].shape[1:]), parts[0][1].dtype)
    for at, value in parts:
        found[at] = value
    return found


def decided(logits: Array, truth: Array, seed: int = 7) -> Array:
    """Which labels hold, each by a threshold chosen on the other folds."""

    def fit(rows: Array) -> Callable[[Array], Array]:
        cuts = np.array([best_threshold(logits[rows, at], truth[rows, at]) for at in range(truth.shape[1])])
        return lambda at: (logits[at] > cuts).astype(int)

    return cross_fitted(fit, len(truth), seed)


def macro_f1(truth: Array, decided: Array) -> float:
    both = (truth & decided).sum(0)
    return float(np.mean(2 * both / np.maximum(truth.sum(0) + decided.sum(0), 1)))


def ece(probability: Array, truth: Array, bins: int = 15) -> float:
    """Expected calibration error over bins of equal width (Guo et al. 2017)."""
    at = np.minimum((probability * bins).astype(int), bins - 1)
    total = 0.0
    for b in range(bins):
        if (inside := at == b).any():
            total += inside.mean() * abs(probability[inside].mean() - truth[inside].mean())
    return float(total)


def interval(rows: int, figure: Callable[[Array], float], draws: int = 1000, seed: int = 7) -> tuple[float, float]:
    """The 95 % percentile bootstrap interval of a figure of rows."""
    chosen = np.random.default_rng(seed)
    found = [figure(chosen.integers(rows, size=rows)) for _ in range(draws)]
    low, high = np.percentile(found, [2.5, 97.5])
    return float(low), float(high)


def wilson(hits: int, rows: int, z: float = 1.96) -> tuple[float, float]:
    """The interval of a share (Wilson 1927)."""
    share, spread = hits / rows, z * z / rows
    middle = (share + spread / 2) / (1 + spread)
    half = z * np.sqrt(share * (1 - share) / rows + spread / (4 * rows)) / (1 + spread)
    return float(max(0.0, middle - half)), float(middle + half)


def grouped(logits: Array, grouping: dict[str, list[str]]) -> Array:
    """A grouping's logits: the log of the members' summed exponentials."""
    return np.stack([np.logaddexp.reduce(logits[..., group], axis=-1) for group in members(grouping)], -1)


def valence_of(logits: Array, scale: float) -> Array:
    shares = softmax(scale * logits)
    return shares[:, 2] - shares[:, 0]


def temperature(logits: Array, truth: Array) -> float:
    """The scale with the least negative log likelihood (Guo et al. 2017)."""
    scales = np.linspace(0.3, 2.0, 69)
    losses = [-np.log(softmax(scale * logits)[np.arange(len(truth)), truth] + 1e-12).mean() for scale in scales]
    return float(scales[int(np.argmin(losses))])


def three_classes(valence: Array, truth: Array) -> tuple[float, float]:
    """The two cuts of valence with the highest macro recall."""
    cuts = np.linspace(-0.9, 0.9, 73)
    below = np.array([[(valence[truth == c] < cut).mean() for cut in cuts] for c in range(3)])
    best, found = -1.0, (0.0, 0.0)
    for low in range(len(cuts)):
        for high in range(low, len(cuts)):
            recall = (below[0, low] + (below[1, high] - below[1, low]) + 1 - below[2, high]) / 3
            if recall > best:
                best, found = recall, (float(cuts[low]), float(cuts[high]))
    return found


def classes(valence: Array, cuts: tuple[float, float]) -> Array:
    return np.where(valence < cuts[0], 0, np.where(valence > cuts[1], 2, 1))


def macro_recall(truth: Array, guess: Array) -> float:
    return float(recall_score(truth, guess, average="macro"))


def threshold_for_rate(scores: Sequence[Array], rate: float) -> float:
    """The lowest threshold at which no everyday set has more than `rate` of its texts at or above it."""
    cuts = []
    for score in scores:
        ordered = np.sort(score)[::-1]
        allowed = int(np.floor(rate * len(score)))
        cuts.append(float(ordered[allowed]))
    # Scores are of single precision, and so are thresholds where they are compared.
    return float(np.nextafter(np.float32(max(cuts)), np.float32(np.inf)))
