package dev.spillway.router.fair;

/**
 * What a request asks of a tier, as predicted.
 *
 * @param tenant with whom others share the tier
 * @param weight of the tenant beside others: one of 2 gets twice as much as one of 1
 * @param tokens of service, see {@link #tokens(double, double)}
 * @param seconds that it will occupy one place
 */
public record Work(Priority priority, String tenant, double weight, double tokens, double seconds) {

  /** A token that is written takes as much as so many that are read: the weights of VTC's paper. */
  private static final double WRITTEN = 2;

  public Work {
    if (!(weight > 0) || !(tokens >= 0) || !(seconds >= 0)) {
      throw new IllegalArgumentException("work must be positive, and so must its weight");
    }
  }

  /** The service that reading a prompt and writing an answer is. */
  public static double tokens(double prompt, double answer) {
    return prompt + WRITTEN * answer;
  }
}
