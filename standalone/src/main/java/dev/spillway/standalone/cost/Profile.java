package dev.spillway.standalone.cost;

import dev.spillway.worker.kernel.KvShape;
import java.util.Collections;
import java.util.List;

/**
 * A machine with a model, as far as a replay must know it.
 *
 * @param name for people
 * @param bytesPerBlock KV memory of {@value KvShape#BLOCK_TOKENS} tokens
 * @param kvBytes KV memory of a worker
 * @param maxRunning sequences that advance together
 * @param stepTokens tokens of one step
 * @param meanError of the cost against the steps that it was fitted to
 * @param p95Error 95 of 100 errors are at most this
 * @param steps that were measured
 */
public record Profile(
    String name,
    long bytesPerBlock,
    long kvBytes,
    int maxRunning,
    int stepTokens,
    StepCost cost,
    double meanError,
    double p95Error,
    List<Measured> steps) {

  /**
   * Computed, not measured: a model of 8 thousand million weights in 16 bits with the KV shape of
   * Llama 3, on an accelerator that reads 2 TB and computes 150 Tflop each second. A step reads all
   * weights in 8 ms, which hides the arithmetic of its first 64 tokens; each token after them takes
   * 0.107 ms of arithmetic. An answer's token reads 128 KiB for each earlier token. 16 GiB are left
   * for keys and values.
   */
  public static final Profile REFERENCE =
      new Profile(
          "reference (8B in 16 bits, 2 TB/s, 150 Tflop/s; computed, not measured)",
          2L << 20,
          16L << 30,
          256,
          512,
          new StepCost(
              8e-3,
              prices(1e-6, 1e-6, 1e-6, 1e-6, 1e-6, 1.07e-4, 1.07e-4, 1.07e-4),
              2e-6,
              6.6e-8,
              3.5e-9),
          0,
          0,
          List.of());

  public Profile {
    steps = Collections.unmodifiableList(steps);
    if (bytesPerBlock < 1 || kvBytes < bytesPerBlock || maxRunning < 1 || stepTokens < maxRunning) {
      throw new IllegalArgumentException(
          "a profile needs memory for a block, room for one to run, and a token for each");
    }
  }

  /** Blocks that a worker's KV memory has room for. */
  public int blocks() {
    return Math.toIntExact(Math.min(kvBytes / bytesPerBlock, Integer.MAX_VALUE - 8));
  }

  private static List<Double> prices(Double... each) {
    return List.of(each);
  }
}
