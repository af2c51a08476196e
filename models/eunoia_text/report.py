"""Every figure of the model card, from the shipped files and the full-precision graph, on the development parts.

    python -m eunoia_text.report --data DIR --crisis DIR --diaries DIR --model DIR --json FILE --markdown FILE --plot FILE

What is tuned on a part (thresholds, calibration) is reported cross-fitted over five folds. Intervals are 95 % bootstrap
intervals by row, and by person for C-SSRS.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import roc_auc_score

from . import batches, calibrate, measure
from .develop import Development, Outputs, People, calm, in_crisis, near_miss, people
from .encoder import TextModel
from .labels import EMOTIONS, GROUPINGS, SIX
from .measure import Array
from .serve import Reader, sigmoid

BUCKETS = ((0, 16), (16, 32), (32, 64), (64, 128), (128, 1 << 20))
"""Of tokens."""
SPLITS = range(7, 12)
"""Seeds of the splits into five folds over which macro F1 of emotions is averaged."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("data", "crisis", "diaries", "model", "json", "markdown", "plot"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    options = parser.parse_args()
    shipped = Reader(options.model)
    dev = Development(shipped, options.data, options.diaries)
    full = Reader(options.model, graph=str((options.crisis / "model-fp32.onnx").resolve()))
    dev_full = Development(full, options.data, options.diaries)
    known = people(options.crisis / "people.npz")
    points = calibrate.Points.shipped(shipped.about["crisis"])
    report = {
        "version": shipped.about["version"],
        "sentiment": compared(sentiment, dev, dev_full),
        "emotions": compared(emotions, dev, dev_full),
        "emotion_labels": per_label(dev),
        "crisis_people": crisis_people(known) | {"at the shipped points": people_at_points(known, points)},
        "false_positives": false_positives(dev, points),
        "false_positives_by_length": by_length(dev, points),
        "held_out_diaries": held_out_diaries(dev, points),
        "embedding": embedding(dev),
        "calibration": calibration(dev, known, options.plot),
    }
    options.json.write_text(json.dumps(report, indent=1) + "\n")
    options.markdown.write_text(markdown(report))
    print(markdown(report))


Figures = dict[str, dict[str, float]]


def compared(part: Callable[[Development], Figures], dev: Development, full: Development) -> Figures:
    """Figures of the int8 graph, with what full precision gives beside them."""
    found, precise = part(dev), part(full)
    return {name: {**figure, "fp32": precise[name]["value"]} for name, figure in found.items()}


def figure(rows: int, of: Callable[[Array], float]) -> dict[str, float]:
    low, high = measure.interval(rows, of, draws=400)
    return {"value": round(of(np.arange(rows)), 4), "low": round(low, 4), "high": round(high, 4), "rows": rows}


def sentiment(dev: Development) -> Figures:
    found: Figures = {}
    margin = dev.out["sst2"].valence[:, 2] - dev.out["sst2"].valence[:, 0]
    right = (margin > 0) == np.array([e.polarity for e in dev.sets["sst2"]])
    found["SST-2 dev accuracy"] = figure(len(right), lambda at: float(right[at].mean()))
    for name, title in (("semeval", "SemEval-2017 held-out tenth"), ("tweeteval", "TweetEval validation")):
        logits, truth = dev.out[name].valence, dev.valence(name)

        def fit(rows: Array, logits: Array = logits, truth: Array = truth) -> Callable[[Array], Array]:
            scale, cuts = calibrate.valence(logits[rows], truth[rows])
            return lambda at: measure.classes(measure.valence_of(logits[at], scale), cuts)

        guess = measure.cross_fitted(fit, len(truth))

        def recall(at: Array, truth: Array = truth, guess: Array = guess) -> float:
            return measure.macro_recall(truth[at], guess[at])

        found[f"{title}, macro recall"] = figure(len(truth), recall)
    return found


def emotions(dev: Development) -> Figures:
    truth, out = dev.emotions(), dev.out["goemotions"]
    found: Figures = {}

    def f1(title: str, truth: Array, logits: Array) -> None:
        # Thresholds of rare labels hang on a dozen texts: a single split would be a draw of luck.
        guesses = [measure.decided(logits, truth, seed) for seed in SPLITS]
        found[title] = figure(len(truth), lambda at: float(np.mean([measure.macro_f1(truth[at], g[at]) for g in guesses])))

    f1("GoEmotions dev, 28 labels, macro F1", truth, out.emotions)
    for name, title in (("ekman", "Ekman"), ("sentiment", "sentiment groups")):
        f1(f"GoEmotions dev, {title}, macro F1", calibrate.together(name, truth), out.groupings[name])
    six = np.array([e.six for e in dev.sets["dair"]])
    guess = dev.out["dair"].emotions[:, [EMOTIONS.index(label) for label in SIX]].argmax(1)
    hot = np.eye(6, dtype=int)
    found["dair dev, six labels, macro F1"] = figure(len(six), lambda at: measure.macro_f1(hot[six[at]], hot[guess[at]]))
    return found


