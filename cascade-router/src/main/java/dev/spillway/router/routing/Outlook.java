package dev.spillway.router.routing;

import dev.spillway.router.learn.NumbersClassifier;
import dev.spillway.router.learn.PositiveRegression;
import java.util.Map;
import java.util.Optional;

/**
 * What is known in all situations in which the same tiers replied.
 *
 * @param right for each tier that replied, how likely its reply is right
 * @param best how likely the likeliest of these replies is right; empty before the first reply
 * @param after for each other tier, how likely the likeliest reply will be right once it replied
 * @param costs for each other tier, what its reply will cost, in dollars
 */
record Outlook(
    Map<Integer, NumbersClassifier> right,
    Optional<NumbersClassifier> best,
    Map<Integer, NumbersClassifier> after,
    Map<Integer, PositiveRegression> costs) {

  Outlook {
    right = Map.copyOf(right);
    after = Map.copyOf(after);
    costs = Map.copyOf(costs);
  }

  /** The tier whose reply is likeliest right. */
  int likeliest(double[] numbers) {
    int likeliest = -1;
    double most = -1;
    for (var tier : right.entrySet()) {
      double probability = tier.getValue().probability(numbers);
      if (probability > most || (probability == most && tier.getKey() < likeliest)) {
        most = probability;
        likeliest = tier.getKey();
      }
    }
    return likeliest;
  }
}
