package dev.spillway.worker.kernel;

import java.util.Arrays;

/** The oracle of {@link Logits}. */
final class ScalarLogits {
  private ScalarLogits() {}

  static int largest(float[] x, int from, int count) {
    int best = 0;
    for (int i = 1; i < count; i++) {
      if (x[from + i] > x[from + best]) {
        best = i;
      }
    }
    return best;
  }

  static float exponentials(float[] x, int from, int count, float top, float[] lanes) {
    Arrays.fill(lanes, 0f);
    for (int i = 0; i < count; i++) {
      lanes[i % LaneSum.LANES] += ScalarExp.exp(x[from + i] - top);
    }
    return LaneSum.tree(lanes, 0);
  }
}
