"""Writes training sentences of our own, from a grammar and a seed: the same seed, the same file.

    python models/sentences/generate.py --seed 7 --out FILE.tsv
    python models/sentences/generate.py --seed 9 --part report --out FILE.tsv

Two tenths of the diary's clauses are in no training text: entries made of them alone are the parts `calibration` and `report`.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from crisis import INDICATOR, POSITIVE
from diary import PLACES_AND_ACTS
from diary_life import LIVES
from everyday import GLAD, LOW, NEUTRAL, ODD, TURN_DOWN, TURN_UP, Mood
from grammar import Example, Group, capitalised, expand, sentence
from near_miss import NEAR_MISSES
from noise import typed
from pairs import POSITIVE_PAIRS, SAFE_PAIRS
from prose import DAYS, INDICATOR_PROSE, POSITIVE_PROSE, SAFE_PROSE

HEADER = ("text", "level", "needs_human", "valence", "emotions", "slice", "core")
COUNTS = {"positive": 3900, "near_miss": 4100, "indicator": 900, "sad_but_safe": 700, "everyday": 5000, "whoever": 600}
SECTIONS: dict[str, tuple[Group, ...]] = {
    "positive": (*POSITIVE, *POSITIVE_PROSE, *POSITIVE_PAIRS),
    "near_miss": (*NEAR_MISSES, *SAFE_PROSE, *SAFE_PAIRS),
    "indicator": (*INDICATOR, *INDICATOR_PROSE),
}
DIARY = {"calm": 2200, "near_miss": 500, "indicator": 150, "positive": 1100}
"""Entries of four to forty-five sentences; all but the calm ones have one clause of their section in their midst."""
HELD_OUT = {"calm": 400, "near_miss": 60, "positive": 120}
PARTS = {"calibration": 0, "report": 1}
STOCK = PLACES_AND_ACTS | LIVES
VOICES = ("notes", "chatty", "learner")
"""Topics that are a way of writing: an entry has one of them or none."""
OPENS, ENDS = "\ue000", "\ue001"
"""Around a core while its entry is made: of no alphabet, so that nothing else is changed by them."""
TRIES = 60
"""How often a text is drawn again before a source counts as exhausted."""


def examples(seed: int) -> list[Example]:
    """All texts, shuffled; no two of them the same but for case, marks and spaces."""
    rng = random.Random(seed)
    seen: set[str] = set()
    drawn: list[Example] = []
    for section, groups in SECTIONS.items():
        for group, share in _shares(groups, COUNTS[section]):
            drawn += _distinct(rng, share, seen, partial(_framed, rng, group))
    drawn += _distinct(rng, COUNTS["sad_but_safe"], seen, partial(_sad_but_safe, rng))
    drawn += _distinct(rng, COUNTS["everyday"], seen, partial(_everyday, rng))
    for _ in range(COUNTS["whoever"]):
        drawn += _whoever(rng, seen)
    drawn += _diary(rng, seen, {topic: _part(lines, None) for topic, lines in STOCK.items()}, DIARY, plain=0.28)
    rng.shuffle(drawn)
    return drawn


def held_out(seed: int, part: str) -> list[Example]:
    """Diary entries of clauses that no training text has, and of no others. Their cores are those of training."""
    lines = [line for topic in STOCK.values() for line in _part(topic, PARTS[part])]
    return _diary(random.Random(seed), set(), {"all": lines}, HELD_OUT, plain=0.0)


def _part(lines: Sequence[str], part: int | None) -> list[str]:
    """Those of the clauses that are held out for a part, or those that are not held out: by the clause's own words."""
    tenth = {line: hashlib.blake2b(line.encode(), digest_size=8).digest()[0] % 10 for line in lines}
    return [line for line in lines if (tenth[line] == part if part is not None else tenth[line] not in PARTS.values())]


def _shares(groups: Sequence[Group], count: int) -> Iterator[tuple[Group, int]]:
    whole = sum(group.share for group in groups)
    for group in groups:
        yield group, round(count * group.share / whole)


