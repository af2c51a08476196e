"""Turns logits into probabilities and decisions: temperature and Platt scaling, thresholds, operating points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from . import measure
from .develop import Development, People, calm
from .labels import EMOTIONS, GROUPINGS, LEVELS, members
from .measure import Array
from .serve import sigmoid

RATES = {"signal": 0.04, "floor": 0.0018}
"""Of everyday texts, at most, on the development parts; 5 % and 0.2 % are allowed. The highest of Dreaddit's are no false alarms:
their writers tell of plans and attempts. A lower rate would set *floor* above most plain crises."""
STATED_RATE = 0.01
"""Of everyday texts, at most, those that reach *signal* by what they state; the rest of its rate is for needs-a-human."""
DIARY_RATES = {"signal": 0.4, "floor": 0.04}
"""Of made-up calm diary entries, at most. Each of their lines is a near miss, so an entry of thirty has thirty chances."""
PREVALENCE = 0.05
"""The share of texts that need a human for which `needs_human` is a probability."""


def about(dev: Development, people: People, version: str) -> dict:
    """The content of model.json."""
    truth, out = dev.emotions(), dev.out["goemotions"]
    everyday, diaries = dev.everyday(), dev.diary("calibration", calm)
    scale, bias = needs_calibration(people.scores[:, 4], people.levels >= 2, [e[:, 0] for e in everyday])
    points = Points.at_rates(everyday, diaries)
    crisis = levels(people, [dev.out[name].crisis for name in dev.EVERYDAY])
    valence_scale, cuts = valence(dev.out["semeval"].valence, dev.valence("semeval"))

    return {
        "name": "eunoia-text",
        "version": version,
        "window": {"tokens": 128, "overlap": 32},
        "valence": {"scale": rounded(valence_scale), "negative_below": rounded(cuts[0]), "positive_above": rounded(cuts[1])},
        "emotions": {"labels": EMOTIONS, **labels(out.emotions, truth)}
        | {"groupings": {name: grouping(name, out.groupings[name], truth) for name in GROUPINGS}},
        "crisis": {
            "levels": list(LEVELS),
            **crisis,
            "scale": rounded(scale),
            "bias": rounded(bias),
            "prevalence": PREVALENCE,
            "signal": float(sigmoid(scale * points.needs_human + bias)),
            "stated": {"signal": points.stated, "floor": points.floor},
        },
    }


@dataclass(frozen=True)
class Points:
    """Logits from which on a text reaches *signal*, by either of two, and *floor*, by what it states."""

    needs_human: float
    stated: float
    floor: float

    @classmethod
    def at_rates(cls, everyday: Sequence[Array], diaries: Array) -> Points:
        """The lowest at which neither an everyday set nor the diaries have too many flagged; rows as of `Development.urgent`."""
        stated = measure.threshold_for_rate([e[:, 1] for e in everyday], STATED_RATE)
        floor = max(
            measure.threshold_for_rate([e[:, 1] for e in everyday], RATES["floor"]),
            measure.threshold_for_rate([diaries[:, 1]], DIARY_RATES["floor"]),
        )

        def besides(urgent: Array) -> Array:
            """Needs-a-human, but above all others where *signal* is reached without it."""
            return np.where(urgent[:, 1] >= stated, np.inf, urgent[:, 0])

        needs_human = max(
            measure.threshold_for_rate([besides(e) for e in everyday], RATES["signal"]),
            measure.threshold_for_rate([besides(diaries)], DIARY_RATES["signal"]),
        )
        return cls(needs_human, stated, max(floor, stated))

    @classmethod
    def shipped(cls, crisis: dict) -> Points:
        """Those of model.json."""
        probability = crisis["signal"]
        logit = (np.log(probability / (1 - probability)) - crisis["bias"]) / crisis["scale"]
        return cls(float(logit), crisis["stated"]["signal"], crisis["stated"]["floor"])

    def reached(self, urgent: Array, point: str) -> Array:
        """By each of these rows."""
        if point == "floor":
            return urgent[:, 1] >= self.floor
        return (urgent[:, 0] >= self.needs_human) | (urgent[:, 1] >= self.stated)


def valence(logits: Array, truth: Array) -> tuple[float, tuple[float, float]]:
    scale = measure.temperature(logits, truth)
    return scale, measure.three_classes(measure.valence_of(logits, scale), truth)


def labels(logits: Array, truth: Array) -> dict[str, list[float]]:
    """Scale, bias and the threshold of the highest F1, for each column."""
    fitted = [measure.platt(logits[:, at], truth[:, at]) for at in range(truth.shape[1])]
    cuts = [measure.best_threshold(logits[:, at], truth[:, at]) for at in range(truth.shape[1])]
    return {
        "scale": [rounded(scale) for scale, _ in fitted],
        "bias": [rounded(bias) for _, bias in fitted],
        "threshold": [rounded(float(sigmoid(s * cut + b))) for (s, b), cut in zip(fitted, cuts, strict=True)],
    }


def together(name: str, truth: Array) -> Array:
    """Which labels of a grouping hold."""
    return np.stack([truth[:, group].max(1) for group in members(GROUPINGS[name])], 1)


def grouping(name: str, logits: Array, truth: Array) -> dict:
    found = labels(logits, together(name, truth))
    return {"labels": GROUPINGS[name]} | {key: dict(zip(GROUPINGS[name], values, strict=True)) for key, values in found.items()}


def weighted_platt(logit: Array, truth: Array, weight: Array) -> tuple[float, float]:
    fitted = LogisticRegression(C=1e4, max_iter=1000).fit(logit[:, None], truth, sample_weight=weight * len(logit))
    return max(float(fitted.coef_[0, 0]), 0.05), float(fitted.intercept_[0])


def mixed(people: Array, positive: Array, everyday: Sequence[Array]) -> tuple[Array, Array, Array]:
    """People and everyday texts as one sample: logits, truth, and weights by which PREVALENCE of it is positive, as much is
    the forum's people who are not, and the rest everyday texts, each set the same."""
    logit = np.concatenate([people, *everyday])
    truth = np.concatenate([positive, *(np.zeros(len(e)) for e in everyday)]).astype(int)
    own = np.where(positive, PREVALENCE / max(positive.sum(), 1), PREVALENCE / max((~positive).sum(), 1))
    rest = (1 - 2 * PREVALENCE) / len(everyday)
    return logit, truth, np.concatenate([own, *(np.full(len(e), rest / len(e)) for e in everyday)])


