"""Token batches from the question generators.

Examples come in numbered chunks, each from its own seed, so that a run that
resumes goes on with data it has not seen. Within a chunk they are batched with
others of about their length, and the order of the batches is shuffled.
"""
import random

import torch
from tokenizers import Tokenizer

from questions import TRAIN, draw_any
from tokenizer import END, START, render

IGNORE = -100


class Encoder:
    """Renders and encodes dialogues, and marks the tokens that the assistant writes."""

    def __init__(self, path="tokenizer.json"):
        self.tokenizer = Tokenizer.from_file(path)
        self.start = self.tokenizer.token_to_id(START)
        self.end = self.tokenizer.token_to_id(END)
        self.opening = [self.start] + self.tokenizer.encode("assistant\n").ids

    def examples(self, dialogues):
        """(ids, targets) of each dialogue; a target is the next id if the assistant writes it, else IGNORE."""
        texts = [render(d, prompt=False).rstrip("\n") for d in dialogues]
        for encoding in self.tokenizer.encode_batch(texts):
            ids, writing, targets = encoding.ids, False, []
            width = len(self.opening)
            for i, token in enumerate(ids):
                targets.append(token if writing else IGNORE)
                if token == self.end:
                    writing = False
                elif i + 1 >= width and ids[i + 1 - width:i + 1] == self.opening:
                    writing = True
            yield ids[:-1], targets[1:]


def chunk(encoder, seed, index, size=8192, split=TRAIN, names=None, emphasis=None):
    """The examples of one chunk, and their kinds."""
    rng = random.Random(f"{seed}/{index}")
    drawn = [draw_any(rng, split, names, emphasis) for _ in range(size)]
    dialogues = [q.messages + (("assistant", q.answer),) for _, q in drawn]
    return list(encoder.examples(dialogues)), [name for name, _ in drawn]


def batches(examples, tokens, rng=None):
    """Lists of indices whose padded size is at most about tokens."""
    order = sorted(range(len(examples)), key=lambda i: len(examples[i][0]))
    out, current = [], []
    for i in order:
        if current and padded(len(examples[i][0])) * (len(current) + 1) > tokens:
            out.append(current)
            current = []
        current.append(i)
    out.append(current)
    if rng:
        rng.shuffle(out)
    return out


def padded(length):
    return length


def tensors(examples, indices):
    width = padded(max(len(examples[i][0]) for i in indices))
    ids = torch.zeros(len(indices), width, dtype=torch.long)
    targets = torch.full((len(indices), width), IGNORE, dtype=torch.long)
    for row, i in enumerate(indices):
        x, y = examples[i]
        ids[row, :len(x)] = torch.tensor(x)
        targets[row, :len(y)] = torch.tensor(y)
    return ids, targets
