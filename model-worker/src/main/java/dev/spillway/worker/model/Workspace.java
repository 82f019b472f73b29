package dev.spillway.worker.model;

import dev.spillway.worker.kernel.Floats;
import dev.spillway.worker.kernel.Kernels;

/**
 * What a forward pass writes on the way; allocated once for the largest batch.
 *
 * @param stream the residual stream, {@code [tokens, hidden]}
 * @param normed input of a layer's halves, {@code [tokens, hidden]}
 * @param wide queries, keys and values, or gates and ups
 * @param inner attention's outputs, or gated units
 * @param update what is added to the stream, {@code [tokens, hidden]}
 */
record Workspace(
    int hidden, Floats stream, Floats normed, Floats wide, Floats inner, Floats update) {

  /**
   * @param wide and {@code inner} are the largest widths of these rows
   */
  static Workspace allocate(Kernels kernels, int tokens, int hidden, int wide, int inner) {
    return new Workspace(
        hidden,
        kernels.allocate(tokens * hidden),
        kernels.allocate(tokens * hidden),
        kernels.allocate(tokens * wide),
        kernels.allocate(tokens * inner),
        kernels.allocate(tokens * hidden));
  }
}
