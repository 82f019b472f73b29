"""The byte-level BPE tokenizer that both models share, and the ChatML rendering.

It is trained on our own questions. The pre-tokenizer's pattern is the one that
GGUF files name "qwen2": it makes every digit a token of its own, which lets a
small model learn arithmetic.
"""
import random
import sys

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from questions import TRAIN, draw_any
from questions.data import WORDS
from questions.numbers import PEOPLE

END_OF_TEXT, START, END = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
CONTROL = [END_OF_TEXT, START, END]
VOCAB = 1280
PATTERN = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
           r"|\s*[\r\n]+|\s+(?!\S)|\s+")
TEMPLATE = ("{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}"
            "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}")


def render(messages, prompt=True):
    """ChatML text of (role, content) pairs; with prompt, the assistant's turn is opened."""
    text = "".join(f"{START}{role}\n{content}{END}\n" for role, content in messages)
    return text + f"{START}assistant\n" if prompt else text


def build(texts):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(PATTERN), behavior="isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ])
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())  # all 256 bytes: any text encodes
    tokenizer.train_from_iterator(texts, trainers.BpeTrainer(
        vocab_size=VOCAB, special_tokens=CONTROL, initial_alphabet=alphabet, show_progress=False))
    return tokenizer


def main(path="tokenizer.json"):
    rng = random.Random("tokenizer")
    texts = []
    for _ in range(60_000):
        _, question = draw_any(rng, TRAIN)
        for role, content in question.messages + (("assistant", question.answer),):
            texts.append(f"{role}\n{content}")
    # Words that lists hold should be one token each, behind a space and at the start of an answer.
    texts += [text for word in WORDS + PEOPLE for text in (word, " " + word)] * 250
    tokenizer = build(texts)
    assert tokenizer.get_vocab_size() == VOCAB
    tokenizer.save(path)


if __name__ == "__main__":
    main(*sys.argv[1:])
