package dev.spillway.worker.kernel;

/**
 * The one way to reduce many numbers to one: 16 partial sums, of which sum {@code l} takes terms
 * {@code l}, {@code l + 16}, ... in order, and then this tree.
 */
final class LaneSum {
  static final int LANES = 16;

  private LaneSum() {}

  /** Adds {@code lanes[at .. at + 16)}: halves onto halves, four times. Overwrites them. */
  static float tree(float[] lanes, int at) {
    for (int half = LANES / 2; half > 0; half /= 2) {
      for (int l = 0; l < half; l++) {
        lanes[at + l] += lanes[at + l + half];
      }
    }
    return lanes[at];
  }
}
