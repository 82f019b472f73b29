package dev.spillway.benchmarks.lengths;

import java.util.Arrays;
import java.util.Comparator;

/**
 * How well one order agrees with another: Kendall's tau-b, which allows for ties, in n log n steps
 * (Knight 1966, JASA 61).
 */
final class KendallTau {
  private KendallTau() {}

  static double of(double[] x, double[] y) {
    int n = x.length;
    Integer[] order = new Integer[n];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order, Comparator.<Integer>comparingDouble(i -> x[i]).thenComparingDouble(i -> y[i]));
    double[] ys = new double[n];
    double[] xs = new double[n];
    long tiedBoth = 0;
    long run = 1;
    for (int i = 0; i < n; i++) {
      xs[i] = x[order[i]];
      ys[i] = y[order[i]];
      run = i > 0 && xs[i] == xs[i - 1] && ys[i] == ys[i - 1] ? run + 1 : 1;
      tiedBoth += run - 1;
    }
    long tiedX = tied(xs);
    long swaps = sort(ys, new double[n], 0, n);
    long tiedY = tied(ys);
    double pairs = (double) n * (n - 1) / 2;
    double concordantLessDiscordant = pairs - tiedX - tiedY + tiedBoth - 2.0 * swaps;
    return concordantLessDiscordant / Math.sqrt((pairs - tiedX) * (pairs - tiedY));
  }

  private static long tied(double[] sorted) {
    long tied = 0;
    long run = 1;
    for (int i = 1; i < sorted.length; i++) {
      run = sorted[i] == sorted[i - 1] ? run + 1 : 1;
      tied += run - 1;
    }
    return tied;
  }

  /** Sorts by merging and counts the pairs that were in the wrong order. */
  private static long sort(double[] values, double[] space, int from, int to) {
    if (to - from < 2) {
      return 0;
    }
    int middle = (from + to) >>> 1;
    long swaps = sort(values, space, from, middle) + sort(values, space, middle, to);
    int left = from;
    int right = middle;
    for (int i = from; i < to; i++) {
      if (right == to || (left < middle && values[left] <= values[right])) {
        space[i] = values[left++];
      } else {
        swaps += middle - left;
        space[i] = values[right++];
      }
    }
    System.arraycopy(space, from, values, from, to - from);
    return swaps;
  }
}