def per_label(dev: Development) -> dict[str, dict[str, float]]:
    truth = dev.emotions()
    guess = measure.decided(dev.out["goemotions"].emotions, truth)
    found = {}
    for at, label in enumerate(EMOTIONS):
        hits = int((truth[:, at] & guess[:, at]).sum())
        found[label] = {
            "precision": round(hits / max(int(guess[:, at].sum()), 1), 3),
            "recall": round(hits / max(int(truth[:, at].sum()), 1), 3),
            "f1": round(measure.macro_f1(truth[:, [at]], guess[:, [at]]), 3),
            "support": int(truth[:, at].sum()),
        }
    return found


def crisis_people(known: People) -> dict:
    """A person's score is the highest over their posts; thresholds come from the other folds."""
    score, positive = known.scores[:, 4], known.levels >= 2

    def at_precision(rows: Array, wanted: float) -> float:
        order = rows[np.argsort(-score[rows])]
        precision = np.cumsum(positive[order]) / np.arange(1, len(order) + 1)
        enough = np.flatnonzero(precision >= wanted)
        return float(score[order[enough[-1]]]) if len(enough) else float(score[order[0]])

    def at_recall(rows: Array, wanted: float) -> float:
        return float(np.quantile(score[rows][positive[rows]], 1 - wanted))

    found = {"people": len(score), "auc": figure(len(score), lambda at: float(roc_auc_score(positive[at], score[at])))}
    for title, choose in (("at precision 0.90", at_precision), ("at recall 0.85", at_recall)):
        wanted = 0.90 if choose is at_precision else 0.85
        guess = np.zeros(len(score), bool)
        for k in range(5):
            guess[known.fold == k] = score[known.fold == k] >= choose(np.flatnonzero(known.fold != k), wanted)

        def precision(at: Array, guess: Array = guess) -> float:
            return float((positive[at] & guess[at]).sum() / max(guess[at].sum(), 1))

        def recall(at: Array, guess: Array = guess) -> float:
            return float((positive[at] & guess[at]).sum() / max(positive[at].sum(), 1))

        found[title] = {"precision": figure(len(score), precision), "recall": figure(len(score), recall)}
    return found | {"ordinal": ordinal(known)}


def people_at_points(known: People, points: calibrate.Points) -> dict:
    """Of those whose score lies at a point or above, the share that is in a crisis; and the share of those in a crisis that does."""
    urgent, positive = np.stack([known.scores[:, 4], known.stated], 1), known.levels >= 2
    found = {}
    for point in calibrate.RATES:
        reached = points.reached(urgent, point)
        found[point] = {
            "people": int(reached.sum()),
            "precision": round(float(positive[reached].mean()), 4) if reached.any() else None,
            "recall": round(float(reached[positive].mean()), 4),
        }
    return found


def ordinal(known: People) -> dict:
    """Mean absolute error in levels, cross-fitted, beside the best constant."""
    guess = np.zeros(len(known.levels), int)
    for k in range(5):
        rows, at = np.flatnonzero(known.fold != k), np.flatnonzero(known.fold == k)
        guess[at] = calibrate.level_of(known.scores[at, :4], calibrate.level_thresholds(known.scores[rows, :4], known.levels[rows]))
    error = np.abs(guess - known.levels)
    median = np.abs(np.median(known.levels) - known.levels)
    majority = np.abs(np.bincount(known.levels).argmax() - known.levels)
    return {
        "model": figure(len(error), lambda at: float(error[at].mean())),
        "median level": round(float(median.mean()), 4),
        "majority level": round(float(majority.mean()), 4),
    }


def false_positives(dev: Development, points: calibrate.Points) -> dict:
    """Per text and per 30 texts; `cross_fitted` chooses the threshold on the other folds of all everyday sets."""
    found: dict = {}
    for point in calibrate.RATES:
        for name in dev.EVERYDAY:
            hits = points.reached(dev.urgent(name), point)
            share = float(hits.mean())
            low, high = measure.wilson(int(hits.sum()), len(hits))
            found[f"{point}, {name}"] = {
                "texts": len(hits),
                "flagged": int(hits.sum()),
                "rate": round(share, 5),
                "low": round(low, 5),
                "high": round(high, 5),
                "cross_fitted": round(crossed(dev, name, point), 5),
                "in_30": round(1 - (1 - share) ** 30, 4),
            }
    return found


