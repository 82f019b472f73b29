package dev.spillway.gateway.cascade;

import dev.spillway.router.fair.Priority;
import java.time.Duration;
import java.util.Optional;

/**
 * How a request stands to others where there is not room for all.
 *
 * @param weight of its tenant beside others with the same priority
 * @param timeout from its last byte in to the last byte out; absent: as long as any may take
 */
public record Urgency(Priority priority, double weight, Optional<Duration> timeout) {
  public static final Urgency NORMAL = new Urgency(Priority.NORMAL, 1, Optional.empty());

  /** What nobody waits for: after all that is asked by clients. */
  static final Urgency BESIDE = new Urgency(Priority.LOW, 1, Optional.empty());
}
