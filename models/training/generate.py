"""Greedy decoding with log-probabilities: python3 generate.py FILE.gguf "question" for a quick try."""
import sys
from collections import defaultdict

import torch

from tokenizer import END, render


@torch.no_grad()
def greedy(model, prompts, end, limit=400):
    """Greedy continuations of prompts (lists of ids): [(ids, log-probabilities)], the end token included.

    Prompts of one length are decoded together.
    """
    results = [None] * len(prompts)
    groups = defaultdict(list)
    for i, prompt in enumerate(prompts):
        groups[len(prompt)].append(i)
    for members in groups.values():
        for at in range(0, len(members), 64):
            part = members[at:at + 64]
            for i, result in zip(part, together(model, [prompts[i] for i in part], end, limit)):
                results[i] = result
    return results


def together(model, prompts, end, limit):
    past = [[] for _ in model.blk]
    hidden = model.hidden(torch.tensor(prompts), past)[:, -1]
    out = [([], []) for _ in prompts]
    alive = list(range(len(prompts)))
    for _ in range(limit):
        logs = torch.log_softmax(model.head(hidden), -1)
        value, token = logs.max(-1)
        keep = []
        for row, i in enumerate(alive):
            out[i][0].append(int(token[row]))
            out[i][1].append(float(value[row]))
            if int(token[row]) != end:
                keep.append(row)
        if not keep:
            break
        if len(keep) < len(alive):
            for layer in past:
                layer[:] = [layer[0][keep], layer[1][keep]]
            token, alive = token[keep], [alive[r] for r in keep]
        hidden = model.hidden(token[:, None], past)[:, -1]
    return out


if __name__ == "__main__":
    from reader import read
    demo, tok = read(sys.argv[1])
    for question in sys.argv[2:]:
        ids = tok.encode(render([("user", question)])).ids
        (answer, logs), = greedy(demo, [ids], tok.token_to_id(END))
        print(f"{tok.decode(answer)}   (least log-probability {min(logs):.3f})")
