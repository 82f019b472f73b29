package dev.spillway.worker.model;

import dev.spillway.worker.kernel.Batch;
import dev.spillway.worker.kernel.Kernels;
import dev.spillway.worker.kernel.KvMemory;

/** One layer: attention, then feed-forward, each normalised before and added to the stream. */
record TransformerBlock(
    RmsNorm attentionNorm, Attention attention, RmsNorm mlpNorm, SwiGluMlp mlp) {

  void apply(Kernels kernels, Batch batch, KvMemory kv, Workspace space) {
    int tokens = batch.tokens();
    int length = tokens * space.hidden();
    attentionNorm.apply(kernels, space.stream(), tokens, space.normed());
    attention.apply(kernels, batch, kv, space);
    kernels.add(space.stream(), space.update(), length);
    mlpNorm.apply(kernels, space.stream(), tokens, space.normed());
    mlp.apply(kernels, tokens, space);
    kernels.add(space.stream(), space.update(), length);
  }
}
