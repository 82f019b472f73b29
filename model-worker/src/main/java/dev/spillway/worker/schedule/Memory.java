package dev.spillway.worker.schedule;

import dev.spillway.worker.kernel.KvShape;
import dev.spillway.worker.kv.BlockPool;
import dev.spillway.worker.kv.PrefixMatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives blocks to sequences, and where none is free takes them from others: first from those who
 * wait and still hold some, then from those who run. What was taken is computed again when its
 * owner comes back, except for what the prefix index still finds.
 */
final class Memory<S extends Sequence> {
  private final BlockPool pool;
  private final Tally tally;

  /** Those who wait and hold blocks. */
  private final List<S> paused = new ArrayList<>();

  Memory(BlockPool pool, Tally tally) {
    this.pool = pool;
    this.tally = tally;
  }

  BlockPool pool() {
    return pool;
  }

  /** The sequence waits from now on, and keeps its blocks as long as nobody needs them. */
  void pause(S sequence) {
    paused.add(sequence);
  }

  /** The sequence runs again, or is over. */
  void resume(S sequence) {
    paused.remove(sequence);
  }

  /** Lets a sequence begin with what was found of its prefix. */
  void open(S sequence, PrefixMatch match) {
    sequence.open(pool, match);
    tally.recomputedTokens += Math.max(0, sequence.standing().takeLost() - sequence.computed());
  }

  /**
   * Blocks for the next {@code count} tokens of a sequence, or for as many of them as can be had.
   *
   * @param runners gives up those who run, one by one; null when there is nobody left
   * @return how many of the tokens have a block
   */
  int claim(S sequence, int count, Supplier<@Nullable S> runners) {
    var table = sequence.held();
    while (!table.grow(sequence.computed() + count)) {
      var victim = lastPaused();
      if (victim == null) {
        victim = runners.get();
      }
      if (victim == null) {
        int most = (table.size() + pool.free()) * KvShape.BLOCK_TOKENS;
        table.grow(most);
        return Math.max(0, most - sequence.computed());
      }
      takeFrom(victim);
    }
    return count;
  }

  private @Nullable S lastPaused() {
    if (paused.isEmpty()) {
      return null;
    }
    var last = Collections.max(paused, (a, b) -> Standing.byTurn(a.standing(), b.standing()));
    paused.remove(last);
    return last;
  }

  private void takeFrom(S victim) {
    victim.standing().lose(victim.computed());
    victim.release();
    tally.recomputed++;
  }
}
