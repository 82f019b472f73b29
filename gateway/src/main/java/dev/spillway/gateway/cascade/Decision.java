package dev.spillway.gateway.cascade;

import dev.spillway.router.Tier;
import java.util.OptionalDouble;

/**
 * Which tier answers, and how it came to that.
 *
 * @param confidence in the last answer that was scored; absent if none was
 * @param escalations tiers before this one that were asked or could not be
 * @param failed tiers that could not answer now, for want of a worker or of money: another time the
 *     answer may be better
 * @param predictedTokens how long this tier's answer was expected to be
 */
public record Decision(
    Tier tier,
    OptionalDouble confidence,
    int escalations,
    int failed,
    int predictedTokens,
    Provenance provenance) {

  /** The same answer, told of another request. */
  public Decision from(Provenance other) {
    return new Decision(tier, confidence, escalations, failed, predictedTokens, other);
  }
}
