package dev.spillway.contracts.worker;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * How long a call is waited for, as gRPC says it beside the call: "PROTOCOL-HTTP2", section
 * Requests, {@code Timeout}. A number of at most eight digits and a letter for its unit.
 */
public final class CallTimeout {
  public static final String HEADER = "grpc-timeout";

  private static final long LARGEST = 99_999_999;

  private static final Map<Character, ChronoUnit> UNITS =
      Map.of(
          'H', ChronoUnit.HOURS,
          'M', ChronoUnit.MINUTES,
          'S', ChronoUnit.SECONDS,
          'm', ChronoUnit.MILLIS,
          'u', ChronoUnit.MICROS,
          'n', ChronoUnit.NANOS);

  private CallTimeout() {}

  /**
   * Milliseconds, rounded up: who is called does not stop before who calls does. What is over is
   * the shortest that can be said, and what is longer than 27 hours so long.
   */
  public static String write(Duration left) {
    long millis = left.plusNanos(999_999).toMillis();
    return Math.clamp(millis, 1, LARGEST) + "m";
  }

  /**
   * @throws IllegalArgumentException if it is none
   */
  public static Duration read(String header) {
    if (!header.matches("[0-9]{1,8}[HMSmun]")) {
      throw new IllegalArgumentException(HEADER + " must be digits, at most eight, and a unit");
    }
    int unit = header.length() - 1;
    return Duration.of(Long.parseLong(header.substring(0, unit)), UNITS.get(header.charAt(unit)));
  }
}
