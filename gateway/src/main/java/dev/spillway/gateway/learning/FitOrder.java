package dev.spillway.gateway.learning;

import dev.spillway.gateway.decision.DecisionFilter;
import dev.spillway.router.fit.Goal;
import dev.spillway.router.score.Scorer;
import dev.spillway.router.score.SecondOpinion;
import java.util.List;
import java.util.Optional;

/**
 * What is to be fitted.
 *
 * @param tiers of the policy, from cheapest to best
 * @param scorers of which the best is chosen; at most one of them asks somebody else
 * @param filter which kept decisions to read
 * @param decisions how many of them at most; 0 for none
 */
public record FitOrder(
    String policy,
    List<String> tiers,
    List<Scorer> scorers,
    Goal goal,
    Measure measure,
    DecisionFilter filter,
    int decisions,
    FitUpload upload)
    implements Job.Order {
  public FitOrder {
    tiers = List.copyOf(tiers);
    scorers = List.copyOf(scorers);
  }

  /** The scorer among them that asks somebody else. */
  Optional<SecondOpinion> opinion() {
    return scorers.stream()
        .filter(SecondOpinion.class::isInstance)
        .map(SecondOpinion.class::cast)
        .findFirst();
  }
}
