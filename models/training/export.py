"""Writes a trained checkpoint as GGUF: python3 export.py small|large [checkpoint] [file]."""
import json
import pathlib
import sys

import gguf
import numpy
import torch

from heldout import MODELS
from model import CONFIGS
from tokenizer import CONTROL, END, END_OF_TEXT, TEMPLATE

Q8 = gguf.GGMLQuantizationType.Q8_0


def add_tokenizer(writer, path):
    """Tokens, types and merges from the trained tokenizer.json."""
    spec = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    vocab = spec["model"]["vocab"]
    tokens = sorted(vocab, key=vocab.get)
    merges = [m if isinstance(m, str) else " ".join(m) for m in spec["model"]["merges"]]
    types = [gguf.TokenType.CONTROL if t in CONTROL else gguf.TokenType.NORMAL for t in tokens]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    writer.add_token_merges(merges)
    writer.add_bos_token_id(vocab[END_OF_TEXT])
    writer.add_eos_token_id(vocab[END])
    writer.add_pad_token_id(vocab[END_OF_TEXT])
    writer.add_add_bos_token(False)
    writer.add_chat_template(TEMPLATE)


def export(name, checkpoint, tokenizer, path):
    c = CONFIGS[name]
    weights = torch.load(checkpoint, map_location="cpu", weights_only=False)["model"]
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name(f"Spillway demo {name}")
    writer.add_description("A tiny model trained on generated questions, to demonstrate the Spillway gateway.")
    writer.add_license("apache-2.0")
    writer.add_size_label(f"{sum(w.numel() for w in weights.values()) / 1e6:.1f}M")
    writer.add_languages(["en"])
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    writer.add_context_length(c.context)
    writer.add_embedding_length(c.dim)
    writer.add_block_count(c.layers)
    writer.add_feed_forward_length(c.ffn)
    writer.add_head_count(c.heads)
    writer.add_head_count_kv(c.kv_heads)
    writer.add_key_length(c.head_dim)
    writer.add_value_length(c.head_dim)
    writer.add_layer_norm_rms_eps(c.norm_eps)
    writer.add_rope_freq_base(c.rope_base)
    writer.add_rope_dimension_count(c.head_dim)
    writer.add_vocab_size(c.vocab)
    add_tokenizer(writer, tokenizer)
    for key, weight in weights.items():
        array = weight.float().numpy()
        if array.ndim == 2:
            writer.add_tensor(key, gguf.quants.quantize(array, Q8), raw_dtype=Q8)
        else:
            writer.add_tensor(key, array.astype(numpy.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    model = sys.argv[1]
    source = sys.argv[2] if len(sys.argv) > 2 else f"{model}.pt"
    target = sys.argv[3] if len(sys.argv) > 3 else str(MODELS / f"demo-{model}.gguf")
    export(model, source, str(pathlib.Path(source).parent / "tokenizer.json"), target)
