package dev.spillway.gateway.learning;

import dev.spillway.gateway.decision.DecisionFilter;
import dev.spillway.router.fit.Goal;
import java.util.List;

/**
 * A router that is to be learned from kept decisions.
 *
 * @param policy whose decisions are read
 * @param tiers of that policy, from cheapest to best
 * @param router the name that it gets
 * @param into the policy that gets a new version with it
 * @param filter which kept decisions to read
 * @param decisions how many of them at most
 * @param embeddings whether it also learns what questions mean
 */
public record LearnOrder(
    String policy,
    List<String> tiers,
    String router,
    String into,
    Goal goal,
    Measure measure,
    DecisionFilter filter,
    int decisions,
    boolean embeddings)
    implements Job.Order {
  public LearnOrder {
    tiers = List.copyOf(tiers);
  }
}
