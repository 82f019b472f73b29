package dev.spillway.worker.kernel;

/** The numerators of a softmax, and their sum as {@link LaneSum} says. */
final class ScalarSoftmax {
  private ScalarSoftmax() {}

  /**
   * Turns {@code scores[0 .. count)} into {@code exp(score * scale - maximum)} and returns their
   * sum.
   *
   * @param lanes where in {@code scores} 16 partial sums may be kept
   */
  static float run(float[] scores, int count, float scale, int lanes) {
    float maximum = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      scores[i] *= scale;
      maximum = Math.max(maximum, scores[i]);
    }
    for (int l = 0; l < LaneSum.LANES; l++) {
      scores[lanes + l] = 0f;
    }
    for (int i = 0; i < count; i++) {
      scores[i] = ScalarExp.exp(scores[i] - maximum);
      scores[lanes + i % LaneSum.LANES] += scores[i];
    }
    return LaneSum.tree(scores, lanes);
  }
}
