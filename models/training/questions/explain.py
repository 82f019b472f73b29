"""Short explanations with fixed answers, and the greetings a visitor tries first."""
from .core import Question, ask, kind, loose, phrase

WHY = {
    "the sky is blue": "Air scatters blue light more than the other colours of sunlight.",
    "leaves are green": "Leaves are green because they hold chlorophyll, which catches sunlight.",
    "it rains": "Water vapour cools in the clouds, turns into drops and falls down.",
    "we have seasons": "The axis of the Earth is tilted, so each half leans to the Sun in turn.",
    "ice floats on water": "Ice is less dense than water, so it floats.",
    "the sea is salty": "Rivers carry salts from the rocks into the sea.",
    "we sleep": "Sleep lets the body rest and the brain sort its memories.",
    "birds fly south": "Birds fly south to find food and warmth in winter.",
    "metal feels cold": "Metal leads heat away from the hand quickly.",
    "the Moon shines": "The Moon reflects the light of the Sun.",
    "there is day and night": "The Earth turns around itself once a day.",
    "we breathe": "The body needs oxygen from the air to use its food.",
    "bread rises": "Yeast makes gas that fills the dough with bubbles.",
    "iron rusts": "Iron reacts with oxygen and water and becomes rust.",
    "we see lightning before thunder": "Light travels much faster than sound.",
    "plants need light": "Plants use light to make sugar from water and air.",
    "boats float": "A boat pushes away as much water as it weighs.",
    "volcanoes erupt": "Hot melted rock and gas press up from below the ground.",
    "we get thirsty": "The body tells us that it has lost water.",
    "soap cleans": "Soap binds grease to water, so that both wash away.",
}
WHAT = {
    "gravity": "Gravity is the force that pulls masses towards each other.",
    "a computer": "A computer is a machine that follows stored instructions.",
    "an atom": "An atom is the smallest part of a chemical element.",
    "a planet": "A planet is a large round body that travels around a star.",
    "a star": "A star is a hot ball of gas that makes its own light.",
    "photosynthesis": "Photosynthesis is how plants make sugar from light, water and air.",
    "a cache": "A cache keeps results close at hand, so that they need not be made again.",
    "a token": "A token is a small piece of text that a language model reads or writes.",
    "a language model": "A language model is a program that predicts the next piece of text.",
    "a gateway": "A gateway is a server that passes requests on to other servers.",
    "an island": "An island is land with water all around it.",
    "a desert": "A desert is a dry place where little rain falls.",
    "a volcano": "A volcano is a mountain from which melted rock comes out.",
    "a mammal": "A mammal is a warm animal that feeds its young with milk.",
    "evaporation": "Evaporation is when a liquid slowly turns into gas.",
    "a prime number": "A prime number can be divided only by one and by itself.",
    "a triangle": "A triangle is a shape with three sides.",
    "democracy": "Democracy is a system in which the people vote for their leaders.",
    "a map": "A map is a drawing that shows where places are.",
    "energy": "Energy is what lets things move, heat up or shine.",
}
OPENERS = ["", "", "Please ", "Can you ", "Could you ", "Briefly, ", "In one sentence, ", "Question: ", "Hi, ", "I wonder, "]
ORDERS = "explain tell say name give spell write put make count repeat join define".split()


def open_with(rng, text):
    """Puts a polite or chatty opener before a request."""
    opener = rng.choice(OPENERS)
    if not opener:
        return loose(rng, text)
    text = text[0].lower() + text[1:]
    if opener in ("Please ", "Can you ", "Could you "):
        if text.split()[0] not in ORDERS:
            text = "tell me: " + text
        if opener != "Please ":
            text = text.rstrip(".?") + "?"
    return loose(rng, opener + text)


@kind("why", train=0.4)
def why(rng):
    topic = rng.choice(list(WHY))
    text = rng.choice(["Explain why {t}.", "Tell me why {t}.", "Why is it that {t}?", "What is the reason that {t}?", "Do you know why {t}?",
                       "Explain in one sentence why {t}.", "Explain shortly why {t}.", "How come {t}?", "Say why {t}.", "Tell a child why {t}."]).format(t=topic)
    return Question(ask(open_with(rng, text)), WHY[topic])


@kind("what", train=0.4)
def what(rng):
    topic = rng.choice(list(WHAT))
    text = rng.choice(["What is {t}?", "Explain what {t} is.", "Tell me what {t} is.", "What does {t} mean?", "Define {t}.", "Explain {t} in one sentence.",
                       "What do we call {t}?", "Explain {t} to a child.", "Say in one sentence what {t} is.", "What exactly is {t}?"]).format(t=topic)
    return Question(ask(open_with(rng, text)), WHAT[topic])


CHAT = [
    (["Hello", "Hi", "Hey", "Hello there", "Hi there", "Good morning", "Good evening", "Good day", "Hello!", "Hey there", "Greetings"], "Hello! How can I help you?"),
    (["Who are you?", "What are you?", "What is your name?", "Tell me who you are.", "Are you a person?", "Introduce yourself.", "Who am I talking to?", "Are you a model?"], "I am Spillway's demo model."),
    (["How are you?", "How are you doing?", "How do you do?", "How is it going?", "Are you well?"], "I am fine, thank you. How can I help you?"),
    (["Thank you", "Thanks", "Thanks a lot", "Thank you very much", "Many thanks", "Great, thanks", "Thank you so much"], "You are welcome."),
    (["Bye", "Goodbye", "See you", "Good night", "See you later", "Bye bye"], "Goodbye!"),
    (["What can you do?", "What can I ask you?", "How can you help me?", "Help", "What do you know?", "What are you good at?"],
     "I can do small sums, sort and count, and answer short questions about countries, elements and words."),
]


@kind("greeting", train=0.4, test=0.15)
def greeting(rng):
    forms, answer = rng.choice(CHAT)
    text = rng.choice(forms)
    lead = rng.choice(["", "", "", "Hello. ", "Hi. ", "Hey, ", "OK. ", "Well, ", "So, ", "Oh, ", "Right. "])
    tail = rng.choice(["", "", "", " Spillway", " friend", " model", " computer", " today", " now"])
    if lead and lead.endswith(", "):
        text = text[0].lower() + text[1:]
    return Question(ask(loose(rng, lead + text.rstrip("?.") + tail + ("?" if text.endswith("?") else rng.choice(["", ".", "!"])))), answer)