def crossed(dev: Development, name: str, point: str) -> float:
    everyday, diaries = dev.everyday(), dev.diary("calibration", calm)
    parts = [measure.folds(len(scores)) for scores in everyday]
    at = dev.EVERYDAY.index(name)
    flagged = 0
    for k in range(5):
        points = calibrate.Points.at_rates([s[p != k] for s, p in zip(everyday, parts, strict=True)], diaries)
        flagged += int(points.reached(everyday[at][parts[at] == k], point).sum())
    return flagged / len(everyday[at])


def by_length(dev: Development, points: calibrate.Points) -> dict:
    found = {}
    tokens = np.concatenate([dev.out[name].tokens for name in dev.EVERYDAY])
    urgent = np.concatenate(dev.everyday())
    for low, high in BUCKETS:
        inside = (tokens >= low) & (tokens < high)
        title = f"{low}-{high - 1}" if high < 1 << 20 else f"{low} and more"
        found[title] = {"texts": int(inside.sum())} | {
            point: round(float(points.reached(urgent[inside], point).mean()), 4) if inside.any() else None
            for point in calibrate.RATES
        }
    return found


def held_out_diaries(dev: Development, points: calibrate.Points) -> dict:
    """Made-up entries of clauses that are in no training text: calm, with a near miss or with a crisis in them, which are those of
    training. The calm ones of `calibration` bound the thresholds."""
    found = {}
    for part in ("calibration", "report"):
        for title, wanted in (("calm", calm), ("with a near miss", near_miss), ("with a crisis", in_crisis)):
            urgent = dev.diary(part, wanted)
            reached = {point: round(float(points.reached(urgent, point).mean()), 4) for point in calibrate.RATES}
            found[f"{part}, {title}"] = {"entries": len(urgent), **reached}
    return found


def embedding(dev: Development) -> dict:
    """Against the base model in full precision, on GoEmotions dev."""
    examples = dev.sets["goemotions"]
    batches.tokenize(examples, batches.tokenizer())
    model = TextModel.from_base().eval()
    base = np.zeros((len(examples), 384), np.float32)
    with torch.inference_mode():
        for rows in batches.by_length(lambda row: len(examples[row].ids), range(len(examples)), 8192):
            ids, mask = batches.pad([examples[row].ids for row in rows])
            x, attention, _ = model.encode(ids, mask)
            base[rows] = model.mean(x, attention, mask).numpy()
    ours = dev.out["goemotions"].embedding
    cosine = (base * ours).sum(1)

    def nearest(vectors: Array) -> Array:
        alike = vectors @ vectors.T
        np.fill_diagonal(alike, -9)
        return np.argpartition(-alike, 10, axis=1)[:, :10]

    shared = np.array([len(set(a) & set(b)) / 10 for a, b in zip(nearest(base), nearest(ours), strict=True)])
    return {
        "cosine": figure(len(cosine), lambda at: float(cosine[at].mean())),
        "ten nearest in common": figure(len(shared), lambda at: float(shared[at].mean())),
    }


def calibration(dev: Development, known: People, plot: Path) -> dict:
    """ECE, cross-fitted, and a reliability plot."""
    truth, logits = dev.emotions(), dev.out["goemotions"].emotions

    def fit_emotions(rows: Array) -> Callable[[Array], Array]:
        fitted = [measure.platt(logits[rows, at], truth[rows, at]) for at in range(truth.shape[1])]
        scale, bias = np.array(fitted).T
        return lambda at: sigmoid(logits[at] * scale + bias)

    felt = measure.cross_fitted(fit_emotions, len(truth))
    tweets, kind = dev.out["semeval"].valence, dev.valence("semeval")

    def fit_valence(rows: Array) -> Callable[[Array], Array]:
        scale = measure.temperature(tweets[rows], kind[rows])
        return lambda at: measure.softmax(scale * tweets[at])

    shares = measure.cross_fitted(fit_valence, len(kind))
    everyday = [urgent[:, 0] for urgent in dev.everyday()]
    positive = known.levels >= 2
    logit, needed, weight = calibrate.mixed(known.scores[:, 4], positive, everyday)

    def fit_needs(rows: Array) -> Callable[[Array], Array]:
        scale, bias = calibrate.weighted_platt(logit[rows], needed[rows], weight[rows])
        return lambda at: sigmoid(logit[at] * scale + bias)

    needs_human = measure.cross_fitted(fit_needs, len(logit))
    drawn = np.random.default_rng(7).choice(len(logit), size=50_000, p=weight / weight.sum())
    parts = {
        "emotions": (felt.ravel(), truth.ravel()),
        "valence, three classes": (shares.ravel(), np.eye(3, dtype=int)[kind].ravel()),
        "needs a human, at its prevalence": (needs_human[drawn], needed[drawn]),
    }
    reliability(parts, plot)
    return {name: {"ece": round(measure.ece(*part), 4)} for name, part in parts.items()}


