package dev.spillway.worker.kernel;

/** The numerators of a softmax, and their sum as {@link LaneSum} says. */
final class ScalarSoftmax {
  private ScalarSoftmax() {}

  /**
   * Turns {@code scores[at + first .. at + end)} into {@code exp(score * scale - maximum)} and
   * returns their sum, in which {@code scores[at]} counts as term 0.
   *
   * @param lanes where in {@code scores} 16 partial sums may be kept
   */
  static float run(float[] scores, int at, int first, int end, float scale, int lanes) {
    float maximum = Float.NEGATIVE_INFINITY;
    for (int i = first; i < end; i++) {
      scores[at + i] *= scale;
      maximum = Math.max(maximum, scores[at + i]);
    }
    for (int l = 0; l < LaneSum.LANES; l++) {
      scores[lanes + l] = 0f;
    }
    for (int i = first; i < end; i++) {
      scores[at + i] = ScalarExp.exp(scores[at + i] - maximum);
      scores[lanes + i % LaneSum.LANES] += scores[at + i];
    }
    return LaneSum.tree(scores, lanes);
  }
}
