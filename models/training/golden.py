"""Writes test vectors for other implementations: python3 golden.py FOLDER [folder of the GGUF files]

golden.json holds greedy answers of both models on the dequantised weights in
float32, and tokenizer-golden.json the token ids of varied strings.
"""
import json
import pathlib
import random
import sys

from generate import greedy
from heldout import MODELS
from reader import read
from tokenizer import END, render

STRINGS = [
    "", " ", "  ", "   a", "a   ", "\n", "\n\n", " \n \n ", "\t", "\r\n", "a\r\nb", "a\n\n\nb", "  \n  x", "Hello", " Hello", "hello world",
    "What is the capital of France?", "What is 17 + 25?", "1234567890", "3.14159", "1,000,000", "0x1F", "a1b2c3", "12 34  56   78", "²³½", "٣٤٥", "१२३", "Ⅷ",
    "I'm you're we've they'll he'd it's don't", "I'M YOU'RE WE'VE", "'s 't 're", "''''", "rock 'n' roll", "don’t", "\"quoted\"", "(brackets)", "[list, of, things]",
    "{\"json\": [1, 2, {\"a\": null}]}", "<html><body>&nbsp;</body></html>", "https://example.org/a?b=c&d=e#f", "user@example.org", "C:\\path\\file.txt", "a_b_c", "a-b-c", "...", "!?!?!?", "?!", " ?!", "- item\n- item",
    "é", "e\u0301", "naïve café", "Größe", "straße", "ÀÉÎÕÜ", "Ελληνικά", "Русский текст", "עברית", "العربية", "हिन्दी", "中文字符", "日本語テキスト", "한국어", "ไทย", "Tiếng Việt", "ქართული",
    "😀", "👍🏽", "👨‍👩‍👧‍👦", "🇫🇷", "a😀b", "😀 😀", "\u00a0", "a\u00a0b", "\u2003x", "\u200b", "\ufeffbom", "\u3000全角", "\u0000", "\u0001\u0002", "\u007f", "\u0085", "\u2028x", "ａｂｃ１２３", "𝒳𝓎", "\U0001F9EA test",
    "<|im_start|>", "<|im_end|>", "<|endoftext|>", "<|im_start|>user\nHi<|im_end|>\n", "a<|im_end|>b", " <|im_end|> ", "<|im_start", "<|unknown|>", "<|im_end|><|im_end|>",
    "c a t", "3, 4, 5, 6", "forty-five", "XIV", "RIVER", "New Delhi", "Port-au-Prince", "a+b=c", "17+25", "17 + 25 = ?", "5 * 6 / 2 - 1", "$5.00", "€20", "50%", "#hashtag", "@name", "~/.bashrc", "x^2", "a|b", "`code`", "**bold**", "___", "\\n", "\\", "/", "//", "/* c */",
    "def f(x):\n    return x + 1\n", "    indented", "\tindented", "a\tb", "trailing   ", "trailing\n", "two  spaces", "three   spaces", "x\n  y", "x \n y", "x\n\n  y", "\n x", " \t \n", "a \n", "1\n2\n3", "1 2", "1  2", "a1", "1a", " 1", "  1", "-1", "+1", "1-1",
]


def strings():
    """200 strings: the list above and random mixtures of its parts."""
    rng, out = random.Random("strings"), list(STRINGS)
    while len(out) < 200:
        out.append("".join(rng.choice(STRINGS) for _ in range(rng.randint(2, 5))))
    return out[:200]


def main(folder, source=MODELS):
    folder, source = pathlib.Path(folder), pathlib.Path(source)
    rows = [json.loads(line) for line in open(source / "eval.jsonl", encoding="utf-8")]
    kinds, chosen = set(), []
    for row in rows:  # the first of each of twenty kinds
        if row["kind"] not in kinds and len(chosen) < 20:
            kinds.add(row["kind"])
            chosen.append(row)
    golden = {}
    for name in ("small", "large"):
        model, tokenizer = read(source / f"demo-{name}.gguf")
        golden[name] = []
        for row in chosen:
            text = render([(m["role"], m["content"]) for m in row["messages"]])
            prompt = tokenizer.encode(text).ids
            (ids, logs), = greedy(model, [prompt], tokenizer.token_to_id(END))
            golden[name].append({"messages": row["messages"], "rendered": text, "prompt_ids": prompt, "output_ids": ids,
                                 "output_text": tokenizer.decode(ids), "logprobs": [round(x, 6) for x in logs]})
    (folder / "golden.json").write_text(json.dumps(golden, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    vectors = [{"text": s, "ids": tokenizer.encode(s).ids} for s in strings()]
    (folder / "tokenizer-golden.json").write_text(json.dumps(vectors, ensure_ascii=True, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
