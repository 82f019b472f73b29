package dev.spillway.standalone.replay.twin;

import dev.spillway.worker.kv.BlockMove;
import dev.spillway.worker.schedule.Incoming;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What one sequence gets from the shared store: all that is there, where that is faster than to
 * compute it, and nothing where it is not. The engine does better in between, where it loads one
 * part and computes the other.
 */
final class SimulatedLoading implements Incoming {
  private final SharedTier tier;
  private final long[] names;
  private final boolean worthwhile;
  private final LongSupplier clock;
  private boolean begun;
  private int first;
  private int end;
  private long ready;
  private int loadedGroups;

  /**
   * @param prompt its last token is never loaded, as there is no other way to the first of the
   *     answer
   */
  SimulatedLoading(SharedTier tier, int[] prompt, boolean worthwhile, LongSupplier clock) {
    this.tier = tier;
    this.names = tier.names(Arrays.copyOf(prompt, prompt.length - 1));
    this.worthwhile = worthwhile;
    this.clock = clock;
  }

  /** In all, also what was loaded again. */
  int loadedTokens() {
    return loadedGroups * tier.store().groupTokens();
  }

  boolean isPending() {
    return begun && ready > clock.getAsLong();
  }

  /** When all will be there. */
  long ready() {
    return ready;
  }

  @Override
  public int end(int computed) {
    if (!begun && worthwhile) {
      int groupTokens = tier.store().groupTokens();
      int present = tier.present(names);
      first = (computed + groupTokens - 1) / groupTokens;
      if (present > first) {
        begun = true;
        end = present;
        ready = clock.getAsLong() + tier.store().nanos((present - first) * groupTokens);
        loadedGroups += present - first;
        tier.use(Arrays.copyOf(names, present), first);
      }
    }
    return end * tier.store().groupTokens();
  }

  @Override
  public int begin() {
    return (isPending() ? end : first) * tier.store().groupTokens();
  }

  @Override
  public List<BlockMove> arrived(int computed, int[] blocks) {
    return List.of();
  }

  @Override
  public int worthComputing(int computed, int missing) {
    return isPending() ? 0 : missing;
  }

  @Override
  public void drop() {
    begun = false;
    end = 0;
  }
}
