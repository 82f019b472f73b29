package dev.spillway.gateway.cascade;

import dev.spillway.router.Tier;
import java.util.OptionalDouble;

/**
 * Which tier answers, and how it came to that.
 *
 * @param confidence in the last answer that was scored; absent if none was
 * @param escalations tiers before this one that were asked or could not be
 * @param predictedTokens how long this tier's answer was expected to be
 */
public record Decision(
    Tier tier, OptionalDouble confidence, int escalations, int predictedTokens) {}