def _distinct(rng: random.Random, count: int, seen: set[str], draw: Callable[[], Example]) -> list[Example]:
    """So many examples as typed, each unlike all others."""
    kept: list[Example] = []
    for _ in range(count):
        for _ in range(TRIES):
            example = draw()
            text = typed(rng, example.text, example.valence)
            core = text.partition(OPENS)[2].partition(ENDS)[0]
            text = text.replace(OPENS, "").replace(ENDS, "")
            key = re.sub(r"[\W_]+", "", text.casefold())
            if key not in seen:
                seen.add(key)
                kept.append(replace(example, text=text, core=core))
                break
    return kept


def _framed(rng: random.Random, group: Group) -> Example:
    """A core alone, with an opening or a closing, with a second core, or within the text of an ordinary day."""
    first, second = rng.sample(group.cores, 2)
    core = expand(rng, first)
    roll = rng.random()
    valence, emotions, name = group.valence, group.emotions, group.slice
    if roll < 0.34:
        text = sentence(core)
    elif roll < 0.54:
        text = sentence(f"{expand(rng, '{opening}')} {core}")
    elif roll < 0.64:
        text = f"{sentence(core)} {expand(rng, '{closing}')}"
    elif roll < 0.74:
        text = f"{sentence(core)} {sentence(expand(rng, second))}"
    else:
        text = _within_a_day(rng, core)
        valence, emotions, name = ("negative" if group.level not in ("none", "indicator") else ""), "", f"{name}_in_diary"
    return Example(_by_somebody(rng, text), group.level, group.needs_human, valence, emotions, name)


def _within_a_day(rng: random.Random, core: str) -> str:
    """The core with ordinary sentences before, after or around it: all kinds of days for all kinds of cores."""
    before, after = rng.choice(((1, 0), (0, 1), (1, 1), (2, 1), (1, 2), (3, 2), (4, 3), (2, 4), (3, 0), (0, 3)))
    moods = rng.choice(((NEUTRAL,), (NEUTRAL, *LOW[:2], LOW[6]), (NEUTRAL, *GLAD[:2]), LOW, (NEUTRAL, *LOW)))
    around = _lines(rng, [rng.choice(moods) for _ in range(before + after)])
    return " ".join([*around[:before], sentence(core), *around[before:]])


def _line(rng: random.Random, mood: Mood) -> str:
    return sentence(expand(rng, rng.choice(mood.cores)))


def _by_somebody(rng: random.Random, text: str) -> str:
    """The text with capitals, and now and then with who the writer is: with the same chance whatever it says."""
    roll = rng.random()
    if roll < 0.09:
        text = f"{sentence(expand(rng, '{identity}'))} {text}"
    elif roll < 0.13:
        text = f"{text} {sentence(expand(rng, '{identity}'))}"
    elif roll < 0.15:
        text = f"{expand(rng, rng.choice(('dear diary,', 'hi {name},', 'hey {name}', 'dear {name},', '{day}.')))} {text}"
    return capitalised(text)


def _everyday(rng: random.Random) -> Example:
    """An entry of one to eight sentences of one mood, or of a mood that turns."""
    if rng.random() < 0.14:
        return _told_day(rng)
    length = rng.choices(range(1, 9), weights=(26, 20, 16, 12, 9, 7, 5, 5))[0]
    kind = rng.choices(("low", "glad", "neutral", "odd", "turning"), weights=(38, 24, 16, 7, 15))[0]
    if kind == "turning" and length > 1:
        return _turning(rng, length)
    moods = {"low": LOW, "glad": GLAD, "neutral": (NEUTRAL,), "odd": ODD}.get(kind, LOW)
    lead = rng.choice(moods)
    if kind == "neutral" or length == 1:
        chosen = [lead] * length
    else:
        others = [rng.choice((lead, rng.choice(moods), NEUTRAL)) for _ in range(length - 1)]
        chosen = [lead, *others] if kind != "odd" else [lead, *([NEUTRAL] * min(length - 1, 2))]
    rng.shuffle(chosen)
    text = " ".join(_lines(rng, chosen))
    if rng.random() < 0.20:
        text = f"{expand(rng, '{opening}')} {text}"
    if rng.random() < 0.10:
        text = f"{text} {expand(rng, '{closing}')}"
    valence = lead.valence if kind != "odd" or len(chosen) == 1 else ""
    return Example(_by_somebody(rng, text), "none", "0", valence, _emotions(chosen), f"everyday_{kind}")


