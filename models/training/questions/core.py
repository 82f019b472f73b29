"""The registry of question kinds, and the split that keeps held-out questions out of training.

A kind is a function that takes a random.Random and returns a Question. Whether a
question may be trained on is decided by a hash of its own normalised text, so no
generator can leak a held-out question into training, whatever its seed.
"""
import hashlib
import re
from dataclasses import dataclass

EVAL, CALIBRATION, DEV, TRAIN = "eval", "calibration", "dev", "train"
DEAL = 2


@dataclass(frozen=True)
class Question:
    """A dialogue up to and with its last user turn, and the answer to that turn."""
    messages: tuple  # of (role, content)
    answer: str


@dataclass(frozen=True)
class Kind:
    name: str
    make: object
    train: float  # weight in training
    test: float   # weight in the held-out sets


KINDS = {}


def kind(name, train=1.0, test=1.0):
    def register(make):
        KINDS[name] = Kind(name, make, train, test)
        return make
    return register


def ask(*turns):
    """The messages of a dialogue whose turns alternate, the user's first."""
    return tuple(("user" if i % 2 == 0 else "assistant", t) for i, t in enumerate(turns))


def normalise(text):
    """Case, runs of white space and end punctuation do not make a new text."""
    return re.sub(r"\s+", " ", text).strip().rstrip(".?!").strip().casefold()


def split_of(messages):
    """Which set a question belongs to: 82 % training, 8 % evaluation, 8 % calibration, 2 % development.

    A new DEAL deals all questions anew: held-out sets that choices have been made on are worn out.
    """
    key = f"deal {DEAL}\n" + "\n".join(f"{role}: {normalise(content)}" for role, content in messages)
    bucket = int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") % 100
    return EVAL if bucket < 8 else CALIBRATION if bucket < 16 else DEV if bucket < 18 else TRAIN


def draw(name, rng, split):
    """A question of one kind from one split."""
    while True:
        question = KINDS[name].make(rng)
        if split_of(question.messages) == split:
            return question


def draw_any(rng, split, names=None, emphasis=None):
    """A question of a random kind, of those named or of all: (kind name, question).

    Emphasis multiplies the weights of the kinds that it names.
    """
    names = names or list(KINDS)
    emphasis = emphasis or {}
    weights = [(KINDS[n].train if split == TRAIN else KINDS[n].test) * emphasis.get(n, 1.0) for n in names]
    name = rng.choices(names, weights)[0]
    return name, draw(name, rng, split)


def loose(rng, text):
    """The small liberties people take with case and punctuation."""
    if rng.random() < 0.12:
        text = text[0].lower() + text[1:]
    if rng.random() < 0.12:
        text = text.rstrip(".?!")
    return text


def phrase(rng, templates, **values):
    return loose(rng, rng.choice(templates).format(**values))


def number(rng, weights):
    """A number whose count of digits is drawn by weights: (1 digit, 2 digits, ...)."""
    digits = rng.choices(range(1, len(weights) + 1), weights)[0]
    return rng.randint(10 ** (digits - 1) if digits > 1 else 0, 10 ** digits - 1)