def reliability(parts: dict[str, tuple[Array, Array]], file: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    canvas, panels = pyplot.subplots(1, len(parts), figsize=(4 * len(parts), 3.6))
    for panel, (name, (probability, truth)) in zip(panels, parts.items(), strict=True):
        at = np.minimum((probability * 15).astype(int), 14)
        bins = [b for b in range(15) if (at == b).sum() >= 10]
        panel.plot([0, 1], [0, 1], color="0.7", linewidth=1)
        panel.plot([probability[at == b].mean() for b in bins], [truth[at == b].mean() for b in bins], marker="o", markersize=4)
        panel.set(title=name, xlabel="probability", ylabel="share that is so", xlim=(0, 1), ylim=(0, 1))
    canvas.tight_layout()
    canvas.savefig(file, dpi=80)


def markdown(report: dict) -> str:
    lines = ["| Figure | int8, as shipped | 95 % interval | fp32 | texts |", "|---|---|---|---|---|"]
    for part in ("sentiment", "emotions"):
        for name, f in report[part].items():
            lines.append(f"| {name} | {f['value']:.3f} | {f['low']:.3f} to {f['high']:.3f} | {f['fp32']:.3f} | {f['rows']} |")
    for name, f in report["embedding"].items():
        lines.append(f"| embedding: {name} | {f['value']:.3f} | {f['low']:.3f} to {f['high']:.3f} | 1 | {f['rows']} |")
    crisis = report["crisis_people"]
    lines += ["", f"| C-SSRS, {crisis['people']} people, five folds | value | 95 % interval |", "|---|---|---|"]
    rows = {"AUC": crisis["auc"], "ordinal error, levels": crisis["ordinal"]["model"]}
    for point in ("at precision 0.90", "at recall 0.85"):
        rows |= {f"{kind} {point}": crisis[point][kind] for kind in ("precision", "recall")}
    lines += [f"| {name} | {f['value']:.3f} | {f['low']:.3f} to {f['high']:.3f} |" for name, f in rows.items()]
    lines += [f"| ordinal error of the {name} | {crisis['ordinal'][name]:.3f} | |" for name in ("median level", "majority level")]
    for point, f in crisis["at the shipped points"].items():
        lines += [f"| {kind} at *{point}* | {f[kind]:.3f} | |" for kind in ("precision", "recall") if f[kind] is not None]
    lines += ["", "| Everyday texts | texts | flagged | rate | 95 % interval | cross-fitted | in 30 texts |", "|---|---|---|---|---|---|---|"]
    for name, f in report["false_positives"].items():
        spread = f"{100 * f['low']:.2f} to {100 * f['high']:.2f} %"
        lines.append(
            f"| {name} | {f['texts']} | {f['flagged']} | {100 * f['rate']:.2f} % | {spread} "
            f"| {100 * f['cross_fitted']:.2f} % | {100 * f['in_30']:.0f} % |"
        )
    lines += ["", "| Tokens | everyday texts | signal | floor |", "|---|---|---|---|"]
    for name, f in report["false_positives_by_length"].items():
        shares = [f"{100 * f[p]:.2f} %" if f[p] is not None else "-" for p in ("signal", "floor")]
        lines.append(f"| {name} | {f['texts']} | {shares[0]} | {shares[1]} |")
    lines += ["", "| Made-up diary entries of held-out clauses | entries | at signal | at floor |", "|---|---|---|---|"]
    for name, f in report["held_out_diaries"].items():
        lines.append(f"| {name} | {f['entries']} | {100 * f['signal']:.1f} % | {100 * f['floor']:.1f} % |")
    lines += ["", "| Emotion | precision | recall | F1 | support |", "|---|---|---|---|---|"]
    for name, f in report["emotion_labels"].items():
        lines.append(f"| {name} | {f['precision']:.2f} | {f['recall']:.2f} | {f['f1']:.2f} | {f['support']} |")
    lines += ["", "| Calibration | ECE |", "|---|---|"]
    lines += [f"| {name} | {f['ece']:.4f} |" for name, f in report["calibration"].items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
