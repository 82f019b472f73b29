package dev.spillway.worker.kv;

import dev.spillway.worker.kernel.KvShape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the block that holds given tokens after a given prefix.
 *
 * <p>What a block holds depends on all tokens before it. A full block is therefore known by its own
 * tokens and the identity of the block content before it. Identities are serial numbers that are
 * never used twice, and tokens are compared, so no two prefixes can be taken for each other (a
 * chain of hashes could only make that unlikely). When a block is reused, its content's identity is
 * gone, and whatever followed it can no longer be found. At most one entry per block.
 */
final class PrefixIndex {
  private static final int TOKENS = KvShape.BLOCK_TOKENS;

  /** The identity of "nothing before". */
  static final long ROOT = 0;

  private record Key(long parent, Tokens tokens) {}

  private record Entry(int block, long identity) {}

  private final Map<Key, Entry> entries = new HashMap<>();
  private final @Nullable Key[] keys;
  private long lastIdentity = ROOT;

  PrefixIndex(int blocks) {
    keys = new Key[blocks];
  }

  /** The block that holds {@code tokens[from .. from + 16)} after {@code parent}, or -1. */
  int find(long parent, int[] tokens, int from) {
    var entry = entries.get(new Key(parent, new Tokens(tokens, from)));
    return entry == null ? -1 : entry.block;
  }

  /** The identity of what {@link #find} just found. */
  long identity(long parent, int[] tokens, int from) {
    var entry = entries.get(new Key(parent, new Tokens(tokens, from)));
    if (entry == null) {
      throw new IllegalStateException("no block holds these tokens");
    }
    return entry.identity;
  }

  /**
   * Notes that {@code block} holds {@code tokens[from .. from + 16)} after {@code parent}, unless
   * another block is known to.
   *
   * @return the identity of that content
   */
  long add(long parent, int[] tokens, int from, int block) {
    var key = new Key(parent, new Tokens(tokens, from));
    var known = entries.get(key);
    if (known != null) {
      return known.identity;
    }
    forget(block);
    lastIdentity++;
    entries.put(key, new Entry(block, lastIdentity));
    keys[block] = key;
    return lastIdentity;
  }

  /** The block is about to hold something else. */
  void forget(int block) {
    var key = keys[block];
    if (key != null) {
      entries.remove(key);
      keys[block] = null;
    }
  }

  int size() {
    return entries.size();
  }

  /** The tokens of one block, compared by value. */
  private static final class Tokens {
    private final int[] values;

    Tokens(int[] tokens, int from) {
      values = Arrays.copyOfRange(tokens, from, from + TOKENS);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Tokens tokens && Arrays.equals(values, tokens.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }
  }
}
