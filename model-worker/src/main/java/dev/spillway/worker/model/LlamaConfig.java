package dev.spillway.worker.model;

import dev.spillway.worker.format.GgufFile;
import dev.spillway.worker.kernel.AttentionShape;

/**
 * The sizes of a model of architecture "llama", as its file states them.
 *
 * @param hidden width of the residual stream
 * @param feedForward width inside the gated unit
 * @param ropeDimensions of a head that are rotated
 */
record LlamaConfig(
    int context,
    int hidden,
    int layers,
    int feedForward,
    AttentionShape attention,
    int ropeDimensions,
    float ropeBase,
    float epsilon) {

  static LlamaConfig read(GgufFile file) {
    var metadata = file.metadata();
    int hidden = positive(file, "llama.embedding_length");
    int heads = positive(file, "llama.attention.head_count");
    int kvHeads = metadata.integer("llama.attention.head_count_kv", heads);
    if (kvHeads < 1 || heads % kvHeads != 0) {
      throw file.unusable("%d heads cannot share %d KV heads".formatted(heads, kvHeads));
    }
    int headDim = metadata.integer("llama.attention.key_length", hidden / heads);
    int valueDim = metadata.integer("llama.attention.value_length", headDim);
    if (headDim < 1 || valueDim != headDim) {
      throw file.unusable(
          "keys of length %d with values of length %d are not supported"
              .formatted(headDim, valueDim));
    }
    int rotated = metadata.integer("llama.rope.dimension_count", headDim);
    if (rotated < 2 || rotated > headDim || rotated % 2 != 0) {
      throw file.unusable(
          "rotating %d dimensions of heads of %d is not supported".formatted(rotated, headDim));
    }
    refuseScaling(file);
    return new LlamaConfig(
        positive(file, "llama.context_length"),
        hidden,
        positive(file, "llama.block_count"),
        positive(file, "llama.feed_forward_length"),
        new AttentionShape(heads, kvHeads, headDim, window(file)),
        rotated,
        metadata.floating("llama.rope.freq_base", 10_000f),
        metadata.floating("llama.attention.layer_norm_rms_epsilon"));
  }

  /** As Mistral's files state it; 0 or no number stands for no bound. */
  private static int window(GgufFile file) {
    int window = file.metadata().integer("llama.attention.sliding_window", 0);
    if (window < 0) {
      throw file.metadata().unusable("llama.attention.sliding_window", "must not be negative");
    }
    return window == 0 ? AttentionShape.UNBOUNDED : window;
  }

  private static void refuseScaling(GgufFile file) {
    var scaling = file.metadata().optionalString("llama.rope.scaling.type").orElse("none");
    if (!scaling.equals("none")) {
      throw file.unusable("RoPE scaling '%s' is not supported".formatted(scaling));
    }
    if (file.has("rope_freqs.weight")) {
      throw file.unusable("scaled RoPE frequencies (rope_freqs.weight) are not supported");
    }
  }

  private static int positive(GgufFile file, String key) {
    int value = file.metadata().integer(key);
    if (value < 1) {
      throw file.metadata().unusable(key, "must be at least 1 but is " + value);
    }
    return value;
  }
}
