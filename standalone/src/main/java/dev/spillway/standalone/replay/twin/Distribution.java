package dev.spillway.standalone.replay.twin;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** Numbers in order. Percentiles are by nearest rank: each is one of the numbers. */
public final class Distribution {
  private final double[] sorted;

  private Distribution(double[] sorted) {
    this.sorted = sorted;
  }

  public static Distribution of(DoubleStream values) {
    double[] sorted = values.toArray();
    Arrays.sort(sorted);
    return new Distribution(sorted);
  }

  public int size() {
    return sorted.length;
  }

  /** Zero if there are no numbers. */
  public double mean() {
    double sum = 0;
    for (double value : sorted) {
      sum += value;
    }
    return sorted.length == 0 ? 0 : sum / sorted.length;
  }

  /**
   * The least of the numbers that at least {@code percent} of 100 do not exceed; zero if there are
   * none.
   *
   * @param percent above 0, at most 100
   */
  public double percentile(double percent) {
    if (!(percent > 0 && percent <= 100)) {
      throw new IllegalArgumentException("a percentile is above 0 and at most 100");
    }
    if (sorted.length == 0) {
      return 0;
    }
    int rank = (int) Math.ceil(percent / 100 * sorted.length);
    return sorted[Math.max(1, rank) - 1];
  }

  public double max() {
    return sorted.length == 0 ? 0 : sorted[sorted.length - 1];
  }
}
