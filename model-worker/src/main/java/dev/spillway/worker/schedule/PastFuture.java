package dev.spillway.worker.schedule;

import dev.spillway.worker.kernel.KvShape;
import java.util.Arrays;

/**
 * Admits whoever keeps the memory's peak within its bounds (LightLLM's Past-Future scheduler,
 * 2507.10150, section 3).
 *
 * <p><b>Past.</b> How long an answer will be is drawn from the lengths of answers that ended
 * recently, among those that were longer than it is now. Each sequence has one draw for all its
 * life, a term of the golden-ratio sequence: neighbours are spread evenly, and a replay draws the
 * same. Before {@code enough} answers have ended, each is expected to be as long as it may be.
 *
 * <p><b>Future.</b> Everybody grows by a token per step until it ends and gives its memory back, so
 * the peak is just before some end. With the longest remaining first, the memory at the end of the
 * i-th is what the first i hold by then: {@code max over i of (sum over j <= i of length_j) + i
 * remaining_i}. A block is rounded up for each, and a prefix that several share counts once.
 *
 * @param enough answers that must have ended before their lengths are believed
 * @param reserve share of the memory that is kept for mistakes
 */
record PastFuture(int enough, double reserve) implements Admission {
  static final String NAME = "past-future";
  static final PastFuture DEFAULT = new PastFuture(64, 0.03);
  private static final double GOLDEN = 0.6180339887498949;
  private static final int ROUNDING = KvShape.BLOCK_TOKENS - 1;

  /** How many more tokens a sequence will get. */
  @FunctionalInterface
  interface Remaining {
    int of(Sequence sequence);
  }

  PastFuture {
    if (enough < 1 || !(reserve >= 0 && reserve < 1)) {
      throw new IllegalArgumentException("at least one answer and a reserve below 1 are needed");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean admits(Sequence next, Occupancy now) {
    return fits(next, now, sequence -> remaining(sequence, now.lengths()));
  }

  @Override
  public boolean preempts() {
    return true;
  }

  int remaining(Sequence sequence, FinishedLengths lengths) {
    int generated = sequence.length() - sequence.promptTokens();
    int most = sequence.mostTokens() - sequence.promptTokens();
    int total = most;
    if (lengths.size() >= enough) {
      double draw = sequence.standing().serial() * GOLDEN;
      total = Math.min(most, lengths.longer(generated, draw - Math.floor(draw), most));
    }
    return total - generated;
  }

  boolean fits(Sequence next, Occupancy now, Remaining remaining) {
    int members = now.running().size() + 1;
    var all = now.running().toArray(new Sequence[members]);
    all[members - 1] = next;
    var byRemaining = new long[members];
    for (int i = 0; i < members; i++) {
      byRemaining[i] = (long) remaining.of(all[i]) << 32 | i;
    }
    Arrays.sort(byRemaining);
    long room = (long) (now.blocks() * (1 - reserve) * KvShape.BLOCK_TOKENS);
    long lengths = 0;
    int prefix = 0;
    for (int alive = 1; alive <= members; alive++) {
      long entry = byRemaining[members - alive];
      var sequence = all[(int) entry];
      int shared = sequence == next ? now.shared() : sequence.sharedBlocks();
      prefix = Math.max(prefix, shared);
      lengths += sequence.length() + ROUNDING - (long) shared * KvShape.BLOCK_TOKENS;
      if (lengths + (long) prefix * KvShape.BLOCK_TOKENS + alive * (entry >>> 32) > room) {
        return false;
      }
    }
    return true;
  }
}
