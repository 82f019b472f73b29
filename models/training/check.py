"""Checks what the repository promises of the pair: python3 check.py [--questions N]

The files' format and size, the sizes of the held-out sets, that no held-out
question can be drawn for training or for the other set, and that the answers of
the held-out sets are those that the generators give.
"""
import argparse
import json
import random

import gguf

from heldout import MODELS, key, rows
from questions import CALIBRATION, EVAL, TRAIN, draw_any, split_of
from reader import read
from tokenizer import CONTROL, VOCAB

LIMITS = {"small": 2_000_000, "large": 16_000_000}


def load(split):
    return [json.loads(line) for line in open(MODELS / f"{split}.jsonl", encoding="utf-8")]


def pairs(row):
    return tuple((m["role"], m["content"]) for m in row["messages"])


def check_sets(samples):
    held = {}
    for split in (EVAL, CALIBRATION):
        found = load(split)
        assert len(found) == 1000, split
        assert len({r["id"] for r in found}) == 1000, "ids repeat"
        assert found == rows(split), f"{split}.jsonl is not what the generators write"
        assert all(split_of(pairs(r)) == split for r in found), "a question lies in the wrong split"
        held[split] = {key(pairs(r)) for r in found}
        assert len(held[split]) == 1000, "questions repeat"
    assert not held[EVAL] & held[CALIBRATION]
    rng, both = random.Random("check"), held[EVAL] | held[CALIBRATION]
    for _ in range(samples):
        _, question = draw_any(rng, TRAIN)
        assert key(question.messages) not in both, f"training draws a held-out question: {question}"


def check_file(name):
    path = MODELS / f"demo-{name}.gguf"
    assert path.stat().st_size <= LIMITS[name], f"{path} is too large"
    reader = gguf.GGUFReader(path)
    value = lambda k: reader.get_field(k).contents()
    assert value("general.architecture") == "llama"
    assert value("llama.context_length") >= 1024
    assert value("tokenizer.ggml.model") == "gpt2" and value("tokenizer.ggml.pre") == "qwen2"
    assert value("tokenizer.chat_template")
    tokens = value("tokenizer.ggml.tokens")
    assert len(tokens) == VOCAB and all(t in tokens for t in CONTROL)
    for tensor in reader.tensors:
        wanted = gguf.GGMLQuantizationType.Q8_0 if len(tensor.shape) == 2 else gguf.GGMLQuantizationType.F32
        assert tensor.tensor_type == wanted, tensor.name
        assert tensor.shape[0] % 32 == 0, tensor.name
    _, tokenizer = read(path)
    for text in ("What is 17 + 25?", "Ünï 😀\n\t\u0000", "<|im_start|>user\nHi<|im_end|>"):
        assert tokenizer.decode(tokenizer.encode(text).ids, skip_special_tokens=False) == text
    return tokens, value("tokenizer.ggml.merges")


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--questions", type=int, default=200_000, help="training questions to draw")
    o = p.parse_args()
    check_sets(o.questions)
    assert check_file("small") == check_file("large"), "the tokenizers differ"
    print("ok")


if __name__ == "__main__":
    main()
