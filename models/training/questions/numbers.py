"""Arithmetic, number words, comparing, sequences and counting."""
from .core import Question, ask, kind, number, phrase

ADD = ["What is {a} + {b}?", "What is {a} plus {b}?", "{a} + {b} = ?", "{a} + {b}", "{a}+{b}", "Calculate {a} + {b}.",
       "Add {a} and {b}.", "How much is {a} + {b}?", "What's {a} + {b}?", "Compute {a} + {b}.", "What is the sum of {a} and {b}?"]
SUB = ["What is {a} - {b}?", "What is {a} minus {b}?", "{a} - {b} = ?", "{a} - {b}", "{a}-{b}", "Calculate {a} - {b}.",
       "Subtract {b} from {a}.", "How much is {a} - {b}?", "What's {a} - {b}?", "Compute {a} - {b}."]
MUL = ["What is {a} * {b}?", "What is {a} times {b}?", "{a} * {b} = ?", "{a} x {b}", "{a} * {b}", "Calculate {a} * {b}.",
       "Multiply {a} by {b}.", "How much is {a} times {b}?", "What's {a} x {b}?", "What is the product of {a} and {b}?"]
DIV = ["What is {a} / {b}?", "What is {a} divided by {b}?", "{a} / {b} = ?", "{a} / {b}", "Calculate {a} / {b}.",
       "Divide {a} by {b}.", "How much is {a} divided by {b}?", "What's {a} / {b}?"]


def two(rng, templates, a, b, answer):
    return Question(ask(phrase(rng, templates, a=a, b=b)), str(answer))


@kind("add", train=3, test=1.2)
def add(rng):
    size = rng.choices([(1,), (0.3, 1)], [40, 60])[0]
    a, b = number(rng, size), number(rng, rng.choice([(1,), size]))
    return two(rng, ADD, a, b, a + b)


@kind("subtract", train=3.4, test=1.2)
def subtract(rng):
    size = rng.choices([(1,), (0.3, 1)], [40, 60])[0]
    a, b = sorted((number(rng, size), number(rng, rng.choice([(1,), size]))), reverse=True)
    return two(rng, SUB, a, b, a - b)


@kind("multiply", train=1.8, test=1.2)
def multiply(rng):
    a, b = rng.randint(2, 12), rng.randint(2, 12)
    if rng.random() < 0.08:
        a, b = rng.randint(13, 20), rng.randint(2, 9)
        if rng.random() < 0.3:
            a, b = b, a
    return two(rng, MUL, a, b, a * b)


@kind("divide", train=1.6)
def divide(rng):
    b, c = rng.randint(2, 12), rng.randint(2, 12)
    if rng.random() < 0.08:
        b, c = rng.randint(2, 9), rng.randint(13, 20)
    return two(rng, DIV, b * c, b, c)


@kind("add-three", train=2, test=0.8)
def add_three(rng):
    top = rng.choice([5, 9])
    a, b, c = (rng.randint(1, top) for _ in range(3))
    text = phrase(rng, ["What is {a} + {b} + {c}?", "{a} + {b} + {c} = ?", "{a} + {b} + {c}", "Add {a}, {b} and {c}.",
                        "Calculate {a} + {b} + {c}.", "What is the sum of {a}, {b} and {c}?"], a=a, b=b, c=c)
    return Question(ask(text), str(a + b + c))


@kind("double-half", train=1.2, test=0.7)
def double_half(rng):
    n = rng.randint(1, rng.choice([20, 50]))
    if rng.random() < 0.5:
        return Question(ask(phrase(rng, ["What is double {n}?", "Double {n}.", "What is twice {n}?", "What is two times {n}?", "Twice {n}?"], n=n)), str(2 * n))
    return Question(ask(phrase(rng, ["What is half of {n}?", "Halve {n}.", "Half of {n}?", "How much is half of {n}?", "What is {n} halved?"], n=2 * n)), str(n))


PEOPLE = ["Anna", "Ben", "Clara", "David", "Emma", "Frank", "Grace", "Henry", "Ida", "Jack", "Kate", "Leo", "Maria", "Noah", "Olivia", "Paul", "Rosa", "Sam", "Tom", "Zoe"]
THINGS = ["apples", "books", "coins", "eggs", "pens", "cards", "shells", "balls", "stamps", "cookies"]


