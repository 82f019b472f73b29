package dev.spillway.worker.schedule;

import java.util.Arrays;

/**
 * The lengths of the answers that ended last, kept sorted: what is known about those to come. No
 * more than a window is remembered, because what people ask changes.
 */
public final class FinishedLengths {
  private final int[] recent;
  private final int[] sorted;
  private int size;
  private int oldest;
  private long sum;

  FinishedLengths(int window) {
    recent = new int[window];
    sorted = new int[window];
  }

  void add(int tokens) {
    if (size == recent.length) {
      int gone = Arrays.binarySearch(sorted, 0, size, recent[oldest]);
      System.arraycopy(sorted, gone + 1, sorted, gone, size - gone - 1);
      sum -= recent[oldest];
      recent[oldest] = tokens;
      oldest = (oldest + 1) % recent.length;
      size--;
    } else {
      recent[size] = tokens;
    }
    int at = firstAbove(tokens);
    System.arraycopy(sorted, at, sorted, at + 1, size - at);
    sorted[at] = tokens;
    size++;
    sum += tokens;
  }

  public int size() {
    return size;
  }

  /** Mean length, or {@code otherwise} as long as nothing has ended. */
  public double mean(double otherwise) {
    return size == 0 ? otherwise : (double) sum / size;
  }

  /**
   * The length that a share {@code quantile} of those answers keeps below that were longer than
   * {@code than}; {@code otherwise} if none was.
   *
   * @param quantile in [0, 1)
   */
  public int longer(int than, double quantile, int otherwise) {
    int from = firstAbove(than);
    return from == size ? otherwise : sorted[from + (int) (quantile * (size - from))];
  }

  /** The index of the first that is larger. */
  private int firstAbove(int tokens) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] <= tokens) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
