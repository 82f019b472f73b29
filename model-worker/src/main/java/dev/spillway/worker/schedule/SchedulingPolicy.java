package dev.spillway.worker.schedule;

import java.util.List;

/**
 * Who is served before whom, who fits, and how much prompts may delay answers.
 *
 * @param starvationNanos one that has not been served for so long goes before all that came later
 * @param stretch how many times as long a step may take for the prompts in it, while others
 *     generate; infinite for no limit
 */
public record SchedulingPolicy(
    Order order, Admission admission, long starvationNanos, double stretch) {
  public static final long DEFAULT_STARVATION_NANOS = 60_000_000_000L;
  public static final double DEFAULT_STRETCH = 1.8;

  /** First come, first served, as many as the memory will probably hold. */
  public static final SchedulingPolicy DEFAULT = named(FirstCome.NAME, PastFuture.NAME);

  public SchedulingPolicy {
    if (starvationNanos < 1) {
      throw new IllegalArgumentException("the starvation bound must be positive");
    }
    if (!(stretch >= 1)) {
      throw new IllegalArgumentException("the stretch of a step must be at least 1");
    }
  }

  /**
   * The policy of an order and an admission, with their defaults.
   *
   * @throws IllegalArgumentException a name is unknown; the message lists those that there are
   */
  public static SchedulingPolicy named(String order, String admission) {
    return new SchedulingPolicy(
        Order.named(order), Admission.named(admission), DEFAULT_STARVATION_NANOS, DEFAULT_STRETCH);
  }

  /** Reads {@code order+admission}, or either of the two beside the default of the other. */
  public static SchedulingPolicy parse(String text) {
    var parts = List.of(text.strip().split("\\s*\\+\\s*"));
    if (parts.size() == 2) {
      return named(parts.getFirst(), parts.getLast());
    }
    if (parts.size() == 1 && Order.NAMES.contains(text.strip())) {
      return named(text.strip(), PastFuture.NAME);
    }
    if (parts.size() == 1 && Admission.NAMES.contains(text.strip())) {
      return named(FirstCome.NAME, text.strip());
    }
    throw new IllegalArgumentException(
        "'%s' is no scheduling policy: write ORDER+ADMISSION, with an order of %s and an admission of %s"
            .formatted(text, String.join(", ", Order.NAMES), String.join(", ", Admission.NAMES)));
  }

  public SchedulingPolicy withStarvationNanos(long other) {
    return new SchedulingPolicy(order, admission, other, stretch);
  }

  public SchedulingPolicy withStretch(double other) {
    return new SchedulingPolicy(order, admission, starvationNanos, other);
  }

  @Override
  public String toString() {
    return order.name() + "+" + admission.name();
  }
}
