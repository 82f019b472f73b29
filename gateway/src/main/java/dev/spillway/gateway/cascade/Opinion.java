package dev.spillway.gateway.cascade;

import dev.spillway.contracts.worker.Usage;
import dev.spillway.router.Money;
import dev.spillway.router.Tier;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What came of asking somebody else about a reply.
 *
 * @param scorer that asked, by its name
 * @param tier that was asked
 * @param score what it says of the reply; absent if nothing was said that can be read, in time
 * @param usage of all attempts
 * @param cost of all attempts
 * @param error why there is no score: the code of a failure, or {@link #UNREADABLE}
 */
public record Opinion(
    String scorer,
    Tier tier,
    OptionalDouble score,
    Usage usage,
    Money cost,
    Duration took,
    Optional<String> error) {

  /** Something was said, and not what was asked for. */
  public static final String UNREADABLE = "unreadable";
}
