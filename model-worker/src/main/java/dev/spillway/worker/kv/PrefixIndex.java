package dev.spillway.worker.kv;

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
  /** The identity of "nothing before". */
  static final long ROOT = 0;

  record Entry(int block, long identity) {}

  private final Map<BlockContent, Entry> entries = new HashMap<>();
  private final @Nullable BlockContent[] contents;
  private long lastIdentity = ROOT;

  PrefixIndex(int blocks) {
    contents = new BlockContent[blocks];
  }

  /** The block that holds {@code content}, or null. */
  @Nullable Entry find(BlockContent content) {
    return entries.get(content);
  }

  /**
   * Notes that {@code block} holds {@code content}, unless another block is known to.
   *
   * @return the identity of that content
   */
  long add(BlockContent content, int block) {
    var known = entries.get(content);
    if (known != null) {
      return known.identity;
    }
    forget(block);
    lastIdentity++;
    entries.put(content, new Entry(block, lastIdentity));
    contents[block] = content;
    return lastIdentity;
  }

  /** The block is about to hold something else. */
  void forget(int block) {
    var content = contents[block];
    if (content != null) {
      entries.remove(content);
      contents[block] = null;
    }
  }

  int size() {
    return entries.size();
  }
}