def needs_calibration(people: Array, positive: Array, everyday: Sequence[Array]) -> tuple[float, float]:
    return weighted_platt(*mixed(people, positive, everyday))


def levels(people: People, everyday: Sequence[Array]) -> dict[str, list[float]]:
    """Calibration of the cumulative levels, and the thresholds with the least mean absolute error over people."""
    scales, biases = [], []
    for at in range(4):
        scale, bias = needs_calibration(people.scores[:, at], people.levels > at, [e[:, at] for e in everyday])
        scales.append(rounded(scale))
        biases.append(rounded(bias))
    probability = sigmoid(people.scores[:, :4] * np.array(scales) + np.array(biases))
    return {"level_scale": scales, "level_bias": biases, "level_threshold": level_thresholds(probability, people.levels)}


def level_of(probability: Array, thresholds: Sequence[float]) -> Array:
    """The highest level up to which every threshold is reached."""
    reached = np.minimum.accumulate(probability, axis=1) >= np.array(thresholds)
    return np.minimum.accumulate(reached, axis=1).sum(1)


def level_thresholds(probability: Array, truth: Array) -> list[float]:
    """Coordinate descent over the deciles of each column."""
    grids = [np.unique(np.quantile(probability[:, at], np.linspace(0.02, 0.98, 49))) for at in range(4)]
    chosen = [float(np.median(grid)) for grid in grids]
    for _ in range(4):
        for at in range(4):
            errors = []
            for cut in grids[at]:
                tried = [*chosen[:at], float(cut), *chosen[at + 1 :]]
                errors.append(np.abs(level_of(probability, tried) - truth).mean())
            chosen[at] = float(grids[at][int(np.argmin(errors))])
    return [rounded(cut) for cut in chosen]


def rounded(value: float) -> float:
    return float(f"{value:.6g}")
