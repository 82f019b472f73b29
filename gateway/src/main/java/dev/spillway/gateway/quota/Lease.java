package dev.spillway.gateway.quota;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether a reservation is held for certain, as far as its gateway knows. Redis holds it for some
 * time after it has last heard of it, and gives it to others then. So it is certain for a part of
 * that time only, counted from before Redis was asked: what is begun while it is certain has the
 * rest of that time to end and to be settled.
 *
 * <p>May be used from any thread.
 */
final class Lease {
  private final LongSupplier nanoTime;
  private final long good;

  /** When Redis was asked last, of the questions that it has answered. */
  private long asked;

  /** What it said then. */
  private boolean held;

  /**
   * One that is not held yet.
   *
   * @param good how long after Redis was asked
   */
  Lease(Duration good, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.good = good.toNanos();
    asked = nanoTime.getAsLong() - this.good;
  }

  synchronized boolean isCertain() {
    return held && nanoTime.getAsLong() - asked < good;
  }

  /**
   * Redis holds it.
   *
   * @param when Redis was asked
   */
  void held(long when) {
    answered(when, true);
  }

  /** Redis does not hold it any more; when as above. */
  void lost(long when) {
    answered(when, false);
  }

  /** Answers may come in another order than their questions. */
  private synchronized void answered(long when, boolean held) {
    if (when - asked > 0) {
      asked = when;
      this.held = held;
    }
  }
}
