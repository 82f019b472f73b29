package dev.spillway.worker.schedule;

import java.util.List;

/** What one step computes. */
public record Plan<S extends Sequence>(List<Share<S>> shares) {
  public Plan {
    shares = List.copyOf(shares);
  }

  /**
   * Tokens {@code from .. from + count} of a sequence.
   *
   * @param last whether they are the last it has, so that the next one can be chosen
   * @param first whether the sequence begins to run with this step; not when it comes back after a
   *     preemption
   */
  public record Share<S extends Sequence>(
      S sequence, int from, int count, boolean last, boolean first) {}

  public boolean isEmpty() {
    return shares.isEmpty();
  }

  /** Tokens of the step. */
  public int tokens() {
    int tokens = 0;
    for (var share : shares) {
      tokens += share.count();
    }
    return tokens;
  }
}
