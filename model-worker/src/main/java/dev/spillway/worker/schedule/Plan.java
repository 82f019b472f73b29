package dev.spillway.worker.schedule;

import dev.spillway.worker.kv.BlockMove;
import java.util.List;

/**
 * What one step computes.
 *
 * @param moves of blocks, to be made in this order before anything is computed
 */
public record Plan<S extends Sequence>(List<Share<S>> shares, List<BlockMove> moves) {
  public Plan {
    shares = List.copyOf(shares);
    moves = List.copyOf(moves);
  }

  /**
   * Tokens {@code from .. from + count} of a sequence.
   *
   * @param last whether they are the last it has, so that the next one can be chosen
   * @param first whether the sequence begins to run with this step; not when it comes back after a
   *     preemption
   * @param drafts guesses that follow the last token, to be computed too; the logits after each are
   *     wanted. {@link Scheduler#onDraftsChecked} must hear of them
   */
  public record Share<S extends Sequence>(
      S sequence, int from, int count, boolean last, boolean first, int drafts) {}

  public boolean isEmpty() {
    return shares.isEmpty();
  }

  /** Tokens of the step. */
  public int tokens() {
    int tokens = 0;
    for (var share : shares) {
      tokens += share.count() + share.drafts();
    }
    return tokens;
  }
}