def _told_day(rng: random.Random) -> Example:
    """An entry written in one piece, sometimes with a plain sentence before it."""
    kind = rng.choices(("low", "glad", "neutral"), weights=(50, 25, 25))[0]
    mood = DAYS[kind]
    text = _line(rng, mood)
    if rng.random() < 0.6:
        text = f"{_line(rng, NEUTRAL)} {text}" if rng.random() < 0.5 else f"{text} {_line(rng, NEUTRAL)}"
    return Example(_by_somebody(rng, text), "none", "0", mood.valence, mood.emotions, f"everyday_{kind}_prose")


def _turning(rng: random.Random, length: int) -> Example:
    """A day that ends otherwise than it began: no single valence."""
    first, turn = rng.choice(((LOW, TURN_UP), (LOW, TURN_UP), (GLAD, TURN_DOWN)))
    chosen = [rng.choice((rng.choice(first), NEUTRAL)) if at else rng.choice(first) for at in range(length - 1)]
    text = " ".join([*_lines(rng, chosen), sentence(expand(rng, rng.choice(turn)))])
    return Example(_by_somebody(rng, text), "none", "0", "", "", "everyday_turning")


def _sad_but_safe(rng: random.Random) -> Example:
    """A long sad entry of somebody who is not in danger: three to eight low sentences, some with a calm end."""
    chosen = [rng.choice((*LOW, LOW[0], LOW[0], LOW[1], NEUTRAL)) for _ in range(rng.randrange(3, 9))]
    chosen[0] = LOW[0]
    lines = _lines(rng, chosen)
    if rng.random() < 0.4:
        lines.append(sentence(expand(rng, rng.choice(TURN_UP))))
    hopeless = rng.random() < 0.35
    if hopeless:
        lines.insert(rng.randrange(len(lines) + 1), sentence(expand(rng, rng.choice(INDICATOR[0].cores))))
    level = "indicator" if hopeless else "none"
    return Example(_by_somebody(rng, " ".join(lines)), level, "0", "negative", "sadness", "sad_but_safe")


def _whoever(rng: random.Random, seen: set[str]) -> list[Example]:
    """A sentence said by four kinds of people, with one valence: mostly glad or neutral ones, since crises and low days above
    would otherwise leave the words for some people among the sad ones."""
    kind, mood = rng.choices((("glad", rng.choice(GLAD)), ("neutral", NEUTRAL), ("low", rng.choice(LOW))), weights=(45, 40, 15))[0]
    core = expand(rng, rng.choice(mood.cores))
    frame = rng.choice(("{writer} and @.", "{writer}. @.", "@. {writer}.", "{writer}, and @."))
    if kind == "neutral" and rng.random() < 0.35:
        frame = rng.choice(("just so you know: {writer}.", "{writer}, in case anybody asks.", "about me: {writer}.", "{writer}."))

    def draw() -> Example:
        text = capitalised(expand(rng, frame).replace("@", core))
        return Example(text, "none", "0", mood.valence, mood.emotions, f"whoever_{kind}")

    return _distinct(rng, 4, seen, draw)


def _diary(
    rng: random.Random, seen: set[str], stock: Mapping[str, Sequence[str]], counts: Mapping[str, int], plain: float
) -> list[Example]:
    """Middling and long entries of the diary's lines, calm or with one core: length and rich prose say nothing of danger."""
    drawn = _distinct(rng, counts["calm"], seen, partial(_calm_entry, rng, stock, plain))
    groups = {"near_miss": NEAR_MISSES, "indicator": INDICATOR, "positive": POSITIVE}
    for section in [name for name in groups if name in counts]:
        for group, share in _shares(groups[section], counts[section]):
            drawn += _distinct(rng, share, seen, partial(_entry_around, rng, stock, plain, group))
    return drawn


def _calm_entry(rng: random.Random, stock: Mapping[str, Sequence[str]], plain: float) -> Example:
    lines = _diary_lines(rng, stock, plain)
    return Example(_by_somebody(rng, " ".join(lines)), "none", "0", "", "", f"diary_{_size(lines)}")


