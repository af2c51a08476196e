"""How people type: chat, capitals, slips of the finger, emoji, dialects and shortenings; no words that carry a meaning are lost."""

from __future__ import annotations

import random
import re

_SHORT = {"because": "bc", "right now": "rn", "to be honest": "tbh", "I don't know": "idk", "you": "u", "are": "r", "with": "w/", "people": "ppl", "really": "rly",
          "though": "tho", "please": "pls", "something": "smth", "going to": "gonna", "want to": "wanna", "tomorrow": "tmrw", "tonight": "tn", "and": "n",
          "probably": "prob", "before": "b4", "my friend": "my bff"}

_DIALECTS: dict[str, tuple[tuple[str, str], ...]] = {
    "scots": (("can't", "cannae"), ("don't", "dinnae"), ("my", "ma"), ("going to", "gonnae"), ("to", "tae"), ("nothing", "nothin"), ("old", "auld"), ("know", "ken"),
              ("didn't", "didnae"), ("wouldn't", "wouldnae"), ("of", "ae"), ("myself", "masel"), ("was", "wis"), ("little", "wee")),
    "northern": (("nothing", "nowt"), ("anything", "owt"), ("something", "summat"), ("my", "me"), ("really", "proper"), ("mom", "mam"), ("mum", "mam"), ("myself", "meself"),
                 ("isn't", "int"), ("very", "dead"), ("was", "were")),
    "aave": (("isn't", "ain't"), ("I'm not", "I ain't"), ("going to", "finna"), ("nothing", "nothin"), ("with", "wit"), ("the", "da"), ("really", "deadass"), ("my brother", "my bro"),
             ("about", "bout"), ("I've been", "I been"), ("them", "dem"), ("that", "dat"), ("having", "havin"), ("thinking", "thinkin"), ("I am", "I'm")),
    "southern": (("going to", "fixin' to"), ("my mom", "my mama"), ("my dad", "my daddy"), ("isn't", "ain't"), ("I think", "I reckon"), ("nothing", "nothin'"),
                 ("thinking", "thinkin'"), ("having", "havin'"), ("you", "y'all"), ("about", "'bout"), ("really", "real")),
    "learner": (("the ", ""), ("a ", ""), ("I've been", "I am since long"), ("I am", "I am"), ("is", "is"), ("an ", ""), ("didn't", "did not"), ("can't", "can not")),
    "indian": (("really", "too much"), ("today", "today only"), ("my mum", "my mummy"), ("my mom", "my mummy"), ("my friend", "my dear friend"), ("again", "again and again"),
               ("my dad", "my papa"), ("I think", "I am thinking"), ("I'm", "I am")),
    "irish": (("my", "me"), ("mum", "mam"), ("mom", "mam"), ("really", "fierce"), ("myself", "meself"), ("I think", "I do be thinking"), ("you", "ye"), ("kids", "young wans")),
}

_SAD = ("😔", "😢", "😭", "💔", "🥺", "😞", "😩", "😣", "🖤", "😶", "💀", "🙃", "😭😭😭")
_GLAD = ("😊", "😄", "🎉", "❤️", "🥰", "😂", "🙏", "✨", "💪", "🌞", "😌")
_ANY = ("🙃", "😅", "💀", "😂", "🤷", "😶", "🫠", "👀", "✌️", "🤔", "😬", "lol", "lmao", "haha", "smh", ":/", "...")

_NEVER_MISTYPED = frozenset({"never", "wasn't", "didn't", "wouldn't", "couldn't", "don't", "can't", "won't", "isn't", "without", "nobody", "nothing"})


def typed(rng: random.Random, text: str, valence: str) -> str:
    """The text as somebody might type it: about half of the time as it is."""
    roll = rng.random()
    if roll < 0.48:
        return text
    if roll < 0.60:
        return _chat(rng, text)
    if roll < 0.68:
        return _slips(rng, text)
    if roll < 0.72:
        return text.upper()
    if roll < 0.80:
        return _emoji(rng, text, valence)
    if roll < 0.87:
        return _dialect(rng, text)
    if roll < 0.92:
        return _shortened(rng, text.replace("'", ""))
    if roll < 0.96:
        return re.sub(r"[.!] ", "... ", text).rstrip(".") + "..."
    return _emoji(rng, _slips(rng, _chat(rng, text)), valence)


def _chat(rng: random.Random, text: str) -> str:
    """Small letters, and few marks."""
    text = text.lower()
    if rng.random() < 0.5:
        text = text.replace("'", "")
    if rng.random() < 0.4:
        text = text.replace(",", "")
    text = re.sub(r"[.!] ", rng.choice(("\n", " ", ". ", ", ")), text).rstrip(".")
    return _shortened(rng, text) if rng.random() < 0.3 else text


def _shortened(rng: random.Random, text: str) -> str:
    for long, short in _SHORT.items():
        if rng.random() < 0.5:
            text = re.sub(rf"\b{long}\b", short, text, flags=re.IGNORECASE)
    return text


def _slips(rng: random.Random, text: str) -> str:
    """Letters swapped, dropped or doubled in about one long word in seven."""
    return re.sub(r"[A-Za-z']{4,}", lambda found: _slip(rng, found.group()) if rng.random() < 0.15 else found.group(), text)


def _slip(rng: random.Random, word: str) -> str:
    if word.lower() in _NEVER_MISTYPED:
        return word
    at = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(3)
    if kind == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2:]
    return word[:at] + word[at + 1:] if kind == 1 else word[:at] + word[at] + word[at:]


def _emoji(rng: random.Random, text: str, valence: str) -> str:
    own = {"negative": _SAD, "positive": _GLAD}.get(valence, _ANY)
    mark = rng.choice(own if rng.random() < 0.7 else _ANY)
    if valence == "positive" and mark in (":/", "smh", "😬"):
        mark = "😊"
    return f"{text.rstrip('.') if rng.random() < 0.5 else text} {mark}"


def _dialect(rng: random.Random, text: str) -> str:
    rules = _DIALECTS[rng.choice(sorted(_DIALECTS))]
    for standard, spoken in rules:
        if rng.random() < 0.8:
            edge = "" if standard.endswith(" ") else r"\b"
            text = re.sub(rf"\b{standard}{edge}", spoken, text)
    return text
