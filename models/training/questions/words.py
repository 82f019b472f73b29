"""Words, letters and small grammar."""
from .core import Question, ask, kind, loose, phrase
from .data import CATEGORIES, OPPOSITES, PAST, PLURALS, SPELLABLE, WORDS
from .explain import open_with


def one(rng, templates, answer, **values):
    text = rng.choice(templates).format(**values)
    return Question(ask(open_with(rng, text) if rng.random() < 0.3 else loose(rng, text)), answer)


@kind("opposite", train=0.8, test=0.8)
def opposite(rng):
    a, b = rng.choice(list(OPPOSITES.items()))
    if rng.random() < 0.3:
        a, b = b, a
    return one(rng, ["What is the opposite of {a}?", "Give the opposite of {a}.", "What's the opposite of {a}?", "Opposite of {a}?", "Name the opposite of the word {a}."], b, a=a)


@kind("plural", train=0.8, test=0.8)
def plural(rng):
    a, b = rng.choice(list(PLURALS.items()))
    if rng.random() < 0.25:
        return one(rng, ["What is the singular of {b}?", "Give the singular of {b}.", "Singular of {b}?", "What is one of {b} called?"], a, b=b)
    return one(rng, ["What is the plural of {a}?", "Give the plural of {a}.", "What's the plural of {a}?", "Plural of {a}?", "One {a}, two what?", "Write {a} in the plural."], b, a=a)


@kind("past", train=0.8, test=0.8)
def past(rng):
    a, b = rng.choice(list(PAST.items()))
    return one(rng, ["What is the past tense of {a}?", "Give the past tense of {a}.", "What's the past tense of {a}?", "Past tense of {a}?", "Put {a} into the past tense.", "Today I {a}. Yesterday I what?", "What is {a} in the past?"], b, a=a)


@kind("category", train=1.5, test=0.8)
def category(rng):
    c = rng.choice(list(CATEGORIES))
    word = rng.choice(CATEGORIES[c])
    form = rng.randrange(3)
    if form == 0:
        others = [o for o in CATEGORIES if o != c]
        a, b = rng.sample([c, rng.choice(others)], 2)
        an = lambda x: ("an " if x[0] in "aeiou" else "a ") + x
        return one(rng, ["Is {w} {a} or {b}?", "What is {w}, {a} or {b}?", "Is the word {w} {a} or {b}?"], c, w=word, a=an(a), b=an(b))
    if form == 1:
        return one(rng, ["What kind of thing is {w}?", "What kind of word is {w}?", "Which category does {w} belong to?", "Name the category of {w}."], c, w=word)
    odd_c = rng.choice([o for o in CATEGORIES if o != c])
    odd = rng.choice(CATEGORIES[odd_c])
    items = rng.sample(CATEGORIES[c], 3) + [odd]
    rng.shuffle(items)
    return one(rng, ["Which word does not belong: {l}?", "Find the odd one out: {l}", "Which is the odd one out: {l}?"], odd, l=", ".join(items))


@kind("spell", train=2)
def spell(rng):
    word = rng.choice(SPELLABLE)
    form = rng.choice([0, 1, 2, 3, 4, 2, 3, 4, 5])
    if form == 0:
        return one(rng, ["Spell {w}.", "Spell the word {w}.", "How do you spell {w}?", "Spell out {w}."], "-".join(word), w=word)
    if form == 1:
        return one(rng, ["Which word is {s}?", "What word is spelled {s}?", "Join the letters {s}.", "Put the letters {s} together."], word, s="-".join(word))
    if form == 2:
        return one(rng, ["How many letters are in {w}?", "How many letters does {w} have?", "Count the letters of {w}.", "How many letters does the word {w} have?"], str(len(word)), w=word)
    if form == 3:
        return one(rng, ["What is the first letter of {w}?", "Which letter does {w} start with?", "With which letter does {w} begin?"], word[0], w=word)
    if form == 4:
        return one(rng, ["What is the last letter of {w}?", "Which letter does {w} end with?", "With which letter does {w} end?"], word[-1], w=word)
    return one(rng, ["Spell {w} backwards.", "Spell the word {w} backwards.", "How do you spell {w} backwards?"], "-".join(reversed(word)), w=word)


@kind("case", train=1.8, test=0.5)
def case(rng):
    words = rng.choice(SPELLABLE)
    if rng.random() < 0.5:
        return one(rng, ["Write {w} in capital letters.", "Put {w} in capitals.", "Write {w} in upper case.", "Make {w} upper case."], words.upper(), w=words)
    return one(rng, ["Write {w} in small letters.", "Put {w} in lower case.", "Write {w} in lower case.", "Make {w} lower case."], words, w=words.upper())


@kind("letters", train=1.2, test=0.9)
def letters(rng):
    """Random letters with spaces between them, so that each is a token of its own."""
    items = [rng.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(rng.randint(3, 5))]
    listed = " ".join(items)
    form = rng.randrange(4)
    if form < 2:
        return Question(ask(phrase(rng, ["Reverse the letters: {l}", "Reverse {l}.", "Write these letters backwards: {l}", "Turn the letters {l} around."], l=listed)), " ".join(reversed(items)))
    if form == 2:
        return Question(ask(phrase(rng, ["How many letters are there: {l}?", "Count the letters: {l}", "How many letters do you see in {l}?"], l=listed)), str(len(items)))
    target = rng.choice(items)
    return Question(ask(phrase(rng, ["How often does {t} appear in {l}?", "How many times is {t} in {l}?", "Count the letter {t} in {l}."], t=target, l=listed)), str(items.count(target)))


@kind("repeat", train=0.5, test=0.5)
def repeat(rng):
    word, n = rng.choice(WORDS), rng.randint(2, 6)
    times = ["two", "three", "four", "five", "six"][n - 2] if rng.random() < 0.6 else str(n)
    return one(rng, ["Say {w} {n} times.", "Repeat the word {w} {n} times.", "Write {w} {n} times."], " ".join([word] * n), w=word, n=times)
