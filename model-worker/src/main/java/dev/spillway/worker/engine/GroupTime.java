package dev.spillway.worker.engine;

/**
 * How long a group of blocks takes from the store, one behind the other, as it was of late. Any
 * thread.
 */
final class GroupTime {
  private static final double WEIGHT_OF_NEWEST = 0.3;

  /** Before anything was measured: a store in the same building. */
  private static final double HOPED_SECONDS = 0.005;

  private volatile double seconds = HOPED_SECONDS;

  /** A group came so long after the one before it, or after it was asked for alone. */
  synchronized void learn(double took) {
    seconds += WEIGHT_OF_NEWEST * (took - seconds);
  }

  double seconds() {
    return seconds;
  }
}
