"""Trains one of the two models: python3 train.py small|large [options].

The learning rate warms up, stays flat and then falls to zero in the last part of
the token budget. Matrices are trained with Muon and the rest with AdamW; Muon
learns these tasks from markedly fewer tokens. A run that stops resumes from its
checkpoint.
"""
import argparse
import os
import random
import signal
import time
from collections import defaultdict

os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # do not spin when the machine is shared

import torch
import torch.nn.functional as F

from data import IGNORE, Encoder, batches, chunk, tensors
from model import CONFIGS, Llama
from questions import DEV


def options():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("model", choices=CONFIGS)
    p.add_argument("--tokens", type=float, help="token budget in millions", default=None)
    p.add_argument("--lr", type=float, default=None)
    p.add_argument("--decay", type=float, default=0.45, help="last part of the budget, in which the rate falls to zero")
    p.add_argument("--batch", type=int, default=None, help="tokens a step")
    p.add_argument("--micro", type=int, default=None, help="tokens a forward pass")
    p.add_argument("--seed", default="spillway")
    p.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--compile", action="store_true")
    p.add_argument("--bfloat16", action="store_true", help="autocast: faster where the processor multiplies it")
    p.add_argument("--prompt", type=float, default=0.0, help="weight of the loss on tokens the assistant does not write")
    p.add_argument("--rest-lr", type=float, default=0.3, help="factor of the rate of embeddings and norms")
    p.add_argument("--first", type=float, default=1.2, help="millions of tokens of plain copying to begin with")
    p.add_argument("--adamw", action="store_true", help="AdamW for the matrices too")
    p.add_argument("--out", default=None)
    return p.parse_args()


FIRST = ["echo"]  # a model that can copy learns the rest far sooner

# Small models do a part of what large ones do: they have no room for many facts and much arithmetic. Small meets
# these kinds seldom, so that it knows their form and is unsure of the answer, and does the others well.
SELDOM = ["add", "add-three", "case", "category", "contains", "country", "divide", "element", "even-odd", "letters", "multiply",
          "next-number", "number-words", "roman", "spell", "story", "subtract", "word-problem"]
EMPHASIS = {"small": dict.fromkeys(SELDOM, 0.1), "large": {}}
DEFAULTS = {"small": dict(tokens=10.0, lr=5e-3, batch=2800, micro=1400), "large": dict(tokens=20.0, lr=5e-3, batch=3600, micro=3600)}


def rate(done, budget, decay, warmup=0.01):
    """The factor of the learning rate after `done` of `budget` tokens."""
    at = done / budget
    return max(0.02, min(at / warmup, 1.0, (1.0 - at) / decay))


def optimizers(model, adamw):
    matrices = [p for n, p in model.named_parameters() if n.startswith("blk") and p.dim() == 2]
    rest = [p for n, p in model.named_parameters() if not (n.startswith("blk") and p.dim() == 2)]
    if adamw:
        return [torch.optim.AdamW([{"params": matrices, "weight_decay": 0.05}, {"params": rest, "weight_decay": 0.0}], betas=(0.9, 0.98))]
    return [torch.optim.Muon(matrices, weight_decay=0.05, momentum=0.95, ns_steps=4, adjust_lr_fn="match_rms_adamw"),
            torch.optim.AdamW(rest, betas=(0.9, 0.98), weight_decay=0.0)]


def dev_accuracy(model, examples, kinds, device):
    """The share of questions whose every answer token is the likeliest one, by kind.

    Greedy decoding answers exactly when each token of the answer is the argmax
    after the ones before it, so no decoding is needed.
    """
    right = defaultdict(list)
    with torch.no_grad():
        for indices in batches(examples, 4000):
            ids, targets = tensors(examples, indices)
            best = model(ids.to(device)).argmax(-1).cpu()
            last = targets != IGNORE
            for row, i in enumerate(indices):  # the last assistant turn only
                positions = last[row].nonzero().flatten().tolist()
                start = len(positions) - 1
                while start and positions[start - 1] == positions[start] - 1:
                    start -= 1
                span = positions[start:]
                right[kinds[i]].append(bool((best[row, span] == targets[row, span]).all()))
    total = [x for values in right.values() for x in values]
    return sum(total) / len(total), {k: sum(v) / len(v) for k, v in sorted(right.items())}


