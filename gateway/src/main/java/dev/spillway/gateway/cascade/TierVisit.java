package dev.spillway.gateway.cascade;

import dev.spillway.contracts.worker.Usage;
import dev.spillway.router.AnswerStatistics;
import dev.spillway.router.Money;
import dev.spillway.router.Tier;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What came of asking one tier.
 *
 * @param attempts workers that were asked; 0 if there was none
 * @param usage of all attempts
 * @param cost of all attempts
 * @param confidence in the reply; absent if it was not judged
 * @param tokens how sure the model was of the reply
 * @param firstToken from asking the tier to its first token
 * @param took from asking the tier to the end
 * @param waited of that, in line for a place at the tier
 * @param error the code of the failure, if it failed
 * @param text the reply, as far as it came; empty if it failed before anything was answered
 * @param opinion what came of asking somebody else about the reply, if anybody was asked
 */
public record TierVisit(
    Tier tier,
    int attempts,
    Usage usage,
    Money cost,
    OptionalDouble confidence,
    AnswerStatistics tokens,
    Optional<Duration> firstToken,
    Duration took,
    Duration waited,
    Ending ending,
    Optional<String> error,
    String text,
    Optional<Opinion> opinion) {

  /** Of the reply and the opinion of it. */
  public Money total() {
    return cost.plus(opinion.map(Opinion::cost).orElse(Money.ZERO));
  }

  /** The same reply, judged. */
  TierVisit judged(OptionalDouble by, Opinion heard) {
    return new TierVisit(
        tier,
        attempts,
        usage,
        cost,
        by,
        tokens,
        firstToken,
        took,
        waited,
        ending,
        error,
        text,
        Optional.of(heard));
  }

  /** Whether the reply came to its own end, or that of the limit of tokens. */
  public boolean isWhole() {
    return ending == Ending.STOP || ending == Ending.LENGTH;
  }
}
