package dev.spillway.worker.kv;

import dev.spillway.cache.TextOwner;
import dev.spillway.worker.kernel.KvShape;
import java.util.Arrays;
import java.util.Optional;

/**
 * The blocks that hold the beginning of some tokens. It takes nothing: it is true until the next
 * block is allocated.
 *
 * <p>At least the last token is left out, because the logits after that token are kept nowhere.
 */
public final class PrefixMatch {
  private final TextOwner owner;
  private final int[] blocks;
  private final int inUse;
  private final long identity;

  private PrefixMatch(TextOwner owner, int[] blocks, int inUse, long identity) {
    this.owner = owner;
    this.blocks = blocks;
    this.inUse = inUse;
    this.identity = identity;
  }

  /**
   * For {@code tokens[0 .. length)}.
   *
   * @param owner whose text it is: law "tenants do not meet", what one computed no other finds
   */
  public static PrefixMatch find(BlockPool pool, TextOwner owner, int[] tokens, int length) {
    return after(pool, owner, PrefixIndex.ROOT, 0, tokens, length);
  }

  /** The same for what comes after {@code before} blocks, the last of which has an identity. */
  static PrefixMatch after(
      BlockPool pool, TextOwner owner, long identity, int before, int[] tokens, int length) {
    int most = (length - 1) / KvShape.BLOCK_TOKENS - before;
    var blocks = new int[Math.max(0, most)];
    long last = identity;
    int inUse = 0;
    int found = 0;
    for (; found < most; found++) {
      int from = (before + found) * KvShape.BLOCK_TOKENS;
      var entry = pool.prefixes().find(new BlockContent(owner, last, tokens, from));
      if (entry == null) {
        break;
      }
      blocks[found] = entry.block();
      last = entry.identity();
      inUse += pool.owners(entry.block()) > 0 ? 1 : 0;
    }
    return new PrefixMatch(owner, Arrays.copyOf(blocks, found), inUse, last);
  }

  TextOwner owner() {
    return owner;
  }

  /** Blocks, in order of position. */
  int[] blocks() {
    return blocks;
  }

  /** How many of the blocks have an owner. */
  public int inUse() {
    return inUse;
  }

  /** Of the last block's content. */
  long identity() {
    return identity;
  }

  public int size() {
    return blocks.length;
  }

  /** What the block after these will hold, if {@code tokens[0 .. length)} fill it. */
  public Optional<BlockContent> next(int[] tokens, int length) {
    int from = size() * KvShape.BLOCK_TOKENS;
    return from + KvShape.BLOCK_TOKENS <= length
        ? Optional.of(new BlockContent(owner, identity, tokens, from))
        : Optional.empty();
  }
}
