"""Questions that need the text before them: stories, and dialogues of two and three turns."""
from .core import Question, ask, kind, loose, phrase
from .data import CATEGORIES, COUNTRIES, ELEMENTS, OPPOSITES, WORDS
from .numbers import PEOPLE

CITIES = [facts[0] for facts in COUNTRIES.values()]


def pick(rng, *options):
    return loose(rng, rng.choice(options))


@kind("story", train=3.6, test=0.9)
def story(rng):
    n = rng.randint(2, 3)
    people = rng.sample(PEOPLE, n)
    form = rng.randrange(3)
    if form == 0:
        things = rng.sample(CATEGORIES["animal"] + CATEGORIES["instrument"] + CATEGORIES["vehicle"], n)
        say, who, what = "{p} has a {t}.", ["Who has the {t}?", "Who has a {t}?"], ["What does {p} have?"]
    elif form == 1:
        things = rng.sample(CITIES, n)
        say, who, what = "{p} lives in {t}.", ["Who lives in {t}?"], ["Where does {p} live?", "In which city does {p} live?"]
    else:
        things = rng.sample(CATEGORIES["colour"] + CATEGORIES["fruit"], n)
        say, who, what = "{p} likes {t}.", ["Who likes {t}?"], ["What does {p} like?"]
    i = rng.randrange(n)
    text = " ".join(say.format(p=p, t=t) for p, t in zip(people, things))
    if rng.random() < 0.5:
        return Question(ask(loose(rng, text + " " + rng.choice(who).format(t=things[i]))), people[i])
    return Question(ask(loose(rng, text + " " + rng.choice(what).format(p=people[i]))), things[i])


@kind("recall", train=0.8, test=1.1)
def recall(rng):
    """The user says something, and asks for it one or two turns later."""
    form = rng.randrange(4)
    if form == 0:
        name = rng.choice(PEOPLE)
        turns = [pick(rng, f"My name is {name}.", f"I am {name}.", f"Call me {name}.", f"Hello, my name is {name}."), f"Hello, {name}!"]
        last, answer = pick(rng, "What is my name?", "Who am I?", "Do you know my name?", "What am I called?"), name
    elif form == 1:
        n = rng.randint(0, 999)
        turns = [pick(rng, f"Remember the number {n}.", f"Keep the number {n} in mind.", f"My number is {n}."), f"I will remember {n}."]
        last, answer = pick(rng, "What was the number?", "Which number was it?", "Tell me the number.", "What is my number?"), str(n)
    elif form == 2:
        thing, word = rng.choice(["colour", "fruit", "animal", "instrument"]), None
        word = rng.choice(CATEGORIES[thing])
        turns = [pick(rng, f"My favourite {thing} is {word}.", f"The {thing} I like best is {word}."), f"I will remember {word}."]
        last, answer = pick(rng, f"What is my favourite {thing}?", f"Which {thing} do I like best?", f"Tell me my favourite {thing}."), word
    else:
        city = rng.choice(CITIES)
        turns = [pick(rng, f"I live in {city}.", f"My home is {city}.", f"I come from {city}."), f"{city} is a nice place."]
        last, answer = pick(rng, "Where do I live?", "In which city do I live?", "Where is my home?"), city
    if rng.random() < 0.4:
        a, b = rng.randint(1, 9), rng.randint(1, 9)
        turns += rng.choice([[f"What is {a} + {b}?", str(a + b)], ["Thank you.", "You are welcome."], ["How are you?", "I am fine, thank you. How can I help you?"]])
    return Question(ask(*turns, last), answer)


