package dev.spillway.gateway.quota;

import dev.spillway.router.Money;

/** A part of limits: money, tokens of a rate, requests of a rate. Parts may be below nothing. */
record Portion(Money amount, long tokens, long requests) {
  static final Portion NONE = new Portion(Money.ZERO, 0, 0);

  /** What a request wants to hold. */
  static Portion of(Claim claim) {
    return new Portion(claim.amount(), claim.tokens(), 1);
  }

  static Portion of(Money amount) {
    return new Portion(amount, 0, 0);
  }

  Portion plus(Portion other) {
    return new Portion(amount.plus(other.amount), tokens + other.tokens, requests + other.requests);
  }

  Portion minus(Portion other) {
    return plus(other.times(-1));
  }

  Portion times(long factor) {
    return new Portion(amount.times(factor), tokens * factor, requests * factor);
  }

  /** A little less. */
  Portion faded() {
    return new Portion(new Money(faded(amount.picoUsd())), faded(tokens), faded(requests));
  }

  /** Of each the greater. */
  Portion or(Portion other) {
    return new Portion(
        new Money(Math.max(amount.picoUsd(), other.amount.picoUsd())),
        Math.max(tokens, other.tokens),
        Math.max(requests, other.requests));
  }

  /** Whether there is as much of each. */
  boolean covers(Portion other) {
    return amount.compareTo(other.amount) >= 0
        && tokens >= other.tokens
        && requests >= other.requests;
  }

  /** What this has more of than the other. */
  Portion beyond(Portion other) {
    return minus(other).or(NONE);
  }

  private static long faded(long value) {
    return value - value / 8;
  }
}
