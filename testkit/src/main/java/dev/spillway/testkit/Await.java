package dev.spillway.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what happens on other threads, and not for ever. */
public final class Await {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long PAUSE_NANOS = 1_000_000;

  private Await() {}

  /** Returns when it is so; fails after half a minute. */
  public static void until(BooleanSupplier condition) {
    until(condition, () -> "it did not happen in time");
  }

  /**
   * Returns when it is so; fails after half a minute.
   *
   * @param otherwise what to say then
   */
  public static void until(BooleanSupplier condition, Supplier<String> otherwise) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError(otherwise.get());
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
