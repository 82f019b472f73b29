package dev.spillway.gateway.quota;

import java.util.Locale;

/** Which limit a claim runs into. A budget may be spent, or only held by requests under way. */
enum Reason {
  CONCURRENCY,
  REQUESTS,
  TOKENS,
  SPENT_DAY,
  SPENT_MONTH,
  HELD_DAY,
  HELD_MONTH,
  /** Redis is away, and what is left of the budget is not known here. */
  UNKNOWN;

  static Reason of(String wireName) {
    return valueOf(wireName.toUpperCase(Locale.ROOT));
  }

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