@kind("word-problem", train=1.8, test=1.2)
def word_problem(rng):
    who, what = rng.choice(PEOPLE), rng.choice(THINGS)
    top = rng.choice([10, 20])
    a, b = rng.randint(2, top), rng.randint(2, 10)
    form = rng.randrange(4)
    if form == 0:
        text = phrase(rng, ["{w} has {a} {t} and gets {b} more. How many {t} does {w} have now?",
                            "{w} has {a} {t} and buys {b} more. How many {t} does {w} have?",
                            "{w} had {a} {t}. Then {w} found {b} more. How many {t} does {w} have now?"], w=who, a=a, b=b, t=what)
        return Question(ask(text), f"{who} has {a + b} {what}.")
    if form == 1:
        a, b = max(a, b) + 1, min(a, b)
        text = phrase(rng, ["{w} has {a} {t} and gives away {b}. How many {t} does {w} have left?",
                            "{w} has {a} {t} and loses {b}. How many {t} are left?",
                            "{w} had {a} {t}. {w} sold {b} of them. How many {t} does {w} have now?"], w=who, a=a, b=b, t=what)
        return Question(ask(text), f"{who} has {a - b} {what}.")
    if form == 2:
        a, b = rng.randint(2, 10), rng.randint(2, 10)
        text = phrase(rng, ["{w} has {a} boxes with {b} {t} in each. How many {t} does {w} have?",
                            "{w} buys {a} bags of {b} {t}. How many {t} does {w} have?"], w=who, a=a, b=b, t=what)
        return Question(ask(text), f"{who} has {a * b} {what}.")
    other = rng.choice([p for p in PEOPLE if p != who])
    if a == b:
        b += 1
    text = phrase(rng, ["{w} has {a} {t} and {o} has {b} {t}. Who has more {t}?",
                        "{w} has {a} {t}. {o} has {b} {t}. Who has more?"], w=who, o=other, a=a, b=b, t=what)
    return Question(ask(text), f"{who if a > b else other} has more {what}.")


@kind("compare", train=1.5)
def compare(rng):
    size = rng.choice([(1,), (0, 1), (0, 1)])
    a, b = number(rng, size), number(rng, size)
    if a == b:
        b += 1
    if rng.random() < 0.25:
        text = phrase(rng, ["Is {a} larger than {b}?", "Is {a} greater than {b}?", "Is {a} more than {b}?"], a=a, b=b)
        return Question(ask(text), "Yes" if a > b else "No")
    if rng.random() < 0.5:
        return two(rng, ["Which is larger, {a} or {b}?", "Which number is bigger: {a} or {b}?", "Which is greater, {a} or {b}?", "What is larger, {a} or {b}?"], a, b, max(a, b))
    return two(rng, ["Which is smaller, {a} or {b}?", "Which number is smaller: {a} or {b}?", "Which is less, {a} or {b}?"], a, b, min(a, b))


@kind("max-min", train=2)
def max_min(rng):
    items = rng.sample(range(0, rng.choice([10, 20, 50])), rng.randint(3, 5))
    listed = ", ".join(map(str, items))
    if rng.random() < 0.5:
        return Question(ask(phrase(rng, ["What is the largest of {l}?", "Which number is the largest: {l}?", "Find the maximum of {l}.", "What is the biggest number in {l}?"], l=listed)), str(max(items)))
    return Question(ask(phrase(rng, ["What is the smallest of {l}?", "Which number is the smallest: {l}?", "Find the minimum of {l}.", "What is the lowest number in {l}?"], l=listed)), str(min(items)))


@kind("sort-numbers", train=3, test=1.2)
def sort_numbers(rng):
    items = rng.sample(range(0, rng.choice([10, 20, 50])), rng.choices([3, 4, 5], [4, 3, 1])[0])
    down = rng.random() < 0.3
    listed = ", ".join(map(str, items))
    up_forms = ["Sort these numbers: {l}", "Sort {l}.", "Sort the numbers {l} from small to large.", "Put these numbers in order: {l}", "Order these from smallest to largest: {l}", "Sort in ascending order: {l}"]
    down_forms = ["Sort {l} from large to small.", "Sort in descending order: {l}", "Order these from largest to smallest: {l}"]
    return Question(ask(phrase(rng, down_forms if down else up_forms, l=listed)), ", ".join(map(str, sorted(items, reverse=down))))


@kind("even-odd", train=1.4, test=0.6)
def even_odd(rng):
    n = number(rng, (1, 3, 2))
    form = rng.randrange(3)
    if form == 0:
        return Question(ask(phrase(rng, ["Is {n} even or odd?", "Is {n} odd or even?", "Is the number {n} even or odd?"], n=n)), "Odd" if n % 2 else "Even")
    if form == 1:
        return Question(ask(phrase(rng, ["Is {n} even?", "Is {n} an even number?"], n=n)), "No" if n % 2 else "Yes")
    return Question(ask(phrase(rng, ["Is {n} odd?", "Is {n} an odd number?"], n=n)), "Yes" if n % 2 else "No")


@kind("next-number", train=1.8)
def next_number(rng):
    step, start, length = rng.choice([1, 2, 3, 4, 5, 10]), rng.randint(0, 20), rng.randint(3, 5)
    if rng.random() < 0.2:
        start, step = start + step * length, -step
    items = [start + step * i for i in range(length + 1)]
    listed = ", ".join(map(str, items[:-1]))
    return Question(ask(phrase(rng, ["What comes next: {l}?", "What number comes next: {l}, ...?", "Continue the sequence: {l}", "What is the next number in {l}?"], l=listed)), str(items[-1]))


@kind("before-after", train=0.6, test=0.6)
def before_after(rng):
    n = number(rng, (1, 3)) + 1
    if rng.random() < 0.5:
        return Question(ask(phrase(rng, ["What number comes after {n}?", "Which number follows {n}?", "What comes after {n}?"], n=n)), str(n + 1))
    return Question(ask(phrase(rng, ["What number comes before {n}?", "Which number is just before {n}?", "What comes before {n}?"], n=n)), str(n - 1))


