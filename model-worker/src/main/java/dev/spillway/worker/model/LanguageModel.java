package dev.spillway.worker.model;

import dev.spillway.worker.kernel.AttentionShape;
import dev.spillway.worker.kernel.Batch;
import dev.spillway.worker.kernel.KvMemory;
import dev.spillway.worker.kernel.KvShape;

/** A loaded model. One thread uses it. */
public interface LanguageModel {
  /** Tokens of a prompt and its answer together, at most. */
  int contextLength();

  /** Token ids are below this. */
  int vocabulary();

  /** What it keeps in KV memory per token, as F32. */
  KvShape kvShape();

  /**
   * Positions that a token sees in any layer, its own included: blocks wholly before that are never
   * read again.
   */
  default int window() {
    return AttentionShape.UNBOUNDED;
  }

  /**
   * Runs the tokens of a batch through all layers. Their keys and values go to their blocks of
   * {@code kv}, where those of all earlier positions must be already.
   *
   * @param logits {@code [outputs of the batch, vocabulary]} are written
   */
  void forward(Batch batch, KvMemory kv, float[] logits);
}
