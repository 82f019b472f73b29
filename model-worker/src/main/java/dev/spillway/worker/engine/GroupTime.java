package dev.spillway.worker.engine;

import java.util.function.LongSupplier;

/**
 * How long a group of blocks takes from the store, one behind the other, as it was of late. Any
 * thread.
 *
 * <p>A store that was slow is asked for less, or for nothing, and then nobody would hear that it is
 * fast again. So what is worse than hoped for is forgotten, half of it in {@value
 * #HALF_LIFE_SECONDS} seconds.
 */
final class GroupTime {
  private static final double WEIGHT_OF_NEWEST = 0.3;
  private static final double HALF_LIFE_SECONDS = 2;

  /** Before anything was measured: a store in the same building. */
  private static final double HOPED_SECONDS = 0.005;

  private record Known(double seconds, long since) {}

  private final LongSupplier clock;
  private volatile Known known;

  /**
   * @param clock in nanoseconds
   */
  GroupTime(LongSupplier clock) {
    this.clock = clock;
    this.known = new Known(HOPED_SECONDS, clock.getAsLong());
  }

  /** A group came so long after the one before it, or after it was asked for alone. */
  synchronized void learn(double took) {
    double before = seconds();
    known = new Known(before + WEIGHT_OF_NEWEST * (took - before), clock.getAsLong());
  }

  double seconds() {
    var last = known;
    double worse = last.seconds - HOPED_SECONDS;
    if (worse <= 0) {
      return last.seconds;
    }
    double age = (clock.getAsLong() - last.since) / 1e9;
    return HOPED_SECONDS + worse * Math.pow(0.5, age / HALF_LIFE_SECONDS);
  }
}
