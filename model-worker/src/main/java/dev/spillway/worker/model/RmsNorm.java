package dev.spillway.worker.model;

import dev.spillway.worker.kernel.Floats;
import dev.spillway.worker.kernel.Kernels;

/** Root mean square normalisation with learned weights. */
record RmsNorm(Floats weight, float epsilon) {
  /** {@code x} and {@code out} are {@code [tokens, hidden]}. */
  void apply(Kernels kernels, Floats x, int tokens, Floats out) {
    kernels.rmsNorm(x, weight, epsilon, tokens, out);
  }
}
