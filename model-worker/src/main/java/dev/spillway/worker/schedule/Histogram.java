package dev.spillway.worker.schedule;

/**
 * Positive numbers in cells 2.2 % wide, from a millionth to sixteen millions. All of them count, so
 * a percentile is that of everything so far; but each time that {@value #MOST} have come, all
 * counts are halved, because what people ask changes.
 */
final class Histogram {
  static final int MOST = 1 << 17;
  private static final int PER_DOUBLING = 32;
  private static final int LEAST_EXPONENT = -20;
  private static final double LOG_2 = Math.log(2);

  private final long[] counts = new long[44 * PER_DOUBLING];
  private long total;

  void add(double number) {
    counts[cellOf(number)]++;
    total++;
    if (total >= MOST) {
      total = 0;
      for (int i = 0; i < counts.length; i++) {
        counts[i] >>= 1;
        total += counts[i];
      }
    }
  }

  long size() {
    return total;
  }

  /** What all but a share are at most, rounded up to a cell; zero as long as there are none. */
  double allBut(double share) {
    long above = 0;
    for (int cell = counts.length - 1; cell >= 0; cell--) {
      above += counts[cell];
      if (above > share * total) {
        return Math.pow(2, (double) cell / PER_DOUBLING + LEAST_EXPONENT);
      }
    }
    return 0;
  }

  /** How many are larger; those of the same cell are not. */
  long above(double number) {
    long above = 0;
    for (int cell = counts.length - 1; cell > cellOf(number); cell--) {
      above += counts[cell];
    }
    return above;
  }

  private int cellOf(double number) {
    double cell = (Math.log(Math.max(number, 1e-9)) / LOG_2 - LEAST_EXPONENT) * PER_DOUBLING;
    return (int) Math.clamp(Math.ceil(cell), 0.0, counts.length - 1.0);
  }
}
