"""Facts that only memory can answer."""
from .core import Question, ask, kind, loose, phrase
from .data import COUNTRIES, DAYS, ELEMENTS, LEGS, LETTERS, MONTH_DAYS, MONTHS, ORDINALS, PLANETS, SOUND, YOUNG
from .explain import open_with


def one(rng, templates, answer, **values):
    """A question that may carry an opener such as 'Please tell me:'."""
    text = rng.choice(templates).format(**values)
    if rng.random() < 0.35:
        return Question(ask(open_with(rng, text)), answer)
    return Question(ask(loose(rng, text)), answer)


@kind("capital", train=1.6, test=1.4)
def capital(rng):
    country, (city, *_) = rng.choice(list(COUNTRIES.items()))
    if rng.random() < 0.65:
        return one(rng, ["What is the capital of {c}?", "What's the capital of {c}?", "Name the capital of {c}.", "Which city is the capital of {c}?",
                         "Tell me the capital of {c}.", "The capital of {c}?", "What is {c}'s capital?", "What is the capital city of {c}?", "Capital of {c}?"], city, c=country)
    return one(rng, ["{c} is the capital of which country?", "Which country has the capital {c}?", "Of which country is {c} the capital?",
                     "What country has {c} as its capital?", "In which country is {c} the capital?", "Name the country whose capital is {c}."], country, c=city)


@kind("country", train=1.6, test=1.3)
def country_facts(rng):
    country, (_, continent, currency, language) = rng.choice(list(COUNTRIES.items()))
    form = rng.randrange(3)
    if form == 0:
        return one(rng, ["On which continent is {c}?", "Which continent is {c} on?", "What continent is {c} in?", "In which continent does {c} lie?", "Name the continent of {c}."], continent, c=country)
    if form == 1:
        return one(rng, ["What is the currency of {c}?", "Which currency is used in {c}?", "What money do people use in {c}?", "Name the currency of {c}.", "With what money do you pay in {c}?"], currency, c=country)
    return one(rng, ["Which language is spoken in {c}?", "What language do people speak in {c}?", "What is the main language of {c}?", "Name the language of {c}.", "Which language would you hear in {c}?"], language, c=country)


@kind("element", train=1.8, test=1.3)
def element(rng):
    name, (symbol, n) = rng.choice(list(ELEMENTS.items()))
    form = rng.randrange(4)
    if form == 0:
        return one(rng, ["What is the chemical symbol of {e}?", "What is the symbol for {e}?", "Which symbol does {e} have?", "Name the chemical symbol of {e}.", "Symbol of {e}?", "How is {e} written in chemistry?"], symbol, e=name)
    if form == 1:
        return one(rng, ["Which element has the symbol {s}?", "What element is {s}?", "Which element is written {s}?", "What does {s} stand for in chemistry?", "Name the element with the symbol {s}.", "What is the chemical element {s}?"], name, s=symbol)
    if form == 2:
        return one(rng, ["What is the atomic number of {e}?", "Which atomic number does {e} have?", "Give the atomic number of {e}.", "Atomic number of {e}?", "How many protons does {e} have?"], str(n), e=name)
    return one(rng, ["Which element has the atomic number {n}?", "What element has atomic number {n}?", "Name the element with atomic number {n}.", "Which element has {n} protons?", "What is element number {n}?"], name, n=n)


@kind("calendar", train=1.3, test=0.9)
def calendar(rng):
    form = rng.randrange(6)
    if form == 0:
        i = rng.randrange(7)
        return one(rng, ["What day comes after {d}?", "Which day follows {d}?", "What is the day after {d}?", "Today is {d}. What day is tomorrow?", "If today is {d}, what day is tomorrow?"], DAYS[(i + 1) % 7], d=DAYS[i])
    if form == 1:
        i = rng.randrange(7)
        return one(rng, ["What day comes before {d}?", "Which day is before {d}?", "What is the day before {d}?", "Today is {d}. What day was yesterday?", "If today is {d}, what day was yesterday?"], DAYS[i - 1], d=DAYS[i])
    if form == 2:
        i = rng.randrange(12)
        return one(rng, ["What month comes after {d}?", "Which month follows {d}?", "What is the month after {d}?"], MONTHS[(i + 1) % 12], d=MONTHS[i])
    if form == 3:
        i = rng.randrange(12)
        return one(rng, ["What month comes before {d}?", "Which month is before {d}?", "What is the month before {d}?"], MONTHS[i - 1], d=MONTHS[i])
    if form == 4:
        i = rng.randrange(12)
        return one(rng, ["How many days does {d} have?", "How many days are in {d}?", "How long is {d} in days?"], str(MONTH_DAYS[i]), d=MONTHS[i])
    i, n = rng.randrange(7), rng.randint(2, 6)
    return one(rng, ["Today is {d}. What day is it in {n} days?", "What day is {n} days after {d}?", "If today is {d}, what day is it in {n} days?"], DAYS[(i + n) % 7], d=DAYS[i], n=n)


@kind("order", train=1, test=0.8)
def order(rng):
    form = rng.randrange(4)
    if form == 0:
        i = rng.randrange(8)
        return one(rng, ["What is the {o} planet from the Sun?", "Which planet is the {o} from the Sun?", "Name the {o} planet from the Sun."], PLANETS[i], o=ORDINALS[i])
    if form == 1:
        i = rng.randrange(12)
        return one(rng, ["What is month number {n}?", "Which month is number {n}?", "Name month {n} of the year."], MONTHS[i], n=i + 1)
    if form == 2:
        i = rng.randrange(25)
        return one(rng, ["Which letter comes after {a}?", "What letter follows {a} in the alphabet?", "What is the letter after {a}?", "What letter comes after {a}?"], LETTERS[i + 1], a=LETTERS[i])
    i = rng.randrange(1, 26)
    return one(rng, ["Which letter comes before {a}?", "What letter is before {a} in the alphabet?", "What is the letter before {a}?", "What letter comes before {a}?"], LETTERS[i - 1], a=LETTERS[i])


@kind("animal", train=0.8, test=0.8)
def animal(rng):
    form = rng.randrange(3)
    table = (YOUNG, SOUND, LEGS)[form]
    a, answer = rng.choice(list(table.items()))
    an = ("an " if a[0] in "aeo" else "a ") + a
    forms = (["What is a young {a} called?", "What do you call a baby {a}?", "What is the young of {n} called?", "How is a baby {a} called?", "Name the young of {n}."],
             ["What sound does {n} make?", "Which sound does {n} make?", "What noise does {n} make?", "Name the sound of {n}.", "How does {n} sound?"],
             ["How many legs does {n} have?", "{n} has how many legs?", "What number of legs does {n} have?", "Tell me how many legs {n} has.", "Count the legs of {n}."])[form]
    return one(rng, forms, str(answer), a=a, n=an)
