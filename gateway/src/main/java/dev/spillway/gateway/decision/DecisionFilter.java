package dev.spillway.gateway.decision;

import java.time.Instant;
import java.util.Optional;

/**
 * Which decisions are wanted.
 *
 * @param tier that answered
 * @param since from then on
 * @param until before then
 * @param labelled whether there is a label
 */
public record DecisionFilter(
    Optional<String> policy,
    Optional<String> tier,
    Optional<Instant> since,
    Optional<Instant> until,
    Optional<Boolean> labelled) {

  public static final DecisionFilter ALL =
      new DecisionFilter(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