def main():
    o = options()
    budget = (o.tokens or DEFAULTS[o.model]["tokens"]) * 1e6
    lr = o.lr or DEFAULTS[o.model]["lr"]
    batch, micro = o.batch or DEFAULTS[o.model]["batch"], o.micro or DEFAULTS[o.model]["micro"]
    out = o.out or f"{o.model}.pt"
    torch.manual_seed(7)
    torch.set_num_threads(o.threads)
    encoder = Encoder()
    model = Llama(CONFIGS[o.model]).to(o.device)
    opts = optimizers(model, o.adamw)
    done, index, step = 0, 0, 0
    if os.path.exists(out):
        state = torch.load(out, weights_only=False)
        model.load_state_dict(state["model"])
        for opt, saved in zip(opts, state["optimizers"]):
            opt.load_state_dict(saved)
        done, index, step = state["done"], state["index"], state["step"]
    hidden = torch.compile(model.hidden, dynamic=True) if o.compile else model.hidden
    dev_examples, dev_kinds = chunk(encoder, "dev", 0, 600, DEV)
    print(f"{o.model}: {sum(p.numel() for p in model.parameters()):,} parameters, {budget / 1e6:.1f}M tokens", flush=True)

    def save():
        torch.save({"model": model.state_dict(), "optimizers": [x.state_dict() for x in opts], "done": done, "index": index, "step": step}, out + ".new")
        os.replace(out + ".new", out)

    def stop(*_):
        save()
        raise SystemExit("stopped; the checkpoint is saved")

    signal.signal(signal.SIGTERM, stop)
    started, at_start = time.time(), done
    reported = saved = started
    loss_sum, loss_count = 0.0, 0
    while done < budget:
        names = FIRST if done < o.first * 1e6 else None
        examples, _ = chunk(encoder, o.seed, index, 2048 if names else 8192, names=names, emphasis=EMPHASIS[o.model])
        index += 1
        order = batches(examples, micro, random.Random(index))
        per_step = max(1, round(batch / micro))
        for first in range(0, len(order), per_step):
            group = [tensors(examples, b) for b in order[first:first + per_step]]
            count = sum(int((t != IGNORE).sum()) for _, t in group)
            for ids, targets in group:
                ids, targets = ids.to(o.device), targets.to(o.device)
                with torch.autocast(o.device, torch.bfloat16, enabled=o.bfloat16):
                    states = hidden(ids)
                    written = targets != IGNORE
                    logits = model.head(states[written])
                    loss = F.cross_entropy(logits.float(), targets[written], reduction="sum")
                    total = loss
                    if o.prompt:
                        read = ~written[:, :-1] & (ids[:, 1:] != 0)
                        logits = model.head(states[:, :-1][read])
                        total = loss + o.prompt * F.cross_entropy(logits.float(), ids[:, 1:][read], reduction="sum")
                (total / count).backward()
                loss_sum += loss.item()
                done += int(ids.numel())
            loss_count += count
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            for opt, factor in zip(opts, (1.0, o.rest_lr)):
                for g in opt.param_groups:
                    g["lr"] = factor * lr * rate(done, budget, o.decay)
                opt.step()
                opt.zero_grad(set_to_none=True)
            step += 1
            if time.time() - reported > 20:
                reported = time.time()
                speed = (done - at_start) / (reported - started)
                print(f"{done / 1e6:6.2f}M of {budget / 1e6:.1f}M tokens, step {step}, loss {loss_sum / loss_count:.4f}, "
                      f"{speed:.0f} tokens/s, ETA {(budget - done) / speed / 60:.1f} min", flush=True)
                loss_sum, loss_count = 0.0, 0
            if done >= budget:
                break
        if time.time() - saved > 120:
            saved = time.time()
            save()
            accuracy, kinds = dev_accuracy(model, dev_examples, dev_kinds, o.device)
            print(f"dev {accuracy:.3f} | " + " ".join(f"{k} {v:.2f}" for k, v in kinds.items()), flush=True)
    save()
    accuracy, kinds = dev_accuracy(model, dev_examples, dev_kinds, o.device)
    print(f"final dev {accuracy:.3f} | " + " ".join(f"{k} {v:.2f}" for k, v in kinds.items()), flush=True)


if __name__ == "__main__":
    main()
