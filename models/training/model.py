"""The llama architecture in plain PyTorch, laid out as llama.cpp reads it.

Every weight has the shape and the row order that a GGUF file of architecture
"llama" stores, so the export is a plain copy. In particular RoPE rotates
adjacent pairs (2i, 2i+1) of each head, which is llama.cpp's NORM type: weights
trained with the other layout would have to be permuted on export.
"""
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn


@dataclass(frozen=True)
class Config:
    name: str
    dim: int
    layers: int
    heads: int
    kv_heads: int
    ffn: int
    vocab: int = 1280
    head_dim: int = 32
    context: int = 1024
    rope_base: float = 10000.0
    norm_eps: float = 1e-5


CONFIGS = {
    "small": Config("small", dim=96, layers=3, heads=3, kv_heads=1, ffn=288),
    "large": Config("large", dim=256, layers=4, heads=8, kv_heads=4, ffn=704),
}


class RMSNorm(nn.Module):
    def __init__(self, dim, eps):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(dim))
        self.eps = eps

    def forward(self, x):
        return F.rms_norm(x, (x.shape[-1],), self.weight.to(x.dtype), self.eps)


def rope_table(config, device=None):
    """Cosines and sines for every position of the context: [context, head_dim/2]."""
    half = torch.arange(0, config.head_dim, 2, dtype=torch.float64, device=device)
    freq = config.rope_base ** (-half / config.head_dim)
    angle = torch.outer(torch.arange(config.context, dtype=torch.float64, device=device), freq)
    return angle.cos().float(), angle.sin().float()


def rotate(x, cos, sin):
    """Rotates the adjacent pairs of x, [batch, heads, time, head_dim]."""
    even, odd = x[..., 0::2], x[..., 1::2]
    return torch.stack((even * cos - odd * sin, even * sin + odd * cos), -1).flatten(-2)


class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.c = c
        self.attn_norm = RMSNorm(c.dim, c.norm_eps)
        self.attn_q = nn.Linear(c.dim, c.heads * c.head_dim, bias=False)
        self.attn_k = nn.Linear(c.dim, c.kv_heads * c.head_dim, bias=False)
        self.attn_v = nn.Linear(c.dim, c.kv_heads * c.head_dim, bias=False)
        self.attn_output = nn.Linear(c.heads * c.head_dim, c.dim, bias=False)
        self.ffn_norm = RMSNorm(c.dim, c.norm_eps)
        self.ffn_gate = nn.Linear(c.dim, c.ffn, bias=False)
        self.ffn_up = nn.Linear(c.dim, c.ffn, bias=False)
        self.ffn_down = nn.Linear(c.ffn, c.dim, bias=False)

    def attention(self, x, cos, sin, past):
        c, (batch, time, _) = self.c, x.shape
        q = self.attn_q(x).view(batch, time, c.heads, c.head_dim).transpose(1, 2)
        k = self.attn_k(x).view(batch, time, c.kv_heads, c.head_dim).transpose(1, 2)
        v = self.attn_v(x).view(batch, time, c.kv_heads, c.head_dim).transpose(1, 2)
        q, k = rotate(q, cos, sin), rotate(k, cos, sin)
        causal = True
        if past is not None:
            if past:
                k, v = torch.cat((past[0], k), 2), torch.cat((past[1], v), 2)
                causal = False  # one new token sees everything before it
            past[:] = [k, v]
        group = c.heads // c.kv_heads
        k, v = k.repeat_interleave(group, 1), v.repeat_interleave(group, 1)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=causal)
        return self.attn_output(y.transpose(1, 2).reshape(batch, time, -1))

    def forward(self, x, cos, sin, past=None):
        x = x + self.attention(self.attn_norm(x), cos, sin, past)
        y = self.ffn_norm(x)
        return x + self.ffn_down(F.silu(self.ffn_gate(y)) * self.ffn_up(y))


class Llama(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config = config
        self.token_embd = nn.Embedding(config.vocab, config.dim)
        self.blk = nn.ModuleList(Block(config) for _ in range(config.layers))
        self.output_norm = RMSNorm(config.dim, config.norm_eps)
        cos, sin = rope_table(config)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)
        for name, weight in self.named_parameters():
            if weight.dim() == 2:
                deep = name.endswith(("attn_output.weight", "ffn_down.weight"))
                nn.init.normal_(weight, std=0.02 if not deep else 0.02 / (2 * config.layers) ** 0.5)

    def hidden(self, ids, past=None):
        """The last normed hidden states of ids, [batch, time]; past is one list per block."""
        start = past[0][0].shape[2] if past and past[0] else 0
        x = self.token_embd(ids)
        cos, sin = (t[start:start + ids.shape[1]].to(x.dtype) for t in (self.cos, self.sin))
        for i, block in enumerate(self.blk):
            x = block(x, cos, sin, None if past is None else past[i])
        return self.output_norm(x)

    def head(self, hidden):
        """Logits; the output matrix is the embedding matrix."""
        return F.linear(hidden, self.token_embd.weight)

    def forward(self, ids, past=None):
        return self.head(self.hidden(ids, past))
