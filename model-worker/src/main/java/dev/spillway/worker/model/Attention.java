package dev.spillway.worker.model;

import dev.spillway.worker.kernel.AttentionShape;
import dev.spillway.worker.kernel.Batch;
import dev.spillway.worker.kernel.Floats;
import dev.spillway.worker.kernel.Kernels;
import dev.spillway.worker.kernel.KvMemory;
import dev.spillway.worker.kernel.RopeTable;

/** Causal self-attention with rotary positions over the KV memory. */
record Attention(
    int layer, AttentionShape shape, RopeTable rope, Projection queryKeyValue, Projection output) {

  /** {@code space.normed} to {@code space.update}, both {@code [tokens, hidden]}. */
  void apply(Kernels kernels, Batch batch, KvMemory kv, Workspace space) {
    int tokens = batch.tokens();
    Floats rows = space.wide();
    queryKeyValue.apply(kernels, space.normed(), tokens, rows);
    kernels.rope(rows, batch, shape, rope);
    kernels.attention(rows, batch, shape, kv, layer, space.inner());
    output.apply(kernels, space.inner(), tokens, space.update());
  }
}
