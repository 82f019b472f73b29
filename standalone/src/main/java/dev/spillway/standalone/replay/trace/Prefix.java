package dev.spillway.standalone.replay.trace;

import java.util.List;

/**
 * What a prompt shares with others: ids of blocks of so many tokens each, from its start. Two
 * prompts have the same tokens in a block if they have the same ids up to and with it.
 */
public final class Prefix {
  /** Nothing is known to be shared. */
  public static final Prefix NONE = new Prefix(1, new long[0]);

  private final int blockTokens;
  private final long[] ids;

  private Prefix(int blockTokens, long[] ids) {
    this.blockTokens = blockTokens;
    this.ids = ids;
  }

  static Prefix of(int blockTokens, List<Long> ids) {
    return ids.isEmpty()
        ? NONE
        : new Prefix(blockTokens, ids.stream().mapToLong(Long::longValue).toArray());
  }

  public int blockTokens() {
    return blockTokens;
  }

  public int blocks() {
    return ids.length;
  }

  public long id(int block) {
    return ids[block];
  }
}
