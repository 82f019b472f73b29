package dev.spillway.testkit;

import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * A complete model of the llama architecture with seeded random weights: nonsense answers, but the
 * same ones on every machine, in milliseconds.
 *
 * @param type of the matrices; norms are F32 as in every real file
 * @param hidden and {@code feedForward} are multiples of 32, so that Q8_0 fits
 * @param tied whether the output matrix is the embedding, as in small models
 */
public record TinyLlama(
    long seed,
    WeightType type,
    int layers,
    int hidden,
    int heads,
    int kvHeads,
    int feedForward,
    int context,
    boolean tied) {

  /** Two layers of width 64, four heads over two, context 256. */
  public static TinyLlama of(WeightType type) {
    return new TinyLlama(7, type, 2, 64, 4, 2, 96, 256, false);
  }

  public TinyLlama withSeed(long other) {
    return new TinyLlama(other, type, layers, hidden, heads, kvHeads, feedForward, context, tied);
  }

  public TinyLlama withContext(int other) {
    return new TinyLlama(seed, type, layers, hidden, heads, kvHeads, feedForward, other, tied);
  }

  public TinyLlama withTied(boolean other) {
    return new TinyLlama(seed, type, layers, hidden, heads, kvHeads, feedForward, context, other);
  }

  public Path writeTo(Path file) {
    return gguf().writeTo(file);
  }

  /** The file's content, to be changed further. */
  public TinyGguf gguf() {
    var out = new TinyGguf();
    out.put("general.architecture", "llama")
        .put("general.name", "tiny-llama")
        .put("llama.context_length", context)
        .put("llama.embedding_length", hidden)
        .put("llama.block_count", layers)
        .put("llama.feed_forward_length", feedForward)
        .put("llama.attention.head_count", heads)
        .put("llama.attention.head_count_kv", kvHeads)
        .put("llama.attention.layer_norm_rms_epsilon", 1e-5f)
        .put("llama.rope.dimension_count", hidden / heads)
        .put("llama.rope.freq_base", 10_000f)
        .put("llama.vocab_size", TinyVocabulary.size());
    TinyVocabulary.describeTo(out);

    var random = new SplittableRandom(seed);
    int kvWidth = hidden / heads * kvHeads;
    matrix(out, random, "token_embd.weight", hidden, TinyVocabulary.size());
    for (int layer = 0; layer < layers; layer++) {
      var block = "blk." + layer + ".";
      norm(out, random, block + "attn_norm.weight");
      matrix(out, random, block + "attn_q.weight", hidden, hidden);
      matrix(out, random, block + "attn_k.weight", hidden, kvWidth);
      matrix(out, random, block + "attn_v.weight", hidden, kvWidth);
      matrix(out, random, block + "attn_output.weight", hidden, hidden);
      norm(out, random, block + "ffn_norm.weight");
      matrix(out, random, block + "ffn_gate.weight", hidden, feedForward);
      matrix(out, random, block + "ffn_up.weight", hidden, feedForward);
      matrix(out, random, block + "ffn_down.weight", feedForward, hidden);
    }
    norm(out, random, "output_norm.weight");
    if (!tied) {
      matrix(out, random, "output.weight", hidden, TinyVocabulary.size());
    }
    return out;
  }

  /** Uniform, with the variance that keeps activations near one. */
  private void matrix(TinyGguf out, SplittableRandom random, String name, int columns, int rows) {
    var values = new float[columns * rows];
    float span = (float) Math.sqrt(3.0 / columns);
    for (int i = 0; i < values.length; i++) {
      values[i] = span * (2f * random.nextFloat() - 1f);
    }
    out.tensor(name, type, new long[] {columns, rows}, values);
  }

  private void norm(TinyGguf out, SplittableRandom random, String name) {
    var values = new float[hidden];
    for (int i = 0; i < hidden; i++) {
      values[i] = 0.9f + 0.2f * random.nextFloat();
    }
    out.tensor(name, WeightType.F32, new long[] {hidden}, values);
  }
}
