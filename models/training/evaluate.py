"""Measures the pair on its held-out sets, and the cascade that the pair allows.

python3 evaluate.py [--small FILE] [--large FILE] [--data FOLDER]
"""
import argparse
import json
import pathlib
import time
from collections import defaultdict

from answers import normalise_answer
from generate import greedy
from heldout import MODELS
from reader import read
from tokenizer import END, render

PRICE = {"small": 1, "large": 10}  # per token; only the ratio matters here


def load(path):
    return [json.loads(line) for line in open(path, encoding="utf-8")]


def run(path, rows):
    """Adds nothing to rows; returns for each whether it is right, its tokens and its confidences."""
    model, tokenizer = read(path)
    end = tokenizer.token_to_id(END)
    prompts = [tokenizer.encode(render([(m["role"], m["content"]) for m in row["messages"]])).ids for row in rows]
    out = []
    for row, prompt, (ids, logs) in zip(rows, prompts, greedy(model, prompts, end)):
        text = tokenizer.decode(ids)
        out.append({"right": normalise_answer(text) == normalise_answer(row["answer"]), "text": text,
                    "prompt": len(prompt), "completion": len(ids), "tokens": len(prompt) + len(ids),
                    "min": min(logs), "mean": sum(logs) / len(logs)})
    return out


def accuracy(results):
    return sum(r["right"] for r in results) / len(results)


def by_kind(rows, small, large):
    table = defaultdict(list)
    for row, s, l in zip(rows, small, large):
        table[row["kind"]].append((s["right"], l["right"]))
    print(f"\n{'kind':16s} {'n':>4s} {'small':>7s} {'large':>7s}")
    for kind, pairs in sorted(table.items()):
        n = len(pairs)
        print(f"{kind:16s} {n:4d} {100 * sum(p[0] for p in pairs) / n:6.1f}% {100 * sum(p[1] for p in pairs) / n:6.1f}%")


def cascade(small, large, score, threshold):
    """Accuracy, cost over that of large alone, and share accepted, at one threshold."""
    right = cost = accepted = 0
    for s, l in zip(small, large):
        cost += PRICE["small"] * s["tokens"]
        if s[score] >= threshold:
            accepted += 1
            right += s["right"]
        else:
            cost += PRICE["large"] * l["tokens"]
            right += l["right"]
    alone = sum(PRICE["large"] * l["tokens"] for l in large)
    return right / len(small), cost / alone, accepted / len(small)


def fit(small, large, score, loss):
    """The cheapest threshold that costs at most `loss` of accuracy against large alone."""
    goal = accuracy(large) - loss
    best = (float("inf"), 0.0)
    for threshold in sorted({s[score] for s in small}):
        right, cost, _ = cascade(small, large, score, threshold)
        if right >= goal and cost < best[0]:
            best = (cost, threshold)
    return best[1]


def auc(small, score):
    """How often a right answer of small is more confident than a wrong one."""
    right = sorted(s[score] for s in small if s["right"])
    wrong = sorted(s[score] for s in small if not s["right"])
    below, j = 0, 0
    for value in right:
        while j < len(wrong) and wrong[j] < value:
            j += 1
        below += j
    return below / (len(right) * len(wrong))


def frontier(calibration, evaluation):
    """Thresholds are fitted on calibration and reported on evaluation."""
    for score in ("min", "mean"):
        print(f"\nauto by {score} token log-probability (AUC on eval {auc(evaluation[0], score):.3f})")
        print(f"{'loss allowed':>12s} {'threshold':>10s} | {'calibration':^22s} | {'eval':^30s}")
        for loss in (0.0, 0.0025, 0.005, 0.0075, 0.01, 0.02):
            t = fit(*calibration, score, loss)
            a, b = cascade(*calibration, score, t), cascade(*evaluation, score, t)
            delta = 100 * (b[0] - accuracy(evaluation[1]))
            print(f"{100 * loss:11.2f}p {t:10.5f} | acc {100 * a[0]:5.1f} cost {100 * a[1]:5.1f}% | "
                  f"acc {100 * b[0]:5.1f} ({delta:+.1f}) cost {100 * b[1]:5.1f}% accepted {100 * b[2]:4.1f}%")


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--small", default=MODELS / "demo-small.gguf")
    p.add_argument("--large", default=MODELS / "demo-large.gguf")
    p.add_argument("--data", default=MODELS, type=pathlib.Path)
    p.add_argument("--wrong", action="store_true", help="print the wrong answers")
    o = p.parse_args()
    results = {}
    for split in ("calibration", "eval"):
        rows = load(o.data / f"{split}.jsonl")
        started = time.time()
        results[split] = run(o.small, rows), run(o.large, rows)
        small, large = results[split]
        print(f"{split}: small {100 * accuracy(small):.1f}%  large {100 * accuracy(large):.1f}%  "
              f"both wrong {sum(not s['right'] and not l['right'] for s, l in zip(small, large))}  "
              f"tokens small {sum(s['tokens'] for s in small)} large {sum(l['tokens'] for l in large)}  {time.time() - started:.0f} s")
    by_kind(rows, *results["eval"])
    frontier(results["calibration"], results["eval"])
    if o.wrong:
        for row, s, l in zip(rows, *results["eval"]):
            if not l["right"] or (not s["right"] and s["min"] > -0.02):
                print(row["kind"], "|", row["messages"][-1]["content"], "| want", row["answer"], "| small", s["text"], f"{s['min']:.3f}", "| large", l["text"])


if __name__ == "__main__":
    main()
