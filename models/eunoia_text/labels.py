"""The labels that the model knows, and the groupings of GoEmotions (Demszky et al. 2020, arXiv:2005.00547)."""

EMOTIONS = (
    "admiration amusement anger annoyance approval caring confusion curiosity desire disappointment disapproval disgust "
    "embarrassment excitement fear gratitude grief joy love nervousness optimism pride realization relief remorse sadness "
    "surprise neutral"
).split()

EKMAN = {
    "anger": ["anger", "annoyance", "disapproval"],
    "disgust": ["disgust"],
    "fear": ["fear", "nervousness"],
    "joy": [
        "joy", "amusement", "approval", "excitement", "gratitude", "love", "optimism", "relief", "pride", "admiration",
        "desire", "caring",
    ],
    "neutral": ["neutral"],
    "sadness": ["sadness", "disappointment", "embarrassment", "grief", "remorse"],
    "surprise": ["surprise", "realization", "confusion", "curiosity"],
}  # fmt: skip

GROUPS = {
    "ambiguous": ["realization", "surprise", "curiosity", "confusion"],
    "negative": [
        "fear", "nervousness", "remorse", "embarrassment", "disappointment", "sadness", "grief", "disgust", "anger",
        "annoyance", "disapproval",
    ],
    "neutral": ["neutral"],
    "positive": [
        "amusement", "excitement", "joy", "love", "desire", "optimism", "caring", "pride", "admiration", "gratitude",
        "relief", "approval",
    ],
}  # fmt: skip

GROUPINGS = {"ekman": EKMAN, "sentiment": GROUPS}

VALENCE = ("negative", "neutral", "positive")

LEVELS = ("none", "indicator", "ideation", "behaviour", "attempt")

CSSRS_LEVELS = {"Supportive": 0, "Indicator": 1, "Ideation": 2, "Behavior": 3, "Attempt": 4}

SIX = ("joy", "sadness", "anger", "fear", "love", "surprise")


def members(grouping: dict[str, list[str]]) -> list[list[int]]:
    """The indices into EMOTIONS of each label of a grouping."""
    return [[EMOTIONS.index(emotion) for emotion in emotions] for emotions in grouping.values()]
