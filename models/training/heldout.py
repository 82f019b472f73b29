"""Writes the held-out sets: python3 heldout.py (eval.jsonl and calibration.jsonl in the folder above)."""
import json
import pathlib
import random

from questions import CALIBRATION, EVAL, draw_any, normalise

MODELS = pathlib.Path(__file__).resolve().parent.parent

# A new seed draws a new set: one that has been looked at while choices were made is worn out.
SEEDS = {EVAL: "eval 2", CALIBRATION: "calibration"}


def key(messages):
    return "\n".join(f"{role}: {normalise(content)}" for role, content in messages)


def rows(split, count=1000):
    rng, seen, out = random.Random(SEEDS[split]), set(), []
    while len(out) < count:
        name, question = draw_any(rng, split)
        if key(question.messages) in seen:
            continue
        seen.add(key(question.messages))
        messages = [{"role": role, "content": content} for role, content in question.messages]
        out.append({"id": f"{split}-{len(out) + 1:04d}", "kind": name, "messages": messages, "answer": question.answer})
    return out


def main(folder=MODELS):
    for split in (EVAL, CALIBRATION):
        with open(pathlib.Path(folder) / f"{split}.jsonl", "w", encoding="utf-8") as f:
            for row in rows(split):
                f.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
