"""Work on lists of words."""
from .core import Question, ask, kind, phrase
from .data import ORDINALS, WORDS

LETTERS = "abcdefghijklmnopqrstuvwxyz"
NUMBERS = [str(n) for n in range(100)]


def some(rng, low, high):
    return rng.sample(WORDS, rng.randint(low, high))


def asked(rng, templates, items, answer, **values):
    return Question(ask(phrase(rng, templates, l=", ".join(items), **values)), answer)


@kind("reverse-list", train=0.7, test=0.9)
def reverse_list(rng):
    items = some(rng, 3, 4)
    return asked(rng, ["Reverse this list: {l}", "Reverse the list {l}.", "Write this list backwards: {l}", "Put these words in reverse order: {l}"], items, ", ".join(reversed(items)))


@kind("echo", train=1.4, test=0.6)
def echo(rng):
    """Plain copying, some of it long. Much of the other work is built on it, so it has a large share of training."""
    items = rng.sample(rng.choice([WORDS, WORDS, LETTERS, NUMBERS]), rng.randint(3, 12))
    text = rng.choice([", ", " "]).join(items)
    return Question(ask(rng.choice(["Repeat: {t}", "Copy this: {t}", "Repeat after me: {t}", "Say: {t}", "Write the same: {t}"]).format(t=text)), text)


@kind("pick-item", train=0.7, test=0.9)
def pick_item(rng):
    items = some(rng, 3, 5)
    i = rng.randrange(len(items))
    if i == len(items) - 1:
        return asked(rng, ["What is the last word of {l}?", "Which word comes last in {l}?", "Give the last item of this list: {l}"], items, items[i])
    return asked(rng, ["What is the {o} word of {l}?", "Which word comes {o} in {l}?", "Give the {o} item of this list: {l}"], items, items[i], o=ORDINALS[i])


@kind("count-items", train=0.5, test=0.7)
def count_items(rng):
    items = some(rng, 2, 8)
    return asked(rng, ["How many words are in this list: {l}?", "Count the items: {l}", "How many items are there in {l}?", "How many words are there: {l}?"], items, str(len(items)))


@kind("sort-words", train=2.4, test=1.1)
def sort_words(rng):
    items = some(rng, 3, 4)
    return asked(rng, ["Sort these words: {l}", "Sort {l} by the alphabet.", "Put these words in alphabetical order: {l}", "Sort alphabetically: {l}", "Order these words from A to Z: {l}"], items, ", ".join(sorted(items)))


@kind("contains", train=1.8, test=0.6)
def contains(rng):
    items = some(rng, 3, 5)
    word = rng.choice(items) if rng.random() < 0.5 else rng.choice([w for w in WORDS if w not in items])
    return asked(rng, ["Is {w} in this list: {l}?", "Does the list {l} contain {w}?", "Do you find {w} in {l}?"], items, "Yes" if word in items else "No", w=word)


@kind("edit-list", train=2, test=0.8)
def edit_list(rng):
    items = some(rng, 3, 4)
    form = rng.randrange(3)
    if form == 0:
        word = rng.choice(items)
        return asked(rng, ["Remove {w} from {l}.", "Take {w} out of this list: {l}", "Write this list without {w}: {l}"], items, ", ".join(x for x in items if x != word), w=word)
    new = rng.choice([w for w in WORDS if w not in items])
    if form == 1:
        return asked(rng, ["Add {w} to the end of {l}.", "Append {w} to this list: {l}"], items, ", ".join(items + [new]), w=new)
    old = rng.choice(items)
    return asked(rng, ["Replace {o} with {w} in {l}.", "Write {w} instead of {o} in this list: {l}"], items, ", ".join(new if x == old else x for x in items), o=old, w=new)
