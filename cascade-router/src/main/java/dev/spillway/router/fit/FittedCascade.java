package dev.spillway.router.fit;

import java.util.List;

/**
 * Tiers, thresholds, and what they come to: means over labelled decisions.
 *
 * @param tiers by their place among the attempts, in the order in which they are asked
 * @param thresholds one fewer: an answer whose confidence reaches its tier's is given
 * @param cost in dollars a request, of every tier that was asked
 * @param escalated share of requests for which more than the first tier was asked
 */
public record FittedCascade(
    List<Integer> tiers, List<Double> thresholds, double quality, double cost, double escalated) {

  public FittedCascade {
    tiers = List.copyOf(tiers);
    thresholds = List.copyOf(thresholds);
    if (thresholds.size() != tiers.size() - 1) {
      throw new IllegalArgumentException("every tier but the last has a threshold");
    }
  }

  /** The stage whose answer is given, counted from 0. */
  public int stage(LabelledDecision decision) {
    int stage = 0;
    while (stage < thresholds.size()
        && decision.attempts().get(tiers.get(stage)).confidence() < thresholds.get(stage)) {
      stage++;
    }
    return stage;
  }
}