@kind("follow-up", train=1.3, test=1.2)
def follow_up(rng):
    """A short last turn that means something only after the turns before it."""
    form = rng.randrange(4)
    if form == 0:
        names = rng.sample(list(COUNTRIES), rng.randint(2, 3))
        turns = [pick(rng, f"What is the capital of {names[0]}?", f"Name the capital of {names[0]}."), COUNTRIES[names[0]][0]]
        for name in names[1:]:
            turns += [pick(rng, f"And of {name}?", f"And {name}?", f"What about {name}?"), COUNTRIES[name][0]]
    elif form == 1:
        names = rng.sample(list(ELEMENTS), rng.randint(2, 3))
        turns = [pick(rng, f"What is the symbol of {names[0]}?", f"What is the chemical symbol of {names[0]}?"), ELEMENTS[names[0]][0]]
        for name in names[1:]:
            turns += [pick(rng, f"And of {name}?", f"And {name}?", f"What about {name}?"), ELEMENTS[name][0]]
    elif form == 2:
        names = rng.sample(list(OPPOSITES), rng.randint(2, 3))
        turns = [pick(rng, f"What is the opposite of {names[0]}?"), OPPOSITES[names[0]]]
        for name in names[1:]:
            turns += [pick(rng, f"And of {name}?", f"And {name}?"), OPPOSITES[name]]
    else:
        country = rng.choice(list(COUNTRIES))
        city, continent, currency, language = COUNTRIES[country]
        rest = [(pick(rng, "And the continent?", "On which continent is it?", "What continent is it on?"), continent),
                (pick(rng, "And the currency?", "What is its currency?", "Which money is used there?"), currency),
                (pick(rng, "And the language?", "Which language is spoken there?", "What do they speak there?"), language)]
        turns = [pick(rng, f"What is the capital of {country}?", f"Name the capital of {country}."), city]
        for text, answer in rng.sample(rest, rng.randint(1, 2)):
            turns += [text, answer]
    return Question(ask(*turns[:-1]), turns[-1])


@kind("running-sum", train=1.5, test=1.1)
def running_sum(rng):
    """Each turn changes the number of the turn before it."""
    n = rng.randint(1, 9)
    if rng.random() < 0.5:
        b = rng.randint(1, 9)
        turns = [pick(rng, f"What is {n} + {b}?", f"Add {n} and {b}."), str(n + b)]
        n += b
    else:
        turns = [pick(rng, f"Remember the number {n}.", f"Start with {n}.", f"Take the number {n}."), f"I will remember {n}."]
    for _ in range(rng.randint(1, 2)):
        b = rng.randint(1, 9)
        op = rng.randrange(3)
        if op == 1 and b <= n:
            n -= b
            turns += [pick(rng, f"Subtract {b}.", f"Take {b} away.", f"Now subtract {b}.", f"Minus {b}?"), str(n)]
        elif op == 2 and n < 50:
            n *= 2
            turns += [pick(rng, "Double it.", "Now double it.", "Times two?"), str(n)]
        else:
            n += b
            turns += [pick(rng, f"Add {b}.", f"Add {b} to it.", f"Now add {b}.", f"Plus {b}?"), str(n)]
    return Question(ask(*turns[:-1]), turns[-1])


@kind("change-form", train=1.4, test=0.8)
def change_form(rng):
    """The last turn asks for the last answer again in another form."""
    items = rng.sample(WORDS, 3)
    said = ", ".join(items)
    start = pick(rng, f"Repeat these words: {said}", f"Say these words: {said}", f"Write these words: {said}", f"Here are some words: {said}")
    form = rng.randrange(4)
    if form == 0:
        last, answer = pick(rng, "Now in reverse order.", "Reverse the list.", "And backwards?"), ", ".join(reversed(items))
    elif form == 1:
        last, answer = pick(rng, "Now in capital letters.", "Write them in capitals.", "And in upper case?"), said.upper()
    elif form == 2:
        last, answer = pick(rng, "How many words is that?", "How many did you name?", "Count them."), str(len(items))
    else:
        i = rng.choice([0, -1])
        last, answer = pick(rng, f"What was the {'first' if i == 0 else 'last'} word?", f"Repeat the {'first' if i == 0 else 'last'} one."), items[i]
    return Question(ask(start, said, last), answer)
