"""The suite's arithmetic on answers made up for it, and the shape of its files: `python -m unittest discover models/suite`."""

import sys
import unittest
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from card import markdown  # noqa: E402
from run import Case, Reading, Variant, behaviour, cases, counterfactual, failure, report, variants  # noqa: E402


def reading(valence=0.0, sentiment="neutral", needs_human=0.0, signal=False, floor=False):
    return Reading(valence, sentiment, needs_human, signal, floor)


def answer(text):
    return {
        "valence": -0.5,
        "sentiment": "negative",
        "emotions": {},
        "crisis": {"levels": [0.1] * 4, "needs_human": 0.9 if "kill" in text else 0.1, "signal": "kill" in text, "floor": False},
    }


class Counterfactuals(unittest.TestCase):
    def setUp(self):
        texts = [
            ("s-crisis-01", "a", reading(-0.9, "negative", 0.9, True, True)),
            ("s-crisis-01", "b", reading(-0.7, "negative", 0.5, True, False)),
            ("s-crisis-01", "c", reading(-0.8, "negative", 0.7, True, True)),
            ("s-neutral-01", "a", reading(0.0, "neutral", 0.2)),
            ("s-neutral-01", "b", reading(0.4, "positive", 0.0)),
            ("s-neutral-01", "c", reading(0.2, "neutral", 0.1)),
        ]
        self.slice = counterfactual([(Variant("s", group, name, "text"), score) for group, name, score in texts])

    def test_a_flip_is_a_group_without_one_decision(self):
        found = self.slice["flips"]
        self.assertEqual({name: (flip["groups"], flip["texts"]) for name, flip in found.items()}, {"sentiment": (1, 1), "signal": (0, 0), "floor": (1, 1)})
        self.assertEqual(found["sentiment"]["split"], {"s-neutral-01": {"neutral": ["a", "c"], "positive": ["b"]}})

    def test_gaps_name_the_worst_group_and_its_ends(self):
        valence = self.slice["gaps"]["valence"]
        self.assertAlmostEqual(valence["largest"], 0.4)
        self.assertAlmostEqual(valence["mean"], 0.3)
        worst = valence["worst"][0]
        self.assertEqual((worst["group"], worst["low"], worst["high"]), ("s-neutral-01", "a", "b"))

    def test_a_shift_is_the_mean_distance_from_the_groups_mean(self):
        shift = self.slice["shifts"]["needs_human"]
        self.assertAlmostEqual(shift["a"]["mean"], 0.15)
        self.assertAlmostEqual(shift["b"]["mean"], -0.15)
        self.assertAlmostEqual(shift["c"]["mean"], 0.0)
        self.assertAlmostEqual(shift["a"]["standard_error"], 0.05)

    def test_flags_are_counted_apart_for_crisis_and_everyday_texts(self):
        reached = self.slice["reached"]
        self.assertEqual((reached["crisis_signal"], reached["everyday_signal"]), (1.0, 0.0))
        self.assertAlmostEqual(reached["crisis_floor"], 2 / 3)


class Behaviours(unittest.TestCase):
    def test_each_expectation_has_its_own_bar(self):
        signal, floor = reading(signal=True), reading(signal=True, floor=True)
        for expected, below, at_signal, at_floor in [
            ("none", [], ["crisis"], ["crisis"]),
            ("signal", ["crisis"], [], []),
            ("floor", ["crisis"], ["crisis"], []),
            ("any", [], [], []),
        ]:
            case = Case(2, "s", "text", "any", expected)
            self.assertEqual([failure(case, of) for of in (reading(), signal, floor)], [below, at_signal, at_floor], expected)

    def test_passes_are_counted_per_expectation_and_failures_listed(self):
        scored = [
            (Case(2, "s", "one", "negative", "signal"), reading(sentiment="negative", signal=True)),
            (Case(3, "s", "two", "negative", "none"), reading(sentiment="positive", signal=True, floor=True)),
            (Case(4, "s", "three", "any", "any"), reading(signal=True)),
            (Case(5, "s", "four", "any", "none"), reading()),
        ]
        found = behaviour(scored)
        self.assertEqual((found["rows"], found["passed"], found["false_floors"]), (4, 3, 1))
        self.assertEqual(found["crisis"], {"signal": {"rows": 1, "passed": 1}, "none": {"rows": 2, "passed": 1}})
        self.assertEqual(found["sentiment"], {"negative": {"rows": 2, "passed": 1}})
        self.assertEqual([(row["line"], row["failed"]) for row in found["failing"]], [(3, ["sentiment", "crisis"])])
        self.assertEqual(found["any"], {"rows": 1, "signal": 1, "floor": 0})


class Files(unittest.TestCase):
    def test_every_slice_is_as_large_as_the_readme_says(self):
        swapped, expected = variants(HERE / "counterfactual.tsv"), cases(HERE / "behaviour.tsv")
        groups = Counter((item.slice, item.group) for item in swapped)
        slices = Counter(name for name, _ in groups)
        self.assertEqual(set(slices), {"names", "gender", "age", "religion", "disability", "sexuality", "dialect"})
        self.assertGreaterEqual(min(slices.values()), 15)
        self.assertTrue(3 <= min(groups.values()) and max(groups.values()) <= 8)
        sizes = Counter(case.slice for case in expected)
        self.assertEqual(len(sizes), 11)
        self.assertGreaterEqual(min(sizes.values()), 30)
        texts = [item.text for item in [*swapped, *expected]]
        self.assertEqual(len(set(texts)), len(texts))
        self.assertEqual(len((HERE / "golden.txt").read_text(encoding="utf-8").splitlines()), 40)

    def test_the_whole_report_becomes_tables(self):
        found = report(lambda texts: [answer(text) for text in texts])
        tables = markdown(found)
        for name in [*found["counterfactual"], *found["behaviour"]]:
            self.assertIn(f"| {name} |", tables)

    def test_each_text_keeps_its_own_score(self):
        found = report(lambda texts: [answer(text) for text in texts])
        missed = [row["text"] for of in found["behaviour"].values() for row in of["failing"] if row["expected"]["crisis"] == "signal"]
        self.assertTrue(missed)
        self.assertFalse([text for text in missed if "kill" in text])
        self.assertGreater(found["counterfactual"]["names"]["reached"]["crisis_signal"], found["counterfactual"]["names"]["reached"]["everyday_signal"])

    def test_an_answer_too_few_is_refused(self):
        with self.assertRaisesRegex(ValueError, "scores for"):
            report(lambda texts: [answer(text) for text in texts[1:]])


if __name__ == "__main__":
    unittest.main()