@kind("count", train=4, test=0.9)
def count(rng):
    """The long answers: up to some 300 tokens."""
    form = rng.randrange(4)
    if form < 2:
        length = rng.choices([rng.randint(4, 15), rng.randint(16, 40), rng.randint(41, 75)], [60, 28, 12])[0]
        a = rng.choice([1, rng.randint(0, 60)])
        b = a + length - 1
        if form == 0:
            return two(rng, ["Count from {a} to {b}.", "Count up from {a} to {b}.", "List the numbers from {a} to {b}.", "Write all numbers from {a} to {b}.", "Please count from {a} to {b}."],
                       a, b, ", ".join(map(str, range(a, b + 1))))
        length = min(length, 40)
        b = a + length - 1
        return two(rng, ["Count down from {a} to {b}.", "Count backwards from {a} to {b}."], b, a, ", ".join(map(str, range(b, a - 1, -1))))
    step, length = rng.choice([2, 3, 4, 5, 10, 10, 5, 2]), rng.randint(4, 20)
    a = step * rng.randint(0, 10)
    b = a + step * (length - 1)
    text = phrase(rng, ["Count from {a} to {b} in steps of {s}.", "Count by {s} from {a} to {b}.", "List the multiples of {s} from {a} to {b}."], a=a, b=b, s=step)
    return Question(ask(text), ", ".join(str(x) for x in range(a, b + 1, step)))


ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()


def in_words(n):
    if n < 20:
        return ONES[n]
    if n < 100:
        return TENS[n // 10] + ("-" + ONES[n % 10] if n % 10 else "")
    return ONES[n // 100] + " hundred" + (" and " + in_words(n % 100) if n % 100 else "")


@kind("number-words", train=1.2, test=0.9)
def number_words(rng):
    n = number(rng, (1, 4, 0.5))
    if rng.random() < 0.5:
        return Question(ask(phrase(rng, ["Write {n} in words.", "How do you write {n} in words?", "Spell out the number {n}.", "Write the number {n} as words."], n=n)), in_words(n))
    return Question(ask(phrase(rng, ["Write {w} as a number.", "Write {w} in digits.", "What number is {w}?", "Which number is {w}?"], w=in_words(n))), str(n))


def roman(n):
    out = ""
    for value, sign in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        out += sign * (n // value)
        n %= value
    return out


@kind("roman", train=0.8, test=0.8)
def roman_numerals(rng):
    n = rng.randint(1, rng.choice([20, 50]))
    if rng.random() < 0.5:
        return Question(ask(phrase(rng, ["What is {n} in Roman numerals?", "Write {n} in Roman numerals.", "Write {n} as a Roman numeral.", "Convert {n} to Roman numerals.", "{n} in Roman numerals?", "How do the Romans write {n}?"], n=n)), roman(n))
    return Question(ask(phrase(rng, ["What number is the Roman numeral {r}?", "What is {r} as a number?", "Which number is {r} in Roman numerals?", "Convert {r} to a number.", "What does the Roman numeral {r} mean?", "Roman numeral {r} as a number?"], r=roman(n))), str(n))


@kind("round", train=0.8, test=0.8)
def rounding(rng):
    n = number(rng, (0, 2, 1))
    if n % 10 == 5:
        n += 1
    if n > 100 and rng.random() < 0.4 and n % 100 != 50:
        return Question(ask(phrase(rng, ["Round {n} to the nearest hundred.", "What is {n} rounded to the nearest hundred?"], n=n)), str((n + 50) // 100 * 100))
    return Question(ask(phrase(rng, ["Round {n} to the nearest ten.", "What is {n} rounded to the nearest ten?"], n=n)), str((n + 5) // 10 * 10))


UNITS = [("metres", "kilometre", 1000), ("centimetres", "metre", 100), ("millimetres", "centimetre", 10), ("grams", "kilogram", 1000),
         ("millilitres", "litre", 1000), ("minutes", "hour", 60), ("seconds", "minute", 60), ("hours", "day", 24), ("days", "week", 7),
         ("months", "year", 12), ("inches", "foot", 12), ("years", "century", 100), ("years", "decade", 10), ("eggs", "dozen", 12), ("kilograms", "tonne", 1000)]
PLURAL = {"foot": "feet", "century": "centuries", "dozen": "dozen"}


@kind("units", train=1)
def units(rng):
    small, big, factor = rng.choice(UNITS)
    n = rng.randint(1, 12 if factor in (60, 24, 7, 12) else 30)
    bigs = big if n == 1 else PLURAL.get(big, big + "s")
    text = phrase(rng, ["How many {s} are in {n} {b}?", "How many {s} are there in {n} {b}?", "Convert {n} {b} to {s}.", "{n} {b} in {s}?", "How many {s} is {n} {b}?", "What is {n} {b} in {s}?"], s=small, n=n, b=bigs)
    return Question(ask(text), f"{n * factor} {small}")
