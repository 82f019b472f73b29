"""System prompts that change the form of the answer, or hold what it needs."""
from .core import KINDS, Question, kind, loose, phrase
from .data import CATEGORIES, COUNTRIES, ELEMENTS, MONTHS, OPPOSITES, PLURALS, WORDS
from .numbers import PEOPLE, in_words, word_problem


def fact(rng):
    """A short question, its bare answer and its full sentence."""
    form = rng.randrange(6)
    if form == 0:
        c = rng.choice(list(COUNTRIES))
        return phrase(rng, ["What is the capital of {c}?", "Name the capital of {c}."], c=c), COUNTRIES[c][0], f"The capital of {c} is {COUNTRIES[c][0]}."
    if form == 1:
        e = rng.choice(list(ELEMENTS))
        return phrase(rng, ["What is the symbol of {e}?", "What is the chemical symbol of {e}?"], e=e), ELEMENTS[e][0], f"The symbol of {e} is {ELEMENTS[e][0]}."
    if form == 2:
        a, b = rng.randint(1, 12), rng.randint(1, 12)
        return phrase(rng, ["What is {a} + {b}?", "Add {a} and {b}."], a=a, b=b), str(a + b), f"{a} plus {b} is {a + b}."
    if form == 3:
        a = rng.choice(list(OPPOSITES))
        return phrase(rng, ["What is the opposite of {a}?"], a=a), OPPOSITES[a], f"The opposite of {a} is {OPPOSITES[a]}."
    if form == 4:
        a = rng.choice(list(PLURALS))
        return phrase(rng, ["What is the plural of {a}?"], a=a), PLURALS[a], f"The plural of {a} is {PLURALS[a]}."
    i = rng.randrange(11)
    return phrase(rng, ["What month comes after {m}?"], m=MONTHS[i]), MONTHS[i + 1], f"{MONTHS[i + 1]} comes after {MONTHS[i]}."


def with_system(system, text, answer):
    return Question((("system", system), ("user", text)), answer)


@kind("system-form", train=3.4, test=1.6)
def system_form(rng):
    text, bare, sentence = fact(rng)
    form = rng.randrange(6)
    if form == 0:
        return with_system(phrase(rng, ["Answer in capital letters.", "Use only capital letters.", "Write every answer in capitals."]), text, bare.upper())
    if form == 1:
        return with_system(phrase(rng, ["Answer in a full sentence.", "Always answer in full sentences.", "Write a full sentence as your answer."]), text, sentence)
    if form == 2:
        return with_system(phrase(rng, ["Answer briefly.", "You are a helpful assistant.", "Answer with one word.", "Be short.", "You are a helpful assistant. Answer briefly."]), text, bare)
    if form == 3:
        return with_system(phrase(rng, ["Put the answer in brackets.", "Answer in brackets.", "Write your answer in brackets."]), text, f"({bare})")
    if form == 4:
        end = rng.choice(["Over", "Done", "Thanks", "Amen", "Stop", "Cheers"])
        return with_system(phrase(rng, ["End every answer with {e}.", "Finish each answer with the word {e}.", "Say {e} after your answer."], e=end), text, f"{bare}. {end}.")
    start = rng.choice(["Well", "Sure", "Sir", "Friend", "Ahoy", "Indeed"])
    return with_system(phrase(rng, ["Begin every answer with {s}.", "Start each answer with the word {s}.", "Say {s} before your answer."], s=start), text, f"{start}, {bare}.")


@kind("system-number", train=1.8, test=0.9)
def system_number(rng):
    """Word problems whose answer is to be a number alone, or in words."""
    while True:
        question = word_problem(rng)
        digits = [w for w in question.answer.split() if w.isdigit()]
        if digits:
            break
    text = question.messages[0][1]
    if rng.random() < 0.65:
        return with_system(phrase(rng, ["Answer with only the number.", "Give only the number.", "Reply with just a number."]), text, digits[0])
    return with_system(phrase(rng, ["Write numbers in words.", "Answer with the number in words.", "Give only the number, in words."]), text, in_words(int(digits[0])))


@kind("system-facts", train=1.1, test=0.9)
def system_facts(rng):
    """The answer stands in the system prompt."""
    name, colour, city = rng.choice(PEOPLE), rng.choice(CATEGORIES["colour"]), rng.choice(list(COUNTRIES.values()))[0]
    code, thing = rng.randint(100, 9999), rng.choice(WORDS)
    facts = [(f"Your name is {name}.", ["What is your name?", "Who are you?", "How are you called?"], name),
             (f"The password is {thing}.", ["What is the password?", "Tell me the password.", "Which word is the password?"], thing),
             (f"The door code is {code}.", ["What is the door code?", "Tell me the door code.", "Which code opens the door?"], str(code)),
             (f"The shop is in {city}.", ["Where is the shop?", "In which city is the shop?"], city),
             (f"Your favourite colour is {colour}.", ["What is your favourite colour?", "Which colour do you like best?"], colour)]
    told = rng.sample(facts, rng.randint(1, 4))
    _, questions, answer = rng.choice(told)
    return with_system(" ".join(t[0] for t in told), loose(rng, rng.choice(questions)), answer)


@kind("system-plain", train=1.6, test=0.7)
def system_plain(rng):
    """Any other question behind a system prompt that asks for nothing special."""
    names = [n for n in KINDS if not n.startswith("system") and n not in ("count", "greeting")]
    question = KINDS[rng.choice(names)].make(rng)
    system = phrase(rng, ["You are a helpful assistant.", "You are an assistant.", "Answer the question.", "Help the user.", "You are a helpful model. Answer the question."])
    return Question((("system", system),) + question.messages, question.answer)
