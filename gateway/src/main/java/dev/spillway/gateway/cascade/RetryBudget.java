package dev.spillway.gateway.cascade;

import java.util.function.LongSupplier;

/**
 * How much of an upstream's work may be repetition. Without a limit, an upstream that fails under
 * its load gets twice or thrice that load for it, and never comes back (Finagle has the same
 * remedy). Each request that is asked for the first time allows a fifth of a repetition; a few per
 * second are allowed beside, for gateways with little to do, and not more than {@value #MOST} are
 * saved up. May be used from any thread.
 */
final class RetryBudget {
  private static final double SHARE = 0.2;
  private static final double PER_SECOND = 1;
  private static final double MOST = 20;
  private static final double NANOS = 1e9;

  private final LongSupplier nanoTime;
  private double saved = MOST;
  private long since;

  RetryBudget(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    since = nanoTime.getAsLong();
  }

  synchronized void asked() {
    save(SHARE);
  }

  /** Whether something may be asked again; it counts if so. */
  synchronized boolean again() {
    long now = nanoTime.getAsLong();
    save((now - since) / NANOS * PER_SECOND);
    since = now;
    if (saved < 1) {
      return false;
    }
    saved--;
    return true;
  }

  private void save(double more) {
    saved = Math.min(MOST, saved + more);
  }
}
