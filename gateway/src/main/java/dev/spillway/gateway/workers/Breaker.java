package dev.spillway.gateway.workers;

import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * When an endpoint is left alone: a circuit breaker (Nygard, Release It!, chapter 5) whose rests
 * grow as Envoy's outlier detection has them.
 *
 * <p>After {@value #FAILURES} failures in a row the endpoint rests, and gets no request; who waits
 * for an answer of it waits on. When the rest is over one request is let through as a trial. Its
 * success ends the matter, its failure begins a rest twice as long, and whatever else becomes of it
 * lets another one through. Rests are spread by a fifth, so that several gateways do not come back
 * together. An endpoint that says itself how long it wants to be left alone rests for so long, at
 * its first word.
 *
 * <p>May be used from any thread.
 */
final class Breaker {
  /** In a row, before the endpoint rests. */
  static final int FAILURES = 5;

  static final Duration REST = Duration.ofSeconds(5);
  static final Duration LONGEST_REST = Duration.ofMinutes(2);

  private static final double SPREAD = 0.2;

  private final LongSupplier nanoTime;
  private final DoubleSupplier dice;
  private int failures;

  /** How often it rested since it last answered. */
  private int rests;

  private boolean resting;
  private long until;

  /** Whether the endpoint asked for its rest itself. */
  private boolean asked;

  private boolean trial;

  /**
   * @param dice from 0 to 1, spreads rests
   */
  Breaker(LongSupplier nanoTime, DoubleSupplier dice) {
    this.nanoTime = nanoTime;
    this.dice = dice;
  }

  /** Whether a request may go there now. */
  synchronized boolean admits() {
    return !resting || (isOver() && !trial);
  }

  /**
   * A request goes there.
   *
   * @return whether it is a trial, which has to be {@linkplain #over ended}
   */
  synchronized boolean begun() {
    if (resting && isOver() && !trial) {
      trial = true;
      return true;
    }
    return false;
  }

  /** A trial is over, and nothing came of it if nothing was told before. */
  synchronized void over() {
    trial = false;
  }

  synchronized void succeeded() {
    failures = 0;
    if (resting && isOver()) {
      resting = false;
      rests = 0;
    }
  }

  /** Returns how long the endpoint rests for it, if it does from now on. */
  synchronized Optional<Duration> failed() {
    failures++;
    if (resting ? !isOver() : failures < FAILURES) {
      return Optional.empty();
    }
    long rest = REST.toNanos() << Math.min(rests, Long.SIZE / 4);
    rests++;
    double spread = 1 - SPREAD + 2 * SPREAD * dice.getAsDouble();
    var length = Duration.ofNanos((long) (Math.min(rest, LONGEST_REST.toNanos()) * spread));
    rest(length, false);
    return Optional.of(length);
  }

  /** The endpoint wants to be left alone for so long. */
  synchronized void asks(Duration rest) {
    if (!resting || rest.toNanos() > left()) {
      rest(rest, true);
    }
  }

  /** How long the endpoint still wants to be left alone; empty where it rests for other reasons. */
  synchronized Optional<Duration> wanted() {
    return resting && asked && !isOver() ? Optional.of(Duration.ofNanos(left())) : Optional.empty();
  }

  private void rest(Duration length, boolean wanted) {
    resting = true;
    asked = wanted;
    failures = 0;
    until = nanoTime.getAsLong() + length.toNanos();
  }

  private boolean isOver() {
    return left() <= 0;
  }

  private long left() {
    return until - nanoTime.getAsLong();
  }
}
