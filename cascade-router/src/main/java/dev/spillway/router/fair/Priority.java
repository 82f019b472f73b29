package dev.spillway.router.fair;

import java.util.Locale;
import java.util.Optional;

/** A class of requests; a higher one is served before a lower one. */
public enum Priority {
  HIGH,
  NORMAL,
  LOW;

  /** As requests, limits and metrics name it. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Priority> named(String wireName) {
    for (var each : values()) {
      if (each.wireName().equals(wireName)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /** This one, or the highest that is allowed where that is lower. */
  public Priority atMost(Priority highest) {
    return compareTo(highest) < 0 ? highest : this;
  }
}
