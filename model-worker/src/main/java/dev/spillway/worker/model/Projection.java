package dev.spillway.worker.model;

import dev.spillway.worker.kernel.Floats;
import dev.spillway.worker.kernel.Kernels;
import dev.spillway.worker.kernel.Weights;
import java.util.List;

/**
 * A linear layer. Matrices that read the same input are stacked into one, which is one kernel
 * instead of several; only those that differ in type stay apart.
 */
record Projection(List<Weights> stacks) {
  Projection {
    stacks = List.copyOf(stacks);
  }

  /** Outputs per token. */
  int rows() {
    return stacks.stream().mapToInt(Weights::rows).sum();
  }

  /** {@code y[tokens, rows] = x[tokens, columns] w}. */
  void apply(Kernels kernels, Floats x, int tokens, Floats y) {
    int rows = rows();
    int offset = 0;
    for (var stack : stacks) {
      kernels.matmul(stack, x, tokens, y, rows, offset);
      offset += stack.rows();
    }
  }
}
