package dev.spillway.gateway.cascade;

import dev.spillway.router.fair.Priority;
import java.time.Duration;
import java.util.Optional;

/**
 * How a request stands to others where there is not room for all.
 *
 * @param weight of its tenant beside others with the same priority
 * @param timeout that its client named, from its last byte in to the last byte out; absent: as long
 *     as any may take
 * @param left of its time, from now on; absent: as long as any may take
 */
public record Urgency(
    Priority priority, double weight, Optional<Duration> timeout, Optional<Duration> left) {
  public static final Urgency NORMAL = new Urgency(Priority.NORMAL, 1, Optional.empty());

  /** What nobody waits for: after all that is asked by clients. */
  static final Urgency BESIDE = new Urgency(Priority.LOW, 1, Optional.empty());

  /** None of its time is over. */
  public Urgency(Priority priority, double weight, Optional<Duration> timeout) {
    this(priority, weight, timeout, timeout);
  }

  /**
   * How long it may take from now on.
   *
   * @param most that any request may take
   */
  Duration left(Duration most) {
    return least(most, left);
  }

  /** How long it might take when none of its time was over. */
  Duration whole(Duration most) {
    return least(most, timeout);
  }

  /** The same, that may take so long at most from now on. */
  public Urgency within(Duration time) {
    return new Urgency(priority, weight, timeout, Optional.of(least(time, left)));
  }

  /** The same, when so much more of its time is over. */
  public Urgency after(Duration spent) {
    return new Urgency(
        priority, weight, timeout, left.map(time -> time.minus(least(time, Optional.of(spent)))));
  }

  private static Duration least(Duration one, Optional<Duration> other) {
    return other.filter(each -> each.compareTo(one) < 0).orElse(one);
  }
}
