package dev.spillway.router.length;

/**
 * How probable it is that an answer has at least so many tokens: a line between the bins' edges.
 */
final class LengthDistribution {
  /** Of reaching each edge; falls from one. */
  private final float[] survival;

  LengthDistribution(float[] survival) {
    this.survival = survival;
  }

  /** The shortest length that an answer exceeds with at most this probability. */
  int quantile(double exceeded) {
    for (int bin = 0; bin < LengthBins.COUNT; bin++) {
      float after = survival[bin + 1];
      if (after <= exceeded) {
        int from = LengthBins.edge(bin);
        int width = LengthBins.edge(bin + 1) - from;
        double part = (survival[bin] - exceeded) / Math.max(1e-9, survival[bin] - after);
        return from + Math.clamp((int) Math.ceil(part * width) - 1, 0, width - 1);
      }
    }
    return LengthBins.LONGEST;
  }

  /**
   * How many tokens are still to come, on average over all answers that go on after so many.
   *
   * @param limit of the whole answer
   */
  double remaining(int produced, int limit) {
    int next = produced + 1;
    if (next >= limit) {
      return 1;
    }
    double here = atLeast(next);
    if (here <= 0) {
      return 1;
    }
    double sum = 0;
    for (int bin = LengthBins.of(next); bin < LengthBins.COUNT; bin++) {
      int from = Math.max(next, LengthBins.edge(bin));
      int to = Math.min(limit + 1, LengthBins.edge(bin + 1));
      if (from >= to) {
        break;
      }
      sum += (to - from) * (atLeast(from) + atLeast(to - 1)) / 2;
    }
    return Math.max(1, sum / here);
  }

  private double atLeast(int length) {
    if (length > LengthBins.LONGEST) {
      return 0;
    }
    int bin = LengthBins.of(length);
    int from = LengthBins.edge(bin);
    double part = (double) (length - from) / (LengthBins.edge(bin + 1) - from);
    return survival[bin] + part * (survival[bin + 1] - survival[bin]);
  }
}
