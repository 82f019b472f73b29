package dev.spillway.worker.schedule;

import dev.spillway.worker.kv.BlockMove;
import java.util.List;

/**
 * Keys and values of a sequence that come from elsewhere while it computes: the last first, so that
 * what comes and what is computed meet somewhere in the middle, and neither waits for the other
 * longer than it saves.
 *
 * <p>Asked by the scheduler, before each step, about a sequence that has memory and does not
 * generate yet. Numbers are positions of tokens.
 */
public interface Incoming {
  /** Nothing comes. */
  Incoming NONE = new NothingIncoming();

  /** Up to where something is to come after {@code computed}; no more than that if nothing is. */
  int end(int computed);

  /** From there to the end everything has come, once the moves of {@link #arrived} are made. */
  int begin();

  /** What has come since this was last asked. */
  List<BlockMove> arrived(int computed, int[] blocks);

  /**
   * How many of the {@code missing} tokens are worth computing now, while the rest may still come.
   * Not for ever none of them.
   */
  int worthComputing(int computed, int missing);

  /** The blocks are gone, or were not to be had: what has come is lost. */
  void drop();
}
