package dev.spillway.worker.schedule;

import dev.spillway.worker.kernel.KvShape;
import dev.spillway.worker.kv.BlockMove;
import dev.spillway.worker.kv.BlockPool;
import dev.spillway.worker.kv.PrefixMatch;
import dev.spillway.worker.kv.SwapSpace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives blocks to sequences, and where none is free takes them from others: first from those who
 * wait and still hold some, then from those who run.
 *
 * <p>What was taken is saved to the swap space, if it is all that was computed, there is room and
 * the measured costs say that this is faster; otherwise it is computed again when its owner comes
 * back, except for what the prefix index still finds (vLLM: Kwon et al., SOSP 2023, section 4.5).
 */
final class Memory<S extends Sequence> {
  private final BlockPool pool;
  private final SwapSpace space;
  private final Tally tally;
  private SwapCosts costs = SwapCosts.UNKNOWN;

  /** Those who wait and hold blocks. */
  private final List<S> paused = new ArrayList<>();

  /** Of the step that is being planned. */
  private List<BlockMove> moves = new ArrayList<>();

  Memory(BlockPool pool, SwapSpace space, Tally tally) {
    this.pool = pool;
    this.space = space;
    this.tally = tally;
  }

  BlockPool pool() {
    return pool;
  }

  void costs(SwapCosts measured) {
    costs = measured;
  }

  List<BlockMove> takeMoves() {
    var taken = moves;
    moves = new ArrayList<>();
    return taken;
  }

  /** The sequence waits from now on, and keeps its blocks as long as nobody needs them. */
  void pause(S sequence) {
    paused.add(sequence);
  }

  /** The sequence runs again. */
  void resume(S sequence) {
    paused.remove(sequence);
  }

  /** The sequence is over. */
  void end(S sequence) {
    paused.remove(sequence);
    space.give(sequence.slots());
    sequence.forgetSaved();
    if (sequence.holds()) {
      sequence.release();
    }
  }

  /**
   * Lets a sequence begin, or begin again, with what was found of its prefix and what was saved.
   * False, and nothing has changed, if there is no room for the latter.
   *
   * @param runners as in {@link #claim}
   */
  boolean open(S sequence, PrefixMatch match, Supplier<@Nullable S> runners) {
    sequence.open(pool, match);
    int saved = sequence.savedTokens() - sequence.computed();
    if (saved > 0 && claim(sequence, saved, runners) < saved) {
      sequence.release();
      return false;
    }
    int[] slots = sequence.slots();
    for (int i = match.size(); i < slots.length; i++) {
      move(new BlockMove.Restore(slots[i], sequence.blocks()[i]));
    }
    space.give(slots);
    sequence.restored();
    tally.recomputedTokens += Math.max(0, sequence.standing().takeLost() - sequence.computed());
    return true;
  }

  /**
   * Blocks for the next {@code count} tokens of a sequence, or for as many of them as can be had.
   *
   * @param runners gives up those who run, one by one; null when there is nobody left
   * @return how many of the tokens have a block
   */
  int claim(S sequence, int count, Supplier<@Nullable S> runners) {
    var table = sequence.held();
    int from = sequence.computed();
    while (!table.grow(from, from + count, this::move)) {
      var victim = lastPaused();
      if (victim == null) {
        victim = runners.get();
      }
      if (victim == null) {
        int to = table.reach(from);
        return table.grow(from, to, this::move) ? to - from : 0;
      }
      takeFrom(victim);
    }
    return count;
  }

  /**
   * Takes over what came from elsewhere for a sequence. It may have all blocks for what is still to
   * come, but nobody gives way for that.
   */
  void receive(S sequence) {
    var incoming = sequence.incoming();
    int computed = sequence.computed();
    int end = incoming.end(computed);
    if (end <= computed) {
      return;
    }
    if (!sequence.held().grow(computed, end, this::move)) {
      incoming.drop();
      return;
    }
    incoming.arrived(computed, sequence.blocks()).forEach(this::move);
    if (incoming.begin() <= computed) {
      sequence.arrive(end);
    }
  }

  /** The same for guesses, which nobody has to give way to. */
  boolean claimSpare(S sequence, int from, int to, int spare) {
    boolean room = pool.free() - spare >= KvShape.blocksFor(to - from) + 1;
    return room && sequence.held().grow(from, to, this::move);
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
    int blocks = KvShape.blocksFor(victim.computed());
    if (victim.held().isWhole()
        && blocks <= space.free()
        && costs.copyingIsFaster(blocks, victim.computed())) {
      int[] slots = space.take(blocks);
      for (int i = 0; i < blocks; i++) {
        move(new BlockMove.Save(victim.blocks()[i], slots[i]));
      }
      victim.saved(slots);
      tally.swapped++;
    } else if (blocks > 0) {
      victim.standing().lose(victim.computed());
      tally.recomputed++;
    }
    victim.release();
  }

  private void move(BlockMove move) {
    moves.add(move);
    tally.movedBlocks++;
  }
}
