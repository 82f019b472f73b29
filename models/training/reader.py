"""Reads an exported GGUF file back: its weights, dequantised to float32, and its tokenizer.

Everything that judges the models goes through here, so what is measured is what
the file holds, not what training had in memory.
"""
import gguf
import torch
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers

from model import Config, Llama
from tokenizer import PATTERN


def field(reader, key):
    return reader.get_field(key).contents()


def read(path):
    """The model in float32 and its tokenizer."""
    reader = gguf.GGUFReader(path)
    config = Config(
        name=field(reader, "general.name"),
        dim=field(reader, "llama.embedding_length"),
        layers=field(reader, "llama.block_count"),
        heads=field(reader, "llama.attention.head_count"),
        kv_heads=field(reader, "llama.attention.head_count_kv"),
        ffn=field(reader, "llama.feed_forward_length"),
        vocab=field(reader, "llama.vocab_size"),
        head_dim=field(reader, "llama.attention.key_length"),
        context=field(reader, "llama.context_length"),
        rope_base=field(reader, "llama.rope.freq_base"),
        norm_eps=field(reader, "llama.attention.layer_norm_rms_epsilon"),
    )
    model = Llama(config)
    model.load_state_dict({t.name: torch.from_numpy(gguf.quants.dequantize(t.data, t.tensor_type).copy()) for t in reader.tensors})
    return model.eval(), tokenizer(reader)


def tokenizer(reader):
    tokens = field(reader, "tokenizer.ggml.tokens")
    types = field(reader, "tokenizer.ggml.token_type")
    merges = [tuple(m.split(" ")) for m in field(reader, "tokenizer.ggml.merges")]
    out = Tokenizer(models.BPE(vocab={t: i for i, t in enumerate(tokens)}, merges=merges))
    out.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(PATTERN), behavior="isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ])
    out.decoder = decoders.ByteLevel()
    out.add_special_tokens([AddedToken(t, special=True) for t, kind in zip(tokens, types) if kind == gguf.TokenType.CONTROL])
    return out