def _entry_around(rng: random.Random, stock: Mapping[str, Sequence[str]], plain: float, group: Group) -> Example:
    """A diary entry with one core somewhere in it, mostly not at an end."""
    lines = _diary_lines(rng, stock, plain)
    core = capitalised(sentence(expand(rng, rng.choice(group.cores))))
    words = core.rstrip(".")
    lines.insert(rng.randrange(len(lines) + 1), f"{OPENS}{words}{ENDS}{core[len(words):]}")
    text = _by_somebody(rng, " ".join(lines))
    return Example(text, group.level, group.needs_human, "", "", f"diary_{_size(lines)}_{group.slice}")


def _size(lines: Sequence[str]) -> str:
    return "long" if len(lines) >= 10 else "middling"


def _diary_lines(rng: random.Random, stock: Mapping[str, Sequence[str]], plain: float) -> list[str]:
    """The lines of one entry: of a few topics, with plain everyday sentences among them, no clause twice."""
    count = rng.randrange(4, 10) if rng.random() < 0.5 else rng.choice((rng.randrange(10, 28), rng.randrange(10, 46)))
    topics = [topic for topic in stock if topic not in VOICES]
    chosen = rng.sample(topics, min(len(topics), max(rng.randrange(2, 8), count // 8)))
    if len(stock) > 1 and rng.random() < 0.24:
        chosen = [*chosen[:2], rng.choice(VOICES)]
    fresh = [line for topic in chosen for line in stock[topic]]
    rng.shuffle(fresh)
    everyday = rng.choice(((NEUTRAL,), (NEUTRAL, *GLAD), (NEUTRAL, *LOW), (NEUTRAL, *LOW, *GLAD)))
    moods = [rng.choice(everyday) if rng.random() < plain else None for _ in range(count)]
    among = iter(_lines(rng, [mood for mood in moods if mood]))
    lines = [next(among) if mood else sentence(expand(rng, fresh.pop())) for mood in moods if mood or fresh]
    return [_linked(rng, line) for line in lines]


def _linked(rng: random.Random, line: str) -> str:
    """The sentence, now and then tied to the one before."""
    if rng.random() < 0.88 or line[:1].isupper() and not line.startswith(("I ", "I'")):
        return line
    return f"{rng.choice(('and', 'then', 'but', 'so', 'later', 'after that', 'in the end', 'also', 'today', 'well,', 'funny thing:'))} {line}"


def _lines(rng: random.Random, moods: Sequence[Mood]) -> list[str]:
    """A sentence of each mood, no template twice where that can be had."""
    used: set[str] = set()
    lines: list[str] = []
    for mood in moods:
        fresh = [core for core in mood.cores if core not in used] or list(mood.cores)
        core = rng.choice(fresh)
        used.add(core)
        lines.append(sentence(expand(rng, core)))
    return lines


def _emotions(moods: Sequence[Mood]) -> str:
    """The emotions of the entry's sentences, if they are few; neutral only where nothing else is."""
    labels = list(dict.fromkeys(label for mood in moods for label in mood.emotions.split(",") if label))
    felt = [label for label in labels if label != "neutral"]
    unsure = any(not mood.emotions for mood in moods)
    if len(felt) > 3 or (unsure and not felt):
        return ""
    return ",".join(felt or labels)


def write(path: Path, rows: Sequence[Example]) -> None:
    """The file: tabs between columns, and a text's own line breaks as spaces."""
    lines = ["\t".join(HEADER)]
    for row in rows:
        text = re.sub(r"\s+", " ", row.text).strip()
        core = re.sub(r"\s+", " ", row.core).strip()
        lines.append("\t".join((text, row.level, row.needs_human, row.valence, row.emotions, row.slice, core)))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Reads the arguments and writes the file."""
    parser = argparse.ArgumentParser(description="training sentences of our own")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--part", choices=PARTS, help="entries of held-out clauses, instead of training texts")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    rows = held_out(arguments.seed, arguments.part) if arguments.part else examples(arguments.seed)
    write(arguments.out, rows)


if __name__ == "__main__":
    main()
