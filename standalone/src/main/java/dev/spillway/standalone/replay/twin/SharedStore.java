package dev.spillway.standalone.replay.twin;

import dev.spillway.standalone.cost.StepCost;
import dev.spillway.worker.schedule.StepSize;

/**
 * A store of computed tokens that all workers read and write.
 *
 * @param groups that it has room for; 0 for no store
 * @param groupTokens tokens that are stored together
 * @param tokensPerSecond that a worker can load; infinite where loading takes no time
 */
public record SharedStore(int groups, int groupTokens, double tokensPerSecond) {
  public static final SharedStore NONE = new SharedStore(0, 1, Double.POSITIVE_INFINITY);

  public SharedStore {
    if (groups < 0 || groupTokens < 1 || !(tokensPerSecond > 0)) {
      throw new IllegalArgumentException(
          "a shared store has room for 0 groups or more, of a token or more, and some speed");
    }
  }

  /** Whether a worker reads tokens from the store sooner than it computes them. */
  boolean isFasterThan(StepCost cost) {
    return groupTokens / tokensPerSecond < cost.seconds(StepSize.of(0, groupTokens, 0));
  }

  long nanos(int tokens) {
    return Math.round(tokens / tokensPerSecond * 1e9);
  }
}
