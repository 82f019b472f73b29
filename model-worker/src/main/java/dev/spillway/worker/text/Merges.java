package dev.spillway.worker.text;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.IntConsumer;

/**
 * Byte pair encoding (Sennrich et al., Neural Machine Translation of Rare Words with Subword Units,
 * 2016, section 3.2): of all neighbours that may merge, those with the lowest rank merge first, the
 * leftmost among equals, until none may.
 *
 * <p>Candidates wait in a priority queue, and merged symbols leave a doubly linked list, so a piece
 * of n bytes takes O(n log n), also where a hostile text is one piece of a megabyte. A candidate
 * whose symbols have changed since is recognised when it is taken out, because its pair no longer
 * has the rank it was queued with.
 */
final class Merges {
  private static final int NONE = -1;

  /** Pair of token ids to rank; the pair's merged token is at that rank in {@link #merged}. */
  private final Map<Long, Integer> ranks = new HashMap<>();

  private int[] merged = new int[256];

  /** Adds the next merge. One that was there before keeps its rank. */
  void add(int left, int right, int result) {
    int rank = ranks.size();
    if (ranks.putIfAbsent(pair(left, right), rank) == null) {
      if (rank == merged.length) {
        merged = Arrays.copyOf(merged, 2 * rank);
      }
      merged[rank] = result;
    }
  }

  /**
   * Merges a piece.
   *
   * @param symbols the piece's bytes as token ids; used up
   */
  void encode(int[] symbols, IntConsumer tokens) {
    new Piece(symbols).encode(tokens);
  }

  private static long pair(int left, int right) {
    return ((long) left << 32) | Integer.toUnsignedLong(right);
  }

  private final class Piece {
    private final int[] symbols;
    private final int[] previous;
    private final int[] next;

    /** Rank in the upper half, place in the lower: the order of merging. */
    private final PriorityQueue<Long> candidates = new PriorityQueue<>();

    Piece(int[] symbols) {
      this.symbols = symbols;
      this.previous = new int[symbols.length];
      this.next = new int[symbols.length];
      for (int i = 0; i < symbols.length; i++) {
        previous[i] = i - 1;
        next[i] = i + 1 < symbols.length ? i + 1 : NONE;
      }
    }

    void encode(IntConsumer tokens) {
      for (int i = 0; i < symbols.length; i++) {
        propose(i);
      }
      while (!candidates.isEmpty()) {
        long candidate = candidates.poll();
        int at = (int) candidate;
        int rank = (int) (candidate >>> 32);
        if (rank(at) == rank) {
          merge(at, rank);
        }
      }
      for (int at = 0; at != NONE && at < symbols.length; at = next[at]) {
        tokens.accept(symbols[at]);
      }
    }

    private void merge(int at, int rank) {
      int gone = next[at];
      symbols[at] = merged[rank];
      symbols[gone] = NONE;
      next[at] = next[gone];
      if (next[at] != NONE) {
        previous[next[at]] = at;
      }
      propose(at);
      if (previous[at] != NONE) {
        propose(previous[at]);
      }
    }

    private void propose(int at) {
      int rank = rank(at);
      if (rank != NONE) {
        candidates.add(((long) rank << 32) | at);
      }
    }

    private int rank(int at) {
      if (symbols[at] == NONE || next[at] == NONE) {
        return NONE;
      }
      return ranks.getOrDefault(pair(symbols[at], symbols[next[at]]), NONE);
    }
  }
}
